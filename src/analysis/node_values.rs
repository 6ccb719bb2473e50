//! One profile's sums of one metric over a tree.

use super::metric::Column;
use super::{BitSet, CallTree, NodeId};
use crate::profile::{Profile, StackId};

/// The values of the nodes of a [`CallTree`] in one column of one profile.
///
/// - `flat`: the sum of the samples whose stack ends at the node.
/// - `cum`: the sum of the samples whose stack passes through it, `flat + Σ cum of the children`.
///
/// Recursion needs no care here: a stack passes through a node of a tree once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeValues {
    /// What ends at each node; at the root the samples without a stack.
    pub flat: Vec<i64>,
    /// What passes through each node.
    pub cum: Vec<i64>,
    /// Σ|value| over all samples, those without a stack too: what pprof calls the total. Samples of equal stack
    /// and labels stay apart, as pprof does not merge a single profile: +5 and -5 are 10.
    pub total: i64,
    /// Whether a sum did not fit an `i64` and was held at its end. pprof's would have wrapped around.
    pub saturated: bool,
    /// The stacks with a sample that is not zero. pprof takes no notice of others.
    stacks: BitSet,
    /// The nodes that such a stack passes through, where `cum != 0` does not say it: `None` unless values are
    /// negative.
    nodes: Option<BitSet>,
}

impl NodeValues {
    /// Sums a column of `profile`, whose stacks end in `tree` at `ends`. A column that does not exist is all zero.
    pub fn sum(tree: &CallTree, ends: &[NodeId], profile: &Profile, column: Column) -> Self {
        let mut sums = Sums {
            flat: vec![0; tree.len()],
            total: 0,
            saturated: false,
            stacks: BitSet::new(profile.stacks().len()),
        };
        let has_negative = sums.add_samples(ends, profile, column);
        let Sums { flat, total, mut saturated, stacks } = sums;
        let mut cum = flat.clone();
        for row in (1..cum.len()).rev() {
            let parent = tree.parent(NodeId::new(row)).index();
            cum[parent] = add(cum[parent], cum[row], &mut saturated);
        }
        let nodes = has_negative.then(|| touched_nodes(tree, ends, &stacks));
        Self { flat, cum, total, saturated, stacks, nodes }
    }

    /// Whether a sample that is not zero passes through the node. Its `cum` can still be zero, where samples are
    /// negative.
    #[inline]
    pub fn is_touched(&self, node: NodeId) -> bool {
        self.nodes.as_ref().map_or(self.cum[node.index()] != 0, |nodes| nodes.contains(node.index()))
    }

    /// Whether the stack has a sample that is not zero.
    pub(super) fn has_stack(&self, stack: StackId) -> bool {
        self.stacks.contains(stack.index())
    }

    /// Whether some sample is negative, as in a delta that the server computed.
    pub fn has_negative(&self) -> bool {
        self.nodes.is_some()
    }
}

struct Sums {
    flat: Vec<i64>,
    total: i64,
    saturated: bool,
    stacks: BitSet,
}

impl Sums {
    /// Adds all samples and says whether any was negative.
    fn add_samples(&mut self, ends: &[NodeId], profile: &Profile, column: Column) -> bool {
        let samples = profile.samples();
        if column.index >= samples.column_count() {
            return false;
        }
        let values = samples.values(column.index);
        for (&stack, &value) in samples.stacks().iter().zip(values) {
            let value = column.scaled_noting(value, &mut self.saturated);
            self.add(ends, stack, value);
        }
        values.iter().any(|&value| value < 0)
    }

    #[inline]
    fn add(&mut self, ends: &[NodeId], stack: StackId, value: i64) {
        if value == 0 {
            return;
        }
        let flat = &mut self.flat[ends[stack.index()].index()];
        *flat = add(*flat, value, &mut self.saturated);
        self.total = add(self.total, size(value, &mut self.saturated), &mut self.saturated);
        self.stacks.insert(stack.index());
    }
}

