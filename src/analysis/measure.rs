//! One metric, measured on a shape.

use std::ops::Range;
use std::rc::Rc;

use super::diff::Change;
use super::metric::Metric;
use super::node_values::add;
use super::{BitSet, CallTree, DiffWidth, FrameId, NodeId, NodeValues, Pace, Shape, Subject, Work};

/// The sums of one metric over a [`Shape`]: all that has to be computed again when the metric changes.
#[derive(Debug, Clone)]
pub struct Measure {
    /// What was measured.
    pub metric: Metric,
    /// The target's sums.
    pub target: Rc<NodeValues>,
    /// The base's sums, where there is a base.
    pub base: Option<Rc<NodeValues>>,
    /// What percentages are of: the total of the base, as pprof's `-diff_base` has it, or the target's where
    /// there is no base or it is empty.
    pub total: i64,
    /// The largest difference of `cum` between base and target that any node but the root has; 0 without a base.
    pub largest_change: u64,
    /// What [`widths`](Self::widths) stand for where there is a base.
    pub width: DiffWidth,
    /// Where the widths are not simply the target's `cum`.
    widths: Option<Rc<Vec<i64>>>,
}

impl Measure {
    /// Measures `metric`, one of [`Subject::metrics`], on the shape of the same subject, with the default widths.
    pub fn new(shape: &Shape, subject: Subject<'_>, metric: &Metric) -> Self {
        Self::drawn(shape, subject, metric, DiffWidth::default())
    }

    /// The same, with the widths that a diff is to be drawn with.
    pub fn drawn(shape: &Shape, subject: Subject<'_>, metric: &Metric, width: DiffWidth) -> Self {
        let (tree, stacks) = (shape.tree(), shape.stack_nodes());
        let target =
            NodeValues::sum(tree, stacks.ends(subject.target_place()), subject.target, metric.target);
        let base = subject.base.zip(metric.base).map(|(profile, column)| {
            NodeValues::sum(tree, stacks.ends(subject.base_place()), profile, column)
        });
        let total = base.as_ref().map(|base| base.total).filter(|&total| total > 0).unwrap_or(target.total);
        let largest_change = base.as_ref().map_or(0, |base| largest_change(&target, base));
        let widths = widths(tree, &target, base.as_ref(), width);
        let (target, base) = (Rc::new(target), base.map(Rc::new));
        Self { metric: metric.clone(), target, base, total, largest_change, width, widths }
    }

    /// The same sums with other widths. Nothing is summed up from samples; without a base nothing changes.
    pub fn redrawn(&self, shape: &Shape, width: DiffWidth) -> Self {
        let widths = match &self.base {
            Some(base) => widths(shape.tree(), &self.target, Some(base), width),
            None => self.widths.clone(),
        };
        let (target, base) = (Rc::clone(&self.target), self.base.clone());
        Self { metric: self.metric.clone(), target, base, width, widths, ..*self }
    }

    /// How wide each node is drawn: never negative, and never less than its children together.
    ///
    /// ```text
    ///  width = part + Σ width of the children,   part = DiffWidth::part(base flat, target flat)
    /// ```
    ///
    /// For one profile without negative values that is its `cum`. For two it is what [`DiffWidth`] says, by default
    /// the *union*, which is nowhere less than the `cum` of either.
    pub fn widths(&self) -> &[i64] {
        self.widths.as_deref().map_or(&self.target.cum, Vec::as_slice)
    }

    /// Whether two profiles are compared.
    pub fn is_diff(&self) -> bool {
        self.base.is_some()
    }

    /// The `flat` that pprof shows: the target's, or target − base.
    pub fn flat(&self, node: NodeId) -> i64 {
        self.target.flat[node.index()].saturating_sub(self.base_flat(node))
    }

    /// The `cum` that pprof shows: the target's, or target − base.
    pub fn cum(&self, node: NodeId) -> i64 {
        self.target.cum[node.index()].saturating_sub(self.base_cum(node))
    }

    /// The base's `flat`, 0 without a base.
    pub fn base_flat(&self, node: NodeId) -> i64 {
        self.base.as_ref().map_or(0, |base| base.flat[node.index()])
    }

    /// The base's `cum`, 0 without a base.
    pub fn base_cum(&self, node: NodeId) -> i64 {
        self.base.as_ref().map_or(0, |base| base.cum[node.index()])
    }

    /// What became of the node's `cum`; all is [`Change::New`] without a base.
    pub fn change(&self, node: NodeId) -> Change {
        Change::of(self.base_cum(node), self.target.cum[node.index()])
    }

    /// Whether a sum did not fit an `i64` and was held at its end, or a difference may not have.
    ///
    /// The difference of two values that are not negative always fits. Of others it does as long as both totals do
    /// together, which is asked instead of every row.
    pub fn is_saturated(&self) -> bool {
        let Self { target, base, .. } = self;
        target.saturated
            || base.as_ref().is_some_and(|base| {
                base.saturated
                    || (target.has_negative() || base.has_negative())
                        && target.total.checked_add(base.total).is_none()
            })
    }

    /// The rows that some value passes through, in either profile.
    pub fn rows<'a>(&'a self, shape: &'a Shape, pace: &'a Pace) -> Work<'a, BitSet> {
        let (frames, tree) = (shape.frames(), shape.tree());
        Box::pin(async move {
            let mut seen = BitSet::new(frames.len());
            for values in std::iter::once(&self.target).chain(&self.base) {
                let mut note = |piece: Range<usize>| {
                    for (&cum, frame) in values.cum[piece.clone()].iter().zip(tree.frames(piece)) {
                        if cum != 0 {
                            seen.insert(frame.index());
                        }
                    }
                };
                pace.each(tree.len(), &mut note).await;
            }
            let mut rows = BitSet::new(frames.row_count());
            for frame in seen.iter().filter(|&frame| frame != FrameId::ROOT.index()) {
                rows.insert(frames.row(FrameId::new(frame)).index());
            }
            rows
        })
    }

    /// Whether a sample that is not zero passes through the node, in either profile.
    pub fn is_touched(&self, node: NodeId) -> bool {
        self.target.is_touched(node) || self.base.as_ref().is_some_and(|base| base.is_touched(node))
    }
}

/// The largest change of a node but the root, whose own would hide those that make up for each other below it.
fn largest_change(target: &NodeValues, base: &NodeValues) -> u64 {
    let pairs = target.cum.iter().zip(&base.cum).skip(1);
    pairs.map(|(target, base)| target.abs_diff(*base)).max().unwrap_or(0)
}

fn widths(
    tree: &CallTree,
    target: &NodeValues,
    base: Option<&NodeValues>,
    width: DiffWidth,
) -> Option<Rc<Vec<i64>>> {
    let mut widths: Vec<i64> = match base {
        None if !target.has_negative() => return None,
        None => target.flat.iter().map(|flat| flat.saturating_abs()).collect(),
        Some(base) => {
            let pairs = base.flat.iter().zip(&target.flat);
            pairs.map(|(&base, &target)| width.part(base, target)).collect()
        }
    };
    // The values' own flag says whether they fit; widths only have to be in proportion.
    let mut saturated = false;
    for row in (1..widths.len()).rev() {
        let parent = tree.parent(NodeId::new(row)).index();
        widths[parent] = add(widths[parent], widths[row], &mut saturated);
    }
    Some(Rc::new(widths))
}
