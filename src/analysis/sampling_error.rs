//! How far a sum of a sampled heap may be from the truth.
//!
//! Go samples allocations: of objects of `s` bytes each is noted with the probability `p = 1 − exp(−s/R)`, `R` being the
//! profile's period, and a noted one stands for `1/p` of them. The file has all that it takes to tell how
//! much chance there is in a sum:
//!
//! ```text
//!  n   = round(objects · p)              how many of a sample's objects were noted
//!  w   = s/p for bytes, 1/p for objects  what each of them stands for
//!  E   = Σ n w                           the sum in the file
//!  Var = Σ n w² (1 − p)
//!
//!  E ± 1.96 √Var                                            from 20 noted objects on
//!  w ((√(n + 3/8) ± 0.98 √(1 − p))² − 3/8)                   with fewer, of one size
//! ```
//!
//! Few noted objects of several sizes are taken as `E²/Σ n w²` of them that stand for `Σ n w²/E` each, which for one
//! size is the formula above. Where nothing was noted there may be some `3R` bytes all the same.

use crate::profile::{LabelSetId, LabelValue, Profile};

/// What is known of the sampling of one column of a heap profile.
#[derive(Debug, Clone, Copy)]
pub struct Sampling<'a> {
    profile: &'a Profile,
    /// The objects of the same kind, in use or allocated.
    objects: &'a [i64],
    /// How many bytes lie between two samples on average.
    period: f64,
    of_bytes: bool,
}

/// From how many noted objects on the interval is that of a normal distribution.
const MANY: f64 = 20.0;

/// How many periods of bytes may be there where nothing was noted.
const UNSEEN: f64 = 3.0;

impl<'a> Sampling<'a> {
    /// Of a sampled heap by its metric: `inuse_space`, `inuse_objects`, `alloc_space` or `alloc_objects`. `None` for all else, of
    /// which a file does not tell how it was sampled.
    pub fn of(profile: &'a Profile, metric: &str) -> Option<Self> {
        let header = profile.header();
        let period_type = header.period_type?;
        let is_heap = profile.text(period_type.kind) == "space" && profile.text(period_type.unit) == "bytes";
        let (objects, of_bytes) = match metric {
            "inuse_space" => ("inuse_objects", true),
            "inuse_objects" => ("inuse_objects", false),
            "alloc_space" => ("alloc_objects", true),
            "alloc_objects" => ("alloc_objects", false),
            _ => return None,
        };
        let column = header.sample_types.iter().position(|column| profile.text(column.kind) == objects)?;
        (is_heap && header.period > 0 && column < profile.samples().column_count()).then(|| Self {
            profile,
            objects: profile.samples().values(column),
            period: header.period as f64,
            of_bytes,
        })
    }

    /// Adds a sample to a sum.
    pub fn add(&self, sum: &mut SampledSum, sample: usize) {
        let (objects, set) = (self.objects[sample], self.profile.samples().labels()[sample]);
        if objects == 0 {
            return;
        }
        match object_size(self.profile, set) {
            Some(size) if objects > 0 => sum.add(objects as f64, size, self.period, self.of_bytes),
            _ => sum.is_unknown = true,
        }
    }

    /// The interval of a sum over samples of this profile that has the truth in it with a probability of 95 %. `None` where a
    /// sample does not tell the size of its objects, or is negative.
    pub fn interval(&self, sum: &SampledSum) -> Option<(f64, f64)> {
        if sum.is_unknown {
            return None;
        }
        if sum.estimate > 0.0 {
            return Some(sum.interval());
        }
        self.of_bytes.then_some((0.0, UNSEEN * self.period))
    }
}

/// How large the objects of a sample are; Go says it in the label `bytes`.
pub(super) fn object_size(profile: &Profile, set: LabelSetId) -> Option<f64> {
    let labels = profile.labels().get(set);
    labels.iter().find_map(|label| match label.value {
        LabelValue::Number(size, _) if size > 0 && profile.text(label.key) == "bytes" => Some(size as f64),
        _ => None,
    })
}

/// How probable it is that an object is noted; exact where it is tiny beside the period, too.
pub(super) fn chance_to_note(size: f64, period: f64) -> f64 {
    -(-size / period).exp_m1()
}

