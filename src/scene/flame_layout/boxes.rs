//! Where single boxes lie, and which lie beside them.

use super::family::{Families, Family, Placed};
use super::{FlameExtent, FlameLayout, PATH_STEP, SiblingOrder};
use crate::analysis::{CallTree, FrameId, NodeId, PathSums, Subtree};
use crate::scene::BoxPlace;

/// The boxes of a layout, together with what they are placed by.
///
/// A place is found on the way down from the root, among siblings at each step: O(depth + siblings) in all. Below 1024 rows
/// the way is remembered, so that what lies near is found near.
#[derive(Debug, Clone, Copy)]
pub struct Boxes<'a> {
    pub(super) layout: &'a FlameLayout,
    pub(super) tree: &'a CallTree,
    widths: &'a PathSums,
}

/// A box in the row of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    /// The nearest on the left.
    Previous,
    /// The nearest on the right.
    Next,
    /// The leftmost.
    First,
    /// The rightmost.
    Last,
}

impl<'a> Boxes<'a> {
    pub(super) fn new(layout: &'a FlameLayout, tree: &'a CallTree, widths: &'a PathSums) -> Self {
        assert_eq!(
            (widths.path_count(), layout.heights.len()),
            (tree.path_count(), tree.path_count()),
            "a path has a width"
        );
        Self { layout, tree, widths }
    }

    /// What a viewport must know to keep within them.
    pub fn extent(&self) -> FlameExtent {
        self.layout.extent()
    }

    /// All that there is.
    pub(in crate::scene) fn root(&self) -> Subtree {
        self.tree.root()
    }

    /// Whether the tree has such a node.
    pub fn has_node(&self, node: NodeId) -> bool {
        node.index() < self.tree.len()
    }

    /// The caller; the root's is the root itself.
    pub fn parent(&self, node: NodeId) -> NodeId {
        self.tree.parent(node)
    }

    /// Where the box of a node lies; `None` for a node without one.
    pub fn place(&self, node: NodeId) -> Option<BoxPlace> {
        Some(self.nearest(node)).filter(|place| place.node_id() == node)
    }

    /// The node of a subtree, and what it stands for.
    pub(in crate::scene) fn node(&self, subtree: Subtree) -> (NodeId, FrameId) {
        (self.tree.node(subtree), self.tree.frame_on(subtree.first as usize, subtree.depth))
    }

    /// Where the box of a node lies, or that of the nearest of its callers that has one.
    pub fn nearest(&self, node: NodeId) -> BoxPlace {
        let Placed { at, x, width } = self.nearest_placed(self.tree.subtree(node));
        BoxPlace { node: self.tree.node(at).index() as u32, depth: at.depth, x, width }
    }

    fn nearest_placed(&self, wanted: Subtree) -> Placed {
        let mut known = self.layout.path.borrow_mut();
        let mut families = self.layout.families.borrow_mut();
        // The deepest of the boxes that are known on the way, of which the first is the root's.
        let path = wanted.first;
        let is_on_the_way =
            |kept: &Placed| kept.at.depth <= wanted.depth && kept.at.first <= path && path < kept.at.end;
        let count = known.partition_point(is_on_the_way);
        let mut placed = known[count - 1];
        known.truncate(count);
        while placed.at.depth < wanted.depth {
            let Some(found) = self.family(&mut families, &placed).find(path) else { break };
            placed = found;
            if placed.at.depth.is_multiple_of(PATH_STEP) {
                known.push(placed);
            }
        }
        placed
    }

    /// The children of a box that have boxes.
    pub(super) fn family<'f>(&self, families: &'f mut Families, parent: &Placed) -> &'f Family {
        families.of((self.tree, self.widths, self.layout), parent)
    }

    /// How wide a node is, in the unit of the values.
    fn width(&self, subtree: Subtree) -> i64 {
        self.widths.of(subtree.paths())
    }

    /// The widest callee of a node; of equally wide ones, the leftmost.
    pub fn widest_child(&self, node: NodeId) -> Option<NodeId> {
        let wider =
            |best: Subtree, child: Subtree| if self.width(child) > self.width(best) { child } else { best };
        let parent = self.tree.subtree(node);
        self.reaching(parent, parent.depth + 1).reduce(wider).map(|child| self.tree.node(child))
    }

    /// A box in the row of `node`, which has one itself.
    pub fn beside(&self, node: NodeId, which: Beside) -> Option<NodeId> {
        let subtree = self.tree.subtree(node);
        let row = subtree.depth;
        let is_leftwards = matches!(which, Beside::Previous | Beside::Last);
        let reached = match which {
            Beside::First | Beside::Last => Some(self.tree.root()),
            // The nearest caller that has a sibling on that side whose subtree reaches the row.
            Beside::Previous | Beside::Next => (1..=row).rev().find_map(|depth| {
                let caller = self.tree.subtree_on(subtree.first as usize, depth);
                let parent = self.tree.subtree_on(subtree.first as usize, depth - 1);
                let is_there = |&sibling: &Subtree| {
                    sibling != caller && self.stands_before(sibling, caller) == is_leftwards
                };
                self.outermost(self.reaching(parent, row).filter(is_there), is_leftwards)
            }),
        };
        let mut at = reached?;
        while at.depth < row {
            at = self.outermost(self.reaching(at, row), is_leftwards)?;
        }
        Some(self.tree.node(at))
    }

    /// The children of a node whose subtrees reach a row.
    fn reaching(&self, parent: Subtree, row: u32) -> impl Iterator<Item = Subtree> + 'a {
        let Self { layout, tree, .. } = *self;
        tree.subtrees_below(parent).filter(move |child| layout.first_reaching(child.paths(), row).is_some())
    }

    /// The last of some siblings, or the first.
    fn outermost(&self, siblings: impl Iterator<Item = Subtree>, is_last: bool) -> Option<Subtree> {
        siblings.reduce(|best, other| if self.stands_before(best, other) == is_last { other } else { best })
    }

    /// Whether one sibling stands on the left of another.
    fn stands_before(&self, one: Subtree, other: Subtree) -> bool {
        let width = |subtree: Subtree| match self.layout.order {
            SiblingOrder::BySize => self.width(subtree),
            SiblingOrder::ByName => 0,
        };
        width(one) > width(other) || width(one) == width(other) && one.first < other.first
    }
}
