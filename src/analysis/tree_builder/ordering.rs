//! From the order in which nodes came to the order in which a tree is kept.

use super::trie::{NONE, Trie};
use crate::analysis::{BitSet, CallTree, FrameId, NodeId};

/// A tree on its way into depth-first order, with siblings by ascending rank of their frames.
pub(super) struct Ordering {
    /// The place of each frame among all by name.
    ranks: Vec<u32>,
    ordered: Ordered,
    /// The new ids of the nodes above the next one, from the root.
    path: Vec<(u32, NodeId)>,
    /// The node that comes next.
    next: Option<u32>,
    siblings: Vec<u32>,
}

/// A tree in depth-first order.
pub(super) struct Ordered {
    pub(super) tree: CallTree,
    /// The new id of every node.
    pub(super) renamed: Vec<NodeId>,
    /// The nodes that are reached by an inlined call.
    pub(super) inlined: BitSet,
    /// The nodes that are reached by a real call.
    pub(super) called: BitSet,
}

/// How many nodes are put in order in one piece: some milliseconds.
const PIECE: usize = 1 << 15;

impl Ordering {
    pub(super) fn new(trie: &mut Trie, ranks: Vec<u32>) -> Self {
        trie.link_children();
        let count = trie.nodes.len();
        let ordered = Ordered {
            tree: CallTree::with_capacity(count),
            renamed: vec![NodeId::ROOT; count],
            inlined: BitSet::new(count),
            called: BitSet::new(count),
        };
        Self { ranks, ordered, path: Vec::new(), next: Some(0), siblings: Vec::new() }
    }

    /// Puts some more nodes in order, and says whether there are others.
    pub(super) fn run(&mut self, trie: &mut Trie) -> bool {
        for _ in 0..PIECE {
            let Some(node) = self.next else { return false };
            self.next = self.visit(trie, node);
        }
        self.next.is_some()
    }

    pub(super) fn finish(self) -> Ordered {
        self.ordered
    }

    /// Gives a node its new id, and returns the one that comes next.
    #[inline]
    fn visit(&mut self, trie: &mut Trie, node: u32) -> Option<u32> {
        let Self { ordered: Ordered { tree, renamed, inlined, called }, path, .. } = self;
        let record = trie.nodes[node as usize];
        let parent = path.last().map_or(NodeId::ROOT, |&(_, parent)| parent);
        let id = tree.push(FrameId::new(record.frame as usize), parent, path.len() as u32);
        renamed[node as usize] = id;
        if record.is_inlined() {
            inlined.insert(id.index());
        }
        if record.is_called() {
            called.insert(id.index());
        }
        if record.child != NONE {
            path.push((node, id));
            let first = record.child;
            return Some(if record.has_several_children() { self.sort(trie, first) } else { first });
        }
        // A leaf: the next sibling comes next, or else that of the nearest node above that has one.
        tree.close(id);
        let mut sibling = record.frame_or_sibling;
        while sibling == NONE {
            let (above, id) = path.pop()?;
            tree.close(id);
            sibling = trie.nodes[above as usize].frame_or_sibling;
        }
        Some(sibling)
    }

    /// Puts siblings in order, and returns the first.
    fn sort(&mut self, trie: &mut Trie, first: u32) -> u32 {
        let Self { ranks, siblings, .. } = self;
        siblings.clear();
        let mut next = first;
        while next != NONE {
            siblings.push(next);
            next = trie.nodes[next as usize].frame_or_sibling;
        }
        siblings.sort_unstable_by_key(|&node| ranks[trie.nodes[node as usize].frame as usize]);
        for pair in siblings.windows(2) {
            trie.nodes[pair[0] as usize].frame_or_sibling = pair[1];
        }
        if let Some(&last) = siblings.last() {
            trie.nodes[last as usize].frame_or_sibling = NONE;
        }
        siblings.first().copied().unwrap_or(first)
    }
}
