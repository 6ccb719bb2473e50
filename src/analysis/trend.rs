//! How fast values grow over a series of snapshots, and what interrupts the series.

use serde::{Deserialize, Serialize};

use super::normalise::COUNTERS;
use super::sorting::sort_rows;

/// What lies between a snapshot and the one before it, so that their values are of no common line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Break {
    /// The process was started anew: what it had counted since its start fell.
    Restart,
    /// The program was built anew.
    OtherBuild,
    /// Much more time went by than between other snapshots.
    Gap,
}

/// More than so many times the usual interval is a gap.
const GAP: i64 = 3;

/// From how many intervals on one can be called usual.
const USUAL: usize = 3;

/// Before which snapshots the process was restarted: where the total of a metric falls that only grows while a process
/// lives.
///
/// `total` gives that of a snapshot by the metric's name, all in one unit. It gives `None` where the snapshot lacks the
/// metric, and where its values are not counted since the start of the process: of a profile that was taken over
/// some seconds ([`duration_nanos`](crate::profile::Header::duration_nanos)).
pub fn restarts(count: usize, total: &dyn Fn(usize, &str) -> Option<i64>) -> Vec<bool> {
    let mut restarts = vec![false; count];
    for metric in COUNTERS {
        let mut before = None;
        for (snapshot, restart) in restarts.iter_mut().enumerate() {
            let Some(now) = total(snapshot, metric) else { continue };
            *restart |= before.is_some_and(|before| now < before);
            before = Some(now);
        }
    }
    restarts
}

/// Before which snapshots the series has a hole in time: more than three times the median interval. Of fewer than four
/// snapshots nobody can say, and neither where the times do not ascend or one is not known (0).
pub fn gaps(times: &[i64]) -> Vec<bool> {
    let mut gaps = vec![false; times.len()];
    let intervals: Vec<i64> = times.windows(2).map(|pair| pair[1].saturating_sub(pair[0])).collect();
    if intervals.len() < USUAL || times.contains(&0) || intervals.iter().any(|&interval| interval <= 0) {
        return gaps;
    }
    let mut order: Vec<u32> = (0..intervals.len() as u32).collect();
    sort_rows(&mut order, &mut |left, right| intervals[left as usize].cmp(&intervals[right as usize]));
    let usual = intervals[order[order.len() / 2] as usize];
    for (gap, &interval) in gaps[1..].iter_mut().zip(&intervals) {
        *gap = interval > usual.saturating_mul(GAP);
    }
    gaps
}

/// What lies before each snapshot, by their times, the [`restarts`] and the builds of their programs, each empty where it is
/// not known. A restart counts for more than another build, and both for more than a gap.
pub fn breaks(times: &[i64], restarts: &[bool], builds: &[&str]) -> Vec<Option<Break>> {
    let is_other = |at: usize| {
        let pair = [builds[at.saturating_sub(1)], builds[at]];
        pair.iter().all(|build| !build.is_empty()) && pair[0] != pair[1]
    };
    let kind = |(at, (gap, &restart)): (usize, (bool, &bool))| match () {
        () if restart => Some(Break::Restart),
        () if is_other(at) => Some(Break::OtherBuild),
        () if gap => Some(Break::Gap),
        () => None,
    };
    gaps(times).into_iter().zip(restarts).enumerate().map(kind).collect()
}

/// Why a series has no slope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum NoSlope {
    /// A snapshot does not say when it was taken.
    #[error("a snapshot does not say when it was taken")]
    NoTime,
    /// Two snapshots were taken at the same time, or they stand in another order than they were taken in.
    #[error("the times of the snapshots do not ascend")]
    NotAscending,
    /// Nowhere are two snapshots without a break between them.
    #[error("no two snapshots follow each other without a break")]
    TooFew,
}

/// The line through the values of a series, by least squares. All rows of a series have their values at the same times, so
/// that what depends on times is computed once.
///
/// A break ends a segment. All segments share one slope, and each has a height of its own, so that no pair of
/// values counts that has a break between:
///
/// ```text
///  slope = Σ (t − t̄) (v − v̄) / Σ (t − t̄)²          t̄, v̄: the means of the segment that t and v are of
///
///  60 ┤      ╱│         100 per hour in both segments, though the last
///  30 ┤   ╱   │   ╱     value is hardly more than the first
///   0 ┤╱      │╱
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Trend {
    /// (t − t̄) / Σ (t − t̄)², per hour; 0 where a snapshot has no value.
    weights: Vec<f64>,
    /// The first snapshot with a value in the segment of each.
    starts: Vec<usize>,
}

