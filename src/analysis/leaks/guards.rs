//! The questions that a series of values is asked, and the verdict that follows from the answers.

use super::thresholds::{
    FALLS, FOR_LEAK, FOR_LIKELY, FOR_TREND, LATE, LOAD, MATERIAL, MOST, REAL, RISING, RISING_OF_FEW, STEP,
};
use super::trend_tests::{drift, line, rising_p};
use super::{Guard, Test, Verdict};

/// A series as it is judged: the values of distinct snapshots of one process.
#[derive(Debug, Clone, Default)]
pub(super) struct Series {
    /// When, in hours; or any other measure of order.
    pub(super) x: Vec<f64>,
    /// Bytes, or goroutines.
    pub(super) values: Vec<f64>,
}

/// What else is known of a series.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Facts {
    /// How much growth matters.
    pub(super) size: f64,
    /// The growth in standard deviations of its sampling. `None` where nothing is sampled.
    pub(super) real: Option<f64>,
    /// The allocation rate at the end as a multiple of that at the beginning.
    pub(super) load: Option<f64>,
}

impl Series {
    /// The values at some places; of more than are looked at, evenly chosen ones with the first and the last.
    pub(super) fn of(places: &[usize], x: &dyn Fn(usize) -> f64, value: &dyn Fn(usize) -> f64) -> Self {
        let (count, last) = (places.len().min(MOST), places.len().saturating_sub(1));
        let chosen = (0..count).map(|at| places[at * last / (count - 1).max(1)]);
        let mut series = Self::default();
        for place in chosen {
            series.x.push(x(place));
            series.values.push(value(place));
        }
        series
    }

    /// From the first value to the last.
    pub(super) fn growth(&self) -> f64 {
        self.values.last().unwrap_or(&0.0) - self.values.first().unwrap_or(&0.0)
    }

    /// All questions that so many values can answer.
    pub(super) fn tests(&self, facts: Facts) -> Vec<Test> {
        let count = self.values.len();
        let growth = self.growth();
        let enough = if count < FOR_LIKELY { RISING_OF_FEW } else { RISING };
        let mut tests = vec![at_least(Guard::Distinct, count as f64, FOR_LIKELY as f64)];
        if count < 2 {
            return tests;
        }
        if let Some(real) = facts.real {
            tests.push(at_least(Guard::Real, real, REAL));
        }
        tests.push(at_least(Guard::Size, growth, facts.size));
        tests.push(at_least(Guard::Material, growth / self.median().max(1.0), MATERIAL));
        if count < FOR_TREND {
            return tests;
        }
        let p = rising_p(&self.values);
        tests.push(Test { guard: Guard::Rising, value: p, threshold: enough, passed: p <= enough });
        tests.push(at_least(Guard::Late, self.late(), LATE));
        let (rises, falls, largest) = self.steps();
        tests.push(at_most(Guard::Smooth, falls / rises.max(1.0), FALLS));
        tests.push(at_most(Guard::Steps, largest / rises.max(1.0), STEP));
        tests.push(at_least(Guard::Drift, drift(&self.x, &self.values), 1.0));
        if let Some(load) = facts.load {
            // What grows no faster than the load may be the load; a leak outgrows any.
            let ratio = self.values[count - 1] / self.values[0].max(1.0);
            let passed = load <= LOAD || ratio > load * LOAD;
            tests.push(Test { guard: Guard::Load, value: load, threshold: LOAD, passed });
        }
        tests
    }

    fn median(&self) -> f64 {
        let mut sorted = self.values.clone();
        sorted.sort_by(f64::total_cmp);
        let half = sorted.len() / 2;
        if sorted.len() % 2 == 1 { sorted[half] } else { (sorted[half - 1] + sorted[half]) / 2.0 }
    }

    /// The slope of the second half as a multiple of that of the first; 10 where only the second rises. The middle one of an
    /// odd number is of both.
    pub(super) fn late(&self) -> f64 {
        let half = self.values.len().div_ceil(2);
        let second = self.values.len() - half;
        let slope = |from: usize, to: usize| line(&self.x[from..to], &self.values[from..to]).0;
        let (early, late) = (slope(0, half), slope(second, self.values.len()));
        match () {
            () if late <= 0.0 => 0.0,
            () if early <= 0.0 => 10.0,
            () => (late / early).min(10.0),
        }
    }

    /// All rises, all falls, and the largest rise.
    fn steps(&self) -> (f64, f64, f64) {
        let (mut rises, mut falls, mut largest) = (0.0, 0.0, 0.0_f64);
        for pair in self.values.windows(2) {
            let step = pair[1] - pair[0];
            rises += step.max(0.0);
            falls += (-step).max(0.0);
            largest = largest.max(step);
        }
        (rises, falls, largest)
    }
}

pub(super) fn at_least(guard: Guard, value: f64, threshold: f64) -> Test {
    Test { guard, value, threshold, passed: value >= threshold }
}

