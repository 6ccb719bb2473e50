//! The call graph: functions, and how often they call each other.

use std::cmp::Ordering;
use std::ops::Range;

use super::row_marks::Inlining;
use super::sorting::{sort_items, sort_rows};
use super::{Amount, BitSet, FrameTable, Pace, RowId, StackValues, Work, run_unhurried};
use crate::profile::{LocationId, Profile, RowMap, StackId};

mod trim;

pub use trim::{TrimmedGraph, Trimming};

/// A node of the graph: a row of the frame table with its values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallNode {
    /// Which row it is.
    pub row: RowId,
    /// Its own value.
    pub flat: Amount,
    /// Its value with all that it calls. A stack counts once, however often the row is on it.
    pub cum: Amount,
}

/// An edge of the graph: calls of one row by another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CallEdge {
    /// Who calls.
    pub caller: RowId,
    /// Who is called.
    pub callee: RowId,
    /// The value of the stacks with such a call. A stack counts once.
    pub weight: Amount,
    /// Every such call was inlined into its caller.
    pub is_inlined: bool,
    /// Some of it leads over rows that were left out.
    pub is_residual: bool,
}

/// What nodes are ordered by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum NodeOrder {
    /// The size of their own value.
    #[default]
    Flat,
    /// The size of their value with all that they call (pprof's `-cum`).
    Cum,
}

/// Who calls whom, by rows of a [`FrameTable`], as `newGraph` of pprof has it.
///
/// ```text
///  stack        main ─► walk ─► walk ─► leaf
///  cum          main 1, walk 1, leaf 1      a row counts once for a stack
///  edges        main→walk 1, walk→leaf 1    calls of a row by itself are none
/// ```
///
/// A graph of some rows only is built from the stacks again, not from the larger graph, so that its sums are exact:
/// what passes over a row that is left out becomes a residual edge, and what ends in one adds to nobody's flat.
#[derive(Debug, Clone, Default)]
pub struct CallGraph {
    nodes: Vec<CallNode>,
    edges: Vec<CallEdge>,
    /// Whether a sum did not fit an `i64` and was held at its end.
    pub saturated: bool,
}

impl CallGraph {
    /// The graph of profile `at` of the frame table, of the rows in `kept` or of all. Its nodes are those with a value, in no
    /// order of meaning.
    pub fn build(
        frames: &FrameTable,
        at: usize,
        profile: &Profile,
        values: &StackValues,
        kept: Option<&BitSet>,
    ) -> Self {
        run_unhurried(Self::build_paced(frames, at, profile, values, kept, &Pace::unhurried()))
    }

    /// The same, piece by piece.
    pub fn build_paced<'a>(
        frames: &'a FrameTable,
        at: usize,
        profile: &'a Profile,
        values: &'a StackValues,
        kept: Option<&'a BitSet>,
        pace: &'a Pace,
    ) -> Work<'a, Self> {
        Box::pin(Self::build_in_pieces(frames, at, profile, values, kept, pace))
    }

    async fn build_in_pieces(
        frames: &FrameTable,
        at: usize,
        profile: &Profile,
        values: &StackValues,
        kept: Option<&BitSet>,
        pace: &Pace,
    ) -> Self {
        let mut sums = Sums::new(frames.row_count());
        let mut add = |piece: Range<usize>| {
            for stack in piece.map(StackId::new) {
                if let Some(amount) = values.get(stack) {
                    sums.add(frames, at, profile.stacks().get(stack), amount, kept);
                }
            }
        };
        pace.each(profile.stacks().len(), &mut add).await;
        let Sums { nodes, edges, saturated, .. } = sums;
        let has_value = |node: &CallNode| node.cum.value != 0 || node.flat.value != 0;
        Self {
            nodes: nodes.into_iter().filter(has_value).collect(),
            edges,
            saturated: saturated || values.saturated,
        }
    }

    /// Its nodes.
    pub fn nodes(&self) -> &[CallNode] {
        &self.nodes
    }

    /// Its edges. One may begin or end at a row whose values cancel and that is therefore no node.
    pub fn edges(&self) -> &[CallEdge] {
        &self.edges
    }

    /// Leaves out nodes that are negative: by flat, or by cum where flat is nothing (pprof's `-drop_negative`).
    pub fn drop_negative(&mut self) {
        self.nodes.retain(|node| {
            let (flat, cum) = (node.flat.value, node.cum.value);
            !(flat < 0 || flat == 0 && cum < 0)
        });
    }

    /// Leaves out edges whose weight is smaller than `cutoff`, whatever its sign.
    pub fn drop_light_edges(&mut self, cutoff: i64) {
        self.edges.retain(|edge| edge.weight.value.saturating_abs() >= cutoff);
    }

    /// Puts the nodes in pprof's order: the larger first, equal ones by name, then by the other value.
    pub fn sort(&mut self, frames: &FrameTable, order: NodeOrder) {
        let size = |amount: Amount| amount.value.unsigned_abs();
        sort_items(&mut self.nodes, &|left, right| {
            let (by_flat, by_cum) =
                (size(right.flat).cmp(&size(left.flat)), size(right.cum).cmp(&size(left.cum)));
            let (first, last) = match order {
                NodeOrder::Flat => (by_flat, by_cum),
                NodeOrder::Cum => (by_cum, by_flat),
            };
            first
                .then_with(|| frames.row_name(left.row).cmp(frames.row_name(right.row)))
                .then(last)
                .then_with(|| frames.compare_namesakes(left.row, right.row))
        });
    }

    /// The edges of each node, to be asked for by row.
    pub fn neighbours(&self, frames: &FrameTable) -> Neighbours<'_> {
        Neighbours::new(self, frames)
    }
}

