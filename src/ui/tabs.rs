//! The tabs of the views.

use yew::prelude::*;

use super::keys;
use super::listeners::say;
use crate::app::{Action, State, Tab};

/// `role=tablist`, walked by arrow keys as WAI-ARIA has it. A tab that has nothing to show can be reached, so that
/// it can say why.
pub(super) fn tabs(state: &State, on_action: &Callback<Action>) -> Html {
    let on_keydown = Callback::from(|event: KeyboardEvent| keys::walk_group(&event, "tab"));
    html! {
        <div class="tabs" role="tablist" aria-label="Views" onkeydown={on_keydown}>
            { for Tab::ALL.map(|tab| one(tab, state, on_action)) }
        </div>
    }
}

fn one(tab: Tab, state: &State, on_action: &Callback<Action>) -> Html {
    let selected = state.tab == tab;
    let disabled_because = tab.disabled_because(state);
    let leaks = state.leaks.found.as_ref().is_some_and(|found| found.is_alarming) && tab == Tab::Leaks;
    let description = disabled_because.or(leaks.then_some("A leak was found."));
    html! {
        <button key={tab.slug()} role="tab" id={format!("tab-{}", tab.slug())}
            aria-selected={selected.to_string()}
            aria-controls={selected.then_some("view")}
            aria-disabled={disabled_because.map(|_| "true")}
            aria-description={description}
            title={description}
            tabindex={if selected { "0" } else { "-1" }}
            onclick={say(on_action, Action::ShowTab(tab))}>
            { tab.name() }
            if leaks { <span class="dot"></span> }
        </button>
    }
}
