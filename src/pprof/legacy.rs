//! The formats before `profile.proto`: texts of Go and C++, binary CPU profiles, and what Java's agents wrote.
//!
//! ```text
//!  bytes ─► cpu ─► heap ─► count ─► thread ─► contention ─► java ─► folded      the first that knows them
//!             └───────┴───────┴────────┴─────────┴───────────┴────────┘
//!                     Draft: samples, addresses, what comments say
//!                     memory map ─► mappings ─► Profile
//! ```
//!
//! Which format it is the bytes say, never a name. The order of attempts, what each accepts and what it computes are
//! those of pprof's `profile/legacy_profile.go` and `legacy_java_profile.go`, down to its heuristics: the numbers of
//! a report are equal only if these are. What goes beyond pprof is asked for by [`Reading::InFull`].

mod comments;
mod contention;
mod count;
mod cpu;
mod draft;
mod folded;
mod frames;
mod heap;
mod java;
mod lines;
mod mappings;
mod memory_map;
mod memory_stats;
mod numbers;
mod scan;
mod thread;
mod unsample;

use super::{DecodeError, DecodeErrorKind, Decoded, Limits};
use draft::Draft;
use lines::Line;

/// How faithful reading is to pprof, where pprof loses or distorts what a file says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Reading {
    /// As `go tool pprof` reads it, so that its reports can be told to the byte: comments of texts are skipped, and
    /// with them names, labels and memory statistics; a mutex text is multiplied by its sampling period although Go
    /// had done so; a number label of 0 without a unit is dropped; folded stacks are not read.
    AsPprof,
    /// All that the file says, and only once.
    #[default]
    InFull,
}

/// Why bytes are not read as a format.
#[derive(Debug)]
enum Failure {
    /// They are not of this format: another may know them.
    Unrecognized,
    /// They are of this format, and broken.
    Broken(DecodeError),
}

impl From<DecodeError> for Failure {
    fn from(error: DecodeError) -> Self {
        Self::Broken(error)
    }
}

impl Failure {
    /// A line that its format does not have.
    fn line(line: Line<'_>, context: &'static str) -> Self {
        let text = String::from_utf8_lossy(line.text).chars().take(QUOTED_CHARS).collect::<String>();
        DecodeError::new(line.offset, context, DecodeErrorKind::MalformedLine { text: text.into() }).into()
    }
}

const QUOTED_CHARS: usize = 80;

/// What a format's reader is given.
#[derive(Debug, Clone, Copy)]
struct Source<'a> {
    bytes: &'a [u8],
    reading: Reading,
    limits: &'a Limits,
}

impl<'a> Source<'a> {
    fn draft(&self) -> Draft<'a> {
        Draft::new(self.reading, self.limits)
    }
}

/// Reads one format.
type Format = fn(&Source<'_>) -> Result<Decoded, Failure>;

/// Whether bytes that begin so may be of one of the formats; `is_all` if there are no more of them.
///
/// What is not decided by so few bytes is answered with yes.
pub(super) fn may_be(head: &[u8], is_all: bool, reading: Reading) -> bool {
    if cpu::begins(head) || reading == Reading::InFull && folded::begins(head) {
        return true;
    }
    let mut lines = scan::split_lines(head);
    let is_cut = |line: &[u8]| !is_all && line.as_ptr_range().end == head.as_ptr_range().end;
    let Some(first) = lines.next() else { return false };
    if is_cut(first) || heap::begins(first) || contention::begins(first) || java::begins(first) {
        return true;
    }
    match std::iter::once(first).chain(lines).find(|line| !scan::is_space_or_comment(line)) {
        Some(line) => is_cut(line) || count::begins(line) || thread::begins(line),
        None => !is_all,
    }
}

/// Reads a profile of one of the formats. `None` when the bytes are of none of them.
///
/// # Errors
/// When they are of one of them, and broken: pprof stops there, too.
pub(super) fn parse(bytes: &[u8], reading: Reading, limits: &Limits) -> Result<Option<Decoded>, DecodeError> {
    let source = Source { bytes, reading, limits };
    let formats: [Format; 7] =
        [cpu::parse, heap::parse, count::parse, thread::parse, contention::parse, java::parse, folded::parse];
    for parse in formats {
        match parse(&source) {
            Ok(decoded) => return Ok(Some(decoded)),
            Err(Failure::Unrecognized) => {}
            Err(Failure::Broken(error)) => return Err(error),
        }
    }
    Ok(None)
}
