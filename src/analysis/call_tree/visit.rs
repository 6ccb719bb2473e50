//! Passing over all nodes of a tree.

use std::ops::Range;

use super::{CallTree, FrameId, NodeId};
use crate::analysis::Pace;

/// A node that is passed.
#[derive(Debug, Clone, Copy)]
pub struct Visit {
    /// The node.
    pub node: NodeId,
    /// How many calls below the root it is.
    pub depth: u32,
    /// What it stands for.
    pub frame: FrameId,
}

/// How many nodes are passed in one piece: some milliseconds of the slowest work that is done to one.
const PIECE: u32 = 1 << 15;

impl CallTree {
    /// Hands out the nodes that some paths add, in depth-first order. The root is the node of path 0.
    pub fn visit(&self, paths: Range<usize>, see: &mut dyn FnMut(Visit)) {
        for path in paths {
            let shared = self.shared.get(path);
            let first = self.first_nodes[path];
            let frames = self.frames_from(path, shared);
            for (at, frame) in (0..self.first_nodes[path + 1] - first).zip(frames) {
                see(Visit { node: NodeId::new((first + at) as usize), depth: shared + at, frame });
            }
        }
    }

    /// The frames of a path, from that at `depth` on.
    pub(in crate::analysis) fn frames_from(
        &self,
        path: usize,
        depth: u32,
    ) -> impl Iterator<Item = FrameId> + '_ {
        let root = (depth == 0).then_some(FrameId::ROOT);
        root.into_iter().chain(self.paths.frames(path, depth.saturating_sub(1) as usize))
    }

    /// The nodes of a group with their frames, from the caller down.
    pub(in crate::analysis) fn nodes_of(
        &self,
        group: &Group,
    ) -> impl Iterator<Item = (NodeId, FrameId)> + '_ {
        let first = group.paths.start;
        let node = self.first_nodes[first] + (group.depths.start - self.shared.get(first));
        let frames = self.frames_from(first, group.depths.start).take(group.depths.len());
        (node..).map(|node| NodeId::new(node as usize)).zip(frames)
    }

    /// The depth of the first of the nodes that a path adds whose frame is wanted. The root's never is.
    pub fn added_depth(&self, path: usize, is_wanted: &dyn Fn(FrameId) -> bool) -> Option<u32> {
        let from = self.shared.get(path).max(1);
        let at = self.frames_from(path, from).position(is_wanted)?;
        Some(from + at as u32)
    }

    /// How many nodes a path has in common with the one before, the root among them.
    #[inline]
    pub fn shared(&self, path: usize) -> u32 {
        self.shared.get(path)
    }

    /// Does `work` to all paths in their order, some thousand nodes at a time, with a pause behind each piece.
    pub async fn each_path(&self, pace: &Pace, work: &mut dyn FnMut(Range<usize>)) {
        let mut next = 0;
        let mut piece = || {
            let wanted = self.first_nodes[next].saturating_add(PIECE);
            let end = self.first_nodes[next + 1..].partition_point(|&first| first <= wanted);
            let piece = next..self.path_count().min(next + end.max(1));
            next = piece.end;
            work(piece);
            next < self.path_count()
        };
        pace.repeat(&mut piece).await;
    }

    /// The same from the last path to the first: each piece is a range of paths, which are to be taken from its end.
    pub(in crate::analysis) async fn each_path_back(&self, pace: &Pace, work: &mut dyn FnMut(Range<usize>)) {
        let mut end = self.path_count();
        let mut piece = || {
            let wanted = self.first_nodes[end].saturating_sub(PIECE);
            let start = self.first_nodes[..end].partition_point(|&first| first < wanted);
            let piece = start.min(end - 1)..end;
            end = piece.start;
            work(piece);
            end > 0
        };
        pace.repeat(&mut piece).await;
    }
}

/// The subtrees of all nodes, found on the way from the last path to the first.
///
/// Nodes one below the other that the same paths pass through come together, for their sums are the same: there are at most two such
/// groups for each path, however deep the tree is.
///
/// ```text
///  path  3  A B C D        groups  C D: paths 3–5     (found at path 3)
///        4  A B C D E               A B: paths 3–6
///        5  A B C D F               E: path 4, F: path 5, G: path 6
///        6  A B G
/// ```
#[derive(Debug, Default)]
pub(in crate::analysis) struct Subtrees {
    /// Of the nodes of the path at hand: from which depth on they end before which path; ascending by depth, descending by path.
    open: Vec<(u32, u32)>,
}

/// Nodes one below the other that the same paths pass through.
#[derive(Debug, Clone)]
pub(in crate::analysis) struct Group {
    pub(in crate::analysis) paths: Range<usize>,
    pub(in crate::analysis) depths: Range<u32>,
}

impl Subtrees {
    /// Goes on for a range of paths, from its end. Ranges must follow each other, from the last path to the first.
    pub(in crate::analysis) fn run(
        &mut self,
        tree: &CallTree,
        paths: Range<usize>,
        see: &mut dyn FnMut(Group),
    ) {
        for path in paths.rev() {
            let next = path + 1;
            let shared_by_next = if next < tree.path_count() { tree.shared.get(next) } else { 0 };
            while self.open.last().is_some_and(|&(depth, _)| depth >= shared_by_next) {
                self.open.pop();
            }
            let mut end = tree.path_depth(path) + 1;
            if end > shared_by_next {
                self.open.push((shared_by_next, next as u32));
            }
            let added = tree.shared.get(path);
            for &(depth, behind) in self.open.iter().rev() {
                if end <= added {
                    break;
                }
                let start = depth.max(added);
                see(Group { paths: path..behind as usize, depths: start..end });
                end = start;
            }
        }
    }
}
