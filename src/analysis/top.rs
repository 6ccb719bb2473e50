//! The top table: what each function costs.

use std::cmp::Ordering;

use super::call_tree::Subtrees;
use super::row_marks::Inlining;
use super::sorting::sort_items;
use super::{FrameId, FrameTable, Measure, NodeId, Pace, PathId, RowId, Shape, Subject, Work, run_unhurried};

/// A row of a [`TopTable`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TopRow {
    /// Which row of the frame table it is; that has the name.
    pub row: RowId,
    /// A frame of the row: the only one, or one of those that pprof merges.
    pub frame: FrameId,
    /// Whether its calls were inlined, as pprof says it behind the name.
    pub inlining: Inlining,
    /// The base's own value, 0 without a base.
    pub base_flat: i64,
    /// The base's value with all that it calls, 0 without a base.
    pub base_cum: i64,
    /// The target's own value.
    pub target_flat: i64,
    /// The target's value with all that it calls.
    pub target_cum: i64,
}

/// Which of its two values a row is looked at by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Weight {
    /// Its own.
    #[default]
    Flat,
    /// Its own and that of all that it calls.
    Cum,
}

impl TopRow {
    /// The flat value that pprof shows: the target's, or target − base.
    pub fn flat(&self) -> i64 {
        self.delta(Weight::Flat)
    }

    /// The cum value that pprof shows: the target's, or target − base.
    pub fn cum(&self) -> i64 {
        self.delta(Weight::Cum)
    }

    /// The base's value.
    pub fn base(&self, weight: Weight) -> i64 {
        match weight {
            Weight::Flat => self.base_flat,
            Weight::Cum => self.base_cum,
        }
    }

    /// The target's value.
    pub fn target(&self, weight: Weight) -> i64 {
        match weight {
            Weight::Flat => self.target_flat,
            Weight::Cum => self.target_cum,
        }
    }

    /// Adds the flat values of base and target of a path that ends in the row.
    fn add_flat(&mut self, [base, target]: [i64; 2]) {
        self.base_flat = self.base_flat.saturating_add(base);
        self.target_flat = self.target_flat.saturating_add(target);
    }

    /// Adds the cum values of base and target of a node of the row.
    fn add_cum(&mut self, [base, target]: [i64; 2]) {
        self.base_cum = self.base_cum.saturating_add(base);
        self.target_cum = self.target_cum.saturating_add(target);
    }

    /// Target − base.
    pub fn delta(&self, weight: Weight) -> i64 {
        self.target(weight).saturating_sub(self.base(weight))
    }

    /// The difference as a share of the base, with its sign; infinite where the base is 0 and the target is not.
    pub fn delta_share(&self, weight: Weight) -> f64 {
        let delta = self.delta(weight);
        if delta == 0 { 0.0 } else { delta as f64 / (self.base(weight) as f64).abs() }
    }
}

/// What rows are ordered by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum TopColumn {
    /// The size of the flat value that is shown, whatever its sign: pprof's order.
    #[default]
    Flat,
    /// The size of the cum value that is shown, whatever its sign: pprof's order with `-cum`.
    Cum,
    /// The name.
    Name,
    /// The flat value in the base.
    Base,
    /// The flat value in the target.
    Target,
    /// Target − base of flat, with its sign.
    Delta,
    /// The same as a share of the base; what is new is more than any share.
    DeltaPercent,
    /// The cum value in the base.
    BaseCum,
    /// The cum value in the target.
    TargetCum,
    /// Target − base of cum, with its sign.
    DeltaCum,
    /// The same as a share of the base; what is new is more than any share.
    DeltaCumPercent,
}

/// The order of rows. Rows that are equal in `column` stand by pprof's rules whatever the direction: by name,
/// then by the size of the other value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct TopOrder {
    /// What rows are ordered by.
    pub column: TopColumn,
    /// Whether the largest stands first, or the last by name.
    pub descending: bool,
}

impl Default for TopOrder {
    fn default() -> Self {
        Self { column: TopColumn::Flat, descending: true }
    }
}

/// The rows of a profile, or of two compared, each with the values that `pprof -top` prints for it.
///
/// ```text
///  flat of a row = Σ flat of its nodes
///  cum of a row  = Σ cum of those of its nodes that have no node of the same row above them
/// ```
///
/// The second counts recursion once, as pprof does. Neither looks at a stack.
#[derive(Debug, Clone)]
pub struct TopTable {
    rows: Vec<TopRow>,
}

