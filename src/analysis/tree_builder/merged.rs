//! One tree of two.

use std::ops::Range;
use std::rc::Rc;

use super::frame_paths::{FramePaths, PackedStack, Part};
use super::stack_words::MAX_WORDS;
use super::{MAX_FRAMES, StackPaths};
use crate::analysis::{CallTree, FrameId, Pace, PathId};

/// The tree of the stacks of two trees, each of which is of one profile.
///
/// Both have their paths in order, so that all that is to be found out is which of two comes first. How many frames each has in common
/// with the path that went before is known; where these differ, that says which, and else it is looked at what comes behind those.
/// Nothing is packed or sorted again, and the words of both are shared.
pub(in crate::analysis) struct MergedTree<'a> {
    sides: [Side<'a>; 2],
    shared: Vec<u32>,
    depths: Vec<u32>,
    stacks: Vec<PackedStack>,
    firsts: Vec<u32>,
    /// What was read ahead: that it is used keeps it from being left out.
    ahead: u64,
}

/// One of the two trees.
struct Side<'a> {
    tree: &'a CallTree,
    ends: &'a StackPaths,
    part: &'a Part,
    /// The frames in the merged tree, by character; and their places among all by name.
    frames: Vec<FrameId>,
    ranks: Vec<u32>,
    /// The path that comes next, and how many nodes it has in common with the one that went last.
    next: usize,
    shared: u32,
    /// In which path of the merged tree each ends.
    places: Vec<PathId>,
}

/// How many paths ahead is looked.
const AHEAD: usize = 8;

/// How many paths are merged in one piece: a millisecond or two.
const PIECE: usize = 1 << 13;

impl<'a> MergedTree<'a> {
    /// Begins with the two roots. `renamed` are the frames of the second tree in the merged one, and `ranks` the places of its frames
    /// among all by name.
    ///
    /// `None` where stacks were cut short or would be, or where the second tree has its frames in another order.
    pub(in crate::analysis) fn new(
        trees: [(&'a CallTree, &'a StackPaths); 2],
        renamed: &[FrameId],
        ranks: &[u32],
    ) -> Option<Self> {
        let side = |(tree, ends): (&'a CallTree, &'a StackPaths), rename: &dyn Fn(FrameId) -> FrameId| {
            let part = tree.frame_paths().part().filter(|_| ends.cut == 0)?;
            let frames: Vec<FrameId> = part.ranks.frames().iter().map(|&frame| rename(frame)).collect();
            let ranks: Vec<u32> = frames.iter().map(|frame| ranks[frame.index()]).collect();
            let places = Vec::with_capacity(tree.path_count());
            let side = Side { tree, ends, part, frames, ranks, next: 0, shared: 0, places };
            side.ranks.is_sorted().then_some(side)
        };
        let [first, second] = trees;
        let sides = [side(first, &|frame| frame)?, side(second, &|frame| renamed[frame.index()])?];
        let sum = |count: &dyn Fn(&Part) -> usize| sides.iter().map(|side| count(side.part)).sum::<usize>();
        let is_cut = sum(&|part| part.words.frame_count()) > MAX_FRAMES
            || sum(&|part| part.words.word_count())
                + sides.iter().map(|side| side.tree.max_depth() as usize).sum::<usize>()
                > MAX_WORDS;
        let firsts = vec![0];
        let merged =
            Self { sides, shared: Vec::new(), depths: Vec::new(), stacks: Vec::new(), firsts, ahead: 0 };
        (!is_cut).then_some(merged)
    }

    /// Merges all paths.
    pub(in crate::analysis) async fn run(mut self, pace: &Pace) -> (CallTree, StackPaths) {
        pace.repeat(&mut || self.merge(PIECE)).await;
        let Self { sides, shared, depths, stacks, firsts, .. } = self;
        let mut parts = Vec::with_capacity(2);
        let mut ends = Vec::with_capacity(2);
        let mut before = 0;
        for side in sides {
            let place = |end: &PathId| side.places[end.index()];
            ends.extend(side.ends.ends.iter().map(|ends| ends.iter().map(place).collect()));
            let ranks = Rc::new(side.part.ranks.renamed(side.frames));
            parts.push(Part { words: Rc::clone(&side.part.words), ranks, before });
            before += side.part.words.len();
        }
        let tree = CallTree::of_paths(FramePaths::new(parts, stacks, firsts), shared, &depths);
        (tree, StackPaths { ends, cut: 0 })
    }

