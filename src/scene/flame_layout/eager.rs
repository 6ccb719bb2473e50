//! All boxes of a layout placed at once, row by row: what the tests hold against those that are placed when they are asked for.

use super::SiblingOrder;
use crate::analysis::{CallTree, NodeId, PathSums};
use crate::scene::BoxPlace;

/// The boxes of each row, by ascending x.
#[derive(Debug)]
pub(in crate::scene) struct EagerLayout {
    pub(in crate::scene) rows: Vec<Vec<BoxPlace>>,
}

impl EagerLayout {
    pub(in crate::scene) fn new(tree: &CallTree, widths: &PathSums, order: SiblingOrder) -> Self {
        let mut rows = vec![vec![(BoxPlace::ROOT, widths.whole() as f64)]];
        while let Some(callers) = rows.last().filter(|row| !row.is_empty()) {
            let mut row = Vec::new();
            for (parent, whole) in callers {
                place_children(tree, widths, order, parent, *whole, &mut row);
            }
            rows.push(row);
        }
        rows.pop();
        Self { rows: rows.into_iter().map(|row| row.into_iter().map(|(place, _)| place).collect()).collect() }
    }

    pub(in crate::scene) fn row(&self, depth: u32) -> &[BoxPlace] {
        self.rows.get(depth as usize).map_or(&[], Vec::as_slice)
    }

    pub(in crate::scene) fn node_at(&self, depth: u32, fraction: f64) -> Option<BoxPlace> {
        self.row(depth).iter().find(|place| place.x <= fraction && fraction < place.end()).copied()
    }

    pub(in crate::scene) fn place(&self, node: NodeId) -> Option<BoxPlace> {
        self.rows.iter().flatten().find(|place| place.node_id() == node).copied()
    }
}

fn place_children(
    tree: &CallTree,
    widths: &PathSums,
    order: SiblingOrder,
    parent: &BoxPlace,
    whole: f64,
    row: &mut Vec<(BoxPlace, f64)>,
) {
    let width = |node: NodeId| widths.of(tree.subtree(node).paths());
    let mut siblings: Vec<NodeId> =
        tree.children(parent.node_id()).filter(|&child| width(child) > 0).collect();
    if order == SiblingOrder::BySize {
        siblings.sort_by_key(|&child| (-width(child), child));
    }
    let mut before = 0.0;
    for child in siblings {
        // Behind whatever stands in the row, of whichever caller.
        let filled = row.last().map_or(0.0, |(place, _)| place.end());
        let x = (parent.x + before / whole).max(filled);
        let mut wide = (width(child) as f64 / whole).min(parent.end() - x).max(0.0);
        if x + wide > parent.end() {
            wide = wide.next_down();
        }
        before += width(child) as f64;
        if wide > 0.0 {
            let place = BoxPlace { node: child.index() as u32, depth: tree.depth(child), x, width: wide };
            row.push((place, whole));
        }
    }
}
