//! The page's behaviour, action by action, as people meet it.

use super::state::tests::profile;
use super::{Action, AlertKind, Command, Filters, Fragment, Input, State, Tab, WorkerHealth, Zoom};
use crate::analysis::Granularity;
use crate::scene::SiblingOrder;
use crate::worker::protocol::{
    FileId, Graph, Kept, Left, Metric, NodeBox, Pair, Problem, ProfileId, ProfileSummary, Reply, Request,
    Shares, Timings, ViewId, ViewSpec, ViewSummary,
};

const HEAP: [&str; 2] = ["alloc_space", "inuse_space"];

pub(super) fn heap(id: u32, second: i64) -> ProfileSummary {
    profile(id, &format!("heap-{id}.pb.gz"), &HEAP, second)
}

pub(super) fn opened(id: u32, profile: ProfileSummary) -> Input {
    reply(Reply::Opened { file: FileId(id), profile, warnings: Vec::new() })
}

fn ended(id: u32) -> Input {
    reply(Reply::OpenEnded { file: FileId(id), cancelled: false, timings: Timings::default() })
}

pub(super) fn reply(reply: Reply) -> Input {
    Input::Reply(Box::new(reply))
}

fn problem(name: &str) -> Problem {
    Problem { name: name.to_owned(), what: "is broken".to_owned(), advice: "Take it again.".to_owned() }
}

/// The view that the worker shows for a wish.
pub(super) fn viewed(view: u32, spec: &ViewSpec, kept: Kept<Option<NodeBox>>) -> Input {
    let metrics: Vec<Metric> = HEAP
        .iter()
        .map(|name| Metric { name: (*name).to_owned(), unit: "bytes".to_owned(), total: 7 })
        .collect();
    let metric = metrics.iter().position(|metric| Some(&metric.name) == spec.metric.as_ref()).unwrap_or(1);
    let spec = ViewSpec { metric: Some(metrics[metric].name.clone()), ..spec.clone() };
    let expected = spec.clone();
    reply(Reply::Viewed(Box::new(ViewSummary {
        view: ViewId(view),
        total: Pair { target: 7, base: spec.base.map(|_| 3) },
        whole: 7,
        largest_change: 4,
        spec,
        metrics,
        metric: Some(metric as u32),
        nodes: 5,
        functions: 4,
        stacks: 3,
        rows: 3,
        kept,
        samples: Left { left: 9, all: 9 },
        ..ViewSummary::expected(expected, &heap(0, 0))
    })))
}

/// What was asked to be shown, by the last of these commands that asks.
pub(super) fn asked(commands: &[Command]) -> Option<&ViewSpec> {
    commands.iter().rev().find_map(|command| match command {
        Command::Send(Request::View { spec, .. }) => Some(spec),
        _ => None,
    })
}

/// A page on which these profiles were opened together and the asked view is shown.
pub(super) fn page(profiles: Vec<ProfileSummary>) -> State {
    let mut state = State::default();
    let files: Vec<FileId> = profiles.iter().map(|profile| FileId(profile.id.0)).collect();
    state.apply(Action::OpenFiles(files.iter().map(|file| (*file, format!("{file:?}"), 9)).collect()));
    for profile in profiles {
        state.apply(opened(profile.id.0, profile));
    }
    for file in files {
        state.apply(ended(file.0));
    }
    let wanted = state.wanted.clone().unwrap();
    state.apply(viewed(1, &wanted, Kept::default()));
    state
}

#[test]
fn a_first_view_is_expected_until_it_is_there() {
    let mut state = State::new(&Fragment::default());
    assert_eq!(state.expected_view(), None);
    let commands = state.apply(opened(0, heap(0, 0)));
    let expected = state.expected_view().unwrap();
    assert_eq!(expected.metrics, state.profiles[0].sample_types);
    assert_eq!(expected.spec, *asked(&commands).unwrap());
    state.apply(viewed(1, &expected.spec, Kept::default()));
    assert!(state.view.is_some() && state.expected_view().is_none());
}

#[test]
fn the_first_profile_is_shown_at_once() {
    let mut state = State::default();
    let commands = state.apply(Action::OpenFiles(vec![(FileId(1), "heap".to_owned(), 9)]));
    assert!(matches!(&commands[..], [Command::SendFile(FileId(1), Request::Open { .. })]));
    assert_eq!(state.readings.len(), 1);
    let commands = state.apply(opened(1, heap(1, 10)));
    let spec = asked(&commands).unwrap();
    assert_eq!((spec.target, spec.base, spec.order), (ProfileId(1), None, SiblingOrder::BySize));
    assert_eq!(state.apply(ended(1)), []);
    assert_eq!((state.readings.len(), state.offer), (0, None));
}

