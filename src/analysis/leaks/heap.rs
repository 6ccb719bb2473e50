//! The verdict on a heap, and the functions that it grows by.

use super::guards::{Facts, Series, answer, at_least, word};
use super::heap_owners::HeapOwners;
use super::heap_series::{BYTES, HeapSeries, MADE_BYTES, OBJECTS};
use super::sampling::{Change, survival};
use super::thresholds::{
    DETECTABLE, FOR_LIKELY, FOR_TREND, GARBAGE, HEAP_BYTES, HELD_SHARE, KEEPS, KEEPS_MOST, LATE_OF_FEW, LOAD,
    LOUD, MATERIAL, OWNER_BYTES, OWNER_SHARE, POINTS, PRESSURE, RISING_OF_FEW, SMALL_SHARE,
};
use super::trend_tests::theil_sen;
use super::{
    Catalogue, Guard, HealthyGroup, HeapFacts, HeapSnapshot, Judgement, Note, QuadrantPoint, Range, Suspect,
    SuspectKind, Test, Verdict,
};
use crate::analysis::sampling_error::{SampledSum, Sampling};
use crate::analysis::sorting::sort_items;

/// What is found about a heap by itself.
#[derive(Debug)]
pub(super) struct Heap<'a> {
    pub(super) series: HeapSeries<'a>,
    pub(super) judgement: Judgement,
    pub(super) suspects: Vec<Suspect>,
    /// What grew, though too little to be a suspect by itself: function, growth in bytes, and the suspect that it would be.
    pub(super) minor: Vec<Suspect>,
    pub(super) quadrant: Vec<QuadrantPoint>,
    pub(super) loud: Vec<HealthyGroup>,
    /// Objects of `runtime.malg` in the first and the newest snapshot: descriptors of goroutines, which are never freed.
    pub(super) descriptors: [i64; 2],
    /// Whether growth is below what sampling shows.
    pub(super) is_undetectable: bool,
}

/// `None` where no profile is a heap.
pub(super) fn judge_heap<'a>(
    heaps: &[HeapSnapshot<'a>],
    catalogue: &Catalogue,
    notes: &mut Vec<Note>,
) -> Option<Heap<'a>> {
    let series = HeapSeries::of(heaps, notes);
    let ends = series.ends()?;
    let owners = HeapOwners::of(&series, ends);
    let judge = Judge { series: &series, owners: &owners, ends, load: load(&series), catalogue };
    let judgement = judge.whole();
    if let Some(load) = judge.load.filter(|&load| load > LOAD) {
        notes.push(Note::LoadRose(load));
    }
    let period = series.snapshots[ends[1]].profile.header().period;
    let is_undetectable = judgement.verdict < Verdict::Suspect && period > 1 && series.judged.len() > 1;
    if is_undetectable {
        notes.push(Note::DetectionLimit((DETECTABLE * period as f64) as i64));
    }
    let (suspects, minor) = judge.suspects();
    let (quadrant, loud) = judge.quadrant();
    let malg = (0..owners.owners.len()).find(|&owner| owners.name(owner) == "runtime.malg");
    let descriptors = malg.map_or([0; 2], |owner| owners.owners[owner].ends.map(|values| values[OBJECTS]));
    let real = answer(&judgement.tests, Guard::Real);
    let is_undetectable = is_undetectable && real.is_some_and(|test| !test.passed && test.value > 1.0);
    Some(Heap { judgement, suspects, minor, quadrant, loud, descriptors, is_undetectable, series })
}

/// How many times as much was allocated per hour in the last third of the intervals as in the first. `None` without times, and
/// of fewer than three intervals.
fn load(series: &HeapSeries<'_>) -> Option<f64> {
    let intervals = series.judged.len().checked_sub(1).filter(|&count| count >= 3 && series.has_times)?;
    let third = intervals.div_ceil(3);
    let rate = |from: usize, to: usize| {
        let [from, to] = [series.judged[from], series.judged[to]];
        let made = |at: usize| series.snapshots[at].totals[MADE_BYTES];
        let hours = series.hours(to) - series.hours(from);
        Some((made(to)? - made(from)?) as f64 / hours).filter(|rate| rate.is_finite() && *rate > 0.0)
    };
    Some(rate(intervals - third, intervals)? / rate(0, third)?)
}