    /// Goes on for some paths, and says whether there are others.
    #[inline(never)]
    fn merge(&mut self, count: usize) -> bool {
        for _ in 0..count {
            let [first, second] = &self.sides;
            let has_next = [!first.is_done(), !second.is_done()];
            let goes = match has_next {
                [false, false] => return false,
                // Whoever has more in common with the last stands before the other.
                [true, true] if first.shared != second.shared => {
                    [first.shared > second.shared, second.shared > first.shared]
                }
                [true, true] => {
                    let (goes, shared) = Side::compare(first, second);
                    let last = first.shared;
                    self.push(goes, last);
                    for (side, goes) in self.sides.iter_mut().zip(goes) {
                        if !goes {
                            side.shared = shared;
                        }
                    }
                    continue;
                }
                one => one,
            };
            let last = if goes[0] { first.shared } else { second.shared };
            self.push(goes, last);
        }
        true
    }

    /// Appends the next path of one side, or that of both where they are equal.
    #[inline]
    fn push(&mut self, goes: [bool; 2], shared: u32) {
        let path = PathId::new(self.shared.len());
        self.shared.push(shared);
        for (at, side) in self.sides.iter_mut().enumerate().filter(|&(at, _)| goes[at]) {
            if self.depths.len() < self.shared.len() {
                self.depths.push(side.depth());
            }
            let stacks = side.tree.frame_paths().stacks(side.next).iter();
            self.stacks.extend(stacks.map(|&stack| if at == 0 { stack } else { stack.in_second() }));
            side.places.push(path);
            side.next += 1;
            self.ahead ^= side.look_ahead();
            side.shared = if side.is_done() { 0 } else { side.tree.shared(side.next) };
        }
        self.firsts.push(self.stacks.len() as u32);
    }
}

impl Side<'_> {
    fn is_done(&self) -> bool {
        self.next == self.tree.path_count()
    }

    /// Reads what will be compared of a path that comes soon. The words of paths lie in the order of their stacks, so that each is waited
    /// for; so the processor waits for several at once.
    #[inline]
    fn look_ahead(&self) -> u64 {
        let path = (self.next + AHEAD).min(self.tree.path_count() - 1);
        let start = self.tree.frame_paths().head(path).start();
        self.part.words.word_of(start, self.tree.shared(path).saturating_sub(1))
    }

    /// How many frames the next path has.
    fn depth(&self) -> u32 {
        self.tree.path_depth(self.next)
    }

    /// The places by name of some frames of the next path.
    fn ranks(&self, frames: Range<u32>) -> impl Iterator<Item = u32> + '_ {
        let start = self.tree.frame_paths().head(self.next).start();
        let characters = self.part.words.characters(start, frames);
        characters.map(|character| self.ranks[character as usize - 1])
    }

    /// Which of two paths comes first, or both where they are equal, and how many nodes they have in common, where they are known to
    /// have as many as each has with the path that went last.
    #[inline(never)]
    fn compare(first: &Self, second: &Self) -> ([bool; 2], u32) {
        let (from, depths) = (first.shared.saturating_sub(1), [first.depth(), second.depth()]);
        let mut pairs = first.ranks(from..depths[0]).zip(second.ranks(from..depths[1]));
        let mut shared = first.shared.max(1);
        let (left, right) = loop {
            match pairs.next() {
                Some((left, right)) if left == right => shared += 1,
                Some(pair) => break pair,
                None => break (depths[0], depths[1]),
            }
        };
        ([left <= right, right <= left], shared)
    }
}
