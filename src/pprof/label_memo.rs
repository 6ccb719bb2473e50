//! Label sets of samples that were decoded before, by their bytes.

use crate::profile::{LabelSetId, row_hash};

/// Finds the label set that the same bytes made before, so that they are decoded and looked up once.
///
/// Most samples that have labels have few, the same as others have: Go writes the size of its blocks at each sample of a
/// heap. What has more than [`MOST_BYTES`] is not kept, and a place holds the set that came last.
#[derive(Debug, Default)]
pub(super) struct LabelMemo {
    /// None until there is something to keep.
    places: Vec<Kept>,
}

/// A label set that is kept.
#[derive(Debug, Clone, Copy)]
pub(super) struct KnownSet {
    /// The set.
    pub(super) id: LabelSetId,
    /// How many labels it has.
    pub(super) count: u32,
}

#[derive(Debug, Clone, Copy)]
struct Kept {
    key: Key,
    set: KnownSet,
}

/// Up to 16 bytes: the first and the last eight of them, or four of less, and how many they are.
type Key = (u64, u64, usize);

const PLACES: usize = 1024;
const MOST_BYTES: usize = 16;

/// No bytes have it.
const NO_KEY: Key = (0, 0, 0);

impl LabelMemo {
    /// What these bytes made, if that is known.
    #[inline]
    pub(super) fn get(&self, bytes: &[u8]) -> Option<KnownSet> {
        let key = key(bytes)?;
        let kept = self.places.get(place(key))?;
        (kept.key == key).then_some(kept.set)
    }

    /// Keeps what these bytes made.
    #[inline(never)]
    pub(super) fn keep(&mut self, bytes: &[u8], set: KnownSet) {
        let Some(key) = key(bytes) else { return };
        if self.places.is_empty() {
            let none = KnownSet { id: LabelSetId::EMPTY, count: 0 };
            self.places.resize(PLACES, Kept { key: NO_KEY, set: none });
        }
        if let Some(kept) = self.places.get_mut(place(key)) {
            *kept = Kept { key, set };
        }
    }
}

#[inline]
fn key(bytes: &[u8]) -> Option<Key> {
    if bytes.len() > MOST_BYTES {
        return None;
    }
    let (first, last) = match (bytes.first_chunk(), bytes.last_chunk()) {
        (Some(&first), Some(&last)) => (u64::from_le_bytes(first), u64::from_le_bytes(last)),
        _ => {
            let (&first, &last) = (bytes.first_chunk()?, bytes.last_chunk()?);
            (u32::from_le_bytes(first).into(), u32::from_le_bytes(last).into())
        }
    };
    Some((first, last, bytes.len()))
}

#[inline]
fn place((first, last, _): Key) -> usize {
    row_hash(&(first, last)) as usize % PLACES
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Of few distinct bytes and lengths, so that many are equal at both ends.
        #[test]
        fn only_the_same_bytes_are_found(all in prop::collection::vec(prop::collection::vec(0..2_u8, 0..20), 1..60)) {
            let mut memo = LabelMemo::default();
            for (row, bytes) in all.iter().enumerate() {
                let set = KnownSet { id: LabelSetId::new(row), count: bytes.len() as u32 };
                memo.keep(bytes, set);
                let found = memo.get(bytes).map(|found| found.id);
                prop_assert_eq!(found, (4..=MOST_BYTES).contains(&bytes.len()).then_some(set.id));
                for other in &all {
                    if let Some(found) = memo.get(other) {
                        prop_assert_eq!(other, &all[found.id.index()]);
                    }
                }
            }
        }
    }
}
