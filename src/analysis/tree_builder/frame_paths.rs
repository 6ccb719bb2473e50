//! The frames of sorted paths.

use std::ops::Range;
use std::rc::Rc;

use super::ranks::Ranks;
use super::stack_words::StackWords;
use crate::analysis::FrameId;

/// The frames of the paths of a tree, as the words that their stacks were sorted by.
///
/// Trees that were made of one another share the words: one of both profiles of a comparison has two parts, each with the words of
/// one profile's tree, and one of the stacks that a filter keeps has those of all stacks.
#[derive(Debug)]
pub(in crate::analysis) struct FramePaths {
    parts: Vec<Part>,
    /// All stacks, in the order of their paths.
    stacks: Vec<PackedStack>,
    /// Where in these the stacks of each path begin, and how many there are. Those of a path have the same frames.
    firsts: Vec<u32>,
    /// The first stack of each path; any for one without stacks, which is the root's.
    heads: Vec<PackedStack>,
}

/// Stacks that were packed together.
#[derive(Debug, Clone)]
pub(super) struct Part {
    pub(super) words: Rc<StackWords>,
    pub(super) ranks: Rc<Ranks>,
    /// How many stacks the parts before it have.
    pub(super) before: usize,
}

/// A stack of some part, by the start of its words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::analysis) struct PackedStack(u32);

impl PackedStack {
    /// There are two parts at most, and far fewer words.
    const PART_BIT: u32 = 31;

    pub(super) fn new(start: u32) -> Self {
        Self(start)
    }

    /// The same in the second part.
    pub(super) fn in_second(self) -> Self {
        Self(self.0 | 1 << Self::PART_BIT)
    }

    #[inline]
    fn part(self) -> usize {
        (self.0 >> Self::PART_BIT) as usize
    }

    #[inline]
    pub(super) fn start(self) -> u32 {
        self.0 & !(1 << Self::PART_BIT)
    }
}

impl FramePaths {
    pub(super) fn new(parts: Vec<Part>, stacks: Vec<PackedStack>, firsts: Vec<u32>) -> Self {
        let head = |pair: &[u32]| if pair[0] < pair[1] { stacks[pair[0] as usize] } else { PackedStack(0) };
        let heads = firsts.windows(2).map(head).collect();
        Self { parts, stacks, firsts, heads }
    }

    /// Its only part, if it has one.
    pub(super) fn part(&self) -> Option<&Part> {
        if let [part] = &*self.parts { Some(part) } else { None }
    }

    /// The first stack of a path, where it has one.
    #[inline]
    pub(super) fn head(&self, path: usize) -> PackedStack {
        self.heads[path]
    }

    /// The paths that are kept, with those of their stacks that are, by the numbers of all stacks.
    pub(super) fn kept(&self, is_path_kept: &[bool], is_kept: &[bool]) -> Self {
        let (mut stacks, mut firsts) = (Vec::new(), vec![0]);
        for path in (0..is_path_kept.len()).filter(|&path| is_path_kept[path]) {
            match self.stacks(path) {
                // Why else would the path be kept? Only the root's always is.
                &[only] if path > 0 => stacks.push(only),
                all => stacks.extend(all.iter().filter(|&&stack| is_kept[self.number(stack)])),
            }
            firsts.push(stacks.len() as u32);
        }
        Self::new(self.parts.clone(), stacks, firsts)
    }

    /// The number of a stack among all.
    fn number(&self, stack: PackedStack) -> usize {
        let Part { words, before, .. } = &self.parts[stack.part()];
        before + words.head(stack.start()).0 as usize
    }

    /// The stacks of a path; only the root's may have none.
    pub(in crate::analysis) fn stacks(&self, path: usize) -> &[PackedStack] {
        &self.stacks[self.firsts[path] as usize..self.firsts[path + 1] as usize]
    }

    /// A frame of a path, counted from the root on.
    #[inline]
    pub(in crate::analysis) fn frame(&self, path: usize, at: u32) -> FrameId {
        let head = self.heads[path];
        let Part { words, ranks, .. } = &self.parts[head.part()];
        ranks.frame(words.character(head.start(), at))
    }

    /// Appends some frames of a path.
    #[inline(never)]
    pub(in crate::analysis) fn append(&self, path: usize, frames: Range<u32>, to: &mut Vec<FrameId>) {
        let head = self.heads[path];
        let Part { words, ranks, .. } = &self.parts[head.part()];
        let characters = words.characters(head.start(), frames);
        to.extend(characters.map(|character| ranks.frame(character)));
    }

    /// 64 bits that tell which frames of a stack are inlined, from frame `64 * at` on.
    pub(in crate::analysis) fn inlined(&self, stack: PackedStack, at: usize) -> u64 {
        self.parts[stack.part()].words.inlined(stack.start(), at)
    }
}

#[cfg(test)]
impl FramePaths {
    /// The paths of frames that stand in their order already, the root's empty one first.
    pub(in crate::analysis) fn of_frames(paths: &[Vec<FrameId>]) -> Self {
        let largest = paths.iter().flatten().map(|frame| frame.index()).max().unwrap_or(0);
        let ranks = Ranks::new((0..=largest as u32).collect());
        let words = StackWords::of_frames(paths, &ranks);
        let stacks = words.starts().iter().map(|&start| PackedStack::new(start)).collect();
        let part = Part { words: Rc::new(words), ranks: Rc::new(ranks), before: 0 };
        Self::new(vec![part], stacks, (0..=paths.len() as u32).collect())
    }
}
