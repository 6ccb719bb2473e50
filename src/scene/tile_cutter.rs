//! Cutting a row: what stands alone, and what becomes of the rest.

use super::flame_layout::{Boxes, Narrow, Piece, Window};
use super::{BoxKind, BoxPlace, TileRequest};
use crate::analysis::{FrameId, Subtree};

/// Boxes from this many device pixels on stand alone.
const MIN_PIXELS: f64 = 0.5;

/// Runs are at most this many device pixels wide, so that they keep the texture of what they merge.
const RUN_PIXELS: f64 = 4.0;

/// What stands in a row.
pub(super) struct Entry {
    pub(super) place: BoxPlace,
    pub(super) kind: BoxKind,
    /// The node of the place: what it stands for, and the paths that pass through it.
    pub(super) frame: FrameId,
    pub(super) at: Subtree,
}

/// Cuts the rows of a request, and hands out their entries from left to right, then that a row has ended.
///
/// Boxes stand alone where they are wide enough. What is narrow comes in [`Piece`]s of up to half a pixel, which are joined to
/// runs wherever less than half a pixel is between them.
///
/// ```text
///  pixels   |       |       |       |       |
///  boxes    [   A   ]|||||||||||[  B ]                pieces: A, narrow, narrow, B
///  entries  [  Box  ][  Run    ][ Box]
/// ```
pub(super) fn cut_rows(boxes: &Boxes<'_>, request: &TileRequest, emit: &mut dyn FnMut(Option<Entry>)) {
    let half = MIN_PIXELS / request.device_pixels_per_unit;
    let longest = RUN_PIXELS / request.device_pixels_per_unit;
    let window = Window { x0: request.x0, x1: request.x1, half };
    boxes.each_row(window, request.first_row..request.end_row, &mut |depth, pieces| {
        // The run that is not ended yet, and where the widest of its pieces is.
        let mut run: Option<(Narrow, usize)> = None;
        for at in 0..=pieces.len() {
            let piece = pieces.get(at).copied();
            if let (Some(Piece::Narrow(narrow)), Some((run, widest))) = (&piece, &mut run)
                && narrow.x - run.end < half
                && narrow.end - run.x <= longest
            {
                run.end = narrow.end;
                if narrow.width > run.width {
                    (run.width, *widest) = (narrow.width, at);
                }
                continue;
            }
            if let Some((Narrow { x, end, .. }, widest)) = run.take()
                && let Piece::Narrow(sampled) = &mut pieces[widest]
            {
                let at = boxes.sample(sampled, depth);
                let (node, frame) = boxes.node(at);
                let place = BoxPlace { node: node.index() as u32, depth, x, width: end - x };
                emit(Some(Entry { place, kind: BoxKind::Run, frame, at }));
            }
            match piece {
                Some(Piece::Narrow(narrow)) => run = Some((narrow, at)),
                Some(Piece::Box(placed)) => {
                    let (node, frame) = boxes.node(placed.at);
                    let node = node.index() as u32;
                    let place = BoxPlace { node, depth, x: placed.x, width: placed.width };
                    emit(Some(Entry { place, kind: BoxKind::Box, frame, at: placed.at }));
                }
                None => emit(None),
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::{CallTree, PathSums};
    use crate::scene::flame_layout::EagerLayout;
    use crate::scene::test_scene::{any_tree, tree, whole};
    use crate::scene::{FlameLayout, SiblingOrder};

    fn cut(
        tree: &CallTree,
        widths: &PathSums,
        order: SiblingOrder,
        request: &TileRequest,
    ) -> Vec<Vec<(BoxPlace, BoxKind)>> {
        let layout = FlameLayout::new(tree, widths, order);
        let rows = layout.row_count();
        cut_from(&layout.on(tree, widths), &TileRequest { end_row: request.end_row.min(rows), ..*request })
    }

    fn cut_from(boxes: &Boxes<'_>, request: &TileRequest) -> Vec<Vec<(BoxPlace, BoxKind)>> {
        let mut rows = vec![Vec::new()];
        cut_rows(boxes, request, &mut |entry| match entry {
            Some(Entry { place, kind, .. }) => rows.last_mut().unwrap().push((place, kind)),
            None => rows.push(Vec::new()),
        });
        rows.pop();
        rows
    }

    #[test]
    fn wide_boxes_stand_alone_and_narrow_neighbours_merge() {
        // One pixel is 100.
        // The nodes are A 1, B 2, C 3, D 4, E 5, F 6, G 7, H 8, I 9, J 10, K 11, L 12, M 13.
        let (tree, widths) = tree(
            "A 1200 / B 1000 / C 30 / D 20; A 1200 / E 40; A 1200 / F 30; A 1200 / G 20; H 60 / I 10; J 40 / K 30; \
             L 20; M 8680",
        );
        let rows = cut(&tree, &widths, SiblingOrder::ByName, &whole(100.0));
        let drawn = |row: usize| -> Vec<_> {
            let round = |x: f64| (x * 10_000.0).round() as i64;
            rows[row]
                .iter()
                .map(|(place, kind)| (*kind, place.node, round(place.x), round(place.end())))
                .collect()
        };
        use BoxKind::{Box, Run};
        assert_eq!(drawn(0), [(Box, 0, 0, 10_000)]);
        assert_eq!(
            drawn(1),
            [(Box, 1, 0, 1200), (Box, 8, 1200, 1260), (Run, 10, 1260, 1320), (Box, 13, 1320, 10_000)]
        );
        assert_eq!(
            drawn(2),
            [(Box, 2, 0, 1000), (Run, 5, 1000, 1090), (Run, 9, 1200, 1210), (Run, 11, 1260, 1300)]
        );
        // K is drawn as wide as J.
        assert_eq!(drawn(3), [(Run, 3, 0, 30)]);
        assert_eq!(drawn(4), [(Run, 4, 0, 30)]);
    }

    #[test]
    fn a_node_with_a_million_children_is_cut_in_pixels() {
        for children in [10_000_usize, 1_000_000] {
            let path = |child| (child > 0).then(|| FrameId::new(child)).into_iter().collect();
            let tree = CallTree::of_frames(&(0..=children).map(path).collect::<Vec<_>>());
            let parts = (0..=children).map(|at| if at > 0 { 1 + at as i64 % 3 } else { 0 });
            let widths = PathSums::new(parts.collect::<Vec<_>>().into_iter());
            let layout = FlameLayout::new(&tree, &widths, SiblingOrder::BySize);
            let boxes = layout.on(&tree, &widths);
            let request = TileRequest { end_row: 2, ..whole(1000.0) };
            let first = cut_from(&boxes, &request);
            assert!(first[1].len() <= 4 * 1000 + 4, "{} entries", first[1].len());
            assert_eq!((first[1][0].0.x, first[1].last().unwrap().0.end()), (0.0, 1.0));
            assert_eq!(cut_from(&boxes, &request), first);
        }
    }

    proptest! {
        #[test]
        fn boxes_are_those_of_the_layout_and_runs_cover_the_rest(
            (tree, widths) in any_tree(-2..60),
            by_name in any::<bool>(),
            (x0, x1) in (0.0..1.0_f64, 0.0..1.0_f64),
            first_row in 0_u32..6,
            pixels in 10.0..300.0_f64,
        ) {
            let order = if by_name { SiblingOrder::ByName } else { SiblingOrder::BySize };
            let eager = EagerLayout::new(&tree, &widths, order);
            let request = TileRequest { x0: x0.min(x1), x1: x0.max(x1), first_row, ..whole(pixels) };
            let half = 0.5 / pixels;
            let rows = cut(&tree, &widths, order, &request);
            prop_assert_eq!(rows.len(), eager.rows.len().saturating_sub(first_row as usize));
            for (row, depth) in rows.iter().zip(first_row..) {
                let is_shown = |place: &&BoxPlace| place.end() > request.x0 && place.x < request.x1;
                let is_wide = |place: &&BoxPlace| place.end() - place.x >= half;
                let wide = eager.row(depth).iter().filter(is_shown).filter(is_wide).copied();
                let boxes = row.iter().filter(|(_, kind)| *kind == BoxKind::Box).map(|(place, _)| *place);
                prop_assert!(boxes.eq(wide));
                // Every narrow box is in a run, and a run stands for a box of its row.
                for place in eager.row(depth).iter().filter(is_shown).filter(|place| !is_wide(place)) {
                    let inside = |(run, kind): &&(BoxPlace, BoxKind)| {
                        *kind == BoxKind::Run && run.x <= place.x && place.end() <= run.end() + 1e-15
                    };
                    prop_assert!(row.iter().find(inside).is_some());
                }
                for (run, _) in row.iter().filter(|(_, kind)| *kind == BoxKind::Run) {
                    prop_assert!(run.width <= 4.0 / pixels + 1e-12);
                    let sample = eager.place(run.node_id()).unwrap();
                    prop_assert!(sample.depth == depth && sample.x >= run.x && sample.end() <= run.end() + 1e-15);
                    // Nothing is drawn half a pixel or further from what there is.
                    let near = |x: f64| eager.row(depth).iter().any(|place| place.x - half < x && x < place.end() + half);
                    let mut x = run.x;
                    while x < run.end() {
                        prop_assert!(near(x), "{x} of {run:?}");
                        x += half / 2.0;
                    }
                }
                for pair in row.windows(2) {
                    prop_assert!(pair[0].0.end() <= pair[1].0.x + 1e-15);
                }
                let bound = 4.0 * (request.x1 - request.x0) * pixels + 4.0;
                prop_assert!(row.len() as f64 <= bound, "{} entries, {bound}", row.len());
            }
        }

        #[test]
        fn what_is_kept_of_one_tile_changes_no_other(
            (tree, widths) in any_tree(0..60),
            requests in prop::collection::vec((0.0..1.0_f64, 0.1..1.0_f64, 0_u32..6, 10.0..300.0_f64), 1..6),
        ) {
            let layout = FlameLayout::new(&tree, &widths, SiblingOrder::BySize);
            for (x, width, first_row, pixels) in requests {
                let request = TileRequest { x0: x, x1: (x + width).min(1.0), first_row, ..whole(pixels) };
                let request = TileRequest { end_row: layout.row_count(), ..request };
                let fresh = cut(&tree, &widths, SiblingOrder::BySize, &request);
                prop_assert_eq!(cut_from(&layout.on(&tree, &widths), &request), fresh);
            }
        }
    }
}
