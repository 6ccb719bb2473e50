//! The frames of sorted paths.

use std::ops::Range;

use super::ranks::Ranks;
use super::stack_words::StackWords;
use crate::analysis::FrameId;

/// The frames of the paths of a tree, as the words that their stacks were sorted by.
#[derive(Debug)]
pub(in crate::analysis) struct FramePaths {
    words: StackWords,
    ranks: Ranks,
    /// Where the words of all stacks start, in the order of their paths.
    stacks: Vec<u32>,
    /// Where in these the stacks of each path begin, and how many there are. Those of a path have the same frames.
    firsts: Vec<u32>,
    /// Where the words of each path start: those of its first stack; 0 for one without stacks.
    starts: Vec<u32>,
}

impl FramePaths {
    pub(super) fn new(words: StackWords, ranks: Ranks, stacks: Vec<u32>, firsts: Vec<u32>) -> Self {
        let first = |pair: &[u32]| if pair[0] < pair[1] { stacks[pair[0] as usize] } else { 0 };
        let starts = firsts.windows(2).map(first).collect();
        Self { words, ranks, stacks, firsts, starts }
    }

    /// The stacks of a path, by the start of their words; only the root's may have none.
    pub(in crate::analysis) fn stacks(&self, path: usize) -> &[u32] {
        &self.stacks[self.firsts[path] as usize..self.firsts[path + 1] as usize]
    }

    /// A frame of a path, counted from the root on.
    #[inline]
    pub(in crate::analysis) fn frame(&self, path: usize, at: u32) -> FrameId {
        self.ranks.frame(self.words.character(self.starts[path], at))
    }

    /// Appends some frames of a path.
    #[inline(never)]
    pub(in crate::analysis) fn append(&self, path: usize, frames: Range<u32>, to: &mut Vec<FrameId>) {
        let characters = self.words.characters(self.starts[path], frames);
        to.extend(characters.map(|character| self.ranks.frame(character)));
    }

    /// 64 bits that tell which frames of a stack are inlined, from frame `64 * at` on.
    pub(in crate::analysis) fn inlined(&self, stack: u32, at: usize) -> u64 {
        self.words.inlined(stack, at)
    }
}

#[cfg(test)]
impl FramePaths {
    /// The paths of frames that stand in their order already, the root's empty one first.
    pub(in crate::analysis) fn of_frames(paths: &[Vec<FrameId>]) -> Self {
        let largest = paths.iter().flatten().map(|frame| frame.index()).max().unwrap_or(0);
        let ranks = Ranks::new((0..=largest as u32).collect());
        let words = StackWords::of_frames(paths, &ranks);
        let stacks = words.starts().to_vec();
        Self::new(words, ranks, stacks, (0..=paths.len() as u32).collect())
    }
}
