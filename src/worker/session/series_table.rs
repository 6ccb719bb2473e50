//! The table of a series.

use std::cmp::Ordering;

use super::series::Series;
use super::view::View;
use crate::analysis::{
    NodeId, Pace, PathId, RowId, SeriesValues, Shape, function_name, shown_text, sort_rows,
};
use crate::worker::protocol::{
    SeriesColumn, SeriesRow, SeriesRows, SeriesTableOrder, SeriesWindow, first_of, last_of,
};

/// The rows of a series in the order that was asked for last.
#[derive(Debug)]
pub(super) struct SeriesTable {
    of: SeriesRows,
    values: SeriesValues,
    /// The slope of each row, where there are any.
    slopes: Vec<f64>,
    /// Their order, by their places among the rows of `values`.
    sorted: Option<(SeriesTableOrder, Vec<u32>)>,
}

/// More rows than this nobody sees at once.
const MAX_ROWS: u32 = 1_000;

/// How many callers tell one stack from another.
const CALLERS: usize = 3;

/// Some rows of the table, which is made or put into another order when need be.
pub(super) async fn window(
    view: &View,
    of: SeriesRows,
    order: SeriesTableOrder,
    first: u32,
    count: u32,
    pace: &Pace,
) -> SeriesWindow {
    let series = Series::of(view);
    let mut table = match view.series.take().filter(|table| table.of == of) {
        Some(table) => table,
        None => SeriesTable::new(view, &series, of, pace).await,
    };
    table.sort(view, order);
    let shown = table.sorted.iter().flat_map(|(_, rows)| rows).skip(first as usize);
    let window = SeriesWindow {
        of,
        order,
        unit: shown_text(&series.metric.unit),
        snapshots: series.ids(),
        left_out: (view.spec.series.len() - series.places.len()) as u32,
        places: series.axis(),
        breaks: series.breaks.clone(),
        no_slope: series.trend.as_ref().err().copied(),
        totals: table.values.totals.clone(),
        first,
        row_count: table.values.rows().len() as u32,
        rows: shown.take(count.min(MAX_ROWS) as usize).map(|&at| table.row(view, at as usize)).collect(),
    };
    view.series.replace(Some(table));
    window
}

impl SeriesTable {
    async fn new(view: &View, series: &Series<'_>, of: SeriesRows, pace: &Pace) -> Self {
        let (snapshots, columns) = (series.snapshots(), &series.metric.columns);
        let values = SeriesValues::sum(&view.form.shape, &snapshots, columns, of, pace).await;
        let mut slopes = Vec::new();
        if let Ok(trend) = &series.trend {
            let mut add = |piece: std::ops::Range<usize>| {
                slopes.extend(piece.map(|at| trend.slope(&values.values(at))));
            };
            pace.each(values.rows().len(), &mut add).await;
        }
        Self { of, values, slopes, sorted: None }
    }

    fn sort(&mut self, view: &View, order: SeriesTableOrder) {
        if self.sorted.as_ref().is_some_and(|(sorted, _)| *sorted == order) {
            return;
        }
        let rows = self.values.rows();
        let ends = |at: usize| {
            let values = self.values.values(at);
            (first_of(&values), last_of(&values))
        };
        let keys: Vec<(i64, i64)> = (0..rows.len()).map(ends).collect();
        let by_name = |left: usize, right: usize| {
            let name = |at: usize| name(&view.form.shape, self.of, rows[at]);
            name(left).cmp(name(right)).then_with(|| rows[left].cmp(&rows[right]))
        };
        let mut sorted: Vec<u32> = (0..rows.len() as u32).collect();
        sort_rows(&mut sorted, &mut |left, right| {
            let (left, right) = (left as usize, right as usize);
            let ((first, last), (other_first, other_last)) = (keys[left], keys[right]);
            let primary = match order.column {
                SeriesColumn::Name => by_name(left, right),
                SeriesColumn::First => first.cmp(&other_first),
                SeriesColumn::Last => last.cmp(&other_last),
                SeriesColumn::Growth => {
                    last.saturating_sub(first).cmp(&other_last.saturating_sub(other_first))
                }
                SeriesColumn::Slope => match (self.slopes.get(left), self.slopes.get(right)) {
                    (Some(left), Some(right)) => left.total_cmp(right),
                    _ => Ordering::Equal,
                },
            };
            let primary = if order.descending { primary.reverse() } else { primary };
            primary.then_with(|| by_name(left, right))
        });
        self.sorted = Some((order, sorted));
    }

    fn row(&self, view: &View, at: usize) -> SeriesRow {
        let slope = self.slopes.get(at).copied();
        row(&view.form.shape, self.of, self.values.rows()[at], self.values.values(at), slope)
    }
}

/// A row as the page has it.
pub(super) fn row(
    shape: &Shape,
    of: SeriesRows,
    row: u32,
    values: Vec<Option<i64>>,
    slope: Option<f64>,
) -> SeriesRow {
    let callers = match of {
        SeriesRows::Functions(_) => String::new(),
        SeriesRows::Stacks => callers(shape, stack_end(shape, row)),
    };
    SeriesRow { row, name: shown_text(name(shape, of, row)), callers, values, slope }
}

/// The function of a row, or the last of a stack.
fn name(shape: &Shape, of: SeriesRows, row: u32) -> &str {
    match of {
        SeriesRows::Functions(_) => shape.frames().row_name(RowId::new(row as usize)),
        SeriesRows::Stacks if row == 0 => "(no stack)",
        SeriesRows::Stacks => shape.name(stack_end(shape, row)),
    }
}

/// The node in which the stacks of a row end.
fn stack_end(shape: &Shape, row: u32) -> NodeId {
    shape.tree().end(PathId::new(row as usize))
}

fn callers(shape: &Shape, node: NodeId) -> String {
    let nodes = shape.tree().path_up(node).skip(1).take(CALLERS);
    let names: Vec<String> =
        nodes.map(|node| shown_text(function_name::unqualified(shape.name(node)))).collect();
    names.join(" ← ")
}
