//! What stands beside the suspects: the plot, what is loud or healthy, and `runtime.MemStats`.

use super::numbers::{percent, short_name, thousands};
use super::{MemoryText, PointText};
use crate::analysis::goroutines::GoroutineTable;
use crate::analysis::leaks::{Catalogue, Findings};
use crate::units::label;

/// Bytes per second.
pub(super) fn allocates(rate: f64) -> String {
    label(rate as i64, "bytes") + "/s"
}

/// The plot's points.
pub(super) fn points(findings: &Findings) -> Vec<PointText> {
    let point = |point: &crate::analysis::leaks::QuadrantPoint| PointText {
        name: short_name(&point.function).to_owned(),
        rate: point.rate,
        survival: point.survival,
        text: format!("allocates {}, keeps {}", allocates(point.rate), percent(point.survival)),
        suspect: point.suspect.and_then(|at| rank(findings, at)),
    };
    findings.quadrant.iter().map(point).collect()
}

/// The rank under which a suspect is shown: its own, or that of the one that it is joined to.
pub(super) fn rank(findings: &Findings, at: usize) -> Option<u32> {
    let shown = findings.suspects.iter().enumerate().filter(|(_, suspect)| !suspect.is_joined);
    shown
        .zip(1..)
        .find(|((place, suspect), _)| *place == at || suspect.joined.contains(&at))
        .map(|(_, rank)| rank)
}

/// What allocates much and keeps nothing.
pub(super) fn loud(findings: &Findings) -> Vec<String> {
    let line = |of: &crate::analysis::leaks::HealthyGroup| {
        let (name, rate) = (short_name(&of.function), allocates(of.value as f64));
        format!("{name} allocates {rate} and keeps nearly none of it: GC pressure, not a leak.")
    };
    findings.loud.iter().map(line).collect()
}

/// What is set aside, and why.
pub(super) fn healthy(findings: &Findings, catalogue: &Catalogue, table: &GoroutineTable) -> Vec<String> {
    let mut lines = Vec::new();
    for of in findings.healthy.iter().filter(|of| of.value > 0 && !of.function.is_empty()) {
        let is_owner = |at: &usize| {
            let owner = table.groups[*at].owner();
            owner.is_some_and(|frame| frame.function == of.function)
        };
        let has_frame =
            |at: &usize| table.groups[*at].frames.iter().any(|frame| frame.function == of.function);
        let reason = |matches: &dyn Fn(&usize) -> bool| {
            let mut groups =
                (0..table.groups.len()).filter(|at| table.groups[*at].state == of.state && matches(at));
            groups.find_map(|at| catalogue.healthy(table, at))
        };
        let mut line = thousands(of.value) + " × " + short_name(&of.function);
        if !of.state.is_empty() {
            line = line + " [" + &of.state + "]";
        }
        if let Some(reason) = reason(&is_owner).or_else(|| reason(&has_frame)) {
            line = line + ": " + reason;
        }
        lines.push(line);
    }
    lines
}

/// `runtime.MemStats`, in words.
pub(super) fn rows(findings: &Findings) -> Vec<MemoryText> {
    let row = |(name, values): &(&'static str, Vec<Option<i64>>)| {
        let (words, unit) = match *name {
            "HeapInuse" => ("Heap in use (HeapInuse)", "bytes"),
            "HeapIdle-HeapReleased" => ("Kept from the system (HeapIdle − HeapReleased)", "bytes"),
            "StackInuse" => ("Stacks of goroutines (StackInuse)", "bytes"),
            "NumGC" => ("Garbage collections (NumGC)", "count"),
            "LastPauseNs" => ("Last pause of the collector", "nanoseconds"),
            other => (other, "count"),
        };
        let mut known = values.iter().flatten();
        let first = known.next().copied().unwrap_or(0);
        let text = match known.next_back() {
            Some(last) => label(first, unit) + " → " + &label(*last, unit),
            None => label(first, unit),
        };
        MemoryText { name: words.to_owned(), text, values: values.clone() }
    };
    findings.memory.iter().map(row).collect()
}
