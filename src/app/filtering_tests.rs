//! Filters, options, labels, callers and reports, action by action, as people meet them.

use super::state::tests::profile;
use super::update_tests::{asked, heap, opened, page, reply, viewed};
use super::{Action, AlertKind, Command, Draft, Filters, Fragment, Input, Options, State, Tab, status_line};
use crate::analysis::{FilterVariable, Granularity};
use crate::worker::protocol::{
    FileId, Filter, Inlined, Kept, Left, NodeBox, NodeDetails, Pair, Peek, Presence, Problem, ProfileId,
    Purpose, Reply, ReportKind, Request, TagList, ViewId,
};

fn filter(variable: FilterVariable, text: &str) -> Filter {
    Filter { variable, text: text.to_owned() }
}

fn focus(text: &str) -> Filter {
    filter(FilterVariable::Focus, text)
}

/// What the chips say.
fn chips(state: &State) -> Vec<String> {
    state.filters.chips.iter().map(|chip| super::filter_text(chip, " ")).collect()
}

/// Types a filter and adds it.
fn add(state: &mut State, filter: Filter) -> Vec<Command> {
    state.apply(Action::DraftFilter(filter));
    state.apply(Action::AddDraft)
}

/// The worker shows what is wanted.
fn show_wanted(state: &mut State, view: u32) -> Vec<Command> {
    let wanted = state.wanted.clone().unwrap();
    state.apply(viewed(view, &wanted, Kept::default()))
}

fn refuse(state: &mut State, variable: FilterVariable) -> Vec<Command> {
    let problem = Problem {
        name: variable.name().to_owned(),
        what: "matches nothing".to_owned(),
        advice: "Look at its spelling.".to_owned(),
    };
    state.apply(reply(Reply::ViewFailed { problem, filter: Some(variable) }))
}

/// The worker's view of what is wanted, with labels.
fn show_labels(state: &mut State, view: u32, has_labels: bool) -> Vec<Command> {
    let wanted = state.wanted.clone().unwrap();
    let Input::Reply(mut answer) = viewed(view, &wanted, Kept::default()) else { unreachable!() };
    if let Reply::Viewed(view) = &mut *answer {
        view.has_labels = has_labels;
        view.samples = Left { left: 12, all: 345 };
    }
    state.apply(Input::Reply(answer))
}

fn details(row: u32) -> NodeDetails {
    NodeDetails {
        place: NodeBox { node: row + 10, frame: row, x: 0.0, width: 0.5, depth: 2, sides: None },
        row,
        pattern: format!("^f{row}$"),
        name: format!("f{row}"),
        package: String::new(),
        source: String::new(),
        inlined: Inlined::No,
        values: Vec::new(),
        presence: Presence::Both,
        callers: Vec::new(),
        callees: Vec::new(),
        callee_count: 0,
        stack: String::new(),
    }
}

fn select(state: &mut State, view: u32, row: u32) -> Vec<Command> {
    let details = Box::new(details(row));
    state.apply(reply(Reply::Details { view: ViewId(view), purpose: Purpose::Select, details }))
}

fn peek(view: u32, row: u32) -> Input {
    let pair = Pair { target: 1, base: None };
    let peek =
        Peek { row, name: String::new(), flat: pair, cum: pair, callers: Vec::new(), callees: Vec::new() };
    reply(Reply::Peek { view: ViewId(view), peek: Box::new(peek) })
}

#[test]
fn a_typed_filter_becomes_a_chip_at_once_and_leaves_the_field_when_it_is_shown() {
    let mut state = page(vec![heap(1, 10)]);
    let commands = add(&mut state, focus(r"main\."));
    assert_eq!(asked(&commands).unwrap().filters, [focus(r"main\.")]);
    assert_eq!(
        (chips(&state), state.draft.filter.text.as_str()),
        (vec![r"focus main\.".to_owned()], r"main\.")
    );
    show_wanted(&mut state, 2);
    assert_eq!(state.draft, Draft::default());
    assert_eq!(state.undo, [Filters::default()]);
    assert!(status_line(&state).ends_with(r"focus=main\. · 9 of 9 samples"), "{}", status_line(&state));
    assert!(state.fragment().to_text().ends_with("&f=main%5C."));
}

