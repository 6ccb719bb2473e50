//! The tree in the order in which stacks first reach its nodes.

use crate::analysis::{FrameAt, FrameId};

/// The tree in the order in which stacks first reach its nodes.
///
/// Building it is the hot spot of opening a profile, so a frame costs a hash only where the tree branches: a node
/// remembers the child that was used last, and only the children of a node that has several are in the table. What a
/// step needs lies in one record, so that a step into a part of the tree that is not in the cache waits for memory once.
pub(super) struct Trie {
    pub(super) nodes: Vec<Node>,
    table: ChildTable,
    max_nodes: usize,
}

/// A node, in 16 bytes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Node {
    pub(super) frame: u32,
    parent_and_ways: u32,
    /// The child that was used last. When all nodes are there, the first child.
    pub(super) child: u32,
    /// The frame of that child. When all nodes are there, the next sibling of this node.
    pub(super) frame_or_sibling: u32,
}

/// No node, and no frame.
pub(super) const NONE: u32 = u32::MAX;

/// The ways in which a node is reached, and whether it has several children.
pub(super) const INLINED: u32 = 1 << 31;
pub(super) const CALLED: u32 = 1 << 30;
const HAS_SEVERAL: u32 = 1 << 29;
const PARENT: u32 = HAS_SEVERAL - 1;

impl Node {
    pub(super) fn parent(&self) -> u32 {
        self.parent_and_ways & PARENT
    }

    pub(super) fn is_inlined(&self) -> bool {
        self.parent_and_ways & INLINED != 0
    }

    pub(super) fn is_called(&self) -> bool {
        self.parent_and_ways & CALLED != 0
    }

    pub(super) fn has_several_children(&self) -> bool {
        self.parent_and_ways & HAS_SEVERAL != 0
    }
}

impl Trie {
    /// The root alone. About so many stacks will come.
    pub(super) fn new(max_nodes: usize, stacks: usize) -> Self {
        let root = Node {
            frame: FrameId::ROOT.index() as u32,
            parent_and_ways: 0,
            child: NONE,
            frame_or_sibling: NONE,
        };
        Self { nodes: vec![root], table: ChildTable::new(stacks), max_nodes: max_nodes.min(PARENT as usize) }
    }

    /// Walks from `node` along `frames`; the deepest node that was reached is the error where the tree is full.
    #[inline]
    pub(super) fn insert(&mut self, mut node: u32, frames: &[FrameAt]) -> Result<u32, u32> {
        for at in frames {
            let frame = at.frame().index() as u32;
            let Node { child, frame_or_sibling, .. } = self.nodes[node as usize];
            node =
                if frame_or_sibling == frame { child } else { self.other_child(node, frame).ok_or(node)? };
            self.nodes[node as usize].parent_and_ways |= if at.is_inlined() { INLINED } else { CALLED };
        }
        Ok(node)
    }

    /// The child of a frame that was not used last; `None` where the tree is full.
    #[inline(never)]
    fn other_child(&mut self, parent: u32, frame: u32) -> Option<u32> {
        let Node { parent_and_ways, child: last, frame_or_sibling: last_frame, .. } =
            self.nodes[parent as usize];
        let has_several = parent_and_ways & HAS_SEVERAL != 0;
        let known = if has_several { self.table.find(parent, frame) } else { None };
        let child = match known {
            Some(child) => child,
            None => {
                if self.nodes.len() >= self.max_nodes {
                    return None;
                }
                let child = self.nodes.len() as u32;
                let new = Node { frame, parent_and_ways: parent, child: NONE, frame_or_sibling: NONE };
                self.nodes.push(new);
                if last != NONE {
                    if !has_several {
                        self.nodes[parent as usize].parent_and_ways |= HAS_SEVERAL;
                        self.table.insert(parent, last_frame, last);
                    }
                    self.table.insert(parent, frame, child);
                }
                child
            }
        };
        let parent = &mut self.nodes[parent as usize];
        (parent.child, parent.frame_or_sibling) = (child, frame);
        Some(child)
    }

    /// Turns the children that were used last into lists of children, in the order in which they came.
    pub(super) fn link_children(&mut self) {
        self.table = ChildTable::new(0);
        for node in &mut self.nodes {
            (node.child, node.frame_or_sibling) = (NONE, NONE);
        }
        for row in (1..self.nodes.len()).rev() {
            let parent = self.nodes[row].parent() as usize;
            self.nodes[row].frame_or_sibling = self.nodes[parent].child;
            self.nodes[parent].child = row as u32;
        }
    }
}

/// Finds a child by parent and frame, by open addressing.
struct ChildTable {
    slots: Vec<Slot>,
    used: usize,
}

#[derive(Debug, Clone, Copy)]
struct Slot {
    parent: u32,
    frame: u32,
    child: u32,
}

const EMPTY: Slot = Slot { parent: 0, frame: 0, child: NONE };

impl ChildTable {
    /// A table for about so many children.
    fn new(children: usize) -> Self {
        let slots = if children == 0 { 0 } else { (children * 2).next_power_of_two().clamp(64, 1 << 22) };
        Self { slots: vec![EMPTY; slots], used: 0 }
    }

    fn find(&self, parent: u32, frame: u32) -> Option<u32> {
        if self.slots.is_empty() {
            return None;
        }
        let mut at = self.slot(parent, frame);
        loop {
            let slot = self.slots[at];
            if slot.child == NONE {
                return None;
            }
            if slot.frame == frame && slot.parent == parent {
                return Some(slot.child);
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
    }

    /// Adds a child that is not there.
    fn insert(&mut self, parent: u32, frame: u32, child: u32) {
        if (self.used + 1) * 2 > self.slots.len() {
            let size = (self.slots.len() * 2).max(64);
            let old = std::mem::replace(&mut self.slots, vec![EMPTY; size]);
            for slot in old.into_iter().filter(|slot| slot.child != NONE) {
                self.place(slot);
            }
        }
        self.place(Slot { parent, frame, child });
        self.used += 1;
    }

    fn place(&mut self, slot: Slot) {
        let mut at = self.slot(slot.parent, slot.frame);
        while self.slots[at].child != NONE {
            at = (at + 1) & (self.slots.len() - 1);
        }
        self.slots[at] = slot;
    }

    #[inline]
    fn slot(&self, parent: u32, frame: u32) -> usize {
        let key = u64::from(parent) << 32 | u64::from(frame);
        let mixed = (key ^ key >> 29).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        (mixed >> 32) as usize & (self.slots.len() - 1)
    }
}
