//! How a diff is drawn, choice by choice, as people meet it.

use super::update_tests::{asked, heap, page, viewed};
use super::{Action, Command, DiffLook, Fragment, State};
use crate::analysis::DiffWidth;
use crate::scene::SiblingOrder;
use crate::scene::colour::{DiffScale, NoiseFloor};
use crate::worker::protocol::{Kept, Problem, Reply};

/// A page that compares two heaps.
fn comparing() -> State {
    let mut state = page(vec![heap(1, 10), heap(2, 20)]);
    let commands = state.apply(Action::AcceptOffer);
    show(&mut state, &commands);
    state
}

/// Lets the worker show what was asked for.
fn show(state: &mut State, commands: &[Command]) {
    let spec = asked(commands).unwrap().clone();
    state.apply(viewed(9, &spec, Kept::default()));
}

#[test]
fn another_width_is_another_view_of_the_same() {
    let mut state = comparing();
    let before = state.wanted.clone().unwrap();
    let commands = state.apply(Action::SetWidth(DiffWidth::Growth));
    let spec = asked(&commands).unwrap().clone();
    assert_eq!((spec.width, spec.base, spec.target), (DiffWidth::Growth, before.base, before.target));
    show(&mut state, &commands);
    assert!(state.fragment().to_text().contains("&w=growth"));
    // It is remembered while there is nothing to compare, and for the next comparison.
    let commands = state.apply(Action::SetBase(None));
    show(&mut state, &commands);
    let commands = state.apply(Action::SetBase(before.base));
    assert_eq!(asked(&commands).unwrap().width, DiffWidth::Growth);
}

#[test]
fn a_width_that_is_not_shown_is_not_remembered() {
    let mut state = comparing();
    state.apply(Action::SetWidth(DiffWidth::Churn));
    let problem = Problem { name: String::new(), what: String::new(), advice: String::new() };
    state.apply(super::update_tests::reply(Reply::ViewFailed { problem, filter: None }));
    assert_eq!(state.options.width, DiffWidth::Union);
}

#[test]
fn siblings_stand_by_name_in_a_diff_unless_the_user_chose() {
    let mut state = comparing();
    assert_eq!(state.wanted.as_ref().unwrap().order, SiblingOrder::ByName);
    let base = state.wanted.as_ref().unwrap().base;
    let alone = state.apply(Action::SetBase(None));
    assert_eq!(asked(&alone).unwrap().order, SiblingOrder::BySize);
    show(&mut state, &alone);
    let by_name = state.apply(Action::SetOrder(SiblingOrder::ByName));
    assert_eq!(asked(&by_name).unwrap().order, SiblingOrder::ByName);
    show(&mut state, &by_name);
    assert!(state.fragment().to_text().contains("&order=name"));
    let by_size = state.apply(Action::SetOrder(SiblingOrder::BySize));
    show(&mut state, &by_size);
    let diff = state.apply(Action::SetBase(base));
    assert_eq!(asked(&diff).unwrap().order, SiblingOrder::BySize, "as was chosen");
    show(&mut state, &diff);
    // And after a reload.
    let again = State::new(&Fragment::parse(&state.fragment().to_text()));
    assert_eq!(again.options.order, Some(SiblingOrder::BySize));
}

#[test]
fn colours_are_changed_without_the_worker() {
    let mut state = comparing();
    let look = DiffLook { scale: DiffScale::Absolute, floor: NoiseFloor::step(9), ..DiffLook::default() };
    let view = state.view.clone();
    assert_eq!(state.apply(Action::SetLook(look)), [Command::Recolour, Command::SyncAddress]);
    assert_eq!(state.view, view);
    // 5 per cent of the target's 7, which is more than the base's 3.
    let colouring = look.colouring(state.view.as_ref().unwrap());
    assert_eq!((colouring.floor, colouring.largest), (1, 4));
    let again = State::new(&Fragment::parse(&state.fragment().to_text()));
    assert_eq!(again.look, look);
}
