//! The statistics of memory at the end of a heap text of Go, `# HeapAlloc = 28318624`.

use super::draft::Draft;
use super::{numbers, scan};
use crate::pprof::DecodeError;
use crate::profile::MemoryStat;

/// The lines behind `# runtime.MemStats`.
#[derive(Debug, Default)]
pub(super) struct MemoryStatsText {
    has_begun: bool,
    numbers: Vec<(Vec<u8>, i64)>,
    /// The last pauses for garbage collection, a ring.
    pauses: Vec<i64>,
}

/// No version of Go writes as many lines.
const MAX_NUMBERS: usize = 100;

impl MemoryStatsText {
    /// Takes a comment without its `#`. Others than those behind the title are passed over.
    pub(super) fn take(&mut self, text: &[u8]) {
        if !self.has_begun {
            self.has_begun = text == b" runtime.MemStats";
            return;
        }
        let Some((name, value)) = scan::split_once(text, b'=') else { return };
        let (name, value) = (scan::trim(name), scan::trim(value));
        if name == b"PauseNs" {
            let list = value.strip_prefix(b"[").and_then(|list| list.strip_suffix(b"]")).unwrap_or_default();
            self.pauses = list.split(|&byte| byte == b' ').filter_map(numbers::decimal).take(256).collect();
        } else if let Some((in_use, system)) = scan::split_once(value, b'/') {
            self.push(&[name, b"Inuse"].concat(), scan::trim(in_use));
            self.push(&[name, b"Sys"].concat(), scan::trim(system));
        } else {
            self.push(name, value);
        }
    }

    fn push(&mut self, name: &[u8], value: &[u8]) {
        if let Some(value) = numbers::decimal(value)
            && self.numbers.len() < MAX_NUMBERS
        {
            self.numbers.push((name.into(), value));
        }
    }

    /// Puts the numbers into the header.
    pub(super) fn end(mut self, draft: &mut Draft<'_>) -> Result<(), DecodeError> {
        let collections =
            self.numbers.iter().find(|(name, _)| name == b"NumGC").map_or(0, |(_, value)| *value);
        let last = usize::try_from(collections.wrapping_add(255) % 256).ok();
        if collections > 0
            && let Some(&pause) = last.and_then(|last| self.pauses.get(last))
        {
            self.numbers.push((b"LastPauseNs".into(), pause));
        }
        for (name, value) in self.numbers {
            let name = draft.string(&name, 0)?;
            draft.tables.header.memory_stats.push(MemoryStat { name, value });
        }
        Ok(())
    }
}
