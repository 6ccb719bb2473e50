//! The call tree: which frames call which, over all stacks of one or several profiles.

use std::ops::Range;
use std::sync::OnceLock;

use super::tree_builder::{self, FramePaths};
use super::{FrameTable, Least, Pace, StackPaths, Work, run_unhurried};
use crate::profile::{Profile, table_id};

mod visit;
mod ways;

pub(super) use visit::Subtrees;
pub use visit::Visit;
pub(super) use ways::Ways;
use ways::WaysBuilder;

table_id!(
    /// Names a frame of a `FrameTable`: what one box or row stands for at the chosen granularity.
    FrameId
);

impl FrameId {
    /// The frame of the root, which stands for everything.
    pub const ROOT: Self = Self(0);
}

table_id!(
    /// Names a node of a [`CallTree`]: a frame at the end of one path of frames.
    NodeId
);

impl NodeId {
    /// The root, which stands for everything.
    pub const ROOT: Self = Self(0);
}

table_id!(
    /// Names a path of a [`CallTree`]: the frames of one or several stacks, from the root on.
    PathId
);

impl PathId {
    /// The path that is the root alone, in which samples without a stack end.
    pub const ROOT: Self = Self(0);
}

/// A call tree, kept as **the sorted paths of its stacks**. Nodes are numbered depth-first: a parent stands before its children, and
/// a subtree is the range from its node to [`subtree_end`](Self::subtree_end). Siblings stand by ascending name, so that the shape
/// depends on nothing but the stacks. Values are kept apart; see `NodeValues`.
///
/// ```text
///  path   frames    nodes that it has in    first node     the tree
///                   common with the last    that it adds
///    0    (root)            –                    0         0 root
///    1    A B C             1                    1         1 └ A
///    2    A D               2                    4         2   ├ B
///    3    E                 1                    5         3   │ └ C
///                                                          4   └ D
///                                                          5 └ E
/// ```
///
/// A tree has ten or a hundred times as many nodes as stacks, and nearly all of them say nothing that the paths do not. So no node is
/// stored: one is a depth together with the range of paths that pass through it ([`Subtree`]), and what a subtree is worth is a
/// difference of two sums ([`PathSums`](super::PathSums)). All that depends on a metric has the size of the paths.
#[derive(Debug)]
pub struct CallTree {
    /// The first node that each path adds, and how many nodes there are.
    first_nodes: Vec<u32>,
    /// How many nodes each path has in common with the one before, the root among them; 0 for the first.
    shared: Least,
    paths: FramePaths,
    max_depth: u32,
    /// Made when first it is asked for, which the first flame graph need not wait for.
    ways: OnceLock<Ways>,
}

/// A node of a [`CallTree`] with what is below it: the paths that pass through it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subtree {
    /// The first of the paths: the one that adds the node.
    pub first: u32,
    /// Behind the last of the paths.
    pub end: u32,
    /// How many calls below the root the node is.
    pub depth: u32,
}

impl Subtree {
    /// The paths that pass through the node.
    #[inline]
    pub fn paths(self) -> Range<usize> {
        self.first as usize..self.end as usize
    }
}

impl CallTree {
    /// The tree of all stacks of `profiles`, and in which path each stack ends.
    ///
    /// `frames` must be built from the same profiles in the same order.
    pub fn build(frames: &FrameTable, profiles: &[&Profile]) -> (Self, StackPaths) {
        run_unhurried(Self::build_paced(frames, profiles, &Pace::unhurried()))
    }

