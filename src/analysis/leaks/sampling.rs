//! How much of the difference of two snapshots of one process is chance.
//!
//! What is in use in both snapshots was noted once and is noted in both: it cannot differ by chance. Only objects that came or
//! went between them do, so that of a stack with objects of one size, of which `n₁` and `n₂` were noted,
//!
//! ```text
//!  Var(difference) = c w² (1 − p)        p = 1 − exp(−s/R),  w = s/p for bytes, 1/p for objects
//!  c = |n₂ − n₁|                         where only one of both happened
//!  c = min(came + gone, n₁ + n₂)         came = noted allocations, gone = came − (n₂ − n₁)
//! ```
//!
//! (goroutines.md §4.1 has the first. It is too small where a stack both makes and drops, which the allocations tell.)

use super::Range;
use super::heap_series::{BYTES, MADE, OBJECTS};
use crate::analysis::sampling_error::chance_to_note;

/// From how many objects on the interval is that of a normal distribution.
const MANY: f64 = 20.0;

/// A sum of differences.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Change {
    pub(super) growth: f64,
    /// Σ c w: all that came or went.
    moved: f64,
    /// Σ c w².
    squares: f64,
    /// Σ c w² (1 − p).
    variance: f64,
}

impl Change {
    /// Adds what is in use of one stack and size at both ends.
    pub(super) fn add(&mut self, first: [i64; 4], last: [i64; 4], size: f64, period: f64, of_bytes: bool) {
        let column = if of_bytes { BYTES } else { OBJECTS };
        let noted = chance_to_note(size, period);
        let count = |objects: i64| objects as f64 * noted;
        let (before, after) = (count(first[OBJECTS]), count(last[OBJECTS]));
        let came = count(last[MADE].saturating_sub(first[MADE])).max(0.0);
        let gone = (came - (after - before)).max(0.0);
        // Without allocations in the file both of these are the difference.
        let changed = (came + gone).min(before + after).max((after - before).abs());
        self.put((last[column] - first[column]) as f64, changed, size, noted, of_bytes);
    }

    /// Adds what was allocated between both ends, in objects: all of it was noted anew.
    pub(super) fn add_made(&mut self, first: [i64; 4], last: [i64; 4], size: f64, period: f64) {
        let noted = chance_to_note(size, period);
        let made = last[MADE].saturating_sub(first[MADE]) as f64;
        self.put(made, made.abs() * noted, size, noted, false);
    }

    fn put(&mut self, growth: f64, changed: f64, size: f64, noted: f64, of_bytes: bool) {
        let weight = if of_bytes { size / noted } else { 1.0 / noted };
        self.growth += growth;
        self.moved += changed * weight;
        self.squares += changed * weight * weight;
        self.variance += changed * weight * weight * (1.0 - noted);
    }

    /// Adds another sum.
    pub(super) fn join(&mut self, other: &Self) {
        self.growth += other.growth;
        self.moved += other.moved;
        self.squares += other.squares;
        self.variance += other.variance;
    }

    /// The growth in standard deviations; as many as a number holds where nothing could be missed.
    pub(super) fn deviations(&self) -> f64 {
        if self.growth == 0.0 { 0.0 } else { (self.growth / self.variance.sqrt().max(1e-6)).clamp(-1e6, 1e6) }
    }

    /// How many noted objects it stands on, as if all were of one size.
    pub(super) fn objects(&self) -> f64 {
        if self.squares > 0.0 { self.growth * self.growth / self.squares } else { 0.0 }
    }

    /// The growth with the interval that has the truth in it with a probability of 95 %: normal, or by roots where less
    /// than twenty objects stand for it (see [`Sampling`](crate::analysis::Sampling)).
    pub(super) fn range(&self) -> Range {
        let (size, count) = (self.growth.abs(), self.objects());
        let reach = 1.96 * self.variance.sqrt();
        // Roots are for counts; where some came and some went there is none.
        let is_count = size > 0.0 && size >= 0.9 * self.moved;
        let (low, high) = if count >= MANY || !is_count {
            (size - reach, size + reach)
        } else {
            let weight = self.squares / size;
            let reach = 0.98 * (self.variance / self.squares).sqrt();
            let root = (count + 0.375).sqrt();
            let end = |root: f64| (root.max(0.0).powi(2) - 0.375) * weight;
            (end(root - reach).max(0.0), end(root + reach))
        };
        if self.growth < 0.0 {
            Range { value: self.growth, low: -high, high: -low }
        } else {
            Range { value: self.growth, low, high }
        }
    }
}

