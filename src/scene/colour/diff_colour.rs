//! How much a value changed, in steps of a ramp.

use serde::{Deserialize, Serialize};

/// A step of the ramp from less over same to more.
///
/// A change is measured by its factor, on a logarithmic scale: `log2(target / base)`, where halving is as far
/// from the middle as doubling. The ramp ends at a quarter and at four times; what is new stands at its end, too.
///
/// ```text
///  step   0          8          16          24          32
///         ÷4 less    ÷2        same         ×2     ×4 more
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

    /// The step of a change from `base` to `target`.
    ///
    /// Only equal values are [`SAME`](Self::SAME): any other change is at least one step from it. Values below 0,
    /// which differences of profiles may hold, are compared by size when both are; a change of sign is a full one.
    pub fn of(base: i64, target: i64) -> Self {
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
        let half = f64::from(Self::MIDDLE);
        let steps = (factor.log2() / 2.0 * half).round().clamp(1.0, half) as u8;
        if target > base { Self(Self::MIDDLE + steps) } else { Self(Self::MIDDLE - steps) }
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
    use proptest::prelude::*;

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
            assert_eq!(DiffStep::of(base, target).index(), step, "{base} to {target}");
        }
    }

    proptest! {
        #[test]
        fn swapping_base_and_target_mirrors(base in any::<i64>(), target in any::<i64>()) {
            let (there, back) = (DiffStep::of(base, target), DiffStep::of(target, base));
            prop_assert_eq!(there.magnitude(), -back.magnitude());
        }
    }
}
