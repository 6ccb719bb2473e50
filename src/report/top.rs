//! The functions by what they cost: `-top`.

use super::Graph;

/// The rows below the head (`printText` of pprof).
pub(super) fn print(graph: &Graph<'_>, lines: &mut Vec<String>) {
    lines.push(format!("{:>10} {:>5}% {:>5}% {:>10} {:>5}%", "flat", "flat", "sum", "cum", "cum"));
    let (frames, values) = (graph.frames, graph.values);
    let neighbours = graph.trimmed.graph.neighbours(frames);
    let mut sum = 0_i64;
    for node in graph.trimmed.graph.nodes() {
        let (flat, cum) = (node.flat.shown(), node.cum.shown());
        sum = sum.saturating_add(flat);
        lines.push(format!(
            "{:>10} {} {} {:>10} {}  {}{}",
            values.label(flat),
            values.share(flat),
            values.share(sum),
            values.label(cum),
            values.share(cum),
            frames.row_name(node.row),
            neighbours.inlining(node.row).suffix()
        ));
    }
}
