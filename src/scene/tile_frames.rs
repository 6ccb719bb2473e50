//! The frames that occur in a tile.

use serde::{Deserialize, Serialize};

use super::colour::PackageHue;
use super::packed;
use super::tile::TileSource;
use crate::analysis::FrameId;

/// A frame that occurs in a tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TileFrame<'a> {
    /// Its index in the frame table.
    pub frame: u32,
    /// Its full name; empty where none of its boxes is wide enough to show some of it.
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

/// The frames that were met while a tile is cut.
#[derive(Debug, Default)]
pub(super) struct SeenFrames {
    /// For each frame of the table its row, + 1, and 0 for those that were not met.
    rows: Vec<u32>,
    /// Each row's frame, and whether its name may be shown.
    seen: Vec<(FrameId, bool)>,
}

impl SeenFrames {
    /// The row of a frame that is met, where its name may be shown or not.
    #[inline]
    pub(super) fn row(&mut self, frame: FrameId, is_named: bool) -> u32 {
        if self.rows.len() <= frame.index() {
            self.rows.resize(frame.index() + 1, 0);
        }
        let row = &mut self.rows[frame.index()];
        if *row == 0 {
            self.seen.push((frame, is_named));
            *row = self.seen.len() as u32;
        }
        self.seen[*row as usize - 1].1 |= is_named;
        *row - 1
    }

    /// What is to be known of each, in the order of rows.
    pub(super) fn finish(&self, source: &dyn TileSource) -> TileFrames {
        let mut frames = TileFrames::default();
        for &(frame, is_named) in &self.seen {
            frames.push(TileFrame {
                frame: frame.index() as u32,
                name: if is_named { source.name(frame) } else { "" },
                hue: source.hue(frame),
                is_match: source.is_match(frame),
            });
        }
        frames
    }
}

impl TileFrames {
    fn push(&mut self, frame: TileFrame<'_>) {
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

    /// Its full name, where that may be shown.
    pub(super) fn name(&self, row: usize) -> &str {
        let start = row.checked_sub(1).map_or(0, |before| self.name_ends[before]);
        // Both ends are between names.
        &self.names[start as usize..self.name_ends[row] as usize]
    }
}
