//! Sample types: what a column of values counts, and in which unit.

use super::{StringId, StringTable};

/// A type and its unit, such as `inuse_space` in `bytes` (`ValueType` of `profile.proto`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ValueType {
    /// What is counted: `inuse_space`, `cpu`, `goroutine`.
    pub kind: StringId,
    /// In which unit: `bytes`, `nanoseconds`, `count`.
    pub unit: StringId,
}

/// The column that pprof shows for `name`, as `SampleIndexByName` of its `profile/index.go` has it: an empty
/// name means the default type, and the last column where there is none; a number is an index; and
/// `inuse_space` also finds `space`, the old name. `None` where pprof reports an error.
pub fn sample_index_by_name(
    types: &[ValueType],
    default: StringId,
    strings: &StringTable,
    name: &str,
) -> Option<usize> {
    let find = |name: &str| types.iter().position(|column| strings.get(column.kind) == name);
    if name.is_empty() {
        let default = strings.get(default);
        let named = if default.is_empty() { None } else { find(default) };
        return named.or_else(|| types.len().checked_sub(1));
    }
    if let Ok(index) = name.parse::<usize>() {
        return (index < types.len()).then_some(index);
    }
    let old_name = name.strip_prefix("inuse_").unwrap_or(name);
    types.iter().position(|column| {
        let kind = strings.get(column.kind);
        kind == name || kind == old_name
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_column_that_pprof_shows() {
        let mut strings = StringTable::default();
        let mut kind = |kind: &str| ValueType { kind: strings.intern(kind).unwrap(), unit: StringId::EMPTY };
        let types = [kind("objects"), kind("space")];
        let objects = types[0].kind;
        let index = |default, name: &str| sample_index_by_name(&types, default, &strings, name);
        assert_eq!(index(StringId::EMPTY, ""), Some(1));
        assert_eq!(index(objects, ""), Some(0));
        assert_eq!(index(objects, "inuse_space"), Some(1));
        assert_eq!(index(objects, "1"), Some(1));
        assert_eq!(index(objects, "2"), None);
        assert_eq!(index(objects, "cpu"), None);
    }
}
