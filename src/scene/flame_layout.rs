//! The layout of a flame graph: where the box of every node lies.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::BoxPlace;
use super::first_where::first_where;
use crate::analysis::{CallTree, NodeId, Pace, Work, run_unhurried};

mod placing;

use placing::Placing;

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

/// Where the box of every node lies: the boxes row by row, each row by ascending `x`.
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
/// The rows lie end to end in columns, in which the children of a node are one slice of the row below. How many boxes a
/// row may have is counted first; then a depth-first walk that goes from left to right meets the boxes of each row
/// in their order, and reads a tree that is stored depth-first nearly in sequence. Building costs O(n), and
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
    row_offsets: Vec<u32>,
    boxes: Vec<Placed>,
    /// Where the box of each node stands among all; [`NO_BOX`] where it has none.
    places: Vec<u32>,
    narrowest: f64,
}

/// A box. What is asked of one is asked together, and a row is filled box by box: so it is no column of each.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Placed {
    x: f64,
    width: f64,
    node: NodeId,
}

/// The place of a node without a box.
const NO_BOX: u32 = u32::MAX;

impl FlameLayout {
    /// Lays out `tree`; `widths` has a value for every node, which need not be positive.
    ///
    /// # Panics
    /// When `widths` has not one value for each node: a fault of the caller.
    pub fn new(tree: &CallTree, widths: &[i64], order: SiblingOrder) -> Self {
        run_unhurried(Self::build_paced(tree, widths, order, &Pace::unhurried()))
    }

    /// The same, piece by piece.
    pub fn build_paced<'a>(
        tree: &'a CallTree,
        widths: &'a [i64],
        order: SiblingOrder,
        pace: &'a Pace,
    ) -> Work<'a, Self> {
        Box::pin(async move {
            let mut placing = Placing::new(tree, widths, order);
            pace.repeat(&mut || placing.run(tree, widths)).await;
            placing.finish()
        })
    }

    /// How many rows there are, the root's among them.
    pub fn row_count(&self) -> u32 {
        self.row_offsets.len() as u32 - 1
    }

    /// The nodes of a row by ascending x, or none where there is no such row.
    pub fn row(&self, depth: u32) -> impl DoubleEndedIterator<Item = NodeId> + ExactSizeIterator + '_ {
        self.row_boxes(depth).iter().map(|placed| placed.node)
    }

    /// The node at a position of a row.
    pub(super) fn node_in_row(&self, depth: u32, position: usize) -> Option<NodeId> {
        self.row_boxes(depth).get(position).map(|placed| placed.node)
    }

    /// The left and right edges of the boxes of a row, by position.
    pub(super) fn row_edges(&self, depth: u32) -> impl Fn(usize) -> (f64, f64) + '_ {
        let boxes = self.row_boxes(depth);
        |at| (boxes[at].x, boxes[at].x + boxes[at].width)
    }

    fn row_boxes(&self, depth: u32) -> &[Placed] {
        &self.boxes[self.row_range(depth)]
    }

    /// Where a row lies among all boxes.
    fn row_range(&self, depth: u32) -> Range<usize> {
        let depth = depth as usize;
        match (self.row_offsets.get(depth), self.row_offsets.get(depth + 1)) {
            (Some(&start), Some(&end)) => start as usize..end as usize,
            _ => 0..0,
        }
    }

    /// How many boxes there are.
    pub fn box_count(&self) -> usize {
        self.boxes.len()
    }

    /// The left edge of a node, a fraction of the root; 0 for a node without a box.
    pub fn x(&self, node: NodeId) -> f64 {
        self.place_of(node).map_or(0.0, |at| self.boxes[at].x)
    }

    /// The width of a node, a fraction of the root; 0 for a node without a box.
    pub fn width(&self, node: NodeId) -> f64 {
        self.place_of(node).map_or(0.0, |at| self.boxes[at].width)
    }

    /// The right edge of a node, a fraction of the root.
    pub fn end(&self, node: NodeId) -> f64 {
        self.x(node) + self.width(node)
    }

    /// Whether the node has a box.
    pub fn has_box(&self, node: NodeId) -> bool {
        self.place_of(node).is_some()
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
        let row = self.row_boxes(depth);
        let at = first_where(0, row.len(), |at| row[at].x + row[at].width > fraction);
        row.get(at).filter(|placed| placed.x <= fraction).map(|placed| placed.node)
    }

    /// The children of a node that have boxes, from left to right.
    pub fn children(&self, tree: &CallTree, node: NodeId) -> impl ExactSizeIterator<Item = NodeId> + use<'_> {
        // Each row stands in the order of its parents, so that the children follow those of the boxes to the left.
        let row = self.row_boxes(tree.depth(node) + 1);
        let parent_place = |at: usize| self.places[tree.parent(row[at].node).index()];
        let place = self.places[node.index()];
        let first = first_where(0, row.len(), |at| parent_place(at) >= place);
        let end = first_where(first, row.len(), |at| parent_place(at) > place);
        row[first..end].iter().map(|placed| placed.node)
    }

    /// The position of a node in its row.
    pub(super) fn position_in_row(&self, tree: &CallTree, node: NodeId) -> Option<usize> {
        Some(self.place_of(node)? - self.row_range(tree.depth(node)).start)
    }

    #[inline]
    fn place_of(&self, node: NodeId) -> Option<usize> {
        let place = self.places[node.index()];
        (place != NO_BOX).then_some(place as usize)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::scene::test_scene::{any_tree, tree};

    fn boxes(layout: &FlameLayout, depth: u32) -> Vec<(usize, f64, f64)> {
        layout.row(depth).map(|node| (node.index(), layout.x(node), layout.width(node))).collect()
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
            layout.row(1).map(NodeId::index).collect::<Vec<_>>()
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
                let row: Vec<NodeId> = layout.row(depth).collect();
                prop_assert!(!row.is_empty());
                in_rows += row.len();
                for pair in row.windows(2) {
                    prop_assert!(layout.end(pair[0]) <= layout.x(pair[1]));
                }
                for &node in &row {
                    let parent = tree.parent(node);
                    prop_assert_eq!(tree.depth(node), depth);
                    prop_assert!(layout.width(node) > 0.0);
                    prop_assert!(layout.x(node) >= layout.x(parent));
                    prop_assert!(layout.end(node) <= layout.end(parent) + 1e-15);
                    let children: Vec<NodeId> = layout.children(&tree, node).collect();
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
