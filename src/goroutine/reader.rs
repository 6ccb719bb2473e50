//! Lines to goroutines.
//!
//! ```text
//!             header                         blank line, or the next header
//!  outside ───────────► inside, unconfirmed ──────► confirmed ───────► outside
//!     ▲                         │ no frame follows        │ frame: two lines
//!     └─────────────────────────┘                         └──► creator, ancestors
//! ```

use super::draft::{Draft, Finished};
use super::header::{Header, header};
use super::margin::{Margin, unescape_times};
use super::scan::{self, find, trim_end, trim_start};
use super::{Dump, DumpError, DumpForm, frame};
use crate::profile::LocationId;

/// Reads a dump line by line.
#[derive(Debug, Default)]
pub(super) struct Reader {
    draft: Draft,
    margin: Margin,
    /// Where the message of a panic stands, until its stacks begin: its further lines are indented by a tab, and what looks like
    /// a header there is none.
    message: Option<Margin>,
    current: Option<Current>,
    /// The function of a frame whose second line is not there yet.
    name: Vec<u8>,
    pending: Option<Pending>,
    /// Something else stands behind the last goroutine.
    has_gap: bool,
    last: Last,
}

#[derive(Debug, Default)]
struct Current {
    finished: Finished,
    part: Part,
    /// Something of a goroutine follows its header.
    is_confirmed: bool,
    noise: u32,
    /// The margin before it, where its header told another.
    before: Option<Margin>,
}

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Part {
    #[default]
    Stack,
    Ancestor,
    /// Behind the creator: no more frames.
    End,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pending {
    Call {
        is_inlined: bool,
    },
    /// A function of C, whose second line must have an address.
    Bare,
    Creator {
        parent: u64,
    },
}

/// What the last line was, which tells whether the text ends within it.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Last {
    #[default]
    Whole,
    /// A second line of a frame that should have an offset.
    WithoutOffset,
    Noise,
}

const UNAVAILABLE: &[u8] = b"goroutine running on other thread; stack unavailable";

/// Between the lines of a goroutine behind a margin of its own so many others may stand before it is known to be one.
const NOISE: u32 = 8;

/// So much of a text is unescaped to see whether a header begins it.
const HEADER_BYTES: usize = 1 << 16;

impl Reader {
    /// A line of so many bytes was passed over.
    pub(super) fn skip_line(&mut self, bytes: u64) {
        self.draft.skipped_bytes += bytes;
    }

    /// Takes a line without its end.
    pub(super) fn line(&mut self, line: &[u8], offset: u64) -> Result<(), DumpError> {
        match self.margin.strip(line) {
            Some(text) if self.margin.escapes > 0 => {
                let (plain, _) = unescape_times(text, self.margin.escapes);
                let mut is_taken = false;
                for text in texts(&plain) {
                    is_taken |= self.text(text, offset)?;
                }
                if is_taken {
                    return Ok(());
                }
            }
            Some(text) => {
                if self.text(text, offset)? {
                    return Ok(());
                }
            }
            None => self.pass_noise(),
        }
        self.search(line, offset)
    }

    /// Takes what stands behind the margin, and returns whether it is of a dump.
    fn text(&mut self, text: &[u8], offset: u64) -> Result<bool, DumpError> {
        self.last = Last::Whole;
        if self.current.is_none() {
            if matches!(text, [b'g' | b'G' | b'[' | b' ', ..])
                && let Some(header) = header(text)
            {
                self.begin(header, None, offset)?;
                return Ok(true);
            }
            return Ok(trim_end(text).is_empty());
        }
        if self.inside(text, offset)? {
            return Ok(true);
        }
        self.last = Last::Noise;
        self.pass_noise();
        Ok(false)
    }

    /// Takes a line where a goroutine has begun, and returns whether it is of it, or ends it.
    fn inside(&mut self, text: &[u8], offset: u64) -> Result<bool, DumpError> {
        let Some(first) = trim_end(text).first() else {
            self.end_goroutine()?;
            return Ok(true);
        };
        match first {
            b' ' | b'\t' | b'#' if self.second_line(text, offset)? => return Ok(true),
            b'g' | b'G' | b'[' | b' ' => {
                if let Some(header) = header(text) {
                    self.begin(header, None, offset)?;
                    return Ok(true);
                }
            }
            _ => {}
        }
        let Some(current) = &mut self.current else { return Ok(false) };
        let is_taken = if let Some(creator) = text.strip_prefix(b"created by ") {
            let (function, parent) = frame::creator(creator);
            self.name.clear();
            self.name.extend_from_slice(function);
            self.pending = Some(Pending::Creator { parent });
            true
        } else if let Some(ancestor) = text.strip_prefix(b"[originating from goroutine ") {
            let (id, _) = scan::digits(ancestor);
            current.part = Part::Ancestor;
            current.finished.ancestors.push((scan::decimal(id).unwrap_or(0), Vec::new(), None));
            true
        } else if let Some(count) = frame::elided(text) {
            if current.part == Part::Stack {
                current.finished.elided = Some((current.finished.frames.len() as u32, count));
            }
            true
        } else if text.starts_with(b"non-Go function at pc=0x") {
            let frame = self.draft.frame(b"non-Go function", b"", 0, false, offset)?;
            current.add(frame);
            true
        } else if trim_end(text) == b"]" {
            self.end_goroutine()?;
            return Ok(true);
        } else if current.part == Part::End || matches!(first, b' ' | b'\t') {
            false
        } else if let Some(call) = frame::call(text) {
            self.name.clear();
            self.name.extend_from_slice(call.function);
            self.pending = Some(Pending::Call { is_inlined: call.is_inlined });
            true
        } else {
            if self.pending.is_none() {
                self.name.clear();
                self.name.extend_from_slice(text);
                self.pending = Some(Pending::Bare);
            }
            false
        };
        if is_taken {
            self.confirm();
        }
        Ok(is_taken)
    }

