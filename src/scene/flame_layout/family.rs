//! Siblings in their order, each at its place.

use crate::analysis::{CallTree, FEW, PathSums, Subtree, sort_few, sort_items};
use crate::scene::first_where::first_where;

use super::{FlameLayout, SiblingOrder};

/// A box that has its place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::scene) struct Placed {
    pub(in crate::scene) at: Subtree,
    /// The left edge, a fraction of the root.
    pub(in crate::scene) x: f64,
    /// The width, a fraction of the root.
    pub(in crate::scene) width: f64,
}

impl Placed {
    /// The right edge, a fraction of the root.
    #[inline]
    pub(in crate::scene) fn end(&self) -> f64 {
        self.x + self.width
    }
}

/// The children of a box that have boxes, from left to right.
#[derive(Debug, Default)]
pub(super) struct Family {
    /// The paths of each, and how much value it has.
    children: Vec<Child>,
    /// Left edge and width of each.
    places: Vec<(f64, f64)>,
    depth: u32,
    /// Of each block of very many siblings, the row behind the deepest, and which of them reaches it.
    deepest: Vec<(u32, u32)>,
}

#[derive(Debug, Clone, Copy)]
struct Child {
    first: u32,
    end: u32,
    value: i64,
}

/// How many siblings a block has.
const BLOCK: usize = 64;

impl Family {
    fn fill(&mut self, tree: &CallTree, widths: &PathSums, layout: &FlameLayout, parent: &Placed) {
        self.children.clear();
        self.places.clear();
        self.deepest.clear();
        self.depth = parent.at.depth + 1;
        for child in tree.subtrees_below(parent.at) {
            let value = widths.of(child.paths());
            if value > 0 {
                self.children.push(Child { first: child.first, end: child.end, value });
            }
        }
        if layout.order == SiblingOrder::BySize {
            // Stably: equal ones stay by name, which is the order of their paths.
            if self.children.len() <= FEW {
                sort_few(&mut self.children, |left, right| left.value < right.value);
            } else {
                sort_items(&mut self.children, &|left, right| right.value.cmp(&left.value));
            }
        }
        let (whole, right) = (layout.whole, parent.end());
        let (mut before, mut end) = (0.0, parent.x);
        let places = &mut self.places;
        self.children.retain(|child| {
            // Exact up to 2^53; beyond, an error of one part in 2^53.
            let value = child.value as f64;
            let x = (parent.x + before / whole).max(end);
            let mut width = (value / whole).min(right - x).max(0.0);
            if x + width > right {
                // The sum was rounded up, by the last place of an `f64`.
                width = width.next_down();
            }
            before += value;
            let has_box = width > 0.0;
            if has_box {
                end = x + width;
                places.push((x, width));
            }
            has_box
        });
    }

    /// How many children have boxes.
    pub(super) fn len(&self) -> usize {
        self.children.len()
    }

    /// A child by its position.
    #[inline]
    pub(super) fn get(&self, at: usize) -> Placed {
        let (x, width) = self.places[at];
        let Child { first, end, .. } = self.children[at];
        Placed { at: Subtree { first, end, depth: self.depth }, x, width }
    }

    /// The box of the child that a path passes through, if it has one.
    pub(super) fn find(&self, path: u32) -> Option<Placed> {
        let at = self.children.iter().position(|child| child.first <= path && path < child.end)?;
        Some(self.get(at))
    }

    /// The first position from `start` on whose box ends behind `x`. It gallops, for that is mostly near.
    pub(super) fn first_behind(&self, start: usize, x: f64) -> usize {
        let len = self.len();
        let is_behind = |at: usize| self.places[at].0 + self.places[at].1 > x;
        let (mut low, mut step) = (start, 1);
        let mut high = start;
        while high < len && !is_behind(high) {
            low = high + 1;
            high = high.saturating_add(step);
            step *= 2;
        }
        first_where(low, high.min(len), is_behind)
    }

    /// Of the children at `start..end` the row behind the deepest, and the leftmost whose subtree reaches it.
    pub(super) fn deepest(&self, layout: &FlameLayout, start: usize, end: usize) -> (u32, usize) {
        let mut best = (0, start);
        let mut at = start;
        while at < end {
            let (bottom, child, next) = match self.deepest.get(at / BLOCK) {
                Some(&(bottom, child)) if at.is_multiple_of(BLOCK) && at + BLOCK <= end => {
                    (bottom, child as usize, at + BLOCK)
                }
                _ => (layout.bottom(self.get(at).at.paths()), at, at + 1),
            };
            if bottom > best.0 {
                best = (bottom, child);
            }
            at = next;
        }
        best
    }
}

/// Families that took long to put in order.
#[derive(Debug, Default)]
pub(super) struct Families {
    /// The last small one. Its memory is used again.
    small: Family,
    /// The latest last.
    large: Vec<(Subtree, Family)>,
}

/// From how many siblings on their order is kept.
const LARGE: usize = 1000;

/// How many siblings are kept in all. One has 32 bytes. The family that was asked for last is kept in any case.
const MAX_KEPT: usize = 1 << 20;

impl Families {
    /// The children of a box.
    pub(super) fn of(
        &mut self,
        (tree, widths, layout): (&CallTree, &PathSums, &FlameLayout),
        parent: &Placed,
    ) -> &Family {
        if parent.at.paths().len() > LARGE
            && let Some(at) = self.large.iter().position(|&(known, _)| known == parent.at)
        {
            return &self.large[at].1;
        }
        self.small.fill(tree, widths, layout, parent);
        if self.small.len() <= LARGE {
            return &self.small;
        }
        let mut family = std::mem::take(&mut self.small);
        let blocks = (0..family.len()).step_by(BLOCK);
        let deepest = |start: usize| {
            let (bottom, child) = family.deepest(layout, start, family.len().min(start + BLOCK));
            (bottom, child as u32)
        };
        family.deepest = blocks.map(deepest).collect();
        let mut kept = family.len();
        let fits = |(_, family): &&(Subtree, Family)| {
            kept += family.len();
            kept <= MAX_KEPT
        };
        let fitting = self.large.iter().rev().take_while(fits).count();
        self.large.drain(..self.large.len() - fitting);
        self.large.push((parent.at, family));
        let last = self.large.len() - 1;
        &self.large[last].1
    }
}

#[cfg(test)]
use crate::analysis::NodeId;

#[cfg(test)]
impl Families {
    /// Whose families are kept.
    pub(super) fn kept(&self, tree: &CallTree) -> Vec<NodeId> {
        self.large.iter().map(|&(at, _)| tree.node(at)).collect()
    }
}
