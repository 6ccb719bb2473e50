//! What widths stand for in a diff.

use airflame::analysis::{DiffWidth, TopOrder};
use airflame::profile::draw_profile;
use airflame::scene::SiblingOrder;
use airflame::worker::protocol::{Kept, Presence, ViewId, ViewSpec};

use crate::harness::{Page, alone, compared};

const ALL: [DiffWidth; 5] =
    [DiffWidth::Union, DiffWidth::Target, DiffWidth::Base, DiffWidth::Growth, DiffWidth::Churn];

/// The names of the second row with their widths in per cent of the root.
fn row(page: &mut Page, view: ViewId) -> Vec<(String, u32)> {
    let tile = page.tile(view);
    let percent = |entry| ((tile.end(entry) - tile.x(entry)) * 100.0).round() as u32;
    tile.row(1).map(|entry| (tile.frame(entry).name.to_owned(), percent(entry))).collect()
}

#[test]
fn boxes_are_as_wide_as_was_asked_for() {
    let mut page = Page::new();
    let base = page.open_profile("base", &draw_profile("gone  grown  kept\n20  10  10"));
    let target = page.open_profile("target", &draw_profile("grown  kept\n20  10"));
    let expected: [&[(&str, u32)]; 5] = [
        &[("gone", 40), ("grown", 40), ("kept", 20)],
        &[("grown", 67), ("kept", 33)],
        &[("gone", 50), ("grown", 25), ("kept", 25)],
        &[("grown", 100)],
        &[("gone", 67), ("grown", 33)],
    ];
    for (width, expected) in ALL.into_iter().zip(expected) {
        let order = SiblingOrder::ByName;
        let view = page.view(ViewSpec { width, order, ..compared(target, base) });
        let shown = row(&mut page, view.view);
        let shown: Vec<_> = shown.iter().map(|(name, width)| (name.as_str(), *width)).collect();
        assert_eq!(shown, expected, "{width:?}");
    }
}

#[test]
fn another_width_changes_no_number() {
    let mut page = Page::new();
    let (base, target) = (page.open_file(0), page.open_file(1));
    let union = page.view(compared(target, base));
    let serve = page.node(union.view, &["net/http.(*conn).serve"]);
    let described = page.describe(union.view, serve);
    let keep = Kept { zoom: None, selected: Some(serve) };
    let rows = page.top(union.view, TopOrder::default(), 0, 20).rows;
    assert!(union.largest_change > 0);
    let mut shown = union.view;
    for width in [DiffWidth::Growth, DiffWidth::Base, DiffWidth::Churn, DiffWidth::Target, DiffWidth::Union] {
        let view = page.view_keeping(ViewSpec { width, ..union.spec.clone() }, Some(shown), keep);
        shown = view.view;
        assert_eq!(view.tree_ms, 0.0, "the tree is the same");
        let numbers = (view.total, view.largest_change, view.nodes, view.functions, view.stacks);
        assert_eq!(numbers, (union.total, union.largest_change, union.nodes, union.functions, union.stacks));
        assert_eq!(page.top(shown, TopOrder::default(), 0, 20).rows, rows, "{width:?}");
        let now = page.describe(shown, serve);
        assert_eq!(
            (&now.values, &now.callees, now.callee_count),
            (&described.values, &described.callees, described.callee_count)
        );
        // A tile tells the values of its boxes, whatever these are drawn as.
        let tile = page.tile(shown);
        let entry = tile.entry_of(0).expect("the root");
        assert_eq!(
            tile.values(entry),
            Some((union.total.base.unwrap_or(0), union.total.target)),
            "{width:?}"
        );
    }
}

#[test]
fn a_width_means_nothing_to_one_profile() {
    let mut page = Page::new();
    let heap = page.open_file(1);
    let view = page.view(alone(heap));
    let plain = page.tile(view.view);
    let grown = page.view(ViewSpec { width: DiffWidth::Growth, ..view.spec.clone() });
    assert_eq!((page.tile(grown.view), grown.largest_change), (plain, 0));
}

#[test]
fn where_nothing_grew_there_is_only_the_root() {
    let mut page = Page::new();
    let base = page.open_profile("base", &draw_profile("A  B\n2  3"));
    let target = page.open_profile("target", &draw_profile("A\n1"));
    let view = page.view(ViewSpec { width: DiffWidth::Growth, ..compared(target, base) });
    assert_eq!((view.rows, view.nodes, view.largest_change), (1, 2, 3));
    let rows = page.top(view.view, TopOrder::default(), 0, 9).rows;
    let gone = rows.iter().find(|row| row.name == "B").expect("the table has it");
    let gone = page.locate(view.view, gone.row);
    assert_eq!((gone.presence, gone.place.width), (Presence::Gone, 0.0));
}
