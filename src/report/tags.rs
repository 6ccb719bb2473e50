//! The labels and what they sum up to: `-tags`.

use super::values::Values;
use crate::analysis::{TagRow, TagTable};

/// The whole report (`printTags` of pprof): a block for each key, its values the larger first.
///
/// Go's `tabwriter` aligns it: what stands before a tab is a cell, and the cells of a column are as wide as the widest of those
/// in the lines next to each other, and one more.
pub(super) fn print(table: &TagTable, values: &Values, lines: &mut Vec<String>) {
    let share = |value: i64| match values.total {
        total if total > 0 => format!(" ({})", values.share(value)),
        _ => String::new(),
    };
    for key in &table.keys {
        let head = format!("{}:", key.key);
        let row = |row: &TagRow| format!("{}{}:", values.label(row.sum), share(row.sum));
        let rows: Vec<(String, &str)> = key.rows.iter().map(|of| (row(of), of.value.as_str())).collect();
        let width = |text: &str| text.chars().count();
        let first = width(&head) + 1;
        let second = rows.iter().map(|(value, _)| width(value)).max().unwrap_or(0) + 1;
        let (sum, total) = (values.label(key.total), values.label(values.total));
        lines.push(format!("{head:>first$} Total {sum} of {total}{}", share(key.total)));
        lines.extend(rows.iter().map(|(value, text)| format!("{:>first$}{value:>second$} {text}", " ")));
        lines.push(String::new());
    }
}
