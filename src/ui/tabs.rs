//! The tabs of the views.

use yew::prelude::*;

use super::keys;
use crate::app::{Action, Tab};

/// A tab, and why it has nothing to show.
#[derive(Clone, PartialEq)]
pub(super) struct TabState {
    pub(super) tab: Tab,
    pub(super) disabled_because: Option<&'static str>,
}

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) tabs: Vec<TabState>,
    pub(super) shown: Tab,
    pub(super) on_action: Callback<Action>,
}

/// `role=tablist`, walked by arrow keys as WAI-ARIA has it. A tab that has nothing to show can be reached, so that
/// it can say why.
#[component]
pub(super) fn Tabs(props: &Props) -> Html {
    let on_keydown = Callback::from(|event: KeyboardEvent| keys::walk_group(&event, "tab"));
    html! {
        <div class="tabs" role="tablist" aria-label="Views" onkeydown={on_keydown}>
            { for props.tabs.iter().map(|tab| one(tab, props)) }
        </div>
    }
}

fn one(state: &TabState, props: &Props) -> Html {
    let tab = state.tab;
    let selected = props.shown == tab;
    let show = props.on_action.reform(move |_: MouseEvent| Action::ShowTab(tab));
    html! {
        <button key={tab.slug()} role="tab" id={format!("tab-{}", tab.slug())}
            aria-selected={selected.to_string()}
            aria-controls={selected.then_some("view")}
            aria-disabled={state.disabled_because.map(|_| "true")}
            aria-description={state.disabled_because}
            title={state.disabled_because}
            tabindex={if selected { "0" } else { "-1" }}
            onclick={show}>
            { tab.name() }
        </button>
    }
}
