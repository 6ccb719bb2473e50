//! Heap and contention profiles of Java's agents as text, and the names behind their CPU profiles.
//!
//! ```text
//! --- heapz 1 ---
//! format = java
//! resolution = bytes
//!     4096          1  @ 0x0000001 0x0000002
//!   0x0000001 com.example.Cache.fill (Cache.java:42)
//!   0x0000002 com.example.Main.main (Main.java)
//! ```
//! Numbers stand the other way round than in other texts: bytes, then objects. Addresses are made up, and are dropped
//! once the names are known.

use super::draft::Draft;
use super::lines::Line;
use super::scan::{self, Cursor};
use super::{Failure, Source, numbers, unsample};
use crate::pprof::Decoded;
use crate::profile::{Label, LabelValue, RowMap, StringId, ValueType};

const CONTEXT: &str = "Java profile";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Heap,
    Contention,
}

/// The mean of bytes between two samples, which agents do not write.
const HEAP_PERIOD: i64 = 512 << 10;

/// Whether a profile of this kind begins with this line.
pub(super) fn begins(line: &[u8]) -> bool {
    kind(line).is_some()
}

fn kind(line: &[u8]) -> Option<Kind> {
    match scan::trim(line) {
        b"--- heapz 1 ---" => Some(Kind::Heap),
        b"--- contentionz 1 ---" => Some(Kind::Contention),
        _ => None,
    }
}

/// The lines that end, in any length; what stands behind the last `\n` is left.
struct EndedLines<'a> {
    bytes: &'a [u8],
    rest: &'a [u8],
}

impl<'a> EndedLines<'a> {
    /// The line that is next, trimmed, and what stands behind it.
    fn peek(&self) -> Option<(Line<'a>, &'a [u8])> {
        let (line, behind) = scan::split_once(self.rest, b'\n')?;
        let offset = (self.bytes.len() - self.rest.len()) as u64;
        Some((Line { text: scan::trim(line), offset }, behind))
    }
}

pub(super) fn parse(source: &Source<'_>) -> Result<Decoded, Failure> {
    let mut lines = EndedLines { bytes: source.bytes, rest: source.bytes };
    let (first, behind) = lines.peek().ok_or(Failure::Unrecognized)?;
    let kind = kind(first.text).ok_or(Failure::Unrecognized)?;
    lines.rest = behind;
    let mut draft = source.draft();
    draft.types(&[], ("", ""), 0)?;
    attributes(kind, &mut lines, &mut draft)?;
    samples(kind, &mut lines, &mut draft)?;
    let offset = (source.bytes.len() - lines.rest.len()) as u64;
    name_locations(lines.rest, offset, &mut draft)?;
    Ok(draft.finish(Vec::new(), false, false)?)
}

/// Reads lines like `format = java` up to the first that is none.
fn attributes(kind: Kind, lines: &mut EndedLines<'_>, draft: &mut Draft<'_>) -> Result<(), Failure> {
    while let Some((line, behind)) = lines.peek() {
        if !line.text.is_empty() {
            let Some((key, value)) = attribute(line.text) else { return Ok(()) };
            let number = || numbers::literal(value).ok_or_else(|| Failure::line(line, CONTEXT));
            match (kind, key) {
                (_, b"format") if value == b"java" => {}
                (Kind::Heap, b"resolution") => {
                    resolution(["inuse_objects", "inuse_space"], value, line.offset, draft)?;
                }
                (Kind::Contention, b"resolution") => {
                    resolution(["contentions", "delay"], value, line.offset, draft)?;
                }
                (Kind::Contention, b"sampling period") => {
                    draft.tables.header.period_type = Some(draft.value_type(("contentions", "count"))?);
                    draft.tables.header.period = number()?;
                }
                (Kind::Contention, b"ms since reset") => {
                    draft.tables.header.duration_nanos = number()?.wrapping_mul(1_000_000);
                }
                _ => return Err(Failure::Unrecognized),
            }
        }
        lines.rest = behind;
    }
    Ok(())
}

