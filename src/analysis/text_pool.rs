//! The texts that several profiles share.

use crate::profile::{RowIndex, row_hash};

/// Names a text of a [`TextPool`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct TextId(u32);

impl TextId {
    /// The empty text.
    pub(super) const EMPTY: Self = Self(0);

    /// The id of a number that [`index`](Self::index) gave.
    pub(super) fn new(index: usize) -> Self {
        Self(index as u32)
    }

    /// Its number.
    pub(super) fn index(self) -> usize {
        self.0 as usize
    }
}

/// Distinct texts, end to end in one arena. Two profiles name the same function by different string ids; by
/// their ids here they are equal exactly when their texts are.
#[derive(Debug, Clone)]
pub(super) struct TextPool {
    arena: String,
    /// `ends[i]` is where text `i` ends; it starts where the one before it ends.
    ends: Vec<usize>,
    interned: RowIndex,
}

impl Default for TextPool {
    fn default() -> Self {
        Self { arena: String::new(), ends: vec![0], interned: RowIndex::default() }
    }
}

impl TextPool {
    pub(super) fn get(&self, id: TextId) -> &str {
        slice(&self.arena, &self.ends, id)
    }

    /// The id of `text`, which is appended unless it is there.
    pub(super) fn intern(&mut self, text: &str) -> TextId {
        if text.is_empty() {
            return TextId::EMPTY;
        }
        let hash = row_hash(text);
        let (arena, ends) = (&self.arena, &self.ends);
        if let Some(row) = self.interned.find(hash, |row| slice(arena, ends, TextId(row as u32)) == text) {
            return TextId(row as u32);
        }
        debug_assert!(
            u32::try_from(self.ends.len()).is_ok(),
            "texts come from tables of at most u32::MAX rows"
        );
        let id = TextId(self.ends.len() as u32);
        self.arena.push_str(text);
        self.ends.push(self.arena.len());
        self.interned.insert(hash, id.0 as usize);
        id
    }

    /// How many texts there are, the empty one among them.
    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Lets more texts be interned after [`freeze`](Self::freeze).
    pub(super) fn thaw(&mut self) {
        for row in 1..self.ends.len() {
            let hash = row_hash(slice(&self.arena, &self.ends, TextId(row as u32)));
            self.interned.insert(hash, row);
        }
    }

    /// Gives back what only interning needs.
    pub(super) fn freeze(&mut self) {
        self.interned = RowIndex::default();
    }
}

fn slice<'a>(arena: &'a str, ends: &[usize], id: TextId) -> &'a str {
    let row = id.0 as usize;
    let start = if row == 0 { 0 } else { ends[row - 1] };
    &arena[start..ends[row]]
}
