//! Which capture was taken before which, and which dumps are pieces of one.

use std::cmp::Ordering;

use super::{CaptureForm, Source};
use crate::goroutine::{Dump, DumpForm};
use crate::profile::RowMap;

/// One capture: its sources, of which only a dump in pieces has several.
#[derive(Debug)]
pub(super) struct Taken {
    pub(super) form: CaptureForm,
    pub(super) sources: Vec<usize>,
    /// The numbers in its name.
    numbers: Vec<u64>,
    /// The largest id of its goroutines.
    last_id: u64,
}

/// The captures of sources, oldest first, whatever the order of the sources.
///
/// Times decide where they are known. Dumps have none, but ids, which only ascend; among what has a time, and where there are no ids,
/// numbers in names decide: `goroutine-3.txt` is taken with `goroutine-3.pb.gz`.
pub(super) fn in_order(sources: &[Source<'_>]) -> Vec<Taken> {
    let mut by_name: Vec<(usize, CaptureForm)> =
        sources.iter().enumerate().filter_map(|(at, source)| Some((at, source.form()?))).collect();
    by_name.sort_by(|&(one, _), &(other, _)| natural(sources, one, other));
    let (dumps, counted): (Vec<_>, Vec<_>) =
        by_name.into_iter().partition(|(at, form)| *form == CaptureForm::Dump && sources[*at].dump.is_some());
    let taken =
        |at: usize, form| Taken { form, sources: vec![at], numbers: numbers(sources[at].name), last_id: 0 };
    let (mut timed, untimed): (Vec<Taken>, Vec<Taken>) = counted
        .into_iter()
        .map(|(at, form)| taken(at, form))
        .partition(|taken| sources[taken.sources[0]].time_nanos != 0);
    timed.sort_by_key(|taken| sources[taken.sources[0]].time_nanos);
    let mut ordered = joined(sources, dumps.into_iter().map(|(at, form)| taken(at, form)));
    ordered.sort_by_key(|taken| taken.last_id);
    merged(timed, merged(ordered, untimed))
}

/// By numbers, then by name and content: sources may have equal names.
fn natural(sources: &[Source<'_>], one: usize, other: usize) -> Ordering {
    let size = |at: usize| {
        let dump = sources[at].dump;
        (
            sources[at].time_nanos,
            sources[at].profile.samples().len(),
            dump.map(|dump| (dump.counted().count(), last_id(dump))),
        )
    };
    numbers(sources[one].name)
        .cmp(&numbers(sources[other].name))
        .then_with(|| sources[one].name.cmp(sources[other].name))
        .then_with(|| size(one).cmp(&size(other)))
}

/// The numbers in a path, but for those that only say the form: `.debug2`, `.pb.gz`.
fn numbers(name: &str) -> Vec<u64> {
    let name = name.replace("debug=", "debug").replace("debug1", "").replace("debug2", "");
    let digits = name.split(|c: char| !c.is_ascii_digit()).filter(|digits| !digits.is_empty());
    digits.map(|digits| digits.parse().unwrap_or(u64::MAX)).collect()
}

fn last_id(dump: &Dump) -> u64 {
    dump.counted().map(|(_, goroutine)| goroutine.id).max().unwrap_or(0)
}

/// Puts captures into others that are in order: each behind the last that its numbers do not precede, and none before one that it
/// followed. Those without numbers come last.
fn merged(into: Vec<Taken>, more: Vec<Taken>) -> Vec<Taken> {
    let mut at = 0;
    let mut places = Vec::with_capacity(more.len());
    for taken in &more {
        // A piece of a dump has one number more.
        let fits = |other: &Taken| {
            let length = other.numbers.len().min(taken.numbers.len());
            length > 0 && other.numbers[..length] <= taken.numbers[..length]
        };
        let place = if taken.numbers.is_empty() {
            into.len()
        } else {
            into.iter().rposition(fits).map_or(0, |at| at + 1)
        };
        at = place.max(at);
        places.push(at);
    }
    let mut more = places.into_iter().zip(more).peekable();
    let mut all = Vec::new();
    for (place, taken) in into.into_iter().enumerate() {
        while let Some((_, before)) = more.next_if(|(at, _)| *at <= place) {
            all.push(before);
        }
        all.push(taken);
    }
    all.extend(more.map(|(_, taken)| taken));
    all
}

/// Joins what are pieces of one dump: no goroutine is in two of them, and so at most one has goroutine 1, which every process has.
fn joined(sources: &[Source<'_>], dumps: impl Iterator<Item = Taken>) -> Vec<Taken> {
    // Those with goroutine 1 first: the others are pieces of one of them, if any.
    let has_first = |taken: &Taken| {
        let dump = sources[taken.sources[0]].dump;
        dump.is_some_and(|dump| dump.counted().any(|(_, goroutine)| goroutine.id == 1))
    };
    let (with, without): (Vec<Taken>, Vec<Taken>) = dumps.partition(has_first);
    let mut all: Vec<(Taken, RowMap<u64, ()>)> = Vec::new();
    for mut taken in with.into_iter().chain(without) {
        let Some(dump) = sources[taken.sources[0]].dump else { continue };
        taken.last_id = last_id(dump);
        let is_apart = |ids: &RowMap<u64, ()>| {
            (ids.get(&1).is_none() || dump.counted().all(|(_, goroutine)| goroutine.id != 1))
                && dump.counted().all(|(_, goroutine)| ids.get(&goroutine.id).is_none())
        };
        // Only the first piece of a panic tells that it is one: two that do are two panics.
        let is_alike = |other: &Taken| {
            let other = sources[other.sources[0]];
            let forms = [other.dump.map_or(DumpForm::Stacks, Dump::form), dump.form()];
            let is_once = forms.iter().all(|form| matches!(form, DumpForm::Panic | DumpForm::FatalError));
            let is_one = forms[0] == forms[1] || forms.contains(&DumpForm::Stacks);
            folder(other.name) == folder(sources[taken.sources[0]].name) && is_one && !is_once
        };
        // The one with the most similar name: a later piece may share no goroutine with an earlier dump, either.
        let likeness = |other: &Taken| shared_prefix(other, &taken, sources);
        let candidates = all.iter().enumerate().filter(|(_, (other, ids))| is_alike(other) && is_apart(ids));
        let found = candidates
            .max_by_key(|(at, (other, _))| (likeness(other), std::cmp::Reverse(*at)))
            .map(|(at, _)| at);
        let at = found.unwrap_or_else(|| {
            let (form, numbers) = (taken.form, taken.numbers.clone());
            all.push((Taken { form, numbers, sources: Vec::new(), last_id: 0 }, RowMap::default()));
            all.len() - 1
        });
        let (into, ids) = &mut all[at];
        into.last_id = into.last_id.max(taken.last_id);
        into.sources.append(&mut taken.sources);
        dump.counted().for_each(|(_, goroutine)| ids.insert(goroutine.id, ()));
    }
    all.into_iter().map(|(taken, _)| taken).collect()
}

/// How many numbers two names begin with in common, and how many bytes.
fn shared_prefix(one: &Taken, other: &Taken, sources: &[Source<'_>]) -> (usize, usize) {
    let numbers = one.numbers.iter().zip(&other.numbers).take_while(|(one, other)| one == other).count();
    let [one, other] = [one, other].map(|taken| sources[taken.sources[0]].name.bytes());
    (numbers, one.zip(other).take_while(|(one, other)| one == other).count())
}

fn folder(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_of_names() {
        assert_eq!(numbers("leaky-rate4096/goroutine-3.debug2.txt.gz"), [4096, 3]);
        assert_eq!(numbers("goroutine?debug=2"), [0; 0]);
        assert_eq!(numbers("log.txt #12"), [12]);
    }

    fn taken(numbers: &[u64]) -> Taken {
        Taken { form: CaptureForm::Profile, sources: Vec::new(), numbers: numbers.into(), last_id: 0 }
    }

    #[test]
    fn what_has_no_time_is_placed_by_numbers() {
        let into = [1, 2, 4, 6].map(|number| taken(&[number])).into();
        let more = vec![taken(&[0]), taken(&[2]), taken(&[1]), taken(&[5]), taken(&[])];
        let all: Vec<Vec<u64>> = merged(into, more).into_iter().map(|taken| taken.numbers).collect();
        // The 1 follows the 2 because it did so before.
        assert_eq!(all, [vec![0], vec![1], vec![2], vec![2], vec![1], vec![4], vec![5], vec![6], vec![]]);
    }
}
