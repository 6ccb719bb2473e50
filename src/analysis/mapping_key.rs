//! When mappings of two profiles are the same.

use crate::profile::Mapping;

/// What counts as the same mapping in two profiles when pprof merges them (`Mapping.key` of its `merge.go`): the
/// addresses may differ, because the system loads a binary wherever it likes, and a size may by less than a page.
///
/// Texts are told by ids that both profiles share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct MappingKey<Text> {
    size: u64,
    offset: u64,
    build_id_or_file: Text,
}

impl<Text: PartialEq> MappingKey<Text> {
    /// The key of a mapping, whose file and build id are these; `empty` is the text that says nothing.
    pub(super) fn new(mapping: &Mapping, file: Text, build_id: Text, empty: &Text) -> Self {
        const ROUNDING: u64 = 0x1000;
        let size = mapping.limit.wrapping_sub(mapping.start).wrapping_add(ROUNDING - 1);
        Self {
            size: size - size % ROUNDING,
            offset: mapping.offset,
            build_id_or_file: if build_id == *empty { file } else { build_id },
        }
    }
}
