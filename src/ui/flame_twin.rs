//! The flame graph for those who do not see it: the selected frame, its callers and its callees as a tree.
//!
//! A whole graph as elements would be slow and no help. The twin holds what can be walked to from here, and
//! follows the selection: the same arrow keys as on the canvas lead on.

use yew::prelude::*;

use super::flame_surface::FlameSurface;
use super::listeners::say;
use super::values;
use crate::worker::protocol::{NodeDetails, Relative, ViewSummary};

/// `role=tree` **Flame graph frames**.
pub(super) fn flame_twin(
    view: &ViewSummary,
    selected: Option<&NodeDetails>,
    surface: &FlameSurface,
    on_select: &Callback<u32>,
) -> Html {
    let on_keydown = {
        let surface = surface.clone();
        Callback::from(move |event: KeyboardEvent| {
            if surface.take_key(&event) {
                event.prevent_default();
                event.stop_propagation();
            }
        })
    };
    let active = selected.map_or(0, |details| details.place.node);
    html! {
        <div class="visually-hidden" role="tree" aria-label="Flame graph frames" tabindex="0"
            aria-activedescendant={format!("frame-{active}")} onkeydown={on_keydown}>
            { match selected {
                None => item(0, 1, "all".to_owned(), true, on_select),
                Some(details) => around(details, view, on_select),
            } }
        </div>
    }
}

fn around(details: &NodeDetails, view: &ViewSummary, on_select: &Callback<u32>) -> Html {
    let depth = details.place.depth;
    let unit =
        view.metric.and_then(|metric| view.metrics.get(metric as usize)).map_or("", |metric| &metric.unit);
    let relative = |one: &Relative, level: u32| {
        item(
            one.node,
            level,
            format!("{}, {}", one.name, values::value(one.cum.target, unit)),
            false,
            on_select,
        )
    };
    // The nearest caller stands first in the list, and last in the tree.
    let callers = details.callers.iter().enumerate().rev();
    html! {
        <>
            { for callers.map(|(above, one)| relative(one, depth.saturating_sub(above as u32))) }
            { item(details.place.node, depth + 1, values::sentence(details, &view.metrics, view.metric), true, on_select) }
            { for details.callees.iter().map(|one| relative(one, depth + 2)) }
        </>
    }
}

fn item(node: u32, level: u32, text: String, selected: bool, on_select: &Callback<u32>) -> Html {
    html! {
        <div key={node} id={format!("frame-{node}")} role="treeitem" aria-level={level.max(1).to_string()}
            aria-selected={selected.to_string()} onclick={say(on_select, node)}>{ text }</div>
    }
}
