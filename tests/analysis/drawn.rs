//! Trees, tables and differences drawn.

use std::fmt::Write as _;

use airflame::analysis::{Granularity, Measure, Shape, Subject, TopColumn, TopOrder, TopTable};
use airflame::profile::{Profile, draw_profile, draw_profile_with};

use crate::report::grouping;
use crate::texts;

/// The tree with its values, indented.
fn tree(subject: Subject<'_>, granularity: Granularity) -> String {
    let shape = Shape::build(subject, grouping(granularity));
    let measure = Measure::new(&shape, subject, &subject.metrics().unwrap()[0]);
    let mut drawn = String::new();
    for node in shape.tree().ids() {
        let indent = "  ".repeat(shape.tree().depth(node) as usize);
        let (flat, cum) = (measure.flat(node), measure.cum(node));
        write!(drawn, "{:40} flat {flat:4}  cum {cum:4}", format!("{indent}{}", shape.name(node))).unwrap();
        if measure.is_diff() {
            write!(drawn, "  width {:4}  {:?}", measure.node_width(node), measure.change(node)).unwrap();
        }
        drawn.push('\n');
    }
    drawn
}

fn top(subject: Subject<'_>, order: TopOrder) -> String {
    let shape = Shape::build(subject, grouping(Granularity::Functions));
    let measure = Measure::new(&shape, subject, &subject.metrics().unwrap()[0]);
    let mut table = TopTable::build(&shape, subject, &measure);
    table.sort(shape.frames(), order);
    let mut drawn = "  base target  delta |   base target  delta\n".to_owned();
    for row in table.rows() {
        let name = shape.frames().row_name(row.row);
        let suffix = row.inlining.suffix();
        let (base, target) = ((row.base_flat, row.base_cum), (row.target_flat, row.target_cum));
        writeln!(
            drawn,
            "{:6} {:6} {:+6} | {:6} {:6} {:+6}  {name}{suffix}",
            base.0,
            target.0,
            row.flat(),
            base.1,
            target.1,
            row.cum()
        )
        .unwrap();
    }
    drawn
}

fn before() -> Profile {
    draw_profile(
        "
        main   main   main   main
        serve  serve  serve  idle
        read   parse  log    .
        10     5      7      1
    ",
    )
}

fn after() -> Profile {
    draw_profile(
        "
        main   main   main   main   main
        serve  serve  serve  serve  idle
        read   parse  cache  cache  .
        .      parse  .      grow   .
        10     2      3      40     1
    ",
    )
}

#[test]
fn a_tree() {
    insta::assert_snapshot!(tree(Subject::single(&after()), Granularity::Functions));
}

#[test]
fn a_difference() {
    let (before, after) = (before(), after());
    insta::assert_snapshot!(tree(Subject::comparison(&before, &after), Granularity::Functions));
}

#[test]
fn a_table() {
    insta::assert_snapshot!(top(Subject::single(&after()), TopOrder::default()));
}

#[test]
fn a_table_of_differences_by_growth() {
    let (before, after) = (before(), after());
    let subject = Subject::comparison(&before, &after);
    insta::assert_snapshot!(top(subject, TopOrder { column: TopColumn::Delta, descending: true }));
    let by_share = top(subject, TopOrder { column: TopColumn::DeltaCumPercent, descending: true });
    assert!(by_share.lines().nth(1).unwrap().ends_with("cache"), "what is new stands first:\n{by_share}");
    let by_name = top(subject, TopOrder { column: TopColumn::Name, descending: false });
    assert!(by_name.lines().nth(1).unwrap().ends_with("cache"), "{by_name}");
    let ascending = top(subject, TopOrder { column: TopColumn::Cum, descending: false });
    assert!(ascending.lines().last().unwrap().ends_with("cache"), "{ascending}");
}

#[test]
fn inlined_frames() {
    let profile = texts::profile(&texts::stored().join("oddproto/v13-inlined.pb.gz")).unwrap();
    insta::assert_snapshot!(tree(Subject::single(&profile), Granularity::Lines));
}

#[test]
fn addresses_without_symbols_stay_apart() {
    let profile = texts::profile(&texts::stored().join("oddproto/v04-unsymbolized.pb.gz")).unwrap();
    let subject = Subject::single(&profile);
    insta::assert_snapshot!(tree(subject, Granularity::Functions));
    insta::assert_snapshot!(top(subject, TopOrder::default()), @r"
      base target  delta |   base target  delta
         0     22    +22 |      0     22    +22  [shop]
    ");
}

#[test]
fn units_are_brought_together() {
    let base = draw_profile_with(&[("cpu", "milliseconds")], "A  A\nB  C\n1  2");
    let target = draw_profile_with(&[("cpu", "nanoseconds")], "A  A\nB  D\n1500000  7");
    insta::assert_snapshot!(top(Subject::comparison(&base, &target), TopOrder::default()), @r"
      base target  delta |   base target  delta
    2000000      0 -2000000 | 2000000      0 -2000000  C
    1000000 1500000 +500000 | 1000000 1500000 +500000  B
         0      7     +7 |      0      7     +7  D
         0      0     +0 | 3000000 1500007 -1499993  A
    ");
}
