//! Top tables equal those of `go tool pprof`, line by line.

use std::collections::BTreeMap;
use std::path::Path;

use airflame::analysis::{Granularity, Grouping, Subject};

use crate::report::{self, Flags};
use crate::texts::{self, Printed};

/// Checks every text below `root` and says how many of each kind there were.
fn check(root: &Path) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    let mut failures = Vec::new();
    for printed in texts::all(root) {
        match compare(&printed) {
            Ok(kind) => *counts.entry(kind).or_insert(0) += 1,
            Err(difference) => failures.push(format!("{}: {difference}", printed.path.display())),
        }
    }
    assert!(failures.is_empty(), "{} texts differ:\n{}", failures.len(), failures.join("\n"));
    counts
}

/// What kind of text it is, or the first difference.
fn compare(printed: &Printed) -> Result<String, String> {
    let text = texts::read(&printed.path);
    let target = texts::profile(&printed.target)?;
    let base = printed.base.as_ref().map(|base| texts::profile(base)).transpose()?;
    let subject = match &base {
        Some(base) => Subject::comparison(base, &target),
        None => Subject::single(&target),
    };
    let (kind, rest) = printed.name.split_once('.').unwrap();
    let full = |granularity, no_inlines| Flags {
        grouping: Grouping { granularity, no_inlines, ..Grouping::default() },
        ..Flags::default()
    };
    let trimmed = |cum| Flags { cum, trim: true, ..Flags::default() };
    let report = match (kind, rest) {
        ("top", "lines") => Some(full(Granularity::Lines, false)),
        ("top", "files") => Some(full(Granularity::Files, false)),
        ("top", "noinlines") => Some(full(Granularity::Functions, true)),
        ("top", "cum") => Some(trimmed(true)),
        ("top", "default") => Some(trimmed(false)),
        _ => None,
    };
    let metrics = subject.metrics().map_err(|error| error.to_string())?;
    let (metric, flags) = match report {
        Some(flags) => (&metrics[target.default_sample_index().unwrap()], flags),
        None => {
            let metric = metrics.iter().find(|metric| metric.kind == rest).ok_or("no such sample type")?;
            (metric, Flags { unit: report::exact_unit(&metric.unit), ..Flags::default() })
        }
    };
    let theirs = text.lines().skip_while(|line| !line.starts_with("Showing"));
    let theirs = theirs.filter(|line| !line.starts_with("Dropped")).map(str::to_owned).collect();
    let namesakes = |lines: Vec<String>| if rest == "files" { namesakes_in_order(&lines) } else { lines };
    let (ours, theirs) = (namesakes(report::top(subject, metric, flags)), namesakes(theirs));
    // -base lets equal samples cancel before the total is taken and calls are looked at; values are the same.
    // Trimming by default takes edges away, by which pprof then judges what is inlined.
    let loose = |line: &str| {
        let row = line.trim_end_matches(" (inline)").trim_end_matches(" (partial-inline)").to_owned();
        if kind == "base" { without_shares(&row) } else { row }
    };
    let strict = |line: &str| line.to_owned();
    let view: &dyn Fn(&str) -> String = if kind == "base" || flags.trim { &loose } else { &strict };
    for (at, (ours, theirs)) in ours.iter().zip(&theirs).enumerate().skip(usize::from(kind == "base")) {
        if view(ours) != view(theirs) {
            return Err(format!("line {at}\n  ours   {ours}\n  theirs {theirs}"));
        }
    }
    if ours.len() != theirs.len() {
        return Err(format!("we have {} lines, pprof {}", ours.len(), theirs.len()));
    }
    Ok(if report.is_some() { printed.name.clone() } else { format!("{kind}.TYPE") })
}

/// With `-files`, rows of the same name abound (one for each line where a function begins), and the pprof that
/// printed our texts leaves those of equal flat in whatever order its map has them: here, by the rest of the row.
fn namesakes_in_order(lines: &[String]) -> Vec<String> {
    let parts = |line: &str| {
        let (row, suffix) = line.split_once(" (").unwrap_or((line, ""));
        let columns: Vec<&str> = row.split_whitespace().collect();
        let (before, after) = columns.split_at(3.min(columns.len()));
        let (values, name) = after.split_at(2.min(after.len()));
        (before.join(" "), name.join(" "), values.join(" "), suffix.to_owned())
    };
    let mut rows: Vec<_> = lines.iter().map(|line| parts(line)).collect();
    rows.chunk_by_mut(|(before, name, ..), (next, next_name, ..)| {
        before.split(' ').next() == next.split(' ').next() && name == next_name
    })
    .for_each(|group| {
        let mut rest: Vec<_> = group.iter().map(|row| (row.2.clone(), row.3.clone())).collect();
        rest.sort();
        for (row, rest) in group.iter_mut().zip(rest) {
            (row.2, row.3) = rest;
        }
    });
    rows.into_iter()
        .map(|(before, name, values, suffix)| format!("{before} {values} {name} ({suffix}"))
        .collect()
}

/// A row without its percentages.
fn without_shares(row: &str) -> String {
    let (values, name) = row.split_at(row.rfind("%  ").map_or(0, |at| at + 1));
    let values: Vec<&str> = values.split_whitespace().filter(|value| !value.ends_with('%')).collect();
    values.join(" ") + name
}

#[test]
fn stored_texts() {
    let counts = check(&texts::stored());
    assert!(counts["top.TYPE"] >= 60, "{counts:?}");
    assert!(counts["diff_base.TYPE"] >= 10, "{counts:?}");
}

/// The whole collection is not in the repository. Run by hand: `cargo test --test analysis -- --ignored`.
#[test]
#[ignore = "needs the whole collection of profiles, which is not in the repository"]
fn the_whole_collection() {
    let root = texts::collection();
    assert!(root.is_dir(), "the collection is not at {}", root.display());
    let counts = check(&root);
    eprintln!("equal to pprof: {counts:?}");
}
