//! The frames of sorted paths.

use super::ranks::Ranks;
use super::stack_words::StackWords;
use crate::analysis::FrameId;

/// The frames of the paths of a tree, as the words that their stacks were sorted by.
#[derive(Debug)]
pub(in crate::analysis) struct FramePaths {
    words: StackWords,
    ranks: Ranks,
    /// All stacks in the order of their paths.
    stacks: Vec<u32>,
    /// Where the stacks of each path begin, and how many there are. Those of a path have the same frames.
    starts: Vec<u32>,
}

impl FramePaths {
    pub(super) fn new(words: StackWords, ranks: Ranks, stacks: Vec<u32>, starts: Vec<u32>) -> Self {
        Self { words, ranks, stacks, starts }
    }

    /// The stacks of a path; only the root's may have none.
    pub(in crate::analysis) fn stacks(&self, path: usize) -> &[u32] {
        &self.stacks[self.starts[path] as usize..self.starts[path + 1] as usize]
    }

    /// How many frames a path has.
    pub(in crate::analysis) fn frame_count(&self, path: usize) -> usize {
        self.stacks(path).first().map_or(0, |&stack| self.words.frames(stack))
    }

    /// A frame of a path, counted from the root on.
    #[inline]
    pub(in crate::analysis) fn frame(&self, path: usize, at: usize) -> FrameId {
        let stack = self.stacks[self.starts[path] as usize];
        let per_word = self.words.per_word();
        self.ranks.frame(self.words.word(stack, at / per_word), at % per_word)
    }

    /// The frames of a path from a place on.
    pub(in crate::analysis) fn frames(&self, path: usize, from: usize) -> impl Iterator<Item = FrameId> + '_ {
        let per_word = self.words.per_word();
        let stack = self.stacks(path).first().copied().unwrap_or_default();
        let (mut place, mut at) = (from % per_word, from / per_word);
        let mut word = if from < self.frame_count(path) { self.words.word(stack, at) } else { 0 };
        (from..self.frame_count(path)).map(move |_| {
            if place == per_word {
                (place, at) = (0, at + 1);
                word = self.words.word(stack, at);
            }
            place += 1;
            self.ranks.frame(word, place - 1)
        })
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
        let count = paths.len() as u32;
        Self { words, ranks, stacks: (0..count).collect(), starts: (0..=count).collect() }
    }
}
