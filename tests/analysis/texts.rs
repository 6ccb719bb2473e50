//! Stored profiles, and what pprof printed of them.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use airflame::pprof::open_slice;
use airflame::profile::Profile;

/// The profiles that the tests come with.
pub(crate) fn stored() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/profiles")
}

/// The whole collection that they are taken from, which only its makers have.
pub(crate) fn collection() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/profiles")
}

/// A text that pprof printed of one profile, or of two compared.
#[derive(Debug)]
pub(crate) struct Printed {
    /// What the text is: `top.cpu`, `top.lines`, or `diff_base.cpu` for two profiles.
    pub(crate) name: String,
    pub(crate) path: PathBuf,
    pub(crate) base: Option<PathBuf>,
    pub(crate) target: PathBuf,
}

/// Every text of pprof below `root` that is of a stored profile.
pub(crate) fn all(root: &Path) -> Vec<Printed> {
    let mut found = Vec::new();
    for path in files_below(root) {
        if let Some(printed) = recognised(path) {
            found.push(printed);
        }
    }
    found.sort_by(|left, right| left.path.cmp(&right.path));
    found
}

/// `FOLDER/oracle/PROFILE/top.NAME.txt`, or `FOLDER/oracle/diffs/BASE..TARGET.KIND.TYPE.txt`, either with `.gz`.
fn recognised(path: PathBuf) -> Option<Printed> {
    let file = path.file_name()?.to_str()?;
    let name = file.strip_suffix(".gz").unwrap_or(file).strip_suffix(".txt")?.to_owned();
    let about = path.parent()?;
    if about.parent()?.file_name()? != "oracle" {
        return None;
    }
    let folder = about.parent()?.parent()?;
    let about = about.file_name()?.to_str()?;
    if about != "diffs" {
        let target = profile_path(folder, about)?;
        return name.starts_with("top.").then_some(Printed { name, path, base: None, target });
    }
    let (base, rest) = name.split_once("..")?;
    let kind = ["diff_base", "base"].into_iter().find(|kind| rest.contains(&format!(".{kind}.")))?;
    let (target, sample_type) = rest.split_once(&format!(".{kind}."))?;
    Some(Printed {
        name: format!("{kind}.{sample_type}"),
        base: Some(profile_path(folder, base)?),
        target: profile_path(folder, target)?,
        path,
    })
}

fn profile_path(folder: &Path, stem: &str) -> Option<PathBuf> {
    ["pb.gz", "pb"].iter().map(|ending| folder.join(format!("{stem}.{ending}"))).find(|path| path.is_file())
}

fn files_below(root: &Path) -> Vec<PathBuf> {
    let mut folders = vec![root.to_owned()];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files
}

/// A text, inflated where it is compressed.
pub(crate) fn read(path: &Path) -> String {
    let bytes = fs::read(path).unwrap();
    let bytes = if path.extension().is_some_and(|ending| ending == "gz") {
        let mut inflated = Vec::new();
        flate2::read::MultiGzDecoder::new(bytes.as_slice()).read_to_end(&mut inflated).unwrap();
        inflated
    } else {
        bytes
    };
    String::from_utf8_lossy(&bytes).into_owned()
}

/// A profile, or why it is none.
pub(crate) fn profile(path: &Path) -> Result<Profile, String> {
    open_slice(&fs::read(path).unwrap()).map(|decoded| decoded.profile).map_err(|error| error.to_string())
}