#[test]
fn what_leaves_out_adds_up_and_all_else_is_replaced() {
    use FilterVariable::{Hide, Ignore, PruneFrom, Show, ShowFrom, TagFocus, TagHide, TagIgnore, TagShow};
    let mut state = page(vec![heap(1, 10)]);
    for variable in [Ignore, Hide, TagIgnore, TagHide] {
        state.apply(Action::ResetFilters);
        for text in ["a", "b", "a"] {
            add(&mut state, filter(variable, text));
        }
        assert_eq!(state.filters.chips, [filter(variable, "a"), filter(variable, "b")]);
    }
    for variable in [FilterVariable::Focus, Show, ShowFrom, PruneFrom, TagFocus, TagShow] {
        state.apply(Action::ResetFilters);
        for text in ["a", "b"] {
            add(&mut state, filter(variable, text));
        }
        assert_eq!(state.filters.chips, [filter(variable, "b")]);
    }
}

#[test]
fn an_empty_filter_is_none() {
    let mut state = page(vec![heap(1, 10)]);
    assert_eq!(add(&mut state, focus(" ")), []);
    assert_eq!(State::default().apply(Action::AddFilter(focus("x"))), []);
    add(&mut state, focus("x"));
    assert_eq!(add(&mut state, focus("x")), []);
    assert_eq!(state.undo.len(), 1);
}

#[test]
fn chips_go_one_by_one_by_undo_and_all_at_once() {
    let mut state = page(vec![heap(1, 10)]);
    state.apply(Action::SetSearch("json".to_owned()));
    add(&mut state, filter(FilterVariable::Hide, "a"));
    add(&mut state, filter(FilterVariable::Hide, "b"));
    let commands = state.apply(Action::RemoveFilter(filter(FilterVariable::Hide, "a")));
    assert_eq!(asked(&commands).unwrap().filters, [filter(FilterVariable::Hide, "b")]);
    assert_eq!(commands.len(), 1, "the search is as it was: {commands:?}");
    let commands = state.apply(Action::UndoFilter);
    assert_eq!(asked(&commands).unwrap().filters.len(), 2);
    let commands = state.apply(Action::ResetFilters);
    assert!(commands.contains(&Command::Send(Request::Search { text: String::new() })));
    assert_eq!((asked(&commands).unwrap().filters.len(), state.filters.clone()), (0, Filters::default()));
    for left in [2, 1, 0] {
        state.apply(Action::UndoFilter);
        assert_eq!((state.filters.chips.len(), state.filters.search.as_str()), (left, "json"));
    }
    state.apply(Action::UndoFilter);
    assert_eq!((state.filters.clone(), state.undo.len()), (Filters::default(), 0));
}

#[test]
fn a_refused_filter_is_said_at_the_field_and_the_view_stays() {
    let mut state = page(vec![heap(1, 10)]);
    add(&mut state, focus("good"));
    show_wanted(&mut state, 2);
    let (view, undo) = (state.view.clone(), state.undo.clone());
    add(&mut state, focus("b(ad"));
    assert_eq!(refuse(&mut state, FilterVariable::Focus), []);
    assert_eq!((state.view.clone(), chips(&state)), (view, vec!["focus good".to_owned()]));
    assert_eq!(state.wanted.as_ref().unwrap().filters, [focus("good")]);
    assert_eq!(state.draft.filter, focus("b(ad"));
    assert_eq!(state.draft.problem.as_ref().unwrap().what, "matches nothing");
    assert!(state.alerts.is_empty());
    assert_eq!(state.undo, undo);
    state.apply(Action::DraftFilter(focus("b(a")));
    assert_eq!(state.draft.problem, None);

    // A filter that the page proposed can be mended at the field as well, and any other view ends the message.
    state.apply(Action::AddFilter(filter(FilterVariable::TagFocus, "k=v")));
    refuse(&mut state, FilterVariable::TagFocus);
    assert_eq!(state.draft.filter, filter(FilterVariable::TagFocus, "k=v"));
    state.apply(Action::SetMetric("alloc_space".to_owned()));
    show_wanted(&mut state, 3);
    assert_eq!((state.draft.problem.clone(), state.draft.filter.text.as_str()), (None, "k=v"));
}

