//! Filters, labels, callers and reports of what is shown.

use airflame::analysis::{FilterVariable, Granularity};
use airflame::profile::{draw_profile, draw_profile_with};
use airflame::worker::protocol::{
    Filter, Kept, Left, Pair, Peek, Problem, Reply, ReportKind, Request, TagList, ViewId, ViewSpec,
};

use crate::harness::{Page, alone, by, compared};

fn filter(variable: FilterVariable, text: &str) -> Filter {
    Filter { variable, text: text.to_owned() }
}

fn filtered(spec: ViewSpec, filters: &[(FilterVariable, &str)]) -> ViewSpec {
    ViewSpec { filters: filters.iter().map(|&(variable, text)| filter(variable, text)).collect(), ..spec }
}

fn refused(page: &mut Page, spec: ViewSpec) -> (Option<FilterVariable>, Problem) {
    match page.ask(&Request::View { spec, shown: None, keep: Kept::default(), tiles: Vec::new() }) {
        Reply::ViewFailed { problem, filter } => (filter, problem),
        other => panic!("it was not refused: {other:?}"),
    }
}

fn peek(page: &mut Page, view: ViewId, name: &str) -> Peek {
    let rows = page.top(view, Default::default(), 0, 10_000).rows;
    let row = rows.iter().find(|row| row.name == name).unwrap_or_else(|| panic!("no row {name}")).row;
    match page.ask(&Request::Peek { view, row }) {
        Reply::Peek { peek, .. } => *peek,
        other => panic!("no peek but {other:?}"),
    }
}

fn tags(page: &mut Page, view: ViewId) -> TagList {
    match page.ask(&Request::Tags { view }) {
        Reply::Tags { tags, .. } => tags,
        other => panic!("no tags but {other:?}"),
    }
}

fn report(page: &mut Page, view: ViewId, kind: ReportKind) -> Result<String, Problem> {
    match page.ask(&Request::Report { view, kind }) {
        Reply::Report { text, .. } => text,
        other => panic!("no report but {other:?}"),
    }
}

#[test]
fn focus_leaves_what_passes_through() {
    let mut page = Page::new();
    let profile = page
        .open_profile("x", &draw_profile("main  main  main\nread  write  write\nsys  sys  buf\n5  20  300"));
    let all = page.view(alone(profile));
    assert_eq!((all.total.target, all.samples), (325, Left { left: 3, all: 3 }));
    let focused = page.view(filtered(alone(profile), &[(FilterVariable::Focus, "^write$")]));
    assert_eq!(focused.samples, Left { left: 2, all: 3 });
    // Shares are of everything, as in pprof, unless they are asked to be of what is left.
    assert_eq!(focused.total.target, 325);
    assert_eq!(page.top(focused.view, Default::default(), 0, 9).rows[0].flat.target, 300);
    let relative = page.view(ViewSpec { relative: true, ..focused.spec.clone() });
    assert_eq!(relative.total.target, 320);
    assert_eq!(relative.tree_ms, 0.0, "shares need no new tree");
}

#[test]
fn what_is_ignored_and_hidden_adds_up() {
    let mut page = Page::new();
    let profile = page
        .open_profile("x", &draw_profile("main  main  main\nread  write  list\nsys  sys  buf\n5  20  300"));
    let spec = filtered(
        alone(profile),
        &[
            (FilterVariable::Ignore, "read"),
            (FilterVariable::Ignore, "list"),
            (FilterVariable::Hide, "main"),
            (FilterVariable::Hide, "sys"),
        ],
    );
    let view = page.view(spec);
    let rows = page.top(view.view, Default::default(), 0, 9).rows;
    assert_eq!(
        rows.iter().map(|row| (row.name.as_str(), row.flat.target)).collect::<Vec<_>>(),
        [("write", 20)]
    );
}

#[test]
fn a_filter_that_is_wrong_or_matches_nothing_is_refused_by_name() {
    let mut page = Page::new();
    let profile = page.open_profile("x", &draw_profile("main  main\nread  write\n5  20"));
    let shown = page.view(alone(profile));
    for (variable, text, what) in [
        (FilterVariable::Focus, "a(", "missing closing )"),
        (FilterVariable::TagFocus, "[z-a]", "invalid character class range"),
        (FilterVariable::Focus, "nowhere", "focus nowhere matches nothing"),
        (FilterVariable::Hide, "nowhere", "hide nowhere matches nothing"),
        (FilterVariable::TagFocus, "1kb:2kb", "tagfocus 1kb:2kb matches nothing"),
        (FilterVariable::Ignore, "main", "ignore main matches nothing"),
    ] {
        let (at, problem) = refused(&mut page, filtered(alone(profile), &[(variable, text)]));
        assert_eq!(at, Some(variable), "{text}");
        let what = if variable == FilterVariable::Ignore { "ignore main" } else { what };
        assert!(problem.what.contains(what), "{text}: {}", problem.what);
        assert!(!problem.advice.is_empty());
    }
    // What was shown still is.
    assert_eq!(page.describe(shown.view, 0).name, "all");
}

#[test]
fn a_filter_stays_when_another_profile_lacks_what_it_hides() {
    let mut page = Page::new();
    let one = page.open_profile("one", &draw_profile("main\nread\n5"));
    let other = page.open_profile("other", &draw_profile("main\nwrite\n7"));
    let hidden = page.view(filtered(alone(one), &[(FilterVariable::Hide, "read")]));
    assert_eq!(hidden.unmatched, []);
    let spec = filtered(alone(other), &[(FilterVariable::Hide, "read")]);
    assert_eq!(page.view(spec).unmatched, [FilterVariable::Hide]);
}

