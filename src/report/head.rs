//! The lines above a report.

use super::Settings;
use super::values::Values;
use crate::analysis::{TrimmedGraph, base_name};
use crate::profile::Profile;
use crate::units::{label, percentage, scale, utc_time};

/// How many bytes of a filter are shown.
const FILTER_BYTES: usize = 80;

/// What the head says of a profile (`ProfileLabels` of pprof).
pub(super) fn of_profile(profile: &Profile, sample_type: &str, values: &Values) -> Vec<String> {
    let header = profile.header();
    let mut lines = Vec::new();
    if let Some(main) = profile.mappings().main() {
        let (file, build_id) = (profile.text(main.file), profile.text(main.build_id));
        if !file.is_empty() {
            lines.push(format!("File: {}", base_name(file)));
        }
        if !build_id.is_empty() {
            lines.push(format!("Build ID: {build_id}"));
        }
    }
    let comments = header.comments.iter().map(|&comment| profile.text(comment));
    lines.extend(comments.filter(|comment| !comment.starts_with('#')).map(str::to_owned));
    if !sample_type.is_empty() {
        lines.push(format!("Type: {sample_type}"));
    }
    let doc_url = profile.text(header.doc_url);
    if !doc_url.is_empty() {
        lines.push(format!("Doc: {doc_url}"));
    }
    if let Some(time) = utc_time(header.time_nanos) {
        lines.push(format!("Time: {time} UTC"));
    }
    if header.duration_nanos != 0 {
        let duration = label(header.duration_nanos, "nanoseconds");
        let total = values.label(values.total);
        let (nanos, unit) = scale(values.total, values.sample_unit(), "nanoseconds");
        let share = if unit == "ns" && nanos != 0.0 {
            format!("({})", percentage(nanos as i64, header.duration_nanos))
        } else {
            String::new()
        };
        lines.push(format!("Duration: {duration}, Total samples = {total} {share}"));
    }
    lines
}

/// What the head says of a graph (`reportLabels` of pprof).
pub(super) fn of_graph(
    profile: &Profile,
    sample_type: &str,
    settings: &Settings,
    trimmed: &TrimmedGraph,
    node_fraction: f64,
    values: &Values,
) -> Vec<String> {
    let mut lines =
        if settings.compact_labels { Vec::new() } else { of_profile(profile, sample_type, values) };
    let mut filters = settings.filters.active().peekable();
    if filters.peek().is_some() {
        lines.push("Active filters:".to_owned());
        lines.extend(filters.map(|(name, text)| active_filter(name, text)));
    }
    let nodes = trimmed.graph.nodes();
    let shown = nodes.iter().fold(0_i64, |sum, node| sum.saturating_add(node.flat.shown()));
    lines.push(format!(
        "Showing nodes accounting for {}, {} of {} total",
        values.label(shown),
        values.share(shown).trim(),
        values.label(values.total)
    ));
    if values.total != 0 {
        if trimmed.dropped_nodes > 0 {
            let plural = if trimmed.dropped_nodes > 1 { "s" } else { "" };
            let cutoff = ((values.total as f64 * node_fraction) as i64).saturating_abs();
            let (dropped, cutoff) = (trimmed.dropped_nodes, values.label(cutoff));
            lines.push(format!("Dropped {dropped} node{plural} (cum <= {cutoff})"));
        }
        if !nodes.is_empty() && nodes.len() < trimmed.large_nodes {
            lines.push(format!("Showing top {} nodes out of {}", nodes.len(), trimmed.large_nodes));
        }
    }
    lines
}

/// A filter, cut after so many bytes; a character that is cut through is left out.
fn active_filter(name: &str, text: &str) -> String {
    let filter = format!("{name}={text}");
    let end = filter.floor_char_boundary(FILTER_BYTES);
    if end < filter.len() { format!("   {}…", &filter[..end]) } else { format!("   {filter}") }
}
