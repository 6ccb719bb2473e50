//! Base and target, each in a graph of its own.

use airflame::profile::draw_profile_with;
use airflame::scene::{BoxKind, Tile, TileRequest};
use airflame::worker::protocol::{Graph, Kept, Presence, Reply, Request, Side, ViewId, ViewSpec};

use crate::harness::{Page, alone, compared};

fn tile(page: &mut Page, view: ViewId, side: Side) -> Tile {
    let request =
        TileRequest { x0: 0.0, x1: 1.0, first_row: 0, end_row: u32::MAX, device_pixels_per_unit: 1e6 };
    match page.ask(&Request::Tile { view, side, request }) {
        Reply::Tile { side: of, tile, .. } => {
            assert_eq!(of, side);
            *tile
        }
        other => panic!("no tile but {other:?}"),
    }
}

fn side_by_side(page: &mut Page) -> ViewId {
    let (base, target) = (page.open_file(0), page.open_file(1));
    page.view(ViewSpec { graph: Graph::SideBySide, ..compared(target, base) }).view
}

#[test]
fn each_graph_has_the_widths_of_its_own_profile() {
    let mut page = Page::new();
    let view = side_by_side(&mut page);
    for (side, label, total) in
        [(Side::Base, "base: all 3.85MB", 4_040_900.0), (Side::Target, "target: all 22.91MB", 24_021_702.0)]
    {
        let tile = tile(&mut page, view, side);
        assert_eq!(tile.root_label(), label);
        let mut boxes = 0;
        for entry in (0..tile.len()).filter(|&entry| tile.kind(entry) == BoxKind::Box) {
            let (base, target) = tile.values(entry).unwrap();
            let own = if side == Side::Base { base } else { target };
            let place = tile.place(entry);
            assert!((place.width - own as f64 / total).abs() < 1e-9, "{place:?} of {own}");
            // A node that the page is told of lies where its tile has it.
            if boxes < 50 {
                let sides = page.describe(view, place.node).place.sides.unwrap();
                assert_eq!(sides[usize::from(side == Side::Target)], place);
            }
            boxes += 1;
        }
        assert!(boxes > 100, "{boxes} boxes");
    }
}

#[test]
fn what_one_side_lacks_is_found_at_its_caller() {
    let kinds = [("inuse_space", "bytes")];
    let mut page = Page::new();
    let base = page.open_profile("base", &draw_profile_with(&kinds, "main  main\nold  kept\ndeep  .\n4  6"));
    let target = page.open_profile("target", &draw_profile_with(&kinds, "main  main\nkept  new\n6  2"));
    let spec = ViewSpec { graph: Graph::SideBySide, ..compared(target, base) };
    let view = page.view(spec.clone());
    let main = page.node(view.view, &["main"]);
    let deep = page.node(view.view, &["main", "old", "deep"]);
    let details = page.describe(view.view, deep);
    assert_eq!(details.presence, Presence::Gone);
    let [in_base, in_target] = details.place.sides.unwrap();
    assert_eq!((in_base.node, in_base.width, in_base.depth), (deep, 0.4, 3));
    assert_eq!((in_target.node, in_target.width, in_target.depth), (main, 1.0, 1));
    let new = page.node(view.view, &["main", "new"]);
    let [in_base, in_target] = page.describe(view.view, new).place.sides.unwrap();
    assert_eq!((in_base.node, in_target.node, in_target.width), (main, new, 0.25));
    // The zoom is kept where the graph is drawn otherwise, and back.
    let keep = Kept { zoom: Some(deep), selected: None };
    let merged = page.view_keeping(ViewSpec { graph: Graph::Merged, ..spec.clone() }, Some(view.view), keep);
    let zoom = merged.kept.zoom.unwrap();
    assert_eq!((zoom.node, zoom.sides), (deep, None));
    let again = page.view_keeping(spec, Some(merged.view), keep);
    assert_eq!(again.kept.zoom.unwrap().sides.unwrap()[1].node, main);
}

#[test]
fn a_single_profile_has_one_graph() {
    let mut page = Page::new();
    let heap = page.open_file(1);
    let view = page.view(ViewSpec { graph: Graph::SideBySide, ..alone(heap) });
    assert_eq!(page.describe(view.view, 1).place.sides, None);
    let [merged, base] = [Side::Merged, Side::Base].map(|side| tile(&mut page, view.view, side));
    assert_eq!(merged, base);
}