#[test]
fn both_sides_of_a_comparison_are_filtered() {
    let mut page = Page::new();
    let base = page.open_profile("base", &draw_profile("main  main\nread  write\n5  20"));
    let target = page.open_profile("target", &draw_profile("main  main\nread  write\n7  90"));
    let view = page.view(filtered(compared(target, base), &[(FilterVariable::Focus, "read")]));
    assert_eq!(view.total, Pair { target: 97, base: Some(25) });
    let rows = page.top(view.view, Default::default(), 0, 9).rows;
    assert_eq!(rows[0].flat, Pair { target: 7, base: Some(5) });
    let relative = page.view(ViewSpec { relative: true, ..view.spec });
    assert_eq!(relative.total, Pair { target: 7, base: Some(5) });
}

#[test]
fn inlined_frames_can_be_left_out() {
    let mut page = Page::new();
    let profile = page.open_file(1);
    let with = page.view(alone(profile));
    let without = page.view(ViewSpec { no_inlines: true, ..alone(profile) });
    assert!(without.nodes < with.nodes, "{} and {}", without.nodes, with.nodes);
    assert_eq!(without.total, with.total);
}

#[test]
fn peek_has_the_numbers_of_pprof() {
    let mut page = Page::new();
    let profile = page.open_file(1);
    let view = page.view(by("inuse_space", &alone(profile)));
    let row = peek(&mut page, view.view, "main.main");
    assert_eq!(row.callers.iter().map(|edge| edge.name.as_str()).collect::<Vec<_>>(), ["runtime.main"]);
    assert_eq!(row.callers[0].weight, row.cum);
    let callees: i64 = row.callees.iter().map(|edge| edge.weight.target).sum();
    assert_eq!(callees + row.flat.target, row.cum.target);
    assert!(row.callees.is_sorted_by_key(|edge| std::cmp::Reverse(edge.weight.target)));
    assert!(matches!(page.ask(&Request::Peek { view: view.view, row: u32::MAX }), Reply::Stale));
}

#[test]
fn labels_lead_to_the_filter_for_them() {
    let mut page = Page::new();
    let profile = page.open_file(2);
    let view = page.view(alone(profile));
    assert!(view.has_labels);
    let list = tags(&mut page, view.view);
    let key = &list.keys[0];
    assert!(!key.values.is_empty(), "{list:?}");
    let value = &key.values[0];
    let focus = value.filter.clone().unwrap();
    let focused = page.view(filtered(alone(profile), &[(FilterVariable::TagFocus, &focus)]));
    let rows = page.top(focused.view, Default::default(), 0, 10_000).rows;
    assert_eq!(rows.iter().map(|row| row.flat.target).sum::<i64>(), value.sum.target);
    let heap = page.open_profile("none", &draw_profile("main\n1"));
    assert!(!page.view(alone(heap)).has_labels);
}

#[test]
fn reports_are_those_of_pprof() {
    let mut page = Page::new();
    let (base, target) = (page.open_file(0), page.open_file(1));
    let view = page.view(alone(target));
    let text = report(&mut page, view.view, ReportKind::Top).unwrap();
    assert_eq!(text, include_str!("../profiles/leaky-rate4096/oracle/heap-6/top.default.txt"));
    let diff = page.view(compared(target, base));
    let text = report(&mut page, diff.view, ReportKind::Top).unwrap();
    assert!(text.contains("Type: inuse_space\n") && text.contains("of 3946.19kB total\n"), "{text}");
    let focused = page.view(filtered(alone(target), &[(FilterVariable::Focus, "webhook")]));
    let text = report(&mut page, focused.view, ReportKind::Tree).unwrap();
    assert!(text.contains("Active filters:\n   focus=webhook\n"), "{text}");
    let none = report(&mut page, focused.view, ReportKind::Peek("nowhere".to_owned())).unwrap_err();
    assert!(none.what.contains("no matches found for regexp: nowhere"), "{}", none.what);
    for kind in [ReportKind::Traces, ReportKind::Tags, ReportKind::Raw, ReportKind::Comments] {
        report(&mut page, focused.view, kind).unwrap();
    }
}

#[test]
fn a_difference_in_one_file_opens_as_its_two_sides() {
    let mut page = Page::new();
    let delta = draw_profile_with(&[("space", "bytes")], "main  main\nread  write\n-5  20");
    let read = page.read("delta.pb.gz", &airflame::pprof::encode_gzip(&delta));
    let [base, target] = &read.opened[..] else { panic!("{:?}", read.opened) };
    assert_eq!((target.base, target.name.as_str()), (Some(base.id), "delta.pb.gz"));
    let view = page.view(compared(target.id, base.id));
    // Shares are of all that changed, as pprof has it.
    assert_eq!(view.total, Pair { target: 25, base: Some(25) });
    let rows = page.top(view.view, Default::default(), 0, 9).rows;
    let deltas: Vec<_> = rows.iter().map(|row| (row.name.as_str(), row.flat.delta())).collect();
    assert_eq!(deltas[..2], [("write", 20), ("read", -5)]);
}

#[test]
fn granularity_of_a_report_is_that_of_the_view() {
    let mut page = Page::new();
    let profile = page.open_file(1);
    let view = page.view(ViewSpec { granularity: Granularity::Lines, ..alone(profile) });
    let text = report(&mut page, view.view, ReportKind::Top).unwrap();
    assert!(text.lines().nth(8).is_some_and(|row| row.contains(".go:")), "{text}");
}
