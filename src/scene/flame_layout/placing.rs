//! Placing the boxes of a flame graph, a piece at a time.

use super::{FlameLayout, NO_BOX, Placed, SiblingOrder};
use crate::analysis::{CallTree, NodeId, sort_rows};

/// How many nodes are placed in one piece: some milliseconds.
const PIECE: usize = 1 << 14;

/// A layout that is being made.
#[derive(Debug)]
pub(super) struct Placing {
    order: SiblingOrder,
    layout: FlameLayout,
    /// Per row, where its next box goes, and how far it is filled.
    rows: Vec<Filling>,
    /// The boxes whose children are to be placed, the leftmost last.
    open: Vec<Open>,
    siblings: Vec<u32>,
}

/// How far a row is filled.
#[derive(Debug, Clone, Copy)]
struct Filling {
    next: u32,
    x: f64,
}

/// A box whose children are to be placed.
#[derive(Debug, Clone, Copy)]
struct Open {
    node: NodeId,
    /// How much value makes the width of the root, among the children of the node: the root's own value, and more where children
    /// were scaled down. It is inherited rather than computed again, so that errors do not pile up over thousands of rows.
    whole: f64,
}

impl Placing {
    pub(super) fn new(tree: &CallTree, widths: &[i64], order: SiblingOrder) -> Self {
        assert_eq!(widths.len(), tree.len(), "a node has a width");
        let row_offsets = row_offsets(tree, widths);
        let boxes = row_offsets[row_offsets.len() - 1] as usize;
        let mut layout = FlameLayout {
            boxes: vec![Placed { x: 0.0, width: 0.0, node: NodeId::ROOT }; boxes],
            places: vec![NO_BOX; tree.len()],
            row_offsets,
            narrowest: 1.0,
        };
        layout.boxes[0].width = 1.0;
        layout.places[0] = 0;
        let mut rows: Vec<Filling> =
            layout.row_offsets.iter().map(|&start| Filling { next: start, x: 0.0 }).collect();
        rows[0].next = 1;
        let open = vec![Open { node: NodeId::ROOT, whole: widths[0] as f64 }];
        Self { order, layout, rows, open, siblings: Vec::new() }
    }

    /// Places some more boxes, and says whether there are others.
    #[inline(never)]
    pub(super) fn run(&mut self, tree: &CallTree, widths: &[i64]) -> bool {
        let mut left = PIECE;
        while left > 0 {
            let Some(open) = self.open.pop() else { return false };
            let placed = self.place_children(tree, widths, open);
            left = left.saturating_sub(placed + 1);
        }
        true
    }

    /// Places the children of a box and returns how many there are.
    fn place_children(&mut self, tree: &CallTree, widths: &[i64], open: Open) -> usize {
        let Self { order, layout, rows, open: waiting, siblings } = self;
        let parent = open.node;
        siblings.clear();
        let mut sum = 0.0;
        for child in tree.children(parent) {
            let width = widths[child.index()];
            if width > 0 {
                siblings.push(child.index() as u32);
                // Exact up to 2^53; beyond, an error of one part in 2^53.
                sum += width as f64;
            }
        }
        if siblings.is_empty() {
            return 0;
        }
        if *order == SiblingOrder::BySize && siblings.len() > 1 {
            // Equal ones stay by name, which is the order of their ids.
            let by_size = |left: u32, right: u32| {
                widths[right as usize].cmp(&widths[left as usize]).then(left.cmp(&right))
            };
            sort_rows(siblings, &mut |left, right| by_size(left, right));
        }
        let place = layout.places[parent.index()] as usize;
        let Placed { x: parent_x, width: parent_width, .. } = layout.boxes[place];
        let is_over_full = sum > widths[parent.index()].max(0) as f64;
        let whole = if is_over_full { sum / parent_width } else { open.whole };
        let row = &mut rows[tree.depth(parent) as usize + 1];
        let first_waiting = waiting.len();
        let mut before = 0.0;
        for &child in siblings.iter() {
            let child = NodeId::new(child as usize);
            let value = widths[child.index()] as f64;
            let x = (parent_x + before / whole).max(row.x);
            let width = (value / whole).min(parent_x + parent_width - x).max(0.0);
            before += value;
            if width <= 0.0 {
                continue;
            }
            layout.boxes[row.next as usize] = Placed { x, width, node: child };
            layout.places[child.index()] = row.next;
            layout.narrowest = layout.narrowest.min(width);
            *row = Filling { next: row.next + 1, x: x + width };
            if tree.subtree_end(child).index() > child.index() + 1 {
                waiting.push(Open { node: child, whole });
            }
        }
        waiting[first_waiting..].reverse();
        siblings.len()
    }

    /// The layout, after all boxes are placed.
    pub(super) fn finish(self) -> FlameLayout {
        let Self { mut layout, rows, .. } = self;
        let planned = layout.row_offsets.len() - 1;
        let is_full = (0..planned).all(|row| rows[row].next == layout.row_offsets[row + 1]);
        if !is_full {
            layout.close_gaps(&rows[..planned]);
        }
        layout
    }
}

impl FlameLayout {
    /// Moves the boxes together where some turned out too narrow for a box.
    fn close_gaps(&mut self, rows: &[Filling]) {
        let mut end = 0;
        let starts = std::mem::replace(&mut self.row_offsets, vec![0]);
        for (&start, row) in starts.iter().zip(rows) {
            if row.next == start {
                break;
            }
            for place in start as usize..row.next as usize {
                self.boxes[end] = self.boxes[place];
                self.places[self.boxes[end].node.index()] = end as u32;
                end += 1;
            }
            self.row_offsets.push(end as u32);
        }
        self.boxes.truncate(end);
    }
}

/// Where each row begins and the last one ends, if every node of a width has a box whose parent has one.
fn row_offsets(tree: &CallTree, widths: &[i64]) -> Vec<u32> {
    let mut offsets = vec![1_u32];
    let mut node = NodeId::new(1);
    while node.index() < tree.len() {
        if widths[node.index()] <= 0 {
            node = tree.subtree_end(node);
            continue;
        }
        let depth = tree.depth(node) as usize;
        if depth == offsets.len() {
            offsets.push(0);
        }
        offsets[depth] += 1;
        node = NodeId::new(node.index() + 1);
    }
    let mut end = 0;
    for count in &mut offsets {
        end += std::mem::replace(count, end);
    }
    offsets.push(end);
    offsets
}
