//! Stacks as words that sort as the stacks do.

use std::ops::Range;

use super::ranks::Ranks;
use crate::analysis::{FrameAt, FrameTable};
use crate::profile::{LocationId, Profile, StackId, StackTable};

/// The frames of all stacks from the root on, several in a word of 64 bits; see [`Ranks`].
///
/// What a sort compares lies side by side, in a fourth of the memory that the frames would take:
///
/// ```text
///  stack, frames │ characters, end to end │ 0 │ which frames are inlined │ the next stack …
///   one word         ↑ its start           one       a bit each, the
///                                          word     lowest the first
/// ```
#[derive(Debug)]
pub(super) struct StackWords {
    /// The words of all stacks so far, and behind [`end`](Self::end) room for those of the next.
    words: Vec<u64>,
    end: usize,
    /// Where the characters of each stack start.
    starts: Vec<u32>,
    bits: u32,
    /// Which frames of the stack at hand are inlined.
    inlined: Vec<u64>,
    /// How many more frames there may be, and how many there are.
    room: usize,
    frames: usize,
    cut: usize,
    /// The stack that comes next of the profile at hand.
    next: usize,
}

/// The frames of a location as characters, the last in the lowest bits, and below them how many they are, or [`MANY`]: eight bytes, for
/// locations are looked up all over their table.
#[derive(Debug, Clone, Copy)]
pub(super) struct LocationCharacters(u64);

/// How many bits tell how many frames a location has.
const COUNT_BITS: u32 = 4;

/// More frames than that can tell, or than fit beside it.
const MANY: u32 = (1 << COUNT_BITS) - 1;

impl LocationCharacters {
    /// Those of all locations of a profile.
    pub(super) fn of_all(frames: &FrameTable, at: usize, profile: &Profile, ranks: &Ranks) -> Vec<Self> {
        profile.locations().ids().map(|location| Self::of(frames.frames_of(at, location), ranks)).collect()
    }

    fn of(frames: &[FrameAt], ranks: &Ranks) -> Self {
        // As `FrameTable` has them, all but the first are inlined into the one before.
        let is_usual = frames.iter().enumerate().all(|(at, frame)| frame.is_inlined() == (at > 0));
        let bits = frames.len() * ranks.bits() as usize;
        if frames.is_empty()
            || !is_usual
            || frames.len() >= MANY as usize
            || bits > (u64::BITS - COUNT_BITS) as usize
        {
            return Self(MANY.into());
        }
        let append =
            |all: u64, frame: &FrameAt| all << ranks.bits() | u64::from(ranks.character(frame.frame()));
        Self(frames.iter().fold(0, append) << COUNT_BITS | frames.len() as u64)
    }

    #[inline(always)]
    fn count(self) -> u32 {
        self.0 as u32 & MANY
    }

    #[inline(always)]
    fn characters(self) -> u64 {
        self.0 >> COUNT_BITS
    }
}

/// A stack that is being packed.
struct Packing {
    /// The word at hand, and how many of its bits are used, from the highest on.
    word: u64,
    used: u32,
    /// How many words are full.
    words: usize,
    frames: u32,
    /// Which of the latest up to 64 frames are called, and not inlined.
    called: u64,
}

impl Packing {
    /// Appends characters of fewer than 64 bits in all. There is a word for what does not fit the one at hand.
    #[inline(always)]
    fn push(&mut self, to: &mut [u64], characters: u64, bits: u32) {
        // Turned to their place, those that do not fit have come around to where the next word has them. Nothing is asked on the
        // way: whether they fit cannot be foreseen.
        let turned = characters.rotate_right(self.used + bits);
        let here = u64::MAX >> self.used;
        let word = self.word | turned & here;
        to[self.words] = word;
        let used = self.used + bits;
        let is_full = used >= u64::BITS;
        self.word = if is_full { turned & !here } else { word };
        self.words += usize::from(is_full);
        self.used = used % u64::BITS;
    }

    /// Appends frames of which those are called that have a bit.
    #[inline(always)]
    fn mark(&mut self, inlined: &mut Vec<u64>, called: u64, frames: u32) {
        let place = self.frames % u64::BITS;
        self.called |= called << place;
        self.frames += frames;
        if place + frames >= u64::BITS {
            inlined.push(!self.called);
            self.called = called.checked_shr(u64::BITS - place).unwrap_or(0);
        }
    }
}

/// More words than these are not made: they take half a gigabyte. Stacks behind that are cut short.
pub(super) const MAX_WORDS: usize = 1 << 26;

