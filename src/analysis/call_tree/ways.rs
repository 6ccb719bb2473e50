//! By which calls nodes are reached.

use std::ops::Range;

use super::{CallTree, NodeId};
use crate::analysis::BitSet;
use crate::analysis::tree_builder::PackedStack;

/// Which nodes are reached by inlined calls, and which by real ones: a node may be reached both ways.
#[derive(Debug)]
pub(in crate::analysis) struct Ways {
    /// The nodes that some stack reaches by a call that was inlined into its parent.
    pub(in crate::analysis) inlined: BitSet,
    /// The nodes that some stack reaches by a call that was not.
    pub(in crate::analysis) called: BitSet,
}

/// Marks nodes, path by path.
pub(super) struct WaysBuilder {
    ways: Ways,
    /// The nodes of the path at hand, by depth.
    nodes: Vec<NodeId>,
    /// The stack before.
    before: Option<PackedStack>,
}

impl WaysBuilder {
    pub(super) fn new(tree: &CallTree) -> Self {
        let (inlined, called) = (BitSet::new(tree.len()), BitSet::new(tree.len()));
        Self { ways: Ways { inlined, called }, nodes: Vec::new(), before: None }
    }

    /// Goes on for the next paths.
    pub(super) fn run(&mut self, tree: &CallTree, paths: Range<usize>) {
        for path in paths {
            let shared = tree.shared.get(path);
            let added = tree.first_nodes[path]..tree.first_nodes[path + 1];
            self.nodes.truncate(shared as usize);
            self.nodes.extend(added.map(|node| NodeId::new(node as usize)));
            // What the first stack shares with the one before, and the others with the first.
            let mut known = shared.saturating_sub(1) as usize;
            for &stack in tree.paths.stacks(path) {
                if let Some(before) = self.before {
                    self.mark_other_ways(tree, stack, before, known);
                }
                for at in known..self.nodes.len() - 1 {
                    let is_inlined = tree.paths.inlined(stack, at / 64) >> (at % 64) & 1 == 1;
                    self.mark(self.nodes[at + 1], is_inlined);
                }
                self.before = Some(stack);
                known = self.nodes.len() - 1;
            }
        }
    }

    pub(super) fn finish(self) -> Ways {
        self.ways
    }

    /// Marks the shared nodes that a stack reaches in another way than the one before: those that it reaches in the same way are
    /// marked.
    fn mark_other_ways(&mut self, tree: &CallTree, stack: PackedStack, before: PackedStack, shared: usize) {
        for at in 0..shared.div_ceil(64) {
            let inlined = tree.paths.inlined(stack, at);
            let mut other = inlined ^ tree.paths.inlined(before, at);
            while other != 0 {
                let bit = other.trailing_zeros() as usize;
                other &= other - 1;
                if at * 64 + bit < shared {
                    self.mark(self.nodes[at * 64 + bit + 1], inlined >> bit & 1 == 1);
                }
            }
        }
    }

    #[inline]
    fn mark(&mut self, node: NodeId, is_inlined: bool) {
        if is_inlined { &mut self.ways.inlined } else { &mut self.ways.called }.insert(node.index());
    }
}
