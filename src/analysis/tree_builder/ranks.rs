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

    /// The frames of all characters but 0.
    pub(super) fn frames(&self) -> &[FrameId] {
        &self.frames
    }

    /// The same characters for other frames. They are only read, and not given to frames.
    pub(super) fn renamed(&self, frames: Vec<FrameId>) -> Self {
        Self { characters: Vec::new(), frames, bits: self.bits }
    }

    /// How many bits a character has: at most 32, so that 64 bits anywhere in a stack hold a whole one.
    #[inline]
    pub(super) fn bits(&self) -> u32 {
        self.bits
    }

    #[inline]
    pub(super) fn character(&self, frame: FrameId) -> u32 {
        self.characters[frame.index()]
    }

    /// The frame of a character, which is not 0.
    #[inline]
    pub(super) fn frame(&self, character: u32) -> FrameId {
        self.frames[character as usize - 1]
    }
}
