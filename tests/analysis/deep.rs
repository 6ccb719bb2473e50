//! Stacks that would overflow whatever recurses.

use airflame::analysis::{Anchor, Grouping, Measure, NodeId, Search, Shape, Subject, TopTable, stack_text};
use airflame::profile::{LabelSetId, LocationId, Profile, draw_profile};

const DEPTH: usize = 1_000_000;

/// `main` and then a and b in turn, a million frames deep, and a second stack that leaves it half way down.
fn deep_profile() -> Profile {
    let mut builder = draw_profile("main  main\na  b\nb  a").revise();
    builder.samples = Default::default();
    builder.samples.set_column_count(1);
    let at = |depth: usize| LocationId::new(if depth == 0 { 0 } else { 1 + depth % 2 });
    let mut leaf_first: Vec<_> = (0..DEPTH).rev().map(at).collect();
    let whole = builder.stacks.intern(&leaf_first);
    leaf_first.drain(..DEPTH / 2);
    leaf_first.insert(0, LocationId::new(0));
    let half = builder.stacks.intern(&leaf_first);
    builder.samples.push(whole, LabelSetId::EMPTY, &[10]);
    builder.samples.push(half, LabelSetId::EMPTY, &[1]);
    builder.finish().unwrap()
}

#[test]
fn a_million_frames() {
    let profile = deep_profile();
    let subject = Subject::comparison(&profile, &profile);
    let shape = Shape::build(subject, Grouping::default());
    assert_eq!(shape.tree().max_depth() as usize, DEPTH);
    let measure = Measure::new(&shape, subject, &subject.metrics().unwrap()[0]);
    let table = TopTable::build(&shape, subject, &measure);
    let main = table.rows().iter().find(|row| shape.frames().row_name(row.row) == "main").unwrap();
    assert_eq!((main.target_flat, main.target_cum), (1, 11));
    assert_eq!(Search::new(shape.frames(), "a").matched(shape.tree(), measure.target.sums()), 11);
    let deepest = shape.tree().ids().find(|&node| shape.tree().depth(node) as usize == DEPTH).unwrap();
    let anchored = Anchor::of(&shape, deepest).find(&shape);
    assert_eq!((anchored.node, anchored.is_exact), (deepest, true));
    let text = stack_text(&shape, deepest);
    assert!(
        text.starts_with("main\n") && text.ends_with("\n…\n") && text.len() > 1 << 20,
        "a megabyte of it"
    );
    assert_eq!(measure.cum(NodeId::ROOT), 0);
}
