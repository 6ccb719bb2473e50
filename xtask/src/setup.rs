//! Everything that must be there before a build or a test. Each part asks first whether it is there already, so this
//! runs at the start of every command and costs nothing the second time.

use std::path::Path;
use std::process::Command;

use anyhow::Result;

use crate::command::{self, command, run};
use crate::{browsers, npm, small_std, tools};

/// What the setup is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum For {
    /// Building: no browsers needed.
    Build,
    /// All of it.
    Tests,
}

/// The target of the page.
pub(crate) const WASM: &str = "wasm32-unknown-unknown";

/// Installs what is missing.
pub(crate) fn setup(purpose: For) -> Result<()> {
    rust_target()?;
    // Builds run offline, on what was fetched here.
    run(&mut command("cargo", &["fetch", "--locked", "--quiet"])?)?;
    small_std::install(WASM)?;
    npm::install()?;
    tools::install()?;
    if purpose == For::Tests {
        browsers::install()?;
    }
    Ok(())
}

/// Asks the compiler and not rustup: a Rust that was installed without rustup may have the target too.
fn rust_target() -> Result<()> {
    let libdir = command::output(Command::new("rustc").args(["--print", "target-libdir", "--target", WASM]));
    if libdir.is_some_and(|dir| Path::new(&dir).is_dir()) {
        return Ok(());
    }
    println!("setup: adding the target {WASM} to the Rust toolchain");
    run(&mut command("rustup", &["target", "add", WASM])?)
}
