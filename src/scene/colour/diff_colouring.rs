//! What the colour of a box says in a diff, as the user wants it.

use serde::{Deserialize, Serialize};

use super::{DiffPalette, DiffStep};

/// What a change is measured by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum DiffScale {
    /// The factor from base to target of each frame: [`DiffStep::of_factor`].
    #[default]
    Relative,
    /// The change as a share of the largest change of any frame: [`DiffStep::of_share`].
    Absolute,
}

/// Below which share of the total a change is noise, in steps that grow about twofold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoiseFloor(u8);

/// In hundred-thousandths, with their names in per cent.
const FLOORS: [(u32, &str); 10] = [
    (0, "0"),
    (10, "0.01"),
    (20, "0.02"),
    (50, "0.05"),
    (100, "0.1"),
    (200, "0.2"),
    (500, "0.5"),
    (1_000, "1"),
    (2_000, "2"),
    (5_000, "5"),
];

impl Default for NoiseFloor {
    /// 0.1 per cent.
    fn default() -> Self {
        Self(4)
    }
}

impl NoiseFloor {
    /// The last step.
    pub const MAX: u8 = FLOORS.len() as u8 - 1;

    /// The floor of a step; the last one where there is no such step.
    pub fn step(step: u8) -> Self {
        Self(step.min(Self::MAX))
    }

    /// Its step.
    pub fn index(self) -> u8 {
        self.0
    }

    /// Its name: per cent, as `0.1`.
    pub fn percent(self) -> &'static str {
        FLOORS.get(usize::from(self.0)).map_or("", |floor| floor.1)
    }

    /// The floor of that name.
    pub fn of_percent(name: &str) -> Option<Self> {
        FLOORS.iter().position(|floor| floor.1 == name).map(|step| Self(step as u8))
    }

    /// The least change that is no noise, where base and target sum up to these totals: a share of the larger one,
    /// rounded up.
    pub fn of_totals(self, base: i64, target: i64) -> u64 {
        let larger = u128::from(base.unsigned_abs().max(target.unsigned_abs()));
        let parts = FLOORS.get(usize::from(self.0)).map_or(0, |floor| floor.0);
        u64::try_from((larger * u128::from(parts)).div_ceil(100_000)).unwrap_or(u64::MAX)
    }
}

/// How changes are coloured.
///
/// It is about colours only: where boxes lie, how wide they are, and all numbers are the same whatever it says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct DiffColouring {
    /// Which colours mean less and more.
    pub palette: DiffPalette,
    /// What a change is measured by.
    pub scale: DiffScale,
    /// Changes below this value are noise: their boxes are as neutral as those of what is the same.
    pub floor: u64,
    /// The change at the end of the absolute scale.
    pub largest: u64,
}

impl DiffColouring {
    /// The step of the ramp for a change.
    pub fn step(&self, base: i64, target: i64) -> DiffStep {
        match self.scale {
            _ if self.is_noise(base, target) => DiffStep::SAME,
            DiffScale::Relative => DiffStep::of_factor(base, target),
            DiffScale::Absolute => DiffStep::of_share(base, target, self.largest),
        }
    }

    /// Whether a change is below the floor.
    pub fn is_noise(&self, base: i64, target: i64) -> bool {
        target.abs_diff(base) < self.floor
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn floors_are_shares_of_the_larger_total() {
        assert_eq!(NoiseFloor::default().percent(), "0.1");
        assert_eq!(NoiseFloor::default().of_totals(4_000_000, 24_021_702), 24_022);
        assert_eq!(NoiseFloor::step(0).of_totals(5, i64::MAX), 0);
        assert_eq!(NoiseFloor::step(99).of_totals(200, 100), 10);
        assert_eq!(NoiseFloor::step(9).of_totals(i64::MIN, 0), 461_168_601_842_738_791);
        for step in 0..=NoiseFloor::MAX {
            let floor = NoiseFloor::step(step);
            assert_eq!(NoiseFloor::of_percent(floor.percent()), Some(floor));
        }
        assert_eq!(NoiseFloor::of_percent("0.3"), None);
    }

    #[test]
    fn what_is_below_the_floor_is_neutral() {
        let colouring = DiffColouring { floor: 10, largest: 100, ..DiffColouring::default() };
        for scale in [DiffScale::Relative, DiffScale::Absolute] {
            let colouring = DiffColouring { scale, ..colouring };
            assert_eq!(colouring.step(0, 9), DiffStep::SAME, "new, but noise");
            assert_eq!(colouring.step(9, 0), DiffStep::SAME, "gone, but noise");
            assert!(colouring.step(0, 10) > DiffStep::SAME);
            assert!(colouring.step(110, 100) < DiffStep::SAME);
        }
    }

    proptest! {
        #[test]
        fn swapping_base_and_target_mirrors(
            base in any::<i64>(), target in any::<i64>(), floor in any::<u64>(), largest in any::<u64>(),
            is_absolute in any::<bool>(),
        ) {
            let scale = if is_absolute { DiffScale::Absolute } else { DiffScale::Relative };
            let colouring = DiffColouring { scale, floor, largest, ..DiffColouring::default() };
            let (there, back) = (colouring.step(base, target), colouring.step(target, base));
            prop_assert_eq!(there.magnitude(), -back.magnitude());
        }
    }
}
