//! What the user waits for: how far it is, and a way to stop.

use yew::prelude::*;

use super::elements::{button, words};
use super::listeners::say;
use crate::app::{Action, Pending, State};

/// A progress bar for what is under way, and how many files wait behind it.
pub(super) fn readings(state: &State, on_action: &Callback<Action>) -> Html {
    let Some(Pending { name, stage, done, waiting, can_cancel }) = Pending::of(state) else {
        return html! {};
    };
    html! {
        <div class="strip">
            <div class="reading">
                <span>{ [&name, " · ", &stage].concat() }</span>
                if waiting > 0 { <span class="quiet">{ format!("{waiting} more") }</span> }
                <progress role="progressbar" aria-label={name} aria-valuetext={stage} max="1"
                    value={done.map(|done| done.to_string())}></progress>
            </div>
            { button(Some("button small"), [""; 2], !can_cancel, say(on_action, Action::Cancel(None)), words("Cancel")) }
        </div>
    }
}
