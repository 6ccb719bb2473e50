//! Go's profiles that count stacks, as text: `goroutine`, `threadcreate` and those of `pprof.NewProfile`.
//!
//! ```text
//! goroutine profile: total 147
//! 11 @ 0x48d2ea 0x41929c
//! ```

use super::lines::{Line, Lines};
use super::scan::{self, Cursor};
use super::{Failure, Source, memory_map, numbers};
use crate::pprof::Decoded;

/// Whether a profile of this kind begins with this line, comments before it left out.
pub(super) fn begins(line: &[u8]) -> bool {
    kind(line).is_some()
}

/// `\A(\S+) profile: total \d+\z`
fn kind(line: &[u8]) -> Option<&[u8]> {
    let mut at = Cursor(line);
    let kind = at.run(|byte| !scan::is_space(byte));
    at.take(b" profile: total ")?;
    at.digits()?;
    (!kind.is_empty() && at.0.is_empty()).then_some(kind)
}

pub(super) fn parse(source: &Source<'_>) -> Result<Decoded, Failure> {
    let mut lines = Lines::new(source.bytes, 0);
    lines.skip_comments()?;
    let kind = kind(lines.line.text).ok_or(Failure::Unrecognized)?;
    let mut draft = source.draft();
    draft.types(&[], ("", "count"), 1)?;
    let kind = draft.string(kind, lines.line.offset)?;
    let header = &mut draft.tables.header;
    let counted = header.period_type.map(|period| crate::profile::ValueType { kind, ..period });
    header.period_type = counted;
    header.sample_types = counted.into_iter().collect();
    let mut addresses = Vec::new();
    while lines.next()? {
        let line = lines.line;
        if scan::is_space_or_comment(line.text) {
            draft.comment(Line { text: scan::trim(line.text), ..line })?;
            continue;
        }
        if line.text.starts_with(b"---") {
            break;
        }
        addresses.clear();
        let count = sample(line.text, &mut addresses).ok_or_else(|| Failure::line(line, "count profile"))?;
        draft.sample(addresses.iter().copied(), &[], &[count], line.offset)?;
    }
    let files = memory_map::read_behind_sentinel(&mut lines, source.limits)?;
    Ok(draft.finish(files, false, true)?)
}

/// `\A(\d+) @(( 0x[0-9a-f]+)+)\z`: the count, and the addresses one less, so that they lie in the calls.
fn sample(line: &[u8], addresses: &mut Vec<u64>) -> Option<i64> {
    let mut at = Cursor(line);
    let count = at.digits()?;
    at.take(b" @")?;
    while !at.0.is_empty() || addresses.is_empty() {
        at.take(b" 0x")?;
        let digits = at.run(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
        addresses.push(numbers::hex(digits)?.wrapping_sub(1));
    }
    // pprof lets the number say its base: 010 is 8.
    numbers::literal(count)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_strict() {
        assert_eq!(kind(b"my/own profile: total 3"), Some(b"my/own".as_slice()));
        assert_eq!(kind(b"goroutine profile: total 3 "), None);
        assert_eq!(kind(b" profile: total 3"), None);
        let read = |line: &str| {
            let mut addresses = Vec::new();
            sample(line.as_bytes(), &mut addresses).map(|count| (count, addresses))
        };
        assert_eq!(read("3 @ 0x10 0x0"), Some((3, vec![15, u64::MAX])));
        for line in
            ["3 @", "3 @ 0x", "3 @  0x1", "3 @ 0xG", "08 @ 0x1", "3 @ 0x1 ", "3 @ 0x10000000000000000"]
        {
            assert_eq!(read(line), None, "{line}");
        }
    }
}
