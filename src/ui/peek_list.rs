//! Who calls the selected function and whom it calls, wherever it stands: pprof's `-peek`.

use yew::prelude::*;

use super::listeners::say;
use super::values;
use crate::app::Action;
use crate::worker::protocol::{Pair, PeekEdge};

/// How many are shown at first.
const AT_FIRST: usize = 12;

pub(super) struct Props<'a> {
    pub(super) title: &'static str,
    pub(super) edges: &'a [PeekEdge],
    /// The function's own cum, which shares are of.
    pub(super) cum: Pair,
    pub(super) unit: &'a str,
    /// All are shown.
    pub(super) is_open: bool,
    /// All are to be shown.
    pub(super) on_open: Callback<MouseEvent>,
    pub(super) on_action: &'a Callback<Action>,
}

/// All callers or all callees, each a way to go there.
pub(super) fn peek_list(props: Props<'_>) -> Html {
    let Props { title, edges, cum, unit, is_open, on_open, on_action } = props;
    if edges.is_empty() {
        return html! {};
    }
    let is_diff = cum.base.is_some();
    let shown = if is_open { edges.len() } else { edges.len().min(AT_FIRST) };
    let row = |edge: &PeekEdge| {
        html! {
            <tr key={edge.row}>
                <td>
                    <button class="link" title={edge.name.clone()}
                        onclick={say(on_action, Action::Locate(edge.row))}>
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
                <button class="button small" aria-label={format!("Show all {} of {title}", edges.len())} onclick={on_open}>
                    { format!("Show all {}", edges.len()) }
                </button>
            }
        </>
    }
}
