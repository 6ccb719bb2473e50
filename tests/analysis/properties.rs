//! What must hold of every profile.

use airflame::analysis::{Change, DiffWidth, Grouping, Inlining, Measure, NodeId, Shape, Subject, TopTable};
use proptest::prelude::*;

use crate::few_functions::profiles;
use crate::naive;

fn measured(subject: Subject<'_>) -> (Shape, Measure) {
    let shape = Shape::build(subject, Grouping::default());
    let measure = Measure::new(&shape, subject, &subject.metrics().unwrap()[0]);
    (shape, measure)
}

/// The names on the path to a node, root first.
fn path(shape: &Shape, node: NodeId) -> Vec<String> {
    let mut names: Vec<_> = shape.tree().path_up(node).map(|node| shape.name(node).to_owned()).collect();
    names.reverse();
    names
}

proptest! {
    #[test]
    fn a_tree_is_in_depth_first_order(profile in profiles(0..100)) {
        let shape = Shape::build(Subject::single(&profile), Grouping::default());
        let tree = shape.tree();
        for node in tree.ids().skip(1) {
            let parent = tree.parent(node);
            prop_assert!(parent < node && tree.depth(node) == tree.depth(parent) + 1);
            prop_assert!(node < tree.subtree_end(node) && tree.subtree_end(node) <= tree.subtree_end(parent));
        }
        for node in tree.ids() {
            let names: Vec<_> = tree.children(node).map(|child| shape.name(child)).collect();
            prop_assert!(names.windows(2).all(|pair| pair[0] < pair[1]), "siblings differ and ascend: {names:?}");
        }
        for stack in profile.stacks().ids() {
            let end = shape.stack_paths().node(tree, 0, stack);
            prop_assert_eq!(path(&shape, end), naive::names(&profile, stack));
        }
    }

    #[test]
    fn nodes_hold_what_their_paths_hold(profile in profiles(-50..100)) {
        let (shape, measure) = measured(Subject::single(&profile));
        let paths = naive::paths(&profile, 0);
        for node in shape.tree().ids() {
            let expected = paths.get(&path(&shape, node)).copied().unwrap_or(0);
            prop_assert_eq!(measure.cum(node), expected);
        }
        let flat: i64 = measure.target.flat().iter().sum();
        prop_assert_eq!(flat, profile.samples().values(0).iter().sum::<i64>());
        prop_assert_eq!(flat, measure.cum(NodeId::ROOT));
        prop_assert_eq!(measure.total, profile.samples().values(0).iter().map(|value| value.abs()).sum::<i64>());
    }

    #[test]
    fn rows_are_those_of_the_plain_way(profile in profiles(-3..100)) {
        let subject = Subject::single(&profile);
        let (shape, measure) = measured(subject);
        let table = TopTable::build(&shape, subject, &measure);
        let expected = naive::top(&profile, 0);
        prop_assert_eq!(table.rows().len(), expected.len());
        for row in table.rows() {
            let sums = expected[shape.frames().row_name(row.row)];
            prop_assert_eq!((row.flat(), row.cum()), (sums.flat, sums.cum));
        }
    }

    #[test]
    fn calls_are_inlined_as_in_the_plain_way(profile in profiles(-2..3)) {
        let subject = Subject::single(&profile);
        let (shape, measure) = measured(subject);
        let expected = naive::inlining(&profile, 0);
        for row in TopTable::build(&shape, subject, &measure).rows() {
            let suffix = expected.get(shape.frames().row_name(row.row)).copied().unwrap_or_default();
            prop_assert_eq!(row.inlining.suffix(), suffix, "{}", shape.frames().row_name(row.row));
        }
    }

    #[test]
    fn nothing_changes_between_a_profile_and_itself(profile in profiles(-50..100)) {
        let subject = Subject::comparison(&profile, &profile);
        let (shape, measure) = measured(subject);
        for node in shape.tree().ids() {
            prop_assert_eq!((measure.flat(node), measure.cum(node)), (0, 0));
            prop_assert_eq!(measure.change(node), Change::Same);
        }
        let mut table = TopTable::build(&shape, subject, &measure);
        table.drop_unchanged();
        prop_assert_eq!(table.rows(), &[]);
    }

    #[test]
    fn a_swap_turns_the_sign(one in profiles(-50..100), other in profiles(-50..100)) {
        let (shape, there) = measured(Subject::comparison(&one, &other));
        let (swapped, back) = measured(Subject::comparison(&other, &one));
        prop_assert_eq!(shape.tree().len(), swapped.tree().len());
        for node in shape.tree().ids() {
            prop_assert_eq!(path(&shape, node), path(&swapped, node));
            prop_assert_eq!(there.cum(node), -back.cum(node));
            prop_assert_eq!(there.flat(node), -back.flat(node));
        }
        prop_assert_eq!(there.widths(), back.widths());
    }

    #[test]
    fn widths_hold_both_profiles(one in profiles(0..100), other in profiles(0..100)) {
        let (shape, measure) = measured(Subject::comparison(&one, &other));
        for node in shape.tree().ids() {
            let width = measure.node_width(node);
            prop_assert!(width >= measure.base_cum(node).max(measure.target_cum(node)));
            let children: i64 = shape.tree().children(node).map(|child| measure.node_width(child)).sum();
            prop_assert!(width >= children);
        }
        prop_assert!(measure.widths().whole() <= measure.total + measure.target.total);
    }

    #[test]
    fn every_width_adds_up_and_mirrors(one in profiles(0..100), other in profiles(0..100)) {
        let (shape, there) = measured(Subject::comparison(&one, &other));
        let (_, back) = measured(Subject::comparison(&other, &one));
        let widths = |measure: &Measure, width| -> Vec<i64> {
            let drawn = measure.redrawn(width);
            shape.tree().ids().map(|node| drawn.node_width(node)).collect()
        };
        let all = [DiffWidth::Union, DiffWidth::Target, DiffWidth::Base, DiffWidth::Growth, DiffWidth::Churn];
        let [union, target, base, growth, churn] = all.map(|width| widths(&there, width));
        let [union_back, target_back, base_back, shrinking, churn_back] = all.map(|width| widths(&back, width));
        prop_assert_eq!((&union, &target, &base, &churn), (&union_back, &base_back, &target_back, &churn_back));
        prop_assert_eq!(there.largest_change, back.largest_change);
        for node in shape.tree().ids() {
            let at = node.index();
            prop_assert_eq!(target[at], there.target_cum(node));
            prop_assert_eq!(base[at], there.base_cum(node));
            prop_assert_eq!(growth[at] - shrinking[at], there.cum(node));
            prop_assert_eq!(growth[at] + shrinking[at], churn[at]);
            prop_assert_eq!(union[at], base[at] + growth[at]);
            prop_assert!(union[at] >= target[at].max(base[at]));
            prop_assert!(node == NodeId::ROOT || there.cum(node).unsigned_abs() <= there.largest_change);
            for widths in [&union, &target, &base, &growth, &churn] {
                let children: i64 = shape.tree().children(node).map(|child| widths[child.index()]).sum();
                prop_assert!(widths[at] >= children);
            }
        }
    }

    #[test]
    fn an_inlined_function_is_gone_without_inlines(profile in profiles(1..100)) {
        let subject = Subject::single(&profile);
        let grouping = Grouping { no_inlines: true, ..Grouping::default() };
        let shape = Shape::build(subject, grouping);
        let measure = Measure::new(&shape, subject, &subject.metrics().unwrap()[0]);
        let table = TopTable::build(&shape, subject, &measure);
        prop_assert!(table.rows().iter().all(|row| row.inlining == Inlining::None));
        prop_assert_eq!(table.shown(), measure.total - measure.flat(NodeId::ROOT));
    }
}
