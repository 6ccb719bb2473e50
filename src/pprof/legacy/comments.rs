//! What the comments of Go's texts say, which pprof throws away: names, labels, and statistics of memory.
//!
//! ```text
//! 11 @ 0x48d2ea 0x41929c 0x733595
//! # labels: {"handler":"/webhook", "tenant":"initech"}
//! #    0x733594    main.process.func1+0x54    main.go:39
//!
//! # runtime.MemStats
//! # HeapAlloc = 28318624
//! ```
//! The addresses of comments are those of the calls, as ours are: one less than those of the record.

use super::draft::Draft;
use super::lines::Line;
use super::memory_stats::MemoryStatsText;
use super::{numbers, scan};
use crate::pprof::DecodeError;
use crate::profile::{self, Label, LabelValue};

/// What the comments said so far.
#[derive(Debug, Default)]
pub(super) struct Comments {
    record: Option<Record>,
    memory_stats: MemoryStatsText,
}

/// What they say of one sample.
#[derive(Debug, Default)]
pub(super) struct Record {
    /// The labels that the sample has anyway.
    labels: Vec<Label>,
    /// The text behind `# labels: `.
    label_text: Vec<u8>,
    frames: Vec<Frame>,
    /// Where the first comment stands.
    pub(super) offset: u64,
}

/// One frame of a stack, with its name.
#[derive(Debug)]
struct Frame {
    address: u64,
    function: Vec<u8>,
    file: Vec<u8>,
    line: i64,
    offset: u64,
}

impl Comments {
    /// What follows is about a new sample.
    pub(super) fn begin_record(&mut self, labels: &[Label]) {
        self.record = Some(Record { labels: labels.into(), ..Record::default() });
    }

    /// What was said of the last sample, if there was one.
    pub(super) fn end_record(&mut self) -> Option<Record> {
        self.record.take()
    }

    /// Takes a comment or an empty line.
    pub(super) fn take(&mut self, line: Line<'_>) -> Result<(), DecodeError> {
        let Some(text) = line.text.strip_prefix(b"#") else { return Ok(()) };
        if let Some(record) = &mut self.record {
            if record.frames.is_empty() && record.label_text.is_empty() {
                record.offset = line.offset;
            }
            if let Some(frame) = frame(text, line.offset) {
                record.frames.push(frame);
                return Ok(());
            }
            if let Some(labels) = text.strip_prefix(b" labels: ") {
                record.label_text = labels.into();
                return Ok(());
            }
        }
        self.memory_stats.take(text);
        Ok(())
    }

    /// Puts what was said of the whole profile into its header.
    pub(super) fn end(self, draft: &mut Draft<'_>) -> Result<(), DecodeError> {
        self.memory_stats.end(draft)
    }
}

/// Reads `⇥0x733594⇥main.process.func1+0x54⇥⇥main.go:39`. A frame without a name is none.
fn frame(text: &[u8], offset: u64) -> Option<Frame> {
    let mut parts = text.strip_prefix(b"\t")?.split(|&byte| byte == b'\t').filter(|part| !part.is_empty());
    let address = numbers::hex(parts.next()?.strip_prefix(b"0x")?)?;
    let (function, _) = scan::rsplit_once(parts.next()?, b'+')?;
    let (file, line) = scan::rsplit_once(parts.next()?, b':')?;
    let line = numbers::decimal(line)?;
    Some(Frame { address, function: function.into(), file: file.into(), line, offset })
}

