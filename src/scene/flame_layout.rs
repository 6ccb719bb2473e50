//! The layout of a flame graph: where the box of every node lies.

use std::cmp::Reverse;

use serde::{Deserialize, Serialize};

use super::BoxPlace;
use crate::analysis::{CallTree, NodeId};

/// In which order the children of a node stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum SiblingOrder {
    /// The widest first; equal ones by name. What one profile is read with.
    #[default]
    BySize,
    /// By name, which is the order of the tree: two graphs of the same stacks look alike.
    ByName,
}

/// What a viewport must know of a layout to keep within it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FlameExtent {
    /// How many rows there are; at least the root's.
    pub rows: u32,
    /// The width of the narrowest box, a fraction of the root.
    pub narrowest: f64,
}

/// Where the box of every node lies: `x` and `width` by node, and the nodes of each row by ascending `x`.
///
/// A node lies inside its parent, one row below it. Children are packed to the left without gaps, so that what
/// remains free at the right of the parent is the parent's own part:
///
/// ```text
///  widths: root 10, A 6, B 3, C 2 (below A)      ├────── root ──────┤      row 0   [root]
///                                                ├── A ───┤├ B ┤ self      row 1   [A, B]
///                                                ├C┤ self                  row 2   [C]
/// ```
///
/// The rows are one column of nodes with offsets, in the order of a breadth-first walk: every row comes sorted
/// without being sorted, and the children of a node are one slice of the row below. Building costs O(n), and
/// O(k log k) for k siblings that stand by size.
///
/// # Odd widths
/// - A node of width 0 or less is in no row, nor is anything below it; the same holds below 1.1e-16 of the root,
///   where `f64` ends.
/// - Children that sum to more than their parent (possible where values are negative) are scaled to fill it
///   exactly, so that boxes never overlap. Their subtrees shrink with them.
/// - The root always has its box, of width 1. When its own width is not positive (an empty profile, or one that
///   sums to 0), its children fill it in proportion to theirs.
#[derive(Debug, Clone, PartialEq)]
pub struct FlameLayout {
    xs: Vec<f64>,
    widths: Vec<f64>,
    row_nodes: Vec<NodeId>,
    row_offsets: Vec<u32>,
    narrowest: f64,
}

impl FlameLayout {
    /// Lays out `tree`; `widths` has a value for every node, which need not be positive.
    ///
    /// # Panics
    /// When `widths` has not one value for each node: a fault of the caller.
    pub fn new(tree: &CallTree, widths: &[i64], order: SiblingOrder) -> Self {
        assert_eq!(widths.len(), tree.len(), "a node has a width");
        let mut layout = Self {
            xs: vec![0.0; tree.len()],
            widths: vec![0.0; tree.len()],
            row_nodes: vec![NodeId::ROOT],
            row_offsets: vec![0, 1],
            narrowest: 1.0,
        };
        layout.widths[0] = 1.0;
        let mut siblings = Vec::new();
        // How much value makes the width of the root, among the children of each node of the current row: the
        // root's own value, and more where children were scaled down. It is inherited rather than recomputed, so
        // that errors do not pile up over thousands of rows.
        let mut wholes = vec![widths[0] as f64];
        loop {
            let row_start = layout.row_offsets[layout.row_offsets.len() - 2] as usize;
            let row_end = layout.row_nodes.len();
            let mut child_wholes = Vec::new();
            let mut row_filled = 0.0_f64;
            for at in row_start..row_end {
                let parent = layout.row_nodes[at];
                siblings.clear();
                siblings.extend(tree.children(parent).filter(|child| widths[child.index()] > 0));
                if siblings.is_empty() {
                    continue;
                }
                if order == SiblingOrder::BySize {
                    siblings.sort_by_key(|child| Reverse(widths[child.index()]));
                }
                // Exact up to 2^53; beyond, an error of one part in 2^53.
                let sum: f64 = siblings.iter().map(|child| widths[child.index()] as f64).sum();
                let parent_width = layout.widths[parent.index()];
                let parent_end = layout.xs[parent.index()] + parent_width;
                let is_over_full = sum > widths[parent.index()].max(0) as f64;
                let whole = if is_over_full { sum / parent_width } else { wholes[at - row_start] };
                let mut before = 0.0;
                for &child in &siblings {
                    let value = widths[child.index()] as f64;
                    let x = (layout.xs[parent.index()] + before / whole).max(row_filled);
                    let width = (value / whole).min(parent_end - x).max(0.0);
                    before += value;
                    if width <= 0.0 {
                        continue;
                    }
                    layout.xs[child.index()] = x;
                    layout.widths[child.index()] = width;
                    layout.row_nodes.push(child);
                    layout.narrowest = layout.narrowest.min(width);
                    child_wholes.push(whole);
                    row_filled = x + width;
                }
            }
            if layout.row_nodes.len() == row_end {
                return layout;
            }
            layout.row_offsets.push(layout.row_nodes.len() as u32);
            wholes = child_wholes;
        }
    }

