//! What lies under a point of the canvas.

use super::first_where::first_where;
use super::{BoxKind, BoxPlace, Tile, TileFrame, Viewport};

/// What lies under a point.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Hit<'a> {
    /// The entry of the tile.
    pub entry: usize,
    /// Where it lies. For a run, the node is one of those that it stands for.
    pub place: BoxPlace,
    /// Its frame.
    pub frame: TileFrame<'a>,
    /// A box or a run.
    pub kind: BoxKind,
    /// Its values in base and target, in a diff.
    pub values: Option<(i64, i64)>,
}

/// What lies under a point of the canvas, in CSS pixels. Gaps between boxes belong to the box on their left, and
/// the line below a box to that box, so that the pointer does not flicker on its way.
pub fn hit_test<'a>(tile: &'a Tile, viewport: &Viewport, css_x: f64, css_y: f64) -> Option<Hit<'a>> {
    let fraction = viewport.fraction_at(css_x);
    let depth = viewport.row_at(css_y)?;
    let row = tile.row(depth);
    // The edges ascend within a row: the first box that ends behind the point.
    let entry = first_where(row.start, row.end, |entry| tile.end(entry) > fraction);
    (entry < row.end && tile.x(entry) <= fraction).then(|| Hit {
        entry,
        place: tile.place(entry),
        frame: tile.frame(entry),
        kind: tile.kind(entry),
        values: tile.values(entry),
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::scene::flame_layout::EagerLayout;
    use crate::scene::test_scene::{any_tree, tile_of, tree};
    use crate::scene::{Advances, PaintOptions, Shape, SiblingOrder, Size, paint_flame};

    fn screen() -> Viewport {
        Viewport::fit(Size { width: 100.0, height: 600.0 }, 1.0)
    }

    #[test]
    fn a_point_hits_the_box_under_it() {
        let (tree, widths) = tree("A 6 / C 2; B 3; D 1");
        let (_, tile) = tile_of(&tree, &widths, &screen());
        let node = |x, y| hit_test(&tile, &screen(), x, y).map(|hit| hit.place.node);
        assert_eq!(node(99.0, 3.0), Some(0));
        assert_eq!(node(0.0, 20.0), Some(1));
        assert_eq!(node(59.9, 39.9), Some(1));
        assert_eq!(node(60.0, 25.0), Some(3));
        assert_eq!(node(19.0, 45.0), Some(2));
        assert_eq!(node(21.0, 45.0), None);
        assert_eq!(node(5.0, 65.0), None);
        assert_eq!(node(-5.0, 5.0), None);
        assert_eq!(node(5.0, -5.0), None);
    }

    #[test]
    fn nothing_lies_in_an_empty_tile() {
        assert_eq!(hit_test(&Tile::empty(), &screen(), 5.0, 5.0), None);
    }

    fn any_view() -> impl Strategy<Value = Viewport> {
        (0.001..1.0_f64, 0.0..1.0_f64, 0.0..90.0_f64, prop_oneof![Just(1.0), Just(1.25), Just(2.0)]).prop_map(
            |(width, at, scroll, dpr)| Viewport { x: at * (1.0 - width), width, scroll, dpr, ..screen() },
        )
    }

    proptest! {
        #[test]
        fn a_hit_is_the_layouts_node(
            (tree, widths) in any_tree(0..50), view in any_view(), x in 0.0..100.0_f64, y in 0.0..300.0_f64,
        ) {
            let (_, tile) = tile_of(&tree, &widths, &view);
            let layout = EagerLayout::new(&tree, &widths, SiblingOrder::BySize);
            let exact = layout.node_at(view.row_at(y).unwrap(), view.fraction_at(x));
            match hit_test(&tile, &view, x, y) {
                Some(hit) if hit.kind == BoxKind::Box => prop_assert_eq!(exact, Some(hit.place)),
                Some(_) => {}
                None => prop_assert_eq!(exact, None),
            }
        }

        #[test]
        fn a_painted_box_is_hit_where_it_is_painted((tree, widths) in any_tree(0..50), view in any_view()) {
            let (_, tile) = tile_of(&tree, &widths, &view);
            let shapes = paint_flame(&tile, &view, &Advances::uniform(6.0), &PaintOptions::default());
            for shape in shapes {
                let Shape::Rect { rect, .. } = shape else { continue };
                // Edges are rounded to device pixels: what is wider than two of them has an inside.
                if rect.width * view.dpr <= 2.0 {
                    continue;
                }
                let (x, y) = (rect.x + rect.width / 2.0, rect.y + rect.height / 2.0);
                if !(0.0..100.0).contains(&x) || y < 0.0 {
                    continue;
                }
                let hit = hit_test(&tile, &view, x, y).expect("a painted box is hit");
                let painted = view.box_rect(&hit.place);
                prop_assert!(painted.x <= rect.x + 1e-9 || rect.x <= 0.0);
                prop_assert!(painted.right() >= rect.right() - 1e-9);
                prop_assert_eq!(painted.y, rect.y);
            }
        }
    }
}
