//! Walking from box to box with the arrow keys.

use serde::{Deserialize, Serialize};

use super::FlameLayout;
use crate::analysis::{CallTree, NodeId};

/// Where to go from a box.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// To the caller.
    Parent,
    /// To the widest callee; of equally wide ones, the leftmost.
    WidestChild,
    /// To the box on the left in the same row: a sibling, or where there is none the end of a cousin.
    Previous,
    /// To the box on the right in the same row.
    Next,
    /// To the leftmost box of the row.
    First,
    /// To the rightmost box of the row.
    Last,
    /// To the root.
    Root,
}

/// The node that a step from `node` leads to, or `node` itself where there is none. Only nodes with a box are
/// walked; from one without (it was selected in another view) the walk begins at its nearest caller that has one.
pub fn walk(layout: &FlameLayout, tree: &CallTree, node: NodeId, step: Step) -> NodeId {
    let Some(node) = nearest_box(layout, tree, node) else { return NodeId::ROOT };
    let depth = tree.depth(node);
    let neighbour = |offset: isize| {
        let at = layout.position_in_row(tree, node)?;
        layout.node_in_row(depth, at.checked_add_signed(offset)?)
    };
    let reached = match step {
        Step::Parent => Some(tree.parent(node)),
        Step::WidestChild => widest(layout, layout.children(tree, node)),
        Step::Previous => neighbour(-1),
        Step::Next => neighbour(1),
        Step::First => layout.row(depth).next(),
        Step::Last => layout.row(depth).next_back(),
        Step::Root => Some(NodeId::ROOT),
    };
    reached.unwrap_or(node)
}

fn nearest_box(layout: &FlameLayout, tree: &CallTree, node: NodeId) -> Option<NodeId> {
    if node.index() >= tree.len() {
        return None;
    }
    tree.path_up(node).find(|&node| layout.has_box(node)).or(Some(NodeId::ROOT))
}

fn widest(layout: &FlameLayout, nodes: impl Iterator<Item = NodeId>) -> Option<NodeId> {
    let wider =
        |best: NodeId, node: NodeId| if layout.width(node) > layout.width(best) { node } else { best };
    nodes.reduce(wider)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::scene::SiblingOrder;
    use crate::scene::test_scene::{any_tree, tree};

    #[test]
    fn arrows_lead_to_callers_callees_and_neighbours() {
        //  0 ─ 1 A 4 ─ 2 C 1
        //             └ 3 D 3
        //     4 B 6 ─ 5 E 2;  6 Z 0
        let (tree, widths) = tree("A 4 / C 1; A 4 / D 3; B 6 / E 2; Z 0");
        let layout = FlameLayout::new(&tree, &widths, SiblingOrder::ByName);
        let go = |node, step| walk(&layout, &tree, NodeId::new(node), step).index();
        assert_eq!(go(0, Step::WidestChild), 4);
        assert_eq!(go(1, Step::WidestChild), 3);
        assert_eq!(go(2, Step::WidestChild), 2);
        assert_eq!(go(3, Step::Parent), 1);
        assert_eq!(go(0, Step::Parent), 0);
        assert_eq!(go(2, Step::Next), 3);
        assert_eq!(go(3, Step::Next), 5, "to the cousin");
        assert_eq!(go(5, Step::Next), 5, "no further");
        assert_eq!(go(5, Step::Previous), 3);
        assert_eq!(go(2, Step::Previous), 2);
        assert_eq!(go(3, Step::Root), 0);
        assert_eq!((go(3, Step::First), go(3, Step::Last)), (2, 5));
        assert_eq!(go(6, Step::Next), 0, "a node without a box is left for its caller");
        assert_eq!(go(999, Step::Next), 0, "a node of another tree");
    }

    proptest! {
        #[test]
        fn every_box_is_reached_by_going_right((tree, widths) in any_tree(0..20)) {
            let layout = FlameLayout::new(&tree, &widths, SiblingOrder::BySize);
            for depth in 0..layout.row_count() {
                let row = layout.row(depth).collect::<Vec<_>>();
                for pair in row.windows(2) {
                    prop_assert_eq!(walk(&layout, &tree, pair[0], Step::Next), pair[1]);
                    prop_assert_eq!(walk(&layout, &tree, pair[1], Step::Previous), pair[0]);
                }
            }
        }
    }
}
