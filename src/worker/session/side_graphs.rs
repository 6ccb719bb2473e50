//! The flame graphs of base and target by themselves, to be seen side by side.

use super::view::View;
use crate::analysis::{CallTree, FrameId, Measure, NodeId, Pace};
use crate::scene::{BoxPlace, FlameLayout, SiblingOrder, Tile, TileRequest, TileSource};
use crate::units::label;
use crate::worker::protocol::Side;

/// Two layouts of the tree that both profiles share: a node has the same number in both, and is as wide as its value there.
#[derive(Debug)]
pub(super) struct SideGraphs {
    /// Of the base and of the target.
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
        let base = FlameLayout::build_paced(tree, &measure.base.as_ref()?.cum, order, pace).await;
        let target = FlameLayout::build_paced(tree, &measure.target.cum, order, pace).await;
        Some(Self { layouts: [base, target] })
    }

    /// How many rows the higher one has.
    pub(super) fn row_count(&self) -> u32 {
        self.layouts.iter().map(FlameLayout::row_count).max().unwrap_or(1)
    }

    /// Where a node lies on either side: it, or else the nearest of its callers that has a box there.
    pub(super) fn places(&self, tree: &CallTree, node: NodeId) -> [BoxPlace; 2] {
        self.layouts.each_ref().map(|layout| {
            let node = tree.path_up(node).find(|&node| layout.has_box(node)).unwrap_or(NodeId::ROOT);
            let (x, width) = (layout.x(node), layout.width(node));
            BoxPlace { node: node.index() as u32, depth: tree.depth(node), x, width }
        })
    }

    /// Cuts a tile out of one side.
    pub(super) fn tile(&self, view: &View, side: Side, request: &TileRequest) -> Tile {
        let layout = &self.layouts[usize::from(side == Side::Target)];
        Tile::cut(layout, view.form.shape.tree(), request, &OfSide { view, side })
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

    fn diff(&self, node: NodeId) -> Option<(i64, i64)> {
        self.view.diff(node)
    }
}
