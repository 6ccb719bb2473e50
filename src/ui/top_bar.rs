//! The top row: what this is, what is open, which view.

use yew::prelude::*;

use super::elements::{button, words};
use super::listeners::{field, say};
use super::{icons, tabs};
use crate::app::{Action, State, holdings};
use crate::dom::files::{self, NamedFile};

/// The top row. It holds the one file input of the page, labelled **Open profiles**.
pub(super) fn top_bar(
    state: &State,
    input: &NodeRef,
    on_choose: Callback<Event>,
    on_action: &Callback<Action>,
) -> Html {
    // What is open, in a few words: the program and its profiles; empty when nothing is.
    let (program, holdings) = holdings(state);
    html! {
        <header class="bar">
            <div class="brand">{ icons::flame() }{ "Airflame" }</div>
            if !program.is_empty() || !holdings.is_empty() {
                <div class="context">
                    <b>{ &program }</b>
                    if !program.is_empty() { { " · " } }
                    { holdings }
                </div>
            }
            if state.view.is_some() { { tabs::tabs(state, on_action) } }
            <span class="spacer"></span>
            <span class="promise" title="The page's Content-Security-Policy lets the browser refuse every upload">
                { icons::lock() }<span>{ "Nothing leaves this tab" }</span>
            </span>
            <span class="button open-input">
                { "Open…" }
                <input ref={input.clone()} id="open-profiles" type="file" multiple=true aria-label="Open profiles"
                    title="Open profiles (o)" onchange={on_choose} onclick={say(on_action, Action::ExpectFiles)} />
            </span>
            { button(Some("button square"), ["Help", "Keys (?)"], false, say(on_action, Action::ShowHelp(true)), words("?")) }
        </header>
    }
}

/// The files that were chosen in the input.
pub(super) fn chosen(event: &Event) -> Option<Vec<NamedFile>> {
    let input = field(event)?;
    let chosen = files::from_list(&input.files()?);
    // The same file may be chosen again.
    input.set_value("");
    Some(chosen)
}
