use proptest::prelude::*;

use super::*;
use crate::analysis::{CallTree, PathSums};
use crate::scene::flame_layout::EagerLayout;
use crate::scene::test_scene::{Names, any_tree, named_tree, tile_of, whole};
use crate::scene::{FlameLayout, SiblingOrder, Size};

fn screen() -> Viewport {
    Viewport::fit(Size { width: 100.0, height: 200.0 }, 1.0)
}

#[test]
fn a_frame_is_there_once() {
    let (tree, widths, names) = named_tree("main.a 6 / main.b 4 / main.a 2; main.b 4");
    let layout = FlameLayout::new(&tree, &widths, SiblingOrder::BySize);
    let values = vec![(1, 2); tree.len()];
    let source = Names { names, matches: Some(vec![2]), values: Some(values) };
    let tile = Tile::cut(&layout.on(&tree, &widths), &whole(100.0), &source);
    let names: Vec<_> = tile.frames().map(|frame| (frame.name, frame.is_match)).collect();
    assert_eq!(names, [("all", false), ("main.a", false), ("main.b", true)]);
    let rows: Vec<_> = tile.rows().collect();
    assert_eq!(rows, [(0, 0..1), (1, 1..3), (2, 3..4), (3, 4..5)]);
    assert_eq!((0..5).map(|entry| tile.depth(entry)).collect::<Vec<_>>(), [0, 1, 1, 2, 3]);
    assert_eq!(tile.frame(4).name, "main.a");
    assert_eq!((tile.values(4), tile.entry_of(4), tile.entry_of(9)), (Some((1, 2)), Some(2), None));
}

#[test]
fn frames_that_are_nowhere_wide_enough_have_no_name() {
    let (tree, widths, names) = named_tree("main.a 900 / main.b 60; main.b 93; main.c 7 / main.d 7");
    let layout = FlameLayout::new(&tree, &widths, SiblingOrder::BySize);
    let source = Names { names, matches: Some(vec![4]), values: None };
    let tile = Tile::cut(&layout.on(&tree, &widths), &whole(100.0), &source);
    let names: Vec<_> = tile.frames().map(|frame| (frame.frame, frame.name, frame.is_match)).collect();
    let (all, a, b) = ((0, "all", false), (1, "main.a", false), (2, "main.b", false));
    assert_eq!(
        names,
        [all, a, b, (3, "", false), (4, "", true)],
        "main.b is wide enough in one place of two"
    );
    let hues: Vec<_> = tile.frames().skip(1).map(|frame| frame.hue).collect();
    assert!(hues.iter().all(|hue| *hue == PackageHue::of_function("main.a")), "their colours are there");
}

#[test]
fn a_request_for_what_is_not_there_gets_what_is() {
    let (tree, widths, _) = named_tree("main.a 6 / main.b 4");
    let layout = FlameLayout::new(&tree, &widths, SiblingOrder::BySize);
    let cut = |request| Tile::cut(&layout.on(&tree, &widths), &request, &Names::default());
    assert_eq!(cut(TileRequest { first_row: 7, ..whole(100.0) }).len(), 0);
    assert_eq!(cut(TileRequest { first_row: 2, end_row: 1, ..whole(100.0) }).len(), 0);
    assert_eq!(cut(TileRequest { x0: 0.9, x1: 0.1, ..whole(100.0) }).len(), 0);
    assert_eq!(cut(TileRequest { x1: f64::NAN, ..whole(100.0) }).len(), 0);
    assert_eq!(cut(whole(f64::NAN)).len(), 3);
    assert_eq!(cut(TileRequest { x0: -9.0, x1: 9.0, ..whole(100.0) }).len(), 3);
}

#[test]
fn a_tile_serves_until_the_view_leaves_it_or_comes_closer() {
    let (tree, widths, _) = named_tree("main.a 6 / main.b 4");
    let middle = Viewport { x: 0.4, width: 0.2, ..screen() };
    let (_, tile) = tile_of(&tree, &widths, &middle);
    assert!(tile.serves(&middle), "though the screen has rows below the last");
    assert!(tile.serves(&Viewport { x: 0.45, ..middle }));
    assert!(tile.serves(&Viewport { width: 0.25, ..middle }));
    assert!(!tile.serves(&Viewport { x: 0.6, ..middle }));
    assert!(!tile.serves(&Viewport { width: 0.1, ..middle }));
    assert!(!tile.serves(&Viewport { dpr: 2.0, ..middle }));
    let moving = |viewport: Viewport| tile.request().serves_in_motion(&viewport, tile.extent());
    assert!(moving(Viewport { width: 0.1, ..middle }) && moving(Viewport { width: 0.35, x: 0.35, ..middle }));
    assert!(!moving(Viewport { width: 0.09, ..middle }), "less than half as fine");
    assert!(!moving(Viewport { x: 0.6, ..middle }), "moved out of it");
    assert!(!Tile::empty().serves(&middle));
}

#[test]
fn a_tile_crosses_to_the_page() {
    let (tree, widths, _) = named_tree("net/http.serve 6 / main.b 4");
    let (_, tile) = tile_of(&tree, &widths, &screen());
    let bytes = postcard::to_allocvec(&tile).unwrap();
    assert_eq!(postcard::from_bytes::<Tile>(&bytes).unwrap(), tile);
}

#[test]
fn the_size_of_a_tile_does_not_depend_on_the_size_of_the_tree() {
    let children = 300_000;
    let paths: Vec<_> =
        (0..=children).map(|child| (child > 0).then(|| FrameId::new(child)).into_iter().collect()).collect();
    let tree = CallTree::of_frames(&paths);
    let widths =
        PathSums::new((0..=children).map(|path| i64::from(path > 0)).collect::<Vec<_>>().into_iter());
    let (_, tile) = tile_of(&tree, &widths, &screen());
    assert!(tile.len() < 60, "{} entries", tile.len());
    let row = tile.row(1);
    assert_eq!((tile.x(row.start), tile.end(row.end - 1)), (0.0, 1.0));
    assert!(row.clone().skip(1).all(|entry| tile.x(entry) - tile.end(entry - 1) < 1e-12));
}

proptest! {
    #[test]
    fn a_tile_shows_what_the_layout_shows_but_for_a_pixel(
        (tree, widths) in any_tree(0..50), at in 0.0..1.0_f64, width in 0.001..1.0_f64, points in
        prop::collection::vec((0.0..1.0_f64, 0_u32..8), 20),
    ) {
        let viewport = Viewport { x: at * (1.0 - width), width, ..screen() };
        let (_, tile) = tile_of(&tree, &widths, &viewport);
        let layout = EagerLayout::new(&tree, &widths, SiblingOrder::BySize);
        let pixel = 1.0 / viewport.device_pixels_per_unit();
        for (across, depth) in points {
            let fraction = viewport.x + across * viewport.width;
            let entry = tile.row(depth).find(|&entry| tile.x(entry) <= fraction && fraction < tile.end(entry));
            match (layout.node_at(depth, fraction), entry) {
                (Some(place), Some(entry)) if tile.kind(entry) == BoxKind::Box => {
                    prop_assert_eq!(tile.place(entry), place);
                }
                (Some(place), Some(_)) => prop_assert!(place.width < pixel / 2.0),
                (None, Some(entry)) => prop_assert_eq!(tile.kind(entry), BoxKind::Run),
                (None, None) => {}
                (Some(_), None) => prop_assert!(false, "a box is missing"),
            }
        }
        for (_, row) in tile.rows() {
            prop_assert!(row.len() <= 4 * 200 + 4, "twice the screen is 200 pixels");
        }
    }
}
