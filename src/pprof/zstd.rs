//! Zstandard (RFC 8878), inflated block by block as it arrives.

use std::fmt;
use std::io::Read as _;

use ruzstd::decoding::errors::FrameDecoderError;
use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};

use super::compression::{OUTPUT_BYTES, Sink};
use super::{DecodeError, DecodeErrorKind, LimitExceeded, Limits};

/// Inflates the frames of a zstd file, one after another.
///
/// `ruzstd` reads from a `Read` that must have a whole block, so the framing is done here: the bytes of one frame
/// header, or of one block, are gathered (at most 128 KiB) before it sees them.
pub(super) struct Zstd {
    step: Step,
    /// How many bytes of the file lie behind, those in `pending` not counted.
    position: u64,
    /// The bytes of the header or block so far.
    pending: Vec<u8>,
    /// How many bytes of a skippable frame are left.
    skip: u64,
    is_complete: bool,
    decoder: FrameDecoder,
    output: Box<[u8]>,
}

#[derive(Debug, Clone, Copy)]
enum Step {
    FrameHeader,
    Block { has_checksum: bool },
}

const MAGIC: u32 = 0xfd2f_b528;
const SKIPPABLE_MAGIC: u32 = 0x184d_2a50;
const MAX_BLOCK_BYTES: usize = 128 * 1024;

impl Zstd {
    pub(super) fn new(limits: &Limits) -> Self {
        let mut decoder = FrameDecoder::new();
        decoder.set_max_window_size(limits.zstd_window_bytes);
        Self {
            step: Step::FrameHeader,
            position: 0,
            pending: Vec::new(),
            skip: 0,
            is_complete: false,
            decoder,
            output: vec![0; OUTPUT_BYTES].into(),
        }
    }

    pub(super) fn push(&mut self, bytes: &[u8], sink: &mut Sink<'_>) -> Result<(), DecodeError> {
        let mut rest = bytes;
        while !rest.is_empty() {
            if self.skip > 0 {
                let skipped = usize::try_from(self.skip).unwrap_or(usize::MAX).min(rest.len());
                rest = rest.get(skipped..).unwrap_or_default();
                self.skip -= skipped as u64;
                self.position += skipped as u64;
                continue;
            }
            let missing = self.wanted()?.saturating_sub(self.pending.len());
            let (taken, behind) = rest.split_at_checked(missing).unwrap_or((rest, &[]));
            self.pending.extend_from_slice(taken);
            rest = behind;
            // What the new bytes say may ask for more.
            if self.pending.len() >= self.wanted()? {
                self.take(sink)?;
                self.position += self.pending.len() as u64;
                self.pending.clear();
            }
        }
        Ok(())
    }

    pub(super) fn finish(&self) -> Result<(), DecodeError> {
        if self.is_complete
            && self.pending.is_empty()
            && self.skip == 0
            && matches!(self.step, Step::FrameHeader)
        {
            return Ok(());
        }
        let end = self.position + self.pending.len() as u64;
        Err(DecodeError::new(end, self.context(), DecodeErrorKind::CompressedDataCut))
    }

    fn context(&self) -> &'static str {
        match self.step {
            Step::FrameHeader => "zstd frame header",
            Step::Block { .. } => "zstd block",
        }
    }

    fn error(&self, kind: DecodeErrorKind) -> DecodeError {
        DecodeError::new(self.position, self.context(), kind)
    }

    /// How many bytes the header or block has, as far as its first bytes tell.
    fn wanted(&self) -> Result<usize, DecodeError> {
        match self.step {
            Step::FrameHeader => {
                let Some(&[a, b, c, d, descriptor]) = self.pending.first_chunk() else { return Ok(5) };
                match u32::from_le_bytes([a, b, c, d]) {
                    MAGIC => {
                        let is_single_segment = descriptor & 0x20 != 0;
                        let window = usize::from(!is_single_segment);
                        let dictionary = [0, 1, 2, 4].get(usize::from(descriptor & 3)).copied().unwrap_or(0);
                        let content = match descriptor >> 6 {
                            0 => usize::from(is_single_segment),
                            size => 1 << size,
                        };
                        Ok(5 + window + dictionary + content)
                    }
                    magic if magic & !0xf == SKIPPABLE_MAGIC => Ok(8),
                    _ if self.is_complete => Err(self.error(DecodeErrorKind::TrailingBytes)),
                    _ => Err(self.error(DecodeErrorKind::CompressedDataCorrupt)),
                }
            }
            Step::Block { has_checksum } => {
                let Some(&[a, b, c]) = self.pending.first_chunk() else { return Ok(3) };
                let header = u32::from_le_bytes([a, b, c, 0]);
                let size = (header >> 3) as usize;
                let is_repeated_byte = header >> 1 & 3 == 1;
                if size > MAX_BLOCK_BYTES {
                    return Err(self.error(DecodeErrorKind::CompressedDataCorrupt));
                }
                let checksum = if header & 1 == 1 && has_checksum { 4 } else { 0 };
                Ok(3 + if is_repeated_byte { 1 } else { size } + checksum)
            }
        }
    }

    /// Takes a whole header or block.
    fn take(&mut self, sink: &mut Sink<'_>) -> Result<(), DecodeError> {
        match self.step {
            Step::FrameHeader => {
                let Some(&[a, b, c, d, descriptor]) = self.pending.first_chunk() else { return Ok(()) };
                if u32::from_le_bytes([a, b, c, d]) != MAGIC {
                    let length = self.pending.last_chunk().map_or(0, |length| u32::from_le_bytes(*length));
                    self.skip = length.into();
                    return Ok(());
                }
                self.decoder.reset(self.pending.as_slice()).map_err(|error| self.decoder_error(&error))?;
                self.step = Step::Block { has_checksum: descriptor & 4 != 0 };
                Ok(())
            }
            Step::Block { has_checksum } => {
                let block = BlockDecodingStrategy::UptoBlocks(1);
                let decoded = self.decoder.decode_blocks(self.pending.as_slice(), block);
                let is_last = decoded.map_err(|error| self.decoder_error(&error))?;
                loop {
                    let read = self.decoder.read(&mut self.output);
                    let read = read.map_err(|_| self.error(DecodeErrorKind::CompressedDataCorrupt))?;
                    match self.output.get(..read) {
                        Some(output) if !output.is_empty() => sink(output)?,
                        _ => break,
                    }
                }
                if is_last {
                    self.step = Step::FrameHeader;
                    self.is_complete = true;
                    let (expected, found) =
                        (self.decoder.get_checksum_from_data(), self.decoder.get_calculated_checksum());
                    if let (true, Some(expected), Some(found)) = (has_checksum, expected, found)
                        && expected != found
                    {
                        let start = self.position + (self.pending.len() as u64).saturating_sub(4);
                        let kind = DecodeErrorKind::Checksum { expected, found };
                        return Err(DecodeError::new(start, "zstd checksum", kind));
                    }
                }
                Ok(())
            }
        }
    }

    fn decoder_error(&self, error: &FrameDecoderError) -> DecodeError {
        self.error(match *error {
            FrameDecoderError::DictNotProvided { .. } => DecodeErrorKind::ZstdDictionary,
            FrameDecoderError::WindowSizeTooBig { requested, max } => {
                LimitExceeded { what: "bytes of zstd window", limit: max, wanted: requested }.into()
            }
            _ => DecodeErrorKind::CompressedDataCorrupt,
        })
    }
}

impl fmt::Debug for Zstd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Zstd")
            .field("step", &self.step)
            .field("position", &self.position)
            .finish_non_exhaustive()
    }
}
