//! What a view shows: its sums, its nodes and its rows.

use serde::{Deserialize, Serialize};

use super::{Kept, Metric, ProfileSummary, ViewId, ViewSpec};
use crate::analysis::{FilterVariable, Scaling, TopOrder};
use crate::scene::BoxPlace;

/// A view, once it is shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ViewSummary {
    /// Its id; ids ascend.
    pub view: ViewId,
    /// What is shown. The metric is always named.
    pub spec: ViewSpec,
    /// The metrics to choose from: in a diff those that both have.
    pub metrics: Vec<Metric>,
    /// Which of them is shown; `None` only where there are none.
    pub metric: Option<u32>,
    /// What the metric sums up to, as pprof counts it: Σ|value|.
    pub total: Pair,
    /// What percentages of the values, or of their change, are of: see [`Shares`](super::Shares).
    pub whole: i64,
    /// The largest change of a node but the root; 0 without a base. Colours by share of the change are shares of it.
    pub largest_change: u64,
    /// How many nodes the tree has, without the root.
    pub nodes: u32,
    /// How many functions some value passes through; until [`Reply::Functions`](super::Reply::Functions) tells, that of the view before.
    pub functions: u32,
    /// How many distinct stacks the shown profiles have.
    pub stacks: u64,
    /// How many rows the flame graph has, the root's among them.
    pub rows: u32,
    /// The nodes of the view before, found again: each, or the nearest of its callers that has a box in this view.
    pub kept: Kept<Option<NodeBox>>,
    /// How many samples the filters leave, and how many there are, in target and base together.
    pub samples: Left,
    /// The filters that match nothing here, though others leave something.
    pub unmatched: Vec<FilterVariable>,
    /// Whether some sample has a label.
    pub has_labels: bool,
    /// Whether a sum left the range of 64 bits and was held at its end.
    pub saturated: bool,
    /// What the base's values of the shown metric are multiplied by, and why.
    pub scaling: Option<Scaling>,
    /// What a diff left out or scaled, in words: metrics that only one side has, units that differ.
    pub notes: Vec<String>,
    /// Milliseconds that the tree took; 0 where it was there already.
    pub tree_ms: f64,
    /// Milliseconds that sums and layout took.
    pub measure_ms: f64,
}

impl ViewSummary {
    /// What is known of a view of one profile before the worker has answered: all but the numbers.
    pub fn expected(spec: ViewSpec, profile: &ProfileSummary) -> Self {
        let named = |metric: &Metric| spec.metric.as_ref().is_some_and(|name| *name == metric.name);
        let metric = profile.sample_types.iter().position(named).map(|metric| metric as u32);
        Self {
            view: ViewId(0),
            spec,
            metrics: profile.sample_types.clone(),
            metric: metric.or(profile.default_metric),
            total: Pair::default(),
            whole: 0,
            largest_change: 0,
            nodes: 0,
            functions: 0,
            stacks: profile.stacks,
            // The root's, and there will be others.
            rows: 2,
            kept: Kept::default(),
            samples: Left { left: profile.samples, all: profile.samples },
            unmatched: Vec::new(),
            has_labels: false,
            saturated: false,
            scaling: None,
            notes: Vec::new(),
            tree_ms: 0.0,
            measure_ms: 0.0,
        }
    }
}

/// How much the filters leave of something.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Left {
    /// How much is left.
    pub left: u64,
    /// How much there is.
    pub all: u64,
}

/// The labels of what is shown, by key.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagList {
    /// The keys by name.
    pub keys: Vec<TagKey>,
    /// How many values are left out of all keys, because nobody looks at so many.
    pub left_out: u64,
}

/// A label key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagKey {
    /// The key.
    pub key: String,
    /// What its samples sum up to.
    pub sum: Pair,
    /// Its values, the larger first.
    pub values: Vec<TagValue>,
}

/// A value of a label key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TagValue {
    /// The value as pprof prints it.
    pub text: String,
    /// What its samples sum up to.
    pub sum: Pair,
    /// The `tagfocus` that leaves just these samples; `None` where pprof's syntax cannot say it.
    pub filter: Option<String>,
}

/// A function with its callers and callees, wherever it stands (pprof's `-peek`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Peek {
    /// The row of the function.
    pub row: u32,
    /// Its name.
    pub name: String,
    /// Its own value.
    pub flat: Pair,
    /// With all that it calls.
    pub cum: Pair,
    /// Who calls it, the heavier first.
    pub callers: Vec<PeekEdge>,
    /// Whom it calls, the heavier first.
    pub callees: Vec<PeekEdge>,
}

/// A caller or callee of a function.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PeekEdge {
    /// Its row.
    pub row: u32,
    /// Its name.
    pub name: String,
    /// The value of the stacks with such a call.
    pub weight: Pair,
    /// Whether every such call was inlined.
    pub inlined: bool,
}

