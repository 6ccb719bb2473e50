//! The rules by which boxes lie, and that it makes no difference when they are placed.

use proptest::prelude::*;

use super::*;
use crate::analysis::{FrameId, NodeId};
use crate::scene::test_scene::{any_tree, tree, tree_of};

/// The boxes of a row of all that were placed at once, each of which lies there too when it is asked for alone.
fn row(tree: &CallTree, widths: &PathSums, order: SiblingOrder, depth: u32) -> Vec<(usize, f64, f64)> {
    let layout = FlameLayout::new(tree, widths, order);
    let boxes = layout.on(tree, widths);
    let eager = EagerLayout::new(tree, widths, order);
    let place = |place: &crate::scene::BoxPlace| {
        assert_eq!(boxes.place(place.node_id()).as_ref(), Some(place));
        (place.node as usize, place.x, place.width)
    };
    eager.row(depth).iter().map(place).collect()
}

#[test]
fn children_are_packed_to_the_left_and_self_is_at_the_right() {
    // root 10 ─ A 6 ─ C 2; root ─ B 3
    let frame = FrameId::new;
    let (tree, widths) =
        tree_of(&[(vec![], 10), (vec![frame(1)], 6), (vec![frame(1), frame(3)], 2), (vec![frame(2)], 3)]);
    let row = |depth| row(&tree, &widths, SiblingOrder::BySize, depth);
    assert_eq!(row(0), [(0, 0.0, 1.0)]);
    assert_eq!(row(1), [(1, 0.0, 0.6), (3, 0.6, 0.3)]);
    assert_eq!(row(2), [(2, 0.0, 0.2)]);
    let layout = FlameLayout::new(&tree, &widths, SiblingOrder::BySize);
    assert_eq!(layout.extent(), FlameExtent { rows: 3, narrowest: 0.2 });
}

#[test]
fn siblings_stand_by_size_or_by_name() {
    let (tree, widths) = tree("A 1; B 3; C 3; D 2");
    let order = |order| row(&tree, &widths, order, 1).iter().map(|place| place.0).collect::<Vec<_>>();
    assert_eq!(order(SiblingOrder::BySize), [2, 3, 4, 1]);
    assert_eq!(order(SiblingOrder::ByName), [1, 2, 3, 4]);
}

#[test]
fn an_empty_profile_has_the_roots_box() {
    let (tree, widths) = tree("A 0");
    assert_eq!(row(&tree, &widths, SiblingOrder::BySize, 0), [(0, 0.0, 1.0)]);
    let layout = FlameLayout::new(&tree, &widths, SiblingOrder::BySize);
    assert_eq!(layout.extent(), FlameExtent { rows: 1, narrowest: 1.0 });
    assert_eq!(layout.on(&tree, &widths).place(NodeId::new(1)), None);
    let (lone, widths) = tree_of(&[(Vec::new(), 0)]);
    assert_eq!(FlameLayout::new(&lone, &widths, SiblingOrder::BySize).row_count(), 1);
}

#[test]
fn what_has_no_width_has_no_rows() {
    let (tree, widths) = tree("A 6 / C 0 / D 0; B 3");
    let layout = FlameLayout::new(&tree, &widths, SiblingOrder::BySize);
    assert_eq!(layout.extent(), FlameExtent { rows: 2, narrowest: 1.0 / 3.0 });
    assert_eq!(layout.on(&tree, &widths).nearest(NodeId::new(3)).node, 1);
}

#[test]
fn a_stack_of_two_hundred_thousand_frames_is_laid_out() {
    // One node below the other.
    let depth = 200_000;
    let tree = CallTree::of_frames(&[Vec::new(), (1..depth).map(FrameId::new).collect()]);
    let widths = PathSums::new([0, 7].into_iter());
    let layout = FlameLayout::new(&tree, &widths, SiblingOrder::BySize);
    assert_eq!(layout.row_count(), 200_000);
    let boxes = layout.on(&tree, &widths);
    for node in [depth - 1, 5, depth / 2, depth / 2 + 1] {
        assert_eq!(
            boxes.place(NodeId::new(node)).map(|place| (place.depth, place.width)),
            Some((node as u32, 1.0))
        );
    }
    // Rows on the way are remembered, for boxes and for tiles.
    assert!(layout.path.borrow().len() > depth / 2 / PATH_STEP as usize);
    let window = front::Window { x0: 0.0, x1: 1.0, half: 0.01 };
    for first in [150_000, 149_990, 199_999] {
        let mut seen = Vec::new();
        boxes.each_row(window, first..first + 3, &mut |row, pieces| seen.push((row, pieces.len())));
        let expected: Vec<_> =
            (first..first + 3).map(|row| (row, usize::from(row < layout.row_count()))).collect();
        assert_eq!(seen, expected);
    }
    assert_eq!(layout.checkpoints.borrow().rows.len(), 195);
}

