//! The flame graph's place on the page: two canvases, tooltip, legend, live region, and the twin that can be
//! walked without seeing it.

use web_sys::{HtmlCanvasElement, HtmlElement};
use yew::prelude::*;

use super::elements::{button, words};
use super::flame_surface::FlameSurface;
use super::flame_twin::flame_twin;
use super::legend::legend;
use super::values;
use crate::analysis::DiffWidth;
use crate::app::{Action, DiffLook};
use crate::scene::SiblingOrder;
use crate::worker::protocol::{NodeDetails, ViewSummary};

/// The elements that the graph draws on.
#[derive(Default)]
pub(super) struct Elements {
    place: NodeRef,
    boxes: NodeRef,
    overlay: NodeRef,
    tooltip: NodeRef,
}

impl Elements {
    /// Gives the graph its place, once the elements are on the page.
    pub(super) fn attach(&self, surface: &FlameSurface) {
        let elements = (
            self.place.cast::<HtmlElement>(),
            self.boxes.cast::<HtmlCanvasElement>(),
            self.overlay.cast::<HtmlCanvasElement>(),
            self.tooltip.cast::<HtmlElement>(),
        );
        if let (Some(place), Some(boxes), Some(overlay), Some(tooltip)) = elements {
            surface.attach(place, boxes, overlay, tooltip);
        }
    }
}

pub(super) struct Props<'a> {
    pub(super) elements: &'a Elements,
    /// Where base and target stand side by side: the elements of each.
    pub(super) pair: Option<&'a [Elements; 2]>,
    /// The graph that takes keys.
    pub(super) surface: &'a FlameSurface,
    pub(super) view: &'a ViewSummary,
    pub(super) selected: Option<&'a NodeDetails>,
    pub(super) look: DiffLook,
    pub(super) order: SiblingOrder,
    pub(super) zoomed: bool,
    pub(super) on_action: &'a Callback<Action>,
    pub(super) on_fit: Callback<MouseEvent>,
    pub(super) on_select: &'a Callback<u32>,
}

/// The flame graph.
pub(super) fn flame_view(props: Props<'_>) -> Html {
    let Props { elements, pair, surface, view, selected, look, order, zoomed, on_action, on_fit, on_select } =
        props;
    let says = selected.map(|details| values::sentence(details, &view.metrics, view.metric));
    let is_empty = view.rows <= 1;
    html! {
        <>
        <div key={if pair.is_some() { "pair" } else { "flame" }} class="graphs">
            { match pair {
                Some([base, target]) => html! {
                    <>{ graph("Flame graph of the base", base) }{ graph("Flame graph of the target", target) }</>
                },
                None => graph("Flame graph", elements),
            } }
            <p id="flame-keys" class="visually-hidden">
                { "Arrow keys walk the frames, Enter zooms to the selected frame, 0 fits everything." }
            </p>
            { flame_twin(view, selected, surface, on_select) }
            <div class="visually-hidden" aria-live="polite" aria-label="Selected frame">{ says.unwrap_or_default() }</div>
            if zoomed {
                { button(Some("button small fit"), ["Remove zoom", "Fit everything (0)"], false, on_fit, words("Fit")) }
            }
            if is_empty {
                <div class="empty"><h2>{ "Nothing to draw" }</h2><p>{ empty_reason(view) }</p></div>
            }
        </div>
        if view.spec.base.is_some() && !is_empty { { legend(view, look, order, on_action) } }
        </>
    }
}

/// The canvases of one graph, and its tooltip.
fn graph(name: &'static str, elements: &Elements) -> Html {
    let Elements { place, boxes, overlay, tooltip } = elements;
    html! {
        <div key={name} class="flame" ref={place.clone()}>
            <canvas ref={boxes.clone()} tabindex="0" role="application" aria-roledescription="flame graph"
                aria-label={name} aria-describedby="flame-keys"></canvas>
            <canvas ref={overlay.clone()} class="overlay" aria-hidden="true"></canvas>
            <div class="tooltip" role="tooltip" ref={tooltip.clone()} hidden=true></div>
        </div>
    }
}

fn empty_reason(view: &ViewSummary) -> &'static str {
    if view.stacks <= 1 {
        "The profile has no samples with a stack. A delta profile of an idle process is like that: take it over a longer time, or with a garbage collection in between."
    } else if view.spec.base.is_some() && view.spec.width != DiffWidth::Union {
        "No stack has a width of that kind: nothing grew, nothing changed, or one side is empty. Choose the width Union above."
    } else {
        "No stack has a value in this metric. Choose another one above."
    }
}
