//! The wire format of protobuf, read from slices with the position of every byte in the whole stream.
//!
//! It stands on the primitives of `prost::encoding`, and adds what they lack: where an error is, and whether a
//! number is too long or only cut off. Like pprof's own decoder it knows no groups.

use prost::encoding::decode_varint;

use super::{DecodeError, DecodeErrorKind};
use crate::profile::LocationId;

/// No message of protobuf is longer (`INT_MAX` of C++).
const MAX_LENGTH: u64 = i32::MAX as u64;

/// So many bytes are looked at at once for short numbers, and so many can be in them.
pub(super) const BLOCK: usize = 64;

/// Reads one message, or a part of one.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reader<'a> {
    rest: &'a [u8],
    /// Where the end of `rest` lies in the stream: with it, reading moves one thing only.
    end: u64,
    context: &'static str,
}

/// A field: its number and its value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Field<'a> {
    pub(super) number: u32,
    pub(super) value: Value<'a>,
    /// Where its key stands.
    offset: u64,
    context: &'static str,
}

/// A value as it is encoded.
#[derive(Debug, Clone, Copy)]
pub(super) enum Value<'a> {
    /// Wire type 0.
    Varint(u64),
    /// Wire types 1 and 5, in which `profile.proto` has nothing.
    Fixed(u8),
    /// Wire type 2.
    Bytes(Reader<'a>),
}

/// What the key of a field says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Key {
    pub(super) number: u32,
    pub(super) wire_type: u8,
}

pub(super) const WIRE_VARINT: u8 = 0;
pub(super) const WIRE_FIXED64: u8 = 1;
pub(super) const WIRE_BYTES: u8 = 2;
pub(super) const WIRE_FIXED32: u8 = 5;

impl<'a> Reader<'a> {
    /// Reads `bytes`, the first of which is byte `offset` of the stream.
    pub(super) fn new(bytes: &'a [u8], offset: u64, context: &'static str) -> Self {
        Self { rest: bytes, end: offset + bytes.len() as u64, context }
    }

    /// The same bytes, as part of something else.
    pub(super) fn with_context(self, context: &'static str) -> Self {
        Self { context, ..self }
    }

    /// Where the next byte lies in the stream.
    #[inline]
    pub(super) fn offset(&self) -> u64 {
        self.end - self.rest.len() as u64
    }

    /// What is left.
    #[inline]
    pub(super) fn bytes(&self) -> &'a [u8] {
        self.rest
    }

    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The next field, until the bytes end.
    #[inline(always)]
    pub(super) fn next_field(&mut self) -> Result<Option<Field<'a>>, DecodeError> {
        if self.rest.is_empty() {
            return Ok(None);
        }
        let offset = self.offset();
        let key = self.key()?;
        let value = match key.wire_type {
            WIRE_VARINT => Value::Varint(self.varint()?),
            WIRE_BYTES => {
                let length = self.length()?;
                Value::Bytes(self.take(length)?)
            }
            wire_type => {
                self.take(if wire_type == WIRE_FIXED64 { 8 } else { 4 })?;
                Value::Fixed(wire_type)
            }
        };
        Ok(Some(Field { number: key.number, value, offset, context: self.context }))
    }

    /// The key of a field: its number, and one of the four wire types that there are.
    #[inline(always)]
    pub(super) fn key(&mut self) -> Result<Key, DecodeError> {
        let offset = self.offset();
        let key = self.varint()?;
        let wire_type = (key & 7) as u8;
        let number = u32::try_from(key >> 3).ok().filter(|&number| number != 0 && number < 1 << 29);
        match (number, wire_type) {
            (Some(number), WIRE_VARINT | WIRE_FIXED64 | WIRE_BYTES | WIRE_FIXED32) => {
                Ok(Key { number, wire_type })
            }
            _ => Err(DecodeError::new(offset, self.context, DecodeErrorKind::FieldKey { key })),
        }
    }

    /// The length of a field.
    #[inline(always)]
    pub(super) fn length(&mut self) -> Result<usize, DecodeError> {
        let offset = self.offset();
        let length = self.varint()?;
        let too_large = DecodeErrorKind::LengthTooLarge { length };
        let fits = usize::try_from(length).ok().filter(|_| length <= MAX_LENGTH);
        fits.ok_or_else(|| DecodeError::new(offset, self.context, too_large))
    }

    /// A number. Ids, and most values, have one, two or three bytes, which need no call.
    #[inline(always)]
    pub(super) fn varint(&mut self) -> Result<u64, DecodeError> {
        match *self.rest {
            [a, ref rest @ ..] if a < 0x80 => {
                self.rest = rest;
                Ok(a.into())
            }
            [a, b, ref rest @ ..] if b < 0x80 => {
                self.rest = rest;
                Ok(u64::from(a & 0x7f) | u64::from(b) << 7)
            }
            [a, b, c, ref rest @ ..] if c < 0x80 => {
                self.rest = rest;
                Ok(u64::from(a & 0x7f) | u64::from(b & 0x7f) << 7 | u64::from(c) << 14)
            }
            _ => self.long_varint(),
        }
    }

    /// Reads ids of at most four bytes each, as far as they end within 64 bytes, as rows that are counted from 0 on: each less 1. Says
    /// how many there are, and the largest. There are none where the next id is longer, or few bytes are left: then
    /// [`varint`](Self::varint) goes on.
    ///
    /// Ids of packed fields are of two and three bytes in turn, which no processor foresees. So the last bytes of all
    /// numbers are found first, eight bytes at a time, and no number waits for the one before it to be read.
    #[inline(never)]
    pub(super) fn short_ids(&mut self, rows: &mut [LocationId]) -> (usize, u32) {
        let rest = self.rest;
        if rest.len() < 8 {
            return (0, 0);
        }
        let last_load = rest.len() - 4;
        let mut ends = last_bytes(rest);
        let (mut start, mut count, mut largest) = (0, 0, 0);
        while ends != 0 {
            let end = ends.trailing_zeros() as usize;
            ends &= ends - 1;
            let len = end + 1 - start;
            if len > 4 {
                break;
            }
            // Four bytes from its first on, or those before the end of all bytes and less of them.
            let load = start.min(last_load);
            let Some(&four) = rest.get(load..).and_then(<[u8]>::first_chunk) else { break };
            let bytes = u32::from_le_bytes(four) >> (8 * (start - load)) & (0x7f7f_7f7f >> (8 * (4 - len)));
            let pairs = bytes & 0x007f_007f | bytes >> 1 & 0x3f80_3f80;
            let row = (pairs & 0x3fff | pairs >> 2 & 0x0fff_c000).wrapping_sub(1);
            let Some(to) = rows.get_mut(count) else { break };
            *to = LocationId::new(row as usize);
            largest = row.max(largest);
            count += 1;
            start = end + 1;
        }
        self.rest = rest.get(start..).unwrap_or_default();
        (count, largest)
    }

    #[inline(never)]
    fn long_varint(&mut self) -> Result<u64, DecodeError> {
        let before = self.rest;
        decode_varint(&mut self.rest).map_err(|_| {
            self.rest = before;
            let is_cut = before.len() < 10 && before.iter().all(|byte| byte & 0x80 != 0);
            let kind = if is_cut {
                DecodeErrorKind::Truncated { missing: 1 }
            } else {
                DecodeErrorKind::VarintTooLong
            };
            DecodeError::new(self.offset(), self.context, kind)
        })
    }

    /// The next `length` bytes.
    #[inline(always)]
    fn take(&mut self, length: usize) -> Result<Reader<'a>, DecodeError> {
        let Some((taken, rest)) = self.rest.split_at_checked(length) else {
            let missing = (length - self.rest.len()) as u64;
            return Err(DecodeError::new(
                self.offset(),
                self.context,
                DecodeErrorKind::Truncated { missing },
            ));
        };
        let taken = Reader { rest: taken, end: self.offset() + length as u64, context: self.context };
        self.rest = rest;
        Ok(taken)
    }
}