struct Judge<'s, 'a> {
    series: &'s HeapSeries<'a>,
    owners: &'s HeapOwners,
    ends: [usize; 2],
    load: Option<f64>,
    catalogue: &'s Catalogue,
}

impl Judge<'_, '_> {
    fn series_of(&self, value: &dyn Fn(usize) -> i64) -> Series {
        Series::of(&self.series.judged, &|at| self.series.hours(at), &|at| value(at) as f64)
    }

    /// The growth per hour: of few snapshots with the range of its sampling, of more with that of their slopes.
    fn per_hour(&self, series: &Series, change: &Change) -> Option<Range> {
        let hours = self.seconds()? / 3600.0;
        if series.values.len() < FOR_TREND {
            let Range { value, low, high } = change.range();
            return Some(Range { value: value / hours, low: low / hours, high: high / hours });
        }
        theil_sen(&series.x, &series.values)
    }

    fn seconds(&self) -> Option<f64> {
        let hours = self.series.hours(self.ends[1]) - self.series.hours(self.ends[0]);
        (self.series.has_times && hours > 0.0).then_some(hours * 3600.0)
    }

    /// The verdict on all that is in use.
    fn whole(&self) -> Judgement {
        let snapshots = &self.series.snapshots;
        let series = self.series_of(&|at| snapshots[at].totals[BYTES].unwrap_or(0));
        let real = Some(self.owners.all().deviations());
        let mut tests = series.tests(Facts { size: HEAP_BYTES, real, load: self.load });
        let mut verdict = word(&tests);
        let total = |type_index: usize| {
            let [first, last] = self.ends.map(|at| snapshots[at].totals[type_index]);
            Some(last?.saturating_sub(first?) as f64)
        };
        let survival = total(BYTES).zip(total(MADE_BYTES)).filter(|(_, made)| *made > 0.0);
        let survival = survival.map(|(kept, made)| (kept / made).clamp(0.0, 1.0));
        if let Some(survival) = survival {
            tests.push(at_least(Guard::Survival, survival, KEEPS));
        }
        let allocation_rate = total(MADE_BYTES).zip(self.seconds()).map(|(made, seconds)| made / seconds);
        let is_garbage = survival.is_some_and(|survival| survival < GARBAGE);
        if verdict == Verdict::Stable && is_garbage && allocation_rate.is_some_and(|rate| rate >= PRESSURE) {
            verdict = Verdict::GcPressure;
        }
        Judgement {
            verdict,
            snapshots: [snapshots.len(), self.series.judged.len()],
            values: snapshots.iter().map(|snapshot| snapshot.totals[BYTES]).collect(),
            times: snapshots.iter().map(|snapshot| snapshot.time).collect(),
            per_hour: self.per_hour(&series, &self.owners.all()),
            newest: self.newest(),
            tests,
            survival,
            allocation_rate,
        }
    }

    /// The newest total with the interval of its sampling.
    fn newest(&self) -> Range {
        let snapshot = &self.series.snapshots[self.ends[1]];
        let value = snapshot.totals[BYTES].unwrap_or(0) as f64;
        let interval = Sampling::of(snapshot.profile, "inuse_space").and_then(|sampling| {
            let mut sum = SampledSum::default();
            (0..snapshot.profile.samples().len()).for_each(|sample| sampling.add(&mut sum, sample));
            sampling.interval(&sum)
        });
        let (low, high) = interval.unwrap_or((value, value));
        Range { value, low, high }
    }