/// A sum over samples, and the chance that is in it.
#[derive(Debug, Clone, Copy, Default)]
pub struct SampledSum {
    /// Σ n w.
    estimate: f64,
    /// Σ n w².
    squares: f64,
    /// Σ n w² (1 − p).
    variance: f64,
    is_unknown: bool,
}

impl SampledSum {
    fn add(&mut self, objects: f64, size: f64, period: f64, of_bytes: bool) {
        let missed = (-size / period).exp();
        let noted = chance_to_note(size, period);
        // Who is in the file was noted, though the rounded number of objects says less.
        let count = (objects * noted).round().max(1.0);
        let weight = if of_bytes { size / noted } else { 1.0 / noted };
        self.estimate += count * weight;
        self.squares += count * weight * weight;
        self.variance += count * weight * weight * missed;
    }

    fn interval(&self) -> (f64, f64) {
        let count = self.estimate * self.estimate / self.squares;
        if count >= MANY {
            let reach = 1.96 * self.variance.sqrt();
            return ((self.estimate - reach).max(0.0), self.estimate + reach);
        }
        let weight = self.squares / self.estimate;
        let reach = 0.98 * (self.variance / self.squares).sqrt();
        let root = (count + 0.375).sqrt();
        let end = |root: f64| ((root * root - 0.375) * weight).max(0.0);
        (end((root - reach).max(0.0)), end(root + reach))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::test_sampling::Random;
    use crate::profile::{Label, ProfileBuilder, StackId, ValueType};

    const RATE: i64 = 512 * 1024;
    const KINDS: [&str; 4] = ["alloc_objects", "alloc_space", "inuse_objects", "inuse_space"];

    /// A heap of samples `(objects, size)`, all of one stack, of which twice as many were allocated as are in use.
    fn heap(period: i64, samples: &[(i64, Option<i64>)]) -> Profile {
        heap_of(period, samples, 2)
    }

    fn heap_of(period: i64, samples: &[(i64, Option<i64>)], allocated: i64) -> Profile {
        let mut builder = ProfileBuilder::default();
        let mut intern = |text: &str| builder.strings.intern(text).unwrap();
        let unit = |kind: &str| if kind.ends_with("space") { "bytes" } else { "count" };
        let types = KINDS.map(|kind| ValueType { kind: intern(kind), unit: intern(unit(kind)) });
        let (space, bytes) = (intern("space"), intern("bytes"));
        builder.header.sample_types = types.to_vec();
        builder.header.period = period;
        builder.header.period_type = Some(ValueType { kind: space, unit: bytes });
        builder.samples.set_column_count(KINDS.len());
        for &(objects, size) in samples {
            let label = size.map(|size| Label { key: bytes, value: LabelValue::Number(size, bytes) });
            let set = builder.labels.intern(&label.into_iter().collect::<Vec<_>>());
            let space = objects * size.unwrap_or(1);
            builder.samples.push(
                StackId::EMPTY,
                set,
                &[allocated * objects, allocated * space, objects, space],
            );
        }
        builder.finish().unwrap()
    }

    fn interval(heap: &Profile, metric: &str) -> Option<(f64, f64)> {
        let sampling = Sampling::of(heap, metric)?;
        let mut sum = SampledSum::default();
        (0..heap.samples().len()).for_each(|sample| sampling.add(&mut sum, sample));
        sampling.interval(&sum)
    }

    /// The share of 2,000 samplings of the same objects whose interval has the truth in it.
    fn coverage(metric: &str, classes: &[(i64, i64)], seed: u64) -> f64 {
        const RUNS: usize = 2_000;
        let truth: i64 = classes
            .iter()
            .map(|&(objects, size)| objects * if metric.ends_with("space") { size } else { 1 })
            .sum();
        let mut random = Random(seed);
        let mut covered = 0;
        for _ in 0..RUNS {
            let samples: Vec<_> = classes
                .iter()
                .map(|&(objects, size)| {
                    let noted = random.sample(objects, size as f64, RATE as f64);
                    // `scaleHeapSample` of runtime/pprof, which cuts to integers.
                    let scaled = noted as f64 / -(-(size as f64) / RATE as f64).exp_m1();
                    (scaled as i64, Some(size))
                })
                .collect();
            let (low, high) = interval(&heap_of(RATE, &samples, 1), metric).unwrap_or((0.0, 0.0));
            covered += usize::from(low <= truth as f64 && truth as f64 <= high);
        }
        covered as f64 / RUNS as f64
    }

    #[test]
    fn the_truth_is_in_the_interval_as_often_as_it_says() {
        // From some ten noted objects of one size to some hundred of several.
        let heaps: [&[(i64, i64)]; 4] = [
            &[(20_000, 1024)],
            &[(6_400, 1024)],
            &[(400, 64 * 1024), (3, 4 * 1024 * 1024)],
            &[(40_000, 256), (4_000, 4096), (60, 200 * 1024)],
        ];
        for (seed, classes) in heaps.into_iter().enumerate() {
            for metric in KINDS {
                let coverage = coverage(metric, classes, seed as u64);
                assert!((0.92..=0.98).contains(&coverage), "{coverage} of {metric} in {classes:?}");
            }
        }
    }

    #[test]
    fn objects_that_cannot_be_missed_are_certain() {
        let is = |heap: &Profile, metric: &str, exact: f64| {
            let (low, high) = interval(heap, metric).unwrap();
            assert!(
                (low - exact).abs() + (high - exact).abs() < 1e-9 * exact,
                "{low} to {high}, not {exact}"
            );
        };
        let large = heap(RATE, &[(3, Some(64 * 1024 * 1024))]);
        is(&large, "inuse_space", f64::from(3 << 26));
        is(&large, "alloc_objects", 6.0);
        is(&heap(1, &[(1000, Some(1024))]), "inuse_space", 1_024_000.0);
    }

    #[test]
    fn small_cases_are_those_of_the_formulas() {
        // One noted object of 1 KiB stands for 512.5 of them.
        let (low, high) = interval(&heap(RATE, &[(512, Some(1024))]), "inuse_space").unwrap();
        let weight = 1024.0 / -(-1024.0 / RATE as f64).exp_m1();
        let reach = 0.98 * (-1024.0 / RATE as f64 / 2.0).exp();
        let end = |sign: f64| ((1.375_f64.sqrt() + sign * reach).powi(2) - 0.375) * weight;
        assert!((high - end(1.0)).abs() < 1e-6 * high && high > 2e6, "{high}");
        assert!((low - end(-1.0).max(0.0)).abs() < 1e-6 * high);
        // A hundred of them.
        let (low, high) = interval(&heap(RATE, &[(51_250, Some(1024))]), "inuse_space").unwrap();
        let reach = 1.96 * (100.0_f64).sqrt() * weight * (-1024.0 / RATE as f64 / 2.0).exp();
        assert!(
            (high - low - 2.0 * reach).abs() < 1e-6 * high
                && ((high + low) / 2.0 - 100.0 * weight).abs() < 1.0
        );
    }

    #[test]
    fn nothing_noted_is_not_nothing() {
        let empty = heap(RATE, &[]);
        assert_eq!(interval(&empty, "inuse_space"), Some((0.0, 3.0 * RATE as f64)));
        assert_eq!(interval(&empty, "inuse_objects"), None);
    }

    #[test]
    fn what_does_not_say_how_it_was_sampled_has_no_interval() {
        assert_eq!(interval(&heap(RATE, &[(512, Some(1024)), (7, None)]), "inuse_space"), None);
        assert_eq!(interval(&heap(RATE, &[(-512, Some(1024))]), "inuse_space"), None);
        assert_eq!(interval(&heap(RATE, &[(512, Some(0))]), "inuse_space"), None);
        assert_eq!(interval(&heap(0, &[(512, Some(1024))]), "inuse_space"), None);
        assert_eq!(interval(&heap(RATE, &[(512, Some(1024))]), "cpu"), None);
        let goroutines = crate::profile::draw_profile_with(&[("goroutine", "count")], "A\n5");
        assert_eq!(interval(&goroutines, "goroutine"), None);
    }
}
