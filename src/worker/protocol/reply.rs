//! What the worker says.

use serde::{Deserialize, Serialize};

use super::{
    FileId, Found, GoroutineList, LeaksPage, NodeDetails, Peek, ProfileId, Purpose, ReportKind, SeriesChart,
    SeriesWindow, Side, TagList, TopWindow, ViewId, ViewSummary,
};
use crate::analysis::{FilterVariable, Stage};
use crate::scene::Tile;

/// What the worker says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Reply {
    /// The worker runs and listens.
    Ready,
    /// What the page would be told if the example were opened, for [the page's own rehearsal](crate::ui): messages as they cross.
    Rehearsed {
        /// Opened, looked at in one metric and in others, each with its tile.
        messages: Vec<Vec<u8>>,
    },
    /// Reading goes on. It is told only of what takes a while.
    Progress {
        /// Of which file.
        file: FileId,
        /// What is being done.
        stage: Stage,
        /// How many bytes of the file are read.
        read: u64,
    },
    /// A profile is open. A zip file gives several.
    Opened {
        /// From which file.
        file: FileId,
        /// The profile.
        profile: ProfileSummary,
        /// What is odd about it, though it could be read.
        warnings: Vec<Problem>,
    },
    /// What was put together from open profiles, in the order in which it was asked for.
    Combined {
        /// The profiles.
        profiles: Vec<ProfileSummary>,
    },
    /// Open profiles could not be put together.
    CombineFailed {
        /// Why.
        problem: Problem,
    },
    /// Something could not be opened. Of a zip file, others may be open.
    OpenFailed {
        /// From which file.
        file: FileId,
        /// What is wrong.
        problem: Problem,
    },
    /// A file is done with, however it went.
    OpenEnded {
        /// Which.
        file: FileId,
        /// Whether the user stopped it.
        cancelled: bool,
        /// How long its stages took.
        timings: Timings,
    },
    /// The view that was asked for is being built. It is told only of one that takes a while.
    Building {
        /// What is being done.
        stage: Stage,
        /// The share of the stage that is done, from 0 to 1, where that is known.
        done: Option<f32>,
    },
    /// What was asked for is shown from now on.
    Viewed(Box<ViewSummary>),
    /// How many functions a view has, where that was not counted before it came.
    Functions {
        /// Which view.
        view: ViewId,
        /// The number of rows of its table.
        count: u32,
    },
    /// What was asked for cannot be shown; the view before stays.
    ViewFailed {
        /// Why, and what to do.
        problem: Problem,
        /// The filter that is at fault, if one is: what is wrong is said at its field.
        filter: Option<FilterVariable>,
    },
    /// No view is being built any more; the view before stays.
    ViewCancelled,
    /// A part of the flame graph.
    Tile {
        /// Of which view.
        view: ViewId,
        /// Of which graph of the view.
        side: Side,
        /// What it looks like.
        tile: Box<Tile>,
    },
    /// All about a node.
    Details {
        /// Of which view.
        view: ViewId,
        /// Who asked.
        purpose: Purpose,
        /// All about it.
        details: Box<NodeDetails>,
    },
    /// Rows of the table.
    Top {
        /// Of which view.
        view: ViewId,
        /// The rows.
        window: TopWindow,
    },
    /// Rows of the table of a series.
    Series {
        /// Of which view.
        view: ViewId,
        /// The rows.
        window: SeriesWindow,
    },
    /// All about one of them.
    SeriesRow {
        /// Of which view.
        view: ViewId,
        /// All about it.
        chart: Box<SeriesChart>,
    },
    /// The labels and what they sum up to.
    Tags {
        /// Of which view.
        view: ViewId,
        /// The labels.
        tags: TagList,
    },
    /// Who calls a function and whom it calls.
    Peek {
        /// Of which view.
        view: ViewId,
        /// The function, its callers and its callees.
        peek: Box<Peek>,
    },
    /// A text report, or why there is none.
    Report {
        /// Of which view.
        view: ViewId,
        /// Which report.
        kind: ReportKind,
        /// The text; bytes that are no UTF-8 are replaced.
        text: Result<String, Problem>,
        /// What is to be known of how it came about.
        notes: Vec<String>,
    },
    /// The goroutines that a question leaves.
    Goroutines(Box<GoroutineList>),
    /// What leaks.
    Leaks {
        /// Of which profiles.
        profiles: Vec<ProfileId>,
        /// What was found.
        found: Box<LeaksPage>,
    },
    /// What a search found.
    Found(Found),
    /// The request spoke of a view that is no more, or a later one made it pointless.
    Stale,
    /// The worker panicked; nothing can be asked of it any more.
    Fatal {
        /// The panic's message and place.
        message: String,
    },
}

/// Something that is wrong with a file, in words for people.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The file, or the path inside a zip file.
    pub name: String,
    /// What was being read, what is wrong, and at which byte.
    pub what: String,
    /// What to do.
    pub advice: String,
}

/// How long the stages took, in milliseconds of the worker.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Timings {
    /// Waiting for the file's bytes.
    pub read: f64,
    /// Inflating them.
    pub inflate: f64,
    /// Decoding them into tables.
    pub decode: f64,
}

/// An open profile, as a list of profiles shows it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProfileSummary {
    /// Its id.
    pub id: ProfileId,
    /// The file, or the path inside a zip file.
    pub name: String,
    /// The file's size in bytes.
    pub size: u64,
    /// The main binary's file name, empty where it is not known.
    pub binary: String,
    /// The build id of the main binary, empty where it is not known.
    pub build_id: String,
    /// It was put together from other open profiles, and is no snapshot.
    pub is_combined: bool,
    /// What each column counts: type and unit.
    pub sample_types: Vec<Metric>,
    /// The column that pprof shows first.
    pub default_metric: Option<u32>,
    /// When it was taken, in nanoseconds since 1970; 0 where it is not known.
    pub time_nanos: i64,
    /// Over how long, in nanoseconds; 0 for a snapshot.
    pub duration_nanos: i64,
    /// How many samples it has.
    pub samples: u64,
    /// How many distinct stacks.
    pub stacks: u64,
    /// The profile that it is to be shown against: both are sides of one file, which is a difference.
    pub base: Option<ProfileId>,
    /// How the file by itself is a difference, if it is.
    pub difference: Difference,
    /// Whether Go's `runtime` says that it is a heap, CPU or other profile: the period type's name.
    pub period_type: String,
}

/// How one file is a difference of two profiles.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Difference {
    /// It is none.
    #[default]
    No,
    /// Its base is marked by the label `pprof::base`.
    Marked,
    /// It has negative values.
    Signed,
    /// It counts what came in a stretch of time what otherwise is counted from the start of the process.
    OverTime,
}

/// A sample type.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Metric {
    /// Its pprof name.
    pub name: String,
    /// Its unit.
    pub unit: String,
    /// Σ|value|, of the target in a diff.
    pub total: i64,
}
