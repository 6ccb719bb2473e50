//! Waiting, and giving up, as people meet it.

use crate::app::update_tests::{asked, heap, opened, page, reply, viewed};
use crate::app::{Action, Command, Pending, State};
use crate::worker::protocol::{FileId, Kept, ProfileId, Reply, Request, Stage, Timings};

fn building(stage: Stage, done: Option<f32>) -> crate::app::Input {
    reply(Reply::Building { stage, done })
}

fn ended(file: u32) -> crate::app::Input {
    reply(Reply::OpenEnded { file: FileId(file), cancelled: false, timings: Timings::default() })
}

/// A file that is read while nothing else is open.
fn reading() -> State {
    let mut state = State::default();
    state.apply(Action::OpenFiles(vec![(FileId(1), "heap.pb.gz".to_owned(), 3 << 20)]));
    state
}

fn sent(commands: &[Command], request: &Request) -> bool {
    commands.iter().any(|command| matches!(command, Command::Send(sent) if sent == request))
}

#[test]
fn quick_work_is_not_spoken_of() {
    let mut state = reading();
    assert_eq!(Pending::of(&state), None);
    state.apply(opened(1, heap(1, 10)));
    state.apply(ended(1));
    assert_eq!(Pending::of(&state), None);
}

#[test]
fn long_work_is_told_by_stage_until_it_is_done() {
    let mut state = reading();
    state.apply(reply(Reply::Progress { file: FileId(1), stage: Stage::Reading, read: 1 << 20 }));
    let pending = Pending::of(&state).unwrap();
    assert_eq!((pending.name.as_str(), pending.stage.as_str()), ("Reading heap.pb.gz", "1MB of 3MB"));
    assert!(pending.can_cancel && pending.done.is_some_and(|done| (done - 1.0 / 3.0).abs() < 1e-9));
    state.apply(reply(Reply::Progress { file: FileId(1), stage: Stage::Checking, read: 3 << 20 }));
    assert_eq!(Pending::of(&state).unwrap().stage, "Checking");
    let commands = state.apply(opened(1, heap(1, 10)));
    state.apply(ended(1));
    // Between the file and its first view, what is said does not flicker.
    assert_eq!(Pending::of(&state).unwrap().stage, "Building the call tree");
    state.apply(building(Stage::Layout, Some(0.5)));
    let pending = Pending::of(&state).unwrap();
    assert_eq!((pending.name.as_str(), pending.stage.as_str()), ("Showing heap-1.pb.gz", "Laying out"));
    assert_eq!(pending.done, Some(0.5));
    state.apply(viewed(1, asked(&commands).unwrap(), Kept::default()));
    assert_eq!(Pending::of(&state), None);
    // The next is quick again.
    state.apply(Action::SetMetric("alloc_space".to_owned()));
    assert_eq!(Pending::of(&state), None);
}

#[test]
fn a_view_that_is_given_up_leaves_what_was_shown() {
    let mut state = page(vec![heap(1, 10)]);
    let before = state.wanted.clone();
    state.apply(Action::SetGranularity(crate::analysis::Granularity::Lines));
    state.apply(building(Stage::Tree, None));
    assert!(sent(&state.apply(Action::Cancel(None)), &Request::CancelView));
    assert_eq!(
        Pending::of(&state).map(|pending| (pending.stage, pending.can_cancel)),
        Some(("Stopping".to_owned(), false))
    );
    assert_eq!(state.apply(Action::Cancel(None)), []);
    assert_eq!(state.apply(reply(Reply::ViewCancelled)), []);
    assert_eq!((&state.wanted, state.options), (&before, crate::app::Options::default()));
    assert_eq!((Pending::of(&state), state.profiles.len()), (None, 1));
}

#[test]
fn cancelling_may_come_too_late() {
    let mut state = page(vec![heap(1, 10)]);
    let commands = state.apply(Action::SetMetric("alloc_space".to_owned()));
    state.apply(building(Stage::Layout, None));
    state.apply(Action::Cancel(None));
    state.apply(viewed(2, asked(&commands).unwrap(), Kept::default()));
    assert_eq!(state.apply(reply(Reply::ViewCancelled)), []);
    assert_eq!(state.wanted.as_ref().unwrap().metric.as_deref(), Some("alloc_space"));
}

#[test]
fn what_is_asked_for_after_cancelling_is_shown() {
    let mut state = page(vec![heap(1, 10)]);
    state.apply(Action::SetMetric("alloc_space".to_owned()));
    state.apply(Action::Cancel(None));
    let commands = state.apply(Action::SetGranularity(crate::analysis::Granularity::Files));
    state.apply(reply(Reply::ViewCancelled));
    assert_eq!(state.wanted.as_ref(), asked(&commands));
}

#[test]
fn a_file_whose_first_view_is_given_up_is_closed() {
    let mut state = reading();
    state.apply(opened(1, heap(1, 10)));
    state.apply(ended(1));
    state.apply(Action::Cancel(None));
    let commands = state.apply(reply(Reply::ViewCancelled));
    assert!(commands.contains(&Command::ForgetFile(FileId(1))));
    // A new worker gives its memory back.
    assert!(commands.contains(&Command::RestartWorker));
    assert_eq!((state.profiles.len(), state.wanted.as_ref(), state.view.is_none()), (0, None, true));
}

#[test]
fn a_second_file_whose_first_view_is_given_up_is_closed_and_the_first_stays() {
    let mut state = page(vec![heap(1, 10)]);
    let before = state.wanted.clone();
    state.apply(Action::OpenFiles(vec![(FileId(2), "heap-2.pb.gz".to_owned(), 9)]));
    state.apply(opened(2, heap(2, 20)));
    state.apply(ended(2));
    state.apply(Action::Cancel(None));
    let commands = state.apply(reply(Reply::ViewCancelled));
    assert_eq!(
        commands,
        [Command::Send(Request::Close { profile: ProfileId(2) }), Command::ForgetFile(FileId(2))]
    );
    assert_eq!((state.profiles.len(), state.wanted, state.offer), (1, before, None));
}

#[test]
fn there_is_nothing_to_go_back_to_where_the_shown_profile_was_closed() {
    let mut state = page(vec![heap(1, 10), heap(2, 20)]);
    state.apply(Action::CloseProfile(ProfileId(2)));
    state.apply(building(Stage::Tree, None));
    assert_eq!(Pending::of(&state).map(|pending| pending.can_cancel), Some(false));
    assert_eq!(state.apply(Action::Cancel(None)), []);
}
