//! The way down through the rows that a tile shows.

use super::family::{Families, Placed};
use super::{Boxes, PATH_STEP};
use crate::analysis::Subtree;

/// What lies in a row: a box, or neighbours that are too narrow to be one.
#[derive(Debug, Clone, Copy)]
pub(in crate::scene) enum Piece {
    /// A box of its own.
    Box(Placed),
    /// Narrow ones.
    Narrow(Narrow),
}

/// Neighbours that are together narrower than what is shown as a box, or what lies below such neighbours.
///
/// What lies below them is not placed: in each row down to their deepest, they are drawn as wide as they are themselves. That is
/// too wide by less than half a pixel, and costs nothing for all that is too narrow to be seen.
#[derive(Debug, Clone, Copy)]
pub(in crate::scene) struct Narrow {
    /// The left edge, a fraction of the root.
    pub(in crate::scene) x: f64,
    /// The right edge, a fraction of the root.
    pub(in crate::scene) end: f64,
    /// How wide the widest of them is.
    pub(in crate::scene) width: f64,
    /// The widest of them.
    widest: Subtree,
    /// Through which of them it goes down to the deepest row.
    deepest: Subtree,
    /// The row behind the deepest.
    bottom: u32,
    /// The first path that reaches the deepest row, once it is known: it is asked for in each row on the way there.
    path: Option<u32>,
}

/// What part of each row is asked for, and from which width on a box stands alone; all fractions of the root.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(in crate::scene) struct Window {
    pub(in crate::scene) x0: f64,
    pub(in crate::scene) x1: f64,
    pub(in crate::scene) half: f64,
}

/// Rows on the way down that are kept, for tiles further below: one every [`PATH_STEP`].
#[derive(Debug, Default)]
pub(super) struct Checkpoints {
    window: Window,
    pub(super) rows: Vec<(u32, Vec<Piece>)>,
    pieces: usize,
}

/// How many pieces are kept in all. One has 40 bytes.
const MAX_KEPT: usize = 1 << 16;

impl Boxes<'_> {
    /// Goes down from the root and hands out the pieces of each row of a range, from left to right.
    pub(in crate::scene) fn each_row(
        &self,
        window: Window,
        rows: std::ops::Range<u32>,
        see: &mut dyn FnMut(u32, &mut [Piece]),
    ) {
        let mut kept = self.layout.checkpoints.borrow_mut();
        let mut families = self.layout.families.borrow_mut();
        if kept.window != window {
            *kept = Checkpoints { window, ..Checkpoints::default() };
        }
        let known = kept.rows.iter().rfind(|(row, _)| *row <= rows.start);
        let (start, mut pieces) =
            known.cloned().unwrap_or_else(|| (0, vec![Piece::Box(self.layout.path.borrow()[0])]));
        let mut below = Vec::new();
        for row in start..rows.end {
            if row >= rows.start {
                see(row, &mut pieces);
            }
            below.clear();
            for piece in &pieces {
                self.go_down(&mut families, &window, row, piece, &mut below);
            }
            std::mem::swap(&mut pieces, &mut below);
            let is_mark = (row + 1).is_multiple_of(PATH_STEP);
            if is_mark
                && kept.rows.last().is_none_or(|(last, _)| *last <= row)
                && kept.pieces + pieces.len() <= MAX_KEPT
            {
                kept.pieces += pieces.len();
                kept.rows.push((row + 1, pieces.clone()));
            }
        }
    }

    /// Finds what lies below a piece of a row.
    #[inline(never)]
    fn go_down(
        &self,
        families: &mut Families,
        window: &Window,
        row: u32,
        piece: &Piece,
        below: &mut Vec<Piece>,
    ) {
        let parent = match piece {
            Piece::Box(placed) => placed,
            Piece::Narrow(narrow) => {
                if narrow.bottom > row + 1 {
                    add(below, Narrow { widest: narrow.deepest, ..*narrow }, window);
                }
                return;
            }
        };
        let family = self.family(families, parent);
        let mut at = family.first_behind(0, window.x0);
        while at < family.len() {
            let placed = family.get(at);
            if placed.x >= window.x1 {
                break;
            }
            if placed.end() - placed.x >= window.half {
                below.push(Piece::Box(placed));
                at += 1;
                continue;
            }
            // All that ends within half a pixel is narrower than that too: nothing wide is ever jumped over.
            let next = family.first_behind(at + 1, placed.x + window.half);
            let (bottom, deepest) = family.deepest(self.layout, at, next);
            let narrow = Narrow {
                x: placed.x,
                end: family.get(next - 1).end(),
                width: placed.width,
                widest: placed.at,
                deepest: family.get(deepest).at,
                bottom,
                path: None,
            };
            add(below, narrow, window);
            at = next;
        }
    }

    /// A node in a row that stands for narrow boxes: the widest of them, or what lies below the deepest.
    pub(in crate::scene) fn sample(&self, narrow: &mut Narrow, row: u32) -> Subtree {
        if narrow.widest.depth == row {
            return narrow.widest;
        }
        let Narrow { deepest, bottom, .. } = *narrow;
        let path = *narrow.path.get_or_insert_with(|| {
            let path = self.layout.first_reaching(deepest.paths(), bottom - 1);
            path.map_or(deepest.first, |path| path as u32)
        });
        self.tree.subtree_on(path as usize, row)
    }
}

/// Appends narrow boxes to a row, to those before them where all are narrow together.
fn add(row: &mut Vec<Piece>, narrow: Narrow, window: &Window) {
    match row.last_mut() {
        Some(Piece::Narrow(last)) if narrow.end - last.x < window.half => {
            last.end = narrow.end;
            if narrow.width > last.width {
                (last.width, last.widest) = (narrow.width, narrow.widest);
            }
            if narrow.bottom > last.bottom {
                (last.bottom, last.deepest, last.path) = (narrow.bottom, narrow.deepest, narrow.path);
            }
        }
        _ => row.push(Piece::Narrow(narrow)),
    }
}
