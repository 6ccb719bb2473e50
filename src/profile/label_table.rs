//! Labels (tags) of samples.

use super::room::{make_index_room, make_room};
use super::{LabelSetId, OutOfMemory, RowIndex, StringId, row_hash};

/// What a label says: a text, or a number with a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LabelValue {
    /// A text.
    Text(StringId),
    /// A number; the unit is the empty string where the file gives none.
    Number(i64, StringId),
}

/// A key and its value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Label {
    /// The key.
    pub key: StringId,
    /// The value.
    pub value: LabelValue,
}

/// The distinct label sets of a profile, each in the order of its file, end to end in one column.
///
/// Row 0 is the set without labels.
#[derive(Debug, Clone)]
pub struct LabelTable {
    labels: Vec<Label>,
    /// `ends[i]` is where set `i` ends; it starts where the one before it ends.
    ends: Vec<u32>,
    /// Finds an equal set. Emptied when the profile is frozen.
    interned: RowIndex,
}

impl Default for LabelTable {
    fn default() -> Self {
        Self { labels: Vec::new(), ends: vec![0], interned: RowIndex::default() }
    }
}

impl LabelTable {
    /// How many distinct sets there are; at least one, the empty set.
    #[expect(clippy::len_without_is_empty, reason = "row 0 is always there")]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// The labels of a set, in the file's order.
    pub fn get(&self, id: LabelSetId) -> &[Label] {
        slice(&self.labels, &self.ends, id)
    }

    /// The ids of all sets.
    pub fn ids(&self) -> impl ExactSizeIterator<Item = LabelSetId> + use<> {
        (0..self.len()).map(LabelSetId::new)
    }

    pub(super) fn make_room(&mut self, more: usize) -> Result<(), OutOfMemory> {
        const WHAT: &str = "labels";
        make_room(&mut self.labels, more, WHAT)?;
        make_room(&mut self.ends, more, WHAT)?;
        make_index_room(&mut self.interned, more, WHAT)
    }

    /// The id of the set with these labels, which is appended unless it is there.
    pub fn intern(&mut self, set: &[Label]) -> LabelSetId {
        if set.is_empty() {
            return LabelSetId::EMPTY;
        }
        let hash = row_hash(set);
        let (labels, ends) = (&self.labels, &self.ends);
        if let Some(row) = self.interned.find(hash, |row| slice(labels, ends, LabelSetId::new(row)) == set) {
            return LabelSetId::new(row);
        }
        let id = LabelSetId::new(self.ends.len());
        self.labels.extend_from_slice(set);
        self.ends.push(self.labels.len() as u32);
        self.interned.insert(hash, id.index());
        id
    }

    /// Whether there is something to give back by [`freeze`](Self::freeze).
    pub(super) fn is_interning(&self) -> bool {
        !self.interned.is_empty()
    }

    /// Gives back what only interning needs.
    pub(super) fn freeze(&mut self) {
        self.interned = RowIndex::default();
    }

    /// The labels of all sets, for the check that every string exists.
    pub(super) fn all(&self) -> &[Label] {
        &self.labels
    }
}

fn slice<'a>(labels: &'a [Label], ends: &[u32], id: LabelSetId) -> &'a [Label] {
    let row = id.index();
    let start = if row == 0 { 0 } else { ends[row - 1] as usize };
    &labels[start..ends[row] as usize]
}
