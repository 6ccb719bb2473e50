//! The legend of a diff, which is always visible beside it.

use yew::prelude::*;

use super::elements::plain;
use crate::dom::media;
use crate::scene::DiffLegend;
use crate::scene::colour::Theme;

/// The ramp with its ticks, and what marks other than colour say.
pub(super) fn legend(metric: &str) -> Html {
    let theme = if media::is_dark() { Theme::Dark } else { Theme::Light };
    let legend = DiffLegend::new(theme);
    let count = legend.stops.len().max(1);
    let width = 100.0 / count as f64;
    html! {
        <div class="legend" role="note" aria-label="Legend">
            <b>{ metric }{ ", target against base" }</b>
            <svg viewBox="0 0 100 8" preserveAspectRatio="none" shape-rendering="crispEdges" aria-hidden="true">
                { for legend.stops.iter().enumerate().map(|(index, colour)| html! {
                    <rect x={format!("{:.3}", index as f64 * width)} y="0" width={format!("{:.3}", width + 0.1)} height="8"
                        fill={colour.to_string()} />
                }) }
            </svg>
            <div class="ticks">{ for legend.ticks.iter().map(|tick| plain("span", tick.label)) }</div>
            <div class="signs">{ for legend.marks.iter().map(|mark| plain("span", mark)) }</div>
        </div>
    }
}
