//! Shapes of drawn tiles, and strips against shapes.

use proptest::prelude::*;

use super::*;
use crate::scene::colour::{DiffPalette, DiffScale};
use crate::scene::test_scene::{Names, any_tree, named_tree, tile_of};
use crate::scene::{FlameExtent, FlameLayout, SiblingOrder, Size};

const DRAWING: &str = "net/http.(*conn).serve 70 / main.(*app).handleSession 60 / main.keep 40; \
     runtime.systemstack 30 / runtime.mallocgc 29";

fn screen() -> Viewport {
    Viewport::fit(Size { width: 400.0, height: 200.0 }, 1.0)
}

fn log(shapes: &[Shape]) -> String {
    shapes.iter().map(|shape| format!("{shape}\n")).collect()
}

fn paint(viewport: &Viewport, theme: Theme, change: impl FnOnce(&mut Names)) -> String {
    paint_with(viewport, theme, DiffColouring::default(), change)
}

fn paint_with(
    viewport: &Viewport,
    theme: Theme,
    changes: DiffColouring,
    change: impl FnOnce(&mut Names),
) -> String {
    let (tree, widths, names) = named_tree(DRAWING);
    let mut source = Names { names, ..Names::default() };
    change(&mut source);
    let layout = FlameLayout::new(&tree, &widths, SiblingOrder::BySize);
    let tile = Tile::cut(&layout.on(&tree, &widths), &viewport.tile_request(), &source);
    let options = PaintOptions { theme, changes, ..PaintOptions::default() };
    log(&paint_flame(&tile, viewport, &Advances::uniform(6.0), &options))
}

#[test]
fn a_flame_graph() {
    insta::assert_snapshot!(paint(&screen(), Theme::Light, |_| ()));
}

#[test]
fn a_flame_graph_on_a_fractional_screen() {
    let viewport = Viewport { dpr: 1.25, scroll: 7.3, ..screen() };
    insta::assert_snapshot!(paint(&viewport, Theme::Dark, |_| ()));
}

#[test]
fn a_zoomed_flame_graph_dims_callers_and_pins_texts() {
    let viewport = Viewport { x: 0.25, width: 0.3, ..screen() };
    insta::assert_snapshot!(paint(&viewport, Theme::Light, |_| ()));
}

#[test]
fn a_diff() {
    // root, http, handleSession (new), keep (grown), systemstack (gone), mallocgc (shrunk)
    let values = vec![(50, 100), (50, 70), (0, 60), (10, 40), (30, 0), (29, 20)];
    insta::assert_snapshot!(paint(&screen(), Theme::Light, |names| names.values = Some(values)));
}

#[test]
fn a_diff_with_noise() {
    let values = vec![(50, 100), (50, 70), (0, 60), (10, 40), (30, 0), (29, 20)];
    let changes = DiffColouring {
        palette: DiffPalette::PurpleGreen,
        scale: DiffScale::Absolute,
        floor: 31,
        largest: 60,
    };
    let drawn = paint_with(&screen(), Theme::Dark, changes, |names| names.values = Some(values));
    insta::assert_snapshot!(drawn);
}

#[test]
fn a_search() {
    insta::assert_snapshot!(paint(&screen(), Theme::Dark, |names| names.matches = Some(vec![3])));
}

#[test]
fn an_empty_tile_paints_nothing() {
    let shapes = paint_flame(&Tile::empty(), &screen(), &Advances::uniform(6.0), &PaintOptions::default());
    assert_eq!(shapes, []);
}

#[test]
fn boxes_as_wide_are_seen_as_wide_wherever_they_lie() {
    let children: Vec<String> = (0..100).map(|child| format!("main.f{child} 1")).collect();
    let (tree, widths, _) = named_tree(&children.join("; "));
    let viewport = Viewport::fit(Size { width: 240.0, height: 50.0 }, 1.25);
    let (_, tile) = tile_of(&tree, &widths, &viewport);
    let shapes = paint_flame(&tile, &viewport, &Advances::uniform(6.0), &PaintOptions::default());
    let is_narrow = |shape: &&Shape| matches!(shape, Shape::Rect { rect, .. } if rect.width == 2.0 / 1.25);
    assert_eq!(shapes.iter().filter(is_narrow).count(), 100, "three device pixels each, one is the gap");
}

#[test]
fn an_old_tile_is_scaled() {
    let (tree, widths, _) = named_tree(DRAWING);
    let (_, tile) = tile_of(&tree, &widths, &screen());
    let extent = FlameExtent { rows: 4, narrowest: 0.1 };
    let closer = screen().zoom_at(2.0, 0.0, &extent);
    let rects = |viewport: &Viewport| {
        paint_flame(&tile, viewport, &Advances::uniform(6.0), &PaintOptions::default())
            .into_iter()
            .filter_map(|shape| if let Shape::Rect { rect, .. } = shape { Some(rect) } else { None })
            .collect::<Vec<_>>()
    };
    assert_eq!(rects(&screen()).last().unwrap().right() + 1.0, 160.0);
    assert_eq!(rects(&closer).last().unwrap().right() + 1.0, 320.0);
}

