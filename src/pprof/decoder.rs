//! Inflated bytes to a profile, in a push API.

use super::fields::Fields;
use super::wire::{Field, Key, Reader, Value, WIRE_BYTES};
use super::{DecodeError, DecodeErrorKind, LimitExceeded, Limits, Reading, Warning, legacy, recognise};
use crate::profile::{Profile, check_room, make_room};

/// A profile, and what is odd about it.
#[derive(Debug, Clone)]
pub struct Decoded {
    /// The profile.
    pub profile: Profile,
    /// What is odd about it, in the file's order.
    pub warnings: Vec<Warning>,
}

/// Decodes a profile from bytes that arrive in slices of any size.
///
/// It is `profile.proto`, unless its first bytes cannot be and may be of a format before it: those are small beside a
/// computer's memory, so that the bytes are collected and read at the end.
///
/// A profile is a sequence of fields in any order: sample types, samples, mappings, locations, functions, strings.
/// Each is decoded as soon as it is there as a whole, straight from the slice; only a field that is cut by the end
/// of a slice is kept until the rest arrives. References to what comes later are settled by
/// [`finish`](Self::finish): locations of samples by renaming, functions of lines because locations wait, strings
/// by remembering the largest.
#[derive(Debug, Default)]
pub struct Decoder {
    limits: Limits,
    reading: Reading,
    /// The first bytes: nothing is decoded before they are there, so that they can say what the file is instead.
    head: Vec<u8>,
    has_started: bool,
    /// All bytes, once the first could be no `profile.proto`, and why they could not.
    collected: Option<(Vec<u8>, DecodeError)>,
    /// The field that was cut by the end of a slice.
    pending: Vec<u8>,
    /// How many bytes of an unknown field are left.
    skip: u64,
    /// How many bytes are decoded or skipped.
    position: u64,
    /// Up to this byte there is room in the tables for all that fields can add.
    room_end: u64,
    /// From this byte on memory is asked for ahead.
    ahead_at: u64,
    fields: Fields,
}

/// So many bytes say what a file is.
const HEAD_BYTES: usize = 4096;

/// For what so many bytes can add room is made at once.
const ROOM_BYTES: usize = 1 << 16;

/// Memory is asked for ahead from so many bytes on, and at most so much.
const LEAST_AHEAD: u64 = 1 << 20;
const MOST_AHEAD: u64 = 1 << 26;

impl Decoder {
    /// A decoder for one profile.
    pub fn new(limits: Limits) -> Self {
        Self::reading(Reading::InFull, limits)
    }

    /// As [`new`](Self::new), as faithful to pprof as is asked for.
    pub fn reading(reading: Reading, limits: Limits) -> Self {
        let fields = Fields::new(reading);
        Self { limits, reading, fields, ..Self::default() }
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    /// As soon as the bytes so far can be no profile. The decoder is then of no more use.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), DecodeError> {
        let mut bytes = bytes;
        if !self.has_started {
            let missing = HEAD_BYTES - self.head.len();
            let Some((head, rest)) = bytes.split_at_checked(missing) else {
                self.head.extend_from_slice(bytes);
                return Ok(());
            };
            self.head.extend_from_slice(head);
            self.start(false)?;
            bytes = rest;
        }
        if let Some((collected, _)) = &mut self.collected {
            let wanted = (collected.len() + bytes.len()) as u64;
            let check = LimitExceeded::check("bytes of text", self.limits.legacy_bytes, wanted);
            check.map_err(|exceeded| DecodeError::new(0, "text", exceeded))?;
            make_room(collected, bytes.len(), "text").map_err(|full| DecodeError::new(0, "text", full))?;
            collected.extend_from_slice(bytes);
            return Ok(());
        }
        self.feed(bytes).map_err(|error| self.explain(error))
    }

    /// The profile, after all bytes were pushed.
    ///
    /// # Errors
    /// When the bytes ended too early, or the tables do not fit together.
    pub fn finish(mut self) -> Result<Decoded, DecodeError> {
        let is_small = !self.has_started;
        if is_small {
            self.start(true)?;
        }
        if let Some((collected, error)) = self.collected.take() {
            return self.finish_legacy(&collected, error);
        }
        if self.position == 0 && self.pending.is_empty() && self.skip == 0 {
            return Err(DecodeError::new(0, "file", DecodeErrorKind::Empty));
        }
        let result = self.check_end().and_then(|()| std::mem::take(&mut self.fields).finish(&self.limits));
        result.or_else(|error| {
            if is_small && legacy::may_be(&self.head, true, self.reading) {
                self.finish_legacy(&self.head, error)
            } else {
                Err(self.explain(error))
            }
        })
    }

