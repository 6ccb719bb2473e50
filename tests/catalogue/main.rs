//! The catalogue of leaks, held against real dumps, and the texts that are made with it.

#[path = "../shared/fixtures.rs"]
#[allow(dead_code)]
mod fixtures;
mod signatures;
mod texts;

use std::path::{Path, PathBuf};

use airflame::report::SourceFiles;
use airflame::report::leaks::{OpenedFile, open_files};

/// The files of this machine.
struct Machine;

impl SourceFiles for Machine {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        std::fs::read(path).map_err(|error| error.to_string())
    }

    fn working_directory(&self) -> String {
        String::new()
    }
}

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Opens files of `tests/profiles`.
fn opened(paths: &[&str]) -> Vec<OpenedFile> {
    let paths: Vec<String> =
        paths.iter().map(|path| root().join("tests/profiles").join(path).display().to_string()).collect();
    let (opened, problems) = open_files(&paths, &Machine);
    assert_eq!(problems, Vec::<String>::new());
    opened
}

/// The files of a folder of the captured services that begin so, if the folder is there: they are too many to be copied.
fn captured(folder: &str, beginnings: &[&str]) -> Option<Vec<String>> {
    let folder: PathBuf = root().join("../shared/profiles").join(folder);
    let Ok(entries) = std::fs::read_dir(&folder) else {
        eprintln!("SKIPPED: {} is not there", folder.display());
        return None;
    };
    let mut paths: Vec<String> = entries
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            beginnings.iter().any(|beginning| name.starts_with(beginning)) && !name.contains("delta")
        })
        .map(|path| path.display().to_string())
        .collect();
    paths.sort();
    Some(paths)
}
