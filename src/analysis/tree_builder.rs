//! How stacks become a call tree.

use std::ops::Range;
use std::rc::Rc;

use super::key_sort::Keyed;
use super::{CallTree, FrameTable, NodeId, Pace, PathId, Stage};
use crate::profile::{Profile, StackId};

mod frame_paths;
mod kept;
mod merged;
mod ranks;
mod stack_words;
mod word_sort;

use frame_paths::Part;
pub(super) use frame_paths::{FramePaths, PackedStack};
pub(super) use merged::MergedTree;
use ranks::Ranks;
use stack_words::{LocationCharacters, StackWords};
use word_sort::{ALL, WordSort};

/// More frames than this the stacks of a tree do not get: a few kilobytes of hostile file can describe a million frames for
/// each of a million places. Stacks that would pass it are cut short.
pub(super) const MAX_FRAMES: usize = 1 << 28;

/// In which path of a [`CallTree`] each stack of the profiles ends.
#[derive(Debug, Clone)]
pub struct StackPaths {
    /// By profile, then by stack.
    ends: Vec<Vec<PathId>>,
    cut: usize,
}

impl StackPaths {
    /// The paths in which the stacks of a profile end, by stack. The empty stack ends in the root's.
    pub fn ends(&self, profile: usize) -> &[PathId] {
        &self.ends[profile]
    }

    /// The node at which a stack of a profile ends: its leaf, or the root for the empty stack.
    pub fn node(&self, tree: &CallTree, profile: usize, stack: StackId) -> NodeId {
        tree.end(self.ends[profile][stack.index()])
    }

    /// How many stacks were cut short because they had too many frames; 0 for any real profile.
    pub fn cut_stacks(&self) -> usize {
        self.cut
    }
}

/// The tree of the stacks of all profiles, in three steps:
///
/// ```text
///  stacks ─► words ─────────────► sorted, with how much each ─► paths
///            (four or so frames    shares with the one before
///             in 64 bits)
/// ```
pub(super) async fn build(
    frames: &FrameTable,
    profiles: &[&Profile],
    max_frames: usize,
    pace: &Pace,
) -> (CallTree, StackPaths) {
    let ranks = Ranks::new(frames.ranks());
    let mut words = StackWords::new(frames, profiles, &ranks, max_frames);
    let stacks: usize = profiles.iter().map(|profile| profile.stacks().len()).sum();
    pace.begin(Stage::Tree).await;
    for (at, profile) in profiles.iter().enumerate() {
        let characters = LocationCharacters::of_all(frames, at, profile, &ranks);
        pace.repeat(&mut || {
            let frames_of = |location| frames.frames_of(at, location);
            let has_more = words.run(profile.stacks(), &ranks, &characters, frames_of);
            pace.tell(words.len(), stacks * STEPS);
            has_more
        })
        .await;
    }
    let mut sorting = WordSort::new(&words);
    pace.repeat(&mut || sorting.run(&words)).await;
    let sorted = sorting.finish();
    pace.tell(1, 1);

    let mut paths = PathsBuilder::new(words.len());
    pace.each(sorted.len(), &mut |piece| paths.add(&words, &sorted, piece)).await;
    let PathsBuilder { shared, depths, firsts, mut ends } = paths;
    let mut of_profiles = Vec::with_capacity(profiles.len());
    for profile in profiles {
        let others = ends.split_off(profile.stacks().len());
        of_profiles.push(std::mem::replace(&mut ends, others));
    }
    let stack_paths = StackPaths { ends: of_profiles, cut: words.cut() };
    let stacks = sorted.iter().map(|item| PackedStack::new(item.row)).collect();
    let part = Part { words: Rc::new(words), ranks: Rc::new(ranks), before: 0 };
    (CallTree::of_paths(FramePaths::new(vec![part], stacks, firsts), shared, &depths), stack_paths)
}

/// Packing and sorting: for progress these take equally long.
const STEPS: usize = 2;

/// Makes paths of sorted stacks.
struct PathsBuilder {
    /// By path.
    shared: Vec<u32>,
    depths: Vec<u32>,
    /// Where in the sorted stacks those of each path begin, and how many stacks there were so far.
    firsts: Vec<u32>,
    /// In which path each stack ends.
    ends: Vec<PathId>,
}

impl PathsBuilder {
    /// The root's path comes first, whether a stack ends in it or not.
    fn new(stacks: usize) -> Self {
        Self { shared: vec![0], depths: vec![0], firsts: vec![0, 0], ends: vec![PathId::ROOT; stacks] }
    }

    /// Goes on for the next stacks.
    #[inline(never)]
    fn add(&mut self, words: &StackWords, sorted: &[Keyed], piece: Range<usize>) {
        for at in piece {
            let item = sorted[at];
            let (stack, frames) = words.head(item.row);
            let is_new = if at == 0 { frames > 0 } else { item.note != ALL };
            if is_new {
                self.shared.push(item.note + 1);
                self.depths.push(frames);
                self.firsts.push(0);
            }
            let path = self.shared.len();
            self.firsts[path] = at as u32 + 1;
            self.ends[stack as usize] = PathId::new(path - 1);
        }
    }
}

#[cfg(test)]
mod tests;
