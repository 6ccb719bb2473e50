//! The offer to compare two profiles of one kind.

use yew::prelude::*;

use super::elements::{button, words};
use super::listeners::say;
use crate::app::{Action, duration_text, profile_label};
use crate::worker::protocol::ProfileSummary;

/// One line: which two, how far apart, and a button for each answer.
pub(super) fn compare_offer(
    base: &ProfileSummary,
    target: &ProfileSummary,
    on_action: &Callback<Action>,
) -> Html {
    let apart = if base.time_nanos != 0 && target.time_nanos != 0 {
        format!(", {} apart", duration_text(target.time_nanos.saturating_sub(base.time_nanos)))
    } else {
        String::new()
    };
    html! {
        <section class="strip offer" aria-label="Offer to compare">
            <span>
                { "Two profiles of one kind" }{ apart }{ ": " }
                <b>{ profile_label(base) }</b>{ " → " }<b>{ profile_label(target) }</b>
            </span>
            { button(Some("button primary small"), [""; 2], false, say(on_action, Action::AcceptOffer), words("Compare")) }
            { button(Some("button small"), [""; 2], false, say(on_action, Action::DismissOffer), words("Not now")) }
        </section>
    }
}
