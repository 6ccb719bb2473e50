//! Contention profiles as text: `mutex` and `block` of Go at debug=1, and `contentionz` of C++.
//!
//! ```text
//! --- mutex:
//! cycles/second=2599959589
//! sampling period=5
//! 6257817199840 2710 @ 0x723213 0x722fa2
//! ```
//! Waiting took so many cycles, in so many events.

use super::draft::Draft;
use super::lines::{Line, Lines};
use super::scan;
use super::{Failure, Reading, Source, memory_map, numbers, unsample};
use crate::pprof::Decoded;

const CONTEXT: &str = "contention profile";
const MUTEX: &[u8] = b"--- mutex:";

/// Whether a profile of this kind begins with this line.
pub(super) fn begins(line: &[u8]) -> bool {
    [b"--- contentionz ".as_slice(), MUTEX, b"--- contention:"].iter().any(|start| line.starts_with(start))
}

pub(super) fn parse(source: &Source<'_>) -> Result<Decoded, Failure> {
    let mut lines = Lines::new(source.bytes, 0);
    lines.next()?;
    if !begins(lines.line.text) {
        return Err(Failure::Unrecognized);
    }
    // Go multiplies what it samples of mutexes itself, which pprof does not know.
    let is_multiplied = source.reading == Reading::InFull && lines.line.text.starts_with(MUTEX);
    let mut draft = source.draft();
    let types = [("contentions", "count"), ("delay", "nanoseconds")];
    draft.types(&types, ("contentions", "count"), 1)?;
    let cycles_per_second = attributes(&mut lines, &mut draft)?;
    let period = if is_multiplied { 1 } else { draft.tables.header.period };
    let mut addresses = Vec::new();
    loop {
        let line = Line { text: scan::trim(lines.line.text), ..lines.line };
        if line.text.starts_with(b"---") {
            break;
        }
        if scan::is_space_or_comment(line.text) {
            draft.comment(line)?;
        } else {
            let (delay, count, list) = sample(line.text).ok_or(Failure::Unrecognized)?;
            let refuse = || Failure::line(line, CONTEXT);
            let number = |digits| numbers::decimal(digits).ok_or_else(refuse);
            let values = scaled(number(delay)?, number(count)?, period, cycles_per_second);
            addresses.clear();
            scan::addresses(list, &mut addresses).ok_or_else(refuse)?;
            let calls = addresses.iter().map(|address| address.wrapping_sub(1));
            draft.sample(calls, &[], &values, line.offset)?;
        }
        if !lines.next()? {
            break;
        }
    }
    let files = memory_map::read_behind_sentinel(&mut lines, source.limits)?;
    Ok(draft.finish(files, false, true)?)
}

/// Reads lines like `sampling period=5` up to the first that is none, and returns the cycles per second, or 0.
fn attributes(lines: &mut Lines<'_>, draft: &mut Draft<'_>) -> Result<i64, Failure> {
    let mut cycles_per_second = 0;
    while lines.next()? {
        let line = scan::trim(lines.line.text);
        if scan::is_space_or_comment(line) {
            continue;
        }
        if line.starts_with(b"---") {
            break;
        }
        let Some((key, value)) = scan::split_once(line, b'=') else { break };
        let number = || numbers::literal(scan::trim(value)).ok_or(Failure::Unrecognized);
        let header = &mut draft.tables.header;
        match scan::trim(key) {
            b"cycles/second" => cycles_per_second = number()?,
            b"sampling period" => header.period = number()?,
            b"ms since reset" => header.duration_nanos = number()?.wrapping_mul(1_000_000),
            b"discarded samples" => {}
            // `format` and `resolution` are of Java.
            _ => return Err(Failure::Unrecognized),
        }
    }
    Ok(cycles_per_second)
}

/// Contentions and their nanoseconds, of all events and not only of the sampled ones.
fn scaled(delay: i64, count: i64, period: i64, cycles_per_second: i64) -> [i64; 2] {
    if period <= 0 {
        return [count, delay];
    }
    let delay = if cycles_per_second > 0 {
        unsample::truncate(delay as f64 * period as f64 / (cycles_per_second as f64 / 1e9))
    } else {
        delay
    };
    [count.wrapping_mul(period), delay]
}

/// `(\d+) *(\d+) @([ x0-9a-f]*)`, anywhere in the line. Nothing need stand between the two numbers: of one number
/// alone, the last digit is the second.
fn sample(line: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    scan::at_digits(line, |mut at, _| {
        let first = at.digits()?;
        let behind = at;
        at.blanks();
        let (first, second) = match at.digits() {
            Some(second) => (first, second),
            None => {
                at = behind;
                first.split_at_checked(first.len() - 1).filter(|(first, _)| !first.is_empty())?
            }
        };
        at.take(b" @")?;
        Some((first, second, at.run(scan::is_of_addresses)))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_numbers_may_stand_without_a_blank() {
        assert_eq!(sample(b"x12 34 @ 0x1"), Some((b"12".as_slice(), b"34".as_slice(), b" 0x1".as_slice())));
        assert_eq!(sample(b"123 @"), Some((b"12".as_slice(), b"3".as_slice(), b"".as_slice())));
        assert_eq!(sample(b"1 @ 2 3 @"), Some((b"2".as_slice(), b"3".as_slice(), b"".as_slice())));
        assert_eq!(sample(b"1 2@"), None);
    }

    #[test]
    fn cycles_become_nanoseconds() {
        assert_eq!(scaled(2600, 3, 1, 2_600_000_000), [3, 1000]);
        assert_eq!(scaled(2600, 3, 5, 2_600_000_000), [15, 5000]);
        assert_eq!(scaled(2600, 3, 5, 0), [15, 2600]);
        assert_eq!(scaled(2600, 3, -5, 7), [3, 2600]);
    }
}
