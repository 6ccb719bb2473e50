//! How much a value changed, in steps of a ramp.

use serde::{Deserialize, Serialize};

/// A step of the ramp from less over same to more.
///
/// ```text
///  step       0          8          16          24          32
///  by factor  ÷4 less    ÷2        same         ×2     ×4 more
///  by share   -100%     -50%         0         +50%      +100%    of the largest change
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct DiffStep(u8);

impl DiffStep {
    /// How many steps there are.
    pub const COUNT: usize = 33;

    /// Four times less, or gone.
    pub const LEAST: Self = Self(0);

    /// Unchanged.
    pub const SAME: Self = Self(Self::MIDDLE);

    /// Four times more, or new.
    pub const MOST: Self = Self(Self::COUNT as u8 - 1);

    const MIDDLE: u8 = Self::COUNT as u8 / 2;

    /// The step of a change from `base` to `target` by its factor, on a logarithmic scale: `log2(target / base)`, where
    /// halving is as far from the middle as doubling. The ramp ends at a quarter and at four times; what is new or
    /// gone stands at its ends, too.
    ///
    /// Only equal values are [`SAME`](Self::SAME): any other change is at least one step from it. Values below 0,
    /// which differences of profiles may hold, are compared by size when both are; a change of sign is a full one.
    pub fn of_factor(base: i64, target: i64) -> Self {
        let (low, high) = (base.min(target), base.max(target));
        if low == high {
            return Self::SAME;
        }
        let factor = match (low, high) {
            (1.., _) => high as f64 / low as f64,
            (_, ..=-1) => low as f64 / high as f64,
            _ => f64::INFINITY,
        };
        // Half the ramp is two doublings.
        Self::at(factor.log2() / 2.0, target > base)
    }

    /// The step of a change from `base` to `target` by its share of the `largest` change that is seen. Here, too, only
    /// equal values are [`SAME`](Self::SAME).
    pub fn of_share(base: i64, target: i64, largest: u64) -> Self {
        match target.abs_diff(base) {
            0 => Self::SAME,
            change => Self::at(change as f64 / largest.max(1) as f64, target > base),
        }
    }

    /// The step that lies so far from the middle, from 0 to 1 at the end, but at least one.
    fn at(magnitude: f64, is_more: bool) -> Self {
        let half = f64::from(Self::MIDDLE);
        let steps = (magnitude * half).round().clamp(1.0, half) as u8;
        if is_more { Self(Self::MIDDLE + steps) } else { Self(Self::MIDDLE - steps) }
    }

    /// All steps, from less to more.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..Self::COUNT as u8).map(Self)
    }

    /// Its index among [`all`](Self::all).
    pub fn index(self) -> usize {
        usize::from(self.0).min(Self::COUNT - 1)
    }

    /// From -1 for the least over 0 for the same to 1 for the most.
    pub fn magnitude(self) -> f64 {
        (self.index() as f64 - f64::from(Self::MIDDLE)) / f64::from(Self::MIDDLE)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_even_in_factors() {
        let table = [
            ((100, 100), 16),
            ((100, 200), 24),
            ((100, 400), 32),
            ((100, 9000), 32),
            ((200, 100), 8),
            ((400, 100), 0),
            ((100, 101), 17),
            ((1_000_000, 999_999), 15),
            ((0, 0), 16),
            ((0, 1), 32),
            ((1, 0), 0),
            ((-8, -2), 32),
            ((-2, -4), 8),
            ((-5, 5), 32),
            ((5, -5), 0),
            ((i64::MIN, i64::MAX), 32),
        ];
        for ((base, target), step) in table {
            assert_eq!(DiffStep::of_factor(base, target).index(), step, "{base} to {target}");
        }
    }

    #[test]
    fn steps_are_even_in_shares() {
        let table =
            [(0, 0, 16), (0, 100, 32), (100, 0, 0), (7, 57, 24), (57, 7, 8), (0, 1, 17), (9, 999, 32)];
        for (base, target, step) in table {
            assert_eq!(DiffStep::of_share(base, target, 100).index(), step, "{base} to {target}");
        }
        assert_eq!(DiffStep::of_share(1, 2, 0), DiffStep::MOST);
        assert_eq!(DiffStep::of_share(i64::MAX, i64::MIN, u64::MAX), DiffStep::LEAST);
    }
}
