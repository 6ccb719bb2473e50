//! The text report: pprof's own output for what is shown, and the command that prints it.

use std::rc::Rc;

use super::State;
use super::filters::VARIABLES;
use super::options::granularity_name;
use crate::analysis::{FilterVariable, Granularity};
use crate::worker::protocol::{Filter, Problem, ReportKind, Shares, ViewSpec};

/// How many lines of a report are shown; all are copied.
pub const SHOWN_LINES: usize = 2_000;

/// The reports by their names in pprof, each with whether it is of the selected function.
pub const REPORTS: [(&str, bool); 8] = [
    ("top", false),
    ("tree", false),
    ("peek", true),
    ("traces", false),
    ("tags", false),
    ("raw", false),
    ("comments", false),
    ("list", true),
];

/// The report that is open.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenReport {
    /// Which.
    pub kind: ReportKind,
    /// Its text, or why there is none; `None` until the worker has made it.
    pub text: Option<Result<Rc<str>, Problem>>,
    /// What is to be known of how it came about.
    pub notes: Vec<String>,
}

impl OpenReport {
    /// A report that is yet to be made.
    pub(super) fn new(kind: ReportKind) -> Self {
        Self { kind, text: None, notes: Vec::new() }
    }
}

/// The report of that name; `pattern` is that of the selected function.
pub fn report_kind(name: &str, pattern: &str) -> ReportKind {
    match name {
        "tree" => ReportKind::Tree,
        "peek" => ReportKind::Peek(pattern.to_owned()),
        "traces" => ReportKind::Traces,
        "tags" => ReportKind::Tags,
        "raw" => ReportKind::Raw,
        "comments" => ReportKind::Comments,
        "list" => ReportKind::List(pattern.to_owned()),
        _ => ReportKind::Top,
    }
}

/// A report's name in pprof, and the pattern of the functions that it is of.
pub fn report_name(kind: &ReportKind) -> (&'static str, Option<&str>) {
    match kind {
        ReportKind::Top => ("top", None),
        ReportKind::Tree => ("tree", None),
        ReportKind::Peek(pattern) => ("peek", Some(pattern)),
        ReportKind::Traces => ("traces", None),
        ReportKind::Tags => ("tags", None),
        ReportKind::Raw => ("raw", None),
        ReportKind::Comments => ("comments", None),
        ReportKind::List(pattern) => ("list", Some(pattern)),
    }
}

/// The first lines of a text, and how many lines it has in all, where it has more than are shown.
pub fn first_lines(text: &str) -> (&str, Option<usize>) {
    match text.match_indices('\n').nth(SHOWN_LINES - 1) {
        Some((end, _)) if end + 1 < text.len() => (&text[..=end], Some(text.lines().count())),
        _ => (text, None),
    }
}

/// The command that prints the open report, by the names of the files that are shown.
pub fn report_command(report: &OpenReport, state: &State) -> Option<String> {
    let spec = &state.view.as_ref()?.spec;
    let name = |id| state.profile(id).map(|profile| profile.name.as_str());
    let target = state.profile(spec.target)?;
    // A file that is a difference is one for pprof, too, which knows no other percentages of it.
    let is_one_file = target.base.is_some() && target.base == spec.base;
    if is_one_file && spec.shares == Shares::Change {
        return None;
    }
    let base = spec.base.filter(|_| !is_one_file).and_then(name);
    pprof_command(spec, &report.kind, &target.name, base)
}

/// The command that prints a report of a view, for a POSIX shell. `target` and `base` are names of files. `None` where
/// there is no such command: pprof has one `tagignore`, which cannot say all that several of ours say.
fn pprof_command(spec: &ViewSpec, kind: &ReportKind, target: &str, base: Option<&str>) -> Option<String> {
    let mut words = vec!["go tool pprof".to_owned()];
    let mut flag = |name: &str, value: Option<&str>| {
        words.push(match value {
            Some(value) => ["-", name, "=", &quoted(value)].concat(),
            None => ["-", name].concat(),
        });
    };
    let (name, pattern) = report_name(kind);
    flag(name, pattern);
    if let Some(metric) = &spec.metric {
        flag("sample_index", Some(metric));
    }
    if spec.granularity != Granularity::default() {
        flag(granularity_name(spec.granularity), None);
    }
    if spec.no_inlines {
        flag("noinlines", None);
    }
    if spec.relative {
        flag("relative_percentages", None);
    }
    for (variable, _) in VARIABLES {
        if let Some(text) = joined(variable, &spec.filters)? {
            flag(variable.name(), Some(&text));
        }
    }
    if let Some(base) = base {
        let name = if spec.shares == Shares::Change { "base" } else { "diff_base" };
        flag(name, Some(&file_word(base)));
    }
    words.push(quoted(&file_word(target)));
    Some(words.join(" "))
}

