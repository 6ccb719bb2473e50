//! Sorting by numbers of 64 bits.

use super::{FEW, sort_few};

/// Something to be sorted.
#[derive(Debug, Clone, Copy)]
pub(super) struct Keyed {
    /// What it is sorted by.
    pub(super) key: u64,
    /// What it is.
    pub(super) row: u32,
    /// What is known of it when it is in order.
    pub(super) note: u32,
}

/// What sorts groups of items. Its memory is used again.
#[derive(Debug, Default)]
pub(super) struct KeySort {
    /// Finds keys: each slot has one, and its place in `distinct` + 1, or 0. Between two groups all are empty.
    slots: Vec<(u64, u32)>,
    /// The keys of a group, each once.
    distinct: Vec<Distinct>,
    order: Vec<Keyed>,
    scratch: Vec<Keyed>,
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

impl KeySort {
    /// Sorts a group by its keys, stably. What is noted of an item is lost.
    ///
    /// Most groups are small, and in order after a few steps. Large ones have few keys, for stacks begin alike, and names do: those are
    /// sorted, and then each item is put where its key has a place.
    pub(super) fn sort(&mut self, items: &mut [Keyed]) {
        let different = differing_bits(items);
        if different == 0 {
            return;
        }
        if items.len() <= FEW {
            sort_few(items, |left, right| left.key > right.key);
        } else if self.collect(items) {
            self.put(items);
        } else {
            radix_sort(items, &mut self.scratch, different);
        }
    }

    /// Collects the keys of a group, and notes which each item has where it is not needed yet; false if there are too many.
    fn collect(&mut self, items: &mut [Keyed]) -> bool {
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
            item.note = at as u32;
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
    fn put(&mut self, items: &mut [Keyed]) {
        let Self { distinct, order, scratch, .. } = self;
        let item = |(at, known): (usize, &Distinct)| Keyed { key: known.key, row: at as u32, note: 0 };
        order.clear();
        order.extend(distinct.iter().enumerate().map(item));
        if order.len() <= FEW {
            sort_few(order, |left, right| left.key > right.key);
        } else {
            let different = differing_bits(order);
            radix_sort(order, scratch, different);
        }
        let mut next = 0;
        for key in &*order {
            next += std::mem::replace(&mut distinct[key.row as usize].place, next);
        }
        scratch.clear();
        scratch.extend_from_slice(items);
        for item in &*scratch {
            let place = &mut distinct[item.note as usize].place;
            items[*place as usize] = *item;
            *place += 1;
        }
    }
}

/// The fraction of the golden ratio, which spreads keys over slots.
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

/// The bits in which keys differ.
fn differing_bits(items: &[Keyed]) -> u64 {
    let first = items.first().map_or(0, |item| item.key);
    items.iter().fold(0, |bits, item| bits | item.key ^ first)
}

/// Sorts by one digit after the other, the lowest first; digits that are the same in all keys are left out.
fn radix_sort(items: &mut [Keyed], scratch: &mut Vec<Keyed>, different: u64) {
    scratch.clear();
    scratch.extend_from_slice(items);
    let mut is_in_scratch = false;
    for shift in (0..u64::BITS).step_by(8).filter(|shift| different >> shift & 0xff != 0) {
        let (from, to): (&[Keyed], &mut [Keyed]) =
            if is_in_scratch { (&*scratch, &mut *items) } else { (&*items, &mut *scratch) };
        let digit = |item: &Keyed| (item.key >> shift & 0xff) as usize;
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
            let item = |(stack, key): (usize, &u64)| Keyed { key: key & if few { mask & 0x0301_0000_c000_0011 } else { mask }, row: stack as u32, note: 0 };
            let mut items: Vec<Keyed> = keys.iter().enumerate().map(item).collect();
            let mut expected: Vec<(u64, u32)> = items.iter().map(|item| (item.key, item.row)).collect();
            let mut sorter = KeySort::default();
            sorter.sort(&mut items);
            prop_assert!(sorter.slots.iter().all(|&(_, at)| at == 0));
            let mut sorted: Vec<(u64, u32)> = items.iter().map(|item| (item.key, item.row)).collect();
            prop_assert!(sorted.is_sorted_by_key(|item| item.0));
            sorted.sort_unstable();
            expected.sort_unstable();
            prop_assert_eq!(sorted, expected);
        }
    }
}
