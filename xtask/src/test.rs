//! Everything that CI checks, in the order in which a fault is cheapest to find.

use std::path::{Path, PathBuf};
use std::{env, fs};

use anyhow::{Context, Result, bail};

use crate::command::{command, run};
use crate::steps::Steps;
use crate::{browsers, build, repo, setup};

/// Which tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    /// Native and browser.
    All,
    /// Formatting, lints and native tests.
    Native,
    /// The build, and the end-to-end tests of it.
    Browser,
}

/// Runs them; stops at the first step that fails, and names it.
pub(crate) fn test(part: Part) -> Result<()> {
    let mut steps = Steps::default();
    let needs = if part == Part::Native { setup::For::Build } else { setup::For::Tests };
    steps.step("setup", || setup::setup(needs))?;
    if part != Part::Browser {
        steps.step("format", || cargo(&["fmt", "--all", "--check"]))?;
        steps.step("lint, native", lint_native)?;
        steps.step("lint, wasm", lint_wasm)?;
        steps.step("test, native", test_native)?;
    }
    if part != Part::Native {
        steps.step("build", build::build)?;
        steps.step("test, in browsers", test_in_browsers)?;
    }
    Ok(())
}

fn cargo(args: &[&str]) -> Result<()> {
    run(&mut command("cargo", args)?)
}

fn lint_native() -> Result<()> {
    cargo(&["clippy", "--quiet", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"])
}

/// What runs in the browser is linted once more as such, with what would panic there banned. In the release profile:
/// the macros and build scripts that this compiles are then the ones that the build needs as well.
fn lint_wasm() -> Result<()> {
    let args =
        ["clippy", "--quiet", "--locked", "--release", "--package", "airflame", "--target", setup::WASM];
    let mut clippy = command("cargo", &args)?;
    clippy.args(["--", "-D", "warnings"]);
    run(clippy.env("CLIPPY_CONF_DIR", repo::root()?.join("xtask").join("wasm-clippy")))
}

fn test_native() -> Result<()> {
    // A snapshot that is absent or differs is a failure, and nothing is written.
    run(command("cargo", &["test", "--locked", "--workspace"])?.env("INSTA_UPDATE", "no"))
}

fn test_in_browsers() -> Result<()> {
    let root = repo::root()?;
    let mut files = Vec::new();
    test_files(&root.join("tests").join("e2e"), &mut files)?;
    if files.is_empty() {
        bail!("tests/e2e has no *.test.mjs, so nothing would be tested");
    }
    files.sort();
    let browsers = browsers::locate()?;
    // One file after the other: browsers that compete for two cores make every timeout a lie.
    let mut node = command("node", &["--test", "--test-concurrency=1", "--test-reporter=spec"])?;
    node.args(files)
        .env("AIRFLAME_DIST", repo::dist()?)
        .env("AIRFLAME_CHROMIUM", browsers.chromium)
        .env("AIRFLAME_FIREFOX", browsers.firefox)
        .env("AIRFLAME_XTASK", env::current_exe().context("finding xtask's own program")?);
    run(&mut node)
}

fn test_files(dir: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    for entry in fs::read_dir(dir).with_context(|| format!("listing {}", dir.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            test_files(&path, found)?;
        } else if path.to_string_lossy().ends_with(".test.mjs") {
            found.push(path);
        }
    }
    Ok(())
}
