//! Functions with their callers and callees: `-tree` and `-peek`.

use super::{Graph, ReportError};
use crate::analysis::{CallEdge, Pattern, RowId};
use crate::units::percentage;

const SEPARATOR: &str = "----------------------------------------------------------+-------------";
const LEGEND: &str = "      flat  flat%   sum%        cum   cum%   calls calls% + context \t \t ";

/// The entries below the head (`printTree` of pprof): all, or those whose name matches.
///
/// # Errors
/// When there is a pattern and no name matches.
pub(super) fn print(
    graph: &Graph<'_>,
    pattern: Option<&Pattern>,
    lines: &mut Vec<String>,
) -> Result<(), ReportError> {
    lines.extend([SEPARATOR.to_owned(), LEGEND.to_owned()]);
    let (frames, values) = (graph.frames, graph.values);
    let nodes = graph.trimmed.graph.nodes();
    let neighbours = graph.trimmed.graph.neighbours(frames);
    let edge_line = |edge: &CallEdge, other: RowId, cum: i64| {
        // The weight is that of the samples, also where nodes show means: so pprof has it.
        let weight = edge.weight.value;
        let inlined = if edge.is_inlined { " (inline)" } else { "" };
        let (label, share) = (values.label(weight), percentage(weight, cum));
        format!("{label:>50} {share} |   {}{inlined}", frames.row_name(other))
    };
    let mut sum = 0_i64;
    let mut has_match = false;
    for node in nodes {
        let name = frames.row_name(node.row);
        if pattern.is_some_and(|pattern| !pattern.is_match(name)) {
            continue;
        }
        has_match = true;
        let (flat, cum) = (node.flat.shown(), node.cum.shown());
        lines.push(SEPARATOR.to_owned());
        lines.extend(neighbours.callers(node.row).map(|edge| edge_line(edge, edge.caller, cum)));
        sum = sum.saturating_add(flat);
        lines.push(format!(
            "{:>10} {} {} {:>10} {}                | {name}",
            values.label(flat),
            values.share(flat),
            values.share(sum),
            values.label(cum),
            values.share(cum)
        ));
        lines.extend(neighbours.callees(node.row).map(|edge| edge_line(edge, edge.callee, cum)));
    }
    if !nodes.is_empty() {
        lines.push(SEPARATOR.to_owned());
    }
    match pattern {
        Some(pattern) if !has_match => Err(ReportError::NoMatch { pattern: pattern.source().to_owned() }),
        _ => Ok(()),
    }
}