    /// Decodes the first bytes, or begins to collect them.
    fn start(&mut self, is_all: bool) -> Result<(), DecodeError> {
        self.has_started = true;
        let head = std::mem::take(&mut self.head);
        let result = self.feed(&head);
        self.head = head;
        result.or_else(|error| {
            let is_limit = matches!(
                error.kind,
                DecodeErrorKind::Limit(_) | DecodeErrorKind::OutOfMemory(_) | DecodeErrorKind::Concatenated
            );
            if !is_limit && legacy::may_be(&self.head, is_all, self.reading) {
                self.collected = Some((self.head.clone(), error));
                Ok(())
            } else {
                Err(self.explain(error))
            }
        })
    }

    /// Reads what was collected. What is of no format is wrong for the reason that it is no `profile.proto`.
    fn finish_legacy(&self, bytes: &[u8], error: DecodeError) -> Result<Decoded, DecodeError> {
        legacy::parse(bytes, self.reading, &self.limits)?.ok_or_else(|| self.explain(error))
    }

    /// Bytes that are no profile are perhaps something that is known. What decodes is never asked this.
    fn explain(&self, error: DecodeError) -> DecodeError {
        match recognise(&self.head) {
            Some(content) => DecodeError::new(0, "file", DecodeErrorKind::NotAProfile(content)),
            None => error,
        }
    }

    fn feed(&mut self, bytes: &[u8]) -> Result<(), DecodeError> {
        let mut rest = bytes;
        while !rest.is_empty() {
            if self.skip > 0 {
                let skipped = usize::try_from(self.skip).unwrap_or(usize::MAX).min(rest.len());
                rest = rest.get(skipped..).unwrap_or_default();
                self.pass(skipped);
            } else if self.pending.is_empty() {
                rest = self.decode(rest)?;
                if self.skip == 0 {
                    self.keep_pending(rest)?;
                    rest = &[];
                }
            } else {
                // What is missing of the field, or of its first bytes, which say how long it is.
                let missing = match self.frame(&self.pending)? {
                    Frame::Cut { missing } => usize::try_from(missing).unwrap_or(usize::MAX),
                    _ => 0,
                };
                let (taken, behind) = rest.split_at_checked(missing).unwrap_or((rest, &[]));
                self.keep_pending(taken)?;
                rest = behind;
                if taken.len() == missing {
                    self.decode_pending()?;
                }
            }
        }
        Ok(())
    }

    /// Keeps bytes of a field that is cut.
    fn keep_pending(&mut self, bytes: &[u8]) -> Result<(), DecodeError> {
        make_room(&mut self.pending, bytes.len(), "one message")
            .map_err(|full| DecodeError::new(self.position, "profile", full))?;
        self.pending.extend_from_slice(bytes);
        Ok(())
    }

    /// Makes room for a field and those behind it, or for a long one alone.
    #[cold]
    fn make_room(&mut self, number: u32, length: usize) -> Result<(), DecodeError> {
        self.fields.settle_stacks(&self.limits)?;
        let bytes = length.max(ROOM_BYTES);
        let alone = (length > ROOM_BYTES).then_some(number);
        self.room_end = self.position + bytes as u64;
        if self.position >= self.ahead_at.max(LEAST_AHEAD) {
            // A browser takes some tenths of a millisecond to give more memory, however much that is. What is asked for and given back is
            // not touched, and whatever grows next gets it; where there is not so much, the tables will say so.
            let ahead = MOST_AHEAD.min(2 * self.position);
            self.ahead_at = self.position + ahead / 2;
            let _ = check_room(1, ahead, "tables");
        }
        let room = self.fields.make_room(bytes, alone);
        room.map_err(|full| DecodeError::new(self.position, context(number), full))
    }

    /// Decodes the field that was cut, if it is whole now.
    fn decode_pending(&mut self) -> Result<(), DecodeError> {
        let mut pending = std::mem::take(&mut self.pending);
        let left = self.decode(&pending)?.len();
        if self.skip > 0 {
            self.pass(left);
            pending.clear();
        } else if left == 0 {
            pending.clear();
        }
        self.pending = pending;
        Ok(())
    }

    /// Passes over bytes of an unknown field.
    fn pass(&mut self, bytes: usize) {
        self.skip -= bytes as u64;
        self.position += bytes as u64;
    }

