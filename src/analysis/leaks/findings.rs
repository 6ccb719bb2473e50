//! What is found about a process.

use crate::analysis::goroutines::GoroutineTable;
use crate::profile::Profile;

/// How sure it is that something leaks, in ascending order of alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// Too few distinct snapshots, or growth below what sampling can show.
    NotEnoughData,
    /// Even the upper bound of the growth is immaterial.
    Stable,
    /// Much is allocated, and nothing of it stays.
    GcPressure,
    /// It grew, and then no more: a cache that fills, a configuration that was loaded, batches.
    WarmingUpOrStepped,
    /// It looks like a leak, and a test or the data for one is missing.
    Suspect,
    /// All tests passed on six or seven distinct snapshots.
    LikelyLeak,
    /// All tests passed on eight, the same goroutines stay, or Go itself proved it.
    Leak,
}

/// An estimate and its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Range {
    /// The estimate.
    pub value: f64,
    /// The interval's lower end.
    pub low: f64,
    /// The interval's upper end.
    pub high: f64,
}

/// One of the questions that a verdict stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Guard {
    /// Enough distinct snapshots: `value` of them, `threshold` wanted.
    Distinct,
    /// The exact one-sided Mann–Kendall test: its p, and the largest that passes.
    Rising,
    /// The growth in standard deviations of the difference, and how many are wanted.
    Real,
    /// The growth as a share of the median, and the share wanted.
    Material,
    /// The growth in bytes or goroutines, and how much is wanted.
    Size,
    /// The slope of the second half as a multiple of that of the first.
    Late,
    /// The falls as a share of the rises; less than the threshold passes.
    Smooth,
    /// The largest single step as a share of the rises; less than the threshold passes.
    Steps,
    /// How steadily it rises, as a multiple of what two of a hundred random walks reach; 1 passes.
    Drift,
    /// Allocation per second in the last third as a multiple of that in the first; less passes.
    Load,
    /// The share of the first dump's ids of the group that the last still has.
    Persistence,
    /// Which share of what was allocated between first and last stayed.
    Survival,
    /// How many goroutines Go proved to be leaked; 1 passes.
    Proof,
    /// The longest wait in minutes.
    Wait,
}

/// A question and its answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Test {
    /// What was asked.
    pub guard: Guard,
    /// What was measured.
    pub value: f64,
    /// From which value on, or up to which, it passes: see [`Guard`].
    pub threshold: f64,
    /// Whether it speaks for a leak.
    pub passed: bool,
}

/// What a judgement is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// The bytes in use of a heap.
    Heap,
    /// The number of goroutines.
    Goroutines,
}

/// The verdict on a series of values, and why.
#[derive(Debug, Clone)]
pub struct Judgement {
    /// The verdict.
    pub verdict: Verdict,
    /// How many snapshots there were, and how many of them are distinct: between the others no garbage collection
    /// happened.
    pub snapshots: [usize; 2],
    /// The values of all snapshots, in bytes or goroutines, by time; `None` where a snapshot has none.
    pub values: Vec<Option<i64>>,
    /// When they were taken, in nanoseconds since 1970, 0 where that is not known.
    pub times: Vec<i64>,
    /// The growth per hour (Theil–Sen, with the interval of its order statistics). `None` without times.
    pub per_hour: Option<Range>,
    /// What of the newest value is chance of sampling: its 95 % interval. Exact for goroutines.
    pub newest: Range,
    /// The questions and their answers, in the order in which they are told.
    pub tests: Vec<Test>,
    /// The share of what was allocated between first and last that stayed, of the whole.
    pub survival: Option<f64>,
    /// Bytes allocated per second between first and last.
    pub allocation_rate: Option<f64>,
}

/// What a suspect is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SuspectKind {
    /// A stack that keeps what it allocates.
    Heap,
    /// A group of goroutines.
    Goroutines,
}

/// Something that is judged to leak, or may.
#[derive(Debug, Clone)]
pub struct Suspect {
    /// What it is.
    pub kind: SuspectKind,
    /// The verdict on it alone.
    pub verdict: Verdict,
    /// The function to blame, as all forms name it (see [`GoroutineFrame`](crate::analysis::goroutines::GoroutineFrame)).
    pub function: String,
    /// The state of its goroutines; empty for a heap.
    pub state: String,
    /// Its stack from the leaf to the root, functions with `file:line`.
    pub stack: Vec<Place>,
    /// Which function started the goroutines, where that is known.
    pub creator: Option<String>,
    /// Its value in each snapshot of its judgement.
    pub values: Vec<Option<i64>>,
    /// Growth per hour, where times are known.
    pub per_hour: Option<Range>,
    /// Which share of all growth it is.
    pub share: f64,
    /// Δ inuse ÷ Δ alloc of its objects between first and last, with its interval.
    pub survival: Option<Range>,
    /// How many ids of the first dump the last still has, and how many the first had.
    pub kept: Option<[u64; 2]>,
    /// How many Go proved to be leaked.
    pub proved: i64,
    /// The longest wait in minutes.
    pub minutes: Option<u32>,
    /// The most frequent labels of its goroutines with their shares.
    pub labels: Vec<(String, String, f64)>,
    /// Which signature of the catalogue it has, by number.
    pub signature: Option<u32>,
    /// The questions and their answers.
    pub tests: Vec<Test>,
    /// Other suspects of one cause with this one, which are shown with it and not by themselves: places in
    /// [`Findings::suspects`].
    pub joined: Vec<usize>,
    /// Whether it is shown with another.
    pub is_joined: bool,
}

/// A frame of a suspect's stack.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The function.
    pub function: String,
    /// `file:line`, empty where it is not known.
    pub source: String,
}

