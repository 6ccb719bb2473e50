//! Running other programs: shown before they run, and an error that names them when they fail.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};

use crate::repo;

/// A program to be run in the root of the checkout.
pub(crate) fn command<S: AsRef<std::ffi::OsStr>>(program: &str, args: &[S]) -> Result<Command> {
    let mut command = Command::new(program);
    command.args(args).current_dir(repo::root()?).stdin(Stdio::null());
    Ok(command)
}

/// Shows the command, runs it with its output going to ours, and fails if it fails.
pub(crate) fn run(command: &mut Command) -> Result<()> {
    let line = line(command);
    println!("$ {line}");
    let status =
        command.status().with_context(|| format!("starting `{line}`: is it installed, and on PATH?"))?;
    if !status.success() {
        bail!("`{line}` failed ({status}); what it printed is above");
    }
    Ok(())
}

/// What a program prints, trimmed; nothing if it does not exist or fails.
pub(crate) fn output(command: &mut Command) -> Option<String> {
    let output = command.stderr(Stdio::null()).output().ok()?;
    output.status.success().then(|| String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Where PATH has a program of this name.
pub(crate) fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|dir| dir.join(program)).find(|file| is_executable(file))
}

#[cfg(unix)]
fn is_executable(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt as _;
    file.metadata().is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

#[cfg(not(unix))]
fn is_executable(file: &Path) -> bool {
    file.is_file()
}

/// The command as one would type it.
fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}
