//! The table of a difference is that of `go tool pprof`: values, percentages, order and names, by `-diff_base` and by `-base`.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use airflame::analysis::{Granularity, TopColumn, TopOrder};
use airflame::report::{flags, run};
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

/// A question of pprof's own test data about two profiles.
struct Case {
    id: String,
    target: String,
    base: String,
    spec: ViewSpec,
    /// A number, for a sample type by its place.
    sample_index: Option<String>,
    order: TopOrder,
    /// The report, where the page has one with these settings.
    report: Option<ReportKind>,
}

/// The case of a line of the manifest, where the page can be asked the same. It has not all of pprof's options.
fn case(line: &str) -> Option<Case> {
    let [id, inputs, flags, "0"] = line.split('\t').collect::<Vec<_>>()[..] else { return None };
    let mut case = Case {
        id: id.to_owned(),
        target: format!("in/{inputs}"),
        base: String::new(),
        spec: ViewSpec::of(ProfileId(0)),
        sample_index: None,
        order: TopOrder::default(),
        report: None,
    };
    let mut is_trimmed_alike = true;
    for flag in flags.split(' ') {
        match flag.split_once('=').unwrap_or((flag, "")) {
            ("-top", _) => case.report = Some(ReportKind::Top),
            ("-tree", _) => case.report = Some(ReportKind::Tree),
            ("-raw", _) => case.report = Some(ReportKind::Raw),
            ("-traces", _) => case.report = Some(ReportKind::Traces),
            ("-tags", _) => case.report = Some(ReportKind::Tags),
            ("-comments", _) => case.report = Some(ReportKind::Comments),
            ("-cum", _) => {
                case.order.column = TopColumn::Cum;
                is_trimmed_alike = false;
            }
            ("-nodefraction" | "-unit" | "-nodecount", _) => is_trimmed_alike = false,
            ("-addresses", _) => case.spec.granularity = Granularity::Addresses,
            ("-lines", _) => case.spec.granularity = Granularity::Lines,
            ("-sample_index", index) => case.sample_index = Some(index.to_owned()),
            ("-diff_base", base) => case.base = base.to_owned(),
            ("-base", base) => {
                case.base = base.to_owned();
                case.spec.shares = Shares::Change;
            }
            _ => return None,
        }
    }
    let is_about_two = !case.base.is_empty() && !inputs.contains(' ');
    let is_table = case.report == Some(ReportKind::Top);
    case.report = case.report.filter(|_| is_trimmed_alike);
    (is_about_two && (is_table || case.report.is_some())).then_some(case)
}

/// How table and report differ from the text, and whether there was a table and a report to compare.
fn compare_case(files: &mut Files, folder: &Path, case: &Case) -> Result<[usize; 2], String> {
    // What is compared with itself the page shows alone, and a file of negative values as a difference of its own.
    let [target, base] = [&case.target, &case.base].map(|name| files.open(&folder.join(name)));
    let Some((target, base)) = target.zip(base).filter(|(target, base)| target != base) else {
        return Ok([0, 0]);
    };
    let metrics = files.page.view(compared(target, base)).metrics;
    let index = case.sample_index.as_ref();
    let metric = index.map(|index| match index.parse::<usize>() {
        Ok(at) => metrics[at].name.clone(),
        Err(_) => index.clone(),
    });
    let view = files.page.view(ViewSpec { target, base: Some(base), metric, ..case.spec.clone() });
    let text = fs::read(folder.join(format!("out/{}.txt", case.id))).unwrap();
    let mut compared = [0, 0];
    if let Some(kind) = &case.report {
        let ours = report(&mut files.page, &view, kind);
        if ours.as_bytes() != String::from_utf8_lossy(&text).as_bytes() {
            return Err(format!("the report differs:\n{ours}\n{}", String::from_utf8_lossy(&text)));
        }
        compared[1] = 1;
    }
    let text = String::from_utf8_lossy(&text);
    let theirs: Vec<_> = printed_rows(&text).filter_map(parted).collect();
    if !theirs.is_empty() && case.report.as_ref().is_none_or(|kind| *kind == ReportKind::Top) {
        let unit = &view.metrics[view.metric.unwrap() as usize].unit;
        let rows = files.rows(&view, case.order);
        let mut rows = rows.iter();
        // pprof leaves small rows out: its rows are some of ours, in the same order.
        for (columns, name) in theirs {
            let [flat, flat_share, _, cum, cum_share] = columns;
            let wanted = [flat, flat_share, "", cum, cum_share, name].join(" ");
            let named = |value: &str, other: &str| {
                full_unit(if value == "0" { unit_of(other) } else { unit_of(value) }).to_owned()
            };
            let units = [named(flat, cum), named(cum, flat)];
            let ours = |row: &TopRow| row_as(row, view.whole, unit, [&units[0], &units[1]], false);
            if !rows.any(|row| ours(row) == wanted) {
                return Err(format!("no row is {wanted}"));
            }
        }
        compared[0] = 1;
    }
    Ok(compared)
}

