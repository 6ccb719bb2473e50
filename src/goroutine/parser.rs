//! Slices of any size to a dump.

use super::margin::without_colours;
use super::reader::Reader;
use super::scan::find_byte;
use super::{Dump, DumpError};
use crate::profile::OutOfMemory;

/// Reads a text that holds goroutines and arrives in slices of any size. What comes out does not depend on where they are cut.
///
/// ```
/// let text = b"goroutine 7 [chan send]:\nmain.stage(...)\n\tmain.go:18\ncreated by main.main in goroutine 1\n\tmain.go:29 +0xd6\n";
/// let mut parser = airflame::goroutine::Parser::default();
/// for slice in text.chunks(10) {
///     parser.push(slice)?;
/// }
/// let dump = parser.finish()?;
/// assert_eq!(dump.goroutines()[0].parent, 1);
/// # Ok::<(), airflame::goroutine::DumpError>(())
/// ```
#[derive(Debug, Default)]
pub struct Parser {
    reader: Reader,
    /// The line that was cut by the end of a slice.
    partial: Vec<u8>,
    /// The line is too long to be kept, and has so many bytes already.
    skipped: Option<u64>,
    /// Where the line begins.
    position: u64,
}

/// A longer line is passed over: it is twice what Go writes of goroutines into one string.
const MAX_LINE: usize = 128 << 20;

impl Parser {
    /// Takes the next bytes.
    ///
    /// # Errors
    /// See [`DumpError`]. The parser is then of no more use.
    pub fn push(&mut self, bytes: &[u8]) -> Result<(), DumpError> {
        let mut rest = bytes;
        while let Some(end) = find_byte(rest, b'\n') {
            let Some((line, behind)) = rest.split_at_checked(end) else { break };
            rest = behind.get(1..).unwrap_or_default();
            if self.partial.is_empty() && self.skipped.is_none() {
                read_line(&mut self.reader, line, self.position)?;
                self.position += end as u64 + 1;
            } else {
                self.keep(line)?;
                let length = self.partial.len() as u64 + self.skipped.unwrap_or(0) + 1;
                self.end_line()?;
                self.position += length;
            }
        }
        self.keep(rest)
    }

    /// Keeps a part of a line until its end arrives.
    fn keep(&mut self, part: &[u8]) -> Result<(), DumpError> {
        let length = self.partial.len().saturating_add(part.len());
        if let Some(skipped) = &mut self.skipped {
            *skipped += part.len() as u64;
        } else if length > MAX_LINE {
            self.partial = Vec::new();
            self.skipped = Some(length as u64);
        } else {
            let source = OutOfMemory { what: "a line of text", bytes: length as u64 };
            let no_room = |_| DumpError::OutOfMemory { offset: self.position, source };
            self.partial.try_reserve(part.len()).map_err(no_room)?;
            self.partial.extend_from_slice(part);
        }
        Ok(())
    }

    fn end_line(&mut self) -> Result<(), DumpError> {
        if let Some(skipped) = self.skipped.take() {
            self.reader.skip_line(skipped);
            return Ok(());
        }
        let result = read_line(&mut self.reader, &self.partial, self.position);
        self.partial.clear();
        result
    }

    /// The dump, after all bytes were pushed.
    ///
    /// # Errors
    /// When no goroutine is in the text.
    pub fn finish(mut self) -> Result<Dump, DumpError> {
        let size = self.position + self.partial.len() as u64 + self.skipped.unwrap_or(0);
        let rest = self.partial.clone();
        if !rest.is_empty() || self.skipped.is_some() {
            self.end_line()?;
        }
        self.reader.finish(&rest, size)
    }
}

/// Takes a line without its line feed.
fn read_line(reader: &mut Reader, line: &[u8], offset: u64) -> Result<(), DumpError> {
    let mut line = line;
    while let [rest @ .., b'\r'] = line {
        line = rest;
    }
    if find_byte(line, 0x1b).is_some() {
        reader.line(&without_colours(line), offset)
    } else {
        reader.line(line, offset)
    }
}

/// Reads a text that lies in memory as a whole.
///
/// # Errors
/// See [`DumpError`].
pub fn parse_slice(text: &[u8]) -> Result<Dump, DumpError> {
    let mut parser = Parser::default();
    parser.push(text)?;
    parser.finish()
}
