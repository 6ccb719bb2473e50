//! What the captures tell of a group beyond its stack.

use super::clause::Clause;
use super::matching::has;
use crate::analysis::goroutines::{GoroutineFrame, GoroutineGroup, GoroutineTable, is_standard};

/// From this share of its first goroutines on a group has kept them. Of leaks it is 1; a request that was in flight in the
/// first dump and belongs to the same stack makes it a little less.
pub(super) const KEPT: f64 = 0.8;

/// Up to this share of its first goroutines a group has others now.
pub(super) const TURNOVER: f64 = 0.5;

/// Growth up to so many goroutines is no growth, nor up to a tenth (goroutines.md §4.2).
const IMMATERIAL: i64 = 5;

/// How many goroutines a group has in the newest capture that counts all of them.
pub(super) fn newest(table: &GoroutineTable, group: &GoroutineGroup) -> i64 {
    counts(table, group).last().copied().unwrap_or_else(|| group.proved())
}

fn counts(table: &GoroutineTable, group: &GoroutineGroup) -> Vec<i64> {
    table.counting().iter().filter_map(|&at| group.snapshots.get(at)).map(|of| of.count).collect()
}

/// Whether it has not grown materially over at least two captures.
pub(super) fn is_steady(table: &GoroutineTable, group: &GoroutineGroup) -> bool {
    let counts = counts(table, group);
    let [first, .., last] = counts.as_slice() else { return false };
    last.saturating_sub(*first) <= IMMATERIAL.max(first / 10)
}

/// Whether it has as many goroutines in every capture, of at least two.
pub(super) fn is_unchanged(table: &GoroutineTable, group: &GoroutineGroup) -> bool {
    let counts = counts(table, group);
    counts.len() > 1 && counts.iter().all(|count| *count > 0 && *count == counts[0])
}

/// The ids of the first dump that has some of the group, and those of the newest dump. `None` with one dump.
fn first_and_last<'a>(table: &GoroutineTable, group: &'a GoroutineGroup) -> Option<[&'a [u64]; 2]> {
    let dumps = table.dumps();
    let ids = |at: &usize| group.snapshots.get(*at).map(|of| of.ids.as_slice());
    let (last, before) = dumps.split_last()?;
    let first = before.iter().filter_map(ids).find(|ids| !ids.is_empty())?;
    Some([first, ids(last)?])
}

/// Which share of the goroutines that it had in the first dump it still has in the newest.
pub(super) fn kept(table: &GoroutineTable, group: &GoroutineGroup) -> Option<f64> {
    let [first, last] = first_and_last(table, group)?;
    let same = first.iter().filter(|id| last.binary_search(id).is_ok()).count();
    Some(same as f64 / first.len() as f64)
}

/// Whether something wakes them now and then. A goroutine's wait is told in minutes from the first garbage collection that
/// sees it blocked, and begins anew each time that it was awake. So goroutines of the first dump that do not wait for a minute,
/// while others of the first dump do, have been awake in between. Those that Go has proved to be leaked have no minutes.
pub(super) fn wakes(table: &GoroutineTable, group: &GoroutineGroup) -> bool {
    let Some(newest) = table.dumps().last().copied() else { return false };
    let has_waited = |group: &GoroutineGroup| {
        group.snapshots.get(newest).is_some_and(|of| of.minutes.is_some_and(|minutes| minutes > 0))
    };
    let is_old = |group: &GoroutineGroup| kept(table, group).is_some_and(|share| share >= KEPT);
    is_old(group)
        && !has_waited(group)
        && group.proved() == 0
        && table.groups.iter().any(|other| has_waited(other) && is_old(other))
}

/// Whether of all goroutines that have a frame, in the newest capture, at least half have it innermost.
pub(super) fn mostly_innermost(table: &GoroutineTable, clause: &Clause) -> bool {
    let (mut all, mut innermost) = (0, 0);
    for group in table.groups.iter().filter(|group| has(group, clause)) {
        let count = newest(table, group);
        all += count;
        if group.frames.first().is_some_and(|leaf| clause.matches(&leaf.function)) {
            innermost += count;
        }
    }
    all > 0 && innermost * 2 >= all
}

/// Whether somebody is inside of the function in which the group waits for a lock, and does not wait for a lock.
pub(super) fn has_holder(table: &GoroutineTable, group: &GoroutineGroup) -> bool {
    let Some(owner) = own_frames(group).next() else { return false };
    table.groups.iter().any(|other| {
        newest(table, other) > 0
            && !waits_for_lock(other)
            && own_frames(other).any(|frame| frame.function == owner.function)
    })
}

/// Whether this group waits for a lock in a method of a type that another one has gone through, which for its part waits in a
/// method of a type that this one has gone through: each is then likely to hold what the other waits for.
pub(super) fn is_crossed(table: &GoroutineTable, at: usize) -> bool {
    let Some(group) = table.groups.get(at) else { return false };
    let inside = |outer: &GoroutineGroup, inner: &GoroutineGroup| {
        let Some(waits_in) = own_frames(inner).next().and_then(|frame| receiver(&frame.function)) else {
            return false;
        };
        let own = own_frames(outer).next().and_then(|frame| receiver(&frame.function));
        own != Some(waits_in)
            && own_frames(outer).skip(1).any(|frame| receiver(&frame.function) == Some(waits_in))
    };
    table
        .groups
        .iter()
        .enumerate()
        .any(|(other, of)| other != at && waits_for_lock(of) && inside(group, of) && inside(of, group))
}

fn own_frames(group: &GoroutineGroup) -> impl Iterator<Item = &GoroutineFrame> {
    group.frames.iter().filter(|frame| !is_standard(&frame.function))
}

fn waits_for_lock(group: &GoroutineGroup) -> bool {
    let is_lock = |frame: &GoroutineFrame| {
        let name = frame.function.as_str();
        name.starts_with("sync.(*Mutex).Lock") || name.starts_with("sync.(*RWMutex).")
    };
    group.frames.iter().any(is_lock)
}

/// The type of a method with its package, `main.(*bank)` of `main.(*bank).post.func1`.
fn receiver(function: &str) -> Option<&str> {
    let end = function.find(").")?;
    function.get(..=end)
}