    /// How many rows there are, the root's among them.
    pub fn row_count(&self) -> u32 {
        self.row_offsets.len() as u32 - 1
    }

    /// The nodes of a row by ascending x, or none where there is no such row.
    pub fn row(&self, depth: u32) -> &[NodeId] {
        let depth = depth as usize;
        match (self.row_offsets.get(depth), self.row_offsets.get(depth + 1)) {
            (Some(&start), Some(&end)) => &self.row_nodes[start as usize..end as usize],
            _ => &[],
        }
    }

    /// How many boxes there are.
    pub fn box_count(&self) -> usize {
        self.row_nodes.len()
    }

    /// The left edge of a node, a fraction of the root; 0 for a node without a box.
    pub fn x(&self, node: NodeId) -> f64 {
        self.xs[node.index()]
    }

    /// The width of a node, a fraction of the root; 0 for a node without a box.
    pub fn width(&self, node: NodeId) -> f64 {
        self.widths[node.index()]
    }

    /// The right edge of a node, a fraction of the root.
    pub fn end(&self, node: NodeId) -> f64 {
        self.x(node) + self.width(node)
    }

    /// Whether the node has a box.
    pub fn has_box(&self, node: NodeId) -> bool {
        self.width(node) > 0.0
    }

    /// Where the box of a node lies.
    pub fn place(&self, tree: &CallTree, node: NodeId) -> BoxPlace {
        BoxPlace {
            node: node.index() as u32,
            depth: tree.depth(node),
            x: self.x(node),
            width: self.width(node),
        }
    }

    /// What a viewport must know to keep within this layout.
    pub fn extent(&self) -> FlameExtent {
        FlameExtent { rows: self.row_count(), narrowest: self.narrowest }
    }

    /// The node whose box covers a fraction of the root in a row.
    pub fn node_at(&self, depth: u32, fraction: f64) -> Option<NodeId> {
        let row = self.row(depth);
        let at = row.partition_point(|&node| self.end(node) <= fraction);
        row.get(at).copied().filter(|&node| self.x(node) <= fraction)
    }

    /// The children of a node that have boxes, from left to right.
    pub fn children(&self, tree: &CallTree, node: NodeId) -> &[NodeId] {
        if !self.has_box(node) {
            return &[];
        }
        let row = self.row(tree.depth(node) + 1);
        // Rounding may let an edge of a cousin fall on this node's own: parents decide, and stand in order.
        let (x, end) = (self.x(node), self.end(node));
        let mut first = row.partition_point(|&child| self.x(child) < x);
        while first < row.len() && tree.parent(row[first]) != node && self.x(row[first]) < end {
            first += 1;
        }
        let count = row[first..].partition_point(|&child| tree.parent(child) == node);
        &row[first..first + count]
    }

