//! CPU profiles in the binary format of gperftools, which Go wrote before 1.9, and Java's agents too.
//!
//! ```text
//!  words   0  3  0  10000  0     a header: version 0 is C++, 1 Java; the period is in microseconds
//!          7  2  pc pc           a stack that was seen 7 times, of 2 addresses
//!          0  1  0               the end, and behind it the memory map (C++) or the names (Java) as text
//! ```
//! Words have 32 or 64 bits, in either order of bytes.

use super::draft::Draft;
use super::lines::Lines;
use super::{Failure, Source, java, memory_map};
use crate::pprof::Decoded;

/// How words are written.
#[derive(Debug, Clone, Copy)]
struct Words {
    width: usize,
    is_big_endian: bool,
}

/// In the order in which pprof tries them.
const ALL_WORDS: [Words; 4] = [
    Words { width: 4, is_big_endian: false },
    Words { width: 4, is_big_endian: true },
    Words { width: 8, is_big_endian: false },
    Words { width: 8, is_big_endian: true },
];

impl Words {
    /// Takes a word. Where there are too few bytes, none are left.
    fn take(self, bytes: &mut Option<&[u8]>) -> u64 {
        let split = bytes.and_then(|bytes| bytes.split_at_checked(self.width));
        *bytes = split.map(|(_, rest)| rest);
        let add = |word: u64, &byte: &u8| word << 8 | u64::from(byte);
        match split {
            Some((word, _)) if self.is_big_endian => word.iter().fold(0, add),
            Some((word, _)) => word.iter().rev().fold(0, add),
            None => 0,
        }
    }
}

struct Header {
    words: Words,
    is_java: bool,
    period: i64,
    bytes: usize,
}

fn header(bytes: &[u8]) -> Option<Header> {
    ALL_WORDS.into_iter().find_map(|words| {
        let mut rest = Some(bytes);
        let header: [u64; 5] = std::array::from_fn(|_| words.take(&mut rest));
        let [0, 3, version @ (0 | 1), period, 0] = header else { return None };
        rest.filter(|_| period > 0)?;
        let period = (period as i64).wrapping_mul(1000);
        Some(Header { words, is_java: version == 1, period, bytes: 5 * words.width })
    })
}

/// Whether a profile of this kind begins so.
pub(super) fn begins(bytes: &[u8]) -> bool {
    header(bytes).is_some()
}

pub(super) fn parse(source: &Source<'_>) -> Result<Decoded, Failure> {
    let header = header(source.bytes).ok_or(Failure::Unrecognized)?;
    let mut draft = source.draft();
    let types = [("samples", "count"), ("cpu", "nanoseconds")];
    draft.types(&types, ("cpu", "nanoseconds"), header.period)?;
    let text = samples(source.bytes, &header, &mut draft)?;
    let offset = (source.bytes.len() - text.len()) as u64;
    if header.is_java {
        java::name_locations(text, offset, &mut draft)?;
        return Ok(draft.finish(Vec::new(), false, false)?);
    }
    draft.strip_signal_frames();
    let files = memory_map::read(&mut Lines::new(text, offset), source.limits)?;
    Ok(draft.finish(files, true, true)?)
}

/// Reads the samples and returns what stands behind them. A profile that ends in the middle has an end for pprof, if
/// only the count and the length of its last stack are there.
fn samples<'a>(bytes: &'a [u8], header: &Header, draft: &mut Draft<'_>) -> Result<&'a [u8], Failure> {
    let words = header.words;
    let mut rest = bytes.get(header.bytes..);
    let mut addresses = Vec::new();
    while let Some(stack) = rest.filter(|rest| !rest.is_empty()) {
        let offset = (bytes.len() - stack.len()) as u64;
        let count = words.take(&mut rest);
        let length = words.take(&mut rest);
        let left = rest.ok_or(Failure::Unrecognized)?.len() / 4;
        let length = usize::try_from(length).ok().filter(|&length| length <= left);
        addresses.clear();
        addresses.extend((0..length.ok_or(Failure::Unrecognized)?).map(|_| words.take(&mut rest)));
        if count == 0 && addresses == [0] {
            break;
        }
        // The leaf is no call; the others are one less, so that they lie in theirs. Java says where it is itself.
        let is_call = |at| u64::from(at > 0 && !header.is_java);
        let calls = addresses.iter().enumerate().map(|(at, address)| address.wrapping_sub(is_call(at)));
        let count = count as i64;
        draft.sample(calls, &[], &[count, count.wrapping_mul(header.period)], offset)?;
    }
    Ok(rest.unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_have_two_widths_and_two_orders() {
        let words = [0_u64, 3, 1, 10_000, 0];
        let files = [
            words.map(|word| (word as u32).to_le_bytes().to_vec()).concat(),
            words.map(|word| (word as u32).to_be_bytes().to_vec()).concat(),
            words.map(|word| word.to_le_bytes().to_vec()).concat(),
            words.map(|word| word.to_be_bytes().to_vec()).concat(),
        ];
        for file in files {
            let found = header(&file).unwrap();
            assert_eq!((found.is_java, found.period, found.bytes), (true, 10_000_000, file.len()));
            assert!(header(&file[..file.len() - 1]).is_none());
        }
        assert!(header(&[0; 40]).is_none());
    }
}