    /// The functions that are suspects, and those that only grew.
    fn suspects(&self) -> (Vec<Suspect>, Vec<Suspect>) {
        let growth = |owner: usize| {
            let [first, last] = self.owners.owners[owner].ends;
            (last[BYTES] - first[BYTES]).max(0) as f64
        };
        let all: f64 = (0..self.owners.owners.len()).map(growth).sum();
        let (mut suspects, mut minor) = (Vec::new(), Vec::new());
        for owner in 0..self.owners.owners.len() {
            let count = self.series.judged.len();
            if count > 1 && growth(owner) <= 0.0 {
                continue;
            }
            let share = if all > 0.0 { growth(owner) / all } else { 0.0 };
            // Of thousands of functions most are nothing, and are not looked at any closer.
            if share < HELD_SHARE && !self.may_be_suspect(owner, all) {
                continue;
            }
            let suspect = self.suspect(owner, all, share);
            // A small part of which little stays is what requests in flight hold; what has none of the program's or the
            // library's frames has nobody to blame.
            let is_flighty =
                share < SMALL_SHARE && suspect.survival.is_some_and(|survival| survival.value < KEEPS / 2.0);
            let is_runtime = suspect.function.starts_with("runtime.") && suspect.function != "runtime.malg";
            match suspect.verdict {
                _ if is_flighty || is_runtime => minor.push(suspect),
                Verdict::Suspect | Verdict::LikelyLeak | Verdict::Leak => suspects.push(suspect),
                _ => minor.push(suspect),
            }
        }
        (suspects, minor)
    }

    /// Whether a function would be a suspect if it had a signature.
    fn may_be_suspect(&self, at: usize, all: f64) -> bool {
        let (_, tests, survival) = self.tested(at, all);
        self.word(at, &tests, survival, self.owners.owners[at].ends[1][BYTES], true) >= Verdict::Suspect
    }

    /// The series of a function, the tests of it, and how much of what it makes stays.
    fn tested(&self, at: usize, all: f64) -> (Series, Vec<Test>, Option<Range>) {
        let owner = &self.owners.owners[at];
        let series = self.series_of(&|snapshot| owner.values[snapshot]);
        let period = self.series.snapshots[self.ends[1]].profile.header().period.max(1) as f64;
        // What few objects more can be is not asked of what cannot be missed.
        let size = OWNER_BYTES.max(OWNER_SHARE * all).max((DETECTABLE * period).min(HEAP_BYTES));
        let mut tests = series.tests(Facts { size, real: Some(owner.bytes.deviations()), load: self.load });
        let survival = survival(&owner.objects, &owner.made);
        if let Some(survival) = survival {
            tests.push(at_least(Guard::Survival, survival.value, KEEPS));
        }
        (series, tests, survival)
    }

    fn suspect(&self, at: usize, all: f64, share: f64) -> Suspect {
        let owner = &self.owners.owners[at];
        let (series, tests, survival) = self.tested(at, all);
        let stack = self.owners.stack(at, self.series);
        let functions: Vec<&str> = stack.iter().map(|place| place.function.as_str()).collect();
        let newest = owner.ends[1];
        let signature = self.catalogue.of_heap(&HeapFacts {
            stack: &functions,
            object_size: newest[BYTES] as f64 / newest[OBJECTS].max(1) as f64,
            objects: newest[OBJECTS],
            survival: survival.map(|survival| survival.value),
        });
        Suspect {
            kind: SuspectKind::Heap,
            verdict: self.word(at, &tests, survival, newest[BYTES], signature.is_some()),
            function: self.owners.name(at).to_owned(),
            state: String::new(),
            stack,
            creator: None,
            values: owner.values.iter().map(|&value| Some(value)).collect(),
            per_hour: self.per_hour(&series, &owner.bytes),
            share,
            survival,
            kept: None,
            proved: 0,
            minutes: None,
            labels: Vec::new(),
            signature,
            tests,
            joined: Vec::new(),
            is_joined: false,
        }
    }

