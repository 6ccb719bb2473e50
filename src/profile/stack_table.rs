//! Stacks: the distinct sequences of locations that samples were taken at.

use std::hash::Hasher as _;

use super::room::{make_index_room, make_room};
use super::{LocationId, OutOfMemory, RowHasher, RowIndex, StackId};

/// The distinct stacks of a profile, **leaf first** as in `profile.proto`, end to end.
///
/// A Go heap profile repeats its stacks (once per size class, once per label set), so that a sample holds the
/// id of its stack, and whatever is asked of a stack is computed once for all its samples. Row 0 is the
/// empty stack, which some producers write.
///
/// Stacks are most of a large profile. They lie in blocks of a megabyte, so that the table grows without ever
/// holding its old and its new half at once; a stack never goes from one block to the next.
#[derive(Debug, Clone)]
pub struct StackTable {
    blocks: Vec<Vec<LocationId>>,
    /// The next block, asked for beforehand.
    spare: Vec<LocationId>,
    spans: Vec<Span>,
    location_count: usize,
    /// One more than the largest location of all.
    locations_end: u64,
    /// Finds an equal stack. Emptied when the profile is frozen.
    interned: RowIndex,
}

/// A stack that is looked for among others.
#[derive(Debug, Clone, Copy, Default)]
struct Sought {
    start: usize,
    end: usize,
    hash: u32,
    largest: u64,
    /// A row of this hash, and where its stack lies.
    row: usize,
    span: Span,
    /// Whether that begins with the same location.
    is_likely: bool,
}

/// Where a stack lies.
#[derive(Debug, Clone, Copy, Default)]
struct Span {
    block: u32,
    start: u32,
    len: u32,
}

/// How many locations a block holds, or one stack that is longer.
const BLOCK: usize = 1 << 18;

impl Default for StackTable {
    fn default() -> Self {
        Self {
            blocks: vec![Vec::new()],
            spare: Vec::new(),
            spans: vec![Span::default()],
            location_count: 0,
            locations_end: 0,
            interned: RowIndex::default(),
        }
    }
}

impl StackTable {
    /// How many stacks [`intern_all`](Self::intern_all) takes.
    pub const BATCH: usize = 64;

    /// How many distinct stacks there are; at least one, the empty stack.
    #[expect(clippy::len_without_is_empty, reason = "row 0 is always there")]
    pub fn len(&self) -> usize {
        self.spans.len()
    }

    /// How many locations all stacks have together.
    pub fn location_count(&self) -> usize {
        self.location_count
    }

    /// The locations of a stack, leaf first.
    pub fn get(&self, id: StackId) -> &[LocationId] {
        slice(&self.blocks, self.spans[id.index()])
    }

    /// The ids of all stacks.
    pub fn ids(&self) -> impl ExactSizeIterator<Item = StackId> + use<> {
        (0..self.len()).map(StackId::new)
    }

    /// The id of the stack with these locations, leaf first, which is appended unless it is there.
    pub fn intern(&mut self, stack: &[LocationId]) -> StackId {
        let (hash, largest) = hash(stack);
        self.intern_hashed(stack, hash, largest)
    }

    fn intern_hashed(&mut self, stack: &[LocationId], hash: u32, largest: u64) -> StackId {
        if stack.is_empty() {
            return StackId::EMPTY;
        }
        let (blocks, spans) = (&self.blocks, &self.spans);
        if let Some(row) = self.interned.find(hash, |row| slice(blocks, spans[row]) == stack) {
            return StackId::new(row);
        }
        let id = StackId::new(self.spans.len());
        let span = self.append(stack);
        self.spans.push(span);
        self.location_count += stack.len();
        self.locations_end = self.locations_end.max(largest + 1);
        self.interned.insert(hash, id.index());
        id
    }

    /// As [`intern`](Self::intern), for up to [`BATCH`](Self::BATCH) stacks that lie end to end. Hands out each one's id, with the table as it is then.
    ///
    /// To find a stack takes three looks into memory that no cache holds, each of which says where the next one goes. Here
    /// all stacks take the first look, then all the second: the processor waits for many at a time.
    ///
    /// # Errors
    /// What `take` says, at once.
    pub fn intern_all<E>(
        &mut self,
        locations: &[LocationId],
        ends: &[usize],
        mut take: impl FnMut(&Self, StackId) -> Result<(), E>,
    ) -> Result<(), E> {
        let mut sought = [Sought::default(); Self::BATCH];
        let mut start = 0;
        for (sought, &end) in sought.iter_mut().zip(ends) {
            let (hash, largest) = hash(&locations[start..end]);
            *sought = Sought { start, end, hash, largest, ..Sought::default() };
            start = end;
        }
        let sought = &mut sought[..ends.len().min(Self::BATCH)];
        for sought in &mut *sought {
            // Row 0 is never interned, and stands for none.
            sought.row = self.interned.peek(sought.hash).unwrap_or(0);
        }
        for sought in &mut *sought {
            sought.span = self.spans[sought.row];
        }
        for sought in &mut *sought {
            let Span { block, start, .. } = sought.span;
            sought.is_likely = self.blocks[block as usize].get(start as usize) == locations.get(sought.start);
        }
        for &Sought { start, end, hash, largest, row, span, is_likely } in &*sought {
            let stack = &locations[start..end];
            let id = if is_likely && slice(&self.blocks, span) == stack {
                StackId::new(row)
            } else {
                self.intern_hashed(stack, hash, largest)
            };
            take(self, id)?;
        }
        Ok(())
    }