#[test]
fn a_file_that_is_a_difference_is_shown_as_one() {
    let mut state = State::default();
    state.apply(Action::OpenFiles(vec![(FileId(1), "delta".to_owned(), 9)]));
    state.apply(opened(1, heap(1, 10)));
    let commands = state.apply(opened(1, ProfileSummary { base: Some(ProfileId(1)), ..heap(2, 10) }));
    let spec = asked(&commands).unwrap();
    assert_eq!((spec.target, spec.base), (ProfileId(2), Some(ProfileId(1))));
    assert_eq!(state.apply(ended(1)), []);
    assert_eq!(state.offer, None);
}

#[test]
fn each_kind_of_table_keeps_its_order() {
    use crate::analysis::{TopColumn, TopOrder};
    let mut state = page(vec![heap(1, 10), heap(2, 20)]);
    let by_name = TopOrder { column: TopColumn::Name, descending: false };
    state.apply(Action::SetTopOrder(by_name));
    let show = |state: &mut State, view: u32, base: Option<u32>| {
        let commands = state.apply(Action::SetBase(base.map(ProfileId)));
        let spec = asked(&commands).unwrap().clone();
        state.apply(viewed(view, &spec, Kept::default()));
        state.top.order
    };
    assert_eq!(show(&mut state, 2, Some(1)), TopOrder::default(), "the largest change first");
    let by_change = TopOrder { column: TopColumn::Delta, descending: true };
    state.apply(Action::SetTopOrder(by_change));
    assert_eq!(show(&mut state, 3, None), by_name);
    assert_eq!(show(&mut state, 4, Some(1)), by_change);
    // What only a difference has is no order for what is opened next.
    state.apply(Action::RestartWorker);
    assert_eq!(state.top.order, by_name);
}

#[test]
fn another_graph_keeps_a_node_and_gives_up_a_part() {
    let mut state = page(vec![heap(1, 10), heap(2, 20)]);
    let commands = state.apply(Action::AcceptOffer);
    let spec = asked(&commands).unwrap().clone();
    state.apply(viewed(2, &spec, Kept::default()));
    assert_eq!(state.graph(), Graph::Merged);
    state.apply(Action::Zoomed(Zoom::Free));
    let commands = state.apply(Action::SetGraph(Graph::SideBySide));
    assert_eq!(commands[0], Command::Zoom(None));
    assert_eq!(state.zoom, Zoom::Fit);
    let spec = asked(&commands).unwrap().clone();
    assert_eq!(spec.graph, Graph::SideBySide);
    state.apply(viewed(3, &spec, Kept::default()));
    assert_eq!(state.graph(), Graph::SideBySide);
    assert_eq!(state.fragment().options.graph, Graph::SideBySide);
    let commands = state.apply(Action::SetShares(Shares::Change));
    assert_eq!(asked(&commands).unwrap().shares, Shares::Change);
}

#[test]
fn the_worker_hears_of_a_file_before_it_is_chosen() {
    let mut state = State::default();
    assert_eq!(state.apply(Action::ExpectFiles), [Command::Send(Request::Expect)]);
    state.apply(Action::OpenFiles(vec![(FileId(1), "heap".to_owned(), 9)]));
    assert_eq!(state.apply(Action::ExpectFiles), [], "it reads one");
}

#[test]
fn another_metric_keeps_zoom_and_selection() {
    let mut state = page(vec![heap(1, 10)]);
    let place = |x| NodeBox { node: 3, frame: 2, x, width: 0.25, depth: 2, sides: None };
    state.apply(Action::Zoomed(Zoom::Node(place(0.5))));
    let commands = state.apply(Action::SetMetric("alloc_space".to_owned()));
    let Some(Command::Send(Request::View { spec, keep, .. })) = commands.first() else {
        panic!("{commands:?}")
    };
    assert_eq!((spec.metric.as_deref(), keep.zoom), (Some("alloc_space"), Some(3)));
    let spec = spec.clone();
    let commands = state.apply(viewed(2, &spec, Kept { zoom: Some(place(0.125)), selected: None }));
    assert!(commands.contains(&Command::Zoom(Some(place(0.125)))), "{commands:?}");
    assert_eq!(state.zoom, Zoom::Node(place(0.125)));
    assert_eq!(state.fragment().to_text(), "#v=1&view=flame&metric=alloc_space");
}

