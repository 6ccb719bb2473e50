//! What the memory of the process is beside its heap profile, and when a limit is reached.

use super::heap_series::{BYTES, HeapSeries};
use super::{Forecast, Judgement, Note};
use crate::profile::Profile;

/// The names of [`memory`], in its order.
const NAMES: [&str; 5] = ["HeapInuse", "HeapIdle-HeapReleased", "StackInuse", "NumGC", "LastPauseNs"];

/// `runtime.MemStats` over the series.
pub(super) fn memory(series: &HeapSeries<'_>) -> Vec<(&'static str, Vec<Option<i64>>)> {
    let read = |name: &'static str| {
        let value = |memory: &Profile| match name.split_once('-') {
            Some((whole, part)) => Some(memory.memory_stat(whole)?.saturating_sub(memory.memory_stat(part)?)),
            None => memory.memory_stat(name),
        };
        let values: Vec<Option<i64>> =
            series.snapshots.iter().map(|snapshot| snapshot.memory.and_then(value)).collect();
        (name, values)
    };
    NAMES.into_iter().map(read).filter(|(_, values)| values.iter().any(Option::is_some)).collect()
}

/// Whether memory beside the heap in use grew by what matters: stacks, and what was not given back.
pub(super) fn outside(memory: &[(&'static str, Vec<Option<i64>>)]) -> Option<Note> {
    const MATTERS: i64 = 4 << 20;
    let growth = |name: &str| {
        let values = &memory.iter().find(|(known, _)| *known == name)?.1;
        let known = || values.iter().flatten();
        Some(known().next_back()? - known().next()?)
    };
    let grown = growth("StackInuse").unwrap_or(0) + growth("HeapIdle-HeapReleased").unwrap_or(0);
    (grown >= MATTERS).then_some(Note::OutsideHeap(grown))
}

/// When a limit is reached. The limit is of what the system sees: where the newest `runtime.MemStats` are known that is
/// `Sys − HeapReleased`, and it grows as many times as fast as the heap in use as it is larger; else it is the heap in use.
pub(super) fn forecast(limit: i64, series: &HeapSeries<'_>, judgement: &Judgement) -> Option<Forecast> {
    let growth = judgement.per_hour.filter(|range| range.high > 0.0)?;
    let newest = series.snapshots.last()?;
    let in_use = newest.totals[BYTES].filter(|&bytes| bytes > 0)?;
    let seen = newest.memory.and_then(|memory| {
        Some(memory.memory_stat("Sys")?.saturating_sub(memory.memory_stat("HeapReleased")?))
    });
    let now = seen.filter(|&seen| seen > in_use).unwrap_or(in_use);
    let factor = now as f64 / in_use as f64;
    let left = limit.saturating_sub(now).max(0) as f64;
    let hours = |growth: f64| {
        if left <= 0.0 {
            0.0
        } else if growth > 0.0 {
            left / (growth * factor)
        } else {
            f64::INFINITY
        }
    };
    Some(Forecast { limit, now, from_nanos: newest.time, hours: [hours(growth.high), hours(growth.low)] })
}
