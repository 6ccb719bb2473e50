//! The groups of goroutines that a query leaves.

use super::goroutine_rows::{Sides, label_text};
use super::process::Process;
use crate::analysis::function_name::package;
use crate::analysis::goroutines::{Capture, CaptureForm, GoroutineGroup};
use crate::analysis::sort_items;
use crate::report::leaks::notes;
use crate::worker::protocol::rich_text::RichText;
use crate::worker::protocol::{GoroutineCapture, GoroutineList, GoroutineOrder, GoroutineQuery};

/// How many packages, and labels, are offered.
const MAX_CHOICES: usize = 100;

/// What a query leaves of the goroutines of a process.
pub(super) fn list(process: &Process, query: &GoroutineQuery) -> GoroutineList {
    let table = &process.examined.table;
    let counting = table.counting();
    // Only captures of leaked goroutines are better than none.
    let all: Vec<usize> = if counting.is_empty() { (0..table.captures.len()).collect() } else { counting };
    let place = |asked: Option<u32>, usual: Option<&usize>| {
        let asked = asked.map(|asked| asked as usize).filter(|asked| *asked < table.captures.len());
        asked.or(usual.copied()).unwrap_or(0)
    };
    let [target, base] = [place(query.target, all.last()), place(query.base, all.first())];
    let sides = Sides { process, counting: &all, target, base };
    let mut facets = Facets::default();
    let (mut left, mut healthy) = ([0; 2], [0; 2]);
    let mut found: Vec<(usize, Option<String>)> = Vec::new();
    let wanted = query.text.to_lowercase();
    for (at, group) in table.groups.iter().enumerate() {
        let Some(here) = group.snapshots.get(target) else { continue };
        let is_there = here.count > 0 || group.snapshots.get(base).is_some_and(|before| before.count > 0);
        if !is_there {
            continue;
        }
        facets.count(group, target);
        let reason = sides.healthy(at, group);
        if reason.is_some() {
            healthy[0] += 1;
            healthy[1] += here.count;
        }
        if (reason.is_some() && !query.healthy) || !matches(group, target, query, &wanted) {
            continue;
        }
        left[0] += 1;
        left[1] += here.count;
        found.push((at, reason));
    }
    let key = |at: usize| {
        let group = &table.groups[at];
        let [count, before] = [target, base].map(|side| group.snapshots[side].count);
        match query.order {
            GoroutineOrder::Change => [count - before, count],
            GoroutineOrder::Count => [count, count - before],
            GoroutineOrder::Wait => [group.snapshots[target].minutes.map_or(-1, i64::from), count],
        }
    };
    sort_items(&mut found, &|left, right| key(right.0).cmp(&key(left.0)).then(left.0.cmp(&right.0)));
    found.truncate(query.count as usize);
    let shown = found.len() as u32;
    let mut rows = RichText::default();
    for (at, reason) in found {
        sides.add_row(&mut rows, at, reason.as_deref());
    }
    GoroutineList {
        query: query.clone(),
        captures: table.captures.iter().map(|capture| shown_capture(process, capture)).collect(),
        target: target as u32,
        base: base as u32,
        states: summed(facets.states, MAX_CHOICES),
        packages: summed(facets.packages, MAX_CHOICES),
        labels: summed(facets.labels, MAX_CHOICES),
        rows,
        shown,
        left,
        healthy,
        notes: notes(&process.examined.findings),
    }
}

fn shown_capture(process: &Process, capture: &Capture) -> GoroutineCapture {
    let form = match capture.form {
        CaptureForm::Dump => "dump",
        CaptureForm::Profile => "profile",
        CaptureForm::LeakProfile => "leak profile",
    };
    GoroutineCapture {
        profile: process.profile_of(&capture.name),
        name: capture.name.clone(),
        form: form.to_owned(),
        total: capture.total,
        is_cut: capture.is_cut,
        only_leaked: capture.form == CaptureForm::LeakProfile,
    }
}

fn matches(group: &GoroutineGroup, target: usize, query: &GoroutineQuery, text: &str) -> bool {
    let here = &group.snapshots[target];
    let has_state =
        || here.states.iter().any(|(state, _)| *state == query.state) || group.state == query.state;
    let functions = || group.frames.iter().chain(&group.creator).map(|frame| &*frame.function);
    let label = |(key, value, _): &(String, String, i64)| {
        query.label.strip_prefix(&**key).and_then(|rest| rest.strip_prefix('=')) == Some(&**value)
    };
    (query.state.is_empty() || has_state())
        && (query.minutes == 0 || here.minutes.is_some_and(|minutes| minutes >= query.minutes))
        && (query.package.is_empty() || functions().any(|function| package(function) == query.package))
        && (query.label.is_empty() || here.labels.iter().any(label))
        && (text.is_empty()
            || functions().chain([&*group.state]).any(|name| name.to_lowercase().contains(text)))
}

/// What can be chosen, with how many goroutines each has.
#[derive(Default)]
struct Facets {
    states: Vec<(String, i64)>,
    packages: Vec<(String, i64)>,
    labels: Vec<(String, i64)>,
}

impl Facets {
    fn count(&mut self, group: &GoroutineGroup, target: usize) {
        let here = &group.snapshots[target];
        self.states.extend(here.states.iter().cloned());
        self.labels.extend(here.labels.iter().map(label_text));
        let mut packages: Vec<&str> =
            group.frames.iter().chain(&group.creator).map(|frame| package(&frame.function)).collect();
        packages.sort_unstable();
        packages.dedup();
        self.packages.extend(packages.into_iter().map(|package| (package.to_owned(), here.count)));
    }
}

/// Names with their sums, the largest first.
fn summed(mut names: Vec<(String, i64)>, most: usize) -> Vec<(String, i64)> {
    sort_items(&mut names, &|left, right| left.0.cmp(&right.0));
    names.dedup_by(|next, kept| {
        let is_same = next.0 == kept.0;
        if is_same {
            kept.1 += next.1;
        }
        is_same
    });
    names.retain(|(_, count)| *count > 0);
    sort_items(&mut names, &|left, right| right.1.cmp(&left.1));
    names.truncate(most);
    names
}