/// The share of `made` that `kept` is, within 0 and 1, with Wilson's interval for as many noted objects as stand for what
/// was made. `None` where nothing was.
pub(super) fn survival(kept: &Change, made: &Change) -> Option<Range> {
    let count = made.objects();
    if made.growth <= 0.0 || count < 1.0 {
        return None;
    }
    let share = (kept.growth / made.growth).clamp(0.0, 1.0);
    let z = 1.96 * 1.96 / count;
    let middle = (share + z / 2.0) / (1.0 + z);
    let reach = (z * (share * (1.0 - share) + z / 4.0)).sqrt() / (1.0 + z);
    Some(Range { value: share, low: (middle - reach).max(0.0), high: (middle + reach).min(1.0) })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::test_sampling::Random;

    const RATE: f64 = 524_288.0;

    /// How often of 2,000 processes the true growth of bytes is in the interval. Each class has a size, how many objects stay from
    /// the first snapshot to the last, how many go between them and how many come.
    fn coverage(classes: &[(f64, [i64; 3])], seed: u64) -> f64 {
        const RUNS: usize = 2_000;
        let truth: f64 = classes.iter().map(|(size, [_, gone, came])| size * (came - gone) as f64).sum();
        let mut random = Random(seed);
        let mut covered = 0;
        for _ in 0..RUNS {
            let mut change = Change::default();
            for &(size, [stay, gone, came]) in classes {
                let scale = 1.0 / chance_to_note(size, RATE);
                let [stay, gone, came] = [stay, gone, came].map(|objects| random.sample(objects, size, RATE));
                let column = |noted: i64| (noted as f64 * scale) as i64;
                let bytes = |noted: i64| (noted as f64 * scale * size) as i64;
                let values = |kept: i64, made: i64| [column(kept), bytes(kept), column(made), bytes(made)];
                change.add(
                    values(stay + gone, stay + gone),
                    values(stay + came, stay + gone + came),
                    size,
                    RATE,
                    true,
                );
            }
            let range = change.range();
            covered += usize::from(range.low <= truth && truth <= range.high);
        }
        covered as f64 / RUNS as f64
    }

    #[test]
    fn the_true_growth_is_in_the_interval_as_often_as_it_says() {
        let cases: [&[(f64, [i64; 3])]; 6] = [
            // Growth alone, of few and of many noted objects; what stays adds nothing.
            &[(1024.0, [100_000, 0, 6_000])],
            &[(1024.0, [100_000, 0, 40_000])],
            &[(65_536.0, [200, 0, 300]), (256.0, [0, 0, 60_000])],
            // What only goes.
            &[(4096.0, [1_000, 8_000, 0])],
            // Objects are replaced: the difference of what was noted alone would say that hardly anything changed.
            &[(1024.0, [10_000, 30_000, 40_000])],
            &[(1024.0, [20_000, 0, 20_000]), (4096.0, [0, 5_000, 6_000]), (200_000.0, [10, 20, 60])],
        ];
        for (seed, classes) in cases.into_iter().enumerate() {
            let coverage = coverage(classes, seed as u64);
            assert!((0.92..=0.98).contains(&coverage), "{coverage} of {classes:?}");
        }
    }

    #[test]
    fn what_cannot_be_missed_is_certain() {
        let mut change = Change::default();
        let large = 64.0 * 1024.0 * 1024.0;
        change.add([1, 1 << 26, 1, 1 << 26], [3, 3 << 26, 3, 3 << 26], large, RATE, true);
        let range = change.range();
        assert!((range.high - range.low) < 1.0 && range.value == 2.0 * large, "{range:?}");
        assert!(change.deviations() > 1000.0);
        let nothing = Change::default();
        assert_eq!((nothing.deviations(), nothing.objects(), nothing.range().value), (0.0, 0.0, 0.0));
    }

    #[test]
    fn survival_is_a_share_with_an_interval() {
        let of = |kept: i64, made: i64| {
            let mut changes = [Change::default(), Change::default()];
            changes[0].add([0; 4], [kept, kept, made, made], 1.0e6, RATE, false);
            changes[1].add_made([0; 4], [kept, kept, made, made], 1.0e6, RATE);
            survival(&changes[0], &changes[1])
        };
        let all = of(100, 100).unwrap();
        assert!(all.value == 1.0 && all.low > 0.95 && all.high > 0.999, "{all:?}");
        let half = of(50, 100).unwrap();
        assert!(half.low > 0.38 && half.low < 0.42 && half.high > 0.58 && half.high < 0.62, "{half:?}");
        assert_eq!(of(0, 0), None);
    }
}
