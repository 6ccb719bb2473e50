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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::{StringId, Symbolized};

    #[test]
    fn a_mapping_is_its_build_and_its_pages() {
        let key = |start, limit, offset, file: &'static str, build_id: &'static str| {
            let mapping = Mapping {
                wire_id: 1,
                start,
                limit,
                offset,
                file: StringId::EMPTY,
                build_id: StringId::EMPTY,
                symbolized: Symbolized::default(),
            };
            MappingKey::new(&mapping, file, build_id, &"")
        };
        let known = key(0x1000, 0x3000, 0, "/bin/a", "abc");
        assert_eq!(
            known,
            key(0x7000, 0x8f01, 0, "/tmp/b", "abc"),
            "moved, renamed, and less than a page smaller"
        );
        assert_ne!(known, key(0x1000, 0x3001, 0, "/bin/a", "abc"), "a page larger");
        assert_ne!(known, key(0x1000, 0x3000, 0x1000, "/bin/a", "abc"));
        assert_ne!(known, key(0x1000, 0x3000, 0, "/bin/a", "def"));
        assert_eq!(key(0, 0, 0, "/bin/a", ""), key(0, 0, 0, "x", "/bin/a"), "a file stands for the build");
        assert_eq!(key(u64::MAX, 0, 0, "", ""), key(0, 1, 0, "", ""), "hostile bounds wrap, as in pprof");
    }
}
