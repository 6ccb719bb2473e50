//! Finding rows by what they hold.

use std::hash::{Hash, Hasher};

/// Finds the row of a table that holds something, without holding it again.
///
/// Each row stands here with its hash, in the first free slot from the one on that its hash names, so that the index grows without
/// looking at the table. Whoever looks for a row mostly fetches one line of memory: in a large table nothing takes longer. It is one
/// type for all tables: a hash table of the library is compiled anew for each type that it holds, at 2 KB of the page.
#[derive(Debug, Clone, Default)]
pub struct RowIndex {
    /// None, or a power of two of them.
    slots: Vec<Slot>,
    len: usize,
}

#[derive(Debug, Clone, Copy)]
struct Slot {
    hash: u32,
    row: u32,
}

impl Slot {
    /// No table has a row of this number.
    const FREE: Self = Self { hash: 0, row: u32::MAX };

    fn is_free(self) -> bool {
        self.row == Self::FREE.row
    }
}

/// The least slots that there are.
const LEAST_SLOTS: usize = 8;

/// Up to so many slots, half a megabyte of them, four times as many come next: to put all rows into new places takes time. Later twice as
/// many do, for more would take too much memory.
const MOST_TO_QUADRUPLE: usize = 1 << 16;

impl RowIndex {
    /// The row of this hash for which `is_equal` holds.
    #[inline]
    pub fn find(&self, hash: u32, mut is_equal: impl FnMut(usize) -> bool) -> Option<usize> {
        let mut at = hash as usize;
        loop {
            // There always is a free one, unless there are none at all.
            let slot = *self.slots.get(at & self.slots.len().wrapping_sub(1))?;
            if slot.is_free() {
                return None;
            }
            if slot.hash == hash && is_equal(slot.row as usize) {
                return Some(slot.row as usize);
            }
            at = at.wrapping_add(1);
        }
    }

    /// The row in the slot that this hash names, if it has this hash: likely the one that [`find`](Self::find) would find. Without a
    /// branch, so that the processor goes on to the next one before memory has answered.
    #[inline]
    pub(super) fn peek(&self, hash: u32) -> Option<usize> {
        let slot = *self.slots.get(hash as usize & self.slots.len().wrapping_sub(1))?;
        let row = if slot.hash == hash { slot.row } else { Slot::FREE.row };
        (row != Slot::FREE.row).then_some(row as usize)
    }

    /// Adds a row that is not there.
    pub fn insert(&mut self, hash: u32, row: usize) {
        debug_assert!(row < Slot::FREE.row as usize, "a table has at most u32::MAX rows");
        if self.len == room(self.slots.len()) {
            let factor = if self.slots.len() <= MOST_TO_QUADRUPLE { 4 } else { 2 };
            let slots = (self.slots.len() * factor).max(LEAST_SLOTS);
            self.move_to(Vec::with_capacity(slots), slots);
        }
        self.put(Slot { hash, row: row as u32 });
        self.len += 1;
    }

    fn put(&mut self, slot: Slot) {
        let mask = self.slots.len() - 1;
        let mut at = slot.hash as usize & mask;
        while !self.slots[at].is_free() {
            at = (at + 1) & mask;
        }
        self.slots[at] = slot;
    }

    /// Puts all rows into new slots.
    #[cold]
    #[inline(never)]
    fn move_to(&mut self, mut slots: Vec<Slot>, count: usize) {
        slots.resize(count, Slot::FREE);
        for slot in std::mem::replace(&mut self.slots, slots) {
            if !slot.is_free() {
                self.put(slot);
            }
        }
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Makes room for so many more; false where there is no memory for it.
    pub(super) fn make_room(&mut self, more: usize) -> bool {
        let wanted = self.len.saturating_add(more);
        let mut count = self.slots.len().max(LEAST_SLOTS);
        while room(count) < wanted {
            let Some(double) = count.checked_mul(2) else { return false };
            count = double;
        }
        if count > self.slots.len() {
            let mut slots = Vec::new();
            if slots.try_reserve_exact(count).is_err() {
                return false;
            }
            self.move_to(slots, count);
        }
        true
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}

/// How many rows so many slots have room for: with more, free slots would be too far.
fn room(slots: usize) -> usize {
    slots / 4 * 3
}

/// The hash of a key, as [`RowIndex`] wants it.
#[inline]
pub fn row_hash(key: &(impl Hash + ?Sized)) -> u32 {
    let mut hasher = RowHasher::default();
    key.hash(&mut hasher);
    hasher.row_hash()
}

/// A multiplicative hash in 64 bits, also where `usize` has 32: what is tested natively is what the page does.
#[derive(Debug, Clone, Copy, Default)]
pub struct RowHasher(u64);

/// The fraction of the golden ratio.
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

impl RowHasher {
    /// The hash of what was hashed so far, as [`RowIndex`] wants it.
    #[inline]
    pub fn row_hash(&self) -> u32 {
        // It has no more bits than that.
        self.finish() as u32
    }

    #[inline]
    fn mix(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(26) ^ word).wrapping_mul(FACTOR);
    }
}

impl Hasher for RowHasher {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks();
        for &word in words {
            self.mix(u64::from_le_bytes(word));
        }
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        // With its length, so that what ends in zeros is not what is shorter.
        self.mix(u64::from_le_bytes(last) ^ (bytes.len() as u64) << 56);
    }

