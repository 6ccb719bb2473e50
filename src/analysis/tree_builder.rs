//! How stacks become a call tree.

use super::{BitSet, CallTree, FrameAt, FrameTable, NodeId};
use crate::profile::{LocationId, Profile, StackId, StackTable};

mod ordering;
mod path_memo;
mod trie;

use ordering::{Ordered, Ordering};
use path_memo::PathMemo;
use trie::Trie;

/// More nodes than this a tree does not get: a few kilobytes of hostile file can describe a million frames for
/// each of a million places. Stacks that would pass it end at the deepest node that they reached.
pub(super) const MAX_NODES: usize = 1 << 25;

/// How the stacks of the profiles lie on a [`CallTree`].
#[derive(Debug, Clone)]
pub struct StackNodes {
    /// For each profile, the node at which each of its stacks ends.
    ends: Vec<Vec<NodeId>>,
    /// The nodes that some stack reaches by an inlined call.
    inlined: BitSet,
    /// The nodes that some stack reaches by a real call.
    called: BitSet,
    cut: usize,
}

impl StackNodes {
    /// The node at which a stack of a profile ends: its leaf. The empty stack ends at the root.
    #[inline]
    pub fn node(&self, profile: usize, stack: StackId) -> NodeId {
        self.ends[profile][stack.index()]
    }

    /// The nodes at which the stacks of a profile end, by stack.
    pub fn ends(&self, profile: usize) -> &[NodeId] {
        &self.ends[profile]
    }

    /// Whether some stack reaches the node by a call that was inlined into its parent.
    #[inline]
    pub fn is_inlined(&self, node: NodeId) -> bool {
        self.inlined.contains(node.index())
    }

    /// Whether some stack reaches the node by a call that was not inlined. A node may be reached both ways.
    #[inline]
    pub fn is_called(&self, node: NodeId) -> bool {
        self.called.contains(node.index())
    }

    /// Whether any call of any stack was inlined.
    pub fn has_inlined(&self) -> bool {
        !self.inlined.is_empty()
    }

    /// How many stacks were cut short because the tree would have had too many nodes; 0 for any real profile.
    pub fn cut_stacks(&self) -> usize {
        self.cut
    }
}

pub(super) fn build(frames: &FrameTable, profiles: &[&Profile], max_nodes: usize) -> (CallTree, StackNodes) {
    let stacks: usize = profiles.iter().map(|profile| profile.stacks().len()).sum();
    let mut trie = Trie::new(max_nodes, stacks);
    let mut cut = 0;
    let mut ends = Vec::with_capacity(profiles.len());
    for (at, profile) in profiles.iter().enumerate() {
        let mut inserting = Inserting::new(profile.stacks().len());
        while inserting.run(&mut trie, profile.stacks(), |location| frames.frames_of(at, location)) {}
        cut += inserting.cut;
        ends.push(inserting.ends);
    }
    let mut ordering = Ordering::new(&mut trie, frames.ranks());
    while ordering.run(&mut trie) {}
    let Ordered { tree, renamed, inlined, called } = ordering.finish();
    let rename = |ends: Vec<u32>| ends.into_iter().map(|node| renamed[node as usize]).collect();
    (tree, StackNodes { ends: ends.into_iter().map(rename).collect(), inlined, called, cut })
}

/// The stacks of one profile on their way into the tree.
struct Inserting {
    memo: PathMemo,
    ends: Vec<u32>,
    cut: usize,
}

/// How many stacks are inserted in one piece: some milliseconds.
const PIECE: usize = 1 << 12;

impl Inserting {
    fn new(stacks: usize) -> Self {
        Self { memo: PathMemo::new(stacks), ends: Vec::with_capacity(stacks), cut: 0 }
    }

    /// Inserts some more stacks, and says whether there are others.
    fn run<'a>(
        &mut self,
        trie: &mut Trie,
        stacks: &StackTable,
        frames_of: impl Fn(LocationId) -> &'a [FrameAt],
    ) -> bool {
        let start = self.ends.len();
        let end = stacks.len().min(start + PIECE);
        for stack in start..end {
            let reached = self.insert(trie, stacks.get(StackId::new(stack)), &frames_of);
            self.ends.push(reached.unwrap_or_else(|full| {
                self.cut += 1;
                full
            }));
        }
        end < stacks.len()
    }

    /// The node at which a stack ends; where the tree is full, the deepest that was reached.
    fn insert<'a>(
        &mut self,
        trie: &mut Trie,
        stack: &[LocationId],
        frames_of: &impl Fn(LocationId) -> &'a [FrameAt],
    ) -> Result<u32, u32> {
        let mut walk = |from: u32, part: &[LocationId]| {
            part.iter().rev().try_fold(from, |node, &location| trie.insert(node, frames_of(location)))
        };
        let (mut node, mut rest) = (0, stack);
        // What nobody shares is not worth a place in the memo, nor is what follows it.
        let mut is_shared = true;
        while is_shared && let Some((below, part)) = rest.split_last_chunk() {
            node = match self.memo.find(node, part) {
                Some(end) => end,
                None => {
                    is_shared = false;
                    let end = walk(node, part)?;
                    self.memo.insert(node, part, end);
                    end
                }
            };
            rest = below;
        }
        walk(node, rest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Grouping;
    use crate::profile::draw_profile;

    /// The tree as indented names.
    fn drawn(profiles: &[&Profile], max_nodes: usize) -> (String, StackNodes) {
        let frames = FrameTable::build(profiles, Grouping::default());
        let (tree, stacks) = build(&frames, profiles, max_nodes);
        let line =
            |node| format!("{}{}\n", "  ".repeat(tree.depth(node) as usize), frames.name(tree.frame(node)));
        (tree.ids().map(line).collect(), stacks)
    }

    #[test]
    fn siblings_stand_by_name() {
        let profile = draw_profile(
            "
            B  A  A  B
            Z  Z  C  Y
            .  .  D  .
        ",
        );
        let (drawn, stacks) = drawn(&[&profile], MAX_NODES);
        insta::assert_snapshot!(drawn, @r"
        root
          A
            C
              D
            Z
          B
            Y
            Z
        ");
        assert_eq!(stacks.ends(0).iter().map(|node| node.index()).collect::<Vec<_>>(), [0, 7, 4, 3, 6]);
    }

    #[test]
    fn profiles_share_one_tree() {
        let one = draw_profile("A  A\nB  C");
        let other = draw_profile("A  A\nC  D");
        let (drawn, stacks) = drawn(&[&one, &other], MAX_NODES);
        assert_eq!(drawn, "root\n  A\n    B\n    C\n    D\n");
        assert_eq!(stacks.node(0, StackId::new(2)), stacks.node(1, StackId::new(1)));
    }

    #[test]
    fn a_full_tree_cuts_stacks_short() {
        let profile = draw_profile("A  A  A\nB  C  B\nD  .  E");
        let (drawn, stacks) = drawn(&[&profile], 4);
        assert_eq!(drawn, "root\n  A\n    B\n      D\n");
        assert_eq!(stacks.cut_stacks(), 2);
        assert_eq!(stacks.node(0, StackId::new(2)).index(), 1);
        assert_eq!(stacks.node(0, StackId::new(3)).index(), 2);
    }
}
