//! The verdict on the goroutines of a process, and what they wait in.

use super::groups::{Cause, causes};
use super::guards::{Facts, Series, answer, at_least, word};
use super::moments::{Moment, Moments, shared};
use super::thresholds::{
    FEWEST_IDS, FOR_TREND, GOROUTINES, GROUP, KEPT, LATE, LONG_WAIT, MANY_ALIKE, MATERIAL, SIGNATURE,
    TURNOVER,
};
use super::trend_tests::theil_sen;
use super::{
    Catalogue, Guard, HealthyGroup, Judgement, Note, Range, Subject, Suspect, SuspectKind, Test, Verdict,
};
use crate::analysis::goroutines::GoroutineTable;

/// What is found about goroutines by themselves.
#[derive(Debug)]
pub(super) struct Goroutines {
    pub(super) judgement: Judgement,
    pub(super) suspects: Vec<Suspect>,
    pub(super) healthy: Vec<HealthyGroup>,
    /// How many moments there are dumps of.
    pub(super) dumps: usize,
    /// Whether an interval is known, and how long it is in seconds.
    pub(super) interval: Option<f64>,
}

/// `None` where there are no captures. `load` is how much more is allocated at the end than at the beginning, of the heaps.
pub(super) fn judge_goroutines(
    table: &GoroutineTable,
    catalogue: &Catalogue,
    load: Option<f64>,
    notes: &mut Vec<Note>,
) -> Option<Goroutines> {
    if table.captures.is_empty() {
        return None;
    }
    let moments = Moments::of(table, notes);
    if !moments.has_times && moments.judged.len() > 1 {
        notes.push(Note::NoTimes(Subject::Goroutines));
    }
    let judge = Judge { table, moments: &moments, load };
    let causes = causes(table, catalogue);
    let growth = |cause: &Cause<'_>| judge.series(&|moment| cause.count(moment)).growth().max(0.0);
    let all: f64 = causes.iter().map(growth).sum();
    let (mut suspects, mut healthy) = (Vec::new(), Vec::new());
    let mut turned_over = 0.0;
    for cause in &causes {
        let evidence = judge.evidence(cause);
        let verdict = judge.word(cause, &evidence);
        if evidence.is_turnover() {
            turned_over += growth(cause);
        }
        // What is healthy by itself takes more than a suspicion.
        let enough = if cause.is_healthy { Verdict::LikelyLeak } else { Verdict::Suspect };
        if verdict >= enough {
            suspects.push(judge.suspect(cause, evidence, verdict, growth(cause) / all.max(1.0)));
        } else if cause.is_healthy {
            let value = moments.judged.last().map_or(0, |newest| cause.count(newest));
            healthy.push(HealthyGroup {
                function: cause.function.to_owned(),
                state: cause.state.to_owned(),
                value,
            });
        }
    }
    let mut judgement = judge.whole();
    if suspects.is_empty() && judgement.verdict >= Verdict::Suspect {
        // It grows, and nothing that it consists of does so by itself.
        let is_load = turned_over * 2.0 > all;
        judgement.verdict = if is_load { Verdict::Stable } else { Verdict::Suspect };
    }
    let newest = moments.judged.len().checked_sub(1).filter(|&last| last > 0 && moments.has_times);
    let interval = newest.map(|last| (moments.judged[last].x - moments.judged[0].x) * 3600.0 / last as f64);
    Some(Goroutines { judgement, suspects, healthy, dumps: moments.dumps.len(), interval })
}

/// What is known of a cause beside its stack.
struct Evidence {
    series: Series,
    tests: Vec<Test>,
    /// Ids of the first dump that the last still has, and how many the first had.
    kept: Option<[u64; 2]>,
    /// By how many the dumps grew between these two.
    dumps_grew: i64,
    newest: i64,
}

impl Evidence {
    fn kept_share(&self) -> Option<f64> {
        self.kept.map(|[kept, first]| kept as f64 / first as f64)
    }

    fn is_turnover(&self) -> bool {
        self.kept_share().is_some_and(|share| share <= TURNOVER)
    }
}

struct Judge<'a> {
    table: &'a GoroutineTable,
    moments: &'a Moments,
    load: Option<f64>,
}

