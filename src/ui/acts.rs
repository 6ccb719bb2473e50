//! How long things take: one `performance.measure` entry per opening and one per act.

use crate::app::Action;
use crate::dom::performance::{measure, now};
use crate::worker::protocol::{Timings, ViewSummary};

/// Something that the user waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Act {
    /// From the choice of a file to its first flame graph.
    Open,
    /// Another metric.
    Metric,
    /// Another base or target.
    Diff,
    /// Another filter or granularity.
    Filter,
}

impl Act {
    /// The act that an action is, if it is one.
    pub(super) fn of(action: &Action) -> Option<Self> {
        Some(match action {
            Action::SetMetric(_) => Self::Metric,
            Action::SetBase(_)
            | Action::SetTarget(_)
            | Action::PutHandle(..)
            | Action::StepHandle(..)
            | Action::SetNormalise(_)
            | Action::SwapBaseAndTarget
            | Action::AcceptOffer => Self::Diff,
            Action::SetSearch(_)
            | Action::AddDraft
            | Action::AddFilter(_)
            | Action::RemoveFilter(_)
            | Action::UndoFilter
            | Action::ResetFilters
            | Action::SetGranularity(_)
            | Action::SetNoInlines(_)
            | Action::SetRelative(_) => Self::Filter,
            _ => return None,
        })
    }

    fn name(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Metric => "metric",
            Self::Diff => "diff",
            Self::Filter => "filter",
        }
    }
}

/// The act that is under way, and what is known of the last opening.
#[derive(Debug, Default)]
pub(super) struct Acts {
    under_way: Option<(Act, f64)>,
    /// When files were chosen, until the tree of the first of them is built.
    tree_of: Option<f64>,
    /// When the files were chosen whose stages are reported next.
    stages_of: Option<f64>,
    opened_ms: Option<f64>,
}

impl Acts {
    /// An act begins. A second one before the first is shown takes its place.
    pub(super) fn begin(&mut self, act: Act) {
        let start = now();
        self.under_way = Some((act, start));
        if act == Act::Open {
            self.tree_of = Some(start);
            self.stages_of = Some(start);
        }
    }

    /// The act under way led to nothing; but an opening goes on, without the filters that were in its way.
    pub(super) fn give_up(&mut self) {
        self.under_way = self.under_way.filter(|(act, _)| *act == Act::Open);
    }

    /// The user gave the act up.
    pub(super) fn cancel(&mut self) {
        self.under_way = None;
    }

    /// The worker tells how long reading, inflating and decoding took.
    pub(super) fn stages(&mut self, timings: &Timings) {
        let Some(start) = self.stages_of else { return };
        measure("read", start, timings.read);
        measure("inflate", start, timings.inflate);
        measure("decode", start, timings.decode);
    }

    /// The worker tells how long a tree took.
    pub(super) fn tree(&mut self, view: &ViewSummary) {
        if let Some(start) = self.tree_of.take() {
            measure("tree", start, view.tree_ms);
        }
    }

    /// What was waited for is on screen; tells whether that changes what is said of the opening.
    pub(super) fn shown(&mut self) -> bool {
        let Some((act, start)) = self.under_way.take() else { return false };
        let duration = now() - start;
        measure(act.name(), start, duration);
        if act == Act::Open {
            self.opened_ms = Some(duration);
        }
        act == Act::Open
    }

    /// How long the last opening took, in milliseconds.
    pub(super) fn opened_ms(&self) -> Option<f64> {
        self.opened_ms
    }
}
