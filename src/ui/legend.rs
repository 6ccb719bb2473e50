//! The legend of a diff, which is always visible beside it, and what can be chosen of its colours.

use yew::prelude::*;

use super::choice::{Choice, choosables};
use super::elements::plain;
use super::listeners::field;
use crate::app::{Action, DiffLook, ORDERS, PALETTES, choice_name, choice_of};
use crate::dom::media;
use crate::scene::colour::{NoiseFloor, Theme};
use crate::scene::{DiffLegend, SiblingOrder};
use crate::worker::protocol::ViewSummary;

/// The ramp with its ticks, and what marks other than colour say; below it, folded away, palette, order and noise floor.
pub(super) fn legend(
    view: &ViewSummary,
    look: DiffLook,
    order: SiblingOrder,
    on_action: &Callback<Action>,
) -> Html {
    let metric = view.metric.and_then(|metric| view.metrics.get(metric as usize));
    let (name, unit) = metric.map_or(("", ""), |metric| (&metric.name, &metric.unit));
    let theme = if media::is_dark() { Theme::Dark } else { Theme::Light };
    let legend = DiffLegend::new(theme, &look.colouring(view), unit);
    let count = legend.stops.len().max(1);
    let width = 100.0 / count as f64;
    html! {
        <div class="legend">
            <div role="note" aria-label="Legend">
                <b>{ name }{ ", target against base" }</b>
                <svg viewBox="0 0 100 8" preserveAspectRatio="none" shape-rendering="crispEdges" aria-hidden="true">
                    { for legend.stops.iter().enumerate().map(|(index, colour)| html! {
                        <rect x={format!("{:.3}", index as f64 * width)} y="0" width={format!("{:.3}", width + 0.1)} height="8"
                            fill={colour.to_string()} />
                    }) }
                </svg>
                <div class="ticks">{ for legend.ticks.iter().map(|tick| plain("span", &tick.label)) }</div>
                <div class="signs">
                    if !legend.floor.is_empty() { { plain("span", &legend.floor) } }
                    { for legend.marks.iter().map(|mark| plain("span", mark)) }
                </div>
            </div>
            { knobs(look, order, &legend.floor, on_action) }
        </div>
    }
}

/// What is chosen seldom.
fn knobs(look: DiffLook, order: SiblingOrder, floor: &str, on_action: &Callback<Action>) -> Html {
    let set_palette = on_action.reform(move |name: String| {
        Action::SetLook(DiffLook { palette: choice_of(&PALETTES, &name).unwrap_or_default(), ..look })
    });
    let set_floor = on_action.reform(move |event: InputEvent| {
        let step = field(&event).and_then(|field| field.value().parse().ok()).unwrap_or_default();
        Action::SetLook(DiffLook { floor: NoiseFloor::step(step), ..look })
    });
    let says = [look.floor.percent(), "% of the total"].concat();
    html! {
        <details>
            <summary>{ "Palette, order, noise floor" }</summary>
            <div class="knobs">
                <label for="palette">{ "Palette" }</label>
                <Choice id="palette" options={choosables(&PALETTES)} chosen={choice_name(&PALETTES, look.palette)} on_choose={set_palette} />
                <label for="order">{ "Order" }</label>
                { order_choice(order, None, on_action) }
                <label for="floor">{ "Noise floor" }</label>
                <input id="floor" type="range" min="0" max={NoiseFloor::MAX.to_string()} step="1" value={look.floor.index().to_string()}
                    aria-valuetext={[&says, ", ", floor].concat()} oninput={set_floor} />
                <span class="says">{ says }</span>
            </div>
        </details>
    }
}

/// `select` **Order**.
pub(super) fn order_choice(
    order: SiblingOrder,
    label: Option<&'static str>,
    on_action: &Callback<Action>,
) -> Html {
    let set =
        on_action.reform(|name: String| Action::SetOrder(choice_of(&ORDERS, &name).unwrap_or_default()));
    html! {
        <Choice id="order" label={label.map(AttrValue::from)} options={choosables(&ORDERS)} chosen={choice_name(&ORDERS, order)}
            on_choose={set} />
    }
}