impl Judge<'_> {
    fn series(&self, count: &dyn Fn(&Moment) -> i64) -> Series {
        let judged = &self.moments.judged;
        let places: Vec<usize> = (0..judged.len()).collect();
        Series::of(&places, &|at| judged[at].x, &|at| count(&judged[at]) as f64)
    }

    fn per_hour(&self, series: &Series) -> Option<Range> {
        theil_sen(&series.x, &series.values).filter(|_| self.moments.has_times)
    }

    /// The verdict on how many there are.
    fn whole(&self) -> Judgement {
        let judged = &self.moments.judged;
        let series = self.series(&|moment| moment.total(self.table));
        let tests = series.tests(Facts { size: GOROUTINES, real: None, load: self.load });
        let newest = series.values.last().copied().unwrap_or(0.0);
        Judgement {
            verdict: word(&tests),
            snapshots: [self.moments.captures, judged.len()],
            values: judged.iter().map(|moment| Some(moment.total(self.table))).collect(),
            times: judged.iter().map(|moment| moment.time).collect(),
            per_hour: self.per_hour(&series),
            newest: Range { value: newest, low: newest, high: newest },
            tests,
            survival: None,
            allocation_rate: None,
        }
    }

    fn evidence(&self, cause: &Cause<'_>) -> Evidence {
        let series = self.series(&|moment| cause.count(moment));
        let mut tests = series.tests(Facts { size: GROUP, real: None, load: self.load });
        let (kept, dumps_grew) = self.kept(cause);
        if let Some([kept, first]) = kept {
            tests.push(at_least(Guard::Persistence, kept as f64 / first as f64, KEPT));
        }
        if cause.proved() > 0 {
            tests.push(at_least(Guard::Proof, cause.proved() as f64, 1.0));
        }
        if let Some(minutes) = cause.minutes() {
            tests.push(at_least(Guard::Wait, f64::from(minutes), f64::from(LONG_WAIT)));
        }
        let counts = self.moments.judged.last().into_iter().chain(self.moments.dumps.last());
        let newest = counts.map(|moment| cause.count(moment)).max().unwrap_or(0);
        Evidence { series, tests, kept, dumps_grew, newest }
    }

    /// How many ids of the first dump that has enough of them the last dump has, and by how many the group grew between.
    fn kept(&self, cause: &Cause<'_>) -> (Option<[u64; 2]>, i64) {
        let Some((last, earlier)) = self.moments.dumps.split_last() else { return (None, 0) };
        let newest = cause.ids(last);
        let first = earlier.iter().map(|moment| cause.ids(moment)).find(|ids| ids.len() >= FEWEST_IDS);
        let Some(first) = first else { return (None, 0) };
        let kept = shared(&first, &newest);
        (Some([kept as u64, first.len() as u64]), newest.len() as i64 - first.len() as i64)
    }

    /// The word for a cause. The same goroutines that stay are more than any row of counts can say, and so is Go's own proof;
    /// where others come and go, it is load.
    fn word(&self, cause: &Cause<'_>, evidence: &Evidence) -> Verdict {
        if cause.proved() > 0 {
            return Verdict::Leak;
        }
        let by_counts = word(&evidence.tests);
        let count = evidence.series.values.len();
        let kept = evidence.kept_share();
        let has_grown = evidence.dumps_grew as f64 >= GROUP
            && evidence.kept.is_some_and(|[_, first]| evidence.dumps_grew as f64 >= MATERIAL * first as f64);
        if evidence.is_turnover() {
            return by_counts.min(Verdict::Stable);
        }
        if kept.is_some_and(|share| share >= KEPT) && has_grown {
            return match count {
                // Two dumps cannot tell a leak from a pool that grew; a third tells whether it goes on.
                0..3 => Verdict::LikelyLeak,
                3 if evidence.series.late() >= LATE => Verdict::Leak,
                3 => Verdict::WarmingUpOrStepped,
                _ if by_counts >= Verdict::Suspect => Verdict::Leak,
                _ => by_counts,
            };
        }
        if count >= FOR_TREND {
            // Where some stay and some go, counts alone are no leak.
            let is_mixed = kept.is_some_and(|share| share < KEPT);
            return if is_mixed { by_counts.min(Verdict::Suspect) } else { by_counts };
        }
        let is_long = answer(&evidence.tests, Guard::Wait).is_some_and(|test| test.passed);
        match () {
            () if is_long && evidence.newest >= MANY_ALIKE && is_stuck(cause.state) => Verdict::LikelyLeak,
            () if is_long && evidence.newest >= MANY_ALIKE => Verdict::Suspect,
            () if cause.signature.is_some() && evidence.newest >= SIGNATURE => Verdict::Suspect,
            () => by_counts,
        }
    }

    fn suspect(&self, cause: &Cause<'_>, evidence: Evidence, verdict: Verdict, share: f64) -> Suspect {
        Suspect {
            kind: SuspectKind::Goroutines,
            verdict,
            function: cause.function.to_owned(),
            state: cause.state.to_owned(),
            stack: cause.stack(),
            creator: cause.creator().map(ToOwned::to_owned),
            values: self.moments.judged.iter().map(|moment| Some(cause.count(moment))).collect(),
            per_hour: self.per_hour(&evidence.series),
            share,
            survival: None,
            kept: evidence.kept,
            proved: cause.proved(),
            minutes: cause.minutes(),
            labels: cause.labels(),
            signature: cause.signature,
            tests: evidence.tests,
            joined: Vec::new(),
            is_joined: false,
        }
    }
}

/// Whether nobody waits like this for long on purpose: a worker waits for work by receiving.
fn is_stuck(state: &str) -> bool {
    const STUCK: [&str; 8] = [
        "chan send",
        "chan send (nil chan)",
        "chan receive (nil chan)",
        "sync.Mutex.Lock",
        "sync.RWMutex.Lock",
        "sync.RWMutex.RLock",
        "sync.WaitGroup.Wait",
        "semacquire",
    ];
    STUCK.contains(&state)
}
