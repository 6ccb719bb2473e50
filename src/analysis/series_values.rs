//! What each row of a series is worth in every snapshot.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::call_tree::Subtrees;
use super::diff::common_metrics;
use super::metric::{Column, Metric};
use super::{FrameId, FrameTable, NodeValues, Pace, RowId, Shape, Weight};
use crate::profile::Profile;
use crate::units::{finest_unit, scale};

/// A metric in every snapshot of a series.
#[derive(Debug, Clone, PartialEq)]
pub struct SeriesMetric {
    /// The finest of the snapshots' units, in which all values are given.
    pub unit: String,
    /// Where each snapshot has it; `None` where one lacks it.
    pub columns: Vec<Option<Column>>,
}

impl SeriesMetric {
    /// Finds a metric of the profile at `target` in all `profiles`, by the rules by which two profiles are compared.
    ///
    /// # Panics
    /// When `target` is behind the last: a fault of the caller.
    pub fn of(profiles: &[&Profile], target: usize, metric: &Metric) -> Self {
        let index = metric.target.index;
        let mut unit = match profiles[target].header().sample_types.get(index) {
            Some(column) => profiles[target].text(column.unit),
            None => "",
        };
        let column_of = |profile: &Profile| {
            let common = common_metrics(profile, profiles[target]).unwrap_or_default();
            Some(common.into_iter().find(|metric| metric.target.index == index)?.base?.index)
        };
        let columns: Vec<Option<(usize, &str)>> = profiles
            .iter()
            .map(|profile| {
                let column = column_of(profile)?;
                Some((column, profile.text(profile.header().sample_types[column].unit)))
            })
            .collect();
        for (_, other) in columns.iter().flatten() {
            unit = finest_unit(unit, other).unwrap_or(unit);
        }
        let scaled = |(index, from)| Column { index, ratio: scale(1, from, unit).0 };
        Self {
            unit: unit.to_owned(),
            columns: columns.into_iter().map(|column| column.map(scaled)).collect(),
        }
    }
}

/// What has a value in every snapshot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum SeriesRows {
    /// The rows of the table of functions, numbered by [`RowId`](super::RowId), by one of their values.
    Functions(Weight),
    /// The stacks, numbered by [`PathId`](super::PathId); the root's path for samples without a stack.
    Stacks,
}

/// The values of all rows in every snapshot of a series.
///
/// Most rows are worth nothing in most snapshots, and a series may have hundreds of these. So only what is not 0 is
/// kept, by row and then by snapshot, end to end in two columns:
///
/// ```text
///  rows       3        7     12
///  ends       2        3     6
///  snapshots  0   4    2     0   1   2
///  values     12  9    5     7   8   9
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeriesValues {
    rows: Vec<u32>,
    ends: Vec<u32>,
    snapshots: Vec<u32>,
    values: Vec<i64>,
    /// The total of each snapshot, as pprof counts it: Σ|value|. `None` where one lacks the metric.
    pub totals: Vec<Option<i64>>,
    /// Whether a sum did not fit an `i64` and was held at its end.
    pub saturated: bool,
}

impl SeriesValues {
    /// Sums up the snapshots, which are profiles of the shape, each given with its place among those of the shape.
    pub async fn sum(
        shape: &Shape,
        snapshots: &[(usize, &Profile)],
        columns: &[Option<Column>],
        rows: SeriesRows,
        pace: &Pace,
    ) -> Self {
        let (frames, tree) = (shape.frames(), shape.tree());
        let weight = match rows {
            SeriesRows::Functions(weight) => Some((weight, shape.marks(pace).await)),
            SeriesRows::Stacks => None,
        };
        let mut cells = Cells::default();
        let mut totals = Vec::with_capacity(snapshots.len());
        let mut saturated = false;
        for (snapshot, (&(place, profile), &column)) in snapshots.iter().zip(columns).enumerate() {
            let Some(column) = column else {
                totals.push(None);
                continue;
            };
            let ends = shape.stack_paths().ends(place);
            let values = NodeValues::sum(tree.path_count(), ends, profile, column);
            totals.push(Some(values.total));
            saturated |= values.saturated;
            let sums = match weight {
                None => Cow::Borrowed(values.flat()),
                Some((Weight::Flat, _)) => {
                    let mut sums = RowSums::of(frames);
                    for (path, &value) in values.flat().iter().enumerate().filter(|(_, value)| **value != 0) {
                        sums.add(tree.frame_on(path, tree.path_depth(path)), value);
                    }
                    sums.finish()
                }
                Some((Weight::Cum, marks)) => {
                    let mut sums = RowSums::of(frames);
                    let mut subtrees = Subtrees::default();
                    let mut add = |paths| {
                        subtrees.run(tree, paths, &mut |group| {
                            let cum = values.sums().of(group.paths.clone());
                            let nodes = group.nodes().filter(|&(node, _)| marks.is_first_of_row(node));
                            nodes.filter(|_| cum != 0).for_each(|(_, frame)| sums.add(frame, cum));
                        });
                    };
                    tree.each_path_back(pace, &mut add).await;
                    sums.finish()
                }
            };
            cells.take(snapshot as u32, &sums);
            pace.pause().await;
        }
        let row_count = if weight.is_some() { frames.row_count() } else { tree.path_count() };
        cells.by_row(row_count, totals, saturated)
    }

