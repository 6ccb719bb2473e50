//! gzip: members of a header, deflate data and a trailer (RFC 1952), inflated as they arrive.

use std::fmt;

use flate2::{Crc, Decompress, FlushDecompress, Status};

use super::compression::{OUTPUT_BYTES, Sink};
use super::{DecodeError, DecodeErrorKind};

/// Inflates the members of a gzip file, one after another.
///
/// The framing is done here and not by `flate2::write`, because its errors do not say where they are, and because
/// this is as strict as Go's `compress/gzip`: behind a member stands the next member or the end of the file.
pub(super) struct Gzip {
    step: Step,
    /// How many bytes of the file lie behind.
    position: u64,
    /// Whether a whole member was read.
    is_complete: bool,
    flags: u8,
    header_crc: Crc,
    inflate: Decompress,
    crc: Crc,
    output: Box<[u8]>,
}

/// What the next byte belongs to.
#[derive(Debug, Clone, Copy)]
enum Step {
    /// One of the ten bytes that every header has.
    Fixed(u8),
    /// One of the two bytes that give the length of the extra field.
    ExtraLength { byte: u8, length: u16 },
    /// The extra field, of which so many bytes are left.
    Extra(u16),
    /// The name of the file, which ends with a zero.
    Name,
    /// The comment, which ends with a zero.
    Comment,
    /// One of the two bytes of the checksum of the header.
    HeaderCrc { byte: u8, sum: u16 },
    /// The deflate data.
    Body,
    /// One of the eight bytes of the trailer: the checksum and the length.
    Trailer { byte: u8, value: u64 },
}

const FLAG_HEADER_CRC: u8 = 2;
const FLAG_EXTRA: u8 = 4;
const FLAG_NAME: u8 = 8;
const FLAG_COMMENT: u8 = 16;

impl Default for Gzip {
    fn default() -> Self {
        Self {
            step: Step::Fixed(0),
            position: 0,
            is_complete: false,
            flags: 0,
            header_crc: Crc::new(),
            inflate: Decompress::new(false),
            crc: Crc::new(),
            output: vec![0; OUTPUT_BYTES].into(),
        }
    }
}

impl Gzip {
    pub(super) fn push(&mut self, bytes: &[u8], sink: &mut Sink<'_>) -> Result<(), DecodeError> {
        let mut rest = bytes;
        while let Some((&byte, behind)) = rest.split_first() {
            match self.step {
                Step::Body => rest = self.body(rest, sink)?,
                Step::Trailer { byte: index, value } => {
                    self.step = self.trailer(index, value, byte)?;
                    self.position += 1;
                    rest = behind;
                }
                step => {
                    self.step = self.header(step, byte)?;
                    self.position += 1;
                    rest = behind;
                }
            }
        }
        Ok(())
    }

    pub(super) fn finish(&self) -> Result<(), DecodeError> {
        let context = match self.step {
            Step::Fixed(0) if self.is_complete => return Ok(()),
            Step::Body => "gzip data",
            Step::Trailer { .. } => "gzip trailer",
            _ => "gzip header",
        };
        Err(DecodeError::new(self.position, context, DecodeErrorKind::CompressedDataCut))
    }

    /// Takes a byte of the header and tells what the next one is.
    fn header(&mut self, step: Step, byte: u8) -> Result<Step, DecodeError> {
        let damaged = DecodeError::new(self.position, "gzip header", DecodeErrorKind::GzipHeader);
        if !matches!(step, Step::HeaderCrc { .. }) {
            self.header_crc.update(&[byte]);
        }
        Ok(match step {
            Step::Fixed(index) => {
                match (index, byte) {
                    (0, 0x1f) | (1, 0x8b) | (2, 8) | (4.., _) => {}
                    (3, flags) => self.flags = flags,
                    (0 | 1, _) if self.is_complete => {
                        let start = self.position - u64::from(index);
                        return Err(DecodeError::new(start, "gzip file", DecodeErrorKind::TrailingBytes));
                    }
                    _ => return Err(damaged),
                }
                if index < 9 { Step::Fixed(index + 1) } else { self.optional(FLAG_EXTRA) }
            }
            Step::ExtraLength { byte: 0, .. } => Step::ExtraLength { byte: 1, length: byte.into() },
            Step::ExtraLength { length, .. } => match length | u16::from(byte) << 8 {
                0 => self.optional(FLAG_NAME),
                length => Step::Extra(length),
            },
            Step::Extra(0 | 1) => self.optional(FLAG_NAME),
            Step::Extra(left) => Step::Extra(left - 1),
            Step::Name if byte == 0 => self.optional(FLAG_COMMENT),
            Step::Comment if byte == 0 => self.optional(FLAG_HEADER_CRC),
            Step::HeaderCrc { byte: 0, .. } => Step::HeaderCrc { byte: 1, sum: byte.into() },
            Step::HeaderCrc { sum, .. } => {
                if sum | u16::from(byte) << 8 != self.header_crc.sum() as u16 {
                    return Err(damaged);
                }
                Step::Body
            }
            same @ (Step::Name | Step::Comment | Step::Body | Step::Trailer { .. }) => same,
        })
    }

