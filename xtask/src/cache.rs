//! The folder where tools live: outside the checkout, so that all checkouts and fresh clones of CI share them.

use std::path::PathBuf;

use anyhow::{Context, Result};

/// `$AIRFLAME_CACHE`, else `$XDG_CACHE_HOME/airflame`, else `~/.cache/airflame`. `.ci/run` follows the same order.
pub(crate) fn dir() -> Result<PathBuf> {
    let set = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    set("AIRFLAME_CACHE")
        .or_else(|| set("XDG_CACHE_HOME").map(|dir| dir.join("airflame")))
        .or_else(|| set("HOME").map(|dir| dir.join(".cache").join("airflame")))
        .context("there is no HOME to keep tools in; set AIRFLAME_CACHE to a folder")
}

/// Where one version of one tool is installed.
pub(crate) fn tool(name_and_version: &str) -> Result<PathBuf> {
    Ok(dir()?.join("tools").join(name_and_version))
}
