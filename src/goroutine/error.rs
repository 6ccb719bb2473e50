//! Why a text is no dump of goroutines.

use crate::profile::{InvalidProfile, OutOfMemory, StringTableFull};

/// Why a text is not read as a dump of goroutines.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DumpError {
    /// No line of it begins a goroutine.
    #[error("no goroutine is in the text")]
    NoGoroutine,
    /// More goroutines than are read.
    #[error("the text has more than {limit} goroutines (at byte {offset})")]
    TooMany {
        /// The byte of the first that is too much.
        offset: u64,
        /// How many are read.
        limit: usize,
    },
    /// The texts of names and labels pass 4 GiB.
    #[error("{source} (at byte {offset})")]
    Strings {
        /// The byte of the line.
        offset: u64,
        /// What is full.
        source: StringTableFull,
    },
    /// There is no memory for it.
    #[error("{source} (at byte {offset})")]
    OutOfMemory {
        /// The byte of the line.
        offset: u64,
        /// What was asked for.
        source: OutOfMemory,
    },
    /// The tables do not fit together.
    #[error("the dump contradicts itself: {0}")]
    Inconsistent(#[from] InvalidProfile),
}

impl DumpError {
    /// The byte of the text that it is about.
    pub fn offset(&self) -> u64 {
        match self {
            Self::NoGoroutine | Self::Inconsistent(_) => 0,
            Self::TooMany { offset, .. }
            | Self::Strings { offset, .. }
            | Self::OutOfMemory { offset, .. } => *offset,
        }
    }
}