    /// Takes a line that begins with blanks, and returns whether it completes a frame.
    fn second_line(&mut self, text: &[u8], offset: u64) -> Result<bool, DumpError> {
        let Some(current) = &mut self.current else { return Ok(false) };
        let text = trim_end(trim_start(text));
        if text == UNAVAILABLE {
            current.finished.is_unavailable = true;
            self.confirm();
            return Ok(true);
        }
        let Some((pending, place)) = self.pending.zip(frame::place(text)) else { return Ok(false) };
        let is_inlined = pending == Pending::Call { is_inlined: true };
        if pending == Pending::Bare && (!place.has_address || place.has_offset) {
            return Ok(false);
        }
        self.pending = None;
        let frame = self.draft.frame(&self.name, place.file, place.line, is_inlined, offset)?;
        match pending {
            Pending::Creator { parent } => current.set_creator(frame, parent),
            _ => current.add(frame),
        }
        if !is_inlined && !place.has_offset && !place.has_address {
            self.last = Last::WithoutOffset;
        }
        self.confirm();
        Ok(true)
    }

    fn confirm(&mut self) {
        if let Some(current) = &mut self.current
            && !current.is_confirmed
        {
            current.is_confirmed = true;
            current.before = None;
            self.message = None;
        }
    }

    /// A line stands between that is of nothing known. Behind a header that makes it doubtful.
    fn pass_noise(&mut self) {
        let Some(current) = &mut self.current else {
            self.has_gap = true;
            return;
        };
        if current.is_confirmed {
            return;
        }
        current.noise += 1;
        let limit = if self.margin.is_telling() { NOISE } else { 1 };
        if current.noise > limit {
            self.forget();
        }
    }

    fn forget(&mut self) {
        self.pending = None;
        self.has_gap = true;
        if let Some(Current { before: Some(before), .. }) = self.current.take() {
            self.margin = before;
        }
    }

    fn begin(&mut self, header: Header, margin: Option<Margin>, offset: u64) -> Result<(), DumpError> {
        self.end_goroutine()?;
        let before = margin.map(|margin| std::mem::replace(&mut self.margin, margin));
        let follows = !std::mem::take(&mut self.has_gap);
        let finished = Finished { header, offset, follows, ..Finished::default() };
        self.current = Some(Current { finished, before, ..Current::default() });
        Ok(())
    }

    /// Keeps the goroutine that was begun, if there is one. A header alone is one only if its state is known.
    fn end_goroutine(&mut self) -> Result<(), DumpError> {
        self.pending = None;
        match &self.current {
            Some(current) if current.is_confirmed || current.finished.header.has_known_state() => {
                self.draft.push(&current.finished)?;
                self.current = None;
                self.message = None;
            }
            Some(_) => self.forget(),
            None => {}
        }
        Ok(())
    }

    /// Looks for a header behind a margin that is not known, and for the message of a panic.
    fn search(&mut self, line: &[u8], offset: u64) -> Result<(), DumpError> {
        let in_message = self.message.as_ref().and_then(|message| message.strip(line));
        if in_message.is_some_and(|rest| rest.starts_with(b"\t")) {
            return Ok(());
        }
        let mut start = 0;
        while let Some(at) = find_header(line, start) {
            let rest = line.get(at..).unwrap_or_default();
            start = at + 10;
            if let Some(header) = header(rest) {
                let before = line.get(..at).unwrap_or_default();
                let cut = if header.is_of_goleak {
                    before.strip_suffix(b"[").or(before.strip_suffix(b" "))
                } else {
                    None
                };
                if let Some(margin) = Margin::new(cut.unwrap_or(before), 0) {
                    return self.begin(header, Some(margin), offset);
                }
            } else if !line.get(..at).is_some_and(|before| before.ends_with(b"\\t")) {
                start = self.embedded(line, at, offset)?.max(start);
            }
        }
        for (word, form) in
            [(b"panic: ".as_slice(), DumpForm::Panic), (b"fatal error: ", DumpForm::FatalError)]
        {
            if let Some(at) = find(line, word) {
                self.message = line.get(..at).and_then(|margin| Margin::new(margin, 0));
                if self.draft.len() == 0 {
                    self.draft.form = Some(form);
                }
            }
        }
        Ok(())
    }