proptest! {
    #[test]
    fn hiding_noise_moves_nothing(
        (tree, widths) in any_tree(0..50), seed in prop::collection::vec((0..50_i64, 0..50_i64), 60),
        floor in 0..60_u64, is_absolute in any::<bool>(),
    ) {
        let values = (0..tree.len()).map(|at| seed[at % seed.len()]).collect();
        let source = Names { values: Some(values), ..Names::default() };
        let layout = FlameLayout::new(&tree, &widths, SiblingOrder::BySize);
        let tile = Tile::cut(&layout.on(&tree, &widths), &screen().tile_request(), &source);
        let scale = if is_absolute { DiffScale::Absolute } else { DiffScale::Relative };
        let shapes = |floor| {
            let changes = DiffColouring { scale, floor, largest: 50, ..DiffColouring::default() };
            let options = PaintOptions { changes, ..PaintOptions::default() };
            let shapes = paint_flame(&tile, &screen(), &Advances::uniform(6.0), &options);
            shapes.into_iter().filter_map(|shape| match shape {
                Shape::Rect { rect, .. } | Shape::Hatch { rect, .. } => Some((rect, String::new())),
                Shape::Text { x, y, width, text, .. } => Some((Rect { x, y, width, height: 0.0 }, text)),
                _ => None,
            }).collect::<Vec<_>>()
        };
        prop_assert_eq!(shapes(0), shapes(floor));
    }

    #[test]
    fn strips_hold_what_would_be_rectangles_without_corners(
        (tree, widths) in any_tree(0..50), at in 0.0..1.0_f64, width in 0.01..1.0_f64, scroll in 0.0..50.0_f64,
        dpr in prop_oneof![Just(1.0), Just(1.25), Just(1.5), Just(3.0)], values in prop::option::of(0..9_i64),
    ) {
        let viewport = Viewport { x: at * (1.0 - width), width, scroll, dpr, ..screen() };
        let values = values.map(|seed| (0..tree.len() as i64).map(|at| (seed * at % 7, at % 5)).collect());
        let layout = FlameLayout::new(&tree, &widths, SiblingOrder::BySize);
        let source = Names { values, ..Names::default() };
        let tile = Tile::cut(&layout.on(&tree, &widths), &viewport.tile_request(), &source);
        let (advances, options) = (Advances::uniform(6.0), PaintOptions::default());
        let (narrow, rest): (Vec<_>, Vec<_>) = paint_flame(&tile, &viewport, &advances, &options)
            .into_iter()
            .partition(|shape| matches!(shape, Shape::Rect { radius: 0.0, .. }));
        let across = (400.0 * dpr) as usize;
        let mut strips = Strips::default();
        strips.clear(across as u32);
        prop_assert_eq!(paint_flame_with_strips(&tile, &viewport, &advances, &options, &mut strips), rest);
        let mut lines: Vec<([f64; 2], Vec<[u8; 4]>)> = Vec::new();
        for shape in narrow {
            let Shape::Rect { rect, fill, .. } = shape else { continue };
            let device = |css: f64| (css * dpr).round();
            let place = [device(rect.y), device(rect.height)];
            if lines.last().is_none_or(|(last, _)| *last != place) {
                lines.push((place, vec![[0; 4]; across]));
            }
            for x in device(rect.x) as i64..device(rect.right()) as i64 {
                if let Some(pixel) = lines.last_mut().unwrap().1.get_mut(x as usize) {
                    *pixel = fill.rgba();
                }
            }
        }
        let (rows, pixels): (Vec<_>, Vec<_>) = lines.into_iter().unzip();
        prop_assert_eq!(strips.rows(), rows);
        let pixels: Vec<u8> = pixels.concat().as_flattened().to_vec();
        prop_assert_eq!(strips.pixels(), pixels);
    }

    #[test]
    fn rects_of_a_row_lie_side_by_side(
        (tree, widths) in any_tree(0..50), at in 0.0..1.0_f64, width in 0.01..1.0_f64,
        dpr in prop_oneof![Just(1.0), Just(1.25), Just(1.5), Just(3.0)],
    ) {
        let viewport = Viewport { x: at * (1.0 - width), width, dpr, ..screen() };
        let (_, tile) = tile_of(&tree, &widths, &viewport);
        let shapes = paint_flame(&tile, &viewport, &Advances::uniform(6.0), &PaintOptions::default());
        let mut last = Rect { x: 0.0, y: -1.0, width: 0.0, height: 0.0 };
        for shape in shapes {
            match shape {
                Shape::Rect { rect, .. } => {
                    for edge in [rect.x, rect.right(), rect.y, rect.bottom()] {
                        let device = edge * dpr;
                        prop_assert!((device - device.round()).abs() < 1e-6);
                    }
                    // Boxes narrower than a pixel are shown as one, and may share it.
                    let shared = 1.0 / dpr + 1e-6;
                    prop_assert!(rect.y > last.y || rect.x >= last.right() - shared);
                    last = rect;
                }
                Shape::Text { x, text, .. } => {
                    prop_assert!(x >= 0.0 && x + 6.0 * text.chars().count() as f64 <= 400.0);
                }
                _ => {}
            }
        }
    }
}