impl Trend {
    /// For values at `times`, in nanoseconds, of the snapshots that have any, with the [`breaks`] before them.
    ///
    /// # Errors
    /// When there is no line, for which it says the reason.
    pub fn new(times: &[i64], has_value: &[bool], breaks: &[Option<Break>]) -> Result<Self, NoSlope> {
        let known: Vec<usize> = (0..times.len()).filter(|&at| has_value[at]).collect();
        if known.iter().any(|&at| times[at] == 0) {
            return Err(NoSlope::NoTime);
        }
        if known.windows(2).any(|pair| times[pair[0]] >= times[pair[1]]) {
            return Err(NoSlope::NotAscending);
        }
        let mut trend = Self { weights: vec![0.0; times.len()], starts: vec![0; times.len()] };
        let mut squares = 0.0;
        let mut rest = known.as_slice();
        while let [first, ..] = *rest {
            let has_break = |pair: &[usize]| breaks[pair[0] + 1..=pair[1]].iter().any(Option::is_some);
            let length = rest.windows(2).position(has_break).map_or(rest.len(), |last| last + 1);
            let (segment, others) = rest.split_at(length);
            squares += trend.take_segment(times, first, segment);
            rest = others;
        }
        if squares <= 0.0 {
            return Err(NoSlope::TooFew);
        }
        for weight in &mut trend.weights {
            *weight /= squares;
        }
        Ok(trend)
    }

    /// Notes how far each time of a segment is from their mean, and gives the sum of the squares.
    fn take_segment(&mut self, times: &[i64], first: usize, segment: &[usize]) -> f64 {
        const NANOS_OF_AN_HOUR: f64 = 3.6e12;
        let hours = |at: usize| times[at].saturating_sub(times[first]) as f64 / NANOS_OF_AN_HOUR;
        let mean = segment.iter().map(|&at| hours(at)).sum::<f64>() / segment.len() as f64;
        let mut squares = 0.0;
        for &at in segment {
            let distance = hours(at) - mean;
            self.weights[at] = distance;
            self.starts[at] = first;
            squares += distance * distance;
        }
        squares
    }

