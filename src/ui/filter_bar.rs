//! What narrows the view down: the search, and the ways back.

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
    pub(super) on_action: Callback<Action>,
}

/// The filter bar: the search with its chip, which has a button that removes it, Undo and Reset. The chip stands in
/// the field, so that nothing moves when it comes and goes.
#[component]
pub(super) fn FilterBar(props: &Props) -> Html {
    let Props { filters, on_action, .. } = props;
    let search = on_action.reform(|event: InputEvent| {
        let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        Action::SetSearch(input.map(|input| input.value()).unwrap_or_default())
    });
    let remove = on_action.reform(|_: MouseEvent| Action::SetSearch(String::new()));
    let is_filtered = *filters != Filters::default();
    html! {
        <div class="group" role="group" aria-label="Filters">
            <div class="search">
                <input id="search" class="field" type="search" aria-label="Search" autocomplete="off" spellcheck="false"
                    placeholder="Search functions and files" value={filters.search.clone()} oninput={search} />
                if filters.search.is_empty() {
                    <kbd aria-hidden="true">{ "/" }</kbd>
                } else {
                    <span class="chip">
                        { match props.found_frames { 1 => "1 frame".to_owned(), frames => format!("{frames} frames") } }
                        <button aria-label={format!("Remove search {}", filters.search)} title="Clear the search (Esc)"
                            onclick={remove}>{ icons::cross() }</button>
                    </span>
                }
            </div>
            <button class="button square" aria-label="Undo" title="Undo the last change of filters"
                disabled={!props.can_undo} onclick={on_action.reform(|_: MouseEvent| Action::UndoFilter)}>
                { icons::undo() }
            </button>
            <button class="button" aria-label="Reset filters" disabled={!is_filtered}
                onclick={on_action.reform(|_: MouseEvent| Action::ResetFilters)}>{ "Reset" }</button>
        </div>
    }
}
