//! The flame graphs of base and target by themselves, to be seen side by side.

use std::rc::Rc;

use super::view::View;
use crate::analysis::{CallTree, FrameId, Measure, NodeId, Pace, PathSums, Subtree};
use crate::scene::colour::PackageHue;
use crate::scene::{BoxPlace, Boxes, FlameLayout, SiblingOrder, Tile, TileRequest, TileSource};
use crate::units::label;
use crate::worker::protocol::Side;

/// Two layouts of the tree that both profiles share: a node has the same number in both, and is as wide as its value there.
#[derive(Debug)]
pub(super) struct SideGraphs {
    /// Of the base and of the target.
    widths: [Rc<PathSums>; 2],
    layouts: [FlameLayout; 2],
}

impl SideGraphs {
    /// Lays both sides out; `None` where there is no base.
    pub(super) async fn build(
        tree: &CallTree,
        measure: &Measure,
        order: SiblingOrder,
        pace: &Pace,
    ) -> Option<Self> {
        let widths = [measure.base.as_ref()?.widths(), measure.target.widths()];
        pace.pause().await;
        let layouts = [0, 1].map(|side| FlameLayout::new(tree, &widths[side], order));
        Some(Self { widths, layouts })
    }

    /// How many rows the higher one has.
    pub(super) fn row_count(&self) -> u32 {
        self.layouts.iter().map(FlameLayout::row_count).max().unwrap_or(1)
    }

    /// Where a node lies on either side: it, or else the nearest of its callers that has a box there.
    pub(super) fn places(&self, view: &View, node: NodeId) -> [BoxPlace; 2] {
        [Side::Base, Side::Target].map(|side| self.boxes(view, side).nearest(node))
    }

    /// Cuts a tile out of one side.
    pub(super) fn tile(&self, view: &View, side: Side, request: &TileRequest) -> Tile {
        Tile::cut(&self.boxes(view, side), request, &OfSide { view, side })
    }

    fn boxes<'a>(&'a self, view: &'a View, side: Side) -> Boxes<'a> {
        let at = usize::from(side == Side::Target);
        self.layouts[at].on(view.form.shape.tree(), &self.widths[at])
    }
}

/// One side of a view: the same names, marks and changes, under its own total.
struct OfSide<'a> {
    view: &'a View,
    side: Side,
}

impl TileSource for OfSide<'_> {
    fn name(&self, frame: FrameId) -> &str {
        self.view.name(frame)
    }

    fn hue(&self, frame: FrameId) -> PackageHue {
        self.view.hue(frame)
    }

    fn root_label(&self) -> String {
        let cum = self.view.cum(NodeId::ROOT);
        let (name, value) = match self.side {
            Side::Base => ("base: all ", cum.base.unwrap_or(0)),
            _ => ("target: all ", cum.target),
        };
        [name, &label(value, &self.view.measure.metric.unit)].concat()
    }

    fn is_searching(&self) -> bool {
        self.view.is_searching()
    }

    fn is_match(&self, frame: FrameId) -> bool {
        self.view.is_match(frame)
    }

    fn diff(&self, node: NodeId, at: Subtree) -> Option<(i64, i64)> {
        self.view.diff(node, at)
    }
}
