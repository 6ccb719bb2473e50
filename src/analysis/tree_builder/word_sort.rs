//! Sorting stacks word by word.

use super::stack_words::StackWords;
use crate::analysis::{FEW, sort_few};

/// Stacks on their way into order, by the words of [`StackWords`].
///
/// It sorts by the first word, then each group of equal ones by the next, and so on: a radix sort with digits of
/// 64 bits. A word is fetched once for each time that it is looked at, and lies beside the stack's number while it is sorted by.
/// On the way it falls out how many frames each stack has in common with the one before.
pub(super) struct WordSort {
    items: Vec<Item>,
    sorter: Sorter,
    /// Groups of items that are equal up to a word.
    groups: Vec<Group>,
}

/// A stack.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item {
    /// The word that the stack is sorted by.
    key: u64,
    /// Where its words start.
    pub(super) start: u32,
    /// How many frames the stack has in common with the one before; [`ALL`] where it is equal.
    pub(super) shared: u32,
}

/// More frames than any stack has.
pub(super) const ALL: u32 = u32::MAX;

#[derive(Debug, Clone, Copy)]
struct Group {
    start: u32,
    end: u32,
    word: u32,
}

/// How many items are looked at in one piece: some milliseconds, unless one group is larger.
const PIECE: usize = 1 << 16;

impl WordSort {
    pub(super) fn new(words: &StackWords) -> Self {
        let stacks = words.len() as u32;
        let items = words.starts().iter().map(|&start| Item { key: 0, start, shared: 0 }).collect();
        Self { items, sorter: Sorter::default(), groups: vec![Group { start: 0, end: stacks, word: 0 }] }
    }

    /// Sorts some more, and says whether something is left to sort.
    #[inline(never)]
    pub(super) fn run(&mut self, words: &StackWords) -> bool {
        let mut left = PIECE;
        while let Some(group) = self.groups.pop() {
            self.sort(words, group);
            left = left.saturating_sub((group.end - group.start) as usize);
            if left == 0 {
                return true;
            }
        }
        false
    }

    /// The stacks in order.
    pub(super) fn finish(self) -> Vec<Item> {
        self.items
    }

    fn sort(&mut self, words: &StackWords, group: Group) {
        let Group { start, end, word } = group;
        let items = &mut self.items[start as usize..end as usize];
        // What the first shares with the group before it, whichever it will be.
        let shared_by_first = items[0].shared;
        let mut different = 0;
        let first = words.word(items[0].start, word);
        for item in items.iter_mut() {
            item.key = words.word(item.start, word);
            different |= item.key ^ first;
        }
        if different != 0 {
            self.sorter.sort(items, different);
        }
        items[0].shared = shared_by_first;
        let mut run = 0;
        for at in 1..=items.len() {
            if at < items.len() && items[at].key == items[run].key {
                continue;
            }
            if at - run > 1 && words.goes_on(items[run].key, word) {
                let of_all = |at: usize| start + at as u32;
                self.groups.push(Group { start: of_all(run), end: of_all(at), word: word + 1 });
            } else {
                // They end here, and are equal.
                for equal in &mut items[run + 1..at] {
                    equal.shared = ALL;
                }
            }
            let key = items[run].key;
            if let Some(next) = items.get_mut(at) {
                next.shared = words.common(word, key, next.key);
            }
            run = at;
        }
    }
}

/// What sorts a group. Its memory is used again.
#[derive(Default)]
struct Sorter {
    /// Finds keys: each slot has one, and its place in `distinct` + 1, or 0. Between two groups all are empty.
    slots: Vec<(u64, u32)>,
    /// The keys of a group, each once.
    distinct: Vec<Distinct>,
    scratch: Vec<Item>,
}

/// A key of a group.
#[derive(Debug, Clone, Copy)]
struct Distinct {
    key: u64,
    slot: u32,
    /// How many items have it, then where the next of them comes.
    place: u32,
}

/// How many slots there are, as a power of two: they stay in the processor's nearest cache.
const SLOT_BITS: u32 = 11;

/// Groups with more keys than these are sorted by digits.
const MANY: usize = 1 << (SLOT_BITS - 1);

/// So are those with a key that is not found in so many steps, as only keys can have that were made up for it.
const MOST_STEPS: usize = 64;

impl Sorter {
    /// Sorts a group. Most are small, and in order after a few steps. Large ones have few keys, for stacks begin alike: those are sorted,
    /// and then each item is put where its key has a place. `different` has the bits in which keys differ.
    fn sort(&mut self, items: &mut [Item], different: u64) {
        if items.len() <= FEW {
            sort_few(items, |left, right| left.key > right.key);
        } else if self.collect(items) {
            self.put(items);
        } else {
            radix_sort(items, &mut self.scratch, different);
        }
    }