    /// The word for one function: by the tests of its series; of a short one also by what it keeps, and of a single
    /// snapshot by its signature.
    fn word(
        &self,
        at: usize,
        tests: &[Test],
        survival: Option<Range>,
        bytes: i64,
        has_signature: bool,
    ) -> Verdict {
        let count = self.series.judged.len();
        let whole = self.series.snapshots[self.ends[1]].totals[BYTES].unwrap_or(0);
        let keeps = survival.is_some_and(|survival| survival.low >= KEEPS);
        let passed = |guard| answer(tests, guard).is_some_and(|test| test.passed);
        match () {
            () if count == 1 => {
                let is_large = bytes as f64 >= HEAP_BYTES.max(MATERIAL * whole as f64);
                if has_signature && is_large { Verdict::Suspect } else { Verdict::NotEnoughData }
            }
            () if count < FOR_LIKELY && self.stays(at, tests, survival) => Verdict::LikelyLeak,
            () if count < FOR_TREND => {
                let has_grown = [Guard::Real, Guard::Size, Guard::Material].into_iter().all(passed);
                if has_grown && keeps { Verdict::Suspect } else { Verdict::NotEnoughData }
            }
            () => word(tests),
        }
    }

    /// Whether a function keeps nearly all that it makes and grew to the end, though fewer collections happened than there are
    /// captures. Each capture is judged as it was seen: without a collection it repeats the one before, which hides growth
    /// and makes none.
    fn stays(&self, at: usize, tests: &[Test], survival: Option<Range>) -> bool {
        let owner = &self.owners.owners[at];
        let seen =
            Series::of(&self.series.unbroken, &|at| self.series.hours(at), &|at| owner.values[at] as f64);
        let of_seen = seen.tests(Facts { size: 0.0, real: None, load: self.load });
        let passed = |guard| answer(tests, guard).is_some_and(|test| test.passed);
        let passed_seen = |guard| answer(&of_seen, guard).is_none_or(|test| test.passed);
        self.series.judged.len() >= 3
            && seen.values.len() >= FOR_LIKELY
            && survival.is_some_and(|survival| survival.low >= KEEPS_MOST)
            && [Guard::Real, Guard::Size, Guard::Material].into_iter().all(passed)
            && [Guard::Smooth, Guard::Load].into_iter().all(passed_seen)
            && answer(&of_seen, Guard::Rising).is_some_and(|test| test.value <= RISING_OF_FEW)
            && seen.late() >= LATE_OF_FEW
    }

    /// Every function by what it allocates and keeps, and those of them that keep nothing of much.
    fn quadrant(&self) -> (Vec<QuadrantPoint>, Vec<HealthyGroup>) {
        let Some(seconds) = self.seconds() else { return (Vec::new(), Vec::new()) };
        let mut points = Vec::new();
        let mut all = 0.0;
        for (at, owner) in self.owners.owners.iter().enumerate() {
            let [first, last] = owner.ends;
            let made = last[MADE_BYTES].saturating_sub(first[MADE_BYTES]) as f64;
            if made > 0.0 {
                all += made / seconds;
                points.push(QuadrantPoint {
                    function: self.owners.name(at).to_owned(),
                    rate: made / seconds,
                    survival: (last[BYTES].saturating_sub(first[BYTES]) as f64 / made).clamp(0.0, 1.0),
                    suspect: None,
                });
            }
        }
        sort_items(&mut points, &|left, right| {
            right.rate.total_cmp(&left.rate).then_with(|| left.function.cmp(&right.function))
        });
        points.truncate(POINTS);
        let is_loud = |point: &&QuadrantPoint| point.survival < GARBAGE && point.rate >= LOUD * all;
        let loud = points.iter().filter(is_loud).map(|point| HealthyGroup {
            function: point.function.clone(),
            state: String::new(),
            value: point.rate as i64,
        });
        let loud = loud.collect();
        (points, loud)
    }
}
