//! The table of a series: what each row is worth in every snapshot.

use serde::{Deserialize, Serialize};

use super::ProfileId;
use crate::analysis::{Break, NoSlope, SeriesRows};

/// What the rows of a series are ordered by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum SeriesColumn {
    /// The name.
    Name,
    /// The value in the first snapshot.
    First,
    /// The value in the last snapshot.
    Last,
    /// The last value less the first.
    #[default]
    Growth,
    /// The slope per hour; rows without one stand last.
    Slope,
}

/// The order of rows. Equal ones stand by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesTableOrder {
    /// What rows are ordered by.
    pub column: SeriesColumn,
    /// Whether the largest stands first, or the last by name.
    pub descending: bool,
}

impl Default for SeriesTableOrder {
    fn default() -> Self {
        Self { column: SeriesColumn::default(), descending: true }
    }
}

/// Some rows of the table, and what is the same for all of them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SeriesWindow {
    /// Of what the rows are.
    pub of: SeriesRows,
    /// In which order they stand.
    pub order: SeriesTableOrder,
    /// The unit of all values.
    pub unit: String,
    /// The snapshots, as the view has them in its series.
    pub snapshots: Vec<ProfileId>,
    /// How many snapshots of the series are left out, because one tree does not hold them all.
    pub left_out: u32,
    /// Where each snapshot stands on the axis, from 0 to 1: in time, or evenly where the times do not ascend.
    pub places: Vec<f64>,
    /// What lies before each snapshot.
    pub breaks: Vec<Option<Break>>,
    /// Why there are no slopes, where there are none.
    pub no_slope: Option<NoSlope>,
    /// The total of each snapshot; `None` where one lacks the metric.
    pub totals: Vec<Option<i64>>,
    /// The first row.
    pub first: u32,
    /// How many rows there are in all.
    pub row_count: u32,
    /// The rows.
    pub rows: Vec<SeriesRow>,
}

/// A row of the table of a series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SeriesRow {
    /// What names the row in [`Request::SeriesRow`](super::Request::SeriesRow).
    pub row: u32,
    /// The function, or the last of a stack.
    pub name: String,
    /// The nearest callers of a stack's last function, nearest first, short; empty for a function.
    pub callers: String,
    /// Its value in every snapshot; `None` where one lacks the metric.
    pub values: Vec<Option<i64>>,
    /// How much it grows per hour, in the unit of the values, as far as that can be said.
    pub slope: Option<f64>,
}

impl SeriesRow {
    /// The value in the first snapshot that has the metric.
    pub fn first(&self) -> i64 {
        first_of(&self.values)
    }

    /// The value in the last snapshot that has the metric.
    pub fn last(&self) -> i64 {
        last_of(&self.values)
    }

    /// Last less first. It saturates.
    pub fn growth(&self) -> i64 {
        self.last().saturating_sub(self.first())
    }
}

pub(in crate::worker) fn first_of(values: &[Option<i64>]) -> i64 {
    values.iter().copied().flatten().next().unwrap_or(0)
}

pub(in crate::worker) fn last_of(values: &[Option<i64>]) -> i64 {
    values.iter().copied().flatten().next_back().unwrap_or(0)
}

/// All about a row of the table of a series.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SeriesChart {
    /// Of what the table is.
    pub of: SeriesRows,
    /// The row, as the table has it.
    pub row: SeriesRow,
    /// The interval around each value that has the truth in it with a probability of 95 %; `None` where the file does not
    /// tell how it was sampled.
    pub bands: Vec<Option<(i64, i64)>>,
    /// Its largest stacks, by the larger of the first and the last value.
    pub stacks: Vec<SeriesStack>,
    /// How many stacks it has in all.
    pub stack_count: u32,
}

/// A stack of a row.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SeriesStack {
    /// The stack from the root down, each name with its file and line below it.
    pub text: String,
    /// What it is worth in the first snapshot that has the metric.
    pub first: i64,
    /// What it is worth in the last one.
    pub last: i64,
}