    #[inline]
    fn write_u8(&mut self, number: u8) {
        self.mix(number.into());
    }

    #[inline]
    fn write_u32(&mut self, number: u32) {
        self.mix(number.into());
    }

    #[inline]
    fn write_u64(&mut self, number: u64) {
        self.mix(number);
    }

    #[inline]
    fn write_usize(&mut self, number: usize) {
        self.mix(number as u64);
    }

    /// A product carries only upwards: its upper half is folded down once more, and the upper half of that is spread well.
    #[inline]
    fn finish(&self) -> u64 {
        (self.0 ^ self.0 >> 32).wrapping_mul(FACTOR) >> 32
    }
}

/// A map of which nothing is removed: keys and values in the order in which they came, found by a [`RowIndex`].
#[derive(Debug, Clone)]
pub struct RowMap<K, V> {
    index: RowIndex,
    entries: Vec<(K, V)>,
}

impl<K, V> Default for RowMap<K, V> {
    fn default() -> Self {
        Self { index: RowIndex::default(), entries: Vec::new() }
    }
}

impl<K: Hash + Eq, V> RowMap<K, V> {
    /// The value of a key.
    #[inline]
    pub fn get(&self, key: &K) -> Option<&V> {
        let row = self.index.find(row_hash(key), |row| self.entries[row].0 == *key)?;
        Some(&self.entries[row].1)
    }

    /// The value of a key, which is made if there is none.
    #[inline]
    pub fn get_or_insert_with(&mut self, key: K, make: impl FnOnce() -> V) -> &mut V {
        let hash = row_hash(&key);
        let row = match self.index.find(hash, |row| self.entries[row].0 == key) {
            Some(row) => row,
            None => {
                self.index.insert(hash, self.entries.len());
                self.entries.push((key, make()));
                self.entries.len() - 1
            }
        };
        &mut self.entries[row].1
    }

    /// Sets the value of a key that has none; one that has keeps it.
    pub fn insert(&mut self, key: K, value: V) {
        self.get_or_insert_with(key, || value);
    }

    /// How many keys there are.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether there is no key.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// All keys with their values, in the order in which they came.
    pub fn iter(&self) -> impl Iterator<Item = &(K, V)> {
        self.entries.iter()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The hash that came before this one was 0 for every key where `usize` has 32 bits, so that looking up took ages there.
    #[test]
    fn hashes_are_spread() {
        let distinct = |hashes: Vec<u32>| {
            let count = hashes.len();
            let low =
                hashes.iter().map(|hash| hash & 0xffff).collect::<std::collections::BTreeSet<_>>().len();
            let all = hashes.into_iter().collect::<std::collections::BTreeSet<_>>().len();
            assert!(all * 1000 > count * 999 && low > 40_000, "{all} hashes of {count}, {low} low halves");
        };
        distinct((0..100_000_u32).map(|number| row_hash(&number)).collect());
        distinct((0..100_000_u64).map(|number| row_hash(&(number << 40))).collect());
        distinct((0..100_000_u64).map(|number| row_hash(&(number, Some(7_i64), "text"))).collect());
        distinct((0..100_000_u64).map(|number| row_hash(&*format!("main.function{number}"))).collect());
        assert_ne!(row_hash("a"), row_hash("a\0"));
    }

    #[test]
    fn rows_of_one_hash_are_told_apart_and_room_is_made() {
        let mut index = RowIndex::default();
        assert!(index.is_empty() && index.find(7, |_| true).is_none());
        for row in 0..100 {
            index.insert(u32::MAX - row as u32 % 3, row);
        }
        assert!(index.make_room(10_000) && !index.make_room(usize::MAX));
        assert_eq!(index.len(), 100);
        for row in 0..100 {
            assert_eq!(index.find(u32::MAX - row as u32 % 3, |found| found == row), Some(row));
        }
        assert_eq!(index.find(u32::MAX, |row| row % 3 != 0), None);
    }

    #[test]
    fn keys_are_found_again() {
        let mut map = RowMap::default();
        for number in 0..1000_u64 {
            assert_eq!(*map.get_or_insert_with(number * number, || number), number);
        }
        map.insert(9, 77);
        assert!((0..1000).all(|number| map.get(&(number * number)) == Some(&number)));
        assert_eq!(map.get(&2), None);
        assert_eq!(map.iter().count(), 1000);
    }
}