impl TopTable {
    /// All rows that have a value, in pprof's order. In a comparison that includes rows where nothing changed,
    /// which pprof leaves out; see [`drop_unchanged`](Self::drop_unchanged).
    pub fn build(shape: &Shape, subject: Subject<'_>, measure: &Measure) -> Self {
        run_unhurried(Self::build_paced(shape, subject, measure, &Pace::unhurried()))
    }

    /// The same, piece by piece.
    pub fn build_paced<'a>(
        shape: &'a Shape,
        subject: Subject<'a>,
        measure: &'a Measure,
        pace: &'a Pace,
    ) -> Work<'a, Self> {
        Box::pin(Self::build_in_pieces(shape, subject, measure, pace))
    }

    async fn build_in_pieces(shape: &Shape, subject: Subject<'_>, measure: &Measure, pace: &Pace) -> Self {
        let (frames, tree) = (shape.frames(), shape.tree());
        let marks = shape.marks(pace).await;
        let mixed = marks.mixed_calls(shape, subject, pace).await;
        let inlining = marks.inlining(shape, &mixed, measure);
        let mut rows: Vec<TopRow> = (0..frames.row_count())
            .map(|row| TopRow {
                row: RowId::new(row),
                frame: frames.row_frame(RowId::new(row)),
                inlining: inlining[row],
                base_flat: 0,
                base_cum: 0,
                target_flat: 0,
                target_cum: 0,
            })
            .collect();
        let mut subtrees = Subtrees::default();
        let mut add = |paths| {
            subtrees.run(tree, paths, &mut |group| {
                let first = group.paths.start;
                let end = PathId::new(first);
                let cum = measure.of_paths(group.paths.clone());
                for (node, frame) in group.nodes().filter(|&(node, _)| node != NodeId::ROOT) {
                    let row = &mut rows[frames.row(frame).index()];
                    if node == tree.end(end) {
                        row.add_flat(measure.flat_of_path(first));
                    }
                    if marks.is_first_of_row(node) {
                        row.add_cum(cum);
                    }
                }
            });
        };
        tree.each_path_back(pace, &mut add).await;
        rows.retain(|row| [row.base_flat, row.base_cum, row.target_flat, row.target_cum] != [0; 4]);
        let mut table = Self { rows };
        table.sort(frames, TopOrder::default());
        table
    }

    /// Leaves out the rows whose shown values are both 0, as pprof does.
    pub fn drop_unchanged(&mut self) {
        self.rows.retain(|row| row.flat() != 0 || row.cum() != 0);
    }

    /// The rows, in order.
    pub fn rows(&self) -> &[TopRow] {
        &self.rows
    }

    /// Σ of the shown flat values: what pprof's "Showing nodes accounting for" says.
    pub fn shown(&self) -> i64 {
        self.rows.iter().fold(0, |sum, row| sum.saturating_add(row.flat()))
    }

    /// Puts the rows in order. `frames` are those of the shape that the table was built from.
    pub fn sort(&mut self, frames: &FrameTable, order: TopOrder) {
        sort_items(&mut self.rows, &|left, right| compare(frames, order, left, right));
    }
}

fn compare(frames: &FrameTable, order: TopOrder, left: &TopRow, right: &TopRow) -> Ordering {
    let by_name = || frames.row_name(left.row).cmp(frames.row_name(right.row));
    let by_share = |weight| left.delta_share(weight).total_cmp(&right.delta_share(weight));
    let primary = match order.column {
        TopColumn::Flat => left.flat().unsigned_abs().cmp(&right.flat().unsigned_abs()),
        TopColumn::Cum => left.cum().unsigned_abs().cmp(&right.cum().unsigned_abs()),
        TopColumn::Name => by_name(),
        TopColumn::Base => left.base_flat.cmp(&right.base_flat),
        TopColumn::Target => left.target_flat.cmp(&right.target_flat),
        TopColumn::Delta => left.delta(Weight::Flat).cmp(&right.delta(Weight::Flat)),
        TopColumn::DeltaPercent => by_share(Weight::Flat),
        TopColumn::BaseCum => left.base_cum.cmp(&right.base_cum),
        TopColumn::TargetCum => left.target_cum.cmp(&right.target_cum),
        TopColumn::DeltaCum => left.delta(Weight::Cum).cmp(&right.delta(Weight::Cum)),
        TopColumn::DeltaCumPercent => by_share(Weight::Cum),
    };
    let primary = if order.descending { primary.reverse() } else { primary };
    let larger = |value: fn(&TopRow) -> i64| value(right).unsigned_abs().cmp(&value(left).unsigned_abs());
    primary
        .then_with(by_name)
        .then_with(|| if order.column == TopColumn::Cum { larger(TopRow::flat) } else { larger(TopRow::cum) })
        .then_with(|| frames.compare_namesakes(left.row, right.row))
}
