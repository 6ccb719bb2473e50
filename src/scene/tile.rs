//! A tile: the boxes that one viewport shows, as the worker sends them to the page.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::colour::PackageHue;
use super::tile_cutter::{Entry, cut_rows};
use super::tile_frames::{SeenFrames, TileFrame, TileFrames};
use super::{BoxPlace, Boxes, FlameExtent, Viewport, packed};
use crate::analysis::{FrameId, NodeId, Subtree};

/// Which part of a layout a tile shall show, and how fine.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct TileRequest {
    /// The left edge, a fraction of the root.
    pub x0: f64,
    /// The right edge, a fraction of the root.
    pub x1: f64,
    /// The first row.
    pub first_row: u32,
    /// The row behind the last.
    pub end_row: u32,
    /// How many device pixels the whole root would be wide: what is below half a pixel is merged.
    pub device_pixels_per_unit: f64,
}

impl TileRequest {
    /// Whether a tile that was cut so shows all that the viewport shows, and as finely. While it does not, the
    /// page draws it all the same, scaled, and asks for the next.
    pub fn serves(&self, viewport: &Viewport, extent: &FlameExtent) -> bool {
        self.serves_within(0.999..1.5, viewport, extent)
    }

    /// Whether it shows all that the viewport shows, and well enough for as long as that moves: what is below a pixel may
    /// be merged, and a run be eight pixels wide. Who zooms by hand needs a new tile for each doubling, and not for each move.
    pub fn serves_in_motion(&self, viewport: &Viewport, extent: &FlameExtent) -> bool {
        self.serves_within(0.5..2.0, viewport, extent)
    }

    fn serves_within(&self, range: Range<f64>, viewport: &Viewport, extent: &FlameExtent) -> bool {
        let fineness = self.device_pixels_per_unit / viewport.device_pixels_per_unit();
        self.contains(&viewport.screen_request(), extent) && range.contains(&fineness)
    }

    /// Whether it shows all that another shows, however finely.
    pub fn contains(&self, other: &Self, extent: &FlameExtent) -> bool {
        let slack = (other.x1 - other.x0) * 1e-9;
        self.x0 <= other.x0 + slack
            && self.x1 >= other.x1 - slack
            && self.first_row <= other.first_row
            && self.end_row >= other.end_row.min(extent.rows)
    }
}

/// What a tile asks the session for, apart from shape and place.
pub trait TileSource {
    /// The name of a frame.
    fn name(&self, frame: FrameId) -> &str;

    /// The colour of its package.
    fn hue(&self, frame: FrameId) -> PackageHue {
        PackageHue::of_function(self.name(frame))
    }

    /// What the root's box says, such as `all 22.91MB`, or `all 3.85MB → 22.91MB +19.06MB` in a diff.
    fn root_label(&self) -> String;

    /// Whether a search is on, so that what does not match recedes.
    fn is_searching(&self) -> bool {
        false
    }

    /// Whether the search matches a frame.
    fn is_match(&self, _frame: FrameId) -> bool {
        false
    }

    /// The cum values of a node, which is that of a subtree, in base and target; in a diff every node has them, else none has.
    fn diff(&self, _node: NodeId, _at: Subtree) -> Option<(i64, i64)> {
        None
    }
}

/// What a row of a tile stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum BoxKind {
    /// One node, at least half a device pixel wide.
    Box,
    /// Neighbours that are each narrower than that, merged. Node, frame and values are those of one of them: a sample, as in
    /// a dithered picture.
    Run,
}

/// The boxes that one viewport shows, in columns, row by row and from left to right.
///
/// Every box of the layout that is at least half a device pixel wide and inside the request is there; smaller
/// neighbours are merged into runs of at most four device pixels, and so is what lies below those: there a run is up to half a
/// pixel wider than what it stands for. A row of p pixels thus has at most 4p + 4 entries, however many nodes the tree has.
/// Every distinct frame is there once.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Tile {
    request: TileRequest,
    extent: FlameExtent,
    root_label: String,
    is_searching: bool,
    /// The entries of row `request.first_row + i` are `row_offsets[i]..row_offsets[i + 1]`.
    #[serde(with = "packed")]
    row_offsets: Vec<u32>,
    #[serde(with = "packed")]
    nodes: Vec<u32>,
    #[serde(with = "packed")]
    xs: Vec<f64>,
    #[serde(with = "packed")]
    widths: Vec<f64>,
    /// Rows of `frames`, with [`RUN`] where the entry is a run.
    #[serde(with = "packed")]
    kinds_and_frames: Vec<u32>,
    frames: TileFrames,
    diff: Option<TileDiff>,
}

