//! The statistics of memory that a profile tells beside its samples.

use super::{Profile, StringId};

/// One number of Go's `runtime.MemStats`, which the text of a heap profile ends with.
///
/// Its name is that of the field: `HeapAlloc`, `HeapInuse`, `HeapSys` and `NextGC` are in bytes, `LastGC` is in
/// nanoseconds since 1970, `NumGC` a count. `LastPauseNs` is the newest of `PauseNs`, in nanoseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MemoryStat {
    /// The name.
    pub name: StringId,
    /// The number.
    pub value: i64,
}

impl Profile {
    /// The number of `runtime.MemStats` with this name. `None` where the profile does not tell it: only texts of
    /// heaps do.
    pub fn memory_stat(&self, name: &str) -> Option<i64> {
        let mut stats = self.header().memory_stats.iter();
        stats.find(|stat| self.text(stat.name) == name).map(|stat| stat.value)
    }
}