/// For so many words room is made at once: that is filled with zeros, and written to while it is near.
const ROOM: usize = 1 << 12;

/// How many locations are looked at in one piece: some milliseconds.
const PIECE: usize = 1 << 17;

impl StackWords {
    pub(super) fn new(frames: &FrameTable, profiles: &[&Profile], ranks: &Ranks, max_frames: usize) -> Self {
        let mut stacks = 0;
        let mut words = 0;
        for (at, profile) in profiles.iter().enumerate() {
            stacks += profile.stacks().len();
            // As if all locations had as many lines as they have on average. Besides the characters a stack has two words, half of one
            // that is not full, and one and a half that tell what is inlined.
            let locations = profile.locations().len().max(1);
            let per_location = frames.frame_count(at) as f64 / locations as f64;
            let expected = profile.stacks().location_count() as f64 * per_location;
            words += (expected * f64::from(ranks.bits() + 1) / f64::from(u64::BITS)) as usize;
            words += profile.stacks().len() * 3;
        }
        Self::with_room(stacks, words, ranks, max_frames)
    }

    fn with_room(stacks: usize, words: usize, ranks: &Ranks, max_frames: usize) -> Self {
        let mut new = Self {
            words: Vec::new(),
            end: 0,
            starts: Vec::with_capacity(stacks),
            bits: ranks.bits(),
            inlined: Vec::new(),
            room: max_frames,
            frames: 0,
            cut: 0,
            next: 0,
        };
        // It grows by itself where this was too little or cannot be had.
        let _ = new.words.try_reserve((words + words / 16 + ROOM).min(MAX_WORDS));
        new
    }

