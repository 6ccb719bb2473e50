//! Which nodes count for their row, and which calls were inlined.

use std::ops::Range;

use super::{BitSet, CallTree, FrameTable, Measure, NodeId, Pace, RowId, Shape, Subject, Visit};
use crate::profile::{Profile, RowMap, StackId};

/// Marks on the nodes of a tree that let rows be summed from nodes, in place of going through stacks again.
///
/// **Recursion.** pprof adds a sample once to the `cum` of a row, however often the row is on its stack. A node
/// therefore adds its `cum` to its row only if it is the first of the row on its path:
///
/// ```text
///  main ─► walk ─► walk ─► leaf     the second walk adds nothing to the cum of walk
/// ```
///
/// **Inlining.** An edge of pprof's graph, from row to row, is inline if every sample that uses it does so inside
/// one location; of a sample only the first use counts, and calls of a row by itself are no edges. A node
/// therefore speaks for the edge into it if it is the first of that edge on its path.
#[derive(Debug)]
pub(super) struct RowMarks {
    first_of_row: BitSet,
    edges: Vec<RowEdge>,
    /// The nodes that speak for an edge, and the edge.
    speakers: Vec<(NodeId, u32)>,
}

/// An edge into a row that is inlined somewhere.
#[derive(Debug, Clone, Copy)]
struct RowEdge {
    callee: RowId,
}

/// How one stack reaches a node that is reached both by inlined and by real calls, which is rare.
#[derive(Debug, Clone, Copy)]
pub(super) struct MixedCall {
    edge: u32,
    of_base: bool,
    stack: StackId,
    is_inlined: bool,
}

/// Whether a row's calls were inlined, as pprof says it behind the name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Inlining {
    /// None was.
    #[default]
    None,
    /// Some were.
    Partial,
    /// All were.
    Full,
}

impl Inlining {
    /// What pprof prints behind the name, with its space.
    pub fn suffix(self) -> &'static str {
        match self {
            Self::None => "",
            Self::Partial => " (partial-inline)",
            Self::Full => " (inline)",
        }
    }
}

impl RowMarks {
    pub(super) async fn new(frames: &FrameTable, tree: &CallTree, pace: &Pace) -> Self {
        let mut marker = Marker {
            inlined_rows: inlined_rows(frames, tree, pace).await,
            marks: Self { first_of_row: BitSet::new(tree.len()), edges: Vec::new(), speakers: Vec::new() },
            edge_ids: RowMap::default(),
            open_rows: vec![0; frames.row_count()],
            open_edges: Vec::new(),
            path: Vec::new(),
        };
        pace.pause().await;
        let mut visit = |paths| tree.visit(paths, &mut |visit| marker.visit(frames, &visit));
        tree.each_path(pace, &mut visit).await;
        marker.marks
    }

    /// How the stacks of the subject reach the nodes that are reached in both ways.
    pub(super) async fn mixed_calls(
        &self,
        shape: &Shape,
        subject: Subject<'_>,
        pace: &Pace,
    ) -> Vec<MixedCall> {
        let mut mixed = MixedCalls::new(&self.speakers, shape.tree());
        if !mixed.edges.is_empty() {
            for (side, (at, profile)) in subject.placed().enumerate() {
                let mut visit = |piece: Range<usize>| {
                    for stack in piece.map(StackId::new) {
                        mixed.visit(shape, (at, profile), stack, side > 0);
                    }
                };
                pace.each(profile.stacks().len(), &mut visit).await;
            }
        }
        mixed.calls
    }

    /// Whether no node above has the same row.
    #[inline]
    pub(super) fn is_first_of_row(&self, node: NodeId) -> bool {
        self.first_of_row.contains(node.index())
    }

    /// For each row whether its calls were inlined, as far as samples of this metric tell.
    pub(super) fn inlining(&self, shape: &Shape, mixed: &[MixedCall], measure: &Measure) -> Vec<Inlining> {
        let (rows, tree) = (shape.frames().row_count(), shape.tree());
        let mut real = BitSet::new(self.edges.len());
        let mut inlined = BitSet::new(self.edges.len());
        for &(node, edge) in &self.speakers {
            let is_inlined = tree.is_inlined(node);
            let noted = if is_inlined { &mut inlined } else { &mut real };
            let is_mixed = is_inlined && tree.is_called(node);
            if !is_mixed && !noted.contains(edge as usize) && measure.is_touched(tree.subtree(node)) {
                noted.insert(edge as usize);
            }
        }
        for call in mixed {
            let values = if call.of_base { measure.base.as_ref() } else { Some(&measure.target) };
            if values.is_some_and(|values| values.has_stack(call.stack)) {
                let noted = if call.is_inlined { &mut inlined } else { &mut real };
                noted.insert(call.edge as usize);
            }
        }
        let mut real_rows = BitSet::new(rows);
        let mut inlined_rows = BitSet::new(rows);
        for (at, edge) in self.edges.iter().enumerate() {
            if real.contains(at) {
                real_rows.insert(edge.callee.index());
            } else if inlined.contains(at) {
                inlined_rows.insert(edge.callee.index());
            }
        }
        let label = |row: usize| match (inlined_rows.contains(row), real_rows.contains(row)) {
            (false, _) => Inlining::None,
            (true, true) => Inlining::Partial,
            (true, false) => Inlining::Full,
        };
        (0..rows).map(label).collect()
    }
}

