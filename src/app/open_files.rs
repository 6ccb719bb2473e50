//! Which file each open profile came from, so that a worker that died can be given its files again.

use crate::worker::protocol::{FileId, ProfileId, Request};

use super::Command;

/// The files that are being read or have open profiles, in the order in which they were chosen.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OpenFiles {
    files: Vec<OpenFile>,
}

#[derive(Debug, Clone, PartialEq)]
struct OpenFile {
    file: FileId,
    /// `None` for the example, which is built in.
    named: Option<(String, u64)>,
    /// A zip file has several.
    profiles: Vec<ProfileId>,
}

impl OpenFiles {
    /// A file is going to be read; `named` has its name and size, and is `None` for the example. Gives the command
    /// that reads it.
    pub(super) fn read(&mut self, file: FileId, named: Option<(String, u64)>) -> Command {
        let command = open_command(file, named.as_ref());
        self.files.push(OpenFile { file, named, profiles: Vec::new() });
        command
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
    pub(super) fn read_again(&mut self) -> Vec<(FileId, Option<(String, u64)>)> {
        for open in &mut self.files {
            open.profiles.clear();
        }
        self.files.iter().map(|open| (open.file, open.named.clone())).collect()
    }
}

/// The command that has the worker read a file.
pub(super) fn open_command(file: FileId, named: Option<&(String, u64)>) -> Command {
    match named {
        Some((name, size)) => {
            Command::SendFile(file, Request::Open { file, name: name.clone(), size: *size })
        }
        None => Command::Send(Request::OpenExample { file }),
    }
}
