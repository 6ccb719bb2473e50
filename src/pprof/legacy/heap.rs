//! Heap profiles as text, of Go (`heap?debug=1`) and of tcmalloc (`heapz`, `growthz`, `fragmentationz`).
//!
//! ```text
//! heap profile: 5606: 3358248 [35910: 172831736] @ heap/8192
//! 1: 4096 [12: 49152] @ 0x48ad05 0x48fc07
//! ```
//! In use are 1 object of 4096 bytes; 12 were allocated; the stack stands behind `@`, leaf first.

use super::draft::Draft;
use super::lines::{Line, Lines};
use super::scan::{self, Cursor};
use super::{Failure, Source, memory_map, numbers, unsample};
use crate::pprof::Decoded;
use crate::profile::{Label, LabelValue, StringId};

const CONTEXT: &str = "heap profile";

/// What the first line says of all others.
#[derive(Debug, Clone, Copy)]
struct Header {
    /// The values are those of a sampled heap, and are scaled up.
    is_sampled: bool,
    /// The mean of bytes between two samples.
    period: i64,
    /// Allocated objects are told apart from those in use.
    has_allocated: bool,
}

/// Whether a profile of this kind begins with this line.
pub(super) fn begins(line: &[u8]) -> bool {
    header(line).is_some()
}

pub(super) fn parse(source: &Source<'_>) -> Result<Decoded, Failure> {
    let mut lines = Lines::new(source.bytes, 0);
    if !lines.next()? {
        return Err(Failure::Unrecognized);
    }
    let header = header(lines.line.text).ok_or(Failure::Unrecognized)?;
    let mut draft = source.draft();
    let allocated = [("alloc_objects", "count"), ("alloc_space", "bytes")];
    let in_use = [("inuse_objects", "count"), ("inuse_space", "bytes")];
    let types = if header.has_allocated {
        // Those in use stand last, so that they are shown first.
        [allocated, in_use].concat()
    } else {
        vec![("objects", "count"), ("space", "bytes")]
    };
    draft.types(&types, ("space", "bytes"), header.period)?;
    let bytes = draft.string(b"bytes", 0)?;
    while lines.next()? {
        let line = Line { text: scan::trim(lines.line.text), ..lines.line };
        if scan::is_space_or_comment(line.text) {
            draft.comment(line)?;
        } else if memory_map::is_sentinel(line.text) {
            break;
        } else {
            sample(line, header, bytes, &mut draft)?;
        }
    }
    let files = memory_map::read_behind_sentinel(&mut lines, source.limits)?;
    Ok(draft.finish(files, false, true)?)
}

/// `heap profile: *(\d+): *(\d+) *\[ *(\d+): *(\d+) *\] *@ *(heap[_a-z0-9]*)/?(\d*)`, `… @ growthz?` or
/// `… @ fragmentationz?`, anywhere in the line.
fn header(line: &[u8]) -> Option<Header> {
    // The first kind that is found anywhere decides.
    let heap = first_match(line, heap_header);
    let growth = || first_match(line, |at| other_header(at, b"growth"));
    let fragmentation = || first_match(line, |at| other_header(at, b"fragmentation"));
    heap.or_else(growth).or_else(fragmentation).flatten()
}

fn first_match<T>(line: &[u8], matches: impl Fn(Cursor<'_>) -> Option<T>) -> Option<T> {
    const START: &[u8] = b"heap profile:";
    let mut rest = line;
    while let Some(at) = scan::find(rest, START) {
        rest = rest.get(at + START.len()..)?;
        if let Some(found) = matches(Cursor(rest)) {
            return Some(found);
        }
    }
    None
}

/// The four numbers of a header or sample: `*(\d+): *(\d+) *\[ *(\d+): *(\d+) *\]`.
fn totals<'a>(at: &mut Cursor<'a>) -> Option<[&'a [u8]; 4]> {
    at.blanks();
    let first = at.digits()?;
    at.take(b":")?;
    at.blanks();
    let second = at.digits()?;
    let [third, fourth] = bracket(at)?;
    Some([first, second, third, fourth])
}

fn bracket<'a>(at: &mut Cursor<'a>) -> Option<[&'a [u8]; 2]> {
    at.blanks();
    at.take(b"[")?;
    at.blanks();
    let third = at.digits()?;
    at.take(b":")?;
    at.blanks();
    let fourth = at.digits()?;
    at.blanks();
    at.take(b"]")?;
    Some([third, fourth])
}

