//! The labels and what they sum up to: `-tags`.

use super::tab_writer::align_right;
use super::values::Values;
use crate::analysis::TagTable;

/// The whole report (`printTags` of pprof): a block for each key, its values the larger first.
pub(super) fn print(table: &TagTable, values: &Values, lines: &mut Vec<String>) {
    let share = |value: i64| match values.total {
        total if total > 0 => format!(" ({})", values.share(value)),
        _ => String::new(),
    };
    for key in &table.keys {
        let (sum, total) = (values.label(key.total), values.label(values.total));
        let mut block = format!("{}:\t Total {sum} of {total}{}\n", key.key, share(key.total));
        for row in &key.rows {
            block += &format!(" \t{}{}:\t {}\n", values.label(row.sum), share(row.sum), row.value);
        }
        lines.push(align_right(&block));
    }
}