    /// The slope of a row, in the unit of its values per hour.
    pub fn slope(&self, values: &[Option<i64>]) -> f64 {
        let known = values.iter().enumerate().filter_map(|(at, value)| Some((at, (*value)?)));
        // Against the segment's first value, which changes no slope and keeps that of equal values at exactly 0.
        let rise =
            |(at, value): (usize, i64)| i128::from(value) - i128::from(values[self.starts[at]].unwrap_or(0));
        known.map(|(at, value)| self.weights[at] * rise((at, value)) as f64).sum()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MINUTE: i64 = 60_000_000_000;

    fn minutes(minutes: &[i64]) -> Vec<i64> {
        minutes.iter().map(|minute| minute * MINUTE).collect()
    }

    fn slope(times: &[i64], values: &[Option<i64>], breaks: &[Option<Break>]) -> Result<f64, NoSlope> {
        let has_value: Vec<bool> = values.iter().map(Option::is_some).collect();
        Ok(Trend::new(times, &has_value, breaks)?.slope(values))
    }

    #[test]
    fn a_counter_that_falls_is_a_restart() {
        let totals = [Some(5), Some(9), None, Some(7), Some(7), Some(8)];
        let alloc = |at: usize, metric: &str| totals[at].filter(|_| metric == "alloc_space");
        assert_eq!(restarts(6, &alloc), [false, false, false, true, false, false]);
        let in_use = |at: usize, metric: &str| totals[at].filter(|_| metric == "inuse_space");
        assert_eq!(restarts(6, &in_use), [false; 6]);
    }

    #[test]
    fn much_time_is_a_gap() {
        assert_eq!(gaps(&minutes(&[1, 2, 3, 4, 9, 10])), [false, false, false, false, true, false]);
        assert_eq!(gaps(&minutes(&[1, 2, 3, 4, 7, 8])), [false; 6]);
        assert_eq!(gaps(&minutes(&[1, 2, 90])), [false; 3]);
        assert_eq!(gaps(&minutes(&[0, 2, 3, 4, 90])), [false; 5]);
        assert_eq!(gaps(&[]), [false; 0]);
    }

    #[test]
    fn a_restart_counts_for_more_than_another_build_or_a_gap() {
        let times = minutes(&[1, 2, 3, 4, 9]);
        let restarts = [false, false, true, false, false];
        let got = breaks(&times, &restarts, &["a", "a", "b", "c", ""]);
        assert_eq!(got, [None, None, Some(Break::Restart), Some(Break::OtherBuild), Some(Break::Gap)]);
    }

    #[test]
    fn a_break_is_never_averaged_over() {
        let times = minutes(&[60, 120, 180, 240]);
        let halves = [Some(10), Some(110), Some(0), Some(100)];
        let restart = [None, None, Some(Break::Restart), None];
        assert_eq!(slope(&times, &halves, &restart), Ok(100.0));
        assert!(slope(&times, &halves, &[None; 4]).is_ok_and(|slope| slope < 50.0));
        // The break may lie before a snapshot without a value.
        let hole = [Some(10), None, Some(0), Some(100)];
        assert_eq!(slope(&times, &hole, &[None, Some(Break::Gap), None, None]), Ok(100.0));
    }

    #[test]
    fn without_times_there_is_no_slope() {
        let two = [Some(1), Some(2)];
        assert_eq!(slope(&minutes(&[0, 1]), &two, &[None; 2]), Err(NoSlope::NoTime));
        assert_eq!(slope(&minutes(&[1, 1]), &two, &[None; 2]), Err(NoSlope::NotAscending));
        assert_eq!(slope(&minutes(&[2, 1]), &two, &[None; 2]), Err(NoSlope::NotAscending));
        assert_eq!(slope(&minutes(&[1, 2]), &two, &[None, Some(Break::Gap)]), Err(NoSlope::TooFew));
        assert_eq!(slope(&minutes(&[0, 1]), &[None, Some(2)], &[None; 2]), Err(NoSlope::TooFew));
        assert_eq!(slope(&[], &[], &[]), Err(NoSlope::TooFew));
    }

    /// Ascending times, and values at them.
    fn series() -> impl Strategy<Value = (Vec<i64>, Vec<i64>)> {
        let point = (1..10_000_i64, -1_000_000_000_000..1_000_000_000_000_i64);
        prop::collection::vec(point, 2..30).prop_map(|points| {
            let (intervals, values): (Vec<i64>, Vec<i64>) = points.into_iter().unzip();
            let mut time = 0;
            let ascend = |interval: i64| {
                time += interval * 1_000_000_000;
                time
            };
            (intervals.into_iter().map(ascend).collect(), values)
        })
    }

    fn some(values: &[i64]) -> Vec<Option<i64>> {
        values.iter().copied().map(Some).collect()
    }

    proptest! {
        #[test]
        fn a_straight_line_gives_its_slope((times, _) in series(), per_second in -1_000_000..1_000_000_i64) {
            let values: Vec<_> = times.iter().map(|time| time / 1_000_000_000 * per_second + 17).collect();
            let wanted = per_second as f64 * 3600.0;
            let got = slope(&times, &some(&values), &vec![None; times.len()]).unwrap();
            prop_assert!((got - wanted).abs() <= 1e-9 * wanted.abs());
        }

        #[test]
        fn when_it_was_does_not_matter((times, values) in series(), shift in 0..1_700_000_000_000_000_000_i64) {
            let later: Vec<_> = times.iter().map(|time| time + shift).collect();
            let (values, none) = (some(&values), vec![None; times.len()]);
            prop_assert_eq!(slope(&times, &values, &none), slope(&later, &values, &none));
        }

        #[test]
        fn two_flat_halves_have_no_slope((times, values) in series(), at in 0..30_usize) {
            let at = 1 + at % (times.len() - 1);
            let flat: Vec<_> = (0..times.len()).map(|row| Some(if row < at { values[0] } else { values[1] })).collect();
            let mut breaks = vec![None; times.len()];
            breaks[at] = Some(Break::Restart);
            let got = slope(&times, &flat, &breaks);
            prop_assert_eq!(got, if times.len() > 2 { Ok(0.0) } else { Err(NoSlope::TooFew) });
        }

        #[test]
        fn all_the_rows_together_grow_as_their_sum((times, values) in series(), split in 0..100_i64) {
            let parts: [Vec<i64>; 2] = [
                values.iter().map(|value| value / 100 * split).collect(),
                values.iter().map(|value| value - value / 100 * split).collect(),
            ];
            let none = vec![None; times.len()];
            let [whole, left, right] = [&values, &parts[0], &parts[1]]
                .map(|values| slope(&times, &some(values), &none).unwrap());
            let size = values.iter().map(|value| value.unsigned_abs()).max().unwrap_or(0) as f64 * 1e4;
            prop_assert!((left + right - whole).abs() <= 1e-9 * size.max(1.0));
        }
    }
}
