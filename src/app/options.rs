//! How stacks become boxes, how wide these are, and how values become shares.

use super::diff_look::{choice_name, choice_of};
use crate::analysis::{DiffWidth, Granularity};
use crate::scene::SiblingOrder;
use crate::worker::protocol::{Graph, Shares, ViewSpec};

/// What the user chose of granularity, inlining, percentages, widths and order. It holds for all views to come.
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
    /// What widths stand for in a diff.
    pub width: DiffWidth,
    /// How siblings stand, where the user chose it.
    pub order: Option<SiblingOrder>,
}

impl Options {
    /// The options of a view, in which nobody need have chosen the order.
    pub fn of(spec: &ViewSpec) -> Self {
        let &ViewSpec { granularity, no_inlines, relative, shares, graph, width, .. } = spec;
        Self { granularity, no_inlines, relative, shares, graph, width, order: None }
    }

    /// Takes over those of a view. The order that was chosen stays so if the view has it.
    pub(super) fn agree_with(&mut self, spec: &ViewSpec) {
        let agrees = self.order_for(spec) == spec.order;
        let order = if agrees { self.order } else { Some(spec.order) };
        *self = Self { order, ..Self::of(spec) };
    }

    /// How siblings stand in a view: as the user chose, or else by size, and in a diff by name, so that swapping base and
    /// target moves nothing.
    pub(super) fn order_for(&self, spec: &ViewSpec) -> SiblingOrder {
        let usual = if spec.base.is_some() { SiblingOrder::ByName } else { SiblingOrder::BySize };
        self.order.unwrap_or(usual)
    }

    /// Puts them into what is to be shown.
    pub(super) fn put(self, spec: &mut ViewSpec) {
        let Self { granularity, no_inlines, relative, shares, graph, width, .. } = self;
        (spec.granularity, spec.no_inlines, spec.relative) = (granularity, no_inlines, relative);
        (spec.shares, spec.graph, spec.width) = (shares, graph, width);
        spec.order = self.order_for(spec);
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
    choice_name(&GRANULARITIES, granularity)
}

/// The granularity of that name in pprof.
pub(super) fn granularity_of(name: &str) -> Option<Granularity> {
    choice_of(&GRANULARITIES, name)
}