/// The cum values of a tile's entries in base and target.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
struct TileDiff {
    #[serde(with = "packed")]
    base: Vec<i64>,
    #[serde(with = "packed")]
    target: Vec<i64>,
}

/// The mark of a run beside the row of its frame: no frame table is that long.
const RUN: u32 = 1 << 31;

/// Boxes of fewer device pixels have no name: a text takes twenty, and a tile that is drawn larger than it was cut is soon replaced.
/// Of a full screen's ten thousand frames few are that wide anywhere, and names are most of what a tile would have to carry.
const NAMED_PIXELS: f64 = 8.0;

impl Tile {
    /// Cuts a tile from a layout.
    pub fn cut(boxes: &Boxes<'_>, request: &TileRequest, source: &dyn TileSource) -> Self {
        let extent = boxes.extent();
        let request = sane(request, extent.rows);
        let mut tile = Self {
            request,
            extent,
            root_label: source.root_label(),
            is_searching: source.is_searching(),
            diff: source.diff(NodeId::ROOT, boxes.root()).map(|_| TileDiff::default()),
            ..Self::empty()
        };
        let named_from = NAMED_PIXELS / request.device_pixels_per_unit;
        let mut seen = SeenFrames::default();
        cut_rows(boxes, &request, &mut |entry| match entry {
            Some(entry) => {
                let is_named = entry.kind == BoxKind::Box && entry.place.width >= named_from;
                tile.push(&entry, seen.row(entry.frame, is_named), source);
            }
            None => tile.row_offsets.push(tile.nodes.len() as u32),
        });
        tile.frames = seen.finish(source);
        tile
    }

    fn push(&mut self, entry: &Entry, frame_row: u32, source: &dyn TileSource) {
        let Entry { place, kind, at, .. } = entry;
        self.nodes.push(place.node);
        self.xs.push(place.x);
        self.widths.push(place.width);
        self.kinds_and_frames.push(if *kind == BoxKind::Run { frame_row | RUN } else { frame_row });
        if let Some(diff) = &mut self.diff {
            let (base, target) = source.diff(place.node_id(), *at).unwrap_or_default();
            diff.base.push(base);
            diff.target.push(target);
        }
    }

    /// A tile without boxes, for the time before the first answer.
    pub fn empty() -> Self {
        Self {
            request: TileRequest { x0: 0.0, x1: 0.0, first_row: 0, end_row: 0, device_pixels_per_unit: 1.0 },
            extent: FlameExtent { rows: 1, narrowest: 1.0 },
            root_label: String::new(),
            is_searching: false,
            row_offsets: vec![0],
            nodes: Vec::new(),
            xs: Vec::new(),
            widths: Vec::new(),
            kinds_and_frames: Vec::new(),
            frames: TileFrames::default(),
            diff: None,
        }
    }

    /// What it was cut for.
    pub fn request(&self) -> &TileRequest {
        &self.request
    }

    /// The extent of the layout that it was cut from.
    pub fn extent(&self) -> &FlameExtent {
        &self.extent
    }

    /// Whether it shows all that the viewport shows, and as finely; if not, ask for the next one.
    pub fn serves(&self, viewport: &Viewport) -> bool {
        self.request.serves(viewport, &self.extent)
    }

    /// What the root's box says.
    pub fn root_label(&self) -> &str {
        &self.root_label
    }

    /// Whether a search is on.
    pub fn is_searching(&self) -> bool {
        self.is_searching
    }

    /// Whether it compares a base with a target.
    pub fn is_diff(&self) -> bool {
        self.diff.is_some()
    }

    /// How many entries it has.
    pub fn len(&self) -> usize {
        self.nodes.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The depths of its rows, each with the range of its entries.
    pub fn rows(&self) -> impl Iterator<Item = (u32, Range<usize>)> + '_ {
        let ranges = self.row_offsets.windows(2).map(|pair| pair[0] as usize..pair[1] as usize);
        (self.request.first_row..).zip(ranges)
    }

    /// The entries of the row at `depth`; none where the tile does not reach.
    pub fn row(&self, depth: u32) -> Range<usize> {
        let Some(at) = depth.checked_sub(self.request.first_row) else { return 0..0 };
        let at = at as usize;
        match (self.row_offsets.get(at), self.row_offsets.get(at + 1)) {
            (Some(&start), Some(&end)) => start as usize..end as usize,
            _ => 0..0,
        }
    }

