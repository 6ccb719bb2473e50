//! The source of functions with values beside its lines: `-list`.

use std::collections::BTreeMap;

use super::source_files::{SourceFiles, read_lines};
use super::values::Values;
use super::{Graph, ReportError, Settings};
use crate::analysis::{CallNode, FrameTable, Pattern, sort_items};
use crate::units::percentage;

/// How many lines are shown before the first and after the last one with a value.
const MARGIN: i64 = 5;

/// The values of one line of a function.
#[derive(Debug, Clone, Copy)]
struct ListedLine {
    line: i64,
    start_line: i64,
    flat: i64,
    cum: i64,
}

/// The nodes of one function by file.
type Files<'a> = BTreeMap<&'a str, Vec<ListedLine>>;

/// The whole report (`printSource` of pprof): each function whose name matches, file by file.
///
/// Tells whether a sum may have left 64 bits: a stack that passes through several lines of a function counts for each, so
/// that the sum of the lines can be larger than that of all stacks.
///
/// # Errors
/// When no name matches.
pub(super) fn print(
    graph: &Graph<'_>,
    pattern: &Pattern,
    settings: &Settings,
    sources: &dyn SourceFiles,
    lines: &mut Vec<String>,
) -> Result<bool, ReportError> {
    let functions = functions(graph.frames, graph.trimmed.graph.nodes(), pattern);
    if functions.is_empty() {
        return Err(ReportError::NoMatch { pattern: pattern.source().to_owned() });
    }
    let values = graph.values;
    let mut saturated = false;
    lines.push(format!("Total: {}", values.label(values.total)));
    for (name, mut files) in functions {
        // What names no file has no source.
        files.remove("");
        if files.is_empty() {
            lines.push(format!("No source information for {name}"));
        }
        for (file, mut listed) in files {
            let key = |line: &ListedLine| (line.line, line.start_line);
            sort_items(&mut listed, &|left, right| key(left).cmp(&key(right)));
            let sizes = listed.iter().try_fold(0_i64, |sum, line| sum.checked_add(line.cum.checked_abs()?));
            saturated |= sizes.is_none();
            print_file(name, file, &listed, settings, sources, values, lines);
        }
    }
    Ok(saturated)
}

fn functions<'a>(
    frames: &'a FrameTable,
    nodes: &[CallNode],
    pattern: &Pattern,
) -> BTreeMap<&'a str, Files<'a>> {
    let mut functions: BTreeMap<&str, Files<'_>> = BTreeMap::new();
    for node in nodes {
        let frame = frames.row_frame(node.row);
        let name = frames.function(frame);
        if pattern.is_match(name) {
            let listed = ListedLine {
                line: frames.line(frame),
                start_line: frames.start_line(frame),
                flat: node.flat.value,
                cum: node.cum.value,
            };
            functions.entry(name).or_default().entry(frames.file(frame)).or_default().push(listed);
        }
    }
    functions
}

fn print_file(
    name: &str,
    file: &str,
    listed: &[ListedLine],
    settings: &Settings,
    sources: &dyn SourceFiles,
    values: &Values,
    lines: &mut Vec<String>,
) {
    let sum = |listed: &mut dyn Iterator<Item = &ListedLine>| {
        listed.fold((0_i64, 0_i64), |(flat, cum), line| {
            (flat.saturating_add(line.flat), cum.saturating_add(line.cum))
        })
    };
    let (flat, cum) = sum(&mut listed.iter());
    lines.push(format!("ROUTINE ======================== {name} in {file}"));
    lines.push(format!(
        "{:>10} {:>10} (flat, cum) {} of Total",
        values.label(flat),
        values.label(cum),
        percentage(cum, values.total)
    ));
    let (first, last) = extent(listed);
    // pprof does not open a file of which it shows no line, and so does not miss it.
    let source = if first > last { Ok(Vec::new()) } else { read_lines(file, settings, sources) };
    let source = match source {
        Ok(source) => source,
        Err(error) => {
            lines.push(format!(" Error: {error}"));
            return;
        }
    };
    for number in first..=last {
        let Some(text) = usize::try_from(number - 1).ok().and_then(|at| source.get(at)) else { break };
        let (flat, cum) = sum(&mut listed.iter().filter(|line| line.line == number));
        let (flat, cum) = (values.label_or_dot(flat), values.label_or_dot(cum));
        lines.push(format!("{flat:>10} {cum:>10} {number:>6}:{text}"));
    }
}

/// The first and last line that are shown (`getSourceFromFile` of pprof).
fn extent(listed: &[ListedLine]) -> (i64, i64) {
    let start_of = |line: &ListedLine| match line.start_line {
        0 => line.line.saturating_sub(MARGIN),
        start => start,
    };
    let Some(first) = listed.first() else { return (1, 0) };
    let (mut start, mut end) = (start_of(first), first.line.saturating_add(MARGIN));
    for line in listed {
        let line_end = line.line.saturating_add(MARGIN);
        if start_of(line) < start {
            start = start_of(line);
        } else if line_end > end {
            end = line_end;
        }
    }
    (start.max(1), end)
}
