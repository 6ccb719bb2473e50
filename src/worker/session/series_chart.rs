//! All about one row of the table of a series: its values, how sure they are, and its stacks.

use std::ops::Range;

use super::series::Series;
use super::series_table;
use super::view::View;
use crate::analysis::{BitSet, Pace, PathId, SampledSum, Sampling, SeriesRows, Shape, Weight, stack_text};
use crate::worker::protocol::{SeriesChart, SeriesStack};

/// How many stacks are told of.
const MAX_STACKS: usize = 5;

/// All about a row; `None` where there is no such.
pub(super) async fn chart(view: &View, of: SeriesRows, row: u32, pace: &Pace) -> Option<SeriesChart> {
    let shape = &view.form.shape;
    let row_count = match of {
        SeriesRows::Functions(_) => shape.frames().row_count(),
        SeriesRows::Stacks => shape.tree().path_count(),
    };
    if row as usize >= row_count {
        return None;
    }
    let series = Series::of(view);
    let paths = paths(shape, of, row as usize, pace).await;
    let known = || series.metric.columns.iter().enumerate().filter(|(_, column)| column.is_some());
    let outer = known().next().zip(known().next_back()).map(|((first, _), (last, _))| [first, last]);
    let count = shape.tree().path_count();
    let mut sums = Sums { ends: [vec![0; count], vec![0; count]], seen: BitSet::new(count) };
    // A file tells of objects and their bytes; of other units nothing is known.
    let is_countable = matches!(series.metric.unit.as_str(), "bytes" | "count");
    let (mut values, mut bands) = (Vec::new(), Vec::new());
    for (at, ((place, profile), column)) in
        series.snapshots().into_iter().zip(&series.metric.columns).enumerate()
    {
        let Some(column) = *column else {
            values.push(None);
            bands.push(None);
            continue;
        };
        let sampling =
            Sampling::of(profile, &view.measure.metric.kind).filter(|_| is_countable && column.ratio == 1.0);
        let (mut value, mut sampled) = (0_i64, SampledSum::default());
        let is_outer = [0, 1].map(|end| outer.is_some_and(|outer| outer[end] == at));
        let (samples, ends) = (profile.samples(), shape.stack_paths().ends(place));
        let column_values = samples.values(column.index);
        let mut add = |piece: Range<usize>| {
            for sample in piece {
                let end = ends[samples.stacks()[sample].index()];
                if !paths.contains(end.index()) {
                    continue;
                }
                let of_sample = column.scaled(column_values[sample]);
                value = value.saturating_add(of_sample);
                sums.add(end, of_sample, is_outer);
                if let Some(sampling) = &sampling {
                    sampling.add(&mut sampled, sample);
                }
            }
        };
        pace.each(samples.len(), &mut add).await;
        values.push(Some(value));
        let band = sampling.and_then(|sampling| sampling.interval(&sampled));
        // The file's own sums are of rounded numbers.
        bands.push(band.map(|(low, high)| (value.min(low.floor() as i64), value.max(high.ceil() as i64))));
    }
    let slope = series.trend.as_ref().ok().map(|trend| trend.slope(&values));
    let largest = sums.largest();
    let stack = |&path: &PathId| SeriesStack {
        text: stack_text(shape, shape.tree().end(path)),
        first: sums.ends[0][path.index()],
        last: sums.ends[1][path.index()],
    };
    Some(SeriesChart {
        of,
        row: series_table::row(shape, of, row, values, slope),
        bands,
        stacks: largest.iter().map(stack).collect(),
        stack_count: sums.seen.count() as u32,
    })
}

/// The paths of the stacks of a row.
async fn paths(shape: &Shape, of: SeriesRows, row: usize, pace: &Pace) -> BitSet {
    let (frames, tree) = (shape.frames(), shape.tree());
    let mut found = BitSet::new(tree.path_count());
    let SeriesRows::Functions(weight) = of else {
        found.insert(row);
        return found;
    };
    let is_of_row = |frame| frames.row(frame).index() == row;
    // Every path before it passes through a node of the row.
    let mut below = 0;
    let mut mark = |paths: Range<usize>| {
        for path in paths {
            let is_found = match weight {
                Weight::Flat => is_of_row(tree.frame_on(path, tree.path_depth(path))),
                Weight::Cum => {
                    if path >= below
                        && let Some(depth) = tree.added_depth(path, &is_of_row)
                    {
                        below = tree.subtree_on(path, depth).paths().end;
                    }
                    path < below
                }
            };
            if is_found {
                found.insert(path);
            }
        }
    };
    tree.each_path(pace, &mut mark).await;
    found
}

/// What the stacks of each path are worth in the first and in the last snapshot.
struct Sums {
    ends: [Vec<i64>; 2],
    /// The paths of which any stack has a value in any snapshot.
    seen: BitSet,
}

impl Sums {
    fn add(&mut self, path: PathId, value: i64, is_outer: [bool; 2]) {
        if value != 0 {
            self.seen.insert(path.index());
        }
        for (sums, _) in self.ends.iter_mut().zip(is_outer).filter(|(_, is_outer)| *is_outer) {
            let sum = &mut sums[path.index()];
            *sum = sum.saturating_add(value);
        }
    }

    /// The largest stacks by the larger of both values; of equal ones, the first.
    fn largest(&self) -> Vec<PathId> {
        let size = |path: PathId| {
            let [first, last] = &self.ends;
            first[path.index()].unsigned_abs().max(last[path.index()].unsigned_abs())
        };
        let mut largest: Vec<PathId> = Vec::with_capacity(MAX_STACKS + 1);
        for path in self.seen.iter().map(PathId::new) {
            let place = largest.partition_point(|&other| size(other) >= size(path));
            if place < MAX_STACKS {
                largest.insert(place, path);
                largest.truncate(MAX_STACKS);
            }
        }
        largest
    }
}