    /// Reads a dump inside a JSON string, the header of which begins at a byte of a line, and returns where the string ends.
    fn embedded(&mut self, line: &[u8], at: usize, offset: u64) -> Result<usize, DumpError> {
        let rest = line.get(at..).unwrap_or_default();
        let head = rest.get(..HEADER_BYTES).unwrap_or(rest);
        let begins = |times: &u32| {
            let (plain, _) = unescape_times(head, *times);
            header(texts(&plain).next()?)
        };
        let Some((times, first)) = (1..5).find_map(|times| Some((times, begins(&times)?))) else {
            return Ok(0);
        };
        let (plain, length) = unescape_times(rest, times);
        if texts(&plain).nth(1).is_none() {
            // One line of the dump in each line of the log, as Docker writes them.
            if let Some(margin) = line.get(..at).and_then(|margin| Margin::new(margin, times)) {
                self.begin(first, Some(margin), offset)?;
            }
            return Ok(at + length);
        }
        self.end_goroutine()?;
        self.has_gap = true;
        for text in texts(&plain) {
            self.text(text, offset)?;
        }
        self.end_text(plain.ends_with(b"\n"), offset)?;
        self.has_gap = true;
        self.margin = Margin::default();
        Ok(at + length)
    }

    /// A text ends, perhaps in the middle of a line.
    fn end_text(&mut self, is_terminated: bool, offset: u64) -> Result<(), DumpError> {
        if let Some(current) = &mut self.current {
            let finished = &mut current.finished;
            let is_empty =
                finished.frames.is_empty() && finished.creator.is_none() && !finished.is_unavailable;
            let is_cut = is_empty
                || matches!(self.pending, Some(Pending::Call { .. } | Pending::Creator { .. }))
                || !is_terminated && self.last != Last::Whole;
            if is_cut {
                finished.is_cut = true;
                self.draft.cut_at = Some(offset);
            }
        }
        self.end_goroutine()
    }

    /// The dump, after all lines. `rest` is what stands behind the end of the last line, already taken.
    pub(super) fn finish(mut self, rest: &[u8], size: u64) -> Result<Dump, DumpError> {
        /// So much `debug=2` writes at most (`runtime/pprof`).
        const GO_LIMIT: u64 = 64 << 20;
        let is_outside = self.current.is_none();
        self.end_text(rest.is_empty(), size)?;
        let text = self.margin.strip(rest).unwrap_or_default();
        let begins = b"goroutine ".starts_with(text) || text.starts_with(b"goroutine ");
        if size == GO_LIMIT || is_outside && begins && !text.is_empty() && header(text).is_none() {
            self.draft.cut_at = Some(size);
        }
        self.draft.finish()
    }
}

impl Current {
    fn add(&mut self, frame: LocationId) {
        match (self.part, self.finished.ancestors.last_mut()) {
            (Part::Ancestor, Some((_, frames, _))) => frames.push(frame),
            (Part::Stack, _) => self.finished.frames.push(frame),
            _ => {}
        }
    }

    fn set_creator(&mut self, frame: LocationId, parent: u64) {
        match (self.part, self.finished.ancestors.last_mut()) {
            (Part::Ancestor, Some((_, _, creator))) => *creator = Some(frame),
            _ => {
                self.finished.creator = Some(frame);
                self.finished.parent = parent;
            }
        }
        self.part = Part::End;
    }
}

/// The lines of a text that may end with one.
fn texts(plain: &[u8]) -> impl Iterator<Item = &[u8]> {
    let plain = plain.strip_suffix(b"\n").unwrap_or(plain);
    plain.split(|&byte| byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line))
}

/// Where the header of a goroutine begins, from a byte of a text on, or what looks like one: `goroutine 7 [`. What follows
/// decides.
pub fn find_header(text: &[u8], start: usize) -> Option<usize> {
    let mut from = start;
    while let Some(at) = find(text.get(from..)?, b"oroutine ") {
        let at = from + at;
        from = at + b"oroutine ".len();
        let (id, behind) = scan::digits(text.get(from..)?);
        let is_header =
            [b" [".as_slice(), b" gp=0x", b" in state "].iter().any(|next| behind.starts_with(next));
        let begins = at.checked_sub(1).filter(|&at| at >= start && matches!(text.get(at), Some(b'g' | b'G')));
        if let Some(begins) = begins
            && !id.is_empty()
            && is_header
        {
            return Some(begins);
        }
    }
    None
}
