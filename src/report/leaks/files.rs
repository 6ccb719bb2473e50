//! Files of this machine, opened: profiles, texts, dumps, and archives of them.

use std::rc::Rc;

use super::File;
use crate::goroutine::Dump;
use crate::open::open_slice;
use crate::pprof::archive::read_zip;
use crate::pprof::{Limits, Reading};
use crate::profile::Profile;
use crate::report::SourceFiles;

/// A profile or a dump out of a file.
#[derive(Debug, Clone)]
pub struct OpenedFile {
    /// The file's path; of an archive's the path in it behind.
    pub name: String,
    /// The profile, also of a dump.
    pub profile: Profile,
    /// The goroutines one by one, where it is a dump.
    pub dump: Option<Rc<Dump>>,
}

impl OpenedFile {
    /// It as evidence.
    pub fn file(&self) -> File<'_> {
        File { name: &self.name, profile: &self.profile, dump: self.dump.as_deref() }
    }
}

/// Opens files, and says of each that cannot be read what is wrong with it.
pub fn open_files(paths: &[String], files: &dyn SourceFiles) -> (Vec<OpenedFile>, Vec<String>) {
    let (mut opened, mut problems) = (Vec::new(), Vec::new());
    for path in paths {
        match files.read(path) {
            Ok(bytes) if bytes.starts_with(b"PK\x03\x04") => {
                open_archive(path, &bytes, &mut opened, &mut problems);
            }
            Ok(bytes) => open_one(path, &bytes, &mut opened, &mut problems),
            Err(problem) => problems.push(format!("{path}: {problem}")),
        }
    }
    (opened, problems)
}

fn open_archive(path: &str, bytes: &[u8], opened: &mut Vec<OpenedFile>, problems: &mut Vec<String>) {
    match read_zip(bytes, Limits::default()) {
        Ok(entries) => {
            for entry in entries {
                match entry {
                    Ok(entry) => open_one(&format!("{path}/{}", entry.path), &entry.bytes, opened, problems),
                    Err(problem) => problems.push(format!("{path}: {problem}")),
                }
            }
        }
        Err(problem) => problems.push(format!("{path}: {problem}")),
    }
}

fn open_one(path: &str, bytes: &[u8], opened: &mut Vec<OpenedFile>, problems: &mut Vec<String>) {
    match open_slice(Reading::InFull, bytes) {
        Ok(parts) => {
            let is_single = parts.len() == 1;
            for (part, at) in parts.into_iter().zip(1..) {
                let name = if is_single { path.to_owned() } else { format!("{path} ({at})") };
                opened.push(OpenedFile { name, profile: part.profile, dump: part.dump });
            }
        }
        Err(problem) => problems.push(format!("{path}: {problem}")),
    }
}
