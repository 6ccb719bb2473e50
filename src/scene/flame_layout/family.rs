//! Siblings in their order, each at its place.

use crate::analysis::{CallTree, NodeId, sort_rows};
use crate::scene::first_where::first_where;

use super::SiblingOrder;

/// A box that has its place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::scene) struct Placed {
    pub(in crate::scene) node: NodeId,
    /// The left edge, a fraction of the root.
    pub(in crate::scene) x: f64,
    /// The width, a fraction of the root.
    pub(in crate::scene) width: f64,
    /// How much value makes the width of the root, among the children of the node: the root's own value, and more where children
    /// were scaled down. It is inherited rather than computed again, so that errors do not pile up over thousands of rows.
    pub(super) whole: f64,
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
    nodes: Vec<u32>,
    /// Left edge and width of each.
    places: Vec<(f64, f64)>,
    whole: f64,
    /// Of each block of very many siblings, the one whose subtree fills the most rows.
    deepest: Vec<u32>,
}

/// How many siblings a block has.
const BLOCK: usize = 64;

impl Family {
    fn fill(&mut self, tree: &CallTree, widths: &[i64], order: SiblingOrder, parent: &Placed) {
        self.nodes.clear();
        self.places.clear();
        self.deepest.clear();
        let mut sum = 0.0;
        for child in tree.children(parent.node) {
            let width = widths[child.index()];
            if width > 0 {
                self.nodes.push(child.index() as u32);
                // Exact up to 2^53; beyond, an error of one part in 2^53.
                sum += width as f64;
            }
        }
        if order == SiblingOrder::BySize && self.nodes.len() > 1 {
            // The sort is stable: equal ones stay by name, which is the order of their ids.
            sort_rows(&mut self.nodes, &mut |left, right| widths[right as usize].cmp(&widths[left as usize]));
        }
        let is_over_full = sum > widths[parent.node.index()].max(0) as f64;
        self.whole = if is_over_full { sum / parent.width } else { parent.whole };
        let (whole, right) = (self.whole, parent.end());
        let (mut before, mut end) = (0.0, parent.x);
        let places = &mut self.places;
        self.nodes.retain(|&child| {
            let value = widths[child as usize] as f64;
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
        self.nodes.len()
    }

    /// A child by its position.
    #[inline]
    pub(super) fn get(&self, at: usize) -> Placed {
        let (x, width) = self.places[at];
        Placed { node: NodeId::new(self.nodes[at] as usize), x, width, whole: self.whole }
    }

    /// The box of a child, if it has one.
    pub(super) fn find(&self, child: NodeId) -> Option<Placed> {
        let at = self.nodes.iter().position(|&node| node == child.index() as u32)?;
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

    /// The child at `start..end` whose subtree fills the most rows; of several, the leftmost.
    pub(super) fn deepest(&self, heights: &[u32], start: usize, end: usize) -> NodeId {
        let mut best = self.nodes[start];
        let mut at = start + 1;
        while at < end {
            let (node, next) = match self.deepest.get(at / BLOCK) {
                Some(&node) if at.is_multiple_of(BLOCK) && at + BLOCK <= end => (node, at + BLOCK),
                _ => (self.nodes[at], at + 1),
            };
            if heights[node as usize] > heights[best as usize] {
                best = node;
            }
            at = next;
        }
        NodeId::new(best as usize)
    }
}

/// Families that took long to put in order.
#[derive(Debug, Default)]
pub(super) struct Families {
    /// The last small one. Its memory is used again.
    small: Family,
    /// The latest last.
    large: Vec<(NodeId, Family)>,
}

/// From how many siblings on their order is kept.
const LARGE: usize = 1000;

/// How many siblings are kept in all. One has 20 bytes. The family that was asked for last is kept in any case.
const MAX_KEPT: usize = 1 << 20;

impl Families {
    /// The children of a box.
    pub(super) fn of(
        &mut self,
        (tree, widths, heights): (&CallTree, &[i64], &[u32]),
        order: SiblingOrder,
        parent: &Placed,
    ) -> &Family {
        let node = parent.node;
        let below = tree.subtree_end(node).index() - node.index();
        if below > LARGE
            && let Some(at) = self.large.iter().position(|&(known, _)| known == node)
        {
            return &self.large[at].1;
        }
        self.small.fill(tree, widths, order, parent);
        if self.small.len() <= LARGE {
            return &self.small;
        }
        let mut family = std::mem::take(&mut self.small);
        let blocks = (0..family.len()).step_by(BLOCK);
        let deepest =
            |start: usize| family.deepest(heights, start, family.len().min(start + BLOCK)).index() as u32;
        family.deepest = blocks.map(deepest).collect();
        let mut kept = family.len();
        let fits = |(_, family): &&(NodeId, Family)| {
            kept += family.len();
            kept <= MAX_KEPT
        };
        let fitting = self.large.iter().rev().take_while(fits).count();
        self.large.drain(..self.large.len() - fitting);
        self.large.push((node, family));
        let last = self.large.len() - 1;
        &self.large[last].1
    }
}

#[cfg(test)]
impl Families {
    /// Whose families are kept.
    pub(super) fn kept(&self) -> Vec<NodeId> {
        self.large.iter().map(|&(node, _)| node).collect()
    }
}