/// The edges of a graph by the rows at their ends, in pprof's order: the heavier first, equal ones by the name of the caller,
/// then of the callee.
#[derive(Debug)]
pub struct Neighbours<'a> {
    edges: &'a [CallEdge],
    /// Edges by callee, those of row `r` at `caller_starts[r]..caller_starts[r + 1]`.
    into: Vec<u32>,
    into_starts: Vec<u32>,
    out: Vec<u32>,
    out_starts: Vec<u32>,
}

impl<'a> Neighbours<'a> {
    fn new(graph: &'a CallGraph, frames: &FrameTable) -> Self {
        let edges = &graph.edges;
        let mut order: Vec<u32> = (0..edges.len() as u32).collect();
        sort_rows(&mut order, &mut |left, right| {
            compare_edges(frames, &edges[left as usize], &edges[right as usize])
        });
        // A stable sort by row keeps that order within each.
        let by_row = |row: fn(&CallEdge) -> RowId| {
            let mut starts = vec![0; frames.row_count() + 1];
            for edge in edges {
                starts[row(edge).index() + 1] += 1;
            }
            for at in 1..starts.len() {
                starts[at] += starts[at - 1];
            }
            let mut next = starts.clone();
            let mut sorted = vec![0; edges.len()];
            for &edge in &order {
                let place = &mut next[row(&edges[edge as usize]).index()];
                sorted[*place as usize] = edge;
                *place += 1;
            }
            (sorted, starts)
        };
        let (into, into_starts) = by_row(|edge| edge.callee);
        let (out, out_starts) = by_row(|edge| edge.caller);
        Self { edges, into, into_starts, out, out_starts }
    }

    /// The calls of a row.
    pub fn callers(&self, row: RowId) -> impl ExactSizeIterator<Item = &'a CallEdge> + '_ {
        self.slice(&self.into, &self.into_starts, row)
    }

    /// The calls that a row makes.
    pub fn callees(&self, row: RowId) -> impl ExactSizeIterator<Item = &'a CallEdge> + '_ {
        self.slice(&self.out, &self.out_starts, row)
    }

    /// Whether the calls of a row were inlined, as pprof says it behind the name in `-top`.
    pub fn inlining(&self, row: RowId) -> Inlining {
        let mut callers = self.callers(row);
        let (mut inlined, mut real) = (false, false);
        for edge in &mut callers {
            if edge.is_inlined { inlined = true } else { real = true }
        }
        match (inlined, real) {
            (false, _) => Inlining::None,
            (true, true) => Inlining::Partial,
            (true, false) => Inlining::Full,
        }
    }

    fn slice<'b>(
        &'b self,
        edges: &'b [u32],
        starts: &[u32],
        row: RowId,
    ) -> impl ExactSizeIterator<Item = &'a CallEdge> + 'b {
        let range = starts[row.index()] as usize..starts[row.index() + 1] as usize;
        edges[range].iter().map(|&edge| &self.edges[edge as usize])
    }
}

fn compare_edges(frames: &FrameTable, left: &CallEdge, right: &CallEdge) -> Ordering {
    let size = |edge: &CallEdge| edge.weight.value.unsigned_abs();
    let name = |row| frames.row_name(row);
    size(right)
        .cmp(&size(left))
        .then_with(|| name(left.caller).cmp(name(right.caller)))
        .then_with(|| name(left.callee).cmp(name(right.callee)))
}

/// The sums while stacks are walked from root to leaf.
struct Sums {
    nodes: Vec<CallNode>,
    edges: Vec<CallEdge>,
    edge_ids: RowMap<(RowId, RowId), u32>,
    /// The stack that last counted for a row, and for an edge.
    row_stacks: Vec<u32>,
    edge_stacks: Vec<u32>,
    stack: u32,
    caller: Option<RowId>,
    is_residual: bool,
    saturated: bool,
}

impl Sums {
    fn new(rows: usize) -> Self {
        let node = |row| CallNode { row: RowId::new(row), flat: Amount::default(), cum: Amount::default() };
        Self {
            nodes: (0..rows).map(node).collect(),
            edges: Vec::new(),
            edge_ids: RowMap::default(),
            row_stacks: vec![0; rows],
            edge_stacks: Vec::new(),
            stack: 0,
            caller: None,
            is_residual: false,
            saturated: false,
        }
    }

