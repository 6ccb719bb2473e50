//! How stacks become boxes and values become shares.

use super::{Command, State, Zoom};
use crate::analysis::Granularity;
use crate::worker::protocol::{Graph, Shares, ViewSpec};

/// What the user chose of granularity, inlining and percentages. It holds for all views to come.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Options {
    /// What one box stands for.
    pub granularity: Granularity,
    /// Inlined calls count for the function that they are inlined into.
    pub no_inlines: bool,
    /// Percentages are of what the filters leave.
    pub relative: bool,
    /// What the percentages of a difference are of.
    pub shares: Shares,
    /// How a difference is drawn.
    pub graph: Graph,
}

impl Options {
    /// The options of a view.
    pub fn of(spec: &ViewSpec) -> Self {
        let &ViewSpec { granularity, no_inlines, relative, shares, graph, .. } = spec;
        Self { granularity, no_inlines, relative, shares, graph }
    }

    /// Puts them into what is to be shown.
    pub(super) fn put(self, spec: &mut ViewSpec) {
        let Self { granularity, no_inlines, relative, shares, graph } = self;
        (spec.granularity, spec.no_inlines, spec.relative) = (granularity, no_inlines, relative);
        (spec.shares, spec.graph) = (shares, graph);
    }
}

impl State {
    /// Draws a difference otherwise.
    pub(super) fn set_graph(&mut self, graph: Graph) -> Vec<Command> {
        let mut commands = Vec::new();
        // A part of one graph is no part of another; a node is.
        if self.zoom == Zoom::Free {
            self.zoom = Zoom::Fit;
            commands.push(Command::Zoom(None));
        }
        commands.extend(self.change_view(|spec| spec.graph = graph));
        commands
    }
}

/// The granularities: each with its name in pprof, which is that of its flag, and its name on screen.
pub const GRANULARITIES: [(Granularity, &str, &str); 5] = [
    (Granularity::Functions, "functions", "Functions"),
    (Granularity::FileFunctions, "filefunctions", "File functions"),
    (Granularity::Files, "files", "Files"),
    (Granularity::Lines, "lines", "Lines"),
    (Granularity::Addresses, "addresses", "Addresses"),
];

/// A granularity's name in pprof.
pub(super) fn granularity_name(granularity: Granularity) -> &'static str {
    GRANULARITIES.iter().find(|one| one.0 == granularity).map_or("", |one| one.1)
}

/// The granularity of that name in pprof.
pub(super) fn granularity_of(name: &str) -> Option<Granularity> {
    GRANULARITIES.iter().find(|one| one.1 == name).map(|one| one.0)
}