    /// Packs some more stacks of a profile, and says whether it has others.
    #[inline(never)]
    pub(super) fn run<'a>(
        &mut self,
        stacks: &StackTable,
        ranks: &Ranks,
        locations: &[LocationCharacters],
        frames_of: impl Fn(LocationId) -> &'a [FrameAt],
    ) -> bool {
        let mut left = PIECE;
        while left > 0 && self.next < stacks.len() {
            let stack = stacks.get(StackId::new(self.next));
            self.push(stack, ranks, locations, &frames_of);
            self.next += 1;
            left = left.saturating_sub(stack.len() + 1);
        }
        self.words.truncate(self.end);
        let has_more = self.next < stacks.len();
        if !has_more {
            self.next = 0;
        }
        has_more
    }

    /// Makes room for so many words more, and for those of some stacks behind.
    #[inline]
    fn make_room(&mut self, words: usize) -> &mut [u64] {
        if self.words.len() - self.end < words {
            self.words.resize(self.end + words.max(ROOM), 0);
        }
        &mut self.words[self.end..]
    }

    /// Packs one stack, leaf first.
    #[inline]
    fn push<'a>(
        &mut self,
        stack: &[LocationId],
        ranks: &Ranks,
        locations: &[LocationCharacters],
        frames_of: &impl Fn(LocationId) -> &'a [FrameAt],
    ) {
        let mut inlined = std::mem::take(&mut self.inlined);
        inlined.clear();
        let room = self.room.min(MAX_WORDS.saturating_sub(self.end));
        let number = self.starts.len() as u64;
        // A location has at most a word of characters, unless it has many; besides, there are the first, the last and the 0.
        let mut left = stack.len() + 3;
        let mut to = self.make_room(left);
        let mut packing = Packing { word: 0, used: 0, words: 1, frames: 0, called: 0 };
        let mut is_cut = false;
        for &location in stack.iter().rev() {
            if packing.frames as usize >= room {
                is_cut = true;
                break;
            }
            let known = locations[location.index()];
            let count = known.count();
            if count == MANY {
                let frames = frames_of(location);
                let frames = &frames[..frames.len().min(MAX_WORDS)];
                left += frames.len() * ranks.bits() as usize / 64 + 1;
                to = self.make_room(left);
                for at in frames {
                    packing.push(to, ranks.character(at.frame()).into(), ranks.bits());
                    packing.mark(&mut inlined, (!at.is_inlined()).into(), 1);
                }
            } else {
                packing.push(to, known.characters(), count * ranks.bits());
                // The first of them.
                packing.mark(&mut inlined, 1, count);
            }
        }
        let Packing { word, used, mut words, frames, called, .. } = packing;
        to[0] = number << 32 | u64::from(frames);
        if used > 0 {
            to[words] = word;
            words += 1;
        }
        to[words] = 0;
        words += 1;
        let others = frames % u64::BITS;
        if others > 0 {
            inlined.push(!called & ((1 << others) - 1));
        }
        self.starts.push(self.end as u32 + 1);
        self.end += words;
        let to = self.make_room(inlined.len());
        for (to, &word) in to.iter_mut().zip(&inlined) {
            *to = word;
        }
        self.end += inlined.len();
        self.inlined = inlined;
        self.room -= self.room.min(frames as usize);
        self.frames += frames as usize;
        self.cut += usize::from(is_cut);
    }

    /// How many stacks all profiles have.
    pub(super) fn len(&self) -> usize {
        self.starts.len()
    }

    /// Where the characters of each stack start, which names the stack from here on.
    pub(super) fn starts(&self) -> &[u32] {
        &self.starts
    }

    /// Which stack starts there, and how many frames it has.
    #[inline]
    pub(super) fn head(&self, start: u32) -> (u32, u32) {
        let head = self.words[start as usize - 1];
        ((head >> 32) as u32, head as u32)
    }

    /// A word of the characters of a stack, or the 0 behind the last. There is nothing to see behind that.
    #[inline]
    pub(super) fn word(&self, start: u32, at: u32) -> u64 {
        self.words[(start + at) as usize]
    }

    /// The word in which a character of a stack begins; that behind the last, where there is none.
    #[inline]
    pub(super) fn word_of(&self, start: u32, at: u32) -> u64 {
        self.words[start as usize + at as usize * self.bits as usize / 64]
    }

    /// The character at a place of a stack.
    #[inline]
    pub(super) fn character(&self, start: u32, at: u32) -> u32 {
        let bits = self.bits as usize;
        let bit = at as usize * bits;
        self.character_at(start as usize + bit / 64, bit % 64, bits)
    }

    /// The character that begins at a bit of a word.
    #[inline(always)]
    fn character_at(&self, word: usize, place: usize, bits: usize) -> u32 {
        // Where a character goes on in the next word, there is one.
        let below = if place + bits > 64 { self.words[word + 1] >> (64 - place) } else { 0 };
        ((self.words[word] << place | below) >> (64 - bits)) as u32
    }

    /// Some characters of a stack.
    #[inline]
    pub(super) fn characters(&self, start: u32, at: Range<u32>) -> impl Iterator<Item = u32> + '_ {
        let bits = self.bits as usize;
        let bit = at.start as usize * bits;
        let (mut word, mut place) = (start as usize + bit / 64, bit % 64);
        at.map(move |_| {
            let character = self.character_at(word, place, bits);
            place += bits;
            if place >= 64 {
                (word, place) = (word + 1, place - 64);
            }
            character
        })
    }

    /// Whether a word that several stacks have at a place may be followed by another in some of them: not where the last character
    /// that is whole in it is none.
    #[inline]
    pub(super) fn goes_on(&self, word: u64, at: u32) -> bool {
        let behind = (u64::from(at) + 1) * 64 % u64::from(self.bits);
        word >> behind & ((1 << self.bits) - 1) != 0
    }

    /// How many characters two stacks have in common whose words are equal up to the one at a place, where they are these.
    #[inline]
    pub(super) fn common(&self, at: u32, left: u64, right: u64) -> u32 {
        ((u64::from(at) * 64 + u64::from((left ^ right).leading_zeros())) / u64::from(self.bits)) as u32
    }

    /// 64 bits that tell which frames of a stack are inlined, from frame `64 * at` on.
    #[inline]
    pub(super) fn inlined(&self, start: u32, at: usize) -> u64 {
        let frames = self.head(start).1 as usize;
        let characters = (frames * self.bits as usize).div_ceil(64);
        if at * 64 < frames { self.words[start as usize + characters + 1 + at] } else { 0 }
    }

    /// How many words there are.
    pub(super) fn word_count(&self) -> usize {
        self.end
    }

    /// How many frames all stacks have together.
    pub(super) fn frame_count(&self) -> usize {
        self.frames
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
        let location = |&frame: &crate::analysis::FrameId| {
            LocationCharacters(u64::from(ranks.character(frame)) << COUNT_BITS | 1)
        };
        let locations: Vec<_> = stacks.iter().flatten().map(location).collect();
        let mut new = Self::with_room(stacks.len(), 0, ranks, usize::MAX);
        let mut next = 0;
        for stack in stacks {
            let leaf_first: Vec<_> = (next..next + stack.len()).rev().map(LocationId::new).collect();
            new.push(&leaf_first, ranks, &locations, &|_| &[]);
            next += stack.len();
        }
        new.words.truncate(new.end);
        new
    }
}
