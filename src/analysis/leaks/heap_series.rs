//! Heap profiles as a series of one process: which belong to it, in which order, and which tell anything new.

use std::cmp::Ordering;

use super::thresholds::ONE_MOMENT;
use super::{HeapSnapshot, Note, Subject};
use crate::analysis::goroutines::{is_standard, normal_name};
use crate::analysis::sorting::sort_items;
use crate::profile::Profile;

/// The sample types that are read, in the order of [`Snapshot::totals`].
pub(super) const TYPES: [&str; 4] = ["inuse_objects", "inuse_space", "alloc_objects", "alloc_space"];
/// Places in [`TYPES`].
pub(super) const OBJECTS: usize = 0;
/// See [`TYPES`].
pub(super) const BYTES: usize = 1;
/// See [`TYPES`].
pub(super) const MADE: usize = 2;
/// See [`TYPES`].
pub(super) const MADE_BYTES: usize = 3;

/// One moment of the process.
#[derive(Debug, Clone)]
pub(super) struct Snapshot<'a> {
    pub(super) name: &'a str,
    pub(super) profile: &'a Profile,
    /// Where the columns of [`TYPES`] are.
    pub(super) columns: [Option<usize>; 4],
    pub(super) totals: [Option<i64>; 4],
    /// When its values were true: the end of the last collection, or else the capture. 0 where nobody knows.
    pub(super) time: i64,
    /// The profile of this moment that has `runtime.MemStats`: it itself, or a text that was taken with it.
    pub(super) memory: Option<&'a Profile>,
    /// Whether it is a text, which says nothing of its own time.
    is_text: bool,
}

/// The snapshots of one process by time.
#[derive(Debug, Clone, Default)]
pub(super) struct HeapSeries<'a> {
    pub(super) snapshots: Vec<Snapshot<'a>>,
    /// Which are judged: those after the last break that tell something new.
    pub(super) judged: Vec<usize>,
    /// All those after the last break.
    pub(super) unbroken: Vec<usize>,
    /// Whether all times are known and ascend, so that there are rates.
    pub(super) has_times: bool,
}

impl<'a> Snapshot<'a> {
    /// `None` where the profile is no heap at a moment.
    fn of(heap: &HeapSnapshot<'a>) -> Option<Self> {
        let profile = heap.profile;
        let column = |name: &str| {
            let found = profile.sample_index(name)?;
            (found < profile.samples().column_count().max(1)).then_some(found)
        };
        let columns = TYPES.map(column);
        columns[BYTES]?;
        let mut totals = [None; 4];
        for (total, column) in totals.iter_mut().zip(columns) {
            let Some(column) = column else { continue };
            if profile.samples().is_empty() {
                *total = Some(0);
                continue;
            }
            let mut sum = 0_i64;
            for &value in profile.samples().values(column) {
                if value < 0 {
                    return None;
                }
                sum = sum.saturating_add(value);
            }
            *total = Some(sum);
        }
        let collected = profile.memory_stat("LastGC").filter(|&time| time > 0);
        let is_text = !profile.header().memory_stats.is_empty();
        (profile.header().duration_nanos == 0).then_some(Self {
            name: heap.name,
            profile,
            columns,
            totals,
            time: collected.unwrap_or(profile.header().time_nanos),
            memory: is_text.then_some(profile),
            is_text,
        })
    }

    /// Whether both are of the same state of the heap: no collection ended between them. The runtime scales the values of a
    /// profile and the reader those of a text, so that they differ in the last digit of each sample.
    fn is_same(&self, other: &Self) -> bool {
        let slack = if self.is_text == other.is_text { 0.0 } else { 1e-4 };
        let near = |left: Option<i64>, right: Option<i64>| match (left, right) {
            (Some(left), Some(right)) => left.abs_diff(right) as f64 <= slack * left.max(right) as f64,
            _ => true,
        };
        // What was allocated tells it; where a profile has not that, what is in use.
        let has_allocations = self.totals[MADE_BYTES].is_some() && other.totals[MADE_BYTES].is_some();
        let from = if has_allocations { MADE } else { OBJECTS };
        (from..from + 2).all(|at| near(self.totals[at], other.totals[at]))
    }

    fn build(&self) -> &'a str {
        self.profile.mappings().main().map_or("", |main| self.profile.text(main.build_id))
    }
}

