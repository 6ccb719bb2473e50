//! One profile's sums of one metric over a tree.

use std::rc::Rc;

use super::metric::Column;
use super::pace::in_pieces;
use super::{BitSet, PathId, PathSums, Subtree};
use crate::profile::{Profile, StackId};

/// The values of the nodes of a [`CallTree`](super::CallTree) in one column of one profile.
///
/// - `flat`: the sum of the samples whose stack ends at the node, and so of those of one path.
/// - `cum`: the sum of the samples whose stack passes through it, `flat + Σ cum of the children`.
///
/// Recursion needs no care here: a stack passes through a node of a tree once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeValues {
    flat: Vec<i64>,
    sums: Rc<PathSums>,
    /// Σ|value| over all samples, those without a stack too: what pprof calls the total. Samples of equal stack
    /// and labels stay apart, as pprof does not merge a single profile: +5 and -5 are 10.
    pub total: i64,
    /// Whether a sum did not fit an `i64` and was held at its end. pprof's would have wrapped around.
    pub saturated: bool,
    /// The stacks with a sample that is not zero. pprof takes no notice of others.
    stacks: BitSet,
    /// How many paths before each have such a stack, where `cum != 0` does not say it: `None` unless values are
    /// negative.
    touched: Option<Vec<u32>>,
}

impl NodeValues {
    /// Sums a column of `profile`, whose stacks end in the paths `ends` of a tree that has `path_count`. A column that does not
    /// exist is all zero.
    pub fn sum(path_count: usize, ends: &[PathId], profile: &Profile, column: Column) -> Self {
        let mut sums = Sums {
            flat: vec![0; path_count],
            total: 0,
            saturated: false,
            stacks: BitSet::new(profile.stacks().len()),
        };
        let has_negative = sums.add_samples(ends, profile, column);
        let Sums { flat, total, saturated, stacks } = sums;
        let touched = has_negative.then(|| touched_before(path_count, ends, &stacks));
        // Where the total fits, every sum does.
        let sums = Rc::new(PathSums::new(flat.iter().copied()));
        Self { flat, sums, total, saturated, stacks, touched }
    }

    /// What ends in each path; in the root's the samples without a stack.
    pub fn flat(&self) -> &[i64] {
        &self.flat
    }

    /// What passes through a node.
    #[inline]
    pub fn cum(&self, subtree: Subtree) -> i64 {
        self.sums.of(subtree.paths())
    }

    /// The sums of `flat`.
    pub fn sums(&self) -> &Rc<PathSums> {
        &self.sums
    }

    /// Whether a sample that is not zero passes through the node. Its `cum` can still be zero, where samples are
    /// negative.
    #[inline]
    pub fn is_touched(&self, subtree: Subtree) -> bool {
        let paths = subtree.paths();
        self.touched
            .as_ref()
            .map_or_else(|| self.cum(subtree) != 0, |before| before[paths.end] > before[paths.start])
    }

    /// How wide a node is drawn where only these values are: by the size of what ends in each path, so that children never outgrow
    /// their parent.
    pub fn widths(&self) -> Rc<PathSums> {
        if self.has_negative() {
            Rc::new(PathSums::new(self.flat.iter().map(|flat| flat.saturating_abs())))
        } else {
            Rc::clone(&self.sums)
        }
    }

    /// Whether the stack has a sample that is not zero.
    pub(super) fn has_stack(&self, stack: StackId) -> bool {
        self.stacks.contains(stack.index())
    }

