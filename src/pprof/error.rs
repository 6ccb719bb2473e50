//! Why a file is not read, and at which byte.

use std::fmt;

use super::{Content, LimitExceeded};
use crate::profile::{InvalidProfile, OutOfMemory};

/// Why a file is not read as a profile.
///
/// [`advice`](super::advice()) says what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DecodeError {
    /// The byte it is about. Of the file as it lies on disk for what is wrong with the compression
    /// ([`DecodeErrorKind::is_of_compression`]), and of the inflated profile for all else. A table that refers to
    /// what does not exist is reported by the first byte of the message that does so.
    ///
    /// Where a file is compressed twice, it is of the data between for what is wrong with the inner compression; the
    /// context is then `data that are compressed twice`.
    pub offset: u64,
    /// What was being read: `sample`, `string table`, `gzip header`.
    pub context: &'static str,
    /// What is wrong.
    pub kind: DecodeErrorKind,
}

/// What can be wrong with a file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum DecodeErrorKind {
    /// There is not a single byte, in the file or in what it inflates to.
    #[error("the file is empty")]
    Empty,
    /// The file is something else, and is known.
    #[error("this is no profile but {0}")]
    NotAProfile(Content),
    /// More data than this version reads.
    #[error(transparent)]
    Limit(#[from] LimitExceeded),

    /// There is no memory for what this profile needs.
    #[error(transparent)]
    OutOfMemory(#[from] OutOfMemory),

    /// The file ends before its compressed data do, as an interrupted download does.
    #[error("the compressed data are cut off: the file ends too early")]
    CompressedDataCut,
    /// A gzip member begins with the right magic, but its header cannot be read: another method than deflate, or a
    /// header checksum that does not fit.
    #[error("the gzip header is damaged")]
    GzipHeader,
    /// The compressed data are no valid deflate or zstd. Where deflate notices is within some bytes of the damage.
    #[error("the compressed data are damaged")]
    CompressedDataCorrupt,
    /// The data inflate, but to other bytes than were compressed.
    #[error(
        "the checksum of the compressed data does not fit: it says {expected:08x}, the data give {found:08x}"
    )]
    Checksum {
        /// The checksum in the file.
        expected: u32,
        /// The checksum of the data.
        found: u32,
    },
    /// The data inflate and their checksum fits, but not their length.
    #[error(
        "the length of the compressed data does not fit: it says {expected} bytes, the data have {found}"
    )]
    InflatedLength {
        /// The length in the file (modulo 2³²).
        expected: u32,
        /// The length of the data (modulo 2³²).
        found: u32,
    },
    /// Compressed data are followed by what are none.
    #[error("the compressed data are followed by something else")]
    TrailingBytes,
    /// A zstd frame needs a dictionary that is not in the file.
    #[error("the file is compressed with a zstd dictionary, which is not in it")]
    ZstdDictionary,

    /// The data end inside a field.
    #[error("the data end too early: at least {missing} more bytes belong there")]
    Truncated {
        /// How many bytes are missing at least.
        missing: u64,
    },
    /// A field is longer than the message that it is in, though the data go on.
    #[error("a field is longer than the message it is in: {missing} bytes are missing")]
    Overrun {
        /// How many bytes are missing at least.
        missing: u64,
    },
    /// A number does not end after ten bytes or does not fit into 64 bits (pprof: `bad varint`).
    #[error("a number is longer than 64 bits")]
    VarintTooLong,
    /// The key of a field has a field number or a wire type that protobuf does not have.
    #[error("a field has the impossible key {key:#x}")]
    FieldKey {
        /// The key: field number · 8 + wire type.
        key: u64,
    },
    /// A field that `profile.proto` describes is encoded as another type (pprof: `type mismatch`).
    #[error("field {field} has wire type {wire_type}, which is not its type")]
    WireType {
        /// The number of the field in its message.
        field: u32,
        /// How it is encoded: 0 varint, 1 of 64 bits, 2 with a length, 5 of 32 bits.
        wire_type: u8,
    },
    /// A field says that it is longer than any protobuf message may be (2 GiB).
    #[error("a field says that it has {length} bytes, more than any message can have")]
    LengthTooLarge {
        /// The length it says.
        length: u64,
    },

    /// There is no string table, in which at least the empty string must be.
    #[error("there is no string table")]
    NoStrings,
    /// The first string is not the empty one, as `profile.proto` demands.
    #[error("the first string of the string table is not empty")]
    FirstStringNotEmpty,
    /// A name refers past the end of the string table.
    #[error("a name is string {}, but there are only {strings} strings", *index as i64)]
    UnknownString {
        /// The string that is referred to; a negative number of the file is a very large one here.
        index: u64,
        /// How many strings there are.
        strings: u64,
    },
    /// There are samples, but nothing says what they count (pprof: `missing sample type information`).
    #[error("there are samples but no sample types")]
    NoSampleTypes,
    /// A sample has more or fewer values than there are sample types (pprof: `mismatch: sample has…`).
    #[error("the number of values of a sample ({values}) is not that of the sample types ({types})")]
    ValueCount {
        /// How many values the sample has.
        values: u64,
        /// How many sample types there are.
        types: u64,
    },
    /// A sample names a location that is not in the file, or 0 (pprof: `sample has nil location`).
    #[error("a sample names location {id}, which does not exist")]
    UnknownLocation {
        /// The id of the location.
        id: u64,
    },
    /// A line names a function that is not in the file, or 0 (pprof: `location … has a line with nil function`).
    #[error("location {location} has a line in function {id}, which does not exist")]
    UnknownFunction {
        /// The id of the location.
        location: u64,
        /// The id of the function.
        id: u64,
    },
    /// A message has the id 0, which means "none" (pprof: `found … with reserved ID=0`).
    #[error("a {0} has the id 0, which is reserved")]
    ReservedId(Table),
    /// Two messages of one table have the same id (pprof: `multiple … with same id`).
    #[error("there are two {table}s with the id {id}")]
    DuplicateId {
        /// The table.
        table: Table,
        /// The id.
        id: u64,
    },
    /// Several profiles stand one after another (pprof: `concatenated profiles detected`).
    #[error("several profiles stand in this file, one after another")]
    Concatenated,
    /// A line of a text is none that its format has.
    #[error("the line “{text}” cannot be read")]
    MalformedLine {
        /// Its beginning, cut to 80 characters.
        text: Box<str>,
    },
    /// The tables do not fit together in a way that none of the above names.
    #[error("the profile contradicts itself: {0}")]
    Inconsistent(InvalidProfile),
}

