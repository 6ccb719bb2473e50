//! Who calls the selected function and whom it calls, wherever it stands: pprof's `-peek`.

use yew::prelude::*;

use super::values;
use crate::app::Action;
use crate::worker::protocol::{Pair, PeekEdge};

/// How many are shown at first.
const AT_FIRST: usize = 12;

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) title: &'static str,
    pub(super) edges: Vec<PeekEdge>,
    /// The function's own cum, which shares are of.
    pub(super) cum: Pair,
    pub(super) unit: AttrValue,
    pub(super) on_action: Callback<Action>,
}

/// All callers or all callees, each a way to go there.
#[component]
pub(super) fn PeekList(props: &Props) -> Html {
    let Props { title, edges, cum, unit, on_action } = props;
    let title = *title;
    let is_open = use_state(|| false);
    if edges.is_empty() {
        return html! {};
    }
    let is_diff = cum.base.is_some();
    let shown = if *is_open { edges.len() } else { edges.len().min(AT_FIRST) };
    let open = {
        let is_open = is_open.clone();
        Callback::from(move |_: MouseEvent| is_open.set(true))
    };
    let row = |edge: &PeekEdge| {
        let row = edge.row;
        html! {
            <tr key={row}>
                <td>
                    <button class="link" title={edge.name.clone()}
                        onclick={on_action.reform(move |_: MouseEvent| Action::Locate(row))}>
                        { values::short(&edge.name) }
                        if edge.inlined { <span class="tag">{ " (inline)" }</span> }
                    </button>
                </td>
                <td title={edge.weight.target.to_string()}>{ values::value(edge.weight.target, unit) }</td>
                if is_diff {
                    <td class={values::change_class(edge.weight)}>{ values::change(edge.weight, unit) }</td>
                } else {
                    <td>{ values::share(edge.weight.target, cum.target) }</td>
                }
            </tr>
        }
    };
    html! {
        <>
            <table class="figures relatives" aria-label={title}>
                <thead>
                    <tr><th>{ title }</th><th>{ "weight" }</th><th>{ if is_diff { "Δ" } else { "of cum" } }</th></tr>
                </thead>
                <tbody>{ for edges.iter().take(shown).map(row) }</tbody>
            </table>
            if shown < edges.len() {
                <button class="button small" aria-label={format!("Show all {} of {title}", edges.len())} onclick={open}>
                    { format!("Show all {}", edges.len()) }
                </button>
            }
        </>
    }
}
