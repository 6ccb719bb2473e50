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
        let mut frames = Vec::new();
        for path in paths {
            let (shared, first) = (self.shared.get(path), self.first_nodes[path]);
            self.added_frames(path, &mut frames);
            for (at, &frame) in frames.iter().enumerate() {
                let node = NodeId::new(first as usize + at);
                see(Visit { node, depth: shared + at as u32, frame });
            }
        }
    }

    /// The frames of the nodes that a path adds, in place of what was in the buffer.
    fn added_frames(&self, path: usize, frames: &mut Vec<FrameId>) {
        frames.clear();
        let shared = self.shared.get(path);
        if shared == 0 {
            frames.push(FrameId::ROOT);
        }
        self.paths.append(path, shared.saturating_sub(1)..self.path_depth(path), frames);
    }

    /// The depth of the first of the nodes that a path adds whose frame is wanted. The root's never is.
    pub fn added_depth(&self, path: usize, is_wanted: &dyn Fn(FrameId) -> bool) -> Option<u32> {
        (self.shared.get(path).max(1)..=self.path_depth(path))
            .find(|&depth| is_wanted(self.frame_on(path, depth)))
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
    /// Those of the nodes that the path at hand adds.
    frames: Vec<FrameId>,
}

/// Nodes one below the other that the same paths pass through.
#[derive(Debug)]
pub(in crate::analysis) struct Group<'a> {
    pub(in crate::analysis) paths: Range<usize>,
    first_node: u32,
    frames: &'a [FrameId],
}

impl Group<'_> {
    /// The nodes with their frames, from the caller down.
    pub(in crate::analysis) fn nodes(&self) -> impl Iterator<Item = (NodeId, FrameId)> + '_ {
        (self.first_node..).map(|node| NodeId::new(node as usize)).zip(self.frames.iter().copied())
    }
}

impl Subtrees {
    /// Hands out the groups of the nodes that some paths add, from the last path on. Ranges of paths must follow each other, from the
    /// last path of the tree to the first.
    pub(in crate::analysis) fn run(
        &mut self,
        tree: &CallTree,
        paths: Range<usize>,
        see: &mut dyn FnMut(&Group<'_>),
    ) {
        let mut frames = std::mem::take(&mut self.frames);
        for path in paths.rev() {
            tree.added_frames(path, &mut frames);
            let added = tree.shared.get(path);
            self.groups(tree, path, &mut |paths, depths| {
                see(&Group {
                    paths,
                    first_node: tree.first_nodes[path] + (depths.start - added),
                    frames: &frames[(depths.start - added) as usize..(depths.end - added) as usize],
                });
            });
        }
        self.frames = frames;
    }

    /// The paths and the depths of the groups of the nodes that a path adds, from the deepest to the root's.
    pub(in crate::analysis) fn groups(
        &mut self,
        tree: &CallTree,
        path: usize,
        see: &mut dyn FnMut(Range<usize>, Range<u32>),
    ) {
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
            see(path..behind as usize, start..end);
            end = start;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::run_unhurried;

    fn any_tree() -> impl Strategy<Value = CallTree> {
        prop::collection::vec((0_usize..4, 1_usize..5), 0..40).prop_map(|rows| {
            let (mut paths, mut path, mut next) = (vec![Vec::new()], Vec::new(), 1);
            for (ups, downs) in rows {
                path.truncate(path.len().saturating_sub(ups));
                for _ in 0..downs {
                    path.push(FrameId::new(next));
                    next += 1;
                }
                paths.push(path.clone());
            }
            CallTree::of_frames(&paths)
        })
    }

    proptest! {
        #[test]
        fn every_node_is_passed_once_with_its_paths(tree in any_tree()) {
            let mut passed = Vec::new();
            let mut see = |paths: Range<usize>| {
                tree.visit(paths, &mut |visit| passed.push((visit.node, visit.depth, visit.frame)));
            };
            run_unhurried(Box::pin(tree.each_path(&Pace::unhurried(), &mut see)));
            let expected: Vec<_> = tree.ids().map(|node| (node, tree.depth(node), tree.frame(node))).collect();
            prop_assert_eq!(&passed, &expected);

            let (mut subtrees, mut grouped) = (Subtrees::default(), Vec::new());
            let mut see = |paths| {
                subtrees.run(&tree, paths, &mut |group| {
                    grouped.extend(group.nodes().map(|(node, frame)| (node, frame, group.paths.clone())));
                });
            };
            run_unhurried(Box::pin(tree.each_path_back(&Pace::unhurried(), &mut see)));
            grouped.sort_by_key(|(node, ..)| *node);
            let subtree = |node| (node, tree.frame(node), tree.subtree(node).paths());
            prop_assert_eq!(grouped, tree.ids().map(subtree).collect::<Vec<_>>());
        }
    }

    #[test]
    fn pieces_are_all_paths_whatever_their_length() {
        let deep = |first: usize| (first..first + 20_000).map(FrameId::new).collect::<Vec<_>>();
        let tree = CallTree::of_frames(&[Vec::new(), deep(1), deep(2), deep(3), vec![FrameId::new(4)]]);
        let (mut there, mut back) = (Vec::new(), Vec::new());
        run_unhurried(Box::pin(tree.each_path(&Pace::unhurried(), &mut |piece| there.push(piece))));
        run_unhurried(Box::pin(tree.each_path_back(&Pace::unhurried(), &mut |piece| back.push(piece))));
        assert!(there.len() > 1 && back.len() > 1);
        assert_eq!(there.into_iter().flatten().collect::<Vec<_>>(), [0, 1, 2, 3, 4]);
        assert_eq!(back.into_iter().flat_map(Iterator::rev).collect::<Vec<_>>(), [4, 3, 2, 1, 0]);
    }
}
