//! Folded stacks, `main;handler;decode 42`: what the scripts for flame graphs exchange. pprof does not read them.

use super::lines::{Line, Lines};
use super::{Failure, Reading, Source, numbers, scan};
use crate::pprof::{Content, Decoded, recognise};
use crate::profile::{self, RowMap};

/// Whether a file that begins so has folded stacks.
pub(super) fn begins(head: &[u8]) -> bool {
    recognise(head) == Some(Content::FoldedStacks)
}

/// So many bytes tell.
const HEAD_BYTES: usize = 4096;

pub(super) fn parse(source: &Source<'_>) -> Result<Decoded, Failure> {
    if source.reading == Reading::AsPprof || !begins(source.bytes.get(..HEAD_BYTES).unwrap_or(source.bytes)) {
        return Err(Failure::Unrecognized);
    }
    let mut draft = source.draft();
    draft.types(&[("samples", "count")], ("", ""), 0)?;
    draft.tables.header.period_type = None;
    // A function is one location, which has a number instead of an address.
    let mut locations: RowMap<&[u8], u64> = RowMap::default();
    let mut lines = Lines::new(source.bytes, 0);
    while lines.next()? {
        let line = Line { text: scan::trim(lines.line.text), ..lines.line };
        if scan::is_space_or_comment(line.text) {
            continue;
        }
        let (stack, count) =
            stack_and_count(line.text).ok_or_else(|| Failure::line(line, "folded stacks"))?;
        let known = locations.len() as u64;
        let mut place = |function| {
            let next = locations.len() as u64 + 1;
            *locations.get_or_insert_with(function, || next)
        };
        let mut addresses: Vec<u64> = stack.split(|&byte| byte == b';').map(&mut place).collect();
        addresses.reverse();
        draft.sample(addresses.iter().copied(), &[], &[count], line.offset)?;
        for function in stack.split(|&byte| byte == b';') {
            let number = locations.get(&function).copied().unwrap_or_default();
            if number > known
                && let Some(location) = draft.location(number)
                && draft.is_unnamed(location)
            {
                let function = draft.function(function, b"", line.offset)?;
                let named = profile::Line { function, line: 0, column: 0 };
                draft.name_location(location, vec![named], line.offset)?;
                draft.forget_address(location);
            }
        }
    }
    Ok(draft.finish(Vec::new(), false, false)?)
}

/// Splits a line at its last white space. Counts may have a fraction, which is rounded.
fn stack_and_count(line: &[u8]) -> Option<(&[u8], i64)> {
    let at = line.iter().rposition(|&byte| scan::is_space(byte))?;
    let (stack, count) = (scan::trim(line.get(..at)?), line.get(at + 1..)?);
    let count = numbers::decimal(count).or_else(|| rounded(count))?;
    (!stack.is_empty()).then_some((stack, count))
}

/// A decimal number with a fraction, rounded to the nearest; half goes away from zero.
///
/// Not by `parse::<f64>`: what that needs for exponents and the last bit is 12 KB of the page.
fn rounded(number: &[u8]) -> Option<i64> {
    let point = number.iter().position(|&byte| byte == b'.')?;
    let (whole, fraction) = (number.get(..point)?, number.get(point + 1..)?);
    if !fraction.iter().all(u8::is_ascii_digit) || fraction.is_empty() && whole.is_empty() {
        return None;
    }
    let is_negative = whole.first() == Some(&b'-');
    let whole = match whole {
        b"" | b"-" => 0,
        digits => numbers::decimal(digits)?,
    };
    let away = if fraction.first().is_some_and(|&digit| digit >= b'5') { 1 } else { 0 };
    Some(if is_negative { whole.saturating_sub(away) } else { whole.saturating_add(away) })
}
