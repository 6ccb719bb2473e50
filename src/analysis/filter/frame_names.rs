//! What a pattern matches among functions and mappings.

use crate::analysis::{BitSet, Pattern};
use crate::profile::{Line, Location, Profile, StringId};

/// The functions and mappings that a pattern matches: a function by its name or its file, a mapping by its file.
pub(super) struct FrameNames {
    functions: BitSet,
    mappings: BitSet,
}

impl FrameNames {
    pub(super) fn matching(profile: &Profile, pattern: &Pattern) -> Self {
        let mut known: Vec<Option<bool>> = vec![None; profile.strings().len()];
        let mut matches =
            |id: StringId| *known[id.index()].get_or_insert_with(|| pattern.is_match(profile.text(id)));
        let mut functions = BitSet::new(profile.functions().len());
        for (row, function) in profile.functions().iter().enumerate() {
            if matches(function.name) || matches(function.filename) {
                functions.insert(row);
            }
        }
        let mut mappings = BitSet::new(profile.mappings().len());
        for (row, mapping) in profile.mappings().iter().enumerate() {
            if matches(mapping.file) {
                mappings.insert(row);
            }
        }
        Self { functions, mappings }
    }

    pub(super) fn has_mapping_of(&self, location: Location) -> bool {
        location.mapping.is_some_and(|mapping| self.mappings.contains(mapping.index()))
    }

    pub(super) fn has_line(&self, line: Line) -> bool {
        self.functions.contains(line.function.index())
    }
}
