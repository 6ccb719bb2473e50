//! All about one row of the table of a series: its values, how sure they are, and its stacks.

use std::ops::Range;

use super::series::Series;
use super::series_table;
use super::view::View;
use crate::analysis::{BitSet, NodeId, Pace, SampledSum, Sampling, SeriesRows, Shape, Weight, stack_text};
use crate::worker::protocol::{SeriesChart, SeriesStack};

/// How many stacks are told of.
const MAX_STACKS: usize = 5;

/// All about a row; `None` where there is no such.
pub(super) async fn chart(view: &View, of: SeriesRows, row: u32, pace: &Pace) -> Option<SeriesChart> {
    let shape = &view.form.shape;
    let row_count = match of {
        SeriesRows::Functions(_) => shape.frames().row_count(),
        SeriesRows::Stacks => shape.tree().len(),
    };
    if row as usize >= row_count {
        return None;
    }
    let series = Series::of(view);
    let nodes = nodes(shape, of, row as usize, pace).await;
    let known = || series.metric.columns.iter().enumerate().filter(|(_, column)| column.is_some());
    let outer = known().next().zip(known().next_back()).map(|((first, _), (last, _))| [first, last]);
    let node_count = shape.tree().len();
    let mut sums = Sums { ends: [vec![0; node_count], vec![0; node_count]], seen: BitSet::new(node_count) };
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
        let (samples, ends) = (profile.samples(), shape.stack_nodes().ends(place));
        let column_values = samples.values(column.index);
        let mut add = |piece: Range<usize>| {
            for sample in piece {
                let end = ends[samples.stacks()[sample].index()];
                if !nodes.contains(end.index()) {
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
    let stack = |&node: &NodeId| SeriesStack {
        text: stack_text(shape, node),
        first: sums.ends[0][node.index()],
        last: sums.ends[1][node.index()],
    };
    Some(SeriesChart {
        of,
        row: series_table::row(shape, of, row, values, slope),
        bands,
        stacks: largest.iter().map(stack).collect(),
        stack_count: sums.seen.count() as u32,
    })
}

/// The nodes in which the stacks of a row end.
async fn nodes(shape: &Shape, of: SeriesRows, row: usize, pace: &Pace) -> BitSet {
    let (frames, tree) = (shape.frames(), shape.tree());
    let mut nodes = BitSet::new(tree.len());
    let SeriesRows::Functions(weight) = of else {
        nodes.insert(row);
        return nodes;
    };
    // Everything before it lies below a node of the row.
    let mut below = NodeId::ROOT;
    let mut mark = |piece: Range<usize>| {
        for node in piece.map(NodeId::new).filter(|&node| node != NodeId::ROOT) {
            let is_of_row = frames.row(tree.frame(node)).index() == row;
            if is_of_row && weight == Weight::Cum {
                below = below.max(tree.subtree_end(node));
            }
            if is_of_row || node < below {
                nodes.insert(node.index());
            }
        }
    };
    pace.each(tree.len(), &mut mark).await;
    nodes
}

/// What the stacks that end in each node are worth in the first and in the last snapshot.
struct Sums {
    ends: [Vec<i64>; 2],
    /// The nodes in which any stack ends that has a value in any snapshot.
    seen: BitSet,
}

impl Sums {
    fn add(&mut self, node: NodeId, value: i64, is_outer: [bool; 2]) {
        if value != 0 {
            self.seen.insert(node.index());
        }
        for (sums, _) in self.ends.iter_mut().zip(is_outer).filter(|(_, is_outer)| *is_outer) {
            let sum = &mut sums[node.index()];
            *sum = sum.saturating_add(value);
        }
    }

    /// The largest stacks by the larger of both values; of equal ones, the first.
    fn largest(&self) -> Vec<NodeId> {
        let size = |node: NodeId| {
            let [first, last] = &self.ends;
            first[node.index()].unsigned_abs().max(last[node.index()].unsigned_abs())
        };
        let mut largest: Vec<NodeId> = Vec::with_capacity(MAX_STACKS + 1);
        for node in self.seen.iter().map(NodeId::new) {
            let place = largest.partition_point(|&other| size(other) >= size(node));
            if place < MAX_STACKS {
                largest.insert(place, node);
                largest.truncate(MAX_STACKS);
            }
        }
        largest
    }
}
