//! Any file to profiles, and to the dumps of goroutines beside them.
//!
//! ```text
//!  file ─► inflate ─► head ──── no text, or a text of pprof ─────────────► pprof::Decoder ─────┐
//!                       └─► text ─► a goroutine's header within 16 MB ─► goroutine::Parser ──┴─► Opened
//!                                     └─ none ─► pprof::Decoder, which says what it is
//! ```
//!
//! `pprof` and `goroutine` know nothing of each other; here is decided which of them reads a file, by what is in it.

mod any_decoder;

pub use any_decoder::{AnyDecoder, Opened};

use crate::pprof::{self, DecodeError, Limits, Reading};

/// An opener for a file of either kind.
pub type Opener = pprof::Opener<AnyDecoder>;

/// An opener for a file of either kind; `clock` gives milliseconds since whenever.
pub fn opener(reading: Reading, limits: Limits, clock: impl Fn() -> f64 + 'static) -> Opener {
    pprof::Opener::into_sink(AnyDecoder::new(reading, limits), limits, clock)
}

/// Opens a file that lies in memory as a whole, with the default limits: a profile, or each capture of a text with dumps.
///
/// # Errors
/// See [`DecodeErrorKind`](crate::pprof::DecodeErrorKind).
pub fn open_slice(reading: Reading, file: &[u8]) -> Result<Vec<Opened>, DecodeError> {
    let mut opener = opener(reading, Limits::default(), || 0.0);
    opener.push(file)?;
    opener.finish()
}