pub(super) fn at_most(guard: Guard, value: f64, threshold: f64) -> Test {
    Test { guard, value, threshold, passed: value <= threshold }
}

/// What a test said; `None` where it was not asked.
pub(super) fn answer(tests: &[Test], guard: Guard) -> Option<Test> {
    tests.iter().find(|test| test.guard == guard).copied()
}

fn fails(tests: &[Test], guards: &[Guard]) -> usize {
    guards.iter().filter(|&&guard| answer(tests, guard).is_some_and(|test| !test.passed)).count()
}

/// The word for a series by its tests alone.
pub(super) fn word(tests: &[Test]) -> Verdict {
    let count = answer(tests, Guard::Distinct).map_or(0, |test| test.value as usize);
    if count < FOR_TREND {
        return Verdict::NotEnoughData;
    }
    // Too little to matter, or not to be told from chance; where that what cannot be told rises all the same, it is too early to say.
    if fails(tests, &[Guard::Size, Guard::Material]) > 0 {
        return Verdict::Stable;
    }
    let p = answer(tests, Guard::Rising).map_or(1.0, |test| test.value);
    if fails(tests, &[Guard::Real]) > 0 {
        return if p <= RISING { Verdict::NotEnoughData } else { Verdict::Stable };
    }
    if fails(tests, &[Guard::Late, Guard::Smooth, Guard::Steps]) > 0 || p > RISING_OF_FEW {
        return Verdict::WarmingUpOrStepped;
    }
    let doubtful = fails(tests, &[Guard::Rising, Guard::Drift, Guard::Load]);
    match () {
        () if doubtful > 1 => Verdict::WarmingUpOrStepped,
        () if doubtful == 1 || count < FOR_LIKELY => Verdict::Suspect,
        () if count < FOR_LEAK => Verdict::LikelyLeak,
        () => Verdict::Leak,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn judge(values: &[f64]) -> Verdict {
        let places: Vec<usize> = (0..values.len()).collect();
        let series = Series::of(&places, &|at| at as f64, &|at| values[at]);
        word(&series.tests(Facts { size: 10.0, ..Facts::default() }))
    }

    #[test]
    fn words() {
        let line = |count: i32| -> Vec<f64> { (0..count).map(|at| 100.0 + 20.0 * f64::from(at)).collect() };
        assert_eq!(judge(&line(9)), Verdict::Leak);
        assert_eq!(judge(&line(8)), Verdict::Leak);
        assert_eq!(judge(&line(7)), Verdict::LikelyLeak);
        assert_eq!(judge(&line(5)), Verdict::Suspect);
        assert_eq!(judge(&line(3)), Verdict::NotEnoughData);
        assert_eq!(judge(&[]), Verdict::NotEnoughData);
        assert_eq!(judge(&[100.0; 8]), Verdict::Stable);
        let warm: Vec<f64> = (0..8).map(|at| 500.0 * (1.0 - (-f64::from(at) / 2.0).exp())).collect();
        assert_eq!(judge(&warm), Verdict::WarmingUpOrStepped);
        assert_eq!(judge(&[9.0, 9.0, 9.0, 9.0, 90.0, 90.0, 90.0, 90.0]), Verdict::WarmingUpOrStepped);
        assert_eq!(judge(&[9.0, 50.0, 90.0, 9.0, 50.0, 90.0, 9.0, 90.0]), Verdict::WarmingUpOrStepped);
        let falling: Vec<f64> = line(8).into_iter().rev().collect();
        assert_eq!(judge(&falling), Verdict::Stable);
    }

    #[test]
    fn growth_with_the_load_is_a_suspect_and_growth_beyond_it_is_not() {
        let word_at = |load: f64, last: f64| {
            let places: Vec<usize> = (0..8).collect();
            let series = Series::of(&places, &|at| at as f64, &|at| 100.0 + (last - 100.0) * at as f64 / 7.0);
            word(&series.tests(Facts { size: 10.0, real: None, load: Some(load) }))
        };
        assert_eq!(word_at(1.2, 180.0), Verdict::Leak);
        assert_eq!(word_at(1.8, 180.0), Verdict::Suspect);
        assert_eq!(word_at(1.8, 900.0), Verdict::Leak);
    }

    #[test]
    fn of_long_series_as_many_are_judged_as_are_looked_at() {
        let places: Vec<usize> = (0..1000).collect();
        let series = Series::of(&places, &|at| at as f64, &|at| at as f64);
        assert_eq!((series.x.len(), series.x[0], series.x[MOST - 1]), (MOST, 0.0, 999.0));
        assert_eq!(Series::of(&[4], &|at| at as f64, &|_| 1.0).x, [4.0]);
        assert!(Series::of(&[], &|_| 0.0, &|_| 0.0).x.is_empty());
    }
}