#[test]
fn a_wish_after_a_refused_one_is_shown() {
    let mut state = page(vec![heap(1, 10)]);
    add(&mut state, focus("bad"));
    add(&mut state, focus("good"));
    let wanted = state.wanted.clone().unwrap();
    refuse(&mut state, FilterVariable::Focus);
    state.apply(viewed(2, &wanted, Kept::default()));
    assert_eq!(
        (state.view.as_ref().unwrap().view, chips(&state)),
        (ViewId(2), vec!["focus good".to_owned()])
    );
    assert_eq!(state.draft.problem, None);
}

#[test]
fn another_profile_that_the_filters_leave_nothing_of_is_not_shown_unless_it_was_just_opened() {
    let mut state = page(vec![heap(1, 10), heap(2, 20)]);
    add(&mut state, focus("x"));
    show_wanted(&mut state, 2);
    state.apply(Action::SetTarget(ProfileId(1)));
    refuse(&mut state, FilterVariable::Focus);
    assert_eq!((state.wanted.as_ref().unwrap().target, chips(&state).len()), (ProfileId(2), 1));
    assert!(state.draft.problem.is_some());

    state.apply(Action::OpenFiles(vec![(FileId(3), "new".to_owned(), 9)]));
    let commands = state.apply(opened(3, heap(3, 30)));
    assert_eq!(asked(&commands).unwrap().filters, [focus("x")]);
    let commands = refuse(&mut state, FilterVariable::Focus);
    let spec = asked(&commands).unwrap();
    assert_eq!((spec.target, spec.filters.len()), (ProfileId(3), 0));
    assert_eq!((state.alerts[0].kind, chips(&state).len()), (AlertKind::Warning, 0));
    assert!(state.alerts[0].problem.what.contains("focus x"));
    state.apply(Action::UndoFilter);
    assert_eq!(chips(&state), ["focus x"]);
}

#[test]
fn the_address_is_applied_to_the_first_view_and_never_stops_it() {
    let fragment = Fragment::parse("#v=1&view=top&g=lines&noinlines=t&rel=t&f=nothing&i=x");
    let mut state = State::new(&fragment);
    state.apply(Action::OpenFiles(vec![(FileId(1), "heap".to_owned(), 9)]));
    let commands = state.apply(opened(1, heap(1, 10)));
    let spec = asked(&commands).unwrap();
    let options =
        Options { granularity: Granularity::Lines, no_inlines: true, relative: true, ..Options::default() };
    assert_eq!((Options::of(spec), spec.filters.len()), (options, 2));
    let commands = refuse(&mut state, FilterVariable::Focus);
    let spec = asked(&commands).unwrap();
    assert_eq!((Options::of(spec), spec.filters.len()), (options, 0));
    assert!(state.alerts[0].problem.what.contains("focus nothing, ignore x"));
    show_wanted(&mut state, 1);
    assert!(state.view.is_some());
    assert_eq!(state.fragment().to_text(), "#v=1&view=top&g=lines&noinlines=t&rel=t");
}

#[test]
fn switches_ask_for_a_view_and_hold_for_the_next_profile() {
    let mut state = page(vec![heap(1, 10)]);
    assert!(asked(&state.apply(Action::SetNoInlines(true))).unwrap().no_inlines);
    assert!(asked(&state.apply(Action::SetRelative(true))).unwrap().relative);
    state.apply(Action::OpenFiles(vec![(FileId(2), "b".to_owned(), 9)]));
    let commands = state.apply(opened(2, profile(2, "b", &["cpu"], 20)));
    let options = Options { no_inlines: true, relative: true, ..Options::default() };
    assert_eq!(Options::of(asked(&commands).unwrap()), options);
}

