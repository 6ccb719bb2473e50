//! What narrows the view down: the search, pprof's filters, and the ways back.

use yew::prelude::*;

use super::choice::{Choice, Choosable};
use super::elements::{button, words};
use super::listeners::{field, say};
use super::{icons, keys};
use crate::analysis::FilterVariable;
use crate::app::{Action, Draft, Filters, State, VARIABLES, filter_text};
use crate::worker::protocol::{Filter, ReportKind};

/// The filter bar. The search has its chip in the field, so that nothing moves when it comes and goes; filters have
/// theirs behind the field, each with a button that removes it.
pub(super) fn filter_bar(state: &State, unmatched: &[FilterVariable], on_action: &Callback<Action>) -> Html {
    let filters = &state.filters;
    let search = on_action.reform(|event: InputEvent| Action::SetSearch(typed(&event)));
    let is_filtered = *filters != Filters::default();
    html! {
        <section class="controls filters" aria-label="Filters">
            <div class="group search">
                <input id="search" class="field" type="search" aria-label="Search" autocomplete="off" spellcheck="false"
                    placeholder="Search functions and files" value={filters.search.clone()} oninput={search} />
                if filters.search.is_empty() {
                    <kbd aria-hidden="true">{ "/" }</kbd>
                } else {
                    <span class="chip">
                        { match state.found.frames { 1 => "1 frame".to_owned(), frames => format!("{frames} frames") } }
                        { button(None, [&["Remove search ", &filters.search].concat(), "Clear the search (Esc)"], false,
                            say(on_action, Action::SetSearch(String::new())), icons::cross()) }
                    </span>
                }
            </div>
            { draft(&state.draft, on_action) }
            <button id="undo" class="button square" aria-label="Undo" title="Undo the last change of filters"
                disabled={state.undo.is_empty()} onclick={say(on_action, Action::UndoFilter)}>
                { icons::undo() }
            </button>
            { button(Some("button"), ["Reset filters", ""], !is_filtered, say(on_action, Action::ResetFilters), words("Reset")) }
            if !filters.chips.is_empty() {
                <ul class="chips" aria-label="Active filters">
                    { for filters.chips.iter().map(|filter| chip(filter, unmatched, on_action)) }
                </ul>
            }
            <span class="spacer"></span>
            { button(Some("button report-button"), ["", "The text that go tool pprof prints, and its command"], false,
                say(on_action, Action::ShowReport(Some(ReportKind::Top))), words("Copy as text")) }
            if let Some(problem) = &state.draft.problem {
                <p class="field-problem" id="filter-problem" role="alert">
                    <b>{ &problem.what }</b>{ " " }{ &problem.advice }
                </p>
            }
        </section>
    }
}

/// The filter that is being typed: its variable, its pattern, and the button that adds it.
fn draft(Draft { filter, problem }: &Draft, on_action: &Callback<Action>) -> Html {
    let variables = VARIABLES.map(|(variable, _)| variable.name());
    let options = variables.map(|name| Choosable::new(name, name)).to_vec();
    let choose = {
        let text = filter.text.clone();
        on_action.reform(move |name: String| {
            let variable = VARIABLES.iter().map(|(variable, _)| *variable).find(|one| one.name() == name);
            let variable = variable.unwrap_or(FilterVariable::Focus);
            Action::DraftFilter(Filter { variable, text: text.clone() })
        })
    };
    let variable = filter.variable;
    let write = on_action
        .reform(move |event: InputEvent| Action::DraftFilter(Filter { variable, text: typed(&event) }));
    let enter = {
        let on_action = on_action.clone();
        Callback::from(move |event: KeyboardEvent| {
            if event.key() == "Enter" {
                on_action.emit(Action::AddDraft);
            }
        })
    };
    let placeholder = match variable {
        FilterVariable::TagFocus | FilterVariable::TagIgnore => "key=value or 1kb:2kb",
        _ => "regular expression",
    };
    html! {
        <div class="group joined">
            <Choice id="filter" label="Filter" {options} chosen={variable.name()} on_choose={choose} />
            <input id="filter-pattern" class="field" type="text" aria-label="Filter pattern" autocomplete="off"
                autocapitalize="off" spellcheck="false" {placeholder} value={filter.text.clone()}
                aria-invalid={problem.is_some().then_some("true")}
                aria-describedby={problem.is_some().then_some("filter-problem")}
                oninput={write} onkeydown={enter} />
            { button(Some("button square"), ["Add filter", "Add the filter (Enter)"], filter.text.trim().is_empty(),
                say(on_action, Action::AddDraft), icons::plus()) }
        </div>
    }
}

fn chip(filter: &Filter, unmatched: &[FilterVariable], on_action: &Callback<Action>) -> Html {
    let text = filter_text(filter, " ");
    let remove = {
        let filter = filter.clone();
        on_action.reform(move |_: MouseEvent| {
            // The button goes with its chip; the focus goes to what takes this back.
            keys::focus("undo");
            Action::RemoveFilter(filter.clone())
        })
    };
    let is_unmatched = unmatched.contains(&filter.variable);
    html! {
        <li key={text.clone()} class={classes!("chip", is_unmatched.then_some("unmatched"))} title={text.clone()}>
            { filter.variable.name() }{ " " }<b>{ &filter.text }</b>
            if is_unmatched { <i>{ "matches nothing here" }</i> }
            { button(None, [&["Remove ", &text].concat(), ""], false, remove, icons::cross()) }
        </li>
    }
}

/// What stands in a field after it was typed into.
fn typed(event: &InputEvent) -> String {
    field(event).map(|field| field.value()).unwrap_or_default()
}
