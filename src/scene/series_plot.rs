//! A series as lines: the `d` of SVG paths.

use std::fmt::Write as _;

use crate::analysis::Break;

/// Where the values of a series lie in a box. The origin is at its top left, and nothing is drawn over a break or a hole.
#[derive(Debug, Clone, Copy)]
pub struct SeriesPlot<'a> {
    /// Where each snapshot stands, from 0 to 1.
    pub places: &'a [f64],
    /// What lies before each snapshot.
    pub breaks: &'a [Option<Break>],
    /// The left, top, right and bottom edge of what is drawn.
    pub area: [f64; 4],
    /// The values at the bottom and at the top.
    pub range: [i64; 2],
}

/// From 0 to the largest of some values, or from the smallest where one is negative: a line that began at its own smallest
/// value would make much of little.
pub fn plot_range(values: impl Iterator<Item = i64>) -> [i64; 2] {
    values.fold([0, 0], |[low, high], value| [low.min(value), high.max(value)])
}

impl SeriesPlot<'_> {
    /// Where a snapshot stands.
    pub fn x(&self, at: usize) -> f64 {
        let [left, _, right, _] = self.area;
        left + self.places.get(at).copied().unwrap_or(0.0) * (right - left)
    }

    /// How high a value stands.
    pub fn y(&self, value: i64) -> f64 {
        let ([_, top, _, bottom], [low, high]) = (self.area, self.range);
        let share = (value as f64 - low as f64) / (high as f64 - low as f64);
        bottom - if share.is_finite() { share } else { 0.0 } * (bottom - top)
    }

    /// The line through some values. One that stands alone is a line of no length, which a round end makes a dot.
    pub fn line(&self, values: &[Option<i64>]) -> String {
        let mut path = String::new();
        for run in self.runs(&|at| values[at].is_some()) {
            let points = run.map(|at| (self.x(at), self.y(values[at].unwrap_or(0))));
            add(&mut path, points);
            path.push_str("h0");
        }
        path
    }

    /// The area between the ends of some intervals.
    pub fn band(&self, bands: &[Option<(i64, i64)>]) -> String {
        let mut path = String::new();
        for run in self.runs(&|at| bands[at].is_some()) {
            let end = |at: usize| bands[at].unwrap_or((0, 0));
            let over = run.clone().map(|at| (self.x(at), self.y(end(at).1)));
            let back = run.rev().map(|at| (self.x(at), self.y(end(at).0)));
            add(&mut path, over.chain(back));
            path.push('Z');
        }
        path
    }

    /// The snapshots with something between them and the one before, and halfway between both.
    pub fn marks(&self) -> impl Iterator<Item = (f64, Break)> + '_ {
        let marked = self.breaks.iter().enumerate().skip(1);
        marked.filter_map(|(at, mark)| Some(((self.x(at - 1) + self.x(at)) / 2.0, (*mark)?)))
    }

    /// The snapshots that one line goes through, for each line.
    fn runs(&self, is_here: &dyn Fn(usize) -> bool) -> Vec<std::ops::Range<usize>> {
        let mut runs: Vec<std::ops::Range<usize>> = Vec::new();
        for at in (0..self.places.len()).filter(|&at| is_here(at)) {
            match runs.last_mut() {
                Some(run) if run.end == at && self.breaks.get(at).is_none_or(Option::is_none) => run.end += 1,
                _ => runs.push(at..at + 1),
            }
        }
        runs
    }
}

fn add(path: &mut String, points: impl Iterator<Item = (f64, f64)>) {
    for (at, (x, y)) in points.enumerate() {
        // Writing to a String cannot fail.
        let _ = write!(path, "{}{x:.1} {y:.1}", if at == 0 { 'M' } else { 'L' });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const BREAKS: [Option<Break>; 4] = [None, None, Some(Break::Restart), None];

    fn plot(breaks: &[Option<Break>]) -> SeriesPlot<'_> {
        SeriesPlot { places: &[0.0, 0.5, 0.75, 1.0], breaks, area: [0.0, 0.0, 100.0, 10.0], range: [0, 40] }
    }

    #[test]
    fn a_line_ends_at_breaks_and_holes() {
        let values = [Some(0), Some(40), Some(20), Some(30)];
        assert_eq!(plot(&[None; 4]).line(&values), "M0.0 10.0L50.0 0.0L75.0 5.0L100.0 2.5h0");
        assert_eq!(plot(&BREAKS).line(&values), "M0.0 10.0L50.0 0.0h0M75.0 5.0L100.0 2.5h0");
        let hole = [Some(0), None, Some(20), None];
        assert_eq!(plot(&[None; 4]).line(&hole), "M0.0 10.0h0M75.0 5.0h0");
    }

    #[test]
    fn a_band_goes_there_and_back() {
        let bands = [Some((0, 40)), Some((20, 40)), None, Some((10, 20))];
        let path = plot(&BREAKS).band(&bands);
        assert_eq!(path, "M0.0 0.0L50.0 0.0L50.0 5.0L0.0 10.0ZM100.0 5.0L100.0 7.5Z");
    }

    #[test]
    fn marks_stand_in_between() {
        assert_eq!(plot(&BREAKS).marks().collect::<Vec<_>>(), [(62.5, Break::Restart)]);
    }

    #[test]
    fn a_range_has_zero_in_it() {
        assert_eq!(plot_range([5, 9].into_iter()), [0, 9]);
        assert_eq!(plot_range([-5, -9].into_iter()), [-9, 0]);
        // Nothing but zeros lies at the bottom.
        let flat = SeriesPlot { range: [0, 0], ..plot(&BREAKS) };
        assert_eq!(flat.y(0), 10.0);
    }
}
