//! The files of `tests/profiles`.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// One file: its path below `tests/profiles`, and its bytes.
#[derive(Debug, Clone)]
pub(crate) struct Fixture {
    pub(crate) path: String,
    pub(crate) bytes: Vec<u8>,
}

impl Fixture {
    /// Whether it is made to be refused; b15 only has names that are not UTF-8, which is no reason.
    pub(crate) fn is_broken(&self) -> bool {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        name.starts_with('b') && name.as_bytes()[1].is_ascii_digit() && !name.starts_with("b15")
    }

    /// The profile, not compressed, as another inflater than ours gives it.
    pub(crate) fn inflated(&self) -> Vec<u8> {
        inflate(&self.bytes)
    }
}

/// Bytes that may be compressed by gzip, as they were before.
pub(crate) fn inflate(bytes: &[u8]) -> Vec<u8> {
    if !bytes.starts_with(&[0x1f, 0x8b]) {
        return bytes.to_vec();
    }
    let mut inflated = Vec::new();
    flate2::read::MultiGzDecoder::new(bytes).read_to_end(&mut inflated).unwrap();
    inflated
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/profiles")
}

/// All files of a folder, by name.
fn folder(name: &str) -> Vec<Fixture> {
    let entries = fs::read_dir(root().join(name)).unwrap();
    let mut paths: Vec<PathBuf> =
        entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect();
    paths.sort();
    let fixture = |path: PathBuf| Fixture {
        path: format!("{name}/{}", path.file_name().unwrap().to_str().unwrap()),
        bytes: fs::read(&path).unwrap(),
    };
    paths.into_iter().map(fixture).collect()
}

/// Every profile and every file that is none.
pub(crate) fn all() -> Vec<Fixture> {
    ["oddproto", "leaky-rate4096", "leaky-default", "shapes"].into_iter().flat_map(folder).collect()
}

/// The profiles that are texts of Go.
pub(crate) fn texts() -> Vec<Fixture> {
    folder("texts")
}

/// The texts that hold stacks of goroutines.
#[allow(dead_code, reason = "not every suite reads them")]
pub(crate) fn dumps() -> Vec<Fixture> {
    folder("dumps")
}

/// The files that are profiles.
pub(crate) fn valid() -> Vec<Fixture> {
    all().into_iter().filter(|fixture| !fixture.is_broken()).collect()
}

/// One file.
pub(crate) fn fixture(path: &str) -> Fixture {
    let bytes = fs::read(root().join(path)).unwrap();
    Fixture { path: path.to_owned(), bytes }
}

/// A text of `go tool pprof` about a fixture, if there is one.
pub(crate) fn oracle_text(fixture: &Fixture, name: &str) -> Option<String> {
    let (folder, file) = fixture.path.split_once('/')?;
    let stem = file.trim_end_matches(".gz").trim_end_matches(".pb");
    fs::read_to_string(root().join(folder).join("oracle").join(stem).join(name)).ok()
}