impl Record {
    /// Names the locations of the sample, the stack of which is `addresses` (the location and where it lies), and
    /// returns its labels if there are more than it had.
    ///
    /// Frames stand in the order of the stack; those of the runtime may be left out. Where calls were inlined into one
    /// address, several frames have it, innermost first; where a function calls itself, it is several times in the
    /// stack.
    pub(super) fn name(
        &self,
        draft: &mut Draft<'_>,
        addresses: &[(usize, u64)],
    ) -> Result<Option<Vec<Label>>, DecodeError> {
        let mut rest = addresses;
        for frames in self.frames.chunk_by(|one, other| one.address == other.address) {
            let Some(first) = frames.first() else { continue };
            // A frame that was not left by a call has its own address.
            let is_here = |&(_, address): &(usize, u64)| {
                address == first.address || address == first.address.wrapping_sub(1)
            };
            let Some(at) = rest.iter().position(is_here) else { continue };
            rest = rest.get(at..).unwrap_or_default();
            let repeated = rest.iter().take_while(|place| is_here(place)).count();
            let location = rest.first().map_or(0, |(location, _)| *location);
            rest = rest.get(repeated..).unwrap_or_default();
            if !draft.is_unnamed(location) {
                continue;
            }
            let lines = frames.iter().take((frames.len() / repeated.max(1)).max(1)).map(|frame| {
                let function = draft.function(&frame.function, &frame.file, frame.offset)?;
                Ok(profile::Line { function, line: frame.line, column: 0 })
            });
            let lines = lines.collect::<Result<Vec<_>, DecodeError>>()?;
            draft.name_location(location, lines, first.offset)?;
            draft.is_named_by_comments = true;
        }
        if self.label_text.is_empty() {
            return Ok(None);
        }
        let mut labels = self.labels.clone();
        for (key, value) in label_pairs(&self.label_text) {
            let key = draft.string(&key, self.offset)?;
            let value = LabelValue::Text(draft.string(&value, self.offset)?);
            labels.push(Label { key, value });
        }
        Ok(Some(labels))
    }
}

type Pair = (Vec<u8>, Vec<u8>);

/// Reads `{"key":"value", "key":"value"}`, as far as it is of that form.
fn label_pairs(text: &[u8]) -> Vec<Pair> {
    let mut pairs = Vec::new();
    let mut rest = text.strip_prefix(b"{").unwrap_or_default();
    while let Some((key, behind)) = quoted(rest)
        && let Some((value, behind)) = behind.strip_prefix(b":").and_then(quoted)
    {
        pairs.push((key, value));
        rest = behind.strip_prefix(b", ").unwrap_or_default();
    }
    pairs
}

/// Reads a text in quotes as Go's `%q` writes it, and returns what stands behind it.
fn quoted(text: &[u8]) -> Option<(Vec<u8>, &[u8])> {
    let mut rest = text.strip_prefix(b"\"")?;
    let mut plain = Vec::new();
    loop {
        let (&byte, behind) = rest.split_first()?;
        rest = behind;
        match byte {
            b'"' => return Some((plain, rest)),
            b'\\' => {
                let (&escape, behind) = rest.split_first()?;
                rest = behind;
                let digits = match escape {
                    b'x' => 2,
                    b'u' => 4,
                    b'U' => 8,
                    _ => 0,
                };
                if digits > 0 {
                    let (number, behind) = rest.split_at_checked(digits)?;
                    let number = numbers::hex(number)?;
                    rest = behind;
                    match (escape, char::from_u32(u32::try_from(number).ok()?)) {
                        (b'x', _) => plain.push(u8::try_from(number).ok()?),
                        (_, c) => {
                            let c = c.unwrap_or(char::REPLACEMENT_CHARACTER);
                            plain.extend_from_slice(c.encode_utf8(&mut [0; 4]).as_bytes());
                        }
                    }
                } else {
                    plain.push(match escape {
                        b'a' => 7,
                        b'b' => 8,
                        b'f' => 12,
                        b'n' => b'\n',
                        b'r' => b'\r',
                        b't' => b'\t',
                        b'v' => 11,
                        other => other,
                    });
                }
            }
            _ => plain.push(byte),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_unquoted() {
        let pairs = label_pairs(br#"{"a\tb":"\"\x7f\u00e9\U0001f600\\", "":"c"} rest"#);
        let text: Vec<_> = pairs
            .iter()
            .map(|(key, value)| (String::from_utf8_lossy(key), String::from_utf8_lossy(value)))
            .collect();
        assert_eq!(text, [("a\tb".into(), "\"\u{7f}é😀\\".into()), ("".into(), "c".into())]);
        assert_eq!(label_pairs(b"{\"a\":\"b"), []);
        assert_eq!(label_pairs(b"a"), []);
    }

    #[test]
    fn a_frame_has_three_parts() {
        let read = |text: &str| {
            let frame = frame(text.as_bytes(), 0)?;
            Some((frame.address, String::from_utf8(frame.function).unwrap(), frame.line))
        };
        assert_eq!(
            read("\t0x1f\tmain.Tree[int,a b].(*Node).Walk+0x54\t\t/a b/c:d.go:39"),
            Some((31, "main.Tree[int,a b].(*Node).Walk".into(), 39))
        );
        assert_eq!(read("\t0x0"), None);
        assert_eq!(read(" HeapAlloc = 3"), None);
    }
}
