//! Stacks as words that sort as the stacks do.

use super::ranks::Ranks;
use crate::analysis::{FrameAt, FrameTable};
use crate::profile::{LocationId, Profile, StackId, StackTable};

/// The frames of all stacks from the root on, several in a word; see [`Ranks`].
///
/// What a sort compares lies side by side, in a fourth of the memory that the frames would take.
pub(super) struct StackWords {
    words: Vec<u64>,
    /// Where the frames of a stack are inlined into the one before: a bit each, from the lowest on.
    inlined: Vec<u64>,
    stacks: Vec<StackSpan>,
    per_word: usize,
    /// The bits of the last character of a word.
    last_character: u64,
    cut: usize,
    /// The stack that comes next of the profile at hand.
    next: usize,
}

/// Where the words of a stack lie.
#[derive(Debug, Clone, Copy)]
pub(super) struct StackSpan {
    start: u32,
    inlined_start: u32,
    /// How many frames it has.
    pub(super) frames: u32,
}

/// More words than these are not made: they take half a gigabyte. Stacks behind that are cut short.
const MAX_WORDS: usize = 1 << 26;

/// How many locations are looked at in one piece: some milliseconds.
const PIECE: usize = 1 << 17;

impl StackWords {
    pub(super) fn new(frames: &FrameTable, profiles: &[&Profile], ranks: &Ranks) -> Self {
        let per_word = ranks.per_word();
        let mut stacks = 0;
        let mut words = 0;
        for (at, profile) in profiles.iter().enumerate() {
            stacks += profile.stacks().len();
            // As if all locations had as many lines as they have on average; half of a stack's last word is free.
            let locations = profile.locations().len().max(1);
            let per_location = frames.frame_count(at) as f64 / locations as f64;
            let expected = profile.stacks().location_count() as f64 * per_location / per_word as f64;
            words += expected as usize + profile.stacks().len() / 2;
        }
        let mut new = Self {
            words: Vec::new(),
            inlined: Vec::new(),
            stacks: Vec::with_capacity(stacks),
            per_word,
            last_character: ranks.mask() << ranks.shift(per_word - 1),
            cut: 0,
            next: 0,
        };
        // It grows by itself where this was too little or cannot be had.
        let _ = new.words.try_reserve((words + words / 16).min(MAX_WORDS));
        let _ = new.inlined.try_reserve(stacks + stacks / 4);
        new
    }

    /// Packs some more stacks of a profile, and says whether it has others.
    #[inline(never)]
    pub(super) fn run<'a>(
        &mut self,
        stacks: &StackTable,
        ranks: &Ranks,
        frames_of: impl Fn(LocationId) -> &'a [FrameAt],
    ) -> bool {
        let mut left = PIECE;
        while self.next < stacks.len() {
            let stack = stacks.get(StackId::new(self.next));
            self.push(stack, ranks, &frames_of);
            self.next += 1;
            left = left.saturating_sub(stack.len() + 1);
            if left == 0 {
                return true;
            }
        }
        self.next = 0;
        false
    }

    /// Packs one stack, leaf first.
    #[inline]
    fn push<'a>(
        &mut self,
        stack: &[LocationId],
        ranks: &Ranks,
        frames_of: &impl Fn(LocationId) -> &'a [FrameAt],
    ) {
        let (start, inlined_start) = (self.words.len() as u32, self.inlined.len() as u32);
        let (mut word, mut place, mut shift) = (0, 0, ranks.shift(0));
        let (mut bits, mut frames) = (0_u64, 0_u32);
        let width = ranks.shift(0) - ranks.shift(1);
        for &location in stack.iter().rev() {
            for at in frames_of(location) {
                if self.words.len() >= MAX_WORDS {
                    self.cut += 1;
                    self.stacks.push(StackSpan { start, inlined_start, frames });
                    return;
                }
                word |= u64::from(ranks.character(at.frame())) << shift;
                bits |= u64::from(at.is_inlined()) << (frames % 64);
                frames += 1;
                place += 1;
                shift = shift.wrapping_sub(width);
                if place == self.per_word {
                    self.words.push(word);
                    (word, place, shift) = (0, 0, ranks.shift(0));
                }
                if frames.is_multiple_of(64) {
                    self.inlined.push(bits);
                    bits = 0;
                }
            }
        }
        if place > 0 {
            self.words.push(word);
        }
        if !frames.is_multiple_of(64) {
            self.inlined.push(bits);
        }
        self.stacks.push(StackSpan { start, inlined_start, frames });
    }

    /// How many stacks all profiles have.
    pub(super) fn len(&self) -> usize {
        self.stacks.len()
    }

    /// How many frames a word holds.
    #[inline]
    pub(super) fn per_word(&self) -> usize {
        self.per_word
    }

    /// How many frames a stack has.
    #[inline]
    pub(super) fn frames(&self, stack: u32) -> usize {
        self.stacks[stack as usize].frames as usize
    }

    /// A word of a stack, 0 behind its last.
    #[inline]
    pub(super) fn word(&self, stack: u32, at: usize) -> u64 {
        let span = self.stacks[stack as usize];
        if at * self.per_word < span.frames as usize { self.words[span.start as usize + at] } else { 0 }
    }

    /// Whether a word has a character at each place, so that the stack may go on behind it.
    #[inline]
    pub(super) fn is_full(&self, word: u64) -> bool {
        word & self.last_character != 0
    }

    /// 64 bits that tell of the frames from `64 * at` on which are inlined.
    #[inline]
    pub(super) fn inlined(&self, stack: u32, at: usize) -> u64 {
        let span = self.stacks[stack as usize];
        if at * 64 < span.frames as usize { self.inlined[span.inlined_start as usize + at] } else { 0 }
    }

    /// How many stacks were cut short.
    pub(super) fn cut(&self) -> usize {
        self.cut
    }
}
