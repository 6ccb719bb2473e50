//! The top row: what this is, what is open, which view.

use wasm_bindgen::JsCast as _;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::icons;
use super::tabs::{TabState, Tabs};
use crate::app::{Action, Tab};
use crate::dom::files::{self, NamedFile};

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    /// What is open, in a few words: the program and its profiles; empty when nothing is.
    pub(super) program: String,
    pub(super) holdings: String,
    pub(super) tabs: Vec<TabState>,
    pub(super) shown: Tab,
    pub(super) input: NodeRef,
    pub(super) on_files: Callback<Vec<NamedFile>>,
    pub(super) on_action: Callback<Action>,
}

/// The top row. It holds the one file input of the page, labelled **Open profiles**.
#[component]
pub(super) fn TopBar(props: &Props) -> Html {
    let choose = props.on_files.reform(|event: Event| chosen(&event).unwrap_or_default());
    let help = props.on_action.reform(|_: MouseEvent| Action::ShowHelp(true));
    html! {
        <header class="bar">
            <div class="brand">{ icons::flame() }{ "Airflame" }</div>
            if !props.program.is_empty() || !props.holdings.is_empty() {
                <div class="context">
                    <b>{ &props.program }</b>
                    if !props.program.is_empty() { { " · " } }
                    { &props.holdings }
                </div>
            }
            if !props.tabs.is_empty() {
                <Tabs tabs={props.tabs.clone()} shown={props.shown} on_action={props.on_action.clone()} />
            }
            <span class="spacer"></span>
            <span class="promise" title="The page's Content-Security-Policy lets the browser refuse every upload">
                { icons::lock() }<span>{ "Nothing leaves this tab" }</span>
            </span>
            <span class="button open-input">
                { "Open…" }
                <input ref={props.input.clone()} id="open-profiles" type="file" multiple=true aria-label="Open profiles"
                    title="Open profiles (o)" onchange={choose} />
            </span>
            <button class="button square" aria-label="Help" title="Keys (?)" onclick={help}>{ "?" }</button>
        </header>
    }
}

fn chosen(event: &Event) -> Option<Vec<NamedFile>> {
    let input = event.target()?.dyn_into::<HtmlInputElement>().ok()?;
    let chosen = files::from_list(&input.files()?);
    // The same file may be chosen again.
    input.set_value("");
    Some(chosen)
}
