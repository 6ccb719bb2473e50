//! The layout of a flame graph: where the boxes of its nodes lie.

use std::cell::RefCell;

use serde::{Deserialize, Serialize};

use crate::analysis::{CallTree, NodeId, Pace, Work, run_unhurried};

mod boxes;
#[cfg(test)]
mod eager;
mod family;
mod front;

pub use boxes::{Beside, Boxes};
#[cfg(test)]
pub(super) use eager::EagerLayout;
use family::{Families, Placed};
use front::Checkpoints;
pub(super) use front::{Narrow, Piece, Window};

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

/// What is known of the boxes of a tree before any of them is placed. Where they lie, [`Boxes`] says, which
/// [`on`](Self::on) gives.
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
/// Nothing is placed beforehand: where a box lies follows from its parent's place and its siblings' widths, and is found on
/// the way down from the root. Building is one pass over the nodes, which learns how many rows each subtree fills. What took
/// long to find is kept, within bounds: the order of very many siblings, and where boxes lie thousands of rows below the root.
///
/// # Odd widths
/// - A node of width 0 or less is in no row, nor is anything below it; the same holds below 1.1e-16 of the root,
///   where `f64` ends. (The rows of such a box are counted all the same.)
/// - Children that sum to more than their parent (possible where values are negative) are scaled to fill it
///   exactly, so that boxes never overlap. Their subtrees shrink with them.
/// - The root always has its box, of width 1. When its own width is not positive (an empty profile, or one that
///   sums to 0), its children fill it in proportion to theirs.
#[derive(Debug)]
pub struct FlameLayout {
    order: SiblingOrder,
    /// How many rows the subtree of each node fills, its own among them; 0 for a node without a box.
    heights: Vec<u32>,
    narrowest: f64,
    families: RefCell<Families>,
    checkpoints: RefCell<Checkpoints>,
    /// Boxes of the path that was asked for last, one every [`PATH_STEP`] rows from the root on.
    path: RefCell<Vec<Placed>>,
}

/// How many rows lie between two boxes of a path that are kept, or between two rows that are.
const PATH_STEP: u32 = 1024;

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
        assert_eq!(widths.len(), tree.len(), "a node has a width");
        Box::pin(async move {
            let mut heights = vec![0; tree.len()];
            let mut least = i64::MAX;
            // Children stand behind their parents: from the end on, a subtree is complete before its node is met.
            let mut measure = |piece: std::ops::Range<usize>| {
                let last = tree.len() - 1;
                for row in piece.map(|at| last - at) {
                    if widths[row] <= 0 {
                        heights[row] = 0;
                        continue;
                    }
                    least = least.min(widths[row]);
                    heights[row] += 1;
                    let parent = tree.parent(NodeId::new(row)).index();
                    heights[parent] = heights[row].max(heights[parent]);
                }
            };
            pace.each(tree.len() - 1, &mut measure).await;
            heights[0] += 1;
            let children: f64 =
                tree.children(NodeId::ROOT).map(|child| widths[child.index()].max(0) as f64).sum();
            let whole = children.max(widths[0] as f64);
            let root = Placed { node: NodeId::ROOT, x: 0.0, width: 1.0, whole: widths[0] as f64 };
            Self {
                order,
                narrowest: if heights[0] > 1 { (least as f64 / whole).min(1.0) } else { 1.0 },
                heights,
                families: RefCell::default(),
                checkpoints: RefCell::default(),
                path: RefCell::new(vec![root]),
            }
        })
    }

    /// Its boxes. Tree and widths must be those that it was built from.
    pub fn on<'a>(&'a self, tree: &'a CallTree, widths: &'a [i64]) -> Boxes<'a> {
        Boxes::new(self, tree, widths)
    }

    /// How many rows there are, the root's among them.
    pub fn row_count(&self) -> u32 {
        self.heights[0]
    }

    /// What a viewport must know to keep within this layout. Where children are scaled to fit their parent, the narrowest box
    /// may be narrower than it says.
    pub fn extent(&self) -> FlameExtent {
        FlameExtent { rows: self.row_count(), narrowest: self.narrowest }
    }

    /// How many rows the subtree of a node fills; 0 for a node of no width.
    #[inline]
    fn height(&self, node: NodeId) -> u32 {
        self.heights[node.index()]
    }
}

#[cfg(test)]
mod tests;