/// Which of the first 64 bytes are the last ones of numbers. There are eight bytes at least.
#[inline(always)]
fn last_bytes(bytes: &[u8]) -> u64 {
    // The highest bits of eight bytes, side by side.
    let of_word =
        |word: u64| ((!word >> 7) & 0x0101_0101_0101_0101).wrapping_mul(0x0102_0408_1020_4080) >> 56;
    let (words, rest) = bytes.get(..BLOCK).unwrap_or(bytes).as_chunks();
    let mut ends = 0;
    for (at, &word) in words.iter().enumerate() {
        ends |= of_word(u64::from_le_bytes(word)) << (8 * at);
    }
    if let Some(&last) = bytes.last_chunk()
        && !rest.is_empty()
    {
        let last = u64::from_le_bytes(last) >> (8 * (8 - rest.len()));
        ends |= (of_word(last) & ((1 << rest.len()) - 1)) << (8 * words.len());
    }
    ends
}

impl<'a> Field<'a> {
    /// The value of a field that is one number.
    #[inline(always)]
    pub(super) fn number(&self) -> Result<u64, DecodeError> {
        match self.value {
            Value::Varint(value) => Ok(value),
            _ => Err(self.wrong_type()),
        }
    }

    /// As [`number`](Self::number), for a signed one.
    #[inline]
    pub(super) fn signed(&self) -> Result<i64, DecodeError> {
        self.number().map(|value| value as i64)
    }

    /// The value of a field that is a message or a string.
    #[inline(always)]
    pub(super) fn message(&self, context: &'static str) -> Result<Reader<'a>, DecodeError> {
        match self.value {
            Value::Bytes(bytes) => Ok(bytes.with_context(context)),
            _ => Err(self.wrong_type()),
        }
    }

    /// Each number of a field that is repeated, packed or not.
    #[inline(always)]
    pub(super) fn each(
        &self,
        mut take: impl FnMut(u64) -> Result<(), DecodeError>,
    ) -> Result<(), DecodeError> {
        match self.value {
            Value::Varint(value) => take(value),
            Value::Bytes(mut packed) => {
                while !packed.is_empty() {
                    take(packed.varint()?)?;
                }
                Ok(())
            }
            Value::Fixed(_) => Err(self.wrong_type()),
        }
    }

    #[cold]
    fn wrong_type(&self) -> DecodeError {
        let wire_type = match self.value {
            Value::Varint(_) => WIRE_VARINT,
            Value::Fixed(wire_type) => wire_type,
            Value::Bytes(_) => WIRE_BYTES,
        };
        DecodeError::new(
            self.offset,
            self.context,
            DecodeErrorKind::WireType { field: self.number, wire_type },
        )
    }
}

#[cfg(test)]
mod tests;
