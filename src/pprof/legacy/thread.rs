//! Stacks of the threads of a C++ program (`threadz`).
//!
//! ```text
//! --- threadz 1 ---
//!
//! --- Thread 7f794ab90940 (name: main/14748) stack: ---
//!   PC: 0x00bc8f1c: helper(arg *)
//!   0x0040be31: main
//! --- Thread 7f794a32c700 (name: thread/14748) stack: ---
//!     [same as previous thread]
//! --- Memory map: ---
//! ```

use super::lines::{Line, Lines};
use super::scan::{self, Cursor};
use super::{Failure, Source, memory_map};
use crate::pprof::Decoded;

/// Whether a profile of this kind begins with this line, comments before it left out.
pub(super) fn begins(line: &[u8]) -> bool {
    is_title(line) || is_thread(line)
}

/// `--- threadz \d+ ---`, anywhere in the line.
fn is_title(line: &[u8]) -> bool {
    behind(line, b"--- threadz ").any(|mut at| at.digits().is_some_and(|_| at.0.starts_with(b" ---")))
}

/// `--- Thread ([[:xdigit:]]+) \(name: (.*)/(\d+)\) stack: ---`, anywhere in the line.
fn is_thread(line: &[u8]) -> bool {
    let name = behind(line, b"--- Thread ").find_map(|mut at| {
        let id = at.run(|byte| byte.is_ascii_hexdigit());
        at.take(b" (name: ")?;
        (!id.is_empty()).then_some(at.0)
    });
    name.is_some_and(|name| {
        behind(name, b"/").any(|mut at| at.digits().is_some_and(|_| at.0.starts_with(b") stack: ---")))
    })
}

/// The places behind every `start` of a line.
fn behind<'a>(line: &'a [u8], start: &'a [u8]) -> impl Iterator<Item = Cursor<'a>> {
    let mut rest = line;
    std::iter::from_fn(move || {
        rest = rest.get(scan::find(rest, start)? + start.len()..)?;
        Some(Cursor(rest))
    })
}

pub(super) fn parse(source: &Source<'_>) -> Result<Decoded, Failure> {
    let mut lines = Lines::new(source.bytes, 0);
    lines.skip_comments()?;
    let mut line = lines.line.text;
    if is_title(line) {
        while lines.next()? {
            line = lines.line.text;
            if memory_map::is_sentinel(line) || line.starts_with(b"-") {
                break;
            }
        }
    } else if !is_thread(line) {
        return Err(Failure::Unrecognized);
    }
    let mut draft = source.draft();
    draft.types(&[("thread", "count")], ("thread", "count"), 1)?;
    let mut addresses = Vec::new();
    while !memory_map::is_sentinel(line) && !line.starts_with(b"---- no stack trace for") {
        if !is_thread(line) {
            return Err(Failure::Unrecognized);
        }
        let offset = lines.line.offset;
        addresses.clear();
        line = stack(&mut lines, &mut addresses)?;
        if addresses.is_empty() {
            // The same as that of the previous thread.
            draft.again();
        } else {
            // The leaf is no call.
            let calls =
                addresses.iter().enumerate().map(|(at, address)| address.wrapping_sub(u64::from(at > 0)));
            draft.sample(calls, &[], &[1], offset)?;
        }
    }
    let files = memory_map::read_behind_sentinel(&mut lines, source.limits)?;
    Ok(draft.finish(files, true, true)?)
}

/// Reads the addresses of one stack and returns the line behind it, or else the last of the text. A stack that is that
/// of the previous thread has none.
fn stack<'a>(lines: &mut Lines<'a>, addresses: &mut Vec<u64>) -> Result<&'a [u8], Failure> {
    let mut last: &[u8] = &[];
    let mut is_same = false;
    while lines.next()? {
        last = scan::trim(lines.line.text);
        if last.starts_with(b"---") {
            break;
        }
        if scan::find(last, b"same as previous thread").is_some() {
            is_same = true;
        } else {
            let line = Line { text: last, ..lines.line };
            scan::addresses(last, addresses).ok_or_else(|| Failure::line(line, "thread stack"))?;
        }
    }
    if is_same {
        addresses.clear();
    }
    Ok(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_has_a_name_and_a_number() {
        assert!(is_title(b"x --- threadz --- threadz 12 ---"));
        assert!(!is_title(b"--- threadz 12"));
        assert!(is_thread(b"--- Thread 7f (name: a/b/12/) stack: --- /7) stack: ---"));
        assert!(!is_thread(b"--- Thread 7g (name: a/12) stack: ---"));
        assert!(!is_thread(b"--- Thread 7f (name: a12) stack: ---"));
    }
}
