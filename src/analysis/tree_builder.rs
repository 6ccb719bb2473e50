//! How stacks become a call tree.

use super::{BitSet, CallTree, FrameAt, FrameId, FrameTable, NodeId};
use crate::profile::{LocationId, Profile, StackId};

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
    let mut trie = Trie::new(max_nodes);
    let mut cut = 0;
    let ends: Vec<Vec<u32>> = profiles
        .iter()
        .enumerate()
        .map(|(at, profile)| trie.insert_stacks(at, profile, frames, &mut cut))
        .collect();
    let (tree, renamed) = trie.depth_first(&frames.ranks());
    let mut inlined = BitSet::new(tree.len());
    let mut called = BitSet::new(tree.len());
    for (node, &ways) in trie.ways.iter().enumerate() {
        let node = renamed[node].index();
        if ways & Ways::INLINED != 0 {
            inlined.insert(node);
        }
        if ways & Ways::CALLED != 0 {
            called.insert(node);
        }
    }
    let rename = |ends: Vec<u32>| ends.into_iter().map(|node| renamed[node as usize]).collect();
    (tree, StackNodes { ends: ends.into_iter().map(rename).collect(), inlined, called, cut })
}

/// The ways in which a node is reached, and whether its children are in the table.
struct Ways;

impl Ways {
    const INLINED: u8 = 1;
    const CALLED: u8 = 2;
    const HAS_SEVERAL: u8 = 4;
}

const NONE: u32 = u32::MAX;

/// The tree in the order in which stacks first reach its nodes.
///
/// Building it is the hot spot of opening a profile, so a frame costs a hash only where the tree branches:
/// what a stack shares with the one before it is not walked again, and a node remembers the child that was
/// used last. Only the children of a node that has several are in the table.
struct Trie {
    frames: Vec<u32>,
    parents: Vec<u32>,
    last_children: Vec<u32>,
    ways: Vec<u8>,
    table: ChildTable,
    max_nodes: usize,
}

impl Trie {
    fn new(max_nodes: usize) -> Self {
        Self {
            frames: vec![FrameId::ROOT.index() as u32],
            parents: vec![0],
            last_children: vec![NONE],
            ways: vec![0],
            table: ChildTable::default(),
            max_nodes,
        }
    }

    /// Adds all stacks of a profile and returns the node at which each ends.
    fn insert_stacks(
        &mut self,
        at: usize,
        profile: &Profile,
        frames: &FrameTable,
        cut: &mut usize,
    ) -> Vec<u32> {
        let stacks = profile.stacks();
        let mut ends = Vec::with_capacity(stacks.len());
        let mut before: &[LocationId] = &[];
        // path[i] is the node behind the i-th location from the root, of the stack before.
        let mut path: Vec<u32> = Vec::new();
        for id in stacks.ids() {
            let stack = stacks.get(id);
            let shared = stack.iter().rev().zip(before.iter().rev()).take_while(|(a, b)| a == b).count();
            path.truncate(shared);
            let mut node = path.last().copied().unwrap_or(0);
            for &location in stack[..stack.len() - shared].iter().rev() {
                match self.insert(node, frames.frames_of(at, location)) {
                    Ok(end) => node = end,
                    Err(end) => {
                        node = end;
                        *cut += 1;
                        break;
                    }
                }
                path.push(node);
            }
            ends.push(node);
            before = &stack[stack.len() - path.len()..];
        }
        ends
    }

    /// Walks from `node` along `frames`; the deepest node that was reached is the error where the tree is full.
    #[inline]
    fn insert(&mut self, mut node: u32, frames: &[FrameAt]) -> Result<u32, u32> {
        for at in frames {
            node = self.child(node, at.frame().index() as u32).ok_or(node)?;
            self.ways[node as usize] |= if at.is_inlined() { Ways::INLINED } else { Ways::CALLED };
        }
        Ok(node)
    }

    #[inline]
    fn child(&mut self, parent: u32, frame: u32) -> Option<u32> {
        let last = self.last_children[parent as usize];
        if last != NONE && self.frames[last as usize] == frame {
            return Some(last);
        }
        self.other_child(parent, frame, last)
    }

