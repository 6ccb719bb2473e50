//! The flame graph for those who do not see it: the selected frame, its callers and its callees as a tree.
//!
//! A whole graph as elements would be slow and no help. The twin holds what can be walked to from here, and
//! follows the selection: the same arrow keys as on the canvas lead on.

use std::rc::Rc;

use yew::prelude::*;

use super::flame_surface::FlameSurface;
use super::values;
use crate::worker::protocol::{NodeDetails, Relative, ViewSummary};

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) view: Rc<ViewSummary>,
    pub(super) selected: Option<Rc<NodeDetails>>,
    pub(super) surface: FlameSurface,
    pub(super) on_select: Callback<u32>,
}

/// `role=tree` **Flame graph frames**.
#[component]
pub(super) fn FlameTwin(props: &Props) -> Html {
    let on_keydown = {
        let surface = props.surface.clone();
        Callback::from(move |event: KeyboardEvent| {
            if surface.take_key(&event) {
                event.prevent_default();
                event.stop_propagation();
            }
        })
    };
    let Props { view, selected, .. } = props;
    let active = selected.as_ref().map_or(0, |details| details.place.node);
    html! {
        <div class="visually-hidden" role="tree" aria-label="Flame graph frames" tabindex="0"
            aria-activedescendant={format!("frame-{active}")} onkeydown={on_keydown}>
            { match selected {
                None => item(0, 1, "all".to_owned(), true, props),
                Some(details) => around(details, view, props),
            } }
        </div>
    }
}

fn around(details: &NodeDetails, view: &ViewSummary, props: &Props) -> Html {
    let depth = details.place.depth;
    let unit =
        view.metric.and_then(|metric| view.metrics.get(metric as usize)).map_or("", |metric| &metric.unit);
    let relative = |one: &Relative, level: u32| {
        item(one.node, level, format!("{}, {}", one.name, values::value(one.cum.target, unit)), false, props)
    };
    // The nearest caller stands first in the list, and last in the tree.
    let callers = details.callers.iter().enumerate().rev();
    html! {
        <>
            { for callers.map(|(above, one)| relative(one, depth.saturating_sub(above as u32))) }
            { item(details.place.node, depth + 1, values::sentence(details, &view.metrics, view.metric), true, props) }
            { for details.callees.iter().map(|one| relative(one, depth + 2)) }
        </>
    }
}

fn item(node: u32, level: u32, text: String, selected: bool, props: &Props) -> Html {
    let select = props.on_select.reform(move |_: MouseEvent| node);
    html! {
        <div key={node} id={format!("frame-{node}")} role="treeitem" aria-level={level.max(1).to_string()}
            aria-selected={selected.to_string()} onclick={select}>{ text }</div>
    }
}
