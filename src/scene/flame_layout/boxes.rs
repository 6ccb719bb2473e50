//! Where single boxes lie, and which lie beside them.

use super::family::{Families, Family, Placed};
use super::{FlameExtent, FlameLayout, PATH_STEP, SiblingOrder};
use crate::analysis::{CallTree, FrameId, NodeId};
use crate::scene::BoxPlace;

/// The boxes of a layout, together with what they are placed by.
///
/// A place is found on the way down from the root, among siblings at each step: O(depth + siblings) in all. Below 1024 rows
/// the way is remembered, so that what lies near is found near.
#[derive(Debug, Clone, Copy)]
pub struct Boxes<'a> {
    pub(super) layout: &'a FlameLayout,
    pub(super) tree: &'a CallTree,
    widths: &'a [i64],
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
    pub(super) fn new(layout: &'a FlameLayout, tree: &'a CallTree, widths: &'a [i64]) -> Self {
        assert_eq!((widths.len(), layout.heights.len()), (tree.len(), tree.len()), "a node has a width");
        Self { layout, tree, widths }
    }

    /// What a viewport must know to keep within them.
    pub fn extent(&self) -> FlameExtent {
        self.layout.extent()
    }

    /// Whether the tree has such a node.
    pub fn has_node(&self, node: NodeId) -> bool {
        node.index() < self.tree.len()
    }

    /// What a node stands for.
    pub fn frame(&self, node: NodeId) -> FrameId {
        self.tree.frame(node)
    }

    /// The caller; the root's is the root itself.
    pub fn parent(&self, node: NodeId) -> NodeId {
        self.tree.parent(node)
    }

    /// Where the box of a node lies; `None` for a node without one.
    pub fn place(&self, node: NodeId) -> Option<BoxPlace> {
        Some(self.nearest(node)).filter(|place| place.node_id() == node)
    }

    /// Where the box of a node lies, or that of the nearest of its callers that has one.
    pub fn nearest(&self, node: NodeId) -> BoxPlace {
        let Placed { node, x, width, .. } = self.nearest_placed(node);
        BoxPlace { node: node.index() as u32, depth: self.tree.depth(node), x, width }
    }

    fn nearest_placed(&self, node: NodeId) -> Placed {
        let mut known = self.layout.path.borrow_mut();
        let mut families = self.layout.families.borrow_mut();
        let mut path = Vec::new();
        let mut at = node;
        let mut placed = loop {
            let depth = self.tree.depth(at);
            let mark = (depth / PATH_STEP) as usize;
            let kept = known.get(mark).filter(|kept| depth.is_multiple_of(PATH_STEP) && kept.node == at);
            if let Some(&kept) = kept {
                known.truncate(mark + 1);
                break kept;
            }
            path.push(at);
            at = self.tree.parent(at);
        };
        for &child in path.iter().rev() {
            let Some(found) = self.family(&mut families, &placed).find(child) else { break };
            placed = found;
            if self.tree.depth(child).is_multiple_of(PATH_STEP) {
                known.push(placed);
            }
        }
        placed
    }

    /// The children of a box that have boxes.
    pub(super) fn family<'f>(&self, families: &'f mut Families, parent: &Placed) -> &'f Family {
        families.of((self.tree, self.widths, &self.layout.heights), self.layout.order, parent)
    }

    /// The widest callee of a node; of equally wide ones, the leftmost.
    pub fn widest_child(&self, node: NodeId) -> Option<NodeId> {
        let wider = |best: NodeId, child: NodeId| {
            if self.widths[child.index()] > self.widths[best.index()] { child } else { best }
        };
        self.reaching(node, 1).reduce(wider)
    }

    /// A box in the row of `node`, which has one itself.
    pub fn beside(&self, node: NodeId, which: Beside) -> Option<NodeId> {
        let depth = self.tree.depth(node);
        let is_leftwards = matches!(which, Beside::Previous | Beside::Last);
        let reached = match which {
            Beside::First | Beside::Last => Some(NodeId::ROOT),
            // The nearest caller that has a sibling on that side whose subtree reaches the row.
            Beside::Previous | Beside::Next => {
                let rows = |caller: NodeId| depth - self.tree.depth(caller) + 1;
                self.tree.path_up(node).find_map(|caller| {
                    let siblings = self.reaching(self.tree.parent(caller), rows(caller));
                    let is_there = |&sibling: &NodeId| {
                        sibling != caller && self.stands_before(sibling, caller) == is_leftwards
                    };
                    self.outermost(siblings.filter(is_there), is_leftwards)
                })
            }
        };
        let mut at = reached?;
        for rows in (1..=depth - self.tree.depth(at)).rev() {
            at = self.outermost(self.reaching(at, rows), is_leftwards)?;
        }
        Some(at)
    }

    /// The children of a node whose subtrees fill so many rows at least.
    fn reaching(&self, node: NodeId, rows: u32) -> impl Iterator<Item = NodeId> + 'a {
        let Self { layout, tree, .. } = *self;
        tree.children(node).filter(move |&child| layout.height(child) >= rows)
    }

    /// The last of some siblings, or the first.
    fn outermost(&self, siblings: impl Iterator<Item = NodeId>, is_last: bool) -> Option<NodeId> {
        siblings.reduce(|best, other| if self.stands_before(best, other) == is_last { other } else { best })
    }

    /// Whether one sibling stands on the left of another.
    fn stands_before(&self, one: NodeId, other: NodeId) -> bool {
        let width = |node: NodeId| match self.layout.order {
            SiblingOrder::BySize => self.widths[node.index()],
            SiblingOrder::ByName => 0,
        };
        width(one) > width(other) || width(one) == width(other) && one < other
    }

    /// A node so many rows down, whose subtree reaches as deep as that of `node` does.
    pub(super) fn descend(&self, mut node: NodeId, rows: u32) -> NodeId {
        for _ in 0..rows {
            let height = self.layout.height(node).saturating_sub(1);
            match self.reaching(node, height.max(1)).next() {
                Some(child) => node = child,
                None => break,
            }
        }
        node
    }
}