    fn other_child(&mut self, parent: u32, frame: u32, last: u32) -> Option<u32> {
        let has_several = self.ways[parent as usize] & Ways::HAS_SEVERAL != 0;
        let known =
            if has_several { self.table.find(&self.parents, &self.frames, parent, frame) } else { None };
        let child = if let Some(child) = known {
            child
        } else {
            if self.frames.len() >= self.max_nodes {
                return None;
            }
            let child = self.frames.len() as u32;
            self.frames.push(frame);
            self.parents.push(parent);
            self.last_children.push(NONE);
            self.ways.push(0);
            if last != NONE {
                if !has_several {
                    self.ways[parent as usize] |= Ways::HAS_SEVERAL;
                    self.table.insert(&self.parents, &self.frames, last);
                }
                self.table.insert(&self.parents, &self.frames, child);
            }
            child
        };
        self.last_children[parent as usize] = child;
        Some(child)
    }

    /// The tree in depth-first order with siblings by ascending rank, and the new id of every node.
    fn depth_first(&mut self, ranks: &[u32]) -> (CallTree, Vec<NodeId>) {
        let count = self.frames.len();
        self.table = ChildTable::default();
        // The last child is known no longer; its column becomes the first child.
        let mut first_children = std::mem::take(&mut self.last_children);
        first_children.fill(NONE);
        let mut next_siblings = vec![NONE; count];
        for node in (1..count).rev() {
            let first = &mut first_children[self.parents[node] as usize];
            next_siblings[node] = *first;
            *first = node as u32;
        }
        let mut renamed = vec![NodeId::ROOT; count];
        let mut frames = Vec::with_capacity(count);
        let mut parents = Vec::with_capacity(count);
        let mut siblings = Vec::new();
        let mut next = Some(0_u32);
        while let Some(node) = next {
            let row = node as usize;
            renamed[row] = NodeId::new(frames.len());
            frames.push(FrameId::new(self.frames[row] as usize));
            parents.push(renamed[self.parents[row] as usize]);
            let mut first = first_children[row];
            // Most nodes have one child: only where there are several is there anything to sort.
            if self.ways[row] & Ways::HAS_SEVERAL != 0 {
                siblings.extend(std::iter::successors(Some(first), |&child| {
                    Some(next_siblings[child as usize]).filter(|&next| next != NONE)
                }));
                siblings.sort_unstable_by_key(|&child| ranks[self.frames[child as usize] as usize]);
                first = NONE;
                for child in siblings.drain(..).rev() {
                    next_siblings[child as usize] = first;
                    first = child;
                }
            }
            next = if first != NONE { Some(first) } else { self.next_branch(node, &next_siblings) };
        }
        (CallTree::from_preorder(frames, parents), renamed)
    }

    /// The next sibling of `node`, or else of its nearest ancestor that has one.
    fn next_branch(&self, mut node: u32, next_siblings: &[u32]) -> Option<u32> {
        while node != 0 {
            let sibling = next_siblings[node as usize];
            if sibling != NONE {
                return Some(sibling);
            }
            node = self.parents[node as usize];
        }
        None
    }
}

/// Finds a child by parent and frame: open addressing over node ids, whose keys lie in the columns of the trie.
#[derive(Default)]
struct ChildTable {
    slots: Vec<u32>,
    used: usize,
}

impl ChildTable {
    fn find(&self, parents: &[u32], frames: &[u32], parent: u32, frame: u32) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        let mut slot = self.slot(parent, frame);
        loop {
            let node = self.slots[slot];
            if node == NONE {
                return None;
            }
            if frames[node as usize] == frame && parents[node as usize] == parent {
                return Some(node);
            }
            slot = (slot + 1) & (self.slots.len() - 1);
        }
    }

    /// Adds a node that is not there.
    fn insert(&mut self, parents: &[u32], frames: &[u32], node: u32) {
        if (self.used + 1) * 2 > self.slots.len() {
            let size = (self.slots.len() * 2).max(1024);
            let old = std::mem::replace(&mut self.slots, vec![NONE; size]);
            for node in old.into_iter().filter(|&node| node != NONE) {
                self.place(parents, frames, node);
            }
        }
        self.place(parents, frames, node);
        self.used += 1;
    }

    fn place(&mut self, parents: &[u32], frames: &[u32], node: u32) {
        let mut slot = self.slot(parents[node as usize], frames[node as usize]);
        while self.slots[slot] != NONE {
            slot = (slot + 1) & (self.slots.len() - 1);
        }
        self.slots[slot] = node;
    }

    #[inline]
    fn slot(&self, parent: u32, frame: u32) -> usize {
        let key = u64::from(parent) << 32 | u64::from(frame);
        let mixed = (key ^ key >> 29).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed >> 32) as usize & (self.slots.len() - 1)
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
