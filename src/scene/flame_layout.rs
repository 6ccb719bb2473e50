//! The layout of a flame graph: where the boxes of its nodes lie.

use std::cell::RefCell;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::analysis::{CallTree, Least, PathSums};

mod boxes;
#[cfg(test)]
mod eager;
mod family;
mod front;

pub use boxes::{Beside, Boxes};
#[cfg(test)]
pub(super) use eager::EagerLayout;
use family::{Families, Placed};
use front::Checkpoints;
pub(super) use front::{Narrow, Piece, Window};

/// In which order the children of a node stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum SiblingOrder {
    /// The widest first; equal ones by name. What one profile is read with.
    #[default]
    BySize,
    /// By name, which is the order of the tree: two graphs of the same stacks look alike.
    ByName,
}

/// What a viewport must know of a layout to keep within it.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct FlameExtent {
    /// How many rows there are; at least the root's.
    pub rows: u32,
    /// The width of the narrowest box, a fraction of the root.
    pub narrowest: f64,
}

/// What is known of the boxes of a tree before any of them is placed. Where they lie, [`Boxes`] says, which
/// [`on`](Self::on) gives.
///
/// A node lies inside its parent, one row below it. Children are packed to the left without gaps, so that what
/// remains free at the right of the parent is the parent's own part:
///
/// ```text
///  widths: root 10, A 6, B 3, C 2 (below A)      ├────── root ──────┤      row 0   [root]
///                                                ├── A ───┤├ B ┤ self      row 1   [A, B]
///                                                ├C┤ self                  row 2   [C]
/// ```
///
/// Nothing is placed beforehand: where a box lies follows from its parent's place and its siblings' widths, and is found on
/// the way down from the root. Building is one pass over the paths, which learns which of them have a width. What took
/// long to find is kept, within bounds: the order of very many siblings, and where boxes lie thousands of rows below the root.
///
/// # Odd widths
/// - A node of width 0 is in no row, nor is anything below it; the same holds below 1.1e-16 of the root,
///   where `f64` ends. (The rows of such a box are counted all the same.)
/// - The root always has its box, of width 1, also where nothing has a width.
#[derive(Debug)]
pub struct FlameLayout {
    order: SiblingOrder,
    /// The depth of each path that has a width, as that of which `u32::MAX` is 0; 0 for the others.
    heights: Least,
    /// How much value makes the width of the root.
    whole: f64,
    narrowest: f64,
    families: RefCell<Families>,
    checkpoints: RefCell<Checkpoints>,
    /// Boxes of the path that was asked for last, one every [`PATH_STEP`] rows from the root on.
    path: RefCell<Vec<Placed>>,
}

/// How many rows lie between two boxes of a path that are kept, or between two rows that are.
const PATH_STEP: u32 = 1024;

impl FlameLayout {
    /// Lays out `tree`; `widths` are sums of values of its paths, none of which is negative.
    ///
    /// # Panics
    /// When `widths` has not one value for each path: a fault of the caller.
    pub fn new(tree: &CallTree, widths: &PathSums, order: SiblingOrder) -> Self {
        assert_eq!(widths.path_count(), tree.path_count(), "a path has a width");
        let mut heights = Vec::with_capacity(tree.path_count());
        let mut narrowest = Narrowest::default();
        for path in 0..tree.path_count() {
            let width = widths.of(path..path + 1);
            narrowest.pass(tree.shared(path));
            if width > 0 {
                narrowest.end(tree.path_depth(path), width);
            }
            heights.push(if width > 0 { u32::MAX - tree.path_depth(path) } else { u32::MAX });
        }
        let whole = widths.whole() as f64;
        let root = Placed { at: tree.root(), x: 0.0, width: 1.0 };
        Self {
            order,
            heights: Least::new(heights),
            narrowest: narrowest.finish().map_or(1.0, |width| (width as f64 / whole).min(1.0)),
            whole,
            families: RefCell::default(),
            checkpoints: RefCell::default(),
            path: RefCell::new(vec![root]),
        }
    }

    /// Its boxes. Tree and widths must be those that it was built from.
    pub fn on<'a>(&'a self, tree: &'a CallTree, widths: &'a PathSums) -> Boxes<'a> {
        Boxes::new(self, tree, widths)
    }

    /// How many rows there are, the root's among them.
    pub fn row_count(&self) -> u32 {
        self.bottom(0..self.heights.len())
    }

    /// What a viewport must know to keep within this layout.
    pub fn extent(&self) -> FlameExtent {
        FlameExtent { rows: self.row_count(), narrowest: self.narrowest }
    }

    /// The row behind the deepest that some paths reach; the root's where none has a width.
    #[inline]
    fn bottom(&self, paths: Range<usize>) -> u32 {
        (u32::MAX - self.heights.of(paths)).saturating_add(1)
    }

    /// The first of some paths that reaches a row.
    fn first_reaching(&self, paths: Range<usize>, row: u32) -> Option<usize> {
        let path = self.heights.first_at_most(paths.start, u32::MAX - row);
        (path < paths.end).then_some(path)
    }
}

/// The width of the narrowest node, from the paths in their order.
///
/// Below the end of a path may be others. A node is narrowest where no path goes on below it: where the next that has a width does not
/// pass through it.
#[derive(Default)]
struct Narrowest {
    /// The last path that ended: its depth and its width, and how many nodes the paths since then have in common with it.
    last: Option<(u32, i64, u32)>,
    least: Option<i64>,
}

impl Narrowest {
    fn pass(&mut self, shared: u32) {
        if let Some((_, _, common)) = &mut self.last {
            *common = shared.min(*common);
        }
    }

    fn end(&mut self, depth: u32, width: i64) {
        let before = self.last.replace((depth, width, u32::MAX));
        self.note(before);
    }

    fn note(&mut self, ended: Option<(u32, i64, u32)>) {
        if let Some((depth, width, common)) = ended
            && common <= depth
        {
            self.least = Some(self.least.map_or(width, |least| least.min(width)));
        }
    }

    fn finish(mut self) -> Option<i64> {
        self.pass(0);
        let last = self.last.take();
        self.note(last);
        self.least
    }
}

#[cfg(test)]
mod tests;
