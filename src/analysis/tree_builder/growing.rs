//! Appending the nodes of sorted stacks.

use super::StackNodes;
use super::ranks::Ranks;
use super::stack_words::StackWords;
use super::word_sort::Item;
use crate::analysis::{BitSet, CallTree, FrameId, NodeId};
use crate::profile::Profile;

/// A tree that grows by one stack after another, in their order: what a stack does not share with the one before are new
/// nodes, each of which has its final place.
pub(super) struct Growing {
    tree: CallTree,
    inlined: BitSet,
    called: BitSet,
    /// By stack.
    ends: Vec<NodeId>,
    /// The nodes of the stack before, from the root on.
    path: Vec<NodeId>,
    max_nodes: usize,
    cut: usize,
    /// The stack that comes next.
    next: usize,
}

/// How many stacks are appended in one piece: some milliseconds.
const PIECE: usize = 1 << 14;

/// How many stacks are fetched at once.
const BATCH: usize = 64;

/// Looks at the words that are wanted soon. Sorted stacks lie all over memory: asked for one after another, each is waited for;
/// asked for together, they come together.
#[inline]
fn fetch(words: &StackWords, batch: &[Item]) {
    let word = |item: &Item| words.word(item.stack, item.shared as usize / words.per_word());
    std::hint::black_box(batch.iter().map(word).fold(0, |all, word| all ^ word));
}

impl Growing {
    pub(super) fn new(words: &StackWords, sorted: &[Item], max_nodes: usize) -> Self {
        let nodes = sorted.iter().map(|item| words.frames(item.stack).saturating_sub(item.shared as usize));
        let nodes = (1 + nodes.sum::<usize>()).min(max_nodes);
        let mut tree = CallTree::with_capacity(nodes);
        let root = tree.push(FrameId::ROOT, NodeId::ROOT, 0);
        Self {
            tree,
            inlined: BitSet::new(nodes),
            called: BitSet::new(nodes),
            ends: vec![NodeId::ROOT; words.len()],
            path: vec![root],
            max_nodes,
            cut: 0,
            next: 0,
        }
    }

    /// Appends some more stacks, and says whether there are others.
    #[inline(never)]
    pub(super) fn run(&mut self, words: &StackWords, ranks: &Ranks, sorted: &[Item]) -> bool {
        let end = sorted.len().min(self.next + PIECE);
        for at in self.next..end {
            if at.is_multiple_of(BATCH) {
                fetch(words, &sorted[at..sorted.len().min(at + BATCH)]);
            }
            let before = at.checked_sub(1).map(|before| sorted[before].stack);
            self.append(words, ranks, sorted[at], before);
        }
        self.next = end;
        end < sorted.len()
    }

    /// How many stacks are appended.
    pub(super) fn appended(&self) -> usize {
        self.next
    }

    fn append(&mut self, words: &StackWords, ranks: &Ranks, item: Item, before: Option<u32>) {
        let Item { stack, shared, .. } = item;
        let frames = words.frames(stack);
        // The path is shorter than what is shared where the tree is full.
        let known = (shared as usize).min(frames).min(self.path.len() - 1);
        for node in self.path.drain(known + 1..).rev() {
            self.tree.close(node);
        }
        if let Some(before) = before {
            self.mark_other_ways(words, stack, before, known);
        }
        let (mut place, mut at) = (known % words.per_word(), known / words.per_word());
        let mut word = words.word(stack, at);
        let mut node = self.path[known];
        for depth in known..frames {
            if self.tree.len() >= self.max_nodes {
                self.cut += 1;
                break;
            }
            node = self.tree.push(ranks.frame(word, place), node, depth as u32 + 1);
            self.path.push(node);
            let is_inlined = words.inlined(stack, depth / 64) >> (depth % 64) & 1 == 1;
            self.mark(node, is_inlined);
            place += 1;
            if place == words.per_word() {
                (place, at) = (0, at + 1);
                word = words.word(stack, at);
            }
        }
        self.ends[stack as usize] = node;
    }

    /// Marks the shared nodes that a stack reaches in another way than the one before: those that it reaches in the same
    /// way are marked.
    fn mark_other_ways(&mut self, words: &StackWords, stack: u32, before: u32, shared: usize) {
        for at in 0..shared.div_ceil(64) {
            let inlined = words.inlined(stack, at);
            let mut other = inlined ^ words.inlined(before, at);
            while other != 0 {
                let bit = other.trailing_zeros() as usize;
                other &= other - 1;
                if at * 64 + bit < shared {
                    self.mark(self.path[at * 64 + bit + 1], inlined >> bit & 1 == 1);
                }
            }
        }
    }

    #[inline]
    fn mark(&mut self, node: NodeId, is_inlined: bool) {
        if is_inlined { &mut self.inlined } else { &mut self.called }.insert(node.index());
    }

    /// The tree, and where the stacks of each profile end in it.
    pub(super) fn finish(self, profiles: &[&Profile], cut: usize) -> (CallTree, StackNodes) {
        let Self { mut tree, inlined, called, mut ends, path, .. } = self;
        for node in path.into_iter().rev() {
            tree.close(node);
        }
        let mut of_profiles = Vec::with_capacity(profiles.len());
        for profile in profiles {
            let others = ends.split_off(profile.stacks().len());
            of_profiles.push(std::mem::replace(&mut ends, others));
        }
        (tree, StackNodes { ends: of_profiles, inlined, called, cut: cut + self.cut })
    }
}
