//! The offer to compare two profiles of one kind.

use yew::prelude::*;

use crate::app::{Action, duration_text, profile_label};
use crate::worker::protocol::ProfileSummary;

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) base: ProfileSummary,
    pub(super) target: ProfileSummary,
    pub(super) on_action: Callback<Action>,
}

/// One line: which two, how far apart, and a button for each answer.
#[component]
pub(super) fn CompareOffer(props: &Props) -> Html {
    let Props { base, target, on_action } = props;
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
            <button class="button primary small" onclick={on_action.reform(|_: MouseEvent| Action::AcceptOffer)}>
                { "Compare" }
            </button>
            <button class="button small" onclick={on_action.reform(|_: MouseEvent| Action::DismissOffer)}>
                { "Not now" }
            </button>
        </section>
    }
}