    /// Adds a stack, leaf first as profiles have it.
    fn add(
        &mut self,
        frames: &FrameTable,
        at: usize,
        stack: &[LocationId],
        amount: Amount,
        kept: Option<&BitSet>,
    ) {
        self.start_stack();
        for &location in stack.iter().rev() {
            for frame in frames.frames_of(at, location) {
                let row = frames.row(frame.frame());
                if kept.is_none_or(|kept| kept.contains(row.index())) {
                    self.enter(row, amount, frame.is_inlined());
                } else {
                    self.skip();
                }
            }
        }
        self.end_stack(amount);
    }

    fn start_stack(&mut self) {
        self.stack += 1;
        self.caller = None;
        self.is_residual = false;
    }

    /// A frame whose row is left out.
    fn skip(&mut self) {
        self.is_residual = true;
    }

    fn enter(&mut self, row: RowId, amount: Amount, is_inlined: bool) {
        if std::mem::replace(&mut self.row_stacks[row.index()], self.stack) != self.stack {
            self.nodes[row.index()].cum.add(amount, &mut self.saturated);
        }
        if let Some(caller) = self.caller.filter(|&caller| caller != row) {
            self.call(caller, row, amount, is_inlined);
        }
        self.caller = Some(row);
        self.is_residual = false;
    }

    fn call(&mut self, caller: RowId, callee: RowId, amount: Amount, is_inlined: bool) {
        let next = self.edges.len() as u32;
        let edge = *self.edge_ids.get_or_insert_with((caller, callee), || next) as usize;
        if edge == self.edges.len() {
            self.edges.push(CallEdge {
                caller,
                callee,
                weight: Amount::default(),
                is_inlined: true,
                is_residual: false,
            });
            self.edge_stacks.push(0);
        }
        if std::mem::replace(&mut self.edge_stacks[edge], self.stack) != self.stack {
            let edge = &mut self.edges[edge];
            edge.weight.add(amount, &mut self.saturated);
            edge.is_inlined &= is_inlined;
            edge.is_residual |= self.is_residual;
        }
    }

    fn end_stack(&mut self, amount: Amount) {
        if let Some(leaf) = self.caller.filter(|_| !self.is_residual) {
            self.nodes[leaf.index()].flat.add(amount, &mut self.saturated);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Grouping, Valuation};
    use crate::profile::draw_profile;

    /// The graph as text: nodes with flat and cum, edges with weight.
    fn drawn(text: &str, leave_out: &[&str]) -> String {
        let profile = draw_profile(text);
        let frames = FrameTable::build(&[&profile], Grouping::default());
        let values = StackValues::sum(&profile, Valuation { index: 0, mean: false });
        let mut kept = BitSet::new(frames.row_count());
        for row in 0..frames.row_count() {
            if !leave_out.contains(&frames.row_name(RowId::new(row))) {
                kept.insert(row);
            }
        }
        let mut graph = CallGraph::build(&frames, 0, &profile, &values, Some(&kept));
        graph.sort(&frames, NodeOrder::Cum);
        let neighbours = graph.neighbours(&frames);
        let mut lines = Vec::new();
        for node in graph.nodes() {
            let calls: Vec<String> = neighbours
                .callees(node.row)
                .map(|edge| {
                    let residual = if edge.is_residual { "~" } else { "" };
                    format!("{residual}{} {}", frames.row_name(edge.callee), edge.weight.value)
                })
                .collect();
            let name = frames.row_name(node.row);
            let line = format!("{name} {}/{}: {}", node.flat.value, node.cum.value, calls.join(", "));
            lines.push(line.trim_end().to_owned());
        }
        lines.join("\n")
    }

    #[test]
    fn recursion_counts_once() {
        insta::assert_snapshot!(drawn("main  main\nwalk  walk\nwalk  .\nleaf  .\n5     2", &[]), @r"
        main 0/7: walk 7
        walk 2/7: leaf 5
        leaf 5/5:
        ");
    }

    #[test]
    fn what_is_left_out_is_passed_over() {
        insta::assert_snapshot!(drawn("main  main\nwalk  walk\nleaf  .\n5     2", &["walk"]), @r"
        main 0/7: ~leaf 5
        leaf 5/5:
        ");
        insta::assert_snapshot!(drawn("main  main\nwalk  walk\nleaf  .\n5     2", &["leaf"]), @r"
        main 0/7: walk 7
        walk 2/7:
        ");
    }

    #[test]
    fn edges_stay_where_a_node_cancels() {
        insta::assert_snapshot!(drawn("main  main\nwalk  walk\nleaf  twig\n5  -5", &[]), @r"
        leaf 5/5:
        twig -5/-5:
        ");
    }
}
