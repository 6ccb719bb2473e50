//! What stands before each line of a dump in a log: `web-1  | `, a time, an indent, or the beginning of a JSON string.

use super::labels::unescape;
use super::scan::{digits, trim_end};

/// What stands before each line. It is learned from a header, and must hold for what follows; only numbers in it may change,
/// for they are times.
#[derive(Debug, Clone, Default)]
pub(super) struct Margin {
    text: Vec<u8>,
    /// How often what follows is escaped: 0 for a plain text, 1 inside a JSON string.
    pub(super) escapes: u32,
}

/// So long a margin is none.
const LONGEST: usize = 1000;

impl Margin {
    pub(super) fn new(text: &[u8], escapes: u32) -> Option<Self> {
        (text.len() <= LONGEST).then(|| Self { text: text.to_vec(), escapes })
    }

    /// Whether it has more than blanks: then other lines may stand between.
    pub(super) fn is_telling(&self) -> bool {
        !trim_end(&self.text).is_empty()
    }

    /// What of a line stands behind the margin.
    pub(super) fn strip<'a>(&self, line: &'a [u8]) -> Option<&'a [u8]> {
        if self.text.is_empty() {
            return Some(line);
        }
        // Blanks at the end of a line are often lost, and an empty line then ends inside its margin.
        behind(&self.text, line).or_else(|| behind(trim_end(&self.text), line).filter(|rest| rest.is_empty()))
    }
}

/// What follows `text` in a line that has the same bytes, numbers of any digits for numbers.
fn behind<'a>(text: &[u8], line: &'a [u8]) -> Option<&'a [u8]> {
    if let Some(rest) = line.strip_prefix(text) {
        return Some(rest);
    }
    let (mut text, mut line) = (text, line);
    while let Some((&byte, text_behind)) = text.split_first() {
        let (&found, line_behind) = line.split_first()?;
        if byte.is_ascii_digit() && found.is_ascii_digit() {
            (text, line) = (digits(text).1, digits(line).1);
        } else if byte == found {
            (text, line) = (text_behind, line_behind);
        } else {
            return None;
        }
    }
    Some(line)
}

/// The text without the colours of a terminal.
pub(super) fn without_colours(line: &[u8]) -> Vec<u8> {
    let mut plain = Vec::with_capacity(line.len());
    let mut rest = line;
    while let Some((&byte, behind)) = rest.split_first() {
        rest = behind;
        if byte != 0x1b {
            plain.push(byte);
        } else if let Some(parameters) = rest.strip_prefix(b"[") {
            let length = parameters.iter().take_while(|byte| !(0x40..=0x7e).contains(*byte)).count();
            rest = parameters.get(length + 1..).unwrap_or_default();
        }
    }
    plain
}

/// Takes out escapes so often, and returns how many bytes of the first text the string has.
pub(super) fn unescape_times(text: &[u8], times: u32) -> (Vec<u8>, usize) {
    let mut plain = Vec::with_capacity(text.len());
    let length = unescape(text, &mut plain);
    for _ in 1..times {
        let inner = std::mem::take(&mut plain);
        unescape(&inner, &mut plain);
    }
    (plain, length)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbers_of_a_margin_change() {
        let margin = Margin::new(b"2026-11-22T05:35:05.12Z web-1 | ", 0).unwrap();
        let strip =
            |line: &str| margin.strip(line.as_bytes()).map(|rest| String::from_utf8_lossy(rest).into_owned());
        assert_eq!(
            strip("2026-11-22T05:35:06.121080203Z web-1 | \tmain.go:1").as_deref(),
            Some("\tmain.go:1")
        );
        assert_eq!(strip("2026-11-22T05:35:06.1Z web-1 |").as_deref(), Some(""));
        assert_eq!(strip("2026-11-22T05:35:06.1Z db-1 | main.main()"), None);
        assert_eq!(strip("2026"), None);
        assert!(Margin::new(&[b' '; 2000], 0).is_none());
    }

    #[test]
    fn colours_are_taken_out() {
        assert_eq!(without_colours(b"\x1b[1;31mgoroutine\x1b[0m 1\x1b["), b"goroutine 1");
    }
}
