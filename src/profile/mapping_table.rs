//! Mappings: the binaries and libraries that addresses lie in.

use super::{MappingId, StringId};

/// Which symbols a mapping's locations carry (`has_*` of `profile.proto`).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Symbolized {
    /// The locations name functions.
    pub functions: bool,
    /// The functions name files.
    pub filenames: bool,
    /// The lines have numbers.
    pub line_numbers: bool,
    /// Inlined frames are there.
    pub inline_frames: bool,
}

/// One mapping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mapping {
    /// The id that the file gave it; kept because `-raw` prints it and tests compare by it.
    pub wire_id: u64,
    /// The address where the mapping begins.
    pub start: u64,
    /// The address behind its end.
    pub limit: u64,
    /// The offset in the file that is mapped at `start`.
    pub offset: u64,
    /// The file that is mapped.
    pub file: StringId,
    /// What identifies that very build of the file.
    pub build_id: StringId,
    /// Which symbols its locations carry.
    pub symbolized: Symbolized,
}

/// The mappings of a profile in the file's order; the first is the main binary.
#[derive(Debug, Clone, Default)]
pub struct MappingTable {
    // A profile has a handful of mappings, so that columns would gain nothing.
    rows: Vec<Mapping>,
}

impl MappingTable {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether the profile names no binary.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// One mapping.
    pub fn get(&self, id: MappingId) -> Mapping {
        self.rows[id.index()]
    }

    /// The mapping of the main binary.
    pub fn main(&self) -> Option<Mapping> {
        self.rows.first().copied()
    }

    /// All, in the file's order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Mapping> + '_ {
        self.rows.iter().copied()
    }

    /// Appends a mapping.
    pub fn push(&mut self, mapping: Mapping) -> MappingId {
        self.rows.push(mapping);
        MappingId::new(self.rows.len() - 1)
    }
}
