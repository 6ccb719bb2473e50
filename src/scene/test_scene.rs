//! Trees, layouts and tiles for the tests of this layer.

use std::ops::Range;

use proptest::prelude::*;

use super::{FlameLayout, SiblingOrder, Tile, TileRequest, TileSource, Viewport};
use crate::analysis::{CallTree, FrameId, NodeId, PathSums, Subtree};

/// A tree with widths, from a drawing: `;` parts paths from the root, `/` goes a level down; a width stands
/// behind each name. Equal prefixes are one node; paths must be in depth-first order. The root's width is the sum.
pub(super) fn tree(drawing: &str) -> (CallTree, PathSums) {
    let (tree, widths, _) = named_tree(drawing);
    (tree, widths)
}

/// As [`tree`], with the names of its frames; frame 0 is the root's.
pub(super) fn named_tree(drawing: &str) -> (CallTree, PathSums, Vec<String>) {
    let mut names = vec!["all".to_owned()];
    let mut nodes: Vec<(Vec<FrameId>, i64)> = vec![(Vec::new(), 0)];
    let mut path: Vec<(String, FrameId)> = Vec::new();
    for column in drawing.split(';') {
        for (depth, cell) in column.split(" / ").enumerate() {
            let (name, width) = cell.trim().rsplit_once(' ').unwrap_or((cell.trim(), "0"));
            if path.get(depth).is_some_and(|(known, _)| known == name) {
                continue;
            }
            path.truncate(depth);
            let frame = names.iter().position(|known| known == name).unwrap_or_else(|| {
                names.push(name.to_owned());
                names.len() - 1
            });
            path.push((name.to_owned(), FrameId::new(frame)));
            let width = width.parse().unwrap();
            nodes[0].1 += if depth == 0 { width } else { 0 };
            nodes.push((path.iter().map(|&(_, frame)| frame).collect(), width));
        }
    }
    let (tree, widths) = tree_of(&nodes);
    (tree, widths, names)
}

/// The tree of nodes in depth-first order, the root's first, each given with its way from the root and its width, which is nowhere
/// less than those of its children together.
pub(super) fn tree_of(nodes: &[(Vec<FrameId>, i64)]) -> (CallTree, PathSums) {
    let is_child =
        |node: &[FrameId], child: &[FrameId]| child.len() == node.len() + 1 && child.starts_with(node);
    let (mut paths, mut parts) = (Vec::new(), Vec::new());
    for (at, (node, width)) in nodes.iter().enumerate() {
        let below = nodes[at + 1..].iter().take_while(|(other, _)| other.len() > node.len());
        let children: i64 = below.filter(|(other, _)| is_child(node, other)).map(|(_, width)| width).sum();
        let is_leaf = nodes.get(at + 1).is_none_or(|(next, _)| next.len() <= node.len());
        assert!(*width >= children, "{node:?} is {width} wide, and its children {children}");
        if at == 0 || is_leaf || *width > children {
            paths.push(node.clone());
            parts.push(width - children);
        }
    }
    (CallTree::of_frames(&paths), PathSums::new(parts.into_iter()))
}

/// Trees of up to 60 nodes whose paths are as wide as is said; where that is negative, they have no width.
pub(super) fn any_tree(parts: Range<i64>) -> impl Strategy<Value = (CallTree, PathSums)> {
    prop::collection::vec((0_usize..4, parts), 1..60).prop_map(|rows| {
        let (mut paths, mut parts) = (vec![Vec::new()], vec![0]);
        let mut path: Vec<FrameId> = Vec::new();
        // Siblings are told apart by their number: names need not be.
        for (at, (ups, part)) in rows.into_iter().enumerate() {
            path.truncate(path.len().saturating_sub(ups));
            path.push(FrameId::new(at + 1));
            paths.push(path.clone());
            parts.push(part.max(0));
        }
        (CallTree::of_frames(&paths), PathSums::new(parts.into_iter()))
    })
}

/// A source for tiles, with names and values in columns.
#[derive(Debug, Default)]
pub(super) struct Names {
    pub(super) names: Vec<String>,
    pub(super) matches: Option<Vec<usize>>,
    pub(super) values: Option<Vec<(i64, i64)>>,
}

impl TileSource for Names {
    fn name(&self, frame: FrameId) -> &str {
        self.names.get(frame.index()).map_or("main.f", String::as_str)
    }

    fn root_label(&self) -> String {
        "all 10B".to_owned()
    }

    fn is_searching(&self) -> bool {
        self.matches.is_some()
    }

    fn is_match(&self, frame: FrameId) -> bool {
        self.matches.as_ref().is_some_and(|matches| matches.contains(&frame.index()))
    }

    fn diff(&self, node: NodeId, _at: Subtree) -> Option<(i64, i64)> {
        self.values.as_ref().map(|values| values[node.index()])
    }
}

/// The tile that a viewport asks for, of names `main.f`.
pub(super) fn tile_of(tree: &CallTree, widths: &PathSums, viewport: &Viewport) -> (FlameLayout, Tile) {
    let layout = FlameLayout::new(tree, widths, SiblingOrder::BySize);
    let tile = Tile::cut(&layout.on(tree, widths), &viewport.tile_request(), &Names::default());
    (layout, tile)
}

/// The part of the layout that `request` asks for, all of it.
pub(super) fn whole(device_pixels_per_unit: f64) -> TileRequest {
    TileRequest { x0: 0.0, x1: 1.0, first_row: 0, end_row: u32::MAX, device_pixels_per_unit }
}