    /// Decodes all whole fields and returns what is left: a field that is cut, one to skip, or nothing.
    fn decode<'a>(&mut self, bytes: &'a [u8]) -> Result<&'a [u8], DecodeError> {
        let mut rest = bytes;
        while !rest.is_empty() {
            // Nearly all fields are samples.
            while let Some((sample, behind)) = short_sample(rest)
                && sample.len() as u64 <= self.limits.message_bytes
                && self.position + ((rest.len() - behind.len()) as u64) <= self.room_end
            {
                let offset = self.position;
                self.position += (rest.len() - behind.len()) as u64;
                let message = Reader::new(sample, self.position - sample.len() as u64, "sample");
                self.fields.decode_sample(message, offset, &self.limits)?;
                rest = behind;
            }
            if rest.is_empty() {
                break;
            }
            match self.frame(rest)? {
                Frame::Cut { .. } => break,
                Frame::Skip { length } => {
                    self.skip = length;
                    break;
                }
                Frame::Whole { field, length } => {
                    if self.position + length as u64 > self.room_end {
                        self.make_room(field.number, length)?;
                    }
                    self.fields.decode(&field, self.position, &self.limits)?;
                    rest = rest.get(length..).unwrap_or_default();
                    self.position += length as u64;
                }
            }
        }
        Ok(rest)
    }

    /// The field at the beginning of `bytes`, which are not empty.
    #[inline]
    fn frame<'a>(&self, bytes: &'a [u8]) -> Result<Frame<'a>, DecodeError> {
        let mut reader = Reader::new(bytes, self.position, "profile");
        match reader.next_field() {
            Ok(None) => Ok(Frame::Cut { missing: 1 }),
            Ok(Some(field)) => {
                if let Value::Bytes(message) = field.value
                    && is_known(field.number)
                {
                    self.check_length(field.number, message.bytes().len() as u64)?;
                }
                Ok(Frame::Whole { field, length: bytes.len() - reader.bytes().len() })
            }
            Err(DecodeError { kind: DecodeErrorKind::Truncated { missing }, .. }) => {
                self.cut_frame(bytes, missing)
            }
            Err(error) => Err(self.in_field(bytes, error)),
        }
    }

    /// Says which field an error is about, if so much can be read.
    #[cold]
    fn in_field(&self, bytes: &[u8], error: DecodeError) -> DecodeError {
        let key = Reader::new(bytes, self.position, error.context).key();
        DecodeError { context: key.map_or(error.context, |key| context(key.number)), ..error }
    }

    /// A field whose end is not there yet. One that is unknown need not arrive as a whole.
    #[cold]
    fn cut_frame(&self, bytes: &[u8], missing: u64) -> Result<Frame<'static>, DecodeError> {
        let mut reader = Reader::new(bytes, self.position, "profile");
        if let Ok(Key { number, wire_type: WIRE_BYTES }) = reader.key()
            && let Ok(length) = reader.length()
        {
            let length = length as u64;
            if !is_known(number) {
                return Ok(Frame::Skip { length: reader.offset() - self.position + length });
            }
            self.check_length(number, length)?;
        }
        Ok(Frame::Cut { missing })
    }

    fn check_length(&self, number: u32, length: u64) -> Result<(), DecodeError> {
        LimitExceeded::check("bytes in one message", self.limits.message_bytes, length)
            .map_err(|exceeded| DecodeError::new(self.position, context(number), exceeded))
    }

    /// Checks that the bytes did not end inside a field.
    fn check_end(&self) -> Result<(), DecodeError> {
        let end = self.position + self.pending.len() as u64;
        let (context, missing) = if self.skip > 0 {
            ("unknown field", self.skip)
        } else if self.pending.is_empty() {
            return Ok(());
        } else {
            let key = Reader::new(&self.pending, self.position, "profile").key();
            let missing = match self.frame(&self.pending)? {
                Frame::Cut { missing } => missing,
                _ => 0,
            };
            (key.map_or("profile", |key| context(key.number)), missing)
        };
        Err(DecodeError::new(end, context, DecodeErrorKind::Truncated { missing }))
    }
}

/// The sample at the beginning of some bytes, and what follows it, where its length has one or two bytes and it is whole.
#[inline(always)]
fn short_sample(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    const KEY: u8 = 2 << 3 | WIRE_BYTES;
    match *bytes {
        [KEY, a, ref rest @ ..] if a < 0x80 => rest.split_at_checked(a.into()),
        [KEY, a, b, ref rest @ ..] if b < 0x80 => {
            rest.split_at_checked(usize::from(a & 0x7f) | usize::from(b) << 7)
        }
        _ => None,
    }
}

/// The field at the beginning of some bytes.
enum Frame<'a> {
    /// It does not end in them: so many bytes are missing at least.
    Cut { missing: u64 },
    /// Nobody knows it, and it has so many bytes.
    Skip { length: u64 },
    /// It is there, and has so many bytes.
    Whole { field: Field<'a>, length: usize },
}

/// Whether `profile.proto` has a field of the profile with this number.
fn is_known(number: u32) -> bool {
    (1..=15).contains(&number)
}

/// What a field of the profile is.
fn context(number: u32) -> &'static str {
    match number {
        1 => "sample type",
        2 => "sample",
        3 => "mapping",
        4 => "location",
        5 => "function",
        6 => "string table",
        11 => "period type",
        13 => "comments",
        _ => "profile",
    }
}
