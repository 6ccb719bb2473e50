//! Who calls a function, and whom it calls.

use std::collections::BTreeMap;

use super::view::View;
use crate::analysis::{CallEdge, CallGraph, Pace, RowId, StackValues, shown_text, sort_items};
use crate::worker::protocol::{Pair, Peek, PeekEdge};

/// The call graphs of target and base.
pub(super) async fn graphs(view: &View, pace: &Pace) -> Vec<CallGraph> {
    let subject = view.subject();
    let metric = &view.measure.metric;
    let columns = [Some(metric.target), metric.base];
    let mut graphs = Vec::new();
    for ((at, profile), column) in subject.placed().zip(columns) {
        let Some(column) = column else { continue };
        let values = StackValues::sum_column(profile, column);
        pace.pause().await;
        graphs.push(CallGraph::build_paced(view.form.shape.frames(), at, profile, &values, None, pace).await);
    }
    graphs
}

/// A row of the table with its edges; `None` where there is no such row.
pub(super) fn peek(view: &View, graphs: &[CallGraph], row: u32) -> Option<Peek> {
    let frames = view.form.shape.frames();
    let row_id = RowId::new(row as usize);
    if row_id == RowId::ROOT || row as usize >= frames.row_count() {
        return None;
    }
    let blank = Pair { target: 0, base: view.subject().base.map(|_| 0) };
    let (mut flat, mut cum) = (blank, blank);
    for (at, graph) in graphs.iter().enumerate() {
        if let Some(node) = graph.nodes().iter().find(|node| node.row == row_id) {
            put(&mut flat, at, node.flat.value);
            put(&mut cum, at, node.cum.value);
        }
    }
    let edges = |near: fn(&CallEdge) -> RowId, far: fn(&CallEdge) -> RowId| {
        let mut edges: BTreeMap<RowId, PeekEdge> = BTreeMap::new();
        for (at, graph) in graphs.iter().enumerate() {
            for edge in graph.edges().iter().filter(|edge| near(edge) == row_id) {
                let other = far(edge);
                let known = edges.entry(other).or_insert_with(|| PeekEdge {
                    row: other.index() as u32,
                    name: shown_text(frames.row_name(other)),
                    weight: blank,
                    inlined: true,
                });
                put(&mut known.weight, at, edge.weight.value);
                known.inlined &= edge.is_inlined;
            }
        }
        let mut edges: Vec<PeekEdge> = edges.into_values().collect();
        sort_items(&mut edges, &|left, right| {
            let size = |edge: &PeekEdge| edge.weight.delta().unsigned_abs();
            size(right)
                .cmp(&size(left))
                .then_with(|| left.name.cmp(&right.name))
                .then(left.row.cmp(&right.row))
        });
        edges
    };
    Some(Peek {
        row,
        name: shown_text(frames.row_name(row_id)),
        flat,
        cum,
        callers: edges(|edge| edge.callee, |edge| edge.caller),
        callees: edges(|edge| edge.caller, |edge| edge.callee),
    })
}

fn put(pair: &mut Pair, at: usize, value: i64) {
    if at == 0 { pair.target = value } else { pair.base = Some(value) }
}
