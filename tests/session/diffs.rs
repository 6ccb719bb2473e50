//! The table of a difference is that of `go tool pprof`: values, percentages, order and names, by `-diff_base` and by `-base`.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use airflame::analysis::{Granularity, TopColumn, TopOrder};
use airflame::report::{Command, flags, run};
use airflame::units::{percentage, scaled_label};
use airflame::worker::protocol::{
    Inlined, ProfileId, Reply, ReportKind, Request, Shares, TopRow, ViewSpec, ViewSummary,
};

use crate::harness::{Page, by, compared};
use crate::machine::{Below, say};
use crate::texts::{self, Printed};

/// A session that opens each file once.
struct Files {
    page: Page,
    open: HashMap<PathBuf, Option<ProfileId>>,
}

impl Files {
    fn new() -> Self {
        Self { page: Page::new(), open: HashMap::new() }
    }

    /// The one profile of a file; `None` where it cannot be read, or is a difference by itself.
    fn open(&mut self, path: &Path) -> Option<ProfileId> {
        if let Some(open) = self.open.get(path) {
            return *open;
        }
        let read = self.page.read(&path.display().to_string(), &fs::read(path).unwrap());
        let id = if read.opened.len() == 1 { Some(read.opened[0].id) } else { None };
        self.open.insert(path.to_owned(), id);
        id
    }

    /// The rows that pprof has of a view: those with a change.
    fn rows(&mut self, view: &ViewSummary, order: TopOrder) -> Vec<TopRow> {
        let window = self.page.top(view.view, order, 0, view.functions);
        assert_eq!(window.rows.len() as u32, view.functions);
        window.rows.into_iter().filter(|row| row.flat.delta() != 0 || row.cum.delta() != 0).collect()
    }
}

/// A row of the page as pprof prints it in the units of one of its own.
fn row_as(row: &TopRow, whole: i64, unit: &str, units: [&str; 2], with_sum: bool) -> String {
    let share = |value| percentage(value, whole).trim().to_owned();
    let (flat, cum) = (row.flat.delta(), row.cum.delta());
    [
        scaled_label(flat, unit, units[0]),
        share(flat),
        if with_sum { share(row.running) } else { String::new() },
        scaled_label(cum, unit, units[1]),
        share(cum),
        row.name.clone(),
    ]
    .join(" ")
}

/// A row of pprof, parted: its two values, three percentages and name, without what it says of inlining.
fn parted(line: &str) -> Option<([&str; 5], &str)> {
    let mut rest = line;
    let mut columns = [""; 5];
    for column in &mut columns {
        rest = rest.trim_start();
        let (word, after) = rest.split_once(' ')?;
        (*column, rest) = (word, after);
    }
    let name = rest.trim_start();
    Some((columns, name.strip_suffix(" (inline)").or(name.strip_suffix(" (partial-inline)")).unwrap_or(name)))
}

/// The unit behind a number.
fn unit_of(value: &str) -> &str {
    value.trim_start_matches(|c: char| c.is_ascii_digit() || "-+.".contains(c))
}

/// The rows below pprof's head.
fn printed_rows(text: &str) -> impl Iterator<Item = &str> {
    text.lines().skip_while(|line| !line.trim_start().starts_with("flat  flat%")).skip(1)
}

/// Says how a whole, untrimmed table differs from the text.
fn compare(files: &mut Files, printed: &Printed) -> Result<(), String> {
    let (kind, metric) = printed.name.split_once('.').ok_or("no kind")?;
    let base = files.open(printed.base.as_ref().ok_or("no base")?).ok_or("the base does not open")?;
    let target = files.open(&printed.target).ok_or("the target does not open")?;
    let shares = if kind == "base" { Shares::Change } else { Shares::Base };
    let view = files.page.view(ViewSpec { shares, ..by(metric, &compared(target, base)) });
    assert_eq!(view.notes, [""; 0]);
    let text = texts::read(&printed.path);
    let theirs: Vec<&str> = printed_rows(&text).collect();
    let rows = files.rows(&view, TopOrder::default());
    if rows.len() != theirs.len() {
        return Err(format!("we have {} rows, pprof {}", rows.len(), theirs.len()));
    }
    let unit = &view.metrics[view.metric.unwrap() as usize].unit;
    for (row, line) in rows.iter().zip(theirs) {
        let (columns, name) = parted(line).ok_or("a row has too few columns")?;
        let ours =
            row_as(row, view.whole, unit, [unit_of(columns[0]), unit_of(columns[3])].map(full_unit), true);
        if ours != [columns.join(" ").as_str(), name].join(" ") {
            return Err(format!("\n  ours   {ours}\n  theirs {line}"));
        }
        // With -base pprof does not see the calls of stacks that cancel out.
        let mark = match row.inlined {
            Inlined::No => "",
            Inlined::Partly => " (partial-inline)",
            Inlined::Yes => " (inline)",
        };
        if kind == "diff_base" && !line.ends_with(&[name, mark].concat()) {
            return Err(format!("{line} is{mark}"));
        }
    }
    Ok(())
}

/// What scales to a unit of pprof: its short name, or the count's, which has none.
fn full_unit(unit: &str) -> &str {
    if unit.is_empty() { "count" } else { unit }
}

fn check(root: &Path) -> usize {
    let mut files = Files::new();
    let diffs: Vec<_> = texts::all(root).into_iter().filter(|printed| printed.base.is_some()).collect();
    let failures: Vec<String> = diffs
        .iter()
        .filter_map(|printed| {
            let difference = compare(&mut files, printed).err()?;
            Some(format!("{}: {difference}", printed.path.display()))
        })
        .collect();
    assert!(failures.is_empty(), "{} of {} differ:\n{}", failures.len(), diffs.len(), failures.join("\n"));
    diffs.len()
}

#[test]
fn stored_differences_have_pprofs_table() {
    let compared = check(&texts::stored());
    assert!(compared >= 26, "only {compared} texts were found");
}

#[test]
fn all_differences_have_pprofs_table() {
    let collection = texts::collection();
    if !collection.is_dir() {
        say(&format!("SKIPPED: {} is missing; only what lies in tests/ was compared", collection.display()));
        return;
    }
    let compared = check(&collection);
    say(&format!("{compared} tables of differences, all equal to pprof's"));
    assert!(compared >= 180, "only {compared} texts were found");
}
