//! What narrows the view down: the search, the zoom, and the ways back.

use wasm_bindgen::JsCast as _;
use web_sys::HtmlInputElement;
use yew::prelude::*;

use super::icons;
use crate::app::{Action, Filters};

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) filters: Filters,
    pub(super) found_frames: u32,
    pub(super) can_undo: bool,
    pub(super) zoomed: bool,
    pub(super) on_action: Callback<Action>,
    pub(super) on_fit: Callback<()>,
}

/// The filter bar: chips, each with a button that removes it, the search, Undo and Reset.
#[component]
pub(super) fn FilterBar(props: &Props) -> Html {
    let Props { filters, on_action, .. } = props;
    let search = on_action.reform(|event: InputEvent| {
        let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        Action::SetSearch(input.map(|input| input.value()).unwrap_or_default())
    });
    let remove = on_action.reform(|_: MouseEvent| Action::SetSearch(String::new()));
    let fit = props.on_fit.reform(|_: MouseEvent| ());
    let is_filtered = *filters != Filters::default();
    html! {
        <div class="group" role="group" aria-label="Filters">
            if props.zoomed {
                <span class="chip">
                    <b>{ "Zoomed" }</b>
                    <button aria-label="Remove zoom" title="Fit everything (0)" onclick={fit}>{ icons::cross() }</button>
                </span>
            }
            if !filters.search.is_empty() {
                <span class="chip">
                    { "search " }<b>{ &filters.search }</b>
                    { match props.found_frames { 1 => " · 1 frame".to_owned(), frames => format!(" · {frames} frames") } }
                    <button aria-label={format!("Remove search {}", filters.search)} onclick={remove}>
                        { icons::cross() }
                    </button>
                </span>
            }
            <div class="search">
                <input id="search" class="field" type="search" aria-label="Search" autocomplete="off" spellcheck="false"
                    placeholder="Search functions and files" value={filters.search.clone()} oninput={search} />
                <kbd aria-hidden="true">{ "/" }</kbd>
            </div>
            <button class="button" disabled={!props.can_undo}
                onclick={on_action.reform(|_: MouseEvent| Action::UndoFilter)}>{ "Undo" }</button>
            <button class="button" disabled={!is_filtered}
                onclick={on_action.reform(|_: MouseEvent| Action::ResetFilters)}>{ "Reset filters" }</button>
        </div>
    }
}
