//! A file to a profile, in one push API.

use std::fmt;

use super::{DecodeError, Decoded, Decoder, Inflater, Limits, Reading};

/// Where the time went while a profile was opened, and how much was read.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Timings {
    /// Milliseconds of inflating.
    pub inflate_ms: f64,
    /// Milliseconds of decoding and interning.
    pub decode_ms: f64,
    /// The bytes of the file.
    pub compressed_bytes: u64,
    /// The bytes that they inflated to.
    pub inflated_bytes: u64,
}

/// What takes the inflated bytes of a file, and makes something of them: a [`Decoder`], or what chooses between that and others.
pub trait Sink {
    /// What comes out.
    type Output;

    /// Takes the next inflated bytes.
    ///
    /// # Errors
    /// As soon as the bytes so far cannot be read. It is then of no more use.
    fn push(&mut self, bytes: &[u8]) -> Result<(), DecodeError>;

    /// What the bytes were, after all were pushed.
    ///
    /// # Errors
    /// When they ended too early, or do not fit together.
    fn finish(self) -> Result<Self::Output, DecodeError>;
}

impl Sink for Decoder {
    type Output = Decoded;

    fn push(&mut self, bytes: &[u8]) -> Result<(), DecodeError> {
        Self::push(self, bytes)
    }

    fn finish(self) -> Result<Decoded, DecodeError> {
        Self::finish(self)
    }
}

/// Inflates and decodes a file that arrives in slices of any size.
///
/// ```
/// use airflame::pprof::{Limits, Opener, encode_gzip};
/// # let file = encode_gzip(&airflame::profile::draw_profile("a a\nb c"));
/// let mut opener = Opener::new(Limits::default(), || 0.0); // or `performance.now`
/// for slice in file.chunks(10) {
///     opener.push(slice)?;
/// }
/// let decoded = opener.finish()?;
/// assert_eq!(decoded.profile.samples().len(), 1);
/// assert_eq!(opener.timings().compressed_bytes, file.len() as u64);
/// # Ok::<(), airflame::pprof::DecodeError>(())
/// ```
pub struct Opener<S = Decoder> {
    inflater: Inflater,
    sink: S,
    clock: Box<dyn Fn() -> f64>,
    timings: Timings,
}

impl Opener {
    /// An opener for one file. `clock` gives milliseconds since whenever: this layer knows no browser.
    pub fn new(limits: Limits, clock: impl Fn() -> f64 + 'static) -> Self {
        Self::reading(Reading::InFull, limits, clock)
    }

    /// As [`new`](Self::new), as faithful to pprof as is asked for.
    pub fn reading(reading: Reading, limits: Limits, clock: impl Fn() -> f64 + 'static) -> Self {
        Self::into_sink(Decoder::reading(reading, limits), limits, clock)
    }
}

impl<S: Sink + Default> Opener<S> {
    /// An opener that hands on what it inflates.
    pub fn into_sink(sink: S, limits: Limits, clock: impl Fn() -> f64 + 'static) -> Self {
        let (inflater, timings) = (Inflater::new(limits), Timings::default());
        Self { inflater, sink, clock: Box::new(clock), timings }
    }

    /// Takes the next bytes of the file.
    ///
    /// # Errors
    /// As soon as the bytes so far can be no profile. The opener is then of no more use.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), DecodeError> {
        self.timings.compressed_bytes += bytes.len() as u64;
        self.run(|inflater, sink| inflater.push(bytes, sink))
    }

    /// The profile, after all bytes were pushed. Leaves [`timings`](Self::timings) to be read.
    ///
    /// # Errors
    /// When the file ended too early, or its tables do not fit together.
    pub fn finish(&mut self) -> Result<S::Output, DecodeError> {
        self.run(Inflater::finish)?;
        let start = (self.clock)();
        let decoded = std::mem::take(&mut self.sink).finish();
        self.timings.decode_ms += (self.clock)() - start;
        decoded
    }

    /// Where the time went so far.
    pub fn timings(&self) -> Timings {
        self.timings
    }

    /// Inflates, decodes what comes out, and tells the two times apart.
    fn run(
        &mut self,
        inflate: impl FnOnce(
            &mut Inflater,
            &mut dyn FnMut(&[u8]) -> Result<(), DecodeError>,
        ) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        let Self { inflater, sink, clock, timings } = self;
        let start = clock();
        let mut decode_ms = 0.0;
        let mut inflated_bytes = 0;
        let result = inflate(inflater, &mut |chunk| {
            let start = clock();
            inflated_bytes += chunk.len() as u64;
            let result = sink.push(chunk);
            decode_ms += clock() - start;
            result
        });
        timings.inflated_bytes += inflated_bytes;
        timings.decode_ms += decode_ms;
        timings.inflate_ms += clock() - start - decode_ms;
        result
    }
}

impl<S> fmt::Debug for Opener<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Opener").field("timings", &self.timings).finish_non_exhaustive()
    }
}

/// Opens a file that lies in memory as a whole, with the default limits.
///
/// # Errors
/// See [`DecodeErrorKind`](super::DecodeErrorKind).
pub fn open_slice(file: &[u8]) -> Result<Decoded, DecodeError> {
    open_slice_as(Reading::InFull, file)
}

/// As [`open_slice`], as faithful to pprof as is asked for.
///
/// # Errors
/// See [`DecodeErrorKind`](super::DecodeErrorKind).
pub fn open_slice_as(reading: Reading, file: &[u8]) -> Result<Decoded, DecodeError> {
    let mut opener = Opener::reading(reading, Limits::default(), || 0.0);
    opener.push(file)?;
    opener.finish()
}
