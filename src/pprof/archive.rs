//! A zip archive to the files in it.

use std::io::{Cursor, Read as _};

use zip::ZipArchive;
use zip::result::ZipError;

use super::{LimitExceeded, Limits};

/// One file of an archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArchiveEntry {
    /// Its path in the archive, with `/` between folders.
    pub path: String,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// Why an archive, or a file of it, is not read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ArchiveErrorKind {
    /// The list of files at the end cannot be read, as when a download was interrupted.
    #[error("the zip archive is damaged or cut off")]
    Broken,
    /// A file is there, but its data are not what was packed.
    #[error("the file is damaged")]
    BrokenFile,
    /// A file needs a password.
    #[error("the file is encrypted")]
    Encrypted,
    /// A file is packed with something else than deflate.
    #[error("the file is packed with method {method}, which is not read")]
    UnsupportedMethod {
        /// The number of the method.
        method: u16,
    },
    /// A file is packed in a way that is not read, such as over several disks.
    #[error("the file is packed in a way that is not read")]
    Unsupported,
    /// There are more or larger files than are read.
    #[error(transparent)]
    Limit(#[from] LimitExceeded),
}

/// Why an archive, or a file of it, is not read, and which.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{kind} (reading {})", path.as_deref().unwrap_or("the list of files"))]
pub struct ArchiveError {
    /// The path of the file; `None` when it is about the archive as a whole.
    pub path: Option<Box<str>>,
    /// What is wrong.
    pub kind: ArchiveErrorKind,
}

impl ArchiveErrorKind {
    /// What to do about it, in whole sentences for people.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::Broken | Self::BrokenFile => {
                "Fetch or make the archive again. What is whole in it can often be saved with unzip."
            }
            Self::Encrypted => "Unpack the archive with its password and open the profiles.",
            Self::UnsupportedMethod { .. } | Self::Unsupported => {
                "Unpack the archive and open the profiles, or pack them again with plain zip."
            }
            Self::Limit(_) => "Unpack the archive and open fewer files at a time.",
        }
    }
}

/// The files of an archive, one after another; each is unpacked when it is asked for.
#[derive(Debug)]
pub struct ArchiveFiles<T> {
    archive: ZipArchive<Cursor<T>>,
    next: usize,
    limits: Limits,
}

/// Reads the list of files of a zip archive. Folders, hidden files and what macOS adds (`__MACOSX`) are left out.
///
/// # Errors
/// When the list cannot be read. A broken file in it is an error of the iterator, which goes on behind it.
pub fn read_zip<T: AsRef<[u8]>>(bytes: T, limits: Limits) -> Result<ArchiveFiles<T>, ArchiveError> {
    let whole = |kind| ArchiveError { path: None, kind };
    let archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| {
        whole(match kind(&error) {
            ArchiveErrorKind::BrokenFile => ArchiveErrorKind::Broken,
            kind => kind,
        })
    })?;
    LimitExceeded::check("files in the archive", limits.archive_entries, archive.len() as u64)
        .map_err(|exceeded| whole(exceeded.into()))?;
    Ok(ArchiveFiles { archive, next: 0, limits })
}

impl<T: AsRef<[u8]>> ArchiveFiles<T> {
    /// The file at an index of the list; `None` for what is left out.
    fn read(&mut self, index: usize) -> Result<Option<ArchiveEntry>, ArchiveError> {
        let entry = self.archive.by_index_data(index);
        let (path, is_dir) = match &entry {
            Ok(entry) => (path_of(entry.name_raw()), entry.is_dir()),
            Err(error) => return Err(ArchiveError { path: None, kind: kind(error) }),
        };
        drop(entry);
        if is_dir || is_left_out(&path) {
            return Ok(None);
        }
        match self.unpack(index) {
            Ok(bytes) => Ok(Some(ArchiveEntry { path, bytes })),
            Err(kind) => Err(ArchiveError { path: Some(path.into()), kind }),
        }
    }

    fn unpack(&mut self, index: usize) -> Result<Vec<u8>, ArchiveErrorKind> {
        let limit = self.limits.archive_entry_bytes;
        let check = |wanted| LimitExceeded::check("bytes in one file of the archive", limit, wanted);
        let mut file = self.archive.by_index(index).map_err(|error| kind(&error))?;
        // What the archive says of the size is only good for refusing.
        check(file.size())?;
        let mut bytes = Vec::new();
        let read = file.by_ref().take(limit.saturating_add(1)).read_to_end(&mut bytes);
        read.map_err(|_| ArchiveErrorKind::BrokenFile)?;
        check(bytes.len() as u64)?;
        Ok(bytes)
    }
}

impl<T: AsRef<[u8]>> Iterator for ArchiveFiles<T> {
    type Item = Result<ArchiveEntry, ArchiveError>;

    fn next(&mut self) -> Option<Self::Item> {
        while self.next < self.archive.len() {
            let index = self.next;
            self.next += 1;
            if let Some(entry) = self.read(index).transpose() {
                return Some(entry);
            }
        }
        None
    }
}

fn path_of(name: &[u8]) -> String {
    String::from_utf8_lossy(name).replace('\\', "/")
}

/// Whether people did not put the file there.
fn is_left_out(path: &str) -> bool {
    path.ends_with('/') || path.split('/').any(|part| part == "__MACOSX" || part.starts_with('.'))
}

fn kind(error: &ZipError) -> ArchiveErrorKind {
    match error {
        ZipError::CompressionMethodNotSupported(method) => {
            ArchiveErrorKind::UnsupportedMethod { method: *method }
        }
        ZipError::InvalidPassword => ArchiveErrorKind::Encrypted,
        ZipError::UnsupportedArchive(text) if *text == ZipError::PASSWORD_REQUIRED => {
            ArchiveErrorKind::Encrypted
        }
        ZipError::UnsupportedArchive(_) => ArchiveErrorKind::Unsupported,
        _ => ArchiveErrorKind::BrokenFile,
    }
}
