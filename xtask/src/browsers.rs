//! The browsers of the end-to-end tests: those of the system, installed where that can be done unattended.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Result, bail};

use crate::command::{self, command, run};

/// The two browsers, found.
#[derive(Debug)]
pub(crate) struct Browsers {
    /// Chromium or a sibling of it.
    pub(crate) chromium: PathBuf,
    /// Firefox, preferably the extended support release.
    pub(crate) firefox: PathBuf,
}

/// The variable of the environment that names a browser outright, and the programs that are looked for else.
const CHROMIUM: (&str, &[&str]) = ("AIRFLAME_CHROMIUM", &["chromium", "chromium-browser", "google-chrome"]);
const FIREFOX: (&str, &[&str]) = ("AIRFLAME_FIREFOX", &["firefox-esr", "firefox"]);

fn find((variable, programs): (&str, &[&str])) -> Option<PathBuf> {
    if let Some(named) = std::env::var_os(variable).filter(|value| !value.is_empty()) {
        return Some(named.into());
    }
    programs.iter().find_map(|program| command::find(program))
}

/// Finds both browsers, or says what is missing.
pub(crate) fn locate() -> Result<Browsers> {
    match (find(CHROMIUM), find(FIREFOX)) {
        (Some(chromium), Some(firefox)) => Ok(Browsers { chromium, firefox }),
        (chromium, _) => {
            let (name, (variable, _)) =
                if chromium.is_none() { ("Chromium", CHROMIUM) } else { ("Firefox", FIREFOX) };
            bail!(
                "{name} is missing; the end-to-end tests need both Chromium and Firefox. On Debian: \
                 `apt-get install chromium firefox-esr fonts-dejavu-core`. One that is not on PATH: set {variable} \
                 to its program. Without browsers, `cargo xtask test --native` runs the rest"
            )
        }
    }
}

/// Installs what is missing, on Debian as root; elsewhere says what to install.
pub(crate) fn install() -> Result<()> {
    if locate().is_ok() {
        return Ok(());
    }
    if !(Path::new("/etc/debian_version").exists() && is_root()) {
        return locate().map(drop);
    }
    println!("setup: installing Chromium and Firefox with apt-get: a minute or two, mostly downloading");
    let start = Instant::now();
    run(&mut command("apt-get", &["update", "--quiet"])?)?;
    let packages = ["chromium", "firefox-esr", "fonts-dejavu-core"];
    let mut install = command("apt-get", &["install", "--yes", "--quiet", "--no-install-recommends"])?;
    run(install.args(packages).env("DEBIAN_FRONTEND", "noninteractive"))?;
    println!("setup: the browsers took {:.0} s", start.elapsed().as_secs_f64());
    locate().map(drop)
}

fn is_root() -> bool {
    command::output(Command::new("id").arg("-u")).as_deref() == Some("0")
}
