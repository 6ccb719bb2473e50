//! The goroutines of a text, in tables.

use std::ops::Range;

use crate::profile::{FunctionId, LabelSetId, LabelValue, LocationId, Profile, StackId, StringId};

/// What wrote a dump.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum DumpForm {
    /// `/debug/pprof/goroutine?debug=2`, `runtime.Stack` or `debug.PrintStack`.
    #[default]
    Stacks,
    /// A panic.
    Panic,
    /// A fatal error, such as a deadlock.
    FatalError,
    /// A signal or a crash: with addresses, and the runtime's own goroutines.
    Crash,
    /// goleak.
    Goleak,
}

impl DumpForm {
    /// It in words.
    pub fn name(self) -> &'static str {
        match self {
            Self::Stacks => "stacks of goroutines (debug=2 or runtime.Stack)",
            Self::Panic => "stacks of goroutines of a panic",
            Self::FatalError => "stacks of goroutines of a fatal error",
            Self::Crash => "stacks of goroutines of a signal or crash",
            Self::Goleak => "stacks of goroutines that goleak found",
        }
    }
}

/// One goroutine, whose texts, stacks and labels lie in the tables of its dump.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Goroutine {
    /// Its id; never reused in a process.
    pub id: u64,
    /// What it is or waits for, without marks: `chan send`, `running`.
    pub state: StringId,
    /// Its frames, leaf first; the creator is not one of them.
    pub stack: StackId,
    /// Its pprof labels.
    pub labels: LabelSetId,
    /// The `go` statement that started it.
    pub creator: Option<LocationId>,
    /// The id of the goroutine that started it; 0 where it does not say, as before Go 1.21.
    pub parent: u64,
    /// Whole minutes since the first garbage collection that saw it blocked, where it says.
    pub minutes: Option<u32>,
    /// The bubble of `testing/synctest` that it is in.
    pub bubble: Option<u64>,
    /// Go itself proved that nothing can wake it: `(leaked)`.
    pub is_leaked: bool,
    /// The collector was scanning its stack: `(scan)`.
    pub is_scan: bool,
    /// Its bubble waits for it durably: `(durable)`.
    pub is_durable: bool,
    /// It is locked to its thread.
    pub is_locked: bool,
    /// It ran on another thread, so that its stack could not be told.
    pub is_unavailable: bool,
    /// The text ends within it.
    pub is_cut: bool,
    /// The same goroutine is told once more in this capture: in a crash each thread tells of its own, and a log may have both
    /// a panic's stack and a dump. It is not counted.
    pub is_repeated: bool,
    /// The byte of the text where its header stands.
    pub offset: u64,
}

impl Goroutine {
    /// Whether it counts as a goroutine of its capture: goroutine 0 is a thread's scheduler.
    pub fn is_counted(&self) -> bool {
        self.id != 0 && !self.is_repeated
    }
}

/// A goroutine that started another, as `GODEBUG=tracebackancestors` tells it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ancestor {
    /// The place of the descendant among the goroutines of the dump.
    pub of: usize,
    /// Its id.
    pub id: u64,
    /// Its frames when it started the next, leaf first.
    pub stack: StackId,
    /// What started it.
    pub creator: Option<LocationId>,
}

/// Frames that a text leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Elision {
    /// The place of the goroutine among those of the dump.
    pub of: usize,
    /// Behind how many frames.
    pub behind: u32,
    /// How many; 0 where it does not say.
    pub count: u32,
}

/// A frame in words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame<'a> {
    /// The function as the text has it, with `[...]` for type arguments.
    pub function: &'a str,
    /// The source file, empty where it does not say.
    pub file: &'a str,
    /// The line, 0 where it does not say.
    pub line: i64,
    /// Whether it was inlined into its caller.
    pub is_inlined: bool,
}

/// The goroutines of a text.
///
/// Frames are rows of a table of locations, each with one line; equal frames, stacks and label sets are stored once, in the
/// tables of a profile without samples, which [`to_profile`](Self::to_profile) shares.
#[derive(Debug, Clone)]
pub struct Dump {
    pub(super) tables: Profile,
    /// The locations that were inlined, ascending.
    pub(super) inlined: Vec<LocationId>,
    pub(super) goroutines: Vec<Goroutine>,
    pub(super) ancestors: Vec<Ancestor>,
    pub(super) elisions: Vec<Elision>,
    pub(super) captures: Vec<Range<usize>>,
    pub(super) form: DumpForm,
    pub(super) cut_at: Option<u64>,
    pub(super) skipped_bytes: u64,
}