    /// The depth of an entry.
    pub fn depth(&self, entry: usize) -> u32 {
        let row = self.row_offsets.partition_point(|&offset| offset as usize <= entry);
        self.request.first_row + (row as u32).saturating_sub(1)
    }

    /// Where an entry lies.
    pub fn place(&self, entry: usize) -> BoxPlace {
        BoxPlace {
            node: self.nodes[entry],
            depth: self.depth(entry),
            x: self.xs[entry],
            width: self.widths[entry],
        }
    }

    /// The left edge of an entry, a fraction of the root.
    pub fn x(&self, entry: usize) -> f64 {
        self.xs[entry]
    }

    /// The right edge of an entry, a fraction of the root.
    pub fn end(&self, entry: usize) -> f64 {
        self.xs[entry] + self.widths[entry]
    }

    /// What an entry stands for.
    pub fn kind(&self, entry: usize) -> BoxKind {
        if self.kinds_and_frames[entry] & RUN == 0 { BoxKind::Box } else { BoxKind::Run }
    }

    /// The frame of an entry.
    pub fn frame(&self, entry: usize) -> TileFrame<'_> {
        self.frames.get(self.frame_row_of(entry))
    }

    /// The full name of an entry's frame, if the entry is a box wide enough to show some of it.
    pub fn name(&self, entry: usize) -> &str {
        self.frames.name(self.frame_row_of(entry))
    }

    /// Left edge, width and kind of each of these entries.
    #[inline]
    pub(super) fn columns(&self, entries: Range<usize>) -> impl Iterator<Item = (f64, f64, BoxKind)> + '_ {
        let xs = self.xs.get(entries.clone()).unwrap_or_default();
        let widths = self.widths.get(entries.clone()).unwrap_or_default();
        let marks = self.kinds_and_frames.get(entries).unwrap_or_default();
        let kind = |mark: u32| if mark & RUN == 0 { BoxKind::Box } else { BoxKind::Run };
        xs.iter().zip(widths).zip(marks).map(move |((&x, &width), &mark)| (x, width, kind(mark)))
    }

    /// Tells which entries are boxes of a frame, by its index in the frame table.
    pub fn boxes_of(&self, frame: u32) -> impl Fn(&usize) -> bool + '_ {
        // The row that a run has is marked, so that only boxes have the frame's own.
        let row = self.frames.row_of(frame);
        move |&entry| row.is_some_and(|row| self.kinds_and_frames[entry] == row)
    }

    /// The colour of an entry's package, which every box needs, where few need the whole frame.
    #[inline]
    pub fn hue(&self, entry: usize) -> PackageHue {
        self.frames.hue(self.frame_row_of(entry))
    }

    /// Whether the search matches an entry's frame.
    #[inline]
    pub fn is_match(&self, entry: usize) -> bool {
        self.frames.is_match(self.frame_row_of(entry))
    }

    #[inline]
    fn frame_row_of(&self, entry: usize) -> usize {
        (self.kinds_and_frames[entry] & !RUN) as usize
    }

    /// The distinct frames.
    pub fn frames(&self) -> impl Iterator<Item = TileFrame<'_>> {
        (0..self.frames.len()).map(|row| self.frames.get(row))
    }

    /// The values of an entry in base and target, in a diff.
    pub fn values(&self, entry: usize) -> Option<(i64, i64)> {
        self.diff.as_ref().map(|diff| (diff.base[entry], diff.target[entry]))
    }

    /// The entry of a node, if it is in the tile as a box. It looks at every entry.
    pub fn entry_of(&self, node: u32) -> Option<usize> {
        let is_it = |&entry: &usize| self.nodes[entry] == node && self.kind(entry) == BoxKind::Box;
        (0..self.len()).find(is_it)
    }
}

/// The request within what exists: rows of the layout, fractions of the root, a fineness that is a number.
fn sane(request: &TileRequest, rows: u32) -> TileRequest {
    let fraction = |x: f64| if x.is_nan() { 0.0 } else { x.clamp(0.0, 1.0) };
    let fineness = request.device_pixels_per_unit;
    let (x0, x1) = (fraction(request.x0), fraction(request.x1));
    // A range that ends before it begins holds nothing, not even a box that spans both its ends.
    let end_row = if x0 < x1 { request.end_row.min(rows) } else { 0 };
    TileRequest {
        x0,
        x1,
        first_row: request.first_row.min(end_row),
        end_row,
        device_pixels_per_unit: if fineness.is_finite() { fineness.max(1.0) } else { 1.0 },
    }
}

#[cfg(test)]
mod tests;