/// `([\w ]+)=([\w ]+)`, anywhere in the line, both trimmed.
fn attribute(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let is_word = |byte: u8| byte == b'_' || byte == b' ' || byte.is_ascii_alphanumeric();
    let equals = line.iter().enumerate().filter(|(_, byte)| **byte == b'=').map(|(at, _)| at);
    equals.into_iter().find_map(|at| {
        let (before, behind) = (line.get(..at)?, line.get(at + 1..)?);
        let start = before.iter().rposition(|&byte| !is_word(byte)).map_or(0, |at| at + 1);
        let key = before.get(start..)?;
        let value = Cursor(behind).run(is_word);
        (!key.is_empty() && !value.is_empty()).then(|| (scan::trim(key), scan::trim(value)))
    })
}

/// Sets the sample types: what is counted, and what is measured in a unit.
fn resolution(
    [counted, measured]: [&str; 2],
    unit: &[u8],
    offset: u64,
    draft: &mut Draft<'_>,
) -> Result<(), Failure> {
    let counted = draft.value_type((counted, "count"))?;
    let unit = draft.string(unit, offset)?;
    let measured = ValueType { unit, ..draft.value_type((measured, ""))? };
    draft.tables.header.sample_types = vec![counted, measured];
    Ok(())
}

/// Reads samples up to the first line that is none.
fn samples(kind: Kind, lines: &mut EndedLines<'_>, draft: &mut Draft<'_>) -> Result<(), Failure> {
    let bytes = draft.string(b"bytes", 0)?;
    let mut addresses = Vec::new();
    while let Some((line, behind)) = lines.peek() {
        if !line.text.is_empty() {
            let Some((size, count, list)) = sample(line.text) else { return Ok(()) };
            let refuse = || Failure::line(line, CONTEXT);
            addresses.clear();
            scan::addresses(list, &mut addresses).ok_or_else(refuse)?;
            let count = numbers::literal(count).ok_or_else(refuse)?;
            let size = numbers::literal(size).ok_or_else(refuse)?;
            let mut labels = Vec::new();
            let values = match kind {
                Kind::Heap => {
                    let block_size = size.checked_div(count).ok_or_else(refuse)?;
                    labels.push(Label { key: bytes, value: LabelValue::Number(block_size, StringId::EMPTY) });
                    let (count, size) = unsample::heap_sample(count, size, HEAP_PERIOD);
                    [count, size]
                }
                Kind::Contention => match draft.tables.header.period {
                    0 => [count, size],
                    period => [count.wrapping_mul(period), size.wrapping_mul(period)],
                },
            };
            draft.sample(addresses.iter().copied(), &labels, &values, line.offset)?;
        }
        lines.rest = behind;
    }
    Ok(())
}

/// ` *(\d+) +(\d+) +@ +([ x0-9a-f]*)`, anywhere in the line.
fn sample(line: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    scan::at_digits(line, |mut at, _| {
        let some = |blanks: usize| (blanks > 0).then_some(());
        let first = at.digits()?;
        some(at.blanks())?;
        let second = at.digits()?;
        some(at.blanks())?;
        at.take(b"@")?;
        some(at.blanks())?;
        Some((first, second, at.run(scan::is_of_addresses)))
    })
}

/// Names the locations by lines like `0x12 com.example.Main.main (Main.java:7)`, and drops the addresses of those
/// that have one. Other lines are passed over.
pub(super) fn name_locations(text: &[u8], offset: u64, draft: &mut Draft<'_>) -> Result<(), Failure> {
    let mut functions = RowMap::default();
    let mut rest = text;
    while !rest.is_empty() {
        let line = Line { text: rest, offset: offset + (text.len() - rest.len()) as u64 };
        let (text, behind) = scan::split_once(rest, b'\n').unwrap_or((rest, &[]));
        rest = behind;
        let line = Line { text: scan::trim(text), ..line };
        let Some((digits, description)) = location(line.text) else { continue };
        let address = numbers::hex(digits).ok_or_else(|| Failure::line(line, CONTEXT))?;
        let Some(location) = draft.location(address) else { continue };
        let (name, file, number) = describe(description);
        // pprof tells functions apart by their names only.
        let function = match functions.get(&name) {
            Some(&function) => function,
            None => {
                let function = draft.function(name, file, line.offset)?;
                functions.insert(name, function);
                function
            }
        };
        let line_of_location = crate::profile::Line { function, line: number, column: 0 };
        draft.name_location(location, vec![line_of_location], line.offset)?;
        draft.forget_address(location);
    }
    Ok(())
}

