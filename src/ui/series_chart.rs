//! The inspector of a row of a series: its chart with the interval of a sampled heap, and its stacks.

use yew::prelude::*;

use super::copy::Copy;
use super::elements::{button, plain, table_head, titled, words};
use super::listeners::say;
use super::series_table::{rate, values_text};
use super::{icons, values};
use crate::analysis::Break;
use crate::app::{Action, State};
use crate::scene::{SeriesPlot, plot_range};
use crate::units;
use crate::worker::protocol::{Pair, ProfileId, SeriesChart, SeriesStack, SeriesWindow};

/// The size of the chart in its own units, which are CSS pixels in the inspector.
const SIZE: [f64; 2] = [312.0, 150.0];

/// From more snapshots on their points are not drawn apart.
const MOST_POINTS: usize = 60;

/// The inspector of a row.
pub(super) fn series_chart(
    chart: &SeriesChart,
    window: &SeriesWindow,
    state: &State,
    on_action: &Callback<Action>,
) -> Html {
    let (row, unit) = (&chart.row, window.unit.as_str());
    let ends = Pair { target: row.last(), base: Some(row.first()) };
    let has_band = chart.bands.iter().flatten().any(|(low, high)| low < high);
    let has_break = |kind| window.breaks.contains(&Some(kind));
    html! {
        <aside class="inspector series" aria-label="Inspector">
            <div class="head">
                { titled("h2", Some("name"), "", &row.name) }
                { button(Some("button small square"), ["Close inspector", "Clear the selection (Esc)"], false,
                    say(on_action, Action::ClearSelection), icons::cross()) }
            </div>
            if !row.callers.is_empty() { { titled("div", Some("source"), "", &["← ", &row.callers].concat()) } }
            <table class="figures">
                { table_head(&["first", "last", "growth", "per hour"]) }
                <tbody><tr>
                    { plain("td", &values::value(row.first(), unit)) }
                    { plain("td", &values::value(row.last(), unit)) }
                    { titled("td", values::change_class(ends), "", &values::change(ends, unit)) }
                    { plain("td", &rate(row.slope, unit)) }
                </tr></tbody>
            </table>
            { drawing(chart, window, state) }
            <ul class="chart-signs">
                if has_band { <li><i class="band" />{ "95 % interval of the sampled heap" }</li> }
                if has_break(Break::Restart) { <li><i class="restart" />{ "restart of the process" }</li> }
                if has_break(Break::OtherBuild) { <li><i class="restart" />{ "another build of the program" }</li> }
                if has_break(Break::Gap) { <li><i class="gap" />{ "gap: much time without a snapshot" }</li> }
                if chart.row.values.contains(&None) { <li>{ "broken line: a snapshot lacks this metric" }</li> }
            </ul>
            if let Some(why) = window.no_slope { { titled("p", Some("label"), "", &["No slope: ", &why.to_string(), "."].concat()) } }
            { for chart.stacks.iter().enumerate().map(|(index, stack)| self::stack(index, stack, unit)) }
            if chart.stack_count as usize > chart.stacks.len() {
                { titled("p", Some("label"), "", &["and ", &(chart.stack_count as usize - chart.stacks.len()).to_string(),
                    " smaller stacks"].concat()) }
            }
        </aside>
    }
}

fn drawing(chart: &SeriesChart, window: &SeriesWindow, state: &State) -> Html {
    let ([width, height], unit) = (SIZE, window.unit.as_str());
    let highs = chart.bands.iter().flatten().map(|(_, high)| *high);
    let range = plot_range(chart.row.values.iter().copied().flatten().chain(highs));
    let plot = SeriesPlot {
        places: &window.places,
        breaks: &window.breaks,
        area: [6.0, 20.0, width - 6.0, height - 22.0],
        range,
    };
    let time = |at: Option<&ProfileId>| at.map_or_else(String::new, |&id| taken(state, id));
    let text = |x: f64, y: f64, anchor: &'static str, text: &str| {
        html! {
            <text x={x.to_string()} y={y.to_string()} text-anchor={anchor}>{ words(text) }</text>
        }
    };
    let rule = |y: f64| {
        html! {
            <path class="rule" d={format!("M0 {y:.1}H{width}")} />
        }
    };
    let label = [&chart.row.name, ": ", &values_text(&chart.row.values, unit)].concat();
    html! {
        <svg class="chart" role="img" aria-label={label} viewBox={format!("0 0 {width} {height}")}>
            { rule(plot.y(range[1])) }{ rule(plot.y(0)) }
            { text(0.0, plot.y(range[1]) - 5.0, "start", &values::value(range[1], unit)) }
            { text(0.0, height - 6.0, "start", &time(window.snapshots.first())) }
            { text(width, height - 6.0, "end", &time(window.snapshots.last())) }
            <path class="band" d={plot.band(&chart.bands)} />
            { for plot.marks().map(|(x, kind)| html! {
                <path class={if kind == Break::Gap { "gap" } else { "restart" }} d={format!("M{x:.1} 20V{:.1}", height - 22.0)} />
            }) }
            <path class="line" d={plot.line(&chart.row.values)} />
            if window.snapshots.len() <= MOST_POINTS {
                { for window.snapshots.iter().enumerate().map(|(at, &id)| point(at, id, chart, &plot, unit, state)) }
            }
        </svg>
    }
}

fn point(
    at: usize,
    id: ProfileId,
    chart: &SeriesChart,
    plot: &SeriesPlot<'_>,
    unit: &str,
    state: &State,
) -> Html {
    let Some(value) = chart.row.values.get(at).copied().flatten() else { return html! {} };
    let value_text = |value| values::value(value, unit);
    let mut title = [&taken(state, id), ": ", &value_text(value)].concat();
    if let Some((low, high)) = chart.bands.get(at).copied().flatten() {
        title.push_str(&[", 95 %: ", &value_text(low), " to ", &value_text(high)].concat());
    }
    html! {
        <circle cx={format!("{:.1}", plot.x(at))} cy={format!("{:.1}", plot.y(value))} r="3"><title>{ words(&title) }</title></circle>
    }
}

/// When a snapshot was taken; where that is not known, its name.
fn taken(state: &State, id: ProfileId) -> String {
    let profile = state.profile(id);
    let time = profile.and_then(|profile| units::utc_time(profile.time_nanos));
    time.or_else(|| profile.map(|profile| profile.name.clone())).unwrap_or_default()
}

fn stack(index: usize, stack: &SeriesStack, unit: &str) -> Html {
    let ends = Pair { target: stack.last, base: Some(stack.first) };
    let summary = [&values::value(stack.first, unit), " → ", &values::value(stack.last, unit)].concat();
    html! {
        <details class="stack" open={index == 0} key={index}>
            <summary>
                { words(&["Stack ", &(index + 1).to_string(), ": ", &summary, " "].concat()) }
                { titled("span", values::change_class(ends), "", &values::change(ends, unit)) }
            </summary>
            <Copy name="Copy stack" text={AttrValue::from(stack.text.clone())} />
            // It scrolls, so that keys must reach it.
            <pre tabindex="0" role="region" aria-label={["Stack ", &(index + 1).to_string()].concat()}>{ words(&stack.text) }</pre>
        </details>
    }
}