/// A group that is set aside as healthy, or a function that allocates much and keeps nothing.
#[derive(Debug, Clone, PartialEq)]
pub struct HealthyGroup {
    /// The function.
    pub function: String,
    /// The state; empty for a heap.
    pub state: String,
    /// How many goroutines, or bytes allocated per second.
    pub value: i64,
}

/// A function's place in the plot of allocation rate and survival.
#[derive(Debug, Clone, PartialEq)]
pub struct QuadrantPoint {
    /// The function that allocates.
    pub function: String,
    /// Bytes per second.
    pub rate: f64,
    /// Δ inuse ÷ Δ alloc, within 0 and 1.
    pub survival: f64,
    /// The suspect that it is, a place in [`Findings::suspects`].
    pub suspect: Option<usize>,
}

/// When a limit of memory is reached at the present growth.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Forecast {
    /// The limit in bytes.
    pub limit: i64,
    /// What the process has now of it, in bytes: the heap in use, and what is beside it where that is known.
    pub now: i64,
    /// Nanoseconds since 1970 of the newest snapshot.
    pub from_nanos: i64,
    /// In how many hours from then, soonest to latest; the latest is infinite where growth may be none.
    pub hours: [f64; 2],
}

/// What to capture next, because something cannot be said without it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Advice {
    /// So many more heap snapshots, after a forced garbage collection each, at the interval in seconds.
    MoreHeaps {
        /// How many.
        count: u32,
        /// Seconds between them.
        interval: u32,
    },
    /// The snapshots are one and the same: ask for a collection.
    ForceCollection,
    /// More goroutine profiles.
    MoreGoroutines {
        /// How many.
        count: u32,
        /// Seconds between them.
        interval: u32,
    },
    /// A second dump, to see whether the same goroutines are still there.
    SecondDump,
    /// A first dump with ids and states (`debug=2`).
    Dump,
    /// Go's own leak profile.
    LeakProfile,
    /// A heap: there are only goroutines.
    Heap,
    /// A heap as text (`debug=1`), which has `runtime.MemStats`.
    MemStats,
    /// A mutex profile: who holds the lock that many wait for.
    MutexProfile,
    /// Again under steady load.
    SteadyLoad,
    /// A lower `MemProfileRate`: what grows is below what sampling shows.
    LowerRate,
    /// Label goroutines by `pprof.Do`: the culprit's own frame is in no dump.
    Labels,
}

/// Something to know about what was judged.
#[derive(Debug, Clone, PartialEq)]
pub enum Note {
    /// So many snapshots have the same allocation totals as the one before: no garbage collection happened between them.
    NoCollection(usize),
    /// The process was restarted before this snapshot of the heap series; only what follows is judged.
    Restarted(usize),
    /// The program was built anew before this snapshot; only what follows is judged.
    OtherBuild(usize),
    /// Times do not ascend, or are not known; snapshots are taken in the order of their names.
    NoTimes(Subject),
    /// The load rose by this factor from the first third to the last.
    LoadRose(f64),
    /// Growth below so many bytes cannot be told from the chance of sampling.
    DetectionLimit(i64),
    /// These captures seem to be of different programs; only those of the first named program are judged.
    OtherPrograms(Vec<String>),
    /// These profiles are differences of two snapshots, in which nothing is in use at a moment; they are left out.
    Differences(Vec<String>),
    /// The dump of this name is cut: its counts are the least that there were.
    Cut(String),
    /// Goroutine descriptors (`runtime.malg`) are flat and high: a burst in the past.
    PastBurst,
    /// Memory outside of the heap profile grew by so many bytes: stacks, or what was not given back.
    OutsideHeap(i64),
}

/// A heap profile of the process.
#[derive(Debug, Clone, Copy)]
pub struct HeapSnapshot<'a> {
    /// Its path, for people and for the order where times are not known.
    pub name: &'a str,
    /// The profile: with `inuse_space`, and best with all four types.
    pub profile: &'a Profile,
}

/// What a process is judged by. The order of the heaps does not matter.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// Its heap profiles.
    pub heaps: &'a [HeapSnapshot<'a>],
    /// Its goroutines.
    pub goroutines: &'a GoroutineTable,
    /// A limit of memory in bytes: `GOMEMLIMIT`, or the container's.
    pub limit: Option<i64>,
}

/// What is found.
#[derive(Debug, Clone, Default)]
pub struct Findings {
    /// On the heap; `None` without heaps.
    pub heap: Option<Judgement>,
    /// On the goroutines; `None` without captures of them.
    pub goroutines: Option<Judgement>,
    /// The suspects, most alarming first, then those that grow most.
    pub suspects: Vec<Suspect>,
    /// Functions by allocation rate and survival, those that allocate most first; at most 200.
    pub quadrant: Vec<QuadrantPoint>,
    /// What allocates much and keeps nothing.
    pub loud: Vec<HealthyGroup>,
    /// Goroutines that are set aside as healthy.
    pub healthy: Vec<HealthyGroup>,
    /// When the limit is reached.
    pub forecast: Option<Forecast>,
    /// `runtime.MemStats` over the heap series: name, and the value in each snapshot that has it.
    pub memory: Vec<(&'static str, Vec<Option<i64>>)>,
    /// What to capture next, most useful first.
    pub advice: Vec<Advice>,
    /// What to know about the data.
    pub notes: Vec<Note>,
}

impl Findings {
    /// The verdict on the process: the most alarming of heap, goroutines and suspects.
    pub fn verdict(&self) -> Verdict {
        let judged = self.heap.iter().chain(&self.goroutines).map(|judgement| judgement.verdict);
        judged
            .chain(self.suspects.iter().map(|suspect| suspect.verdict))
            .max()
            .unwrap_or(Verdict::NotEnoughData)
    }
}
