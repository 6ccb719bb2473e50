//! Inflated bytes to a profile or to goroutines, whichever they are.

use std::rc::Rc;

use crate::goroutine::{Dump, DumpError, Parser, find_header};
use crate::pprof::{
    Content, DecodeError, DecodeErrorKind, Decoded, Decoder, LimitExceeded, Limits, Reading, Sink, Warning,
    WarningKind, recognise,
};
use crate::profile::Profile;

/// What a file holds.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The profile; of a dump the number of goroutines by stack.
    pub profile: Profile,
    /// What is odd about it.
    pub warnings: Vec<Warning>,
    /// The goroutines, where the file is a text that has them one by one.
    pub dump: Option<Rc<Dump>>,
}

/// Reads a profile or a dump of goroutines from inflated bytes, by what they are.
#[derive(Debug, Default)]
pub struct AnyDecoder {
    reading: Reading,
    limits: Limits,
    state: State,
}

#[derive(Debug)]
enum State {
    /// The first bytes, of a text that may hold goroutines further down. So many of them were searched.
    Head {
        bytes: Vec<u8>,
        searched: usize,
        is_text: bool,
    },
    Profile(Box<Decoder>),
    /// The parser, and the first bytes: they say what it is instead, if no goroutine is in it.
    Dump(Box<Parser>, Vec<u8>),
}

impl Default for State {
    fn default() -> Self {
        Self::Head { bytes: Vec::new(), searched: 0, is_text: false }
    }
}

/// So many bytes tell a text.
const HEAD_BYTES: usize = 4096;

/// So far into a text the first goroutine is looked for. A log may be longer than its dump; it lies in memory until then.
const SEARCHED_BYTES: usize = 16 << 20;

/// A header that is cut by the end of a slice has at most so many bytes before it is known to be one.
const OVERLAP: usize = 64;

impl AnyDecoder {
    /// A decoder for one file.
    pub fn new(reading: Reading, limits: Limits) -> Self {
        Self { reading, limits, state: State::default() }
    }

    /// Decides what the bytes are, if those so far tell it.
    fn decide(&mut self, is_all: bool) -> Result<(), DecodeError> {
        let State::Head { bytes, searched, is_text } = &mut self.state else { return Ok(()) };
        if !*is_text {
            if bytes.len() < HEAD_BYTES && !is_all {
                return Ok(());
            }
            *is_text = may_hold_goroutines(bytes.get(..HEAD_BYTES).unwrap_or(bytes));
        }
        if *is_text {
            // Not further than that, however the file is cut into slices.
            let within = bytes.get(..SEARCHED_BYTES).unwrap_or(bytes);
            if find_header(within, *searched).is_some() {
                let bytes = std::mem::take(bytes);
                let mut parser = Parser::default();
                parser.push(&bytes).map_err(|error| decode_error(&error, &bytes))?;
                let head = bytes.get(..HEAD_BYTES).unwrap_or(&bytes).to_vec();
                self.state = State::Dump(Box::new(parser), head);
                return Ok(());
            }
            *searched = bytes.len().saturating_sub(OVERLAP);
            if bytes.len() < SEARCHED_BYTES && !is_all {
                return Ok(());
            }
        }
        let bytes = std::mem::take(bytes);
        let mut decoder = Decoder::reading(self.reading, self.limits);
        decoder.push(&bytes)?;
        self.state = State::Profile(Box::new(decoder));
        Ok(())
    }
}

impl Sink for AnyDecoder {
    type Output = Vec<Opened>;

    fn push(&mut self, bytes: &[u8]) -> Result<(), DecodeError> {
        match &mut self.state {
            State::Head { bytes: head, .. } => {
                head.extend_from_slice(bytes);
                self.decide(false)
            }
            State::Profile(decoder) => decoder.push(bytes),
            State::Dump(parser, head) => parser.push(bytes).map_err(|error| decode_error(&error, head)),
        }
    }

    fn finish(mut self) -> Result<Vec<Opened>, DecodeError> {
        self.decide(true)?;
        match self.state {
            State::Head { .. } => Ok(Vec::new()),
            State::Profile(decoder) => {
                let Decoded { profile, warnings, .. } = decoder.finish()?;
                Ok(vec![Opened { profile, warnings, dump: None }])
            }
            State::Dump(parser, head) => {
                let error = |error: DumpError| decode_error(&error, &head);
                let dump = parser.finish().map_err(error)?;
                dump.split().into_iter().map(|dump| opened(dump).map_err(error)).collect()
            }
        }
    }
}

fn opened(dump: Dump) -> Result<Opened, DumpError> {
    let profile = dump.to_profile()?;
    let goroutines = dump.counted().count() as u64;
    let cut = dump.cut_at().map(|offset| Warning { offset, kind: WarningKind::DumpCut { goroutines } });
    let bytes = dump.skipped_bytes();
    let skipped = (bytes > 0).then_some(Warning { offset: 0, kind: WarningKind::LinesSkipped { bytes } });
    Ok(Opened { profile, warnings: cut.into_iter().chain(skipped).collect(), dump: Some(Rc::new(dump)) })
}

/// Whether bytes that begin so may be of a text with goroutines: they have no control characters, as every profile has among its
/// first bytes, and are no text that is read in another way.
fn may_hold_goroutines(head: &[u8]) -> bool {
    let is_control = |byte: &u8| matches!(byte, 0..=8 | 14..=26 | 28..=31);
    !head.iter().any(is_control) && !matches!(recognise(head), Some(Content::TextProfile { .. }))
}

/// An error in the terms of all files.
fn decode_error(error: &DumpError, head: &[u8]) -> DecodeError {
    let kind = match error {
        DumpError::NoGoroutine => {
            DecodeErrorKind::NotAProfile(recognise(head).unwrap_or(Content::GoroutineDump))
        }
        DumpError::TooMany { limit, .. } => {
            let limit = *limit as u64;
            DecodeErrorKind::Limit(LimitExceeded { what: "goroutines", limit, wanted: limit + 1 })
        }
        DumpError::Strings { .. } => {
            let limit = u64::from(u32::MAX);
            DecodeErrorKind::Limit(LimitExceeded { what: "bytes of names", limit, wanted: limit + 1 })
        }
        DumpError::OutOfMemory { source, .. } => DecodeErrorKind::OutOfMemory(*source),
        DumpError::Inconsistent(invalid) => DecodeErrorKind::Inconsistent(*invalid),
    };
    DecodeError { offset: error.offset(), context: "goroutine dump", kind }
}