    fn append(&mut self, stack: &[LocationId]) -> Span {
        let mut last = self.blocks.len() - 1;
        if self.blocks[last].len() + stack.len() > BLOCK {
            let mut block = std::mem::take(&mut self.spare);
            block.reserve_exact(BLOCK.max(stack.len()));
            self.blocks.push(block);
            last += 1;
        }
        let block = &mut self.blocks[last];
        let start = block.len() as u32;
        block.extend_from_slice(stack);
        Span { block: last as u32, start, len: stack.len() as u32 }
    }

    /// Renames every location, one to one: a decoder meets stacks before the locations that they name.
    pub fn rename_locations(&mut self, rename: impl Fn(LocationId) -> LocationId) {
        self.locations_end = 0;
        for block in &mut self.blocks {
            let mut largest = 0;
            for location in &mut *block {
                *location = rename(*location);
                largest = largest.max(location.index() as u64 + 1);
            }
            self.locations_end = self.locations_end.max(largest);
        }
        // The hashes are of the old names; a table that is renamed is complete, and is not interned into again.
        self.freeze();
    }

    /// Makes room for so many stacks more, and for one of so many locations.
    pub(super) fn make_room(&mut self, more: usize, locations: usize) -> Result<(), OutOfMemory> {
        const WHAT: &str = "stacks";
        make_room(&mut self.spans, more, WHAT)?;
        make_index_room(&mut self.interned, more, WHAT)?;
        // The first block grows by itself.
        if self.location_count + locations <= BLOCK {
            return Ok(());
        }
        make_room(&mut self.spare, BLOCK.max(locations), WHAT)
    }

    /// Whether there is something to give back by [`freeze`](Self::freeze).
    pub(super) fn is_interning(&self) -> bool {
        !self.interned.is_empty()
    }

    /// Gives back what only interning needs.
    pub(super) fn freeze(&mut self) {
        self.interned = RowIndex::default();
        self.spare = Vec::new();
        if let Some(last) = self.blocks.last_mut() {
            last.shrink_to_fit();
        }
    }

    /// Whether each location of all stacks is one of the first `count`.
    pub(super) fn are_below(&self, count: usize) -> bool {
        self.locations_end <= count as u64
    }
}

/// The hash of a stack, and its largest location: this runs over every frame of every sample.
///
/// Two locations at a time, in 64 bits also where `usize` has 32; and two hashes side by side, as a product takes the
/// processor longer than all else.
fn hash(stack: &[LocationId]) -> (u32, u64) {
    let mut hashers = [RowHasher::default(); 2];
    let mut largest = 0;
    let mut add = |hasher: &mut RowHasher, a: LocationId, b: LocationId| {
        let (a, b) = (a.index() as u64, b.index() as u64);
        largest = largest.max(a).max(b);
        hasher.write_u64(a << 32 | b);
    };
    let (fours, rest) = stack.as_chunks();
    let [first, second] = &mut hashers;
    for &[a, b, c, d] in fours {
        add(first, a, b);
        add(second, c, d);
    }
    for &last in rest {
        add(first, last, last);
    }
    first.write_u64(second.finish() << 32 | stack.len() as u64);
    (first.row_hash(), largest)
}

#[inline]
fn slice(blocks: &[Vec<LocationId>], span: Span) -> &[LocationId] {
    &blocks[span.block as usize][span.start as usize..(span.start + span.len) as usize]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

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

    proptest! {
        /// Of few locations, so that many are equal; a batch may be shorter than it can be.
        #[test]
        fn many_at_a_time_are_what_one_after_another_is(
            batches in prop::collection::vec(prop::collection::vec(prop::collection::vec(0..3_usize, 0..4), 0..=StackTable::BATCH), 0..12),
        ) {
            let [mut one, mut many] = [StackTable::default(), StackTable::default()];
            for batch in &batches {
                let batch: Vec<Vec<LocationId>> =
                    batch.iter().map(|stack| stack.iter().copied().map(LocationId::new).collect()).collect();
                let expected: Vec<StackId> = batch.iter().map(|stack| one.intern(stack)).collect();
                let ends: Vec<usize> = batch.iter().scan(0, |end, stack| { *end += stack.len(); Some(*end) }).collect();
                let mut ids = Vec::new();
                many.intern_all::<()>(&batch.concat(), &ends, |_, id| { ids.push(id); Ok(()) }).unwrap();
                prop_assert_eq!(ids, expected);
            }
            prop_assert_eq!(one.location_count(), many.location_count());
            prop_assert!(one.ids().all(|id| one.get(id) == many.get(id)) && one.len() == many.len());
        }
    }

    #[test]
    fn stacks_of_any_length_stay_in_one_piece() {
        let mut stacks = StackTable::default();
        let lengths = [3, BLOCK - 4, 2, BLOCK * 2, 1, BLOCK, 5];
        let stack = |(at, length): (usize, usize)| -> Vec<LocationId> {
            (0..length).map(|row| LocationId::new(row + at)).collect()
        };
        let all: Vec<_> = lengths.into_iter().enumerate().map(stack).collect();
        let ids: Vec<_> = all.iter().map(|stack| stacks.intern(stack)).collect();
        for (stack, &id) in all.iter().zip(&ids) {
            assert!(stacks.get(id) == stack && stacks.intern(stack) == id);
        }
        assert_eq!(stacks.location_count(), lengths.iter().sum::<usize>());
        assert!(stacks.are_below(BLOCK * 2 + 3) && !stacks.are_below(BLOCK * 2 + 2));
        stacks.rename_locations(|location| LocationId::new(location.index() + 1));
        assert!(stacks.are_below(BLOCK * 2 + 4) && !stacks.are_below(BLOCK * 2 + 3));
        assert_eq!(stacks.get(ids[2]), [LocationId::new(3), LocationId::new(4)]);
    }
}
