//! What the page knows.

use std::rc::Rc;

use crate::analysis::TopOrder;
use crate::worker::protocol::{
    FileId, Found, Graph, NodeBox, NodeDetails, Peek, Problem, ProfileId, ProfileSummary, Stage, TagList,
    TopWindow, ViewSpec, ViewSummary,
};

use super::{
    DiffLook, Draft, Filters, Fragment, Goroutines, Leaks, Offer, OpenFiles, OpenReport, Options,
    SeriesTable, Tab,
};

/// What the page knows. Only [`State::apply`](super::State::apply) changes it.
#[derive(Debug, Clone, Default)]
pub struct State {
    /// Whether the worker can be asked.
    pub worker: WorkerHealth,
    /// The files that are being read or wait for it, in that order.
    pub readings: Vec<Reading>,
    /// The files behind the open profiles.
    pub files: OpenFiles,
    /// The profiles that were opened since the last time that nothing was being read.
    pub fresh: Vec<ProfileId>,
    /// The open profiles, oldest first; those that do not know their time stand last, as they were opened.
    pub profiles: Vec<ProfileSummary>,
    /// Snapshots as the user put them, series behind series.
    pub by_hand: Vec<ProfileId>,
    /// The snapshots that are ticked, to be put together.
    pub picked: Vec<ProfileId>,
    /// How many snapshots at each end of a series are compared as means.
    pub ends: usize,
    /// What went wrong and was not yet dismissed, oldest first.
    pub alerts: Vec<Alert>,
    /// The number of the next alert.
    pub next_alert: u32,
    /// What is to be shown: what was asked for last, unless it was refused.
    pub wanted: Option<ViewSpec>,
    /// What was asked for last, also where a request before it was refused.
    pub asked: Option<ViewSpec>,
    /// What was asked for was not the user's change but a profile to look at: it is shown without the filters rather
    /// than not at all.
    pub looks_anew: bool,
    /// What was asked for and is not here yet.
    pub building: Option<Building>,
    /// What is under way takes so long that the user is told of it.
    pub is_slow: bool,
    /// What is shown.
    pub view: Option<Rc<ViewSummary>>,
    /// The comparison that is offered.
    pub offer: Option<Offer>,
    /// Which tab is shown.
    pub tab: Tab,
    /// The metric that the user chose last, by its pprof name; profiles that lack it show their default.
    pub metric_wish: Option<String>,
    /// Granularity, inlining, percentages, widths and order, as the user wants them.
    pub options: Options,
    /// How changes are coloured.
    pub look: DiffLook,
    /// The filters that the user wants.
    pub filters: Filters,
    /// The filter that is being typed.
    pub draft: Draft,
    /// The filters before each change, oldest first.
    pub undo: Vec<Filters>,
    /// What the search found.
    pub found: Found,
    /// The selected node.
    pub selected: Option<Rc<NodeDetails>>,
    /// Callers and callees of the selected function, wherever it stands.
    pub peek: Option<Rc<Peek>>,
    /// The labels, while their tab is shown.
    pub tags: Option<Rc<TagList>>,
    /// The text report that is open.
    pub report: Option<OpenReport>,
    /// What the flame graph is zoomed to.
    pub zoom: Zoom,
    /// The table of functions.
    pub top: TopState,
    /// The table of the series.
    pub series_table: SeriesTable,
    /// The tab Goroutines.
    pub goroutines: Goroutines,
    /// The tab Leaks.
    pub leaks: Leaks,
    /// The catalogue of leaks and the guide to capturing, as they lie in the page.
    pub texts: Rc<str>,
    /// Whether the help is open.
    pub help: bool,
}

/// Whether the worker can be asked.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum WorkerHealth {
    /// It starts.
    #[default]
    Starting,
    /// It answers.
    Ready,
    /// It panicked, or could not start.
    Dead(String),
}

/// What the flame graph is zoomed to.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub enum Zoom {
    /// Everything is seen.
    #[default]
    Fit,
    /// A node fills the width.
    Node(NodeBox),
    /// Some part of the width that the user went to by wheel or pinch.
    Free,
}

