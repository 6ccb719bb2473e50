//! What the page asks for.

use serde::{Deserialize, Serialize};

use super::{FileId, GoroutineQuery, ProfileId, SeriesTableOrder, ViewId};
use crate::analysis::{DiffWidth, FilterVariable, Granularity, Normalise, SeriesRows, TopOrder};
use crate::scene::{SiblingOrder, Step, TileRequest};

/// What the page asks for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Request {
    /// Reads a file; its `File` comes beside this message.
    Open {
        /// The page's name for it.
        file: FileId,
        /// Its path, for people.
        name: String,
        /// Its size in bytes.
        size: u64,
    },
    /// Tells what to [rehearse](crate::worker::rehearsal) with until something else is asked. No answer.
    Rehearse {
        /// Files with profiles.
        profiles: Vec<Vec<u8>>,
    },
    /// Gets ready for a file: the user is about to choose one. No answer.
    Expect,
    /// Stops reading a file.
    Cancel {
        /// Which.
        file: FileId,
    },
    /// Forgets a profile.
    Close {
        /// Which.
        profile: ProfileId,
    },
    /// Puts open profiles together, each group to one that is open from then on; answered by
    /// [`Reply::Combined`](super::Reply::Combined) or [`Reply::CombineFailed`](super::Reply::CombineFailed).
    Combine {
        /// Which.
        groups: Vec<Vec<ProfileId>>,
        /// Their mean and not their sum.
        mean: bool,
    },
    /// Gives up the view that is being built, if one is; answered by
    /// [`Reply::ViewCancelled`](super::Reply::ViewCancelled).
    CancelView,
    /// Shows something; answered by [`Reply::Viewed`](super::Reply::Viewed) or
    /// [`Reply::ViewFailed`](super::Reply::ViewFailed), or by [`Reply::Stale`](super::Reply::Stale) where a later one
    /// came or the view was given up.
    View {
        /// What is to be shown.
        spec: ViewSpec,
        /// The view that the page shows now: the nodes of `keep` are nodes of it.
        shown: Option<ViewId>,
        /// Nodes of that view, which are found again in the new one.
        keep: Kept<Option<u32>>,
        /// The parts of its graphs that will be looked at first: each is answered by a
        /// [`Reply::Tile`](super::Reply::Tile) right behind [`Reply::Viewed`](super::Reply::Viewed), unless another tile of that
        /// graph is asked for before.
        tiles: Vec<(Side, TileRequest)>,
    },
    /// Gets ready for a view that the user is offered, while nobody waits for anything. No answer.
    Prepare {
        /// What would be shown.
        spec: ViewSpec,
    },
    /// What a part of the flame graph looks like; answered by [`Reply::Tile`](super::Reply::Tile).
    Tile {
        /// In which view.
        view: ViewId,
        /// Of which graph of the view.
        side: Side,
        /// Which part, how finely.
        request: TileRequest,
    },
    /// All about one node; answered by [`Reply::Details`](super::Reply::Details).
    Describe {
        /// In which view.
        view: ViewId,
        /// Which node.
        node: u32,
        /// Who asks.
        purpose: Purpose,
    },
    /// From a node to one beside it; answered by [`Reply::Details`](super::Reply::Details), [`Purpose::Select`].
    Walk {
        /// In which view.
        view: ViewId,
        /// From which node.
        node: u32,
        /// Where to.
        step: Step,
    },
    /// The widest node of a row of the table; answered by [`Reply::Details`](super::Reply::Details), [`Purpose::Select`].
    Locate {
        /// In which view.
        view: ViewId,
        /// Which row: [`TopRow::row`](super::TopRow::row).
        row: u32,
    },
    /// Some rows of the table of functions; answered by [`Reply::Top`](super::Reply::Top).
    Top {
        /// In which view.
        view: ViewId,
        /// In which order.
        order: TopOrder,
        /// The first row.
        first: u32,
        /// How many rows.
        count: u32,
    },
    /// Some rows of the table of the series that the view is of; answered by [`Reply::Series`](super::Reply::Series).
    Series {
        /// In which view.
        view: ViewId,
        /// Of what.
        rows: SeriesRows,
        /// In which order.
        order: SeriesTableOrder,
        /// The first row.
        first: u32,
        /// How many rows.
        count: u32,
    },
    /// All about one row of that table; answered by [`Reply::SeriesRow`](super::Reply::SeriesRow).
    SeriesRow {
        /// In which view.
        view: ViewId,
        /// Of what the table is.
        rows: SeriesRows,
        /// Which row: [`SeriesRow::row`](super::SeriesRow::row).
        row: u32,
    },
    /// The labels and what they sum up to; answered by [`Reply::Tags`](super::Reply::Tags).
    Tags {
        /// In which view.
        view: ViewId,
    },
    /// Who calls a function and whom it calls, wherever it stands; answered by [`Reply::Peek`](super::Reply::Peek).
    Peek {
        /// In which view.
        view: ViewId,
        /// Which row: [`TopRow::row`](super::TopRow::row), [`NodeDetails::row`](super::NodeDetails::row).
        row: u32,
    },
    /// A text report of what is shown, with its filters, metric and granularity; answered by
    /// [`Reply::Report`](super::Reply::Report).
    Report {
        /// Of which view.
        view: ViewId,
        /// Which report.
        kind: ReportKind,
    },
    /// The goroutines of these profiles, as a question leaves them; answered by
    /// [`Reply::Goroutines`](super::Reply::Goroutines).
    Goroutines {
        /// Those of one process.
        profiles: Vec<ProfileId>,
        /// What is asked.
        query: GoroutineQuery,
        /// The [catalogue](crate::analysis::leaks::Catalogue) of leaks: it lies in the page, not in the wasm.
        catalogue: String,
    },
    /// What leaks; answered by [`Reply::Leaks`](super::Reply::Leaks).
    Leaks {
        /// The heap profiles and goroutines of one process.
        profiles: Vec<ProfileId>,
        /// The limit of its memory in bytes.
        limit: Option<i64>,
        /// Where its profiles come from.
        target: CaptureTarget,
        /// The [catalogue](crate::analysis::leaks::Catalogue) of leaks.
        catalogue: String,
    },
    /// Marks the frames whose name or file contains the text; answered by [`Reply::Found`](super::Reply::Found). An empty text marks
    /// none. It holds for all views to come.
    Search {
        /// The text.
        text: String,
    },
}

