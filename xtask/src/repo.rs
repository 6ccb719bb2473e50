//! Where the checkout is.

use std::path::PathBuf;

use anyhow::{Context, Result, bail};

/// The root of the checkout that the current directory is in. Found at run time and not at compile time, so that a
/// target directory shared by several checkouts never makes one of them build another.
pub(crate) fn root() -> Result<PathBuf> {
    let here = std::env::current_dir().context("finding the current directory")?;
    match here.ancestors().find(|dir| dir.join("Trunk.toml").is_file() && dir.join("xtask").is_dir()) {
        Some(root) => Ok(root.to_owned()),
        None => {
            bail!("{} is not inside a checkout of Airflame; change into one and try again", here.display())
        }
    }
}

/// Where Trunk puts the finished artefacts.
pub(crate) fn dist() -> Result<PathBuf> {
    Ok(root()?.join("dist"))
}
