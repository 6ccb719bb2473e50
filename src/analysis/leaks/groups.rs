//! Groups of goroutines put together by cause.

use super::Place;
use super::moments::Moment;
use crate::analysis::goroutines::{GoroutineFrame, GoroutineGroup, GoroutineTable, GroupOrigin};
use crate::analysis::sorting::sort_items;

use super::Catalogue;

/// Goroutines that wait in one function, in one state and by one signature.
#[derive(Debug)]
pub(super) struct Cause<'a> {
    pub(super) function: &'a str,
    pub(super) state: &'a str,
    pub(super) signature: Option<u32>,
    /// Why they are healthy by themselves.
    pub(super) is_healthy: bool,
    /// The groups, the largest first.
    pub(super) groups: Vec<&'a GoroutineGroup>,
}

/// All groups of a table by cause.
pub(super) fn causes<'a>(table: &'a GoroutineTable, catalogue: &Catalogue) -> Vec<Cause<'a>> {
    let mut causes: Vec<Cause<'a>> = Vec::new();
    for (at, group) in table.groups.iter().enumerate() {
        let is_healthy = group.origin == GroupOrigin::Runtime || catalogue.healthy(table, at).is_some();
        let signature = catalogue.of_goroutines(table, at);
        let (function, state) = (blamed(group), group.state.as_str());
        let is_of = |cause: &&mut Cause<'a>| {
            cause.function == function
                && cause.state == state
                && cause.signature == signature
                && cause.is_healthy == is_healthy
        };
        match causes.iter_mut().find(is_of) {
            Some(cause) => cause.groups.push(group),
            None => causes.push(Cause { function, state, signature, is_healthy, groups: vec![group] }),
        }
    }
    causes
}

/// The function to blame: the first of the program's own, or else the one that the goroutine began with.
fn blamed(group: &GoroutineGroup) -> &str {
    let began = || group.frames.iter().rev().find(|frame| frame.function != "runtime.goexit");
    group.owner().or_else(began).map_or("", |frame| &frame.function)
}

impl Cause<'_> {
    /// How many goroutines there are of it.
    pub(super) fn count(&self, moment: &Moment) -> i64 {
        self.groups.iter().map(|group| moment.count(group)).sum()
    }

    /// Their ids, ascending.
    pub(super) fn ids(&self, moment: &Moment) -> Vec<u64> {
        moment.ids(&mut self.groups.iter().copied())
    }

    /// The most that Go proved in one capture.
    pub(super) fn proved(&self) -> i64 {
        self.groups.iter().map(|group| group.proved()).sum()
    }

    /// The longest wait that any capture tells.
    pub(super) fn minutes(&self) -> Option<u32> {
        self.groups.iter().flat_map(|group| &group.snapshots).filter_map(|snapshot| snapshot.minutes).max()
    }

    /// The stack of the largest group.
    pub(super) fn stack(&self) -> Vec<Place> {
        let place = |frame: &GoroutineFrame| Place {
            function: frame.function.clone(),
            source: if frame.file.is_empty() {
                String::new()
            } else {
                format!("{}:{}", frame.file, frame.line)
            },
        };
        self.groups.first().map(|group| group.frames.iter().map(place).collect()).unwrap_or_default()
    }

    /// Who started them.
    pub(super) fn creator(&self) -> Option<&str> {
        self.groups.iter().find_map(|group| Some(group.creator.as_ref()?.function.as_str()))
    }

    /// The labels that most of them have, with their shares, in the newest capture that has any.
    pub(super) fn labels(&self) -> Vec<(String, String, f64)> {
        const MOST: usize = 8;
        let captures = self.groups.iter().map(|group| group.snapshots.len()).max().unwrap_or(0);
        for at in (0..captures).rev() {
            let snapshots = || self.groups.iter().filter_map(|group| group.snapshots.get(at));
            let all: i64 = snapshots().map(|snapshot| snapshot.count.max(snapshot.leaked)).sum();
            let mut labels: Vec<(String, String, i64)> = Vec::new();
            for (key, value, count) in snapshots().flat_map(|snapshot| &snapshot.labels) {
                match labels.iter_mut().find(|label| label.0 == *key && label.1 == *value) {
                    Some(label) => label.2 += count,
                    None => labels.push((key.clone(), value.clone(), *count)),
                }
            }
            if !labels.is_empty() {
                sort_items(&mut labels, &|left, right| {
                    right.2.cmp(&left.2).then_with(|| (&left.0, &left.1).cmp(&(&right.0, &right.1)))
                });
                labels.truncate(MOST);
                let share = |count: i64| count as f64 / all.max(1) as f64;
                return labels.into_iter().map(|(key, value, count)| (key, value, share(count))).collect();
            }
        }
        Vec::new()
    }
}
