//! Stacks as words that sort as the stacks do.

use super::ranks::Ranks;
use crate::analysis::{FrameAt, FrameTable};
use crate::profile::{LocationId, Profile, StackId, StackTable};

/// The frames of all stacks from the root on, several in a word; see [`Ranks`].
///
/// What a sort compares lies side by side, in a fourth of the memory that the frames would take.
#[derive(Debug)]
pub(super) struct StackWords {
    /// Behind the words of each stack it says which of its frames are inlined into the one before: a bit each, from the
    /// lowest on.
    words: Vec<u64>,
    /// Those of the stack at hand.
    inlined: Vec<u64>,
    stacks: Vec<StackSpan>,
    per_word: usize,
    /// The bits of the last character of a word.
    last_character: u64,
    /// How many more frames there may be.
    room: usize,
    cut: usize,
    /// The stack that comes next of the profile at hand.
    next: usize,
}

/// The character of the only frame of a location, which most have; [`SEVERAL`] where there are others or none.
#[derive(Debug, Clone, Copy)]
pub(super) struct LocationCharacter(u32);

const SEVERAL: u32 = 0;

impl LocationCharacter {
    /// Those of all locations of a profile.
    pub(super) fn of_all(frames: &FrameTable, at: usize, profile: &Profile, ranks: &Ranks) -> Vec<Self> {
        let ids = profile.locations().ids();
        ids.map(|location| match frames.frames_of(at, location) {
            [only] if !only.is_inlined() => Self(ranks.character(only.frame())),
            _ => Self(SEVERAL),
        })
        .collect()
    }
}

/// A stack that is being packed.
struct Packing {
    word: u64,
    /// Where the next character goes.
    shift: u32,
    frames: u32,
    /// Which of the latest up to 64 frames are inlined.
    bits: u64,
}

impl Packing {
    #[inline]
    fn push(&mut self, to: &mut StackWords, ranks: &Ranks, character: u32) {
        self.word |= u64::from(character) << self.shift;
        self.frames += 1;
        if self.shift < ranks.bits() {
            to.words.push(self.word);
            (self.word, self.shift) = (0, ranks.shift(0));
        } else {
            self.shift -= ranks.bits();
        }
        if self.frames.is_multiple_of(64) {
            to.inlined.push(self.bits);
            self.bits = 0;
        }
    }
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
    pub(super) fn new(frames: &FrameTable, profiles: &[&Profile], ranks: &Ranks, max_frames: usize) -> Self {
        let per_word = ranks.per_word();
        let mut stacks = 0;
        let mut words = 0;
        for (at, profile) in profiles.iter().enumerate() {
            stacks += profile.stacks().len();
            // As if all locations had as many lines as they have on average; half of a stack's last word is free.
            let locations = profile.locations().len().max(1);
            let per_location = frames.frame_count(at) as f64 / locations as f64;
            let expected = profile.stacks().location_count() as f64 * per_location / per_word as f64;
            words += expected as usize + profile.stacks().len() * 3 / 2;
        }
        Self::with_room(stacks, words, ranks, max_frames)
    }

    fn with_room(stacks: usize, words: usize, ranks: &Ranks, max_frames: usize) -> Self {
        let per_word = ranks.per_word();
        let mut new = Self {
            words: Vec::new(),
            inlined: Vec::new(),
            stacks: Vec::with_capacity(stacks),
            per_word,
            last_character: ranks.mask() << ranks.shift(per_word - 1),
            room: max_frames,
            cut: 0,
            next: 0,
        };
        // It grows by itself where this was too little or cannot be had.
        let _ = new.words.try_reserve((words + words / 16).min(MAX_WORDS));
        new
    }

    /// Packs some more stacks of a profile, and says whether it has others.
    #[inline(never)]
    pub(super) fn run<'a>(
        &mut self,
        stacks: &StackTable,
        ranks: &Ranks,
        characters: &[LocationCharacter],
        frames_of: impl Fn(LocationId) -> &'a [FrameAt],
    ) -> bool {
        let mut left = PIECE;
        while self.next < stacks.len() {
            let stack = stacks.get(StackId::new(self.next));
            self.push(stack, ranks, characters, &frames_of);
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
        characters: &[LocationCharacter],
        frames_of: &impl Fn(LocationId) -> &'a [FrameAt],
    ) {
        let start = self.words.len() as u32;
        self.inlined.clear();
        let mut packing = Packing { word: 0, shift: ranks.shift(0), frames: 0, bits: 0 };
        for &location in stack.iter().rev() {
            if self.words.len() >= MAX_WORDS || packing.frames as usize >= self.room {
                self.cut += 1;
                break;
            }
            match characters[location.index()].0 {
                SEVERAL => {
                    for at in frames_of(location).iter().take(MAX_WORDS) {
                        packing.bits |= u64::from(at.is_inlined()) << (packing.frames % 64);
                        packing.push(self, ranks, ranks.character(at.frame()));
                    }
                }
                character => packing.push(self, ranks, character),
            }
        }
        if packing.shift != ranks.shift(0) {
            self.words.push(packing.word);
        }
        let inlined_start = self.words.len() as u32;
        self.words.extend_from_slice(&self.inlined);
        if !packing.frames.is_multiple_of(64) {
            self.words.push(packing.bits);
        }
        self.room -= self.room.min(packing.frames as usize);
        self.stacks.push(StackSpan { start, inlined_start, frames: packing.frames });
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
        if at * 64 < span.frames as usize { self.words[span.inlined_start as usize + at] } else { 0 }
    }

    /// How many stacks were cut short.
    pub(super) fn cut(&self) -> usize {
        self.cut
    }
}

#[cfg(test)]
impl StackWords {
    /// The words of stacks of frames, root first, none of which is inlined.
    pub(super) fn of_frames(stacks: &[Vec<crate::analysis::FrameId>], ranks: &Ranks) -> Self {
        let locations: Vec<Vec<LocationId>> = stacks
            .iter()
            .map(|stack| stack.iter().rev().map(|frame| LocationId::new(frame.index())).collect())
            .collect();
        let largest = stacks.iter().flatten().map(|frame| frame.index()).max().unwrap_or(0);
        let character = |frame| LocationCharacter(ranks.character(crate::analysis::FrameId::new(frame)));
        let characters: Vec<_> = (0..=largest).map(character).collect();
        let mut new = Self::with_room(stacks.len(), 0, ranks, usize::MAX);
        for stack in &locations {
            new.push(stack, ranks, &characters, &|_| &[]);
        }
        new
    }
}
