//! How large a profile may become.

/// What a profile may take, asked before a table grows.
///
/// The defaults are for a wasm memory of 4 GiB, in which a `Vec` that grows holds its old and its new half at
/// once: each table alone may fill a quarter of it, which real profiles never do for two tables at a time.
/// Compression hides size (a 2 MB file inflates to 2 GB), so that the size of the file says nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// The inflated bytes of one profile.
    pub inflated_bytes: u64,
    /// The bytes of one message: a sample, a location, one string. A message is held as a whole.
    pub message_bytes: u64,
    /// The bytes of a text or of an old binary format, which is collected before it is read.
    pub legacy_bytes: u64,
    /// The number of strings.
    pub strings: u64,
    /// The bytes of all strings together.
    pub string_bytes: u64,
    /// The number of sample types, and so of values per sample.
    pub sample_types: u64,
    /// The number of samples.
    pub samples: u64,
    /// The values of all samples together.
    pub values: u64,
    /// The locations of all distinct stacks together.
    pub stack_frames: u64,
    /// The labels of all distinct label sets together.
    pub labels: u64,
    /// The number of mappings.
    pub mappings: u64,
    /// The number of locations.
    pub locations: u64,
    /// The lines of all locations together.
    pub lines: u64,
    /// The number of functions.
    pub functions: u64,
    /// How far back zstd may refer, which is memory that its decoder holds.
    pub zstd_window_bytes: u64,
    /// The files in one archive.
    pub archive_entries: u64,
    /// The bytes of one file of an archive, once it is taken out.
    pub archive_entry_bytes: u64,
}

const MIB: u64 = 1 << 20;

impl Default for Limits {
    fn default() -> Self {
        Self {
            inflated_bytes: 2048 * MIB,
            message_bytes: 64 * MIB,
            legacy_bytes: 256 * MIB,
            strings: 32 * MIB,
            string_bytes: 512 * MIB,
            sample_types: 1024,
            samples: 64 * MIB,
            values: 128 * MIB,
            stack_frames: 192 * MIB,
            labels: 16 * MIB,
            mappings: MIB,
            locations: 16 * MIB,
            lines: 32 * MIB,
            functions: 16 * MIB,
            zstd_window_bytes: 128 * MIB,
            archive_entries: 10_000,
            archive_entry_bytes: 512 * MIB,
        }
    }
}

/// A profile wants more than [`Limits`] allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the file has at least {wanted} {what}, and at most {limit} are read")]
pub struct LimitExceeded {
    /// What is limited, in the plural: `samples`, `inflated bytes`.
    pub what: &'static str,
    /// How much is allowed.
    pub limit: u64,
    /// How much was asked for when it was refused.
    pub wanted: u64,
}

impl LimitExceeded {
    /// Refuses `wanted` where it is more than `limit`.
    pub(super) fn check(what: &'static str, limit: u64, wanted: u64) -> Result<(), Self> {
        if wanted > limit { Err(Self { what, limit, wanted }) } else { Ok(()) }
    }
}