    /// Whether some sample is negative, as in a delta that the server computed.
    pub fn has_negative(&self) -> bool {
        self.touched.is_some()
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
    fn add_samples(&mut self, ends: &[PathId], profile: &Profile, column: Column) -> bool {
        let samples = profile.samples();
        if column.index >= samples.column_count() {
            return false;
        }
        let values = samples.values(column.index);
        let stacks = samples.stacks();
        in_pieces(stacks.len(), &mut |piece| {
            for (&stack, &value) in stacks[piece.clone()].iter().zip(&values[piece]) {
                let value = column.scaled_noting(value, &mut self.saturated);
                self.add(ends, stack, value);
            }
        });
        values.iter().any(|&value| value < 0)
    }

    #[inline]
    fn add(&mut self, ends: &[PathId], stack: StackId, value: i64) {
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

/// How many paths before each have one of the stacks, and how many have in all.
fn touched_before(path_count: usize, ends: &[PathId], stacks: &BitSet) -> Vec<u32> {
    let mut before = vec![0; path_count + 1];
    for stack in stacks.iter() {
        before[ends[stack].index() + 1] = 1;
    }
    for path in 0..path_count {
        before[path + 1] += before[path];
    }
    before
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{CallTree, FrameTable, Grouping};
    use crate::profile::{draw_profile, draw_profile_with};

    fn sums(profile: &Profile, column: Column) -> Drawn {
        let frames = FrameTable::build(&[profile], Grouping::default());
        let (tree, stacks) = CallTree::build(&frames, &[profile]);
        let values = NodeValues::sum(tree.path_count(), stacks.ends(0), profile, column);
        let flat = |node| tree.path_of_end(node).map_or(0, |path| values.flat()[path.index()]);
        let subtrees = || tree.ids().map(|node| tree.subtree(node));
        Drawn {
            flat: tree.ids().map(flat).collect(),
            cum: subtrees().map(|subtree| values.cum(subtree)).collect(),
            touched: subtrees().map(|subtree| values.is_touched(subtree)).collect(),
            values,
        }
    }

    /// The values of each node.
    struct Drawn {
        flat: Vec<i64>,
        cum: Vec<i64>,
        touched: Vec<bool>,
        values: NodeValues,
    }

    const FIRST: Column = Column { index: 0, ratio: 1.0 };

    #[test]
    fn a_node_holds_its_subtree() {
        let values = sums(&draw_profile("A  A  A  .\nB  B  C  .\nD  .  .  .\n1  20  300  4000"), FIRST);
        assert_eq!(values.flat, [4000, 0, 20, 1, 300]);
        assert_eq!(values.cum, [4321, 321, 21, 1, 300]);
        assert_eq!(values.values.total, 4321);
        assert!(!values.values.saturated && !values.values.has_negative());
    }

    #[test]
    fn equal_samples_are_not_merged_before_their_size_is_taken() {
        let values = sums(&draw_profile("A  A  A  A\nB  B  C  D\n5  -5  -7  0"), FIRST);
        assert_eq!((values.cum[0], values.values.total), (-7, 17));
        assert_eq!(values.touched, [true, true, true, true, false]);
    }

    #[test]
    fn sums_stop_at_the_end() {
        let values = sums(&draw_profile("A  B\n9223372036854775807  1"), FIRST);
        assert_eq!((values.cum[0], values.values.total, values.values.saturated), (i64::MAX, i64::MAX, true));
        let values = sums(&draw_profile("A\n-9223372036854775808"), FIRST);
        assert_eq!((values.cum[1], values.values.total, values.values.saturated), (i64::MIN, i64::MAX, true));
    }

    #[test]
    fn values_are_scaled_and_rounded_away_from_zero() {
        let profile = draw_profile("A  B  C\n5  -5  4");
        assert_eq!(sums(&profile, Column { index: 0, ratio: 0.5 }).flat, [0, 3, -3, 2]);
        assert_eq!(sums(&profile, Column { index: 0, ratio: 1000.0 }).values.total, 14_000);
        assert_eq!(sums(&profile, Column { index: 7, ratio: 1.0 }).values.total, 0);
        let five = draw_profile("A\n5");
        assert!(!sums(&five, Column { index: 0, ratio: 1e18 }).values.saturated);
        assert!(sums(&five, Column { index: 0, ratio: 2e18 }).values.saturated);
    }

    #[test]
    fn columns_are_summed_apart() {
        let profile = draw_profile_with(&[("x", "count"), ("y", "bytes")], "A  B\n1  2\n30  40");
        assert_eq!(sums(&profile, Column { index: 1, ratio: 1.0 }).flat, [0, 30, 40]);
    }
}
