//! The snapshots of a series as a list: their order, and what can be put together from several.

use yew::prelude::*;

use super::elements::{button, titled, words};
use super::listeners::{field, say};
use super::timeline;
use crate::app::{Action, State, Timeline};
use crate::worker::protocol::ProfileId;

/// What opens below the timeline on request.
pub(super) fn snapshot_list(state: &State, timeline: &Timeline, on_action: &Callback<Action>) -> Html {
    let Some(row) = timeline.rows.first() else { return html! {} };
    let count = row.points.len();
    let ends = state.ends.clamp(1, (count / 2).max(1));
    let set_ends = on_action.reform(|event: Event| {
        let typed = field(&event).and_then(|field| field.value().parse().ok());
        Action::SetEnds(typed.unwrap_or(1))
    });
    let picked = state.picked_snapshots().len();
    html! {
        <details class="snapshots">
            <summary>{ "Snapshots" }</summary>
            <div class="card">
                { timeline::remarks(row) }
                <ol>
                    { for row.points.iter().enumerate().map(|(at, point)| {
                        one(state, point.profile, &row.point_text(at), [at == 0, at + 1 == count], on_action)
                    }) }
                </ol>
                if count > 1 {
                    <div class="row">
                        { button(Some("button small"), ["", "One profile with the values of all that are ticked"], picked < 2,
                            say(on_action, Action::Combine(false)), words("Sum of ticked")) }
                        { button(Some("button small"), ["", "The same, divided by how many there are"], picked < 2,
                            say(on_action, Action::Combine(true)), words("Mean of ticked")) }
                    </div>
                    <div class="row">
                        <label>{ "First and last " }
                            <input class="field" type="number" min="1" max={(count / 2).max(1).to_string()} value={ends.to_string()}
                                aria-label="Snapshots at each end" onchange={set_ends} />
                        </label>
                        { button(Some("button small"), ["", "The mean of the last snapshots against the mean of the first"], false,
                            say(on_action, Action::CompareEnds), words("Compare their means")) }
                    </div>
                }
            </div>
        </details>
    }
}

fn one(
    state: &State,
    profile: ProfileId,
    text: &str,
    [is_first, is_last]: [bool; 2],
    on_action: &Callback<Action>,
) -> Html {
    let pick = on_action.reform(move |event: Event| {
        Action::Pick(profile, field(&event).is_some_and(|field| field.checked()))
    });
    let step = |sign: &'static str, label: &str, disabled: bool, later: bool| {
        let label = [label, ": ", text].concat();
        button(
            Some("button small square"),
            [&label, ""],
            disabled,
            say(on_action, Action::MoveSnapshot(profile, later)),
            words(sign),
        )
    };
    html! {
        <li key={profile.0}>
            <label>
                <input type="checkbox" checked={state.picked.contains(&profile)} onchange={pick} />
                { titled("span", None, "", text) }
            </label>
            { step("↑", "Earlier", is_first, false) }
            { step("↓", "Later", is_last, true) }
        </li>
    }
}
