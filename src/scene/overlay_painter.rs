//! Painting what moves with the pointer and the keys, on a canvas of its own above the boxes.

use super::colour::{Palette, Theme};
use super::flame_painter::RADIUS;
use super::{BoxPlace, Rect, Shape, Tile, Viewport};

/// What stands out at the moment.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Overlay {
    /// The box under the pointer.
    pub hovered: Option<BoxPlace>,
    /// The selected box. It need not be in the tile.
    pub selected: Option<BoxPlace>,
    /// The frame whose other boxes are marked: that of the hovered box, else of the selected one.
    pub same_frame: Option<u32>,
}

/// The outlines over a tile: thin ones around all boxes of a frame, one around the hovered box, and one of two
/// pixels of ink around the selected box.
pub fn paint_overlay(tile: &Tile, viewport: &Viewport, overlay: &Overlay, theme: Theme) -> Vec<Shape> {
    let palette = Palette::of(theme);
    let mut shapes = Vec::new();
    if let Some(frame) = overlay.same_frame {
        let visible = viewport.visible_rows();
        let entries =
            tile.rows().filter(|(depth, _)| visible.contains(depth)).flat_map(|(_, entries)| entries);
        for entry in entries.filter(tile.boxes_of(frame)) {
            let outline = outline(viewport, &tile.place(entry), 1.0, palette.ink.with_alpha(0x80));
            shapes.extend(outline.filter(|shape| width(shape) >= 3.0));
        }
    }
    shapes.extend(overlay.hovered.and_then(|place| outline(viewport, &place, 1.0, palette.ink)));
    shapes.extend(overlay.selected.and_then(|place| outline(viewport, &place, 2.0, palette.ink)));
    shapes
}

/// The outline of a box, inside its edges; none where nothing of the box is visible.
fn outline(viewport: &Viewport, place: &BoxPlace, line: f64, stroke: super::colour::Colour) -> Option<Shape> {
    let rect = viewport.box_rect(place);
    let size = viewport.size;
    let is_visible = rect.right() > 0.0 && rect.x < size.width && rect.bottom() > 0.0 && rect.y < size.height;
    // What reaches over the edge of the canvas has no side there.
    let left = rect.x.max(-2.0 * line);
    let right = rect.right().min(size.width + 2.0 * line);
    let inner = Rect {
        x: left + line / 2.0,
        y: rect.y + line / 2.0,
        width: (right - left - line - 1.0).max(1.0),
        height: rect.height - line - 1.0,
    };
    is_visible.then_some(Shape::Outline { rect: inner, radius: RADIUS, width: line, stroke })
}

fn width(shape: &Shape) -> f64 {
    if let Shape::Outline { rect, .. } = shape { rect.width } else { 0.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::test_scene::{tile_of, tree};
    use crate::scene::{Size, hit_test};

    #[test]
    fn hovering_marks_the_box_and_its_likes() {
        let viewport = Viewport::fit(Size { width: 200.0, height: 100.0 }, 1.0);
        let (tree, widths) = tree("A 6 / B 4 / A 2; B 4");
        let (_, tile) = tile_of(&tree, &widths, &viewport);
        let hit = hit_test(&tile, &viewport, 10.0, 25.0).unwrap();
        let selected = BoxPlace { node: 99, depth: 1, x: 0.6, width: 0.4 };
        let overlay =
            Overlay { hovered: Some(hit.place), selected: Some(selected), same_frame: Some(hit.frame.frame) };
        let shapes = paint_overlay(&tile, &viewport, &overlay, Theme::Light);
        let log: String = shapes.iter().map(|shape| format!("{shape}\n")).collect();
        insta::assert_snapshot!(log);
    }

    #[test]
    fn what_is_not_visible_has_no_outline() {
        let viewport = Viewport::fit(Size { width: 200.0, height: 100.0 }, 1.0);
        let below = BoxPlace { node: 1, depth: 40, x: 0.0, width: 1.0 };
        let overlay = Overlay { selected: Some(below), ..Overlay::default() };
        assert_eq!(paint_overlay(&Tile::empty(), &viewport, &overlay, Theme::Dark), []);
    }
}
