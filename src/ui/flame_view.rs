//! The flame graph's place on the page: two canvases, tooltip, legend, live region, and the twin that can be
//! walked without seeing it.

use web_sys::{HtmlCanvasElement, HtmlElement};
use yew::prelude::*;

use super::elements::{button, words};
use super::flame_surface::FlameSurface;
use super::flame_twin::flame_twin;
use super::legend::legend;
use super::values;
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
    pub(super) surface: &'a FlameSurface,
    pub(super) view: &'a ViewSummary,
    pub(super) selected: Option<&'a NodeDetails>,
    pub(super) zoomed: bool,
    pub(super) on_fit: Callback<MouseEvent>,
    pub(super) on_select: &'a Callback<u32>,
}

/// The flame graph.
pub(super) fn flame_view(props: Props<'_>) -> Html {
    let Props { elements, surface, view, selected, zoomed, on_fit, on_select } = props;
    let Elements { place, boxes, overlay, tooltip } = elements;
    let says = selected.map(|details| values::sentence(details, &view.metrics, view.metric));
    let is_empty = view.rows <= 1;
    html! {
        <>
        <div key="flame" class="flame" ref={place.clone()}>
            <canvas ref={boxes.clone()} tabindex="0" role="application" aria-roledescription="flame graph"
                aria-label="Flame graph" aria-describedby="flame-keys"></canvas>
            <canvas ref={overlay.clone()} class="overlay" aria-hidden="true"></canvas>
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
            <div class="tooltip" role="tooltip" ref={tooltip.clone()} hidden=true></div>
        </div>
        if view.spec.base.is_some() && !is_empty { { legend(shown_metric(view)) } }
        </>
    }
}

fn empty_reason(view: &ViewSummary) -> &'static str {
    if view.stacks <= 1 {
        "The profile has no samples with a stack. A delta profile of an idle process is like that: take it over a longer time, or with a garbage collection in between."
    } else {
        "No stack has a value in this metric. Choose another one above."
    }
}

fn shown_metric(view: &ViewSummary) -> &str {
    let metric = view.metric.and_then(|metric| view.metrics.get(metric as usize));
    metric.map_or("", |metric| &metric.name)
}