impl<'a> HeapSeries<'a> {
    /// Of all that are given, those of one process.
    pub(super) fn of(heaps: &[HeapSnapshot<'a>], notes: &mut Vec<Note>) -> Self {
        let (mut snapshots, mut differences) = (Vec::new(), Vec::new());
        for heap in heaps {
            match Snapshot::of(heap) {
                Some(snapshot) => snapshots.push(snapshot),
                None => differences.push(heap.name.to_owned()),
            }
        }
        if !differences.is_empty() {
            differences.sort_unstable();
            notes.push(Note::Differences(differences));
        }
        // So that nothing depends on the order of the files.
        sort_items(&mut snapshots, &|left, right| natural_order(left.name, right.name));
        let snapshots = paired(of_one_program(snapshots, notes));
        let mut series = Self { has_times: true, ..Self::default() }.ordered(snapshots);
        if !series.has_times && series.snapshots.len() > 1 {
            notes.push(Note::NoTimes(Subject::Heap));
        }
        series.choose(notes);
        series
    }

    /// By time where all times are known and what was allocated agrees with them; else by name.
    fn ordered(mut self, mut by_name: Vec<Snapshot<'a>>) -> Self {
        let falls = |snapshots: &[Snapshot<'_>]| {
            let fell = |pair: &&[Snapshot<'_>]| has_fallen(&pair[0], &pair[1]);
            snapshots.windows(2).filter(fell).count()
        };
        sort_items(&mut by_name, &|left, right| natural_order(left.name, right.name));
        let mut by_time = by_name.clone();
        sort_items(&mut by_time, &|left, right| {
            (left.time, left.totals[MADE_BYTES]).cmp(&(right.time, right.totals[MADE_BYTES]))
        });
        let is_known = by_time.iter().all(|snapshot| snapshot.time > 0);
        self.has_times = is_known && falls(&by_time) <= falls(&by_name);
        let sorted = if self.has_times { by_time } else { by_name };
        for snapshot in sorted {
            self.push(snapshot);
        }
        let mut pairs = self.snapshots.windows(2);
        self.has_times &= pairs.all(|pair| pair[0].time < pair[1].time || pair[0].is_same(&pair[1]));
        self
    }

    /// Adds a snapshot; of two of the same state and moment the first.
    fn push(&mut self, snapshot: Snapshot<'a>) {
        const SECOND: u64 = 1_000_000_000;
        let last = self.snapshots.last_mut().filter(|last| last.is_same(&snapshot));
        match last.filter(|last| snapshot.time.abs_diff(last.time) <= SECOND) {
            Some(last) => last.memory = last.memory.or(snapshot.memory),
            None => self.snapshots.push(snapshot),
        }
    }

    /// Finds what is judged.
    fn choose(&mut self, notes: &mut Vec<Note>) {
        let all = &self.snapshots;
        let mut start = 0;
        for at in 1..all.len() {
            let builds = [all[at - 1].build(), all[at].build()];
            if has_fallen(&all[at - 1], &all[at]) {
                start = at;
                notes.push(Note::Restarted(at));
            } else if builds[0] != builds[1] && builds.iter().all(|build| !build.is_empty()) {
                start = at;
                notes.push(Note::OtherBuild(at));
            }
        }
        self.unbroken = (start..all.len()).collect();
        let mut without = 0;
        for at in start..all.len() {
            match self.judged.last() {
                Some(&last) if all[last].is_same(&all[at]) => without += 1,
                _ => self.judged.push(at),
            }
        }
        if without > 0 {
            notes.push(Note::NoCollection(without));
        }
        if self.has_times {
            let times: Vec<f64> = self.judged.iter().map(|&at| all[at].time as f64).collect();
            self.judged = far_apart(&times).into_iter().map(|place| self.judged[place]).collect();
        }
    }

    /// The place in time of a snapshot: hours since the first, or its number where times are not known.
    pub(super) fn hours(&self, at: usize) -> f64 {
        const NANOS_OF_AN_HOUR: f64 = 3.6e12;
        if !self.has_times {
            return at as f64;
        }
        self.snapshots[at].time.saturating_sub(self.snapshots[0].time) as f64 / NANOS_OF_AN_HOUR
    }

    /// The first and the newest snapshot that are judged.
    pub(super) fn ends(&self) -> Option<[usize; 2]> {
        Some([*self.judged.first()?, *self.judged.last()?])
    }
}

/// Without the texts that show what a profile shows, each of which gives that profile its `runtime.MemStats`. Before the
/// first collection a text has no time at all, and later none of its own.
fn paired(snapshots: Vec<Snapshot<'_>>) -> Vec<Snapshot<'_>> {
    let (texts, mut paired): (Vec<_>, Vec<_>) = snapshots.into_iter().partition(|snapshot| snapshot.is_text);
    for text in texts {
        let is_pair = |other: &&mut Snapshot<'_>| other.memory.is_none() && other.is_same(&text);
        match paired.iter_mut().find(is_pair) {
            Some(profile) => profile.memory = text.memory,
            None => paired.push(text),
        }
    }
    paired
}

/// Whether the process was started anew between two snapshots: by more than rounding, less was allocated.
fn has_fallen(before: &Snapshot<'_>, after: &Snapshot<'_>) -> bool {
    let pair = before.totals[MADE_BYTES].zip(after.totals[MADE_BYTES]);
    let slack = if before.is_text == after.is_text { 0.0 } else { 1e-4 };
    pair.is_some_and(|(before, after)| (after as f64) < before as f64 * (1.0 - slack))
}

/// Which of ascending places are far enough apart to be moments of their own: of those that are near to each other, the
/// last. Two profiles of one moment would count twice in every test.
pub(super) fn far_apart(x: &[f64]) -> Vec<usize> {
    let mut steps: Vec<f64> = x.windows(2).map(|pair| pair[1] - pair[0]).collect();
    steps.sort_by(f64::total_cmp);
    // The upper median: with a text beside every profile half of all steps are none.
    let usual = steps.get(steps.len() * 3 / 4).copied().unwrap_or(0.0);
    let mut chosen: Vec<usize> = Vec::new();
    for at in 0..x.len() {
        if chosen.last().is_some_and(|&last| x[at] - x[last] < usual * ONE_MOMENT) {
            chosen.pop();
        }
        chosen.push(at);
    }
    chosen
}

/// The snapshots of the program that most are of, and a note on the others.
fn of_one_program<'a>(snapshots: Vec<Snapshot<'a>>, notes: &mut Vec<Note>) -> Vec<Snapshot<'a>> {
    let mut programs: Vec<(&str, Vec<String>, Vec<Snapshot<'a>>)> = Vec::new();
    for snapshot in snapshots {
        let profile = snapshot.profile;
        let file = profile.mappings().main().map_or("", |main| profile.text(main.file));
        let file = file.rsplit(['/', '\\']).next().unwrap_or_default();
        let names = own_functions(profile);
        let found =
            programs.iter_mut().find(|(other, known, _)| is_one_program([file, other], [&names, known]));
        match found {
            Some((_, known, members)) => {
                known.extend(names);
                known.sort_unstable();
                known.dedup();
                members.push(snapshot);
            }
            None => programs.push((file, names, vec![snapshot])),
        }
    }
    // The last of those with equally many.
    let Some(most) = (0..programs.len()).max_by_key(|&at| programs[at].2.len()) else { return Vec::new() };
    let judged = programs.swap_remove(most).2;
    if !programs.is_empty() {
        let others = programs.iter().flat_map(|(_, _, members)| members);
        let mut names: Vec<String> = others.map(|snapshot| snapshot.name.to_owned()).collect();
        names.sort_unstable();
        notes.push(Note::OtherPrograms(names));
    }
    judged
}

/// The functions of a profile that are not Go's own, by name.
fn own_functions(profile: &Profile) -> Vec<String> {
    let names = profile.functions().iter().map(|function| normal_name(profile.text(function.name)));
    let mut own: Vec<String> = names.filter(|name| !is_standard(name)).collect();
    own.sort_unstable();
    own.dedup();
    own
}

/// Whether two profiles are of one program: their binaries have the same name and they share a function, or, where the
/// names say nothing, they share a quarter of the functions of the smaller one. What has no functions agrees with all.
fn is_one_program(files: [&str; 2], names: [&[String]; 2]) -> bool {
    let fewest = names[0].len().min(names[1].len());
    if fewest == 0 {
        return files[0] == files[1] || files.contains(&"");
    }
    let shared = names[0].iter().filter(|name| names[1].binary_search(name).is_ok()).count();
    match () {
        () if files.contains(&"") => shared * 4 >= fewest,
        () if files[0] == files[1] => shared > 0,
        () => shared * 2 >= fewest,
    }
}

/// Names as people order them: `heap-10` behind `heap-2`.
pub(super) fn natural_order(left: &str, right: &str) -> Ordering {
    let (mut rest, mut other) = (left.as_bytes(), right.as_bytes());
    while let ([first, ..], [second, ..]) = (rest, other) {
        let order = if first.is_ascii_digit() && second.is_ascii_digit() {
            let (number, other_number) = (take_number(&mut rest), take_number(&mut other));
            (number.len(), number).cmp(&(other_number.len(), other_number))
        } else {
            (rest, other) = (&rest[1..], &other[1..]);
            first.cmp(second)
        };
        if order.is_ne() {
            return order;
        }
    }
    (rest.len(), left).cmp(&(other.len(), right))
}

/// Takes the digits that a text begins with, and gives them without leading zeros.
fn take_number<'a>(text: &mut &'a [u8]) -> &'a [u8] {
    let end = text.iter().position(|letter| !letter.is_ascii_digit()).unwrap_or(text.len());
    let (digits, rest) = text.split_at(end);
    *text = rest;
    let zeros = digits.iter().take_while(|&&digit| digit == b'0').count();
    &digits[zeros..]
}