#[test]
fn a_free_zoom_stays_where_it_is() {
    let mut state = page(vec![heap(1, 10)]);
    state.apply(Action::Zoomed(Zoom::Free));
    state.apply(Action::SetMetric("alloc_space".to_owned()));
    let wanted = state.wanted.clone().unwrap();
    let commands = state.apply(viewed(2, &wanted, Kept::default()));
    assert!(!commands.iter().any(|command| matches!(command, Command::Zoom(_))), "{commands:?}");
    assert_eq!(state.zoom, Zoom::Free);
}

#[test]
fn what_failed_leaves_what_was_open() {
    let mut state = page(vec![heap(1, 10)]);
    let before = state.view.clone();
    state.apply(Action::OpenFiles(vec![(FileId(9), "bad".to_owned(), 9)]));
    state.apply(reply(Reply::OpenFailed { file: FileId(9), problem: problem("bad") }));
    state.apply(ended(9));
    assert_eq!(state.view, before);
    assert_eq!(state.alerts.len(), 1);
    assert_eq!(state.alerts[0].kind, AlertKind::Error);
    let id = state.alerts[0].id;
    state.apply(Action::DismissAlert(id));
    assert!(state.alerts.is_empty());
}

#[test]
fn a_view_that_failed_leaves_the_last_good_one() {
    let mut state = page(vec![heap(1, 10), profile(2, "cpu", &["cpu"], 20)]);
    let before = state.view.clone();
    let shown = state.wanted.clone();
    state.apply(Action::SetBase(Some(ProfileId(1))));
    state.apply(reply(Reply::ViewFailed { problem: problem("cpu"), filter: None }));
    assert_eq!((state.view.clone(), state.alerts.len()), (before, 1));
    assert_eq!(state.wanted.map(|spec| spec.base), shown.map(|spec| spec.base));
}

#[test]
fn an_answer_to_an_old_wish_is_not_shown() {
    let mut state = page(vec![heap(1, 10), heap(2, 20)]);
    let old = state.wanted.clone().unwrap();
    state.apply(Action::SetBase(Some(ProfileId(1))));
    assert_eq!(state.apply(viewed(2, &old, Kept::default())), []);
    assert_eq!(state.view.as_ref().unwrap().view, ViewId(1));
}

#[test]
fn cancelling_stops_all_that_is_read() {
    let mut state = State::default();
    state.apply(Action::OpenFiles(vec![(FileId(1), "a".to_owned(), 9), (FileId(2), "b".to_owned(), 9)]));
    let cancel = |file| Command::Send(Request::Cancel { file: FileId(file) });
    assert_eq!(state.apply(Action::Cancel(None)), [cancel(1), cancel(2)]);
    assert_eq!(state.apply(Action::Cancel(None)), []);
    assert!(state.readings.iter().all(|reading| reading.cancelled));
}

#[test]
fn closing_the_base_ends_the_diff_and_closing_the_last_profile_gives_the_memory_back() {
    let mut state = page(vec![heap(1, 10), heap(2, 20)]);
    state.apply(Action::AcceptOffer);
    let wanted = state.wanted.clone().unwrap();
    state.apply(viewed(2, &wanted, Kept::default()));
    let commands = state.apply(Action::CloseProfile(ProfileId(1)));
    assert_eq!(asked(&commands).unwrap().base, None);
    let commands = state.apply(Action::CloseProfile(ProfileId(2)));
    assert!(commands.contains(&Command::RestartWorker), "{commands:?}");
    assert!(state.profiles.is_empty() && state.view.is_none());
}

#[test]
fn closing_the_target_shows_what_is_left() {
    let mut state = page(vec![heap(1, 10), heap(2, 20)]);
    let commands = state.apply(Action::CloseProfile(ProfileId(2)));
    assert_eq!(asked(&commands).unwrap().target, ProfileId(1));
}

#[test]
fn searches_are_undone_as_a_whole() {
    let mut state = page(vec![heap(1, 10)]);
    for text in ["j", "js", "json"] {
        state.apply(Action::SetSearch(text.to_owned()));
    }
    assert_eq!(state.undo, [Filters::default()]);
    state.apply(Action::ResetFilters);
    assert_eq!(state.filters, Filters::default());
    state.apply(Action::UndoFilter);
    assert_eq!(state.filters.search, "json");
    state.apply(Action::UndoFilter);
    assert_eq!((state.filters.search.as_str(), state.undo.len()), ("", 0));
}