    /// The rows with a value in some snapshot, ascending.
    pub fn rows(&self) -> &[u32] {
        &self.rows
    }

    /// The values of the row at that place in [`rows`](Self::rows); `None` in the snapshots that lack the metric.
    pub fn values(&self, at: usize) -> Vec<Option<i64>> {
        let start = if at == 0 { 0 } else { self.ends[at - 1] as usize };
        let cells = start..self.ends[at] as usize;
        let mut values: Vec<Option<i64>> = self.totals.iter().map(|total| total.map(|_| 0)).collect();
        for (&snapshot, &value) in self.snapshots[cells.clone()].iter().zip(&self.values[cells]) {
            values[snapshot as usize] = Some(value);
        }
        values
    }
}

/// Sums by row of the table; samples without a stack are in none.
struct RowSums<'a> {
    frames: &'a FrameTable,
    sums: Vec<i64>,
}

impl<'a> RowSums<'a> {
    fn of(frames: &'a FrameTable) -> Self {
        Self { frames, sums: vec![0; frames.row_count()] }
    }

    fn add(&mut self, frame: FrameId, value: i64) {
        let sum = &mut self.sums[self.frames.row(frame).index()];
        *sum = sum.saturating_add(value);
    }

    fn finish(mut self) -> Cow<'static, [i64]> {
        self.sums[RowId::ROOT.index()] = 0;
        self.sums.into()
    }
}

/// Values that are not 0, snapshot by snapshot.
#[derive(Default)]
struct Cells {
    rows: Vec<u32>,
    snapshots: Vec<u32>,
    values: Vec<i64>,
}

impl Cells {
    fn take(&mut self, snapshot: u32, sums: &[i64]) {
        for (row, &value) in sums.iter().enumerate().filter(|(_, value)| **value != 0) {
            self.rows.push(row as u32);
            self.snapshots.push(snapshot);
            self.values.push(value);
        }
    }