/// Adds, and notes where the sum does not fit.
#[inline]
pub(super) fn add(left: i64, right: i64, saturated: &mut bool) -> i64 {
    let (sum, overflowed) = left.overflowing_add(right);
    if overflowed {
        *saturated = true;
        return left.saturating_add(right);
    }
    sum
}

/// |value|, and notes where it does not fit, as that of -2⁶³ does not.
#[inline]
pub(super) fn size(value: i64, saturated: &mut bool) -> i64 {
    *saturated |= value == i64::MIN;
    value.saturating_abs()
}

fn touched_nodes(tree: &CallTree, ends: &[NodeId], stacks: &BitSet) -> BitSet {
    let mut nodes = BitSet::new(tree.len());
    for stack in stacks.iter() {
        nodes.insert(ends[stack].index());
    }
    for row in (1..tree.len()).rev() {
        if nodes.contains(row) {
            nodes.insert(tree.parent(NodeId::new(row)).index());
        }
    }
    nodes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{FrameTable, Grouping};
    use crate::profile::{draw_profile, draw_profile_with};

    fn sums(profile: &Profile, column: Column) -> NodeValues {
        let frames = FrameTable::build(&[profile], Grouping::default());
        let (tree, stacks) = CallTree::build(&frames, &[profile]);
        NodeValues::sum(&tree, stacks.ends(0), profile, column)
    }

    const FIRST: Column = Column { index: 0, ratio: 1.0 };

    #[test]
    fn a_node_holds_its_subtree() {
        let values = sums(&draw_profile("A  A  A  .\nB  B  C  .\nD  .  .  .\n1  20  300  4000"), FIRST);
        assert_eq!(values.flat, [4000, 0, 20, 1, 300]);
        assert_eq!(values.cum, [4321, 321, 21, 1, 300]);
        assert_eq!(values.total, 4321);
        assert!(!values.saturated && !values.has_negative());
    }

    #[test]
    fn equal_samples_are_not_merged_before_their_size_is_taken() {
        let values = sums(&draw_profile("A  A  A  A\nB  B  C  D\n5  -5  -7  0"), FIRST);
        assert_eq!((values.cum[0], values.total), (-7, 17));
        let touched: Vec<_> = (0..5).map(|node| values.is_touched(NodeId::new(node))).collect();
        assert_eq!(touched, [true, true, true, true, false]);
    }

    #[test]
    fn sums_stop_at_the_end() {
        let values = sums(&draw_profile("A  B\n9223372036854775807  1"), FIRST);
        assert_eq!((values.cum[0], values.total, values.saturated), (i64::MAX, i64::MAX, true));
        let values = sums(&draw_profile("A\n-9223372036854775808"), FIRST);
        assert_eq!((values.cum[1], values.total, values.saturated), (i64::MIN, i64::MAX, true));
    }

    #[test]
    fn values_are_scaled_and_rounded_away_from_zero() {
        let profile = draw_profile("A  B  C\n5  -5  4");
        assert_eq!(sums(&profile, Column { index: 0, ratio: 0.5 }).flat, [0, 3, -3, 2]);
        assert_eq!(sums(&profile, Column { index: 0, ratio: 1000.0 }).total, 14_000);
        assert_eq!(sums(&profile, Column { index: 7, ratio: 1.0 }).total, 0);
        let five = draw_profile("A\n5");
        assert!(!sums(&five, Column { index: 0, ratio: 1e18 }).saturated);
        assert!(sums(&five, Column { index: 0, ratio: 2e18 }).saturated);
    }

    #[test]
    fn columns_are_summed_apart() {
        let profile = draw_profile_with(&[("x", "count"), ("y", "bytes")], "A  B\n1  2\n30  40");
        assert_eq!(sums(&profile, Column { index: 1, ratio: 1.0 }).flat, [0, 30, 40]);
    }
}
