//! The frames that occur in a tile.

use serde::{Deserialize, Serialize};

use super::colour::PackageHue;
use super::packed;

/// A frame that occurs in a tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TileFrame<'a> {
    /// Its index in the frame table.
    pub frame: u32,
    /// Its full name.
    pub name: &'a str,
    /// The colour of its package.
    pub hue: PackageHue,
    /// Whether the search matches it.
    pub is_match: bool,
}

/// Frames in columns: there are some ten thousand on a full screen, and each name by itself would be one allocation at either end.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct TileFrames {
    #[serde(with = "packed")]
    frames: Vec<u32>,
    /// All names end to end, and where each ends.
    names: String,
    #[serde(with = "packed")]
    name_ends: Vec<u32>,
    #[serde(with = "packed")]
    hues: Vec<u8>,
    #[serde(with = "packed")]
    matches: Vec<u8>,
}

impl TileFrames {
    pub(super) fn push(&mut self, frame: TileFrame<'_>) {
        self.frames.push(frame.frame);
        self.names.push_str(frame.name);
        self.name_ends.push(self.names.len() as u32);
        self.hues.push(frame.hue.index() as u8);
        self.matches.push(frame.is_match.into());
    }

    pub(super) fn len(&self) -> usize {
        self.frames.len()
    }

    /// The row of a frame.
    pub(super) fn row_of(&self, frame: u32) -> Option<u32> {
        self.frames.iter().position(|&other| other == frame).map(|row| row as u32)
    }

    /// The colour of its package.
    #[inline]
    pub(super) fn hue(&self, row: usize) -> PackageHue {
        PackageHue::of_index(self.hues[row].into())
    }

    /// Whether the search matches it.
    #[inline]
    pub(super) fn is_match(&self, row: usize) -> bool {
        self.matches[row] != 0
    }

    /// A frame by its row.
    pub(super) fn get(&self, row: usize) -> TileFrame<'_> {
        TileFrame {
            frame: self.frames[row],
            name: self.name(row),
            hue: self.hue(row),
            is_match: self.is_match(row),
        }
    }

    /// Its full name.
    pub(super) fn name(&self, row: usize) -> &str {
        let start = row.checked_sub(1).map_or(0, |before| self.name_ends[before]);
        // Both ends are between names.
        &self.names[start as usize..self.name_ends[row] as usize]
    }
}
