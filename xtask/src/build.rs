//! Both artefacts, by one run of Trunk.

use std::time::Instant;

use anyhow::{Result, bail};

use crate::command::{command, run};
use crate::{repo, size, small_std, tools};

/// Builds for release. Trunk compiles, optimises and hashes, then calls `xtask bundle` on its staging folder.
pub(crate) fn build() -> Result<()> {
    let start = Instant::now();
    let mut trunk = command("trunk", &["build", "--release"])?;
    trunk.env("PATH", tools::path()?);
    // Trunk would otherwise ask the network whether there is a newer Trunk.
    trunk.env("TRUNK_SKIP_VERSION_CHECK", "true");
    // Trunk takes NO_COLOR only as a boolean, while the convention is any value at all.
    trunk.env_remove("NO_COLOR");
    small_std::build_with(&mut trunk);
    // Where compiling fails, the compiler's words are what matters, and not where in Trunk it was noticed.
    trunk.env("RUST_BACKTRACE", "0");
    run(&mut trunk)?;
    let dist = repo::dist()?;
    if dist.join("snippets").exists() {
        bail!(
            "dist/snippets exists: a crate brings JavaScript files of its own, which neither airflame.html nor a \
             worker can load. Find it with `ls dist/snippets` and do without it"
        );
    }
    println!("built dist/index.html and dist/airflame.html in {:.0} s", start.elapsed().as_secs_f64());
    size::print(&dist)
}