/// `^\s*0x([[:xdigit:]]+)\s+(.*)\s*$`
fn location(line: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut at = Cursor(line);
    at.run(scan::is_space);
    at.take(b"0x")?;
    let digits = at.run(|byte| byte.is_ascii_hexdigit());
    let blanks = at.run(scan::is_space);
    (!digits.is_empty() && !blanks.is_empty()).then_some((digits, at.0))
}

/// Function, file and line of a description.
fn describe(text: &[u8]) -> (&[u8], &[u8], i64) {
    if let Some(inner) = text.strip_suffix(b")") {
        if let Some((rest, number)) = scan::rsplit_once(inner, b':')
            && is_number(number)
            && let Some((name, file)) = split_name(rest, 1)
        {
            return (name, file, numbers::decimal(number).filter(|&number| number > 0).unwrap_or(0));
        }
        if let Some((name, path)) = split_name(inner, 0) {
            return (name, base(path), 0);
        }
    }
    // Code that the machine made, or a state of its own, such as GC.
    let is_stub = scan::find(text, b"generated stub/JIT").is_some();
    (if is_stub { b"STUB" } else { text }, &[], 0)
}

/// `-?[[:digit:]]+`
fn is_number(text: &[u8]) -> bool {
    let digits = text.strip_prefix(b"-").unwrap_or(text);
    !digits.is_empty() && digits.iter().all(u8::is_ascii_digit)
}

/// Splits `name (place` at the last parenthesis that stands behind a white space and before `least` bytes.
fn split_name(text: &[u8], least: usize) -> Option<(&[u8], &[u8])> {
    let searched = text.get(..text.len().checked_sub(least)?)?;
    let opens = |pair: &[u8]| matches!(pair, [space, b'('] if scan::is_space(*space));
    let at = searched.windows(2).rposition(opens)?;
    Some((text.get(..at)?, text.get(at + 2..)?))
}

/// The last part of a path (`filepath.Base`).
fn base(path: &[u8]) -> &[u8] {
    if path.is_empty() {
        return b".";
    }
    let Some(end) = path.iter().rposition(|&byte| byte != b'/') else { return b"/" };
    let path = path.get(..=end).unwrap_or_default();
    scan::rsplit_once(path, b'/').map_or(path, |(_, base)| base)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn locations_are_described_in_four_ways() {
        let text = |text: &'static str| {
            let (name, file, line) = describe(text.as_bytes());
            (std::str::from_utf8(name).unwrap(), std::str::from_utf8(file).unwrap(), line)
        };
        assert_eq!(text("a.B.c  (B.java:12)"), ("a.B.c ", "B.java", 12));
        assert_eq!(text("a (b) (c:d:-1)"), ("a (b)", "c:d", 0));
        assert_eq!(text("read (/lib/x86/libc.so.6)"), ("read", "libc.so.6", 0));
        assert_eq!(text("read (/lib//)"), ("read", "lib", 0));
        assert_eq!(text("read (//)"), ("read", "/", 0));
        assert_eq!(text("read ()"), ("read", ".", 0));
        assert_eq!(text("x generated stub/JIT y"), ("STUB", "", 0));
        assert_eq!(text("GC(1)"), ("GC(1)", "", 0));
    }

    #[test]
    fn attributes_stand_on_both_sides_of_an_equals_sign() {
        assert_eq!(
            attribute(b"a.sampling period = 7 ."),
            Some((b"sampling period".as_slice(), b"7".as_slice()))
        );
        assert_eq!(attribute(b"==a=b"), Some((b"a".as_slice(), b"b".as_slice())));
        assert_eq!(attribute(b"0x1 main"), None);
    }
}