/// A table of `profile.proto` whose rows have ids.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Table {
    /// Mappings.
    Mapping,
    /// Locations.
    Location,
    /// Functions.
    Function,
}

impl Table {
    /// One row of it, in words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Mapping => "mapping",
            Self::Location => "location",
            Self::Function => "function",
        }
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl DecodeErrorKind {
    /// Whether it is about the compression, so that the offset is one of the file as it lies on disk.
    pub fn is_of_compression(&self) -> bool {
        matches!(
            self,
            Self::CompressedDataCut
                | Self::GzipHeader
                | Self::CompressedDataCorrupt
                | Self::Checksum { .. }
                | Self::InflatedLength { .. }
                | Self::TrailingBytes
                | Self::ZstdDictionary
        )
    }
}

/// The context of what is wrong with the inner of two compressions.
const TWICE: &str = "data that are compressed twice";

impl DecodeError {
    /// The same where the data came out of another compression: if it is about the compression, it is not about the
    /// file's own.
    pub(super) fn of_inner(self) -> Self {
        if self.kind.is_of_compression() { Self { context: TWICE, ..self } } else { self }
    }

    pub(super) fn new(offset: u64, context: &'static str, kind: impl Into<DecodeErrorKind>) -> Self {
        Self { offset, context, kind: kind.into() }
    }
}

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { offset, context, kind } = self;
        match kind {
            DecodeErrorKind::Empty | DecodeErrorKind::NotAProfile(_) => kind.fmt(f),
            _ if *context == TWICE => {
                write!(f, "{kind} (reading {context}, at byte {offset} of what they inflate to first)")
            }
            _ if kind.is_of_compression() => {
                write!(f, "{kind} (reading the {context}, at byte {offset} of the file)")
            }
            _ => write!(f, "{kind} (reading the {context}, at byte {offset} of the inflated profile)"),
        }
    }
}

impl std::error::Error for DecodeError {}
