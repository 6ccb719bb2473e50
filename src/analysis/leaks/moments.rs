//! Captures of goroutines as moments of one process.

use super::Note;
use super::heap_series::{far_apart, natural_order};
use crate::analysis::goroutines::{Capture, CaptureForm, GoroutineGroup, GoroutineTable};
use crate::analysis::sorting::sort_items;

/// One moment: a capture, or the pieces that a dump was split into.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Moment {
    captures: Vec<usize>,
    /// When it was taken, 0 where that is not known.
    pub(super) time: i64,
    /// Where it is in the series: its time in hours; of a dump without one the largest id, a counter that only grows
    /// (goroutines.md §0, fact 2); of a text without either its place.
    pub(super) x: f64,
}

/// The moments that are judged, and those that tell ids.
#[derive(Debug, Default)]
pub(super) struct Moments {
    /// Of one form, since two forms of one moment would count twice: the form with most moments.
    pub(super) judged: Vec<Moment>,
    /// Whether `x` of these are hours.
    pub(super) has_times: bool,
    /// The dumps.
    pub(super) dumps: Vec<Moment>,
    /// How many captures of the judged form there were.
    pub(super) captures: usize,
}

impl Moment {
    fn new(table: &GoroutineTable, at: usize, x: f64) -> Self {
        Self { captures: vec![at], time: table.captures[at].time_nanos, x }
    }

    /// How many goroutines a group has in it.
    pub(super) fn count(&self, group: &GoroutineGroup) -> i64 {
        self.captures.iter().filter_map(|&at| Some(group.snapshots.get(at)?.count)).sum()
    }

    /// How many there are.
    pub(super) fn total(&self, table: &GoroutineTable) -> i64 {
        self.captures.iter().map(|&at| table.captures[at].total).sum()
    }

    /// The ids that a group has in it, ascending.
    pub(super) fn ids(&self, groups: &mut dyn Iterator<Item = &GoroutineGroup>) -> Vec<u64> {
        let mut ids = Vec::new();
        for group in groups {
            for &at in &self.captures {
                ids.extend(group.snapshots.get(at).map_or(&[][..], |snapshot| &snapshot.ids));
            }
        }
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}

impl Moments {
    /// Of all captures.
    pub(super) fn of(table: &GoroutineTable, notes: &mut Vec<Note>) -> Self {
        let mut names: Vec<usize> = (0..table.captures.len()).collect();
        sort_items(&mut names, &|&left, &right| {
            natural_order(&table.captures[left].name, &table.captures[right].name)
        });
        let of_form = |wanted: CaptureForm, is_timed: Option<bool>| -> Vec<usize> {
            let is_wanted = |capture: &Capture| {
                capture.form == wanted && is_timed.is_none_or(|timed| timed == (capture.time_nanos > 0))
            };
            names.iter().copied().filter(|&at| is_wanted(&table.captures[at])).collect()
        };
        for capture in table.captures.iter().filter(|capture| capture.is_cut) {
            notes.push(Note::Cut(capture.name.clone()));
        }
        let dumps = of_form(CaptureForm::Dump, None);
        let captures =
            [of_form(CaptureForm::Profile, Some(true)), dumps, of_form(CaptureForm::Profile, Some(false))];
        let dumps = of_dumps(table, &captures[1], notes);
        let texts = captures[2].iter().enumerate().map(|(x, &at)| Moment::new(table, at, x as f64)).collect();
        let forms = [timed(table, &captures[0]), dumps.clone(), texts];
        // Of equally many the first of these: times give rates, ids an order.
        let most = (0..forms.len()).rev().max_by_key(|&at| forms[at].len()).unwrap_or(0);
        let judged = forms[most].clone();
        let hours = judged.windows(2).all(|pair| pair[0].time > 0 && pair[0].time < pair[1].time);
        Self { has_times: hours && most == 0, judged, dumps, captures: captures[most].len() }
    }
}

/// Moments of captures that say when they were taken.
fn timed(table: &GoroutineTable, captures: &[usize]) -> Vec<Moment> {
    const NANOS_OF_AN_HOUR: f64 = 3.6e12;
    let first = captures.iter().map(|&at| table.captures[at].time_nanos).min().unwrap_or(0);
    let hours = |at: usize| table.captures[at].time_nanos.saturating_sub(first) as f64 / NANOS_OF_AN_HOUR;
    let moments = captures.iter().map(|&at| Moment::new(table, at, hours(at))).collect();
    apart(moments)
}

/// Moments in order, without those that are near to the next.
fn apart(mut moments: Vec<Moment>) -> Vec<Moment> {
    sort_items(&mut moments, &|left, right| left.x.total_cmp(&right.x));
    let x: Vec<f64> = moments.iter().map(|moment| moment.x).collect();
    far_apart(&x).into_iter().map(|at| moments[at].clone()).collect()
}

/// Moments of dumps: those that follow each other by name and share no goroutine are pieces of one, because every whole
/// dump has the main goroutine and all that wait for long.
fn of_dumps(table: &GoroutineTable, dumps: &[usize], notes: &mut Vec<Note>) -> Vec<Moment> {
    let mut moments: Vec<(Moment, Vec<u64>)> = Vec::new();
    for &at in dumps {
        let moment = Moment::new(table, at, 0.0);
        let ids = moment.ids(&mut table.groups.iter());
        match moments.last_mut() {
            Some((last, known)) if !ids.is_empty() && !known.is_empty() && shared(known, &ids) == 0 => {
                last.captures.push(at);
                known.extend(ids);
                known.sort_unstable();
            }
            _ => moments.push((moment, ids)),
        }
    }
    let mut done = Vec::new();
    for (mut moment, ids) in moments {
        moment.x = ids.last().map_or(0.0, |&id| id as f64);
        if moment.captures.len() > 1 {
            let names = moment.captures.iter().map(|&at| table.captures[at].name.clone());
            notes.push(Note::Pieces(names.collect()));
        }
        done.push(moment);
    }
    apart(done)
}

/// How many ids two ascending lists have in common.
pub(super) fn shared(left: &[u64], right: &[u64]) -> usize {
    left.iter().filter(|id| right.binary_search(id).is_ok()).count()
}