/// The marks while the tree is walked.
struct Marker {
    marks: RowMarks,
    inlined_rows: BitSet,
    edge_ids: RowMap<(RowId, RowId), u32>,
    /// How often each row and each edge is on the path to the node at hand.
    open_rows: Vec<u32>,
    open_edges: Vec<u32>,
    path: Vec<(RowId, Option<u32>)>,
}

impl Marker {
    fn visit(&mut self, frames: &FrameTable, visit: &Visit) {
        let Self { marks, inlined_rows, edge_ids, open_rows, open_edges, path } = self;
        let node = visit.node;
        let Some(above) = visit.depth.checked_sub(1) else { return };
        for (row, edge) in path.drain((above as usize).min(path.len())..) {
            open_rows[row.index()] -= 1;
            if let Some(edge) = edge {
                open_edges[edge as usize] -= 1;
            }
        }
        let row = frames.row(visit.frame);
        if open_rows[row.index()] == 0 {
            marks.first_of_row.insert(node.index());
        }
        open_rows[row.index()] += 1;
        let caller = path.last().map_or(RowId::ROOT, |&(row, _)| row);
        let has_edge = inlined_rows.contains(row.index()) && caller != row && caller != RowId::ROOT;
        let edge = has_edge.then(|| {
            *edge_ids.get_or_insert_with((caller, row), || {
                marks.edges.push(RowEdge { callee: row });
                open_edges.push(0);
                marks.edges.len() as u32 - 1
            })
        });
        if let Some(edge) = edge {
            if open_edges[edge as usize] == 0 {
                marks.speakers.push((node, edge));
            }
            open_edges[edge as usize] += 1;
        }
        path.push((row, edge));
    }
}

/// The rows that are inlined into another row anywhere. Other rows need no edges.
async fn inlined_rows(frames: &FrameTable, tree: &CallTree, pace: &Pace) -> BitSet {
    let mut rows = BitSet::new(frames.row_count());
    let inlined = &tree.ways_paced(pace).await.inlined;
    if !inlined.is_empty() {
        let mut note = |visit: Visit| {
            if inlined.contains(visit.node.index()) {
                rows.insert(frames.row(visit.frame).index());
            }
        };
        tree.each_path(pace, &mut |paths| tree.visit(paths, &mut note)).await;
    }
    rows
}

/// How each stack reaches the speakers that are reached in both ways.
struct MixedCalls {
    /// Those speakers, and the edge that each speaks for.
    edges: RowMap<NodeId, u32>,
    /// The paths through one of them: stacks that end elsewhere need not be looked at.
    below: BitSet,
    ways: Vec<bool>,
    calls: Vec<MixedCall>,
}

impl MixedCalls {
    fn new(speakers: &[(NodeId, u32)], tree: &CallTree) -> Self {
        let mut edges: RowMap<NodeId, u32> = RowMap::default();
        let mut below = BitSet::new(tree.path_count());
        // Speakers come in depth-first order, so that what is marked ends ever later.
        let mut end = 0;
        for &(node, edge) in speakers {
            if tree.is_inlined(node) && tree.is_called(node) {
                edges.insert(node, edge);
                let paths = tree.subtree(node).paths();
                (paths.start.max(end)..paths.end).for_each(|path| below.insert(path));
                end = end.max(paths.end);
            }
        }
        Self { edges, below, ways: Vec::new(), calls: Vec::new() }
    }

    fn visit(&mut self, shape: &Shape, (at, profile): (usize, &Profile), stack: StackId, of_base: bool) {
        let (frames, tree) = (shape.frames(), shape.tree());
        let path = shape.stack_paths().ends(at)[stack.index()];
        if !self.below.contains(path.index()) {
            return;
        }
        self.ways.clear();
        for &location in profile.stacks().get(stack).iter().rev() {
            self.ways.extend(frames.frames_of(at, location).iter().map(|frame| frame.is_inlined()));
        }
        // The i-th frame from the root made the node of depth i + 1. A stack that was cut short has more frames than nodes.
        let nodes = tree.path_up(tree.end(path));
        let depth = tree.path_depth(path.index()) as usize;
        let ways = self.ways[..depth.min(self.ways.len())].iter().rev();
        for (node, &is_inlined) in nodes.zip(ways) {
            if let Some(&edge) = self.edges.get(&node) {
                self.calls.push(MixedCall { edge, of_base, stack, is_inlined });
            }
        }
    }
}
