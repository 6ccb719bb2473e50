//! The strings of a profile.

use super::room::make_room;
use super::{OutOfMemory, RowIndex, StringId, row_hash};

/// The strings of a profile, end to end in one arena.
///
/// Row 0 is always the empty string. `profile.proto` promises UTF-8, but Go's tool does not check it and
/// prints the bytes as they are, so a string that is not UTF-8 is kept twice: as readable text, with U+FFFD
/// for what cannot be read, and as its bytes, for writing the profile back and for byte-exact reports.
#[derive(Debug, Clone)]
pub struct StringTable {
    text: String,
    /// `ends[i]` is where string `i` ends in `text`; it starts where the one before it ends.
    ends: Vec<u32>,
    /// The strings that are not UTF-8, by ascending id, with their bytes.
    not_utf8: Vec<(StringId, Box<[u8]>)>,
    /// Finds the id of a text that [`intern`](Self::intern) has seen; strings that were only pushed are not in it.
    interned: RowIndex,
}

/// The strings of a profile passed 4 GiB or 2³² in number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the strings of the profile are larger than 4 GiB")]
pub struct StringTableFull;

impl Default for StringTable {
    fn default() -> Self {
        Self { text: String::new(), ends: vec![0], not_utf8: Vec::new(), interned: RowIndex::default() }
    }
}

impl StringTable {
    /// How many strings there are; at least one, the empty string.
    #[expect(clippy::len_without_is_empty, reason = "row 0 is always there")]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// The string as text.
    ///
    /// # Panics
    /// When the id is of another profile and past the end of this one.
    pub fn get(&self, id: StringId) -> &str {
        &self.text[self.start(id.index())..self.ends[id.index()] as usize]
    }

    /// The string's bytes as they stood in the file.
    pub fn bytes(&self, id: StringId) -> &[u8] {
        match self.not_utf8.binary_search_by_key(&id, |(id, _)| *id) {
            Ok(row) => &self.not_utf8[row].1,
            Err(_) => self.get(id).as_bytes(),
        }
    }

    /// The strings that are not UTF-8, by ascending id.
    pub fn not_utf8(&self) -> impl ExactSizeIterator<Item = StringId> + '_ {
        self.not_utf8.iter().map(|(id, _)| *id)
    }

    pub(super) fn make_room(&mut self, more: usize, bytes: usize) -> Result<(), OutOfMemory> {
        const WHAT: &str = "strings";
        make_room(&mut self.ends, more, WHAT)?;
        // What is not UTF-8 may take three times as much as text.
        let bytes = bytes.saturating_mul(3);
        let wanted = (self.text.len() as u64).saturating_add(bytes as u64);
        if wanted < 1 << 20 {
            return Ok(());
        }
        self.text.try_reserve(bytes).map_err(|_| OutOfMemory { what: WHAT, bytes: wanted })
    }

    /// Appends a string, equal to another or not, and returns its id.
    ///
    /// # Errors
    /// When the arena would pass 4 GiB.
    pub fn push(&mut self, bytes: &[u8]) -> Result<StringId, StringTableFull> {
        let id = StringId::new(self.ends.len());
        let text = String::from_utf8_lossy(bytes);
        let end = self.text.len() + text.len();
        let end = u32::try_from(end).map_err(|_| StringTableFull)?;
        if matches!(text, std::borrow::Cow::Owned(_)) {
            self.not_utf8.push((id, bytes.into()));
        }
        self.text.push_str(&text);
        self.ends.push(end);
        Ok(id)
    }

    /// The id of `text`, which is appended unless it was interned before.
    ///
    /// # Errors
    /// When the arena would pass 4 GiB.
    pub fn intern(&mut self, text: &str) -> Result<StringId, StringTableFull> {
        self.intern_bytes(text.as_bytes())
    }

    /// The id of these bytes, which are appended unless they were interned before. Bytes that are not UTF-8 stay
    /// apart from others of the same readable text.
    ///
    /// # Errors
    /// When the arena would pass 4 GiB.
    pub fn intern_bytes(&mut self, bytes: &[u8]) -> Result<StringId, StringTableFull> {
        if bytes.is_empty() {
            return Ok(StringId::EMPTY);
        }
        let hash = row_hash(&*String::from_utf8_lossy(bytes));
        if let Some(row) = self.interned.find(hash, |row| self.bytes(StringId::new(row)) == bytes) {
            return Ok(StringId::new(row));
        }
        let id = self.push(bytes)?;
        self.interned.insert(hash, id.index());
        Ok(id)
    }

    /// The id of row `index`, if there is such a row: how a reference of the wire becomes one of ours.
    pub fn id(&self, index: u64) -> Option<StringId> {
        usize::try_from(index).ok().filter(|&index| index < self.ends.len()).map(StringId::new)
    }

    fn start(&self, index: usize) -> usize {
        if index == 0 { 0 } else { self.ends[index - 1] as usize }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn interning_finds_what_is_there() {
        let mut strings = StringTable::default();
        let a = strings.intern("main.main").unwrap();
        assert_eq!(strings.intern("main.main").unwrap(), a);
        assert_eq!(strings.intern("").unwrap(), StringId::EMPTY);
        assert_eq!(strings.get(a), "main.main");
        assert_eq!(strings.len(), 2);
    }

    #[test]
    fn bytes_that_are_not_utf8_are_kept() {
        let mut strings = StringTable::default();
        let id = strings.push(b"a\xffb").unwrap();
        assert_eq!(strings.get(id), "a\u{fffd}b");
        assert_eq!(strings.bytes(id), b"a\xffb");
        assert_eq!(strings.not_utf8().collect::<Vec<_>>(), [id]);
    }

    #[test]
    fn bytes_are_interned_as_they_are() {
        let mut strings = StringTable::default();
        let readable = strings.intern("a\u{fffd}").unwrap();
        let one = strings.intern_bytes(b"a\xff").unwrap();
        let other = strings.intern_bytes(b"a\xfe").unwrap();
        assert!(one != other && one != readable && other != readable);
        assert_eq!(strings.intern_bytes(b"a\xfe").unwrap(), other);
        assert_eq!(strings.intern("a\u{fffd}").unwrap(), readable);
    }
}