#[test]
fn a_tab_with_nothing_to_show_is_not_shown() {
    let mut state = State::default();
    assert_eq!(state.apply(Action::ShowTab(Tab::Top)), []);
    assert_eq!(state.tab, Tab::Flame);
    let mut state = page(vec![heap(1, 10)]);
    for tab in [Tab::CallTree, Tab::Goroutines] {
        state.apply(Action::ShowTab(tab));
        assert_eq!(state.tab, Tab::Flame, "heaps tell nothing of goroutines");
    }
    let asks_for_top = |command: &Command| matches!(command, Command::Send(Request::Top { .. }));
    let commands = state.apply(Action::ShowTab(Tab::Top));
    assert!(commands[0] == Command::SyncAddress && commands[1..].iter().any(asks_for_top));
    assert_eq!(state.tab, Tab::Top);
}

#[test]
fn the_table_waits_until_the_flame_graph_is_painted() {
    let asks_for_top = |command: &Command| matches!(command, Command::Send(Request::Top { .. }));
    let mut state = page(vec![heap(1, 10)]);
    assert!(state.top.window.is_none());
    assert!(state.apply(Action::Painted).iter().any(asks_for_top));
    state.apply(Action::ShowTab(Tab::Top));
    let metric = state.view.as_ref().map(|view| view.metrics[0].name.clone()).unwrap();
    assert!(!state.apply(Action::SetMetric(metric)).iter().any(asks_for_top), "the view comes first");
}

#[test]
fn a_restarted_worker_reads_again_what_was_open() {
    let mut state = page(vec![heap(1, 10), heap(2, 20)]);
    state.apply(Action::OpenFiles(vec![
        (FileId(8), "poison".to_owned(), 9),
        (FileId(9), "behind it".to_owned(), 9),
    ]));
    let commands = state.apply(reply(Reply::Fatal { message: "index out of bounds".to_owned() }));
    assert_eq!(commands, [Command::ForgetFile(FileId(8))]);
    assert_eq!(state.worker, WorkerHealth::Dead("index out of bounds".to_owned()));
    assert_eq!(state.alerts[0].problem.name, "poison");
    let commands = state.apply(Action::RestartWorker);
    assert!(commands.contains(&Command::RestartWorker));
    let reads: Vec<_> = commands
        .iter()
        .filter_map(|command| if let Command::SendFile(file, _) = command { Some(file.0) } else { None })
        .collect();
    assert_eq!(reads, [1, 2, 9]);
    assert_eq!((state.worker.clone(), state.readings.len()), (WorkerHealth::Starting, 3));
    state.apply(opened(1, heap(1, 10)));
    assert_eq!(state.profiles.len(), 1);
}

#[test]
fn a_file_is_forgotten_with_its_last_profile() {
    let mut state = State::default();
    state.apply(Action::OpenFiles(vec![
        (FileId(1), "two.zip".to_owned(), 9),
        (FileId(2), "bad".to_owned(), 9),
    ]));
    state.apply(opened(1, heap(1, 10)));
    state.apply(opened(1, heap(2, 20)));
    let forgets = |commands: &[Command]| commands.iter().any(|one| matches!(one, Command::ForgetFile(_)));
    assert!(!forgets(&state.apply(ended(1))));
    assert_eq!(state.apply(ended(2)).first(), Some(&Command::ForgetFile(FileId(2))));
    assert!(!forgets(&state.apply(Action::CloseProfile(ProfileId(1)))));
    assert!(forgets(&state.apply(Action::CloseProfile(ProfileId(2)))));
}

#[test]
fn the_address_is_remembered() {
    let fragment = Fragment { tab: Tab::Top, metric: Some("alloc_space".to_owned()), ..Fragment::default() };
    let mut state = State::new(&fragment);
    state.apply(Action::OpenFiles(vec![(FileId(1), "heap".to_owned(), 9)]));
    let commands = state.apply(opened(1, heap(1, 10)));
    let spec = asked(&commands).unwrap();
    assert_eq!((spec.metric.as_deref(), spec.granularity), (Some("alloc_space"), Granularity::Functions));
    assert_eq!(state.tab, Tab::Top);
}
