//! A zip archive to the files in it.

mod directory;

use std::fmt;

use flate2::{Crc, Decompress, FlushDecompress, Status};

use self::directory::Entry;
use super::compression::OUTPUT_BYTES;
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
pub struct ArchiveFiles<T> {
    archive: T,
    entries: std::vec::IntoIter<Entry>,
    limits: Limits,
}

/// Reads the list of files of a zip archive. Folders, hidden files and what macOS adds (`__MACOSX`) are left out.
///
/// # Errors
/// When the list cannot be read. A broken file in it is an error of the iterator, which goes on behind it.
pub fn read_zip<T: AsRef<[u8]>>(bytes: T, limits: Limits) -> Result<ArchiveFiles<T>, ArchiveError> {
    match directory::read(bytes.as_ref(), &limits) {
        Ok(entries) => Ok(ArchiveFiles { archive: bytes, entries: entries.into_iter(), limits }),
        Err(kind) => Err(ArchiveError { path: None, kind }),
    }
}

impl<T: AsRef<[u8]>> Iterator for ArchiveFiles<T> {
    type Item = Result<ArchiveEntry, ArchiveError>;

    fn next(&mut self) -> Option<Self::Item> {
        let archive = self.archive.as_ref();
        self.entries.find_map(|entry| {
            let path = path_of(archive.get(entry.name.clone()).unwrap_or_default());
            if is_left_out(&path) {
                return None;
            }
            Some(match unpack(archive, &entry, &self.limits) {
                Ok(bytes) => Ok(ArchiveEntry { path, bytes }),
                Err(kind) => Err(ArchiveError { path: Some(path.into()), kind }),
            })
        })
    }
}

impl<T> fmt::Debug for ArchiveFiles<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ArchiveFiles").field("left", &self.entries.len()).finish_non_exhaustive()
    }
}

fn unpack(archive: &[u8], entry: &Entry, limits: &Limits) -> Result<Vec<u8>, ArchiveErrorKind> {
    if entry.flags & 1 != 0 {
        return Err(ArchiveErrorKind::Encrypted);
    }
    // What the archive says of the size is good for refusing, and never for allocating.
    LimitExceeded::check("bytes in one file of the archive", limits.archive_entry_bytes, entry.size)?;
    let data = entry.data(archive).ok_or(ArchiveErrorKind::BrokenFile)?;
    let bytes = match entry.method {
        0 => (entry.packed == entry.size).then(|| data.to_vec()),
        8 => inflate(data, entry.size),
        method => return Err(ArchiveErrorKind::UnsupportedMethod { method }),
    };
    let is_whole = |bytes: &Vec<u8>| {
        let mut crc = Crc::new();
        crc.update(bytes);
        bytes.len() as u64 == entry.size && crc.sum() == entry.crc
    };
    bytes.filter(is_whole).ok_or(ArchiveErrorKind::BrokenFile)
}

/// The deflated bytes, of which there shall be at most `size`; nothing if they are more or damaged.
fn inflate(mut data: &[u8], size: u64) -> Option<Vec<u8>> {
    let mut inflate = Decompress::new(false);
    let mut bytes = Vec::new();
    loop {
        bytes.reserve(OUTPUT_BYTES);
        let (read_before, written_before) = (inflate.total_in(), bytes.len());
        let status = inflate.decompress_vec(data, &mut bytes, FlushDecompress::None).ok()?;
        // It fits: it counts a part of a slice.
        let read = (inflate.total_in() - read_before) as usize;
        data = data.get(read..)?;
        if bytes.len() as u64 > size {
            return None;
        }
        match status {
            Status::StreamEnd => return Some(bytes),
            // There was room: so the data are cut off.
            _ if read == 0 && bytes.len() == written_before => return None,
            _ => {}
        }
    }
}

fn path_of(name: &[u8]) -> String {
    String::from_utf8_lossy(name).replace('\\', "/")
}

/// Whether people did not put the file there.
fn is_left_out(path: &str) -> bool {
    path.ends_with('/') || path.split('/').any(|part| part == "__MACOSX" || part.starts_with('.'))
}