    /// The first of the optional parts, from `part` on, that the header has; they stand in this order.
    fn optional(&self, part: u8) -> Step {
        let parts = [
            (FLAG_EXTRA, Step::ExtraLength { byte: 0, length: 0 }),
            (FLAG_NAME, Step::Name),
            (FLAG_COMMENT, Step::Comment),
            (FLAG_HEADER_CRC, Step::HeaderCrc { byte: 0, sum: 0 }),
        ];
        let present =
            parts.into_iter().skip_while(|(flag, _)| *flag != part).find(|(flag, _)| self.flags & flag != 0);
        present.map_or(Step::Body, |(_, step)| step)
    }

    /// Inflates until the bytes or the member end, and returns the bytes that are left.
    fn body<'a>(&mut self, bytes: &'a [u8], sink: &mut Sink<'_>) -> Result<&'a [u8], DecodeError> {
        let mut rest = bytes;
        loop {
            let (read_before, written_before) = (self.inflate.total_in(), self.inflate.total_out());
            let status = self.inflate.decompress(rest, &mut self.output, FlushDecompress::None);
            // Both fit: they count parts of slices.
            let read = (self.inflate.total_in() - read_before) as usize;
            let written = (self.inflate.total_out() - written_before) as usize;
            rest = rest.get(read..).unwrap_or_default();
            self.position += read as u64;
            let output = self.output.get(..written).unwrap_or_default();
            if !output.is_empty() {
                self.crc.update(output);
                sink(output)?;
            }
            let is_stuck = read == 0 && written == 0;
            match status {
                Ok(Status::StreamEnd) => {
                    self.step = Step::Trailer { byte: 0, value: 0 };
                    return Ok(rest);
                }
                // A full buffer may have more behind it.
                Ok(_) if rest.is_empty() && written < self.output.len() => return Ok(rest),
                Ok(_) if !is_stuck => {}
                Ok(_) | Err(_) => {
                    let kind = DecodeErrorKind::CompressedDataCorrupt;
                    return Err(DecodeError::new(self.position, "gzip data", kind));
                }
            }
        }
    }

    /// Takes a byte of the trailer, the last of which ends the member.
    fn trailer(&mut self, byte_index: u8, value: u64, byte: u8) -> Result<Step, DecodeError> {
        let value = value | u64::from(byte) << (8 * u32::from(byte_index));
        if byte_index < 7 {
            return Ok(Step::Trailer { byte: byte_index + 1, value });
        }
        let start = self.position - 7;
        let (expected, found) = (value as u32, self.crc.sum());
        if expected != found {
            let kind = DecodeErrorKind::Checksum { expected, found };
            return Err(DecodeError::new(start, "gzip trailer", kind));
        }
        let (expected, found) = ((value >> 32) as u32, self.crc.amount());
        if expected != found {
            let kind = DecodeErrorKind::InflatedLength { expected, found };
            return Err(DecodeError::new(start + 4, "gzip trailer", kind));
        }
        self.is_complete = true;
        self.flags = 0;
        self.header_crc.reset();
        self.crc.reset();
        self.inflate.reset(false);
        Ok(Step::Fixed(0))
    }
}

impl fmt::Debug for Gzip {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Gzip")
            .field("step", &self.step)
            .field("position", &self.position)
            .finish_non_exhaustive()
    }
}
