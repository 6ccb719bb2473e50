//! Compressed bytes to inflated bytes, in a push API.

use super::gzip::Gzip;
use super::zstd::Zstd;
use super::{DecodeError, LimitExceeded, Limits};

/// What a file is compressed with, or packed into, told by its first four bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Compression {
    /// Nothing that is known here: a profile as it is, or no profile.
    Raw,
    /// gzip, which is what Go writes.
    Gzip,
    /// Zstandard.
    Zstd,
    /// A zip archive, of which [`archive`](super::archive) takes the files.
    Zip,
}

impl Compression {
    /// How many bytes [`sniff`](Self::sniff) looks at.
    pub const HEAD: usize = 4;

    /// Tells the compression by the first bytes of a file.
    pub fn sniff(head: &[u8]) -> Self {
        match head {
            [0x1f, 0x8b, ..] => Self::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Self::Zstd,
            // A file, or the end of an archive that holds none.
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Self::Zip,
            _ => Self::Raw,
        }
    }
}

/// Takes inflated bytes.
pub(super) type Sink<'a> = dyn FnMut(&[u8]) -> Result<(), DecodeError> + 'a;

/// The size of the buffer that is inflated into: small enough to stay in the cache until it is decoded.
pub(super) const OUTPUT_BYTES: usize = 128 * 1024;

/// Inflates gzip (of several members, too), zstd and what is not compressed at all.
///
/// What was compressed twice is inflated twice: a server that compresses what is compressed already, and a browser
/// that saves it, make such files. (pprof refuses them.) Inflated bytes come out through a fixed buffer.
#[derive(Debug)]
pub struct Inflater {
    outer: Layer,
    inner: Layer,
}

impl Inflater {
    /// An inflater for one file.
    pub fn new(limits: Limits) -> Self {
        Self { outer: Layer::new(limits), inner: Layer::new(limits) }
    }

    /// Takes the next bytes of the file, and hands on what they inflate to.
    ///
    /// # Errors
    /// When the bytes are no valid compressed data, or inflate to more than the limit; and those of `sink`.
    /// What was inflated before an error is handed on first.
    pub fn push(&mut self, bytes: &[u8], sink: &mut Sink<'_>) -> Result<(), DecodeError> {
        let Self { outer, inner } = self;
        outer.push(bytes, &mut |chunk| inner.push(chunk, sink).map_err(DecodeError::of_inner))
    }

    /// Checks that the file ended where its compressed data do.
    ///
    /// # Errors
    /// When it did not; and those of `sink`.
    pub fn finish(&mut self, sink: &mut Sink<'_>) -> Result<(), DecodeError> {
        let Self { outer, inner } = self;
        outer.finish(&mut |chunk| inner.push(chunk, sink).map_err(DecodeError::of_inner))?;
        // What is not compressed at all is nothing else to the inner layer, so that its errors are of the inner compression.
        inner.finish(sink).map_err(DecodeError::of_inner)
    }
}

/// One layer of compression.
#[derive(Debug)]
struct Layer {
    /// The first bytes, until there are enough to tell the compression.
    head: Vec<u8>,
    stream: Option<Stream>,
    limits: Limits,
    inflated: u64,
}

#[derive(Debug)]
enum Stream {
    Raw,
    Gzip(Box<Gzip>),
    Zstd(Box<Zstd>),
}

impl Layer {
    fn new(limits: Limits) -> Self {
        Self { head: Vec::new(), stream: None, limits, inflated: 0 }
    }

    fn push(&mut self, bytes: &[u8], sink: &mut Sink<'_>) -> Result<(), DecodeError> {
        let mut bytes = bytes;
        if self.stream.is_none() {
            let missing = Compression::HEAD - self.head.len();
            let (head, rest) = bytes.split_at_checked(missing).unwrap_or((bytes, &[]));
            self.head.extend_from_slice(head);
            if self.head.len() < Compression::HEAD {
                return Ok(());
            }
            self.start(sink)?;
            bytes = rest;
        }
        self.run(sink, |stream, sink| match stream {
            Stream::Raw if bytes.is_empty() => Ok(()),
            Stream::Raw => sink(bytes),
            Stream::Gzip(gzip) => gzip.push(bytes, sink),
            Stream::Zstd(zstd) => zstd.push(bytes, sink),
        })
    }

    fn finish(&mut self, sink: &mut Sink<'_>) -> Result<(), DecodeError> {
        if self.stream.is_none() {
            self.start(sink)?;
        }
        self.run(sink, |stream, _| match stream {
            Stream::Raw => Ok(()),
            Stream::Gzip(gzip) => gzip.finish(),
            Stream::Zstd(zstd) => zstd.finish(),
        })
    }

    /// Chooses the stream by the head, which it is then given.
    fn start(&mut self, sink: &mut Sink<'_>) -> Result<(), DecodeError> {
        let head = std::mem::take(&mut self.head);
        self.stream = Some(match Compression::sniff(&head) {
            // The decoder says what a zip is that nobody unpacked.
            Compression::Raw | Compression::Zip => Stream::Raw,
            Compression::Gzip => Stream::Gzip(Box::default()),
            Compression::Zstd => Stream::Zstd(Box::new(Zstd::new(&self.limits))),
        });
        if head.is_empty() { Ok(()) } else { self.push(&head, sink) }
    }

    /// Lets the stream inflate, and stops it at the limit.
    fn run(
        &mut self,
        sink: &mut Sink<'_>,
        inflate: impl FnOnce(&mut Stream, &mut Sink<'_>) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        let Self { stream: Some(stream), inflated, limits, .. } = self else { return Ok(()) };
        let limit = limits.inflated_bytes;
        inflate(stream, &mut |chunk| {
            let left = usize::try_from(limit.saturating_sub(*inflated)).unwrap_or(usize::MAX);
            match chunk.split_at_checked(left) {
                // Handing on what is allowed makes the outcome independent of how the file is cut.
                Some((allowed, rest)) if !rest.is_empty() => {
                    sink(allowed)?;
                    let exceeded =
                        LimitExceeded { what: "inflated bytes", limit, wanted: limit.saturating_add(1) };
                    Err(DecodeError::new(limit, "inflated data", exceeded))
                }
                _ => {
                    *inflated += chunk.len() as u64;
                    sink(chunk)
                }
            }
        })
    }
}
