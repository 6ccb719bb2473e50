//! What is to be made.

use std::fmt;
use std::str::FromStr;

/// Which of Go's profiles it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `alloc_objects`, `alloc_space`, `inuse_objects`, `inuse_space`; each sample has its size as label `bytes`.
    Heap,
    /// `samples` and `cpu`.
    Cpu,
    /// `goroutine`: how many stand at this stack.
    Goroutine,
}

/// How stacks come about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sharing {
    /// They are walks along the calls of a program, and so share their roots.
    CallTree,
    /// Each frame is any frame: stacks share next to nothing. No program does this; it is the worst there is.
    Scattered,
}

/// When the profile was taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Snapshot {
    /// First.
    Earlier,
    /// Later, of the same process: it has every stack of the earlier one, with values that have grown or been freed,
    /// and a twentieth more samples.
    Later,
}

/// What is to be made. Equal specs make equal bytes.
#[derive(Debug, Clone, PartialEq)]
pub struct Spec {
    /// Which of Go's profiles.
    pub kind: Kind,
    /// How many samples, those aside that a later snapshot adds.
    pub samples: usize,
    /// How many locations a stack has on average.
    pub depth: usize,
    /// How many call sites the program has. All are written as locations, as long as there are as many samples.
    pub locations: usize,
    /// How many functions the program has; there are at least twice as many locations.
    pub functions: usize,
    /// Which part of the samples has the string labels `handler` and `tenant`, from 0 to 1.
    pub labels: f64,
    /// How much stacks have in common.
    pub sharing: Sharing,
    /// Earlier or later.
    pub snapshot: Snapshot,
    /// All that chance decides.
    pub seed: u64,
}

/// There is no preset of this name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnknownPreset(pub String);

impl fmt::Display for UnknownPreset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let names: Vec<_> = Spec::PRESETS.iter().map(|(name, _)| *name).collect();
        write!(f, "there is no preset `{}`; there are {}", self.0, names.join(", "))
    }
}

impl std::error::Error for UnknownPreset {}

impl FromStr for Spec {
    type Err = UnknownPreset;

    /// The preset of this name.
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        let found = Self::PRESETS.iter().find(|(preset, _)| *preset == name);
        found.map(|(_, make)| make()).ok_or_else(|| UnknownPreset(name.to_owned()))
    }
}

/// A name and what it stands for.
pub type Preset = (&'static str, fn() -> Spec);

impl Spec {
    /// What can be asked for by a name.
    pub const PRESETS: [Preset; 6] = [
        ("heap-1mb", Self::heap_1mb),
        ("heap-21mb", Self::heap_21mb),
        ("heap-207mb", Self::heap_207mb),
        ("scattered-21mb", Self::scattered_21mb),
        ("cpu-10mb", Self::cpu_10mb),
        ("goroutine-1mb", Self::goroutine_1mb),
    ];

    /// A heap of a small service: about 1 MB inflated.
    pub fn heap_1mb() -> Self {
        Self {
            kind: Kind::Heap,
            samples: 9_000,
            depth: 34,
            locations: 4_000,
            functions: 1_300,
            labels: 0.0,
            sharing: Sharing::CallTree,
            snapshot: Snapshot::Earlier,
            seed: 1,
        }
    }

    /// A heap of a large service: about 21 MB inflated.
    pub fn heap_21mb() -> Self {
        Self { samples: 200_000, locations: 60_000, functions: 15_000, ..Self::heap_1mb() }
    }

    /// A heap ten times as large: about 207 MB inflated.
    pub fn heap_207mb() -> Self {
        Self { samples: 2_000_000, depth: 35, locations: 240_000, functions: 56_000, ..Self::heap_1mb() }
    }

    /// As large as [`heap_21mb`](Self::heap_21mb), of stacks that share next to nothing.
    pub fn scattered_21mb() -> Self {
        Self { sharing: Sharing::Scattered, depth: 26, ..Self::heap_21mb() }
    }

    /// A CPU profile with string labels on a third of the samples.
    pub fn cpu_10mb() -> Self {
        let (kind, labels) = (Kind::Cpu, 0.33);
        Self { kind, labels, samples: 100_000, locations: 30_000, functions: 9_000, ..Self::heap_1mb() }
    }

    /// Goroutines, half of them with string labels.
    pub fn goroutine_1mb() -> Self {
        Self { kind: Kind::Goroutine, labels: 0.5, ..Self::heap_1mb() }
    }

    /// A later snapshot of the same program.
    #[must_use]
    pub fn later(self) -> Self {
        Self { snapshot: Snapshot::Later, ..self }
    }

    /// The same with another seed.
    #[must_use]
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// How many samples a later snapshot has besides those of the earlier.
    pub(crate) fn added(&self) -> usize {
        match self.snapshot {
            Snapshot::Earlier => 0,
            Snapshot::Later => self.samples / 20,
        }
    }
}
