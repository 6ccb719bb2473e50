//! Where the parts of paths lead that many stacks share.

use crate::profile::LocationId;

/// How many locations a part has.
pub(super) const PART: usize = 8;

/// Remembers to which node of the tree a part of a path leads from another node.
///
/// Most stacks begin as others do, and the beginnings are most of their frames. A part of eight locations is found here in one
/// step instead of eight. It is a cache: a place holds the latest part that fell on it, so that it neither grows nor
/// has to be complete. Parts are compared as a whole, so that it is never wrong either.
pub(super) struct PathMemo {
    places: Vec<Part>,
}

#[derive(Clone)]
struct Part {
    from: u32,
    to: u32,
    locations: [LocationId; PART],
}

/// No node has this number, so that a place that holds it is free.
const FREE: u32 = u32::MAX;

impl PathMemo {
    /// A memo for so many stacks. The largest takes 640 KiB, which stays in a processor's cache.
    pub(super) fn new(stacks: usize) -> Self {
        let free = Part { from: FREE, to: 0, locations: [LocationId::new(0); PART] };
        Self { places: vec![free; stacks.next_power_of_two().clamp(64, 1 << 14)] }
    }

    /// The node to which the part leads, if that is remembered.
    #[inline]
    pub(super) fn find(&self, from: u32, locations: &[LocationId; PART]) -> Option<u32> {
        let part = &self.places[self.place(from, locations)];
        (part.from == from && part.locations == *locations).then_some(part.to)
    }

    /// Remembers where a part leads.
    pub(super) fn insert(&mut self, from: u32, locations: &[LocationId; PART], to: u32) {
        let place = self.place(from, locations);
        self.places[place] = Part { from, to, locations: *locations };
    }

    #[inline]
    fn place(&self, from: u32, locations: &[LocationId; PART]) -> usize {
        let (pairs, _) = locations.as_chunks();
        let pair = |[a, b]: &[LocationId; 2]| (a.index() as u64) << 32 | b.index() as u64;
        // The fraction of the golden ratio.
        let mix = |state: u64, word: u64| (state.rotate_left(26) ^ word).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let hash = pairs.iter().map(pair).fold(u64::from(from), mix);
        (hash >> 40) as usize & (self.places.len() - 1)
    }
}