impl Dump {
    /// All goroutines in the order of the text, those that are not counted among them.
    pub fn goroutines(&self) -> &[Goroutine] {
        &self.goroutines
    }

    /// Those that count, with their places.
    pub fn counted(&self) -> impl Iterator<Item = (usize, &Goroutine)> {
        self.goroutines.iter().enumerate().filter(|(_, goroutine)| goroutine.is_counted())
    }

    /// The names, stacks and labels: a profile without samples.
    pub fn tables(&self) -> &Profile {
        &self.tables
    }

    /// What wrote it.
    pub fn form(&self) -> DumpForm {
        self.form
    }

    /// The byte at which the text ends within a goroutine, as it does where its writer had no more room.
    pub fn cut_at(&self) -> Option<u64> {
        self.cut_at
    }

    /// How many bytes were passed over, in lines that are too long to be of a dump.
    pub fn skipped_bytes(&self) -> u64 {
        self.skipped_bytes
    }

    /// The dumps that the text holds, as places of goroutines: a log may have several of one process.
    pub fn captures(&self) -> &[Range<usize>] {
        &self.captures
    }

    /// Each capture as a dump by itself; the tables are shared.
    pub fn split(self) -> Vec<Self> {
        if self.captures.len() < 2 {
            return vec![self];
        }
        let part = |range: &Range<usize>| {
            let goroutines = self.goroutines.get(range.clone()).unwrap_or_default().to_vec();
            let is_in = |of: usize| range.contains(&of);
            let ancestors = self.ancestors.iter().filter(|of| is_in(of.of));
            let elisions = self.elisions.iter().filter(|of| is_in(of.of));
            let is_last = range.end == self.goroutines.len();
            let is_cut = goroutines.iter().any(|goroutine| goroutine.is_cut);
            Self {
                tables: self.tables.clone(),
                inlined: self.inlined.clone(),
                ancestors: ancestors.map(|of| Ancestor { of: of.of - range.start, ..*of }).collect(),
                elisions: elisions.map(|of| Elision { of: of.of - range.start, ..*of }).collect(),
                captures: std::iter::once(0..goroutines.len()).collect(),
                form: self.form,
                cut_at: self.cut_at.filter(|_| is_last || is_cut),
                skipped_bytes: if is_last { self.skipped_bytes } else { 0 },
                goroutines,
            }
        };
        self.captures.iter().map(part).collect()
    }

    /// The text of a string.
    pub fn text(&self, id: StringId) -> &str {
        self.tables.text(id)
    }

    /// The frames of a stack, leaf first.
    pub fn stack(&self, id: StackId) -> &[LocationId] {
        self.tables.stacks().get(id)
    }

    /// A frame in words.
    pub fn frame(&self, id: LocationId) -> Frame<'_> {
        let line = self.tables.locations().lines(id).next();
        let function = line.map_or(FunctionId::new(0), |line| line.function);
        let function = self.tables.functions().get(function);
        Frame {
            function: self.text(function.name),
            file: self.text(function.filename),
            line: line.map_or(0, |line| line.line),
            is_inlined: self.inlined.binary_search(&id).is_ok(),
        }
    }

    /// The labels of a set: keys and values.
    pub fn labels(&self, id: LabelSetId) -> impl Iterator<Item = (&str, &str)> {
        self.tables.labels().get(id).iter().map(|label| match label.value {
            LabelValue::Text(value) => (self.text(label.key), self.text(value)),
            LabelValue::Number(_, unit) => (self.text(label.key), self.text(unit)),
        })
    }

    /// The frames that are left out of the stack of the goroutine at a place.
    pub fn elision(&self, of: usize) -> Option<Elision> {
        let at = self.elisions.binary_search_by_key(&of, |elision| elision.of).ok()?;
        self.elisions.get(at).copied()
    }

    /// The ancestors of the goroutine at a place, nearest first.
    pub fn ancestors(&self, of: usize) -> &[Ancestor] {
        let start = self.ancestors.partition_point(|ancestor| ancestor.of < of);
        let end = self.ancestors.partition_point(|ancestor| ancestor.of <= of);
        self.ancestors.get(start..end).unwrap_or_default()
    }
}
