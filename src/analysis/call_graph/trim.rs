//! The part of a call graph that a report shows.

use super::{CallGraph, CallNode, NodeOrder};
use crate::analysis::{BitSet, FrameTable, StackValues};
use crate::profile::Profile;

/// What a report leaves out (pprof's `-nodecount`, `-nodefraction`, `-edgefraction`).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Trimming {
    /// At most so many nodes; 0 for all.
    pub node_count: usize,
    /// Nodes whose cum is below this share of the graph's flat sum are left out.
    pub node_fraction: f64,
    /// The same for the weight of edges.
    pub edge_fraction: f64,
}

impl Trimming {
    /// Nothing is left out.
    pub const NONE: Self = Self { node_count: 0, node_fraction: 0.0, edge_fraction: 0.0 };
}

/// A call graph without what a report leaves out, and how much that was.
#[derive(Debug, Clone)]
pub struct TrimmedGraph {
    /// What is left, in order.
    pub graph: CallGraph,
    /// How many nodes are large enough.
    pub large_nodes: usize,
    /// How many nodes are not.
    pub dropped_nodes: usize,
}

impl TrimmedGraph {
    /// Builds, trims and sorts the graph of the one profile of `frames`, as `newTrimmedGraph` of pprof does it. The
    /// cutoffs are shares of the signed sum of flat values, so that a difference that comes to nothing is not trimmed.
    pub fn build(
        frames: &FrameTable,
        profile: &Profile,
        values: &StackValues,
        trimming: Trimming,
        order: NodeOrder,
        drop_negative: bool,
    ) -> Self {
        let build = |kept: Option<&BitSet>| {
            let mut graph = CallGraph::build(frames, 0, profile, values, kept);
            if drop_negative {
                graph.drop_negative();
            }
            graph
        };
        let rows = |nodes: &mut dyn Iterator<Item = &CallNode>| {
            let mut rows = BitSet::new(frames.row_count());
            nodes.for_each(|node| rows.insert(node.row.index()));
            rows
        };
        let mut graph = build(None);
        let sum = graph.nodes.iter().fold(0_i64, |sum, node| sum.saturating_add(node.flat.value));
        let cutoff = |fraction: f64| ((sum as f64 * fraction) as i64).saturating_abs();
        let (node_cutoff, edge_cutoff) = (cutoff(trimming.node_fraction), cutoff(trimming.edge_fraction));
        let mut dropped_nodes = 0;
        if node_cutoff > 0 {
            let is_large = |node: &&CallNode| node.cum.value.saturating_abs() >= node_cutoff;
            let kept = rows(&mut graph.nodes.iter().filter(is_large));
            dropped_nodes = graph.nodes.len() - kept.count();
            if dropped_nodes > 0 {
                graph = build(Some(&kept));
            }
        }
        let large_nodes = graph.nodes.len();
        graph.sort(frames, order);
        if trimming.node_count > 0 && trimming.node_count < graph.nodes.len() {
            let kept = rows(&mut graph.nodes.iter().take(trimming.node_count));
            graph = build(Some(&kept));
            graph.sort(frames, order);
        }
        graph.drop_light_edges(edge_cutoff);
        Self { graph, large_nodes, dropped_nodes }
    }
}
