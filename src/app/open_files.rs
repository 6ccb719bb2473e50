//! Which file each open profile came from, so that a worker that died can be given its files again.

use crate::worker::protocol::{FileId, ProfileId};

/// The files that are being read or have open profiles, in the order in which they were chosen.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OpenFiles {
    files: Vec<OpenFile>,
}

#[derive(Debug, Clone, PartialEq)]
struct OpenFile {
    file: FileId,
    name: String,
    /// In bytes.
    size: u64,
    /// A zip file has several.
    profiles: Vec<ProfileId>,
}

impl OpenFiles {
    /// A file is going to be read, of so many bytes.
    pub(super) fn read(&mut self, file: FileId, name: String, size: u64) {
        self.files.push(OpenFile { file, name, size, profiles: Vec::new() });
    }

    /// A profile of it is open.
    pub(super) fn opened(&mut self, file: FileId, profile: ProfileId) {
        if let Some(file) = self.files.iter_mut().find(|open| open.file == file) {
            file.profiles.push(profile);
        }
    }

    /// It is read to its end. Gives the file if nothing in it is open, so that it can be forgotten.
    pub(super) fn ended(&mut self, file: FileId) -> Option<FileId> {
        let at = self.files.iter().position(|open| open.file == file && open.profiles.is_empty())?;
        Some(self.files.remove(at).file)
    }

    /// A profile is closed. Gives its file if nothing else in it is open.
    pub(super) fn closed(&mut self, profile: ProfileId) -> Option<FileId> {
        let file = self.files.iter_mut().find(|open| open.profiles.contains(&profile))?;
        file.profiles.retain(|&open| open != profile);
        let file = file.file;
        self.ended(file)
    }

    /// It is not to be read again: it was being read when the worker died.
    pub(super) fn leave_out(&mut self, file: FileId) -> Option<FileId> {
        let at = self.files.iter().position(|open| open.file == file)?;
        Some(self.files.remove(at).file)
    }

    /// All files, to be read again by a new worker, each with its name and size.
    pub(super) fn read_again(&mut self) -> Vec<(FileId, String, u64)> {
        for open in &mut self.files {
            open.profiles.clear();
        }
        self.files.iter().map(|open| (open.file, open.name.clone(), open.size)).collect()
    }
}
