//! Frames: what a box of the flame graph or a row of the top table stands for.

use super::text_order::order_of;
use super::text_pool::{TextId, TextPool};
use super::{BitSet, FrameId, Grouping, Pace, Work, run_unhurried};
use crate::profile::{LocationId, Profile, table_id};

mod build;
mod merged;
mod row_key;
#[cfg(test)]
mod tests;

use row_key::RowKey;

table_id!(
    /// Names a row of the top table: what pprof holds for one node of its graph.
    RowId
);

impl RowId {
    /// The row of the root, which no report shows.
    pub const ROOT: Self = Self(0);
}

/// A frame as one location has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FrameAt(u32);

impl FrameAt {
    fn new(frame: FrameId, is_inlined: bool) -> Self {
        Self((frame.index() as u32) << 1 | u32::from(is_inlined))
    }

    /// The frame.
    #[inline]
    pub fn frame(self) -> FrameId {
        FrameId::new((self.0 >> 1) as usize)
    }

    /// Whether its call was inlined into the frame before it, which is of the same location.
    #[inline]
    pub fn is_inlined(self) -> bool {
        self.0 & 1 == 1
    }
}

/// The frames of one or several profiles at one [`Grouping`], each once however many profiles have it.
///
/// Frames are told apart **by text**, because ids mean nothing beyond their profile; addresses of several
/// profiles are compared after moving them to where the first profile has the same mapping, as merging does
/// in pprof. There are two levels:
///
/// - a *row* is exactly a node of pprof's graph: it has the name that `-top` prints, and locations without
///   symbols fall together as `[bin]`, or `<unknown>` without a mapping. With `Files` a file has a row for
///   each line on which a function of it begins; that, too, is what pprof does.
/// - a *frame* is what a box stands for: the same, but locations without symbols stay apart by address and are
///   called `bin+0x1a2b` (an offset in the file, so that it does not change from run to run).
///
/// ```text
///  location ─► frames, root → leaf ─► rows
/// ```
#[derive(Debug, Clone)]
pub struct FrameTable {
    grouping: Grouping,
    texts: TextPool,
    names: Vec<TextId>,
    rows: Vec<RowId>,
    functions: Vec<TextId>,
    files: Vec<TextId>,
    lines: Vec<i64>,
    start_lines: Vec<i64>,
    objects: Vec<TextId>,
    addresses: Vec<u64>,
    row_names: Vec<TextId>,
    row_keys: Vec<RowKey>,
    row_frames: Vec<FrameId>,
    profiles: Vec<LocationFrames>,
}

/// The frames of every location of one profile, root to leaf, end to end in one column.
#[derive(Debug, Clone, Default)]
struct LocationFrames {
    frames: Vec<FrameAt>,
    /// `ends[i]` is where the frames of location `i` end; they start where those of `i - 1` end.
    ends: Vec<u32>,
}

impl FrameTable {
    /// The frames of all locations of `profiles`.
    pub fn build(profiles: &[&Profile], grouping: Grouping) -> Self {
        run_unhurried(Self::build_paced(profiles, grouping, &Pace::unhurried()))
    }

    /// The same, piece by piece.
    pub fn build_paced<'a>(profiles: &'a [&Profile], grouping: Grouping, pace: &'a Pace) -> Work<'a, Self> {
        Box::pin(build::frame_table(profiles, grouping, pace))
    }

    /// What tells these frames apart.
    pub fn grouping(&self) -> Grouping {
        self.grouping
    }

    /// How many frames there are, the root among them.
    #[expect(clippy::len_without_is_empty, reason = "the root is always there")]
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// The ids of all frames.
    pub fn ids(&self) -> impl ExactSizeIterator<Item = FrameId> + use<> {
        (0..self.len()).map(FrameId::new)
    }

    /// How many profiles the table was built from.
    pub fn profile_count(&self) -> usize {
        self.profiles.len()
    }

    /// The name that a box or row of this frame bears.
    pub fn name(&self, frame: FrameId) -> &str {
        self.texts.get(self.names[frame.index()])
    }

    /// The name of the frame's function; empty where it has none, and for `Files` that of the first that was
    /// seen in the file.
    pub fn function(&self, frame: FrameId) -> &str {
        self.texts.get(self.functions[frame.index()])
    }

    /// The source file; where frames of several files fall together, the first that was seen.
    pub fn file(&self, frame: FrameId) -> &str {
        self.texts.get(self.files[frame.index()])
    }

    /// A line of the frame, the first that was seen; 0 where none is known.
    pub fn line(&self, frame: FrameId) -> i64 {
        self.lines[frame.index()]
    }

    /// The line on which the frame's function begins, 0 where that is not known.
    pub fn start_line(&self, frame: FrameId) -> i64 {
        self.start_lines[frame.index()]
    }

    /// The binary of the frame as its mapping names it, the first that was seen; empty without one.
    pub fn object(&self, frame: FrameId) -> &str {
        self.texts.get(self.objects[frame.index()])
    }

    /// An address of the frame, the first that was seen; 0 where none is known.
    pub fn address(&self, frame: FrameId) -> u64 {
        self.addresses[frame.index()]
    }

    /// The row of the top table that the frame counts for.
    #[inline]
    pub fn row(&self, frame: FrameId) -> RowId {
        self.rows[frame.index()]
    }

    /// How many rows there are, the root among them.
    pub fn row_count(&self) -> usize {
        self.row_names.len()
    }

    /// The name of a row, to the byte as `pprof -top` prints it.
    pub fn row_name(&self, row: RowId) -> &str {
        self.texts.get(self.row_names[row.index()])
    }

    /// A frame of the row: the only one, or the first of those that pprof merges.
    pub fn row_frame(&self, row: RowId) -> FrameId {
        self.row_frames[row.index()]
    }

    /// The order of rows that have the same name, as pprof orders them.
    pub(super) fn compare_namesakes(&self, left: RowId, right: RowId) -> std::cmp::Ordering {
        let printed = |row: RowId| self.row_keys[row.index()].printed(&self.texts);
        printed(left).cmp(&printed(right))
    }

    /// The frames of one location, root to leaf: the function that was called first, what is inlined into
    /// it behind.
    #[inline]
    pub fn frames_of(&self, profile: usize, location: LocationId) -> &[FrameAt] {
        let LocationFrames { frames, ends } = &self.profiles[profile];
        let row = location.index();
        let start = if row == 0 { 0 } else { ends[row - 1] as usize };
        &frames[start..ends[row] as usize]
    }

    /// How many frames the locations of a profile have together.
    pub(super) fn frame_count(&self, profile: usize) -> usize {
        self.profiles[profile].frames.len()
    }

    /// The place of each frame among all by ascending name, equal names by id.
    pub(super) fn ranks(&self) -> Vec<u32> {
        let names: Vec<&str> = self.names.iter().map(|&name| self.texts.get(name)).collect();
        let order = order_of(&names);
        let mut ranks = vec![0; order.len()];
        for (rank, &frame) in order.iter().enumerate() {
            ranks[frame as usize] = rank as u32;
        }
        ranks
    }

    /// The frames for which `matches` holds of the name or the file.
    pub(super) fn matching(&self, mut matches: impl FnMut(&str) -> bool) -> BitSet {
        let mut set = BitSet::new(self.len());
        for frame in self.ids().skip(1) {
            if matches(self.name(frame)) || matches(self.file(frame)) {
                set.insert(frame.index());
            }
        }
        set
    }
}