    /// The same, piece by piece.
    pub fn build_paced<'a>(
        frames: &'a FrameTable,
        profiles: &'a [&'a Profile],
        pace: &'a Pace,
    ) -> Work<'a, (Self, StackPaths)> {
        Box::pin(tree_builder::build(frames, profiles, tree_builder::MAX_FRAMES, pace))
    }

    /// A tree of sorted paths, the root's first. `shared` has for each how many nodes it has in common with the one before, and
    /// `depths` how many frames it has.
    pub(super) fn of_paths(paths: FramePaths, shared: Vec<u32>, depths: &[u32]) -> Self {
        let mut first_nodes = Vec::with_capacity(shared.len() + 1);
        let (mut nodes, mut max_depth) = (0, 0);
        for (&depth, shared) in depths.iter().zip(&shared) {
            first_nodes.push(nodes);
            nodes += depth + 1 - shared;
            max_depth = max_depth.max(depth);
        }
        first_nodes.push(nodes);
        Self { first_nodes, shared: Least::new(shared), paths, max_depth, ways: OnceLock::new() }
    }

    /// The frames of its paths.
    pub(super) fn frame_paths(&self) -> &FramePaths {
        &self.paths
    }

    /// How many nodes there are, the root among them.
    #[expect(clippy::len_without_is_empty, reason = "the root is always there")]
    pub fn len(&self) -> usize {
        self.first_nodes[self.path_count()] as usize
    }

    /// How many paths there are, that of the root alone among them.
    pub fn path_count(&self) -> usize {
        self.shared.len()
    }

    /// The depth of the deepest node.
    pub fn max_depth(&self) -> u32 {
        self.max_depth
    }

    /// All nodes, in depth-first order.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = NodeId> + ExactSizeIterator + use<> {
        (0..self.len()).map(NodeId::new)
    }

    /// How many frames a path has: the depth of its last node.
    #[inline]
    pub fn path_depth(&self, path: usize) -> u32 {
        self.shared.get(path) + (self.first_nodes[path + 1] - self.first_nodes[path]) - 1
    }

    /// The last node of a path, in which its stacks end.
    #[inline]
    pub fn end(&self, path: PathId) -> NodeId {
        NodeId::new(self.first_nodes[path.index() + 1] as usize - 1)
    }

    /// The path that ends in a node, if some stack does.
    pub fn path_of_end(&self, node: NodeId) -> Option<PathId> {
        let path = self.adding(node);
        (self.end(PathId::new(path)) == node).then(|| PathId::new(path))
    }

    /// The path that adds a node.
    #[inline]
    fn adding(&self, node: NodeId) -> usize {
        self.first_nodes.partition_point(|&first| first as usize <= node.index()) - 1
    }

    /// The depth of a node that a path adds.
    #[inline]
    fn depth_on(&self, path: usize, node: NodeId) -> u32 {
        node.index() as u32 - self.first_nodes[path] + self.shared.get(path)
    }

    /// The node of a subtree.
    #[inline]
    pub fn node(&self, subtree: Subtree) -> NodeId {
        let path = subtree.first as usize;
        NodeId::new((self.first_nodes[path] + subtree.depth - self.shared.get(path)) as usize)
    }

    /// A node, and the paths that pass through it.
    pub fn subtree(&self, node: NodeId) -> Subtree {
        let first = self.adding(node);
        let depth = self.depth_on(first, node);
        self.subtree_from(first, depth)
    }

    /// All that there is.
    pub fn root(&self) -> Subtree {
        Subtree { first: 0, end: self.path_count() as u32, depth: 0 }
    }

    /// The subtree of the node at `depth` that a path adds: it ends before the next path that does not have the node.
    #[inline]
    fn subtree_from(&self, first: usize, depth: u32) -> Subtree {
        let end = self.shared.first_at_most(first + 1, depth) as u32;
        Subtree { first: first as u32, end, depth }
    }

    /// The subtree of the node at `depth` that a path passes through.
    pub fn subtree_on(&self, path: usize, depth: u32) -> Subtree {
        self.subtree_from(self.adding_on(path, depth), depth)
    }

    /// The path that adds the node at `depth` of a path: the last that does not share it with the one before.
    fn adding_on(&self, path: usize, depth: u32) -> usize {
        // Path 0 shares nothing.
        self.shared.last_at_most(path + 1, depth).unwrap_or(0)
    }

    /// What the node stands for.
    #[inline]
    pub fn frame(&self, node: NodeId) -> FrameId {
        let path = self.adding(node);
        self.frame_on(path, self.depth_on(path, node))
    }

    /// What the node at `depth` of a path stands for.
    #[inline]
    pub fn frame_on(&self, path: usize, depth: u32) -> FrameId {
        depth.checked_sub(1).map_or(FrameId::ROOT, |at| self.paths.frame(path, at))
    }

    /// The caller; the root's is the root itself.
    pub fn parent(&self, node: NodeId) -> NodeId {
        let path = self.adding(node);
        match self.depth_on(path, node) {
            0 => NodeId::ROOT,
            depth => self.node_on(path, depth - 1),
        }
    }

    /// The node at `depth` of a path.
    pub fn node_on(&self, path: usize, depth: u32) -> NodeId {
        let first = self.adding_on(path, depth) as u32;
        self.node(Subtree { first, end: first, depth })
    }

    /// How many calls below the root; 0 for the root.
    pub fn depth(&self, node: NodeId) -> u32 {
        self.depth_on(self.adding(node), node)
    }

    /// The first node behind the subtree of `node`.
    pub fn subtree_end(&self, node: NodeId) -> NodeId {
        NodeId::new(self.first_nodes[self.subtree(node).end as usize] as usize)
    }

    /// The children of a node, by ascending name.
    pub fn children(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        self.subtrees_below(self.subtree(node)).map(|child| self.node(child))
    }

    /// The subtrees of the children of a node, by ascending name.
    pub fn subtrees_below(&self, parent: Subtree) -> impl Iterator<Item = Subtree> + '_ {
        let depth = parent.depth + 1;
        // The first path may end in the parent itself.
        let first = parent.first as usize;
        let mut next = if self.path_depth(first) < depth { first + 1 } else { first };
        std::iter::from_fn(move || {
            let child = (next < parent.end as usize).then(|| self.subtree_from(next, depth))?;
            next = child.end as usize;
            Some(child)
        })
    }

    /// The nodes from `node` up to the root, which is left out.
    pub fn path_up(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let path = self.adding(node);
        let depths = (1..=self.depth_on(path, node)).rev();
        let mut adding = path;
        depths.map(move |depth| {
            if depth < self.shared.get(adding) {
                adding = self.adding_on(adding, depth);
            }
            let first = adding as u32;
            self.node(Subtree { first, end: first, depth })
        })
    }

    /// By which calls nodes are reached: made when first they are asked for.
    pub(super) fn ways(&self) -> &Ways {
        self.ways.get_or_init(|| {
            let mut builder = WaysBuilder::new(self);
            builder.run(self, 0..self.path_count());
            builder.finish()
        })
    }

    /// The same, made piece by piece.
    pub(super) async fn ways_paced(&self, pace: &Pace) -> &Ways {
        if self.ways.get().is_none() {
            let mut builder = WaysBuilder::new(self);
            self.each_path(pace, &mut |paths| builder.run(self, paths)).await;
            // Whoever else made them meanwhile made the same.
            let _ = self.ways.set(builder.finish());
        }
        self.ways()
    }

    /// Whether some stack reaches the node by a call that was inlined into its parent.
    pub fn is_inlined(&self, node: NodeId) -> bool {
        self.ways().inlined.contains(node.index())
    }

    /// Whether some stack reaches the node by a call that was not inlined. A node may be reached both ways.
    pub fn is_called(&self, node: NodeId) -> bool {
        self.ways().called.contains(node.index())
    }
}

#[cfg(test)]
impl CallTree {
    /// The tree of paths of frames that are in order, the root's empty one first.
    pub(crate) fn of_frames(paths: &[Vec<FrameId>]) -> Self {
        let common = |pair: &[Vec<FrameId>]| {
            let same = pair[0].iter().zip(&pair[1]).take_while(|(left, right)| left == right);
            same.count() as u32 + 1
        };
        let shared = std::iter::once(0).chain(paths.windows(2).map(common)).collect();
        let depths: Vec<u32> = paths.iter().map(|path| path.len() as u32).collect();
        Self::of_paths(FramePaths::of_frames(paths), shared, &depths)
    }
}
