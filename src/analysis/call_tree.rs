//! The call tree: which frames call which, over all stacks of one or several profiles.

use std::ops::Range;

use super::{FrameTable, Pace, StackNodes, Work, run_unhurried, tree_builder};
use crate::profile::{Profile, table_id};

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

/// A call tree in columns, in depth-first order: **a parent stands before its children, and a subtree is the
/// range from its node to [`subtree_end`](Self::subtree_end)**. Siblings stand by ascending name, so that the
/// shape depends on nothing but the stacks. Values are kept apart; see `NodeValues`.
///
/// ```text
///  row  frame  parent  depth  subtree_end        root
///   0   root     0       0        5               └ A
///   1   A        0       1        5                 ├ B
///   2   B        1       2        4                 │ └ C
///   3   C        2       3        4                 └ D
///   4   D        1       2        5
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CallTree {
    frames: Vec<FrameId>,
    parents: Vec<NodeId>,
    depths: Vec<u32>,
    subtree_ends: Vec<NodeId>,
    max_depth: u32,
}

impl CallTree {
    /// The tree of all stacks of `profiles`, and where each stack ends in it.
    ///
    /// `frames` must be built from the same profiles in the same order.
    pub fn build(frames: &FrameTable, profiles: &[&Profile]) -> (Self, StackNodes) {
        run_unhurried(Self::build_paced(frames, profiles, &Pace::unhurried()))
    }

    /// The same, piece by piece.
    pub fn build_paced<'a>(
        frames: &'a FrameTable,
        profiles: &'a [&'a Profile],
        pace: &'a Pace,
    ) -> Work<'a, (Self, StackNodes)> {
        Box::pin(tree_builder::build(frames, profiles, tree_builder::MAX_NODES, pace))
    }

    /// A tree from the frames and parents of its nodes in depth-first order; row 0 is the root, its own parent.
    ///
    /// # Panics
    /// When the columns differ in length or a parent does not stand before its child: a fault of the caller.
    pub fn from_preorder(frames: Vec<FrameId>, parents: Vec<NodeId>) -> Self {
        assert_eq!(frames.len(), parents.len(), "a node has a frame and a parent");
        let mut depths = vec![0; frames.len()];
        let mut subtree_ends: Vec<NodeId> = (1..=frames.len()).map(NodeId::new).collect();
        for row in 1..frames.len() {
            assert!(parents[row].index() < row, "a parent stands before its children");
            depths[row] = depths[parents[row].index()] + 1;
        }
        for row in (1..frames.len()).rev() {
            let parent = parents[row].index();
            subtree_ends[parent] = subtree_ends[parent].max(subtree_ends[row]);
        }
        let max_depth = depths.iter().copied().max().unwrap_or(0);
        Self { frames, parents, depths, subtree_ends, max_depth }
    }

    /// A tree without nodes, which are pushed in depth-first order and closed when their subtrees are complete.
    pub(super) fn with_capacity(nodes: usize) -> Self {
        Self {
            frames: Vec::with_capacity(nodes),
            parents: Vec::with_capacity(nodes),
            depths: Vec::with_capacity(nodes),
            subtree_ends: Vec::with_capacity(nodes),
            max_depth: 0,
        }
    }

    /// Appends a node, which is to be [closed](Self::close).
    #[inline]
    pub(super) fn push(&mut self, frame: FrameId, parent: NodeId, depth: u32) -> NodeId {
        let node = NodeId::new(self.frames.len());
        self.frames.push(frame);
        self.parents.push(parent);
        self.depths.push(depth);
        self.subtree_ends.push(node);
        self.max_depth = self.max_depth.max(depth);
        node
    }

    /// Ends the subtree of a node with the node that was pushed last.
    #[inline]
    pub(super) fn close(&mut self, node: NodeId) {
        self.subtree_ends[node.index()] = NodeId::new(self.frames.len());
    }

    /// How many nodes there are, the root among them.
    #[expect(clippy::len_without_is_empty, reason = "the root is always there")]
    pub fn len(&self) -> usize {
        self.frames.len()
    }

    /// What the node stands for.
    #[inline]
    pub fn frame(&self, node: NodeId) -> FrameId {
        self.frames[node.index()]
    }

    /// What a range of nodes stands for.
    pub(super) fn frames(&self, nodes: Range<usize>) -> impl Iterator<Item = FrameId> + '_ {
        self.frames[nodes].iter().copied()
    }

    /// The caller; the root's is the root itself.
    #[inline]
    pub fn parent(&self, node: NodeId) -> NodeId {
        self.parents[node.index()]
    }

    /// How many calls below the root; 0 for the root.
    #[inline]
    pub fn depth(&self, node: NodeId) -> u32 {
        self.depths[node.index()]
    }

    /// The depth of the deepest node.
    pub fn max_depth(&self) -> u32 {
        self.max_depth
    }

    /// The first node behind the subtree of `node`.
    #[inline]
    pub fn subtree_end(&self, node: NodeId) -> NodeId {
        self.subtree_ends[node.index()]
    }

    /// All nodes, in depth-first order.
    pub fn ids(&self) -> impl DoubleEndedIterator<Item = NodeId> + ExactSizeIterator + use<> {
        (0..self.len()).map(NodeId::new)
    }

    /// The children of a node, by ascending name.
    pub fn children(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let end = self.subtree_end(node);
        let first = NodeId::new(node.index() + 1);
        std::iter::successors((first < end).then_some(first), move |&child| {
            let next = self.subtree_end(child);
            (next < end).then_some(next)
        })
    }

    /// The nodes from `node` up to the root, which is left out.
    pub fn path_up(&self, node: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        std::iter::successors(Some(node), |&node| Some(self.parent(node)))
            .take_while(|&node| node != NodeId::ROOT)
    }
}
