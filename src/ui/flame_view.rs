//! The flame graph's place on the page: two canvases, tooltip, legend, live region, and the twin that can be
//! walked without seeing it.

use std::rc::Rc;

use web_sys::{HtmlCanvasElement, HtmlElement};
use yew::prelude::*;

use super::flame_surface::FlameSurface;
use super::flame_twin::FlameTwin;
use super::legend::Legend;
use super::values;
use crate::worker::protocol::{NodeDetails, ViewSummary};

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) surface: FlameSurface,
    pub(super) view: Rc<ViewSummary>,
    pub(super) selected: Option<Rc<NodeDetails>>,
    pub(super) zoomed: bool,
    pub(super) on_fit: Callback<()>,
    pub(super) on_select: Callback<u32>,
}

/// The flame graph.
#[component]
pub(super) fn FlameView(props: &Props) -> Html {
    let place = use_node_ref();
    let boxes = use_node_ref();
    let overlay = use_node_ref();
    let tooltip = use_node_ref();
    use_effect_with(props.surface.clone(), {
        let (place, boxes, overlay, tooltip) =
            (place.clone(), boxes.clone(), overlay.clone(), tooltip.clone());
        move |surface| {
            let elements = (
                place.cast::<HtmlElement>(),
                boxes.cast::<HtmlCanvasElement>(),
                overlay.cast::<HtmlCanvasElement>(),
                tooltip.cast::<HtmlElement>(),
            );
            if let (Some(place), Some(boxes), Some(overlay), Some(tooltip)) = elements {
                surface.attach(place, boxes, overlay, tooltip);
            }
            let surface = surface.clone();
            move || surface.detach()
        }
    });
    let Props { view, selected, .. } = props;
    let says = selected.as_ref().map(|details| values::sentence(details, &view.metrics, view.metric));
    let is_empty = view.nodes == 0;
    html! {
        <>
        <div class="flame" ref={place}>
            <canvas ref={boxes} tabindex="0" role="application" aria-roledescription="flame graph"
                aria-label="Flame graph" aria-describedby="flame-keys"></canvas>
            <canvas ref={overlay} class="overlay" aria-hidden="true"></canvas>
            <p id="flame-keys" class="visually-hidden">
                { "Arrow keys walk the frames, Enter zooms to the selected frame, 0 fits everything." }
            </p>
            <FlameTwin view={view.clone()} selected={selected.clone()} surface={props.surface.clone()}
                on_select={props.on_select.clone()} />
            <div class="visually-hidden" aria-live="polite" aria-label="Selected frame">{ says.unwrap_or_default() }</div>
            if props.zoomed {
                <button class="button small fit" aria-label="Remove zoom" title="Fit everything (0)"
                    onclick={props.on_fit.reform(|_: MouseEvent| ())}>{ "Fit" }</button>
            }
            if is_empty {
                <div class="empty"><h2>{ "Nothing to draw" }</h2><p>{ empty_reason(view) }</p></div>
            }
            <div class="tooltip" role="tooltip" ref={tooltip} hidden=true></div>
        </div>
        if view.spec.base.is_some() && !is_empty { <Legend metric={shown_metric(view)} /> }
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

fn shown_metric(view: &ViewSummary) -> AttrValue {
    let metric = view.metric.and_then(|metric| view.metrics.get(metric as usize));
    metric.map_or(AttrValue::Static(""), |metric| metric.name.clone().into())
}
