//! What the width of a box stands for in a diff.

use serde::{Deserialize, Serialize};

/// What the width of a box stands for in a diff.
///
/// Each width is a sum over the stacks that pass through a node. Of the stacks that end at one node base and target are
/// summed up first, so that stacks which differ only in labels, or in what the granularity leaves out, are one stack.
/// That makes a *part* of every node, and a node is as wide as the parts of its subtree together:
///
/// ```text
///  stack         base  target    Union  Target  Base  Growth  Churn
///  main;kept       10      10       10      10    10       0      0
///  main;grown      10      30       30      30    10      20     20
///  main;gone        5       0        5       0     5       0      5
///  main            25      40       45      40    25      20     25
/// ```
///
/// So children never outgrow their parent. Values below 0, which a file that is itself a difference may hold, count by
/// their size, as they do in pprof's totals; for [`Growth`](Self::Growth) -5 after -8 has grown by 3.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum DiffWidth {
    /// The larger of base and target: what is gone keeps its place, and what is new has one. Equal profiles look as
    /// each alone.
    #[default]
    Union,
    /// The target: what there is now.
    Target,
    /// The base: what there was.
    Base,
    /// By how much the target exceeds the base, where it does: what a leak leaves.
    Growth,
    /// The size of the change, up or down: what moved.
    Churn,
}

impl DiffWidth {
    /// The part of a node in whose stacks the base sums up to `base` and the target to `target`. It is never negative,
    /// and saturates.
    pub fn part(self, base: i64, target: i64) -> i64 {
        let grown = || i64::try_from(target.abs_diff(base)).unwrap_or(i64::MAX);
        match self {
            Self::Union => base.saturating_abs().max(target.saturating_abs()),
            Self::Target => target.saturating_abs(),
            Self::Base => base.saturating_abs(),
            Self::Growth if target <= base => 0,
            Self::Growth | Self::Churn => grown(),
        }
    }

    /// Whether parts stay as they are where base and target are swapped.
    pub fn is_symmetric(self) -> bool {
        matches!(self, Self::Union | Self::Churn)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ALL: [DiffWidth; 5] =
        [DiffWidth::Union, DiffWidth::Target, DiffWidth::Base, DiffWidth::Growth, DiffWidth::Churn];

    #[test]
    fn parts_are_what_they_are_called() {
        let table = [
            ((10, 10), [10, 10, 10, 0, 0]),
            ((10, 30), [30, 30, 10, 20, 20]),
            ((5, 0), [5, 0, 5, 0, 5]),
            ((0, 5), [5, 5, 0, 5, 5]),
            ((-8, -5), [8, 5, 8, 3, 3]),
            ((i64::MIN, i64::MAX), [i64::MAX; 5]),
        ];
        for ((base, target), parts) in table {
            assert_eq!(ALL.map(|width| width.part(base, target)), parts, "{base} to {target}");
        }
    }

    proptest! {
        #[test]
        fn swapping_base_and_target_mirrors(base in any::<i64>(), target in any::<i64>()) {
            let (there, back) = (ALL.map(|width| width.part(base, target)), ALL.map(|width| width.part(target, base)));
            let ([union, new, old, up, churn], [union_back, old_back, new_back, down, churn_back]) = (there, back);
            prop_assert_eq!((union, new, old, churn), (union_back, new_back, old_back, churn_back));
            prop_assert_eq!(up.saturating_add(down), churn);
            prop_assert!(there.iter().all(|&part| part >= 0));
        }
    }
}
