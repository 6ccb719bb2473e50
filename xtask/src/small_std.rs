//! The standard library of the page, built with the page.
//!
//! The one that comes with Rust is built for speed, and prints where it panics. Built for size, and with panics that only
//! trap, the wasm is a tenth smaller: 47 KB of what a browser loads. Cargo calls both unstable, so that the pinned stable
//! compiler has to be told by `RUSTC_BOOTSTRAP` that they are meant; nothing in our code depends on them, and whoever runs
//! `cargo build` without xtask gets a page that works as well, and says more when it panics.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::command::{self, run};

/// What cargo must be told, by variables: Trunk passes them on.
const VARIABLES: [(&str, &str); 4] = [
    ("RUSTC_BOOTSTRAP", "1"),
    ("CARGO_UNSTABLE_BUILD_STD", "std,panic_abort"),
    // It sorts by heap then: what is hot is sorted by its keys (src/analysis/key_sort.rs).
    ("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size"),
    // Nothing that the page shows is printed by `Debug`, and nothing tells where it panics: both are left out.
    (
        "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS",
        "-Zunstable-options -Cpanic=immediate-abort -Zfmt-debug=none -Zlocation-detail=none",
    ),
];

/// Has a command that builds the page build its standard library too.
pub(crate) fn build_with(command: &mut Command) -> &mut Command {
    command.envs(VARIABLES)
}

/// Fetches the library's sources and what they need, unless they are there.
pub(crate) fn install(target: &str) -> Result<()> {
    let sysroot = command::output(Command::new("rustc").args(["--print", "sysroot"]));
    let sysroot = sysroot.context("asking rustc for its folder")?;
    let sources = Path::new(&sysroot).join("lib/rustlib/src/rust/library/Cargo.lock");
    if !sources.is_file() {
        println!("setup: adding the sources of the standard library to the Rust toolchain");
        run(&mut command::command("rustup", &["component", "add", "rust-src"])?)?;
    }
    if !sources.is_file() {
        bail!("{} is not there: install the sources of the standard library (rust-src)", sources.display());
    }
    run(build_with(&mut command::command("cargo", &["fetch", "--locked", "--quiet", "--target", target])?))
}