#[test]
fn families_that_were_put_in_order_are_kept_within_bounds() {
    // Two nodes with 1,500 children each.
    let children = 1500;
    let mut paths = vec![Vec::new()];
    for caller in [0, 1] {
        paths.extend((2..children + 2).map(|callee| vec![FrameId::new(caller), FrameId::new(callee)]));
    }
    let tree = CallTree::of_frames(&paths);
    let parts: Vec<i64> =
        (0..paths.len() as i64).map(|path| path * 7919 % 1000 + i64::from(path > 0)).collect();
    let widths = PathSums::new(parts.into_iter());
    for order in [SiblingOrder::BySize, SiblingOrder::ByName] {
        let layout = FlameLayout::new(&tree, &widths, order);
        let boxes = layout.on(&tree, &widths);
        let eager = EagerLayout::new(&tree, &widths, order);
        for _ in 0..2 {
            for place in eager.rows.iter().flatten() {
                assert_eq!(boxes.place(place.node_id()).as_ref(), Some(place));
            }
        }
        assert_eq!(layout.families.borrow().kept(&tree), [1, children + 2].map(NodeId::new));
    }
}

proptest! {
    #[test]
    fn children_lie_inside_their_parent_and_do_not_overlap(
        (tree, widths) in any_tree(-3..40),
        by_name in any::<bool>(),
        scale in prop_oneof![Just(1_i64), Just((1 << 50) + 1), Just(3_333_333_333_333)],
    ) {
        let scaled = |path: usize| widths.of(path..path + 1) * scale;
        let widths = PathSums::new((0..tree.path_count()).map(scaled));
        let order = if by_name { SiblingOrder::ByName } else { SiblingOrder::BySize };
        let layout = FlameLayout::new(&tree, &widths, order);
        let boxes = layout.on(&tree, &widths);
        let eager = EagerLayout::new(&tree, &widths, order);
        prop_assert_eq!(eager.rows.len(), layout.row_count() as usize);
        for row in &eager.rows {
            for pair in row.windows(2) {
                prop_assert!(pair[0].end() <= pair[1].x);
            }
            for place in row {
                let parent = boxes.place(tree.parent(place.node_id())).unwrap();
                prop_assert!(place.width > 0.0 && place.x >= parent.x && place.end() <= parent.end());
            }
        }
        for node in tree.ids() {
            let place = eager.place(node);
            prop_assert_eq!(boxes.place(node), place);
            let caller = std::iter::once(node).chain(tree.path_up(tree.parent(node)));
            let nearest = caller.filter_map(|node| eager.place(node)).next();
            prop_assert_eq!(boxes.nearest(node), nearest.unwrap_or(crate::scene::BoxPlace::ROOT));
        }
    }

    #[test]
    fn widths_are_in_proportion((tree, widths) in any_tree(0..1_000_000)) {
        let layout = FlameLayout::new(&tree, &widths, SiblingOrder::BySize);
        let boxes = layout.on(&tree, &widths);
        let mut narrowest = 1.0_f64;
        for node in tree.ids().skip(1) {
            let exact = widths.of(tree.subtree(node).paths()) as f64 / widths.whole().max(1) as f64;
            let width = boxes.place(node).map_or(0.0, |place| place.width);
            prop_assert!((width - exact).abs() < 1e-14);
            if width > 0.0 {
                narrowest = narrowest.min(width);
            }
        }
        prop_assert!((layout.extent().narrowest - narrowest).abs() < 1e-14);
    }
}