fn report(page: &mut Page, view: &ViewSummary, kind: &ReportKind) -> String {
    match page.ask(&Request::Report { view: view.view, kind: kind.clone() }) {
        Reply::Report { text, .. } => text.unwrap(),
        other => panic!("no report but {other:?}"),
    }
}

#[test]
fn tables_and_reports_are_those_of_pprofs_own_test_data() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/pprof-oracle");
    let Ok(manifest) = fs::read_to_string(folder.join("manifest.tsv")) else {
        say(&format!("SKIPPED: {} is missing", folder.display()));
        return;
    };
    let mut files = Files::new();
    let mut compared = [0, 0];
    let mut failures = Vec::new();
    for case in manifest.lines().filter_map(case) {
        match compare_case(&mut files, &folder, &case) {
            Ok(count) => (0..2).for_each(|at| compared[at] += count[at]),
            Err(difference) => {
                failures.push(format!("{} {} {}: {difference}", case.id, case.target, case.base));
            }
        }
    }
    say(&format!("{} tables and {} reports of differences, equal to pprof's", compared[0], compared[1]));
    assert!(failures.is_empty(), "{} differ:\n{}", failures.len(), failures.join("\n"));
    assert!(compared[0] >= 15 && compared[1] >= 25, "{compared:?}");
}

#[test]
fn every_report_is_what_the_command_line_prints() {
    let folder = texts::stored().join("leaky-rate4096");
    let machine = Below(folder.clone());
    let mut files = Files::new();
    for (base, target) in [("heap-1", "heap-6"), ("heap-4", "heap-3"), ("goroutine-1", "goroutine-6")] {
        let [base, target] = [base, target].map(|name| format!("{name}.pb.gz"));
        let ids = [&target, &base].map(|name| files.open(&folder.join(name)).unwrap());
        for (shares, flag) in [(Shares::Base, "-diff_base"), (Shares::Change, "-base")] {
            let view = files.page.view(ViewSpec { shares, ..compared(ids[0], ids[1]) });
            for (kind, name) in [
                (ReportKind::Top, "-top"),
                (ReportKind::Tree, "-tree"),
                (ReportKind::Peek("mapassign|main".to_owned()), "-peek=mapassign|main"),
                (ReportKind::Traces, "-traces"),
                (ReportKind::Tags, "-tags"),
                (ReportKind::Raw, "-raw"),
                (ReportKind::Comments, "-comments"),
            ] {
                let metric = view.spec.metric.clone().unwrap();
                let args = [
                    name.to_owned(),
                    format!("-sample_index={metric}"),
                    format!("{flag}={base}"),
                    target.clone(),
                ];
                let theirs = run(&flags::parse(&args).unwrap(), &machine).unwrap().text;
                let ours = report(&mut files.page, &view, &kind);
                assert!(ours.as_bytes() == theirs, "{args:?}: the page differs:\n{ours}");
            }
        }
    }
}
