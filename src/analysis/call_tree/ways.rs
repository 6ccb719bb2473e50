//! By which calls nodes are reached.

use super::{CallTree, NodeId};
use crate::analysis::BitSet;

/// Which nodes are reached by inlined calls, and which by real ones: a node may be reached both ways.
#[derive(Debug)]
pub(in crate::analysis) struct Ways {
    /// The nodes that some stack reaches by a call that was inlined into its parent.
    pub(in crate::analysis) inlined: BitSet,
    /// The nodes that some stack reaches by a call that was not.
    pub(in crate::analysis) called: BitSet,
}

impl Ways {
    pub(super) fn new(tree: &CallTree) -> Self {
        let mut ways = Self { inlined: BitSet::new(tree.len()), called: BitSet::new(tree.len()) };
        let paths = &tree.paths;
        // The nodes of the path at hand, by depth.
        let mut nodes = Vec::new();
        let mut before = None;
        for path in 0..tree.path_count() {
            let shared = tree.shared.get(path);
            let first = tree.first_nodes[path];
            nodes.truncate(shared as usize);
            nodes.extend((first..tree.first_nodes[path + 1]).map(|node| NodeId::new(node as usize)));
            // What the first stack shares with the one before, and the others with the first.
            let mut known = shared.saturating_sub(1) as usize;
            for &stack in paths.stacks(path) {
                if let Some(before) = before {
                    ways.mark_other_ways(tree, &nodes, stack, before, known);
                }
                for at in known..nodes.len() - 1 {
                    let is_inlined = paths.inlined(stack, at / 64) >> (at % 64) & 1 == 1;
                    ways.mark(nodes[at + 1], is_inlined);
                }
                before = Some(stack);
                known = nodes.len() - 1;
            }
        }
        ways
    }

    /// Marks the shared nodes that a stack reaches in another way than the one before: those that it reaches in the same way are
    /// marked.
    fn mark_other_ways(&mut self, tree: &CallTree, nodes: &[NodeId], stack: u32, before: u32, shared: usize) {
        for at in 0..shared.div_ceil(64) {
            let inlined = tree.paths.inlined(stack, at);
            let mut other = inlined ^ tree.paths.inlined(before, at);
            while other != 0 {
                let bit = other.trailing_zeros() as usize;
                other &= other - 1;
                if at * 64 + bit < shared {
                    self.mark(nodes[at * 64 + bit + 1], inlined >> bit & 1 == 1);
                }
            }
        }
    }

    #[inline]
    fn mark(&mut self, node: NodeId, is_inlined: bool) {
        if is_inlined { &mut self.inlined } else { &mut self.called }.insert(node.index());
    }
}