    /// Collects the keys of a group, and notes which each item has where it is not needed yet; false if there are too many.
    fn collect(&mut self, items: &mut [Item]) -> bool {
        let Self { slots, distinct, .. } = &mut *self;
        slots.resize(1 << SLOT_BITS, (0, 0));
        distinct.clear();
        for item in items.iter_mut() {
            let first = (item.key.wrapping_mul(FACTOR) >> (u64::BITS - SLOT_BITS)) as usize;
            let mut slots_of_key = (first..first + MOST_STEPS).map(|slot| slot % (1 << SLOT_BITS));
            let slot = slots_of_key.find(|&slot| slots[slot].1 == 0 || slots[slot].0 == item.key);
            let Some(slot) = slot.filter(|_| distinct.len() < MANY) else {
                self.empty_slots();
                return false;
            };
            if slots[slot].1 == 0 {
                distinct.push(Distinct { key: item.key, slot: slot as u32, place: 0 });
                slots[slot] = (item.key, distinct.len() as u32);
            }
            let at = slots[slot].1 as usize - 1;
            distinct[at].place += 1;
            item.shared = at as u32;
        }
        self.empty_slots();
        true
    }

    fn empty_slots(&mut self) {
        for known in &self.distinct {
            self.slots[known.slot as usize] = (0, 0);
        }
    }

    /// Puts the items in order, which know their keys.
    fn put(&mut self, items: &mut [Item]) {
        let Self { distinct, scratch, .. } = self;
        let item = |(at, known): (usize, &Distinct)| Item { key: known.key, start: at as u32, shared: 0 };
        scratch.clear();
        scratch.extend(distinct.iter().enumerate().map(item));
        if scratch.len() <= FEW {
            sort_few(scratch, |left, right| left.key > right.key);
        } else {
            scratch.sort_unstable_by_key(|item| item.key);
        }
        let mut next = 0;
        for key in &*scratch {
            next += std::mem::replace(&mut distinct[key.start as usize].place, next);
        }
        scratch.clear();
        scratch.extend_from_slice(items);
        for item in &*scratch {
            let place = &mut distinct[item.shared as usize].place;
            items[*place as usize] = *item;
            *place += 1;
        }
    }
}

/// The fraction of the golden ratio, which spreads keys over slots.
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

/// Sorts by one digit after the other, the lowest first; digits that are the same in all keys are left out.
fn radix_sort(items: &mut [Item], scratch: &mut Vec<Item>, different: u64) {
    scratch.clear();
    scratch.extend_from_slice(items);
    let mut is_in_scratch = false;
    for shift in (0..u64::BITS).step_by(8).filter(|shift| different >> shift & 0xff != 0) {
        let (from, to): (&[Item], &mut [Item]) =
            if is_in_scratch { (&*scratch, &mut *items) } else { (&*items, &mut *scratch) };
        let digit = |item: &Item| (item.key >> shift & 0xff) as usize;
        let mut places = [0_usize; 256];
        for item in from {
            places[digit(item)] += 1;
        }
        let mut next = 0;
        for place in &mut places {
            next += std::mem::replace(place, next);
        }
        for item in from {
            let place = &mut places[digit(item)];
            to[*place] = *item;
            *place += 1;
        }
        is_in_scratch = !is_in_scratch;
    }
    if is_in_scratch {
        items.copy_from_slice(scratch);
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn groups_of_any_size_are_sorted(
            keys in proptest::collection::vec(any::<u64>(), 0..3000),
            mask in any::<u64>(),
            few in any::<bool>(),
        ) {
            let item = |(stack, key): (usize, &u64)| Item { key: key & if few { mask & 0x0301_0000_c000_0011 } else { mask }, start: stack as u32, shared: 0 };
            let mut items: Vec<Item> = keys.iter().enumerate().map(item).collect();
            let mut expected: Vec<(u64, u32)> = items.iter().map(|item| (item.key, item.start)).collect();
            let different = items.iter().fold(0, |bits, item| bits | item.key ^ items[0].key);
            let mut sorter = Sorter::default();
            sorter.sort(&mut items, different);
            prop_assert!(sorter.slots.iter().all(|&(_, at)| at == 0));
            let mut sorted: Vec<(u64, u32)> = items.iter().map(|item| (item.key, item.start)).collect();
            prop_assert!(sorted.is_sorted_by_key(|item| item.0));
            sorted.sort_unstable();
            expected.sort_unstable();
            prop_assert_eq!(sorted, expected);
        }
    }
}
