//! The files that are measured with: made by `benches/`, kept beside the build.

use std::path::{Path, PathBuf};
use std::{env, fs};

use anyhow::{Context, Result};

use crate::command::{command, run};

/// A file, and a later snapshot of the same program.
#[derive(Debug)]
pub(super) struct BenchFile {
    /// The generator's preset.
    pub(super) name: String,
    pub(super) path: PathBuf,
    /// Taken later; not of files that nobody compares.
    pub(super) later: Option<PathBuf>,
    /// Inflated bytes.
    pub(super) bytes: u64,
    /// Bytes on the disk.
    pub(super) packed: u64,
}

const EXTREMES: [&str; 3] = ["extreme-deep", "extreme-labels", "extreme-name"];
/// Two of these do not fit into one tab, and nobody promised so.
const NOT_COMPARED: &str = "heap-207mb";

/// Writes the files of these presets.
pub(super) fn generate(names: &[&str]) -> Result<Vec<BenchFile>> {
    names.iter().map(|name| one(name, &["--preset", name], *name != NOT_COMPARED)).collect()
}

/// Writes the files that no program writes.
pub(super) fn generate_extremes() -> Result<Vec<BenchFile>> {
    EXTREMES.iter().map(|name| one(name, &["--extreme", name], false)).collect()
}

fn one(name: &str, options: &[&str], is_compared: bool) -> Result<BenchFile> {
    let folder = folder()?;
    fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
    let path = folder.join(format!("{name}.pb.gz"));
    write(options, &path)?;
    let later = folder.join(format!("{name}-later.pb.gz"));
    if is_compared {
        write(&[options, &["--later"]].concat(), &later)?;
    }
    let (bytes, packed) = sizes(&path)?;
    Ok(BenchFile { name: name.to_owned(), path, later: is_compared.then_some(later), bytes, packed })
}

fn write(options: &[&str], path: &Path) -> Result<()> {
    let args = ["run", "--quiet", "--release", "--package", "airflame-benches", "--bin", "generate", "--"];
    let mut generate = command("cargo", &args)?;
    run(generate.args(options).arg(path))
}

/// `bench/` in the target directory that this program was built in.
fn folder() -> Result<PathBuf> {
    let program = env::current_exe().context("finding xtask's own program")?;
    let target = program.ancestors().nth(2).context("xtask lies in no target directory")?;
    Ok(target.join("bench"))
}

/// The inflated and the packed bytes of a gzipped file.
fn sizes(path: &Path) -> Result<(u64, u64)> {
    let file = fs::File::open(path).with_context(|| format!("reading {}", path.display()))?;
    let packed = file.metadata()?.len();
    let bytes = std::io::copy(&mut flate2::read::GzDecoder::new(file), &mut std::io::sink())?;
    Ok((bytes, packed))
}
