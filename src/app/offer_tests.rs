//! The offer to compare, action by action.

use super::update_tests::{asked, heap, page};
use super::{Action, Command, Offer};
use crate::scene::SiblingOrder;
use crate::worker::protocol::{ProfileId, Request};

#[test]
fn two_heaps_offer_the_older_as_base_and_show_the_newer() {
    let state = page(vec![heap(1, 20), heap(2, 10)]);
    assert_eq!(state.offer, Some(Offer { base: ProfileId(2), target: ProfileId(1) }));
    assert_eq!(state.profiles.iter().map(|profile| profile.id.0).collect::<Vec<_>>(), [2, 1]);
    assert_eq!(state.wanted.as_ref().unwrap().target, ProfileId(1));

    let mut state = page(vec![heap(1, 10), heap(2, 20)]);
    assert_eq!(state.wanted.as_ref().unwrap().target, ProfileId(2));
    let commands = state.apply(Action::AcceptOffer);
    let spec = asked(&commands).unwrap().clone();
    assert_eq!(
        (spec.base, spec.target, spec.order),
        (Some(ProfileId(1)), ProfileId(2), SiblingOrder::ByName)
    );
    assert_eq!(state.offer, None);

    let commands = state.apply(Action::SwapBaseAndTarget);
    let swapped = asked(&commands).unwrap();
    assert_eq!((swapped.base, swapped.target), (Some(ProfileId(2)), ProfileId(1)));
}

#[test]
fn an_offer_is_prepared_when_the_picture_is_there() {
    let prepared = |commands: Vec<Command>| {
        commands.into_iter().find_map(|command| match command {
            Command::Send(Request::Prepare { spec }) => Some(spec),
            _ => None,
        })
    };
    let mut state = page(vec![heap(1, 20), heap(2, 10)]);
    let spec = prepared(state.apply(Action::Painted)).expect("it is offered");
    let commands = state.apply(Action::SetBase(Some(ProfileId(2))));
    assert_eq!(asked(&commands), Some(&spec), "what is prepared is what will be asked for");
    assert_eq!(prepared(state.apply(Action::Painted)), None, "it is taken");

    let mut state = page(vec![heap(1, 20), heap(2, 10)]);
    state.apply(Action::DismissOffer);
    assert_eq!(prepared(state.apply(Action::Painted)), None);
    assert_eq!(prepared(page(vec![heap(1, 20)]).apply(Action::Painted)), None);
}

#[test]
fn a_dismissed_offer_is_gone() {
    let mut state = page(vec![heap(1, 10), heap(2, 20)]);
    assert_eq!(state.apply(Action::DismissOffer), []);
    assert_eq!(state.offer, None);
    assert_eq!(state.apply(Action::AcceptOffer), []);
}