    /// The position of a node in its row.
    pub(super) fn position_in_row(&self, row: &[NodeId], node: NodeId) -> Option<usize> {
        let x = self.x(node);
        let first = row.partition_point(|&other| self.x(other) < x);
        let ties = row[first..].iter().take_while(|&&other| self.x(other) <= x);
        ties.enumerate().find(|&(_, &other)| other == node).map(|(offset, _)| first + offset)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::scene::test_scene::{any_tree, tree};

    fn boxes(layout: &FlameLayout, depth: u32) -> Vec<(usize, f64, f64)> {
        layout.row(depth).iter().map(|&node| (node.index(), layout.x(node), layout.width(node))).collect()
    }

    #[test]
    fn children_are_packed_to_the_left_and_self_is_at_the_right() {
        // root 10 ─ A 6 ─ C 2; root ─ B 3
        let (tree, _) = tree("A 6 / C 2; B 3");
        let layout = FlameLayout::new(&tree, &[10, 6, 2, 3], SiblingOrder::BySize);
        assert_eq!(boxes(&layout, 0), [(0, 0.0, 1.0)]);
        assert_eq!(boxes(&layout, 1), [(1, 0.0, 0.6), (3, 0.6, 0.3)]);
        assert_eq!(boxes(&layout, 2), [(2, 0.0, 0.2)]);
        assert_eq!(layout.row_count(), 3);
        assert_eq!(layout.extent(), FlameExtent { rows: 3, narrowest: 0.2 });
    }

    #[test]
    fn siblings_stand_by_size_or_by_name() {
        let (tree, widths) = tree("A 1; B 3; C 3; D 2");
        let order = |order| {
            let layout = FlameLayout::new(&tree, &widths, order);
            layout.row(1).iter().map(|node| node.index()).collect::<Vec<_>>()
        };
        assert_eq!(order(SiblingOrder::BySize), [2, 3, 4, 1]);
        assert_eq!(order(SiblingOrder::ByName), [1, 2, 3, 4]);
    }

    #[test]
    fn an_empty_profile_has_the_roots_box() {
        let (tree, _) = tree("A 0");
        let layout = FlameLayout::new(&tree, &[0, 0], SiblingOrder::BySize);
        assert_eq!(boxes(&layout, 0), [(0, 0.0, 1.0)]);
        assert_eq!((layout.row_count(), layout.box_count()), (1, 1));
        let lone = CallTree::from_preorder(vec![crate::analysis::FrameId::ROOT], vec![NodeId::ROOT]);
        assert_eq!(FlameLayout::new(&lone, &[0], SiblingOrder::BySize).row_count(), 1);
    }

    #[test]
    fn children_that_sum_to_more_than_their_parent_fill_it() {
        let (tree, _) = tree("A 6 / C 2; B 3");
        let layout = FlameLayout::new(&tree, &[4, 6, 3, 2], SiblingOrder::BySize);
        assert_eq!(boxes(&layout, 1), [(1, 0.0, 0.75), (3, 0.75, 0.25)]);
        assert_eq!(boxes(&layout, 2), [(2, 0.0, 0.375)]);
        let cancelled = FlameLayout::new(&tree, &[0, 6, -3, 2], SiblingOrder::BySize);
        assert_eq!(boxes(&cancelled, 1), [(1, 0.0, 0.75), (3, 0.75, 0.25)]);
        assert_eq!(cancelled.row_count(), 2);
    }

    #[test]
    fn a_stack_of_two_hundred_thousand_frames_is_laid_out() {
        let depth = 200_000;
        let frames = (0..depth).map(crate::analysis::FrameId::new).collect();
        let parents = (0..depth).map(|row: usize| NodeId::new(row.saturating_sub(1))).collect();
        let layout = FlameLayout::new(
            &CallTree::from_preorder(frames, parents),
            &vec![7; depth],
            SiblingOrder::BySize,
        );
        assert_eq!(layout.row_count(), 200_000);
        assert_eq!(layout.width(NodeId::new(depth - 1)), 1.0);
    }

    proptest! {
        #[test]
        fn children_lie_inside_their_parent_and_do_not_overlap(
            (tree, widths) in any_tree(-3..40),
            by_name in any::<bool>(),
        ) {
            let order = if by_name { SiblingOrder::ByName } else { SiblingOrder::BySize };
            let layout = FlameLayout::new(&tree, &widths, order);
            let mut in_rows = 0;
            for depth in 0..layout.row_count() {
                let row = layout.row(depth);
                prop_assert!(!row.is_empty());
                in_rows += row.len();
                for pair in row.windows(2) {
                    prop_assert!(layout.end(pair[0]) <= layout.x(pair[1]));
                }
                for &node in row {
                    let parent = tree.parent(node);
                    prop_assert_eq!(tree.depth(node), depth);
                    prop_assert!(layout.width(node) > 0.0);
                    prop_assert!(layout.x(node) >= layout.x(parent));
                    prop_assert!(layout.end(node) <= layout.end(parent) + 1e-15);
                    let children = layout.children(&tree, node);
                    let expected = tree.children(node).filter(|&child| layout.has_box(child)).count();
                    prop_assert_eq!(children.len(), expected);
                    prop_assert!(children.iter().all(|&child| tree.parent(child) == node));
                }
            }
            prop_assert_eq!(in_rows, layout.box_count());
        }

        #[test]
        fn widths_are_in_proportion((tree, flat) in any_tree(0..1_000_000)) {
            let mut widths = flat;
            for node in tree.ids().skip(1).rev() {
                widths[tree.parent(node).index()] += widths[node.index()];
            }
            let layout = FlameLayout::new(&tree, &widths, SiblingOrder::BySize);
            for node in tree.ids().skip(1) {
                let exact = widths[node.index()] as f64 / widths[0].max(1) as f64;
                prop_assert!((layout.width(node) - exact).abs() < 1e-14);
            }
        }
    }
}
