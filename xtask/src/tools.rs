//! The pinned build tools, each in a folder of its own that carries its version.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::cache;
use crate::command::{self, run};

/// A program that is installed from crates.io.
#[derive(Debug)]
struct Tool {
    /// The crate.
    package: &'static str,
    /// The program that we use of it; also the name of its folder, with the version.
    program: &'static str,
    /// Exactly this one.
    version: &'static str,
    /// What else `cargo install` must be told.
    args: &'static [&'static str],
    /// What one waits for, roughly, on two cores.
    minutes: u32,
}

const TOOLS: [Tool; 2] = [
    // 0.22 needs a newer Rust than ours.
    Tool { package: "trunk", program: "trunk", version: "0.21.14", args: &["--locked"], minutes: 8 },
    // Must be the version of the library in Cargo.toml and in Trunk.toml. Its lock file names a release of
    // webpki-roots that not every mirror of the registry has, so it is built without `--locked`.
    Tool { package: "wasm-bindgen-cli", program: "wasm-bindgen", version: "0.2.130", args: &[], minutes: 3 },
];

impl Tool {
    fn root(&self) -> Result<PathBuf> {
        cache::tool(&format!("{}-{}", self.program, self.version))
    }

    /// Whether the program is there and says that it is the right version. `cargo install` moves a finished program
    /// into place, and a half-written or foreign one does not answer like this: so an interrupted install is never
    /// taken as done.
    fn is_installed(&self) -> Result<bool> {
        let program = self.root()?.join("bin").join(self.program);
        let answer = command::output(Command::new(program).arg("--version"));
        Ok(answer.is_some_and(|answer| answer.split_whitespace().nth(1) == Some(self.version)))
    }

    fn install(&self) -> Result<()> {
        let Self { package, version, minutes, .. } = self;
        println!(
            "setup: building {package} {version}, once for this machine: about {minutes} minutes on two cores"
        );
        let start = Instant::now();
        // Built outside the checkout's own target directory: nothing in it would ever be used again.
        let target = cache::dir()?.join("tmp").join(format!("{package}-{version}"));
        let root = self.root()?;
        let mut cargo = command::command("cargo", &["install", package, "--version", version, "--force"])?;
        cargo.args(self.args).arg("--root").arg(&root).env("CARGO_TARGET_DIR", &target);
        // These run for a second or two per build: a compiler's best efforts, minutes of them, would never be earned back.
        cargo.env("CARGO_PROFILE_RELEASE_LTO", "off");
        cargo.env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "16");
        cargo.env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "1");
        run(&mut cargo)?;
        fs::remove_dir_all(&target).with_context(|| format!("removing {}", target.display()))?;
        if !self.is_installed()? {
            bail!(
                "{package} was installed but does not run as {version}; remove {} and try again",
                root.display()
            );
        }
        println!("setup: {package} {version} took {:.0} s", start.elapsed().as_secs_f64());
        Ok(())
    }
}

/// Installs what is not installed yet.
pub(crate) fn install() -> Result<()> {
    for tool in &TOOLS {
        if !tool.is_installed()? {
            tool.install()?;
        }
    }
    Ok(())
}

/// PATH with the pinned tools in front: Trunk takes its tools from there.
pub(crate) fn path() -> Result<std::ffi::OsString> {
    let mut dirs = Vec::new();
    for tool in &TOOLS {
        dirs.push(tool.root()?.join("bin"));
    }
    dirs.push(crate::npm::bin()?);
    if let Some(path) = std::env::var_os("PATH") {
        dirs.extend(std::env::split_paths(&path));
    }
    std::env::join_paths(dirs).context("making a PATH that has the build tools")
}