impl Zoom {
    /// The zoom to a node's box; the root's is no zoom.
    pub fn to(place: Option<NodeBox>) -> Self {
        place.filter(|place| place.depth > 0).map_or(Self::Fit, Self::Node)
    }

    /// The node that fills the width.
    pub fn node(self) -> Option<NodeBox> {
        if let Self::Node(place) = self { Some(place) } else { None }
    }
}

/// A file that is being read, or waits for it.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// Which.
    pub file: FileId,
    /// Its path, for people.
    pub name: String,
    /// Its size in bytes.
    pub size: u64,
    /// How many bytes are read.
    pub read: u64,
    /// What is being done.
    pub stage: Stage,
    /// The user wants no more of it.
    pub cancelled: bool,
}

/// A view that is being built.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Building {
    /// What is being done.
    pub stage: Stage,
    /// The share of the stage that is done, from 0 to 1, where that is known.
    pub done: Option<f32>,
    /// The user wants no more of it.
    pub cancelled: bool,
}

/// Names an alert.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AlertId(pub u32);

/// Something that the user must know.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Alert {
    /// Its id.
    pub id: AlertId,
    /// How bad it is.
    pub kind: AlertKind,
    /// What it says.
    pub problem: Problem,
}

/// How bad something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AlertKind {
    /// Something that was asked for was not done.
    Error,
    /// It was done, but something is odd.
    Warning,
}

/// The table of functions, as far as the page has it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TopState {
    /// In which order.
    pub order: TopOrder,
    /// The order that the user last chose for a single profile while two are compared, and the other way round. Both begin with
    /// the largest value, which is that of the change where two are compared.
    pub other_order: TopOrder,
    /// The rows that are here.
    pub window: Option<Rc<TopWindow>>,
}

impl State {
    /// The state at the start, as the address bar remembers it.
    pub fn new(fragment: &Fragment) -> Self {
        let Fragment { tab, metric, options, look, chips } = fragment.clone();
        let filters = Filters { search: String::new(), chips };
        Self { tab, metric_wish: metric, options, look, filters, ..Self::default() }
    }

    /// An open profile.
    pub fn profile(&self, id: ProfileId) -> Option<&ProfileSummary> {
        self.profiles.iter().find(|profile| profile.id == id)
    }

    /// The first view as far as it is known while the worker makes it; `None` when there is a view, or no flame graph is wanted.
    pub fn expected_view(&self) -> Option<ViewSummary> {
        let spec = self.wanted.as_ref().filter(|_| self.view.is_none() && self.tab == Tab::Flame)?;
        let profile = self.profile(spec.target)?;
        Some(ViewSummary::expected(spec.clone(), profile))
    }

    /// Whether base and target are shown.
    pub fn is_diff(&self) -> bool {
        self.view.as_ref().is_some_and(|view| view.spec.base.is_some())
    }

    /// How the view is drawn. A single profile has one graph, whatever was chosen.
    pub fn graph(&self) -> Graph {
        self.view
            .as_ref()
            .filter(|view| view.spec.base.is_some())
            .map(|view| view.spec.graph)
            .unwrap_or_default()
    }

    /// What the address bar should say.
    pub fn fragment(&self) -> Fragment {
        Fragment {
            tab: self.tab,
            metric: self.metric_wish.clone(),
            options: self.options,
            look: self.look,
            chips: self.filters.chips.clone(),
        }
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use crate::worker::protocol::{Difference, Metric};

    /// A profile of that id, name, metrics and second.
    pub(crate) fn profile(id: u32, name: &str, metrics: &[&str], second: i64) -> ProfileSummary {
        let metric = |name: &&str| Metric { name: (*name).to_owned(), unit: "bytes".to_owned(), total: 0 };
        ProfileSummary {
            id: ProfileId(id),
            name: name.to_owned(),
            size: 1,
            binary: "hookrelay".to_owned(),
            build_id: String::new(),
            is_combined: false,
            sample_types: metrics.iter().map(metric).collect(),
            default_metric: None,
            time_nanos: second * 1_000_000_000,
            duration_nanos: 0,
            base: None,
            difference: Difference::No,
            samples: 1,
            stacks: 1,
            period_type: "space".to_owned(),
        }
    }
}