    /// Puts them in the order of rows, in which those of a row stay in the order of snapshots.
    fn by_row(self, row_count: usize, totals: Vec<Option<i64>>, saturated: bool) -> SeriesValues {
        let mut places = vec![0_u32; row_count];
        for &row in &self.rows {
            places[row as usize] += 1;
        }
        let (mut rows, mut ends, mut end) = (Vec::new(), Vec::new(), 0);
        for (row, place) in places.iter_mut().enumerate() {
            let count = std::mem::replace(place, end);
            end += count;
            if count > 0 {
                rows.push(row as u32);
                ends.push(end);
            }
        }
        let mut snapshots = vec![0; self.rows.len()];
        let mut values = vec![0; self.rows.len()];
        for ((&row, &snapshot), &value) in self.rows.iter().zip(&self.snapshots).zip(&self.values) {
            let place = &mut places[row as usize];
            snapshots[*place as usize] = snapshot;
            values[*place as usize] = value;
            *place += 1;
        }
        SeriesValues { rows, ends, snapshots, values, totals, saturated }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::{Grouping, Measure, Subject, TopTable, run_unhurried};
    use crate::profile::{draw_profile, draw_profile_with};

    const FIRST: Metric = Metric {
        kind: String::new(),
        unit: String::new(),
        target: Column { index: 0, ratio: 1.0 },
        base: None,
    };

    fn shape(profiles: &[&Profile]) -> Shape {
        run_unhurried(Shape::of_profiles(profiles.to_vec(), Grouping::default(), &Pace::unhurried()))
    }

    fn sum(shape: &Shape, profiles: &[&Profile], rows: SeriesRows) -> SeriesValues {
        let metric = SeriesMetric::of(profiles, 0, &FIRST);
        let placed: Vec<_> = profiles.iter().copied().enumerate().collect();
        run_unhurried(Box::pin(async {
            SeriesValues::sum(shape, &placed, &metric.columns, rows, &Pace::unhurried()).await
        }))
    }

    fn named(shape: &Shape, series: &SeriesValues) -> Vec<(String, Vec<Option<i64>>)> {
        let name = |row: u32| shape.frames().row_name(super::super::RowId::new(row as usize)).to_owned();
        series.rows().iter().enumerate().map(|(at, &row)| (name(row), series.values(at))).collect()
    }

    #[test]
    fn recursion_counts_once() {
        let profiles =
            [draw_profile("A  A\nB  C\nA  .\n1  20"), draw_profile("A\nB\n7"), draw_profile("D\n5")];
        let profiles: Vec<_> = profiles.iter().collect();
        let shape = shape(&profiles);
        let cum = sum(&shape, &profiles, SeriesRows::Functions(Weight::Cum));
        let row = |name: &str, values: [i64; 3]| (name.to_owned(), values.map(Some).to_vec());
        let mut rows = named(&shape, &cum);
        rows.sort();
        assert_eq!(
            rows,
            [row("A", [21, 7, 0]), row("B", [1, 7, 0]), row("C", [20, 0, 0]), row("D", [0, 0, 5])]
        );
        let flat = sum(&shape, &profiles, SeriesRows::Functions(Weight::Flat));
        let mut rows = named(&shape, &flat);
        rows.sort();
        assert_eq!(
            rows,
            [row("A", [1, 0, 0]), row("B", [0, 7, 0]), row("C", [20, 0, 0]), row("D", [0, 0, 5])]
        );
        assert_eq!(cum.totals, [Some(21), Some(7), Some(5)]);
    }

    #[test]
    fn units_are_brought_together_and_what_is_missing_is_a_hole() {
        let first = draw_profile_with(&[("delay", "milliseconds")], "A\n3");
        let second = draw_profile_with(&[("contentions", "count")], "A\n9");
        let third = draw_profile_with(&[("contentions", "count"), ("delay", "nanoseconds")], "A\n1\n2000001");
        let profiles = [&first, &second, &third];
        let metric = SeriesMetric::of(&profiles, 0, &FIRST);
        assert_eq!(metric.unit, "nanoseconds");
        let series = sum(&shape(&profiles), &profiles, SeriesRows::Stacks);
        assert_eq!(series.values(0), [Some(3_000_000), None, Some(2_000_001)]);
        assert_eq!(series.totals, [Some(3_000_000), None, Some(2_000_001)]);
    }

    #[test]
    fn samples_without_a_stack_are_a_row() {
        let profile = draw_profile(".  A\n4  5");
        let series = sum(&shape(&[&profile]), &[&profile], SeriesRows::Stacks);
        assert_eq!((series.rows(), series.values(0)), (&[0, 1][..], vec![Some(4)]));
        assert_eq!(series.totals, [Some(9)]);
    }

    /// A drawing of some stacks of few functions, each with a value.
    fn profile() -> impl Strategy<Value = Profile> {
        let stack = (prop::collection::vec(0..4_u8, 3), -50..1000_i64);
        prop::collection::vec(stack, 1..6).prop_map(|stacks| {
            let cell = |frame: u8| ["A", "B", "C", "."][frame as usize];
            let line = |depth: usize| {
                stacks.iter().map(|(stack, _)| cell(stack[depth])).collect::<Vec<_>>().join("  ")
            };
            let values = stacks.iter().map(|(_, value)| value.to_string()).collect::<Vec<_>>().join("  ");
            draw_profile(&[line(0), line(1), line(2), values].join("\n"))
        })
    }

    proptest! {
        /// The points of the chart are the totals of the reports.
        #[test]
        fn every_value_is_that_of_the_snapshot_alone(profiles in prop::collection::vec(profile(), 1..5)) {
            let profiles: Vec<_> = profiles.iter().collect();
            let shape = shape(&profiles);
            for weight in [Weight::Flat, Weight::Cum] {
                let series = sum(&shape, &profiles, SeriesRows::Functions(weight));
                for (at, profile) in profiles.iter().enumerate() {
                    let subject = Subject::single(profile);
                    let alone = Shape::build(subject, Grouping::default());
                    let measure = Measure::new(&alone, subject, &FIRST);
                    let top = TopTable::build(&alone, subject, &measure);
                    prop_assert_eq!(series.totals[at], Some(measure.total));
                    let mut wanted: Vec<_> = top.rows().iter()
                        .map(|row| (alone.frames().row_name(row.row).to_owned(), row.delta(weight)))
                        .filter(|(_, value)| *value != 0)
                        .collect();
                    let mut got: Vec<_> = named(&shape, &series).into_iter()
                        .map(|(name, values)| (name, values[at].unwrap_or(0)))
                        .filter(|(_, value)| *value != 0)
                        .collect();
                    wanted.sort();
                    got.sort();
                    prop_assert_eq!(got, wanted);
                }
            }
        }
    }
}
