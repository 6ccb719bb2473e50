//! Frames as characters of words.

use crate::analysis::FrameId;

/// The places of frames among all by name, as characters that are packed into words of 64 bits.
///
/// A character is a rank + 1, and 0 behind the last of a stack. The first stands in the highest bits, so that words are
/// ordered as stacks are: by their first frame that differs, and where one ends it comes first.
#[derive(Debug)]
pub(super) struct Ranks {
    /// The character of each frame.
    characters: Vec<u32>,
    /// The frame of each character but 0.
    frames: Vec<FrameId>,
    bits: u32,
}

impl Ranks {
    /// `ranks` are those of all frames, the root's among them.
    pub(super) fn new(ranks: Vec<u32>) -> Self {
        let mut frames = vec![FrameId::ROOT; ranks.len()];
        for (frame, &rank) in ranks.iter().enumerate() {
            frames[rank as usize] = FrameId::new(frame);
        }
        let mut characters = ranks;
        for character in &mut characters {
            *character += 1;
        }
        Self { frames, bits: u32::BITS - (characters.len() as u32).leading_zeros(), characters }
    }

    /// How many characters a word has: at least two.
    pub(super) fn per_word(&self) -> usize {
        (u64::BITS / self.bits) as usize
    }

    /// How far the character at a place of a word is shifted.
    #[inline]
    pub(super) fn shift(&self, place: usize) -> u32 {
        u64::BITS - self.bits * (place as u32 + 1)
    }

    /// How many characters two words have in common that are not equal.
    #[inline]
    pub(super) fn common(&self, left: u64, right: u64) -> usize {
        ((left ^ right).leading_zeros() / self.bits) as usize
    }

    /// How many bits a character has.
    #[inline]
    pub(super) fn bits(&self) -> u32 {
        self.bits
    }

    /// The bits of a character.
    #[inline]
    pub(super) fn mask(&self) -> u64 {
        (1 << self.bits) - 1
    }

    #[inline]
    pub(super) fn character(&self, frame: FrameId) -> u32 {
        self.characters[frame.index()]
    }

    /// The frame at a place of a word.
    #[inline]
    pub(super) fn frame(&self, word: u64, place: usize) -> FrameId {
        let character = (word >> self.shift(place)) & self.mask();
        self.frames[character as usize - 1]
    }
}
