//! Captures of goroutines as moments of one process: those of one form, each moment once.

use super::Note;
use super::heap_series::{far_apart, natural_order};
use crate::analysis::goroutines::{Capture, CaptureForm, GoroutineGroup, GoroutineTable};
use crate::analysis::sorting::sort_items;

/// One capture as a moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Moment {
    capture: usize,
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
        Self { capture: at, time: table.captures[at].time_nanos, x }
    }

    /// How many goroutines a group has in it.
    pub(super) fn count(&self, group: &GoroutineGroup) -> i64 {
        group.snapshots.get(self.capture).map_or(0, |snapshot| snapshot.count)
    }

    /// How many there are.
    pub(super) fn total(&self, table: &GoroutineTable) -> i64 {
        table.captures[self.capture].total
    }

    /// The ids that a group has in it, ascending.
    pub(super) fn ids(&self, groups: &mut dyn Iterator<Item = &GoroutineGroup>) -> Vec<u64> {
        let mut ids = Vec::new();
        for group in groups {
            ids.extend(group.snapshots.get(self.capture).map_or(&[][..], |snapshot| &snapshot.ids));
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
        let captures = [
            of_form(CaptureForm::Profile, Some(true)),
            of_form(CaptureForm::Dump, None),
            of_form(CaptureForm::Profile, Some(false)),
        ];
        let counter =
            |at: usize| table.groups.iter().filter_map(|group| group.snapshots.get(at)?.ids.last()).max();
        let dumps =
            captures[1].iter().map(|&at| Moment::new(table, at, counter(at).map_or(0.0, |&id| id as f64)));
        let dumps = apart(dumps.collect());
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
    far_apart(&x).into_iter().map(|at| moments[at]).collect()
}

/// How many ids two ascending lists have in common.
pub(super) fn shared(left: &[u64], right: &[u64]) -> usize {
    left.iter().filter(|id| right.binary_search(id).is_ok()).count()
}
