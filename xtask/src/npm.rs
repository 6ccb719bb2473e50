//! The packages from npm: wasm-opt for the build, the browser driver for the tests.

use std::fs;
use std::path::PathBuf;
use std::time::Instant;

use anyhow::{Context, Result};

use crate::command::{command, run};
use crate::repo;

/// A copy of the lock file that `node_modules` was made from, written last: if it is there and equal, the install
/// was finished and is current.
const STAMP: &str = "node_modules/.airflame-package-lock.json";

/// Where the packages put their programs.
pub(crate) fn bin() -> Result<PathBuf> {
    Ok(repo::root()?.join("node_modules").join(".bin"))
}

/// Installs exactly what the lock file says, unless that was done already.
pub(crate) fn install() -> Result<()> {
    let root = repo::root()?;
    let lock = fs::read(root.join("package-lock.json")).context("reading package-lock.json")?;
    if fs::read(root.join(STAMP)).is_ok_and(|stamp| stamp == lock) {
        return Ok(());
    }
    println!("setup: installing the packages of package-lock.json");
    let start = Instant::now();
    run(&mut command("npm", &["ci"])?)
        .context("Node.js 20 or later with npm is needed; install it and try again")?;
    fs::write(root.join(STAMP), lock).with_context(|| format!("writing {STAMP}"))?;
    println!("setup: npm took {:.0} s", start.elapsed().as_secs_f64());
    Ok(())
}