/// The filters of one variable as one text. Alternatives of a regular expression add up; ranges and lists of a label's
/// values do not.
fn joined(variable: FilterVariable, filters: &[Filter]) -> Option<Option<String>> {
    let texts: Vec<&str> = filters
        .iter()
        .filter(|filter| filter.variable == variable)
        .map(|filter| filter.text.as_str())
        .collect();
    let is_pattern = |text: &&str| !text.contains(['=', ',']) && !text.contains(|c: char| c.is_ascii_digit());
    if texts.len() > 1 && variable == FilterVariable::TagIgnore && !texts.iter().all(is_pattern) {
        return None;
    }
    Some((!texts.is_empty()).then(|| texts.join("|")))
}

/// A file that no one takes for a flag.
fn file_word(name: &str) -> String {
    if name.starts_with('-') { ["./", name].concat() } else { name.to_owned() }
}

/// A word as a POSIX shell reads it back.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./:@%+,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    ["'", &word.replace('\'', r"'\''"), "'"].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::worker::protocol::ProfileId;

    fn spec(filters: &[(FilterVariable, &str)]) -> ViewSpec {
        let filter = |&(variable, text): &(FilterVariable, &str)| Filter { variable, text: text.to_owned() };
        let filters = filters.iter().map(filter).collect();
        ViewSpec { metric: Some("inuse_space".to_owned()), filters, ..ViewSpec::of(ProfileId(1)) }
    }

    #[test]
    fn the_command_asks_what_the_page_asks() {
        let spec = ViewSpec {
            granularity: Granularity::Lines,
            no_inlines: true,
            relative: true,
            ..spec(&[
                (FilterVariable::Ignore, "a b"),
                (FilterVariable::Focus, r"main\."),
                (FilterVariable::Ignore, "it's"),
            ])
        };
        let of_change = ViewSpec { shares: Shares::Change, ..spec.clone() };
        let command = pprof_command(&of_change, &ReportKind::Top, "b", Some("a")).unwrap();
        assert!(command.ends_with(" -base=a b"), "{command}");
        assert_eq!(
            pprof_command(&spec, &ReportKind::Top, "heap 6.pb.gz", Some("-heap-1.pb.gz")).unwrap(),
            r"go tool pprof -top -sample_index=inuse_space -lines -noinlines -relative_percentages -focus='main\.' -ignore='a b|it'\''s' -diff_base=./-heap-1.pb.gz 'heap 6.pb.gz'"
        );
    }

    #[test]
    fn there_is_no_command_where_pprof_has_no_words() {
        let of = |filters: &[_]| pprof_command(&spec(filters), &ReportKind::Tags, "p", None);
        let ignore = FilterVariable::TagIgnore;
        assert_eq!(of(&[(ignore, "a=b"), (ignore, "c=d")]), None);
        assert_eq!(
            of(&[(ignore, "a"), (ignore, "b")]).unwrap(),
            "go tool pprof -tags -sample_index=inuse_space -tagignore='a|b' p"
        );
    }

    #[test]
    fn every_report_has_its_name() {
        for (name, _) in REPORTS {
            assert_eq!(report_name(&report_kind(name, "^x$")).0, name);
        }
        let peek = report_kind("peek", "^x$");
        assert_eq!(
            pprof_command(&ViewSpec::of(ProfileId(1)), &peek, "", None).unwrap(),
            "go tool pprof -peek='^x$' ''"
        );
    }

    #[test]
    fn a_long_text_is_cut_at_a_line() {
        let text = "é\n".repeat(SHOWN_LINES);
        assert_eq!(first_lines(&text), (text.as_str(), None));
        let longer = format!("{text}x");
        assert_eq!(first_lines(&longer), (text.as_str(), Some(SHOWN_LINES + 1)));
    }
}