#[test]
fn labels_are_asked_for_while_their_tab_is_shown() {
    let mut state = page(vec![heap(1, 10)]);
    assert_eq!(Tab::Tags.disabled_because(&state), Some("No sample of these profiles has labels."));
    state.apply(Action::ShowTab(Tab::Tags));
    assert_eq!(state.tab, Tab::Flame);
    add(&mut state, focus("x"));
    let tags = |view| Command::Send(Request::Tags { view: ViewId(view) });
    assert!(!show_labels(&mut state, 2, true).contains(&tags(2)));
    assert!(status_line(&state).ends_with("focus=x · 12 of 345 samples"));
    assert!(state.apply(Action::ShowTab(Tab::Tags)).contains(&tags(2)));
    state.apply(reply(Reply::Tags { view: ViewId(1), tags: TagList::default() }));
    assert_eq!(state.tags, None);
    state.apply(reply(Reply::Tags { view: ViewId(2), tags: TagList::default() }));
    assert!(state.tags.is_some());
    state.apply(Action::SetMetric("alloc_space".to_owned()));
    assert!(show_labels(&mut state, 3, true).contains(&tags(3)));
    assert_eq!(state.tags, None);
    state.apply(Action::ResetFilters);
    show_labels(&mut state, 4, false);
    assert_eq!(state.tab, Tab::Flame);
}

#[test]
fn callers_are_asked_for_with_the_selection_and_the_view() {
    let mut state = page(vec![heap(1, 10)]);
    let asks = |view, row| Command::Send(Request::Peek { view: ViewId(view), row });
    assert_eq!(select(&mut state, 1, 7), [asks(1, 7)]);
    state.apply(peek(1, 8));
    assert_eq!(state.peek, None);
    state.apply(peek(1, 7));
    assert_eq!(state.peek.as_ref().unwrap().row, 7);
    assert_eq!(select(&mut state, 1, 7), []);
    let hover = Reply::Details { view: ViewId(1), purpose: Purpose::Hover, details: Box::new(details(9)) };
    assert_eq!(state.apply(reply(hover)), []);
    assert_eq!(state.apply(Action::Locate(3)), [Command::Send(Request::Locate { view: ViewId(1), row: 3 })]);
    state.apply(Action::SetMetric("alloc_space".to_owned()));
    show_wanted(&mut state, 2);
    assert_eq!(select(&mut state, 2, 7), [asks(2, 7)]);
    state.apply(peek(1, 7));
    assert_eq!(state.peek, None);
    state.apply(peek(2, 7));
    state.apply(Action::ClearSelection);
    assert_eq!(state.peek, None);
}

#[test]
fn a_report_is_made_when_it_opens_and_whenever_something_else_is_shown() {
    let mut state = page(vec![heap(1, 10)]);
    let asks = |view, kind| Command::Send(Request::Report { view: ViewId(view), kind });
    let made = |view, kind, text: &str| {
        let (view, notes) = (ViewId(view), vec!["a note".to_owned()]);
        reply(Reply::Report { view, kind, text: Ok(text.to_owned()), notes })
    };
    assert_eq!(state.apply(Action::ShowReport(Some(ReportKind::Top))), [asks(1, ReportKind::Top)]);
    assert_eq!(state.apply(Action::ShowReport(Some(ReportKind::Tree))), [asks(1, ReportKind::Tree)]);
    state.apply(made(1, ReportKind::Top, "top"));
    assert_eq!(state.report.as_ref().unwrap().text, None);
    state.apply(made(1, ReportKind::Tree, "tree"));
    let report = state.report.clone().unwrap();
    assert_eq!((report.text.unwrap().unwrap().as_ref(), report.notes.len()), ("tree", 1));
    state.apply(Action::SetMetric("alloc_space".to_owned()));
    assert!(show_wanted(&mut state, 2).contains(&asks(2, ReportKind::Tree)));
    assert_eq!(state.report.as_ref().unwrap().text, None);
    let report = state.report.clone().unwrap();
    assert_eq!(
        super::report_command(&report, &state).unwrap(),
        "go tool pprof -tree -sample_index=alloc_space heap-1.pb.gz"
    );
    assert_eq!(state.apply(Action::ShowReport(None)), []);
    assert_eq!(state.report, None);
}
