//! Stacks: the distinct sequences of locations that samples were taken at.

use super::{LocationId, RowIndex, StackId};

/// The distinct stacks of a profile, **leaf first** as in `profile.proto`, end to end in one column.
///
/// A Go heap profile repeats its stacks (once per size class, once per label set), so that a sample holds the
/// id of its stack, and whatever is asked of a stack is computed once for all its samples. Row 0 is the
/// empty stack, which some producers write.
#[derive(Debug, Clone)]
pub struct StackTable {
    locations: Vec<LocationId>,
    /// `ends[i]` is where stack `i` ends; it starts where the one before it ends.
    ends: Vec<u32>,
    /// Finds an equal stack. Emptied when the profile is frozen.
    interned: RowIndex,
}

impl Default for StackTable {
    fn default() -> Self {
        Self { locations: Vec::new(), ends: vec![0], interned: RowIndex::default() }
    }
}

impl StackTable {
    /// How many distinct stacks there are; at least one, the empty stack.
    #[expect(clippy::len_without_is_empty, reason = "row 0 is always there")]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// How many locations all stacks have together.
    pub fn location_count(&self) -> usize {
        self.locations.len()
    }

    /// The locations of a stack, leaf first.
    pub fn get(&self, id: StackId) -> &[LocationId] {
        slice(&self.locations, &self.ends, id)
    }

    /// The ids of all stacks.
    pub fn ids(&self) -> impl ExactSizeIterator<Item = StackId> + use<> {
        (0..self.len()).map(StackId::new)
    }

    /// The id of the stack with these locations, leaf first, which is appended unless it is there.
    pub fn intern(&mut self, stack: &[LocationId]) -> StackId {
        if stack.is_empty() {
            return StackId::EMPTY;
        }
        let hash = hash(stack);
        let (locations, ends) = (&self.locations, &self.ends);
        if let Some(row) = self.interned.find(hash, |row| slice(locations, ends, StackId::new(row)) == stack)
        {
            return StackId::new(row);
        }
        let id = StackId::new(self.ends.len());
        self.locations.extend_from_slice(stack);
        self.ends.push(self.locations.len() as u32);
        self.interned.insert(hash, id.index());
        id
    }

    /// Renames every location, one to one: a decoder meets stacks before the locations that they name.
    pub fn rename_locations(&mut self, rename: impl Fn(LocationId) -> LocationId) {
        for location in &mut self.locations {
            *location = rename(*location);
        }
        // The hashes are of the old names; a table that is renamed is complete, and is not interned into again.
        self.freeze();
    }

    /// Whether there is something to give back by [`freeze`](Self::freeze).
    pub(super) fn is_interning(&self) -> bool {
        !self.interned.is_empty()
    }

    /// Gives back what only interning needs.
    pub(super) fn freeze(&mut self) {
        self.interned = RowIndex::default();
        self.locations.shrink_to_fit();
    }

    /// The largest location of all, for the check that every reference exists.
    pub(super) fn max_location(&self) -> Option<LocationId> {
        self.locations.iter().max().copied()
    }
}

/// Two locations at a time, in 64 bits also where `usize` has 32: this runs over every frame of every sample.
fn hash(stack: &[LocationId]) -> u32 {
    // The fraction of the golden ratio.
    const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;
    let mix = |state: u64, word: u64| (state.rotate_left(26) ^ word).wrapping_mul(FACTOR);
    let (pairs, last) = stack.as_chunks();
    let pair = |[a, b]: &[LocationId; 2]| (a.index() as u64) << 32 | b.index() as u64;
    let state = pairs.iter().map(pair).fold(stack.len() as u64, mix);
    let state = last.iter().map(|location| location.index() as u64).fold(state, mix);
    (state >> 32) as u32
}

fn slice<'a>(locations: &'a [LocationId], ends: &[u32], id: StackId) -> &'a [LocationId] {
    let row = id.index();
    let start = if row == 0 { 0 } else { ends[row - 1] as usize };
    &locations[start..ends[row] as usize]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_stacks_are_stored_once() {
        let mut stacks = StackTable::default();
        let [a, b] = [LocationId::new(0), LocationId::new(1)];
        let ab = stacks.intern(&[a, b]);
        let b_only = stacks.intern(&[b]);
        assert_eq!(stacks.intern(&[a, b]), ab);
        assert_eq!(stacks.intern(&[]), StackId::EMPTY);
        assert_eq!(stacks.get(ab), [a, b]);
        assert_eq!(stacks.get(b_only), [b]);
        assert_eq!(stacks.len(), 3);
    }
}
