//! A text line by line, as Go's `bufio.Scanner` gives it.

use super::Failure;
use crate::pprof::{DecodeError, LimitExceeded};

/// One line, without its end.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Line<'a> {
    /// Its bytes.
    pub(super) text: &'a [u8],
    /// Where it begins in the file.
    pub(super) offset: u64,
}

/// Walks over the lines of a text. Before the first and behind the last, the line is empty.
#[derive(Debug)]
pub(super) struct Lines<'a> {
    rest: &'a [u8],
    /// Where `rest` begins in the file.
    offset: u64,
    /// The line that was scanned last.
    pub(super) line: Line<'a>,
}

/// Lines of so many bytes are refused, as they are by `bufio.Scanner`.
const MAX_LINE: usize = 64 << 10;

impl<'a> Lines<'a> {
    /// The lines of bytes that begin at `offset` of the file.
    pub(super) fn new(text: &'a [u8], offset: u64) -> Self {
        Self { rest: text, offset, line: Line { text: &[], offset } }
    }

    /// Goes on to the next line; `false` when there is none.
    ///
    /// # Errors
    /// When the line is too long.
    pub(super) fn next(&mut self) -> Result<bool, Failure> {
        self.line = Line { text: &[], offset: self.offset };
        if self.rest.is_empty() {
            return Ok(false);
        }
        let end = self.rest.iter().take(MAX_LINE).position(|&byte| byte == b'\n');
        let length = end.unwrap_or(self.rest.len());
        if length >= MAX_LINE {
            let exceeded = LimitExceeded {
                what: "bytes in one line",
                limit: MAX_LINE as u64 - 1,
                wanted: MAX_LINE as u64,
            };
            return Err(DecodeError::new(self.offset, "text", exceeded).into());
        }
        let (text, rest) = self.rest.split_at_checked(length).unwrap_or_default();
        self.line.text = text.strip_suffix(b"\r").unwrap_or(text);
        self.rest = rest.get(1..).unwrap_or_default();
        self.offset += length as u64 + u64::from(end.is_some());
        Ok(true)
    }

    /// Goes on to the next line that is neither empty nor a comment. At the end it stands at an empty line.
    pub(super) fn skip_comments(&mut self) -> Result<(), Failure> {
        while self.next()? && super::scan::is_space_or_comment(self.line.text) {}
        Ok(())
    }
}
