//! Trees, layouts and tiles for the tests of this layer.

use std::ops::Range;

use proptest::prelude::*;

use super::{FlameLayout, SiblingOrder, Tile, TileRequest, TileSource, Viewport};
use crate::analysis::{CallTree, FrameId, NodeId};

/// A tree with widths, from a drawing: `;` parts paths from the root, `/` goes a level down; a width stands
/// behind each name. Equal prefixes are one node; paths must be in depth-first order. The root's width is the sum.
pub(super) fn tree(drawing: &str) -> (CallTree, Vec<i64>) {
    let (tree, widths, _) = named_tree(drawing);
    (tree, widths)
}

/// As [`tree`], with the names of its frames; frame 0 is the root's.
pub(super) fn named_tree(drawing: &str) -> (CallTree, Vec<i64>, Vec<String>) {
    let mut names = vec!["all".to_owned()];
    let (mut frames, mut parents, mut widths) = (vec![FrameId::ROOT], vec![NodeId::ROOT], vec![0]);
    let mut path: Vec<(String, usize)> = Vec::new();
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
            let parent = path.last().map_or(0, |&(_, row)| row);
            frames.push(FrameId::new(frame));
            parents.push(NodeId::new(parent));
            widths.push(width.parse().unwrap());
            if depth == 0 {
                widths[0] += widths[widths.len() - 1];
            }
            path.push((name.to_owned(), frames.len() - 1));
        }
    }
    (CallTree::from_preorder(frames, parents), widths, names)
}

/// Trees of up to 60 nodes with any widths, which need not be consistent.
pub(super) fn any_tree(widths: Range<i64>) -> impl Strategy<Value = (CallTree, Vec<i64>)> {
    prop::collection::vec((0_usize..4, widths, 0_usize..9), 1..60).prop_map(|rows| {
        let (mut frames, mut parents) = (vec![FrameId::ROOT], vec![NodeId::ROOT]);
        let mut path = vec![0];
        let mut values = vec![rows.iter().map(|row| row.1).sum()];
        for (ups, width, frame) in rows {
            path.truncate(path.len().saturating_sub(ups).max(1));
            frames.push(FrameId::new(frame + 1));
            parents.push(NodeId::new(path[path.len() - 1]));
            values.push(width);
            path.push(frames.len() - 1);
        }
        (CallTree::from_preorder(frames, parents), values)
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

    fn diff(&self, node: NodeId) -> Option<(i64, i64)> {
        self.values.as_ref().map(|values| values[node.index()])
    }
}

/// The tile that a viewport asks for, of names `main.f`.
pub(super) fn tile_of(tree: &CallTree, widths: &[i64], viewport: &Viewport) -> (FlameLayout, Tile) {
    let layout = FlameLayout::new(tree, widths, SiblingOrder::BySize);
    let tile = Tile::cut(&layout.on(tree, widths), &viewport.tile_request(), &Names::default());
    (layout, tile)
}

/// The part of the layout that `request` asks for, all of it.
pub(super) fn whole(device_pixels_per_unit: f64) -> TileRequest {
    TileRequest { x0: 0.0, x1: 1.0, first_row: 0, end_row: u32::MAX, device_pixels_per_unit }
}
