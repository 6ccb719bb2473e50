//! Who calls the selected function and whom it calls, wherever it stands: pprof's `-peek`.

use yew::prelude::*;

use super::elements::{button, plain, table_head, titled, words};
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
    let all = format!("Show all {}", edges.len());
    let row = |edge: &PeekEdge| {
        html! {
            <tr key={edge.row}>
                <td>
                    <button class="link" title={edge.name.clone()}
                        onclick={say(on_action, Action::Locate(edge.row))}>
                        { words(values::short(&edge.name)) }
                        if edge.inlined { { titled("span", Some("tag"), "", " (inline)") } }
                    </button>
                </td>
                { titled("td", None, &edge.weight.target.to_string(), &values::value(edge.weight.target, unit)) }
                { if is_diff {
                    titled("td", values::change_class(edge.weight), "", &values::change(edge.weight, unit))
                } else {
                    plain("td", &values::share(edge.weight.target, cum.target))
                } }
            </tr>
        }
    };
    html! {
        <>
            <table class="figures relatives" aria-label={title}>
                { table_head(&[title, "weight", if is_diff { "Δ" } else { "of cum" }]) }
                <tbody>{ for edges.iter().take(shown).map(row) }</tbody>
            </table>
            if shown < edges.len() {
                { button(Some("button small"), [&format!("{all} of {title}"), ""], false, on_open, words(&all)) }
            }
        </>
    }
}