/// The outer `None` is for another kind of header, the inner one for a header that pprof does not take.
fn heap_header(mut at: Cursor<'_>) -> Option<Option<Header>> {
    let [objects, bytes, allocated_objects, allocated_bytes] = totals(&mut at)?;
    at.blanks();
    at.take(b"@")?;
    at.blanks();
    let kind = at.0;
    at.take(b"heap")?;
    at.run(|byte| matches!(byte, b'_' | b'a'..=b'z' | b'0'..=b'9'));
    let kind = kind.get(..kind.len() - at.0.len())?;
    let _ = at.take(b"/");
    let rate = at.digits().unwrap_or_default();
    let period = if rate.is_empty() { Some(0) } else { numbers::decimal(rate) };
    let Some(period) = period else { return Some(None) };
    let has_allocated = (allocated_objects != objects && allocated_objects != b"0")
        || (allocated_bytes != bytes && allocated_bytes != b"0");
    let (is_sampled, period) = match kind {
        b"heapz_v2" | b"heap_v2" => (true, period),
        b"heapprofile" => (false, 1),
        // Early writers gave twice the rate, and Go does it to this day.
        b"heap" => (true, period / 2),
        _ => return Some(None),
    };
    Some(Some(Header { is_sampled, period, has_allocated }))
}

fn other_header(mut at: Cursor<'_>, kind: &[u8]) -> Option<Option<Header>> {
    totals(&mut at)?;
    at.take(b" @ ")?;
    at.take(kind)?;
    Some(Some(Header { is_sampled: false, period: 1, has_allocated: false }))
}

/// `(-?\d+): *(-?\d+) *\[ *(\d+): *(\d+) *] @([ x0-9a-f]*)`, anywhere in the line.
fn sample_parts(line: &[u8]) -> Option<([&[u8]; 4], &[u8])> {
    scan::at_digits(line, |start, before| {
        let mut at = start;
        let digits = at.digits()?;
        // The `-` before the digits is theirs.
        let is_negative = before == Some(b'-');
        at.take(b":")?;
        at.blanks();
        let bytes = at.signed_digits()?;
        let [allocated_objects, allocated_bytes] = bracket(&mut at)?;
        at.take(b" @")?;
        let addresses = at.run(scan::is_of_addresses);
        let from = line.len() - start.0.len() - usize::from(is_negative);
        let objects = line.get(from..from + usize::from(is_negative) + digits.len())?;
        Some(([objects, bytes, allocated_objects, allocated_bytes], addresses))
    })
}

fn sample(line: Line<'_>, header: Header, bytes: StringId, draft: &mut Draft<'_>) -> Result<(), Failure> {
    let refuse = || Failure::line(line, CONTEXT);
    let (numbers, list) = sample_parts(line.text).ok_or_else(refuse)?;
    let [objects, size, allocated_objects, allocated_size] = numbers;
    let mut values = Vec::with_capacity(4);
    let mut block_size = 0;
    let mut add = |count: &[u8], size: &[u8]| {
        let (count, size) = (numbers::decimal(count)?, numbers::decimal(size)?);
        if count == 0 && size != 0 {
            return None;
        }
        if count != 0 {
            block_size = size.wrapping_div(count);
        }
        let is_scaled = header.is_sampled && count != 0;
        let (count, size) =
            if is_scaled { unsample::heap_sample(count, size, header.period) } else { (count, size) };
        values.extend([count, size]);
        Some(())
    };
    if header.has_allocated {
        add(allocated_objects, allocated_size).ok_or_else(refuse)?;
    }
    add(objects, size).ok_or_else(refuse)?;
    let mut addresses = Vec::new();
    scan::addresses(list, &mut addresses).ok_or_else(refuse)?;
    // An address is that behind the call: one less lies in it.
    let addresses = addresses.into_iter().map(|address| address.wrapping_sub(1));
    let label = Label { key: bytes, value: LabelValue::Number(block_size, StringId::EMPTY) };
    Ok(draft.sample(addresses, &[label], &values, line.offset)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_header_says_how_values_are_scaled() {
        let read = |line: &str| {
            header(line.as_bytes()).map(|header| (header.is_sampled, header.period, header.has_allocated))
        };
        assert_eq!(read("heap profile: 1: 2 [3: 4] @ heap/1048576"), Some((true, 524_288, true)));
        assert_eq!(read("x heap profile:1:2[1:2]@heapz_v2/64 x"), Some((true, 64, false)));
        assert_eq!(read("heap profile: 1: 2 [0: 0] @ heapprofile"), Some((false, 1, false)));
        assert_eq!(read("heap profile: 1: 2 [3: 4] @ heap"), Some((true, 0, true)));
        assert_eq!(read("heap profile: 1: 2 [3: 4] @ growthz"), Some((false, 1, false)));
        assert_eq!(read("heap profile: 1: 2 [3: 4] @ fragmentationz"), Some((false, 1, false)));
        assert_eq!(read("heap profile: 1: 2 [3: 4] @ heaps/7"), None);
        assert_eq!(read("heap profile: 1: 2 [3: 4] @ heap/99999999999999999999"), None);
        assert_eq!(read("heap profile: 1: 2"), None);
    }

    #[test]
    fn a_sample_may_stand_anywhere_in_its_line() {
        let parts = sample_parts(b"1: x -12:  -34 [ 5:6 ] @ 0x1 0xzz").unwrap();
        assert_eq!(parts, ([b"-12".as_slice(), b"-34", b"5", b"6"], b" 0x1 0x".as_slice()));
        assert!(sample_parts(b"1: 2 [3: 4]@ 0x1").is_none());
    }
}
