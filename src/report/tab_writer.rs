//! Go's `text/tabwriter`, as `-tags` uses it.

use std::ops::Range;

/// Aligns cells to the right: what stands before a tab is a cell, and it becomes as wide as the widest cell of its column in the lines
/// next to it that have such a cell, and one more. What stands behind the last tab of a line is left as it is.
pub(super) fn align_right(text: &str) -> String {
    let lines: Vec<Vec<&str>> = text.split('\n').map(|line| line.split(['\t', '\u{b}']).collect()).collect();
    let mut widths: Vec<Vec<usize>> = vec![Vec::new(); lines.len()];
    // A column of a run of lines is done before the next column of the shorter runs that have one.
    let mut runs: Vec<Range<usize>> = std::iter::once(0..lines.len()).collect();
    let mut column = 0;
    while !runs.is_empty() {
        runs = runs.into_iter().flat_map(|run| runs_with_cell(&lines, run, column)).collect();
        for run in &runs {
            let width = |line: usize| lines[line][column].chars().count() + 1;
            let width = run.clone().map(width).max().unwrap_or(0);
            widths[run.clone()].iter_mut().for_each(|widths| widths.push(width));
        }
        column += 1;
    }
    let mut aligned = String::with_capacity(text.len() * 2);
    for (at, (cells, widths)) in lines.iter().zip(&widths).enumerate() {
        if at > 0 {
            aligned.push('\n');
        }
        for (cell, width) in cells.iter().zip(widths.iter().copied().chain([0])) {
            let padding = width.saturating_sub(cell.chars().count());
            aligned.extend(std::iter::repeat_n(' ', padding));
            aligned.push_str(cell);
        }
    }
    aligned
}

/// The runs of lines within a run whose cell of this column ends with a tab.
fn runs_with_cell(lines: &[Vec<&str>], run: Range<usize>, column: usize) -> Vec<Range<usize>> {
    let mut runs: Vec<Range<usize>> = Vec::new();
    for line in run.filter(|&line| column + 1 < lines[line].len()) {
        match runs.last_mut() {
            Some(last) if last.end == line => last.end += 1,
            _ => runs.push(line..line + 1),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_are_as_wide_as_their_neighbours() {
        // What Go prints with NewWriter(w, 0, 0, 1, ' ', AlignRight).
        let text =
            "key:\t Total\n \t10ms (5%):\t a\n \t1s (50%):\t two\nlines\n \t3s:\t b\n\nlong key:\t x\n";
        let aligned = [
            " key: Total",
            "      10ms (5%): a",
            "       1s (50%): two",
            "lines",
            "   3s: b",
            "",
            " long key: x",
            "",
        ];
        assert_eq!(align_right(text), aligned.join("\n"));
    }
}