/// Who asks for details.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Purpose {
    /// The pointer rests on the node.
    Hover,
    /// The node becomes the selection.
    Select,
    /// The node is selected and zoomed to.
    Zoom,
}

/// What is to be shown.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ViewSpec {
    /// The profile that is looked at.
    pub target: ProfileId,
    /// The profile that it is compared with.
    pub base: Option<ProfileId>,
    /// The snapshots of the series that both are of, if they are: one tree of all serves any two of them.
    pub series: Vec<ProfileId>,
    /// What the values of the base are multiplied by.
    pub normalise: Normalise,
    /// The metric by name; where the profiles lack it, the default one is shown.
    pub metric: Option<String>,
    /// What one box stands for.
    pub granularity: Granularity,
    /// How siblings are ordered.
    pub order: SiblingOrder,
    /// What widths stand for in a diff; without a base it changes nothing.
    pub width: DiffWidth,
    /// Inlined calls count for the function that they are inlined into.
    pub no_inlines: bool,
    /// Percentages are of what the filters leave, and not of the whole profile.
    pub relative: bool,
    /// What the percentages of a difference are of.
    pub shares: Shares,
    /// How a difference is drawn.
    pub graph: Graph,
    /// What narrows the view down, in the order in which the user set it.
    pub filters: Vec<Filter>,
}

impl ViewSpec {
    /// All of one profile, by the metric and granularity that it has when nobody says otherwise.
    pub fn of(target: ProfileId) -> Self {
        Self {
            target,
            base: None,
            series: Vec::new(),
            normalise: Normalise::default(),
            metric: None,
            granularity: Granularity::default(),
            order: SiblingOrder::default(),
            width: DiffWidth::default(),
            no_inlines: false,
            relative: false,
            shares: Shares::default(),
            graph: Graph::default(),
            filters: Vec::new(),
        }
    }
}

/// What the percentages of a difference are of. It says nothing of a single profile, where they are of its total.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Shares {
    /// The base's total, or the target's where the base has none: pprof's `-diff_base`.
    #[default]
    Base,
    /// The sum of all changes, whatever their sign, of stacks at the granularity of addresses: pprof's `-base`.
    Change,
}

/// How a difference is drawn. It says nothing of a single profile.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Graph {
    /// As one graph of both profiles.
    #[default]
    Merged,
    /// As two graphs of the same tree: the base's, and beside it the target's.
    SideBySide,
}

/// Which graph of a view is meant.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Side {
    /// The one graph that is of all.
    #[default]
    Merged,
    /// The base's, of a view that is [side by side](Graph::SideBySide).
    Base,
    /// The target's beside it.
    Target,
}

/// A filter: one chip of the filter bar.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Filter {
    /// Which of pprof's variables it belongs to. Several of `ignore`, `hide`, `tagignore` and `taghide` add up; of any other there is one.
    pub variable: FilterVariable,
    /// What is looked for, in pprof's syntax.
    pub text: String,
}

pub use crate::report::Command as ReportKind;
pub use crate::report::leaks::CaptureTarget;

/// The two nodes that outlive a change of view.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Kept<T> {
    /// The node that fills the width.
    pub zoom: T,
    /// The selected node.
    pub selected: T,
}
