//! All about one node.

use std::ops::Range;

use super::view::View;
use crate::analysis::{Column, Metric, NodeId, Pattern, function_name, is_cut, shown_text, stack_text};
use crate::profile::Profile;
use crate::worker::protocol::{Inlined, NodeDetails, NodeMetric, Pair, Presence, Purpose, Relative, Reply};

/// How many callees are told of.
const MAX_CALLEES: usize = 12;

/// How many callers are told of: recursion can be deeper than anyone reads.
const MAX_CALLERS: usize = 1000;

/// The reply that describes a node.
pub(super) fn reply(view: &View, node: NodeId, purpose: Purpose) -> Option<Reply> {
    let details = Box::new(describe(view, node, purpose));
    Some(Reply::Details { view: view.id, purpose, details })
}

/// The widest node of a row of the table; of equally wide ones, the first.
pub(super) fn widest_of_row(view: &View, row: u32) -> Option<NodeId> {
    let (frames, tree) = (view.form.shape.frames(), view.form.shape.tree());
    let (widths, mut widest) = (view.measure.widths(), None);
    tree.visit(0..tree.path_count(), &mut |visit| {
        if visit.node != NodeId::ROOT && frames.row(visit.frame).index() == row as usize {
            let width = widths.of(tree.subtree(visit.node).paths());
            // Where a width leaves out what did not grow, the one that changed most is still the one that is looked for.
            let size = (width, view.measure.cum(visit.node).unsigned_abs());
            if widest.is_none_or(|(widest, _)| size > widest) {
                widest = Some((size, visit.node));
            }
        }
    });
    widest.map(|(_, node)| node)
}

/// On which side of a comparison something is.
pub(super) fn presence(cum: Pair) -> Presence {
    match (cum.target, cum.base) {
        (_, None) | (0, Some(0)) => Presence::Both,
        (_, Some(0)) => Presence::New,
        (0, Some(_)) => Presence::Gone,
        _ => Presence::Both,
    }
}

fn describe(view: &View, node: NodeId, purpose: Purpose) -> NodeDetails {
    let shape = &view.form.shape;
    let (frames, tree) = (shape.frames(), shape.tree());
    let frame = tree.frame(node);
    let is_root = node == NodeId::ROOT;
    let relative =
        |node: NodeId| Relative { node: node.index() as u32, name: name(view, node), cum: view.cum(node) };
    let (callees, callee_count) = callees(view, node);
    NodeDetails {
        place: view.place(node),
        row: frames.row(frame).index() as u32,
        pattern: exact_pattern(frames.function(frame)),
        name: name(view, node),
        package: if is_root { String::new() } else { package(frames.function(frame), frames.name(frame)) },
        source: match (shown_text(frames.file(frame)), frames.line(frame)) {
            (file, _) if file.is_empty() => String::new(),
            (file, 0) => file,
            (file, line) => format!("{file}:{line}"),
        },
        inlined: match (tree.is_inlined(node), tree.is_called(node)) {
            (false, _) => Inlined::No,
            (true, true) => Inlined::Partly,
            (true, false) => Inlined::Yes,
        },
        values: values(view, node),
        presence: presence(view.cum(node)),
        callers: tree.path_up(tree.parent(node)).take(MAX_CALLERS).map(relative).collect(),
        callees: callees.into_iter().map(relative).collect(),
        callee_count,
        // It is for copying, which nobody does while the pointer moves.
        stack: if purpose == Purpose::Hover { String::new() } else { stack_text(shape, node) },
    }
}

fn name(view: &View, node: NodeId) -> String {
    if node == NodeId::ROOT { "all".to_owned() } else { shown_text(view.form.shape.name(node)) }
}

fn package(function: &str, name: &str) -> String {
    shown_text(function_name::package(if function.is_empty() { name } else { function }))
}

/// The pattern that matches this name and no other. Of a name that is cut there is none: half of it would match others.
fn exact_pattern(name: &str) -> String {
    if name.is_empty() || is_cut(name) { String::new() } else { format!("^{}$", Pattern::quote(name)) }
}

/// The callees with the largest cum, or in a comparison with the largest change, and how many there are, whatever the
/// width of their boxes stands for.
fn callees(view: &View, node: NodeId) -> (Vec<NodeId>, u32) {
    let measure = &view.measure;
    // Where nothing changed, the larger ones matter more.
    let size = |node: NodeId| (measure.cum(node).unsigned_abs(), measure.base_cum(node).unsigned_abs());
    // Each takes its place among the largest so far, which keeps a node with a million callees cheap. Equal ones stand
    // by name, in which order they come.
    let mut largest: Vec<NodeId> = Vec::with_capacity(MAX_CALLEES + 1);
    let mut count = 0;
    let tree = view.form.shape.tree();
    let touched = tree.subtrees_below(tree.subtree(node)).filter(|&child| measure.is_touched(child));
    for callee in touched.map(|child| tree.node(child)) {
        count += 1;
        let place = largest.partition_point(|&other| size(other) >= size(callee));
        if place < MAX_CALLEES {
            largest.insert(place, callee);
            largest.truncate(MAX_CALLEES);
        }
    }
    (largest, count)
}

/// The node's values of every metric. The shown one is measured already; those of the others are summed up from the
/// samples, which needs one pass and no memory.
fn values(view: &View, node: NodeId) -> Vec<NodeMetric> {
    let tree = view.form.shape.tree();
    let parent = tree.parent(node);
    let rows = view.sides.metrics.iter().zip(view.totals()).enumerate();
    rows.map(|(at, (metric, &total))| {
        if view.metric == Some(at) {
            let (flat, cum) = (view.flat(node), view.cum(node));
            return NodeMetric { flat, cum, parent: view.cum(parent), total };
        }
        let subtree = |node: NodeId| tree.subtree(node).paths();
        let own = tree.path_of_end(node).map_or(0..0, |path| path.index()..path.index() + 1);
        let [flat, cum, parent] = sums(view, metric, &[own, subtree(node), subtree(parent)]);
        NodeMetric { flat, cum, parent, total }
    })
    .collect()
}

/// The sums of the samples whose stacks are in each of three ranges of paths, of which the last holds the others.
fn sums(view: &View, metric: &Metric, ranges: &[Range<usize>; 3]) -> [Pair; 3] {
    let subject = view.subject();
    let columns = [Some(metric.target), metric.base];
    let mut sides = subject
        .placed()
        .zip(columns)
        .filter_map(|(placed, column)| Some(profile_sums(view, placed, column?, ranges)));
    let (target, base) = (sides.next().unwrap_or_default(), sides.next());
    let pair = |at: usize| Pair { target: target[at], base: base.map(|base| base[at]) };
    [pair(0), pair(1), pair(2)]
}

fn profile_sums(
    view: &View,
    (at, profile): (usize, &Profile),
    column: Column,
    ranges: &[Range<usize>; 3],
) -> [i64; 3] {
    let mut sums = [0_i64; 3];
    let samples = profile.samples();
    if column.index >= samples.column_count() {
        return sums;
    }
    let ends = view.form.shape.stack_paths().ends(at);
    for (stack, &value) in samples.stacks().iter().zip(samples.values(column.index)) {
        let end = ends[stack.index()].index();
        if !ranges[2].contains(&end) {
            continue;
        }
        let value = column.scaled(value);
        for (sum, range) in sums.iter_mut().zip(ranges) {
            if range.contains(&end) {
                *sum = sum.saturating_add(value);
            }
        }
    }
    sums
}