/// A value of the target and, in a diff, of the base.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Pair {
    /// The target's.
    pub target: i64,
    /// The base's, in a diff.
    pub base: Option<i64>,
}

impl Pair {
    /// Target less base; the target where there is no base. It saturates.
    pub fn delta(self) -> i64 {
        self.target.saturating_sub(self.base.unwrap_or(0))
    }

    /// As totals: what the shares of a difference are of as pprof's `-diff_base` has it. That is the base, however
    /// small, and the target only where the base has nothing.
    pub fn share_total(self) -> i64 {
        self.base.filter(|&base| base > 0).unwrap_or(self.target)
    }
}

/// Where a node lies in the flame graph.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct NodeBox {
    /// The node.
    pub node: u32,
    /// Its frame.
    pub frame: u32,
    /// Its left edge as a fraction of the root.
    pub x: f64,
    /// Its width as a fraction of the root.
    pub width: f64,
    /// Its row; 0 is the root's.
    pub depth: u32,
    /// Where base and target stand side by side: its place in the graph of each, or that of the nearest of its callers that
    /// has a box there.
    pub sides: Option<[BoxPlace; 2]>,
}

/// All about a node.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct NodeDetails {
    /// Where it lies.
    pub place: NodeBox,
    /// Its row of the table of functions: [`TopRow::row`]; 0 for the root.
    pub row: u32,
    /// The `^name$` that matches its function and no other in a filter; empty where it has no name.
    pub pattern: String,
    /// Its full name.
    pub name: String,
    /// Its package.
    pub package: String,
    /// Its source file and line, as far as they are known.
    pub source: String,
    /// Whether it was inlined into its caller in every sample, in some, or in none.
    pub inlined: Inlined,
    /// Its values, one row per metric of the view.
    pub values: Vec<NodeMetric>,
    /// Whether the target or the base lacks it (by the shown metric).
    pub presence: Presence,
    /// The callers, nearest first, without the root: at most 1,000.
    pub callers: Vec<Relative>,
    /// Its largest callees.
    pub callees: Vec<Relative>,
    /// How many callees with a box there are in all.
    pub callee_count: u32,
    /// Its stack from the root down, each name with its file and line below it. Empty for [`Purpose::Hover`](super::Purpose::Hover).
    pub stack: String,
}

/// A node's values of one metric.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NodeMetric {
    /// Its own.
    pub flat: Pair,
    /// With all that it calls.
    pub cum: Pair,
    /// The parent's cum, for a share of it.
    pub parent: Pair,
    /// The whole profile's total, for a share of it.
    pub total: Pair,
}

/// A caller or callee.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Relative {
    /// The node.
    pub node: u32,
    /// Its name.
    pub name: String,
    /// Its cum of the shown metric.
    pub cum: Pair,
}

/// How often a frame was inlined into its caller.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Inlined {
    /// Never.
    No,
    /// In some of the calls.
    Partly,
    /// Always.
    Yes,
}

/// On which side of a diff something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Presence {
    /// On both, or there is no diff.
    Both,
    /// Only in the target.
    New,
    /// Only in the base.
    Gone,
}

/// Some rows of the table of functions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TopWindow {
    /// In which order they stand.
    pub order: TopOrder,
    /// The first row.
    pub first: u32,
    /// How many rows there are in all.
    pub row_count: u32,
    /// The rows.
    pub rows: Vec<TopRow>,
}

/// A row of the table of functions.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TopRow {
    /// What names the row in [`Request::Locate`](super::Request::Locate).
    pub row: u32,
    /// The name as pprof prints it, without the suffix for inlining.
    pub name: String,
    /// How often it was inlined.
    pub inlined: Inlined,
    /// Its own value.
    pub flat: Pair,
    /// With all that it calls.
    pub cum: Pair,
    /// The sum of `flat` (in a diff: of its change) over this row and all before it.
    pub running: i64,
    /// Whether the search finds it.
    pub is_match: bool,
    /// Whether target or base lacks it (by `cum`).
    pub presence: Presence,
}

/// What a search found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// The text that was looked for.
    pub text: String,
    /// How many frames match.
    pub frames: u32,
    /// The cum of all matching nodes, each stack counted once.
    pub cum: Pair,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_of_the_base_unless_it_is_empty() {
        let total = |target, base| Pair { target, base }.share_total();
        assert_eq!(total(500, Some(100)), 100);
        assert_eq!(total(500, Some(5)), 5);
        assert_eq!(total(500, Some(1)), 1);
        assert_eq!(total(500, Some(0)), 500);
        assert_eq!(total(500, None), 500);
    }
}
