//! Cutting a row: which boxes are wide enough, and what becomes of the others.

use super::first_where::first_where;
use super::{BoxKind, TileRequest};

/// Boxes from this many device pixels on stand alone.
const MIN_PIXELS: f64 = 0.5;

/// Runs are at most this many device pixels wide, so that they keep the texture of what they merge.
const RUN_PIXELS: f64 = 4.0;

/// One entry of a cut row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Span {
    /// The left edge, a fraction of the root.
    pub(super) x: f64,
    /// The right edge, a fraction of the root.
    pub(super) end: f64,
    /// The position in the row of the widest box that was looked at.
    pub(super) widest: usize,
    /// How many boxes of the row it stands for.
    pub(super) count: u32,
    /// Whether it is a box of its own.
    pub(super) kind: BoxKind,
}

/// Cuts a row of `len` boxes, whose left and right edges `edges` gives and which ascend without overlap.
///
/// From a box that is narrower than half a pixel it jumps to the first one that ends more than half a pixel behind
/// the left edge of that box. Whatever lies between is narrower than half a pixel too, so nothing wide is ever
/// jumped over; and each two steps get on by at least half a pixel, whatever the row holds.
///
/// ```text
///  pixels   |       |       |       |       |
///  boxes    [   A   ]|||||||||||[  B ]                steps: A, a jump, a jump, B
///  entries  [  Box  ][  Run    ][ Box]
/// ```
pub(super) fn cut_row(
    len: usize,
    edges: impl Fn(usize) -> (f64, f64),
    request: &TileRequest,
    mut emit: impl FnMut(Span),
) {
    let half = MIN_PIXELS / request.device_pixels_per_unit;
    let longest = RUN_PIXELS / request.device_pixels_per_unit;
    let mut run: Option<(Span, f64)> = None;
    let mut at = first(0, len, |at| edges(at).1 > request.x0);
    while at < len {
        let (x, end) = edges(at);
        if x >= request.x1 {
            break;
        }
        if end - x >= half {
            if let Some((run, _)) = run.take() {
                emit(run);
            }
            emit(Span { x, end, widest: at, count: 1, kind: BoxKind::Box });
            at += 1;
            continue;
        }
        let next = first(at + 1, len, |at| edges(at).1 > x + half);
        let width = end - x;
        let end = edges(next - 1).1;
        let count = (next - at) as u32;
        match &mut run {
            Some((run, widest)) if x - run.end < half && end - run.x <= longest => {
                run.end = end;
                run.count += count;
                if width > *widest {
                    (*widest, run.widest) = (width, at);
                }
            }
            _ => {
                let begun = Span { x, end, widest: at, count, kind: BoxKind::Run };
                if let Some((ended, _)) = run.replace((begun, width)) {
                    emit(ended);
                }
            }
        }
        at = next;
    }
    if let Some((run, _)) = run {
        emit(run);
    }
}

/// The first position from `start` on where `is_behind` holds, which holds for all that follow. It gallops, for it
/// is mostly near.
fn first(start: usize, len: usize, is_behind: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut step) = (start, 1);
    let mut high = start;
    while high < len && !is_behind(high) {
        low = high + 1;
        high = high.saturating_add(step);
        step *= 2;
    }
    first_where(low, high.min(len), is_behind)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use proptest::prelude::*;

    use super::*;
    use crate::scene::test_scene::whole;

    fn cut(edges: &[(f64, f64)], request: &TileRequest) -> Vec<Span> {
        let mut spans = Vec::new();
        cut_row(edges.len(), |at| edges[at], request, |span| spans.push(span));
        spans
    }

    #[test]
    fn wide_boxes_stand_alone_and_narrow_neighbours_merge() {
        // One pixel is 0.01.
        let edges = [(0.0, 0.1), (0.1, 0.102), (0.102, 0.104), (0.104, 0.106), (0.2, 0.201), (0.3, 0.305)];
        let spans = cut(&edges, &whole(100.0));
        let drawn: Vec<_> = spans.iter().map(|span| (span.kind, span.count, span.x, span.end)).collect();
        assert_eq!(
            drawn,
            [
                (BoxKind::Box, 1, 0.0, 0.1),
                (BoxKind::Run, 3, 0.1, 0.106),
                (BoxKind::Run, 1, 0.2, 0.201),
                (BoxKind::Box, 1, 0.3, 0.305),
            ]
        );
    }

    #[test]
    fn the_cost_is_in_pixels_and_not_in_boxes() {
        for len in [10_000_usize, 1_000_000, 4_000_000] {
            let (looks, entries) = (Cell::new(0_u32), Cell::new(0_u32));
            let edges = |at: usize| {
                looks.set(looks.get() + 1);
                (at as f64 / len as f64, (at + 1) as f64 / len as f64)
            };
            cut_row(len, edges, &whole(1000.0), |_| entries.set(entries.get() + 1));
            assert!(entries.get() <= 4 * 1000 + 4, "{} entries", entries.get());
            assert!(looks.get() <= 4 * 1000 * 30, "{} looks at {len} boxes", looks.get());
        }
    }

    proptest! {
        #[test]
        fn every_wide_box_is_there_and_every_narrow_one_is_in_a_run(
            steps in prop::collection::vec((0.0..0.02_f64, prop_oneof![0.0001..0.004_f64, 0.004..0.1_f64]), 1..80),
            (x0, x1) in (0.0..1.0_f64, 0.0..1.0_f64),
            pixels in 10.0..500.0_f64,
        ) {
            let mut edges = Vec::new();
            let mut x = 0.0;
            for (gap, width) in steps {
                x += gap;
                edges.push((x, x + width));
                x += width;
            }
            let request = TileRequest { x0: x0.min(x1), x1: x0.max(x1), ..whole(pixels) };
            let spans = cut(&edges, &request);
            let shown = edges.iter().filter(|&&(x, end)| end > request.x0 && x < request.x1);
            for &(x, end) in shown {
                let is_wide = end - x >= 0.5 / pixels;
                let inside = spans.iter().find(|span| span.x <= x && span.end >= end);
                let inside = inside.expect("every box that is shown is in an entry");
                prop_assert_eq!(inside.kind == BoxKind::Box, is_wide);
                prop_assert!(!is_wide || (inside.x == x && inside.end == end));
            }
            for pair in spans.windows(2) {
                prop_assert!(pair[0].end <= pair[1].x);
            }
            for span in &spans {
                prop_assert!(span.kind == BoxKind::Box || span.end - span.x <= 4.0 / pixels + 1e-12);
            }
            let bound = 4.0 * (request.x1 - request.x0) * pixels + 4.0;
            prop_assert!(spans.len() as f64 <= bound, "{} entries, {bound}", spans.len());
        }
    }
}
