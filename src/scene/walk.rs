//! Walking from box to box with the arrow keys.

use serde::{Deserialize, Serialize};

use super::{Beside, Boxes};
use crate::analysis::NodeId;

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
pub fn walk(boxes: &Boxes<'_>, node: NodeId, step: Step) -> NodeId {
    if !boxes.has_node(node) {
        return NodeId::ROOT;
    }
    let node = boxes.nearest(node).node_id();
    let reached = match step {
        Step::Parent => Some(boxes.parent(node)),
        Step::WidestChild => boxes.widest_child(node),
        Step::Previous => boxes.beside(node, Beside::Previous),
        Step::Next => boxes.beside(node, Beside::Next),
        Step::First => boxes.beside(node, Beside::First),
        Step::Last => boxes.beside(node, Beside::Last),
        Step::Root => Some(NodeId::ROOT),
    };
    // Where `f64` ends there may be none after all.
    reached.filter(|&reached| boxes.place(reached).is_some()).unwrap_or(node)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::scene::flame_layout::EagerLayout;
    use crate::scene::test_scene::{any_tree, tree};
    use crate::scene::{BoxPlace, FlameLayout, SiblingOrder};

    #[test]
    fn arrows_lead_to_callers_callees_and_neighbours() {
        //  0 ─ 1 A 4 ─ 2 C 1
        //             └ 3 D 3
        //     4 B 6 ─ 5 E 2;  6 Z 0
        let (tree, widths) = tree("A 4 / C 1; A 4 / D 3; B 6 / E 2; Z 0");
        let layout = FlameLayout::new(&tree, &widths, SiblingOrder::ByName);
        let go = |node, step| walk(&layout.on(&tree, &widths), NodeId::new(node), step).index();
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
        fn every_box_is_reached_by_going_right((tree, widths) in any_tree(-1..20), by_name in any::<bool>()) {
            let order = if by_name { SiblingOrder::ByName } else { SiblingOrder::BySize };
            let layout = FlameLayout::new(&tree, &widths, order);
            let go = |from: NodeId, step| walk(&layout.on(&tree, &widths), from, step);
            for row in EagerLayout::new(&tree, &widths, order).rows {
                let row: Vec<NodeId> = row.iter().map(BoxPlace::node_id).collect();
                for pair in row.windows(2) {
                    prop_assert_eq!(go(pair[0], Step::Next), pair[1]);
                    prop_assert_eq!(go(pair[1], Step::Previous), pair[0]);
                }
                let (first, last) = (row[0], row[row.len() - 1]);
                prop_assert_eq!((go(first, Step::Previous), go(last, Step::Next)), (first, last));
                for node in row {
                    prop_assert_eq!((go(node, Step::First), go(node, Step::Last)), (first, last));
                }
            }
        }
    }
}
