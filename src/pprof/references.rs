//! Ids of the wire, which are any numbers, to rows of tables.

use crate::profile::RowMap;

/// Finds a row by the id that the file gave it.
///
/// Go numbers from 1 without gaps in the order of the rows, which needs no map at all. Others use addresses or hashes:
/// small ids are looked up in a vector and all others in a hash table; no id makes the vector larger than 4 MiB unless
/// as many rows are there already.
#[derive(Debug, Default)]
pub(super) struct IdMap {
    /// So many rows from the first on have their own number + 1 as id.
    counted: u32,
    /// The row + 1 by id, 0 where there is none, behind the rows that are counted.
    dense: Vec<u32>,
    sparse: RowMap<u64, u32>,
    len: u32,
}

/// Ids below are always looked up in the vector.
const DENSE_IDS: usize = 1 << 20;

impl IdMap {
    /// The row of an id.
    #[inline]
    pub(super) fn get(&self, id: u64) -> Option<u32> {
        let row = id.wrapping_sub(1);
        if row < u64::from(self.counted) { Some(row as u32) } else { self.get_other(id) }
    }

    /// Whether a row is there that has its own number + 1 as id, and all before it have too.
    #[inline]
    pub(super) fn counts_to(&self, row: u32) -> bool {
        row < self.counted
    }

    /// Whether every row has its own number + 1 as id.
    pub(super) fn is_counted(&self) -> bool {
        self.counted == self.len
    }

    /// How many rows there are.
    pub(super) fn len(&self) -> usize {
        self.len as usize
    }

    #[inline(never)]
    fn get_other(&self, id: u64) -> Option<u32> {
        let dense = usize::try_from(id).ok().and_then(|id| self.dense.get(id));
        match dense {
            Some(&row) if row != 0 => Some(row - 1),
            _ if self.sparse.is_empty() => None,
            _ => self.sparse.get(&id).copied(),
        }
    }

    /// Gives the id the next row; the caller knows that it has none.
    pub(super) fn insert(&mut self, id: u64) -> u32 {
        let row = self.len;
        self.len += 1;
        if self.counted == row && id == u64::from(row) + 1 {
            self.counted += 1;
            return row;
        }
        let may_be_dense = DENSE_IDS.max(4 * self.len as usize);
        match usize::try_from(id).ok().filter(|&id| id < may_be_dense) {
            Some(id) => {
                if id >= self.dense.len() {
                    let len = (id + 1).next_power_of_two();
                    self.dense.resize(len, 0);
                }
                if let Some(slot) = self.dense.get_mut(id) {
                    *slot = row + 1;
                }
            }
            None => {
                self.sparse.insert(id, row);
            }
        }
        row
    }
}

/// The largest reference of one kind, and which message makes it.
///
/// The string table stands last in the files that Go writes, so that a reference can be checked only at the end;
/// if any is past the end of the table, the largest is.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct MaxReference {
    pub(super) index: u64,
    /// The first byte of the message.
    pub(super) offset: u64,
}

impl MaxReference {
    #[inline]
    pub(super) fn note(&mut self, index: u64, offset: u64) {
        if index > self.index {
            *self = Self { index, offset };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_that_count_need_no_map() {
        let mut ids = IdMap::default();
        for id in 1..=1000 {
            assert_eq!((ids.get(id), ids.insert(id) + 1), (None, id as u32));
        }
        assert!(ids.is_counted() && ids.dense.is_empty() && ids.get(0).is_none());
        assert_eq!((ids.get(1000), ids.insert(3000), ids.insert(2000)), (Some(999), 1000, 1001));
        assert!(!ids.is_counted());
        assert_eq!((ids.get(1000), ids.get(2000), ids.get(1001)), (Some(999), Some(1001), None));
    }

    #[test]
    fn any_id_finds_its_row() {
        let mut ids = IdMap::default();
        let wire = [7, 0x5567_8801_2340, 3, u64::MAX, DENSE_IDS as u64, 1];
        for (row, &id) in wire.iter().enumerate() {
            assert_eq!(ids.get(id), None);
            assert_eq!(ids.insert(id) as usize, row);
        }
        for (row, &id) in wire.iter().enumerate() {
            assert_eq!(ids.get(id), Some(row as u32));
        }
        assert_eq!(ids.get(0), None);
    }
}
