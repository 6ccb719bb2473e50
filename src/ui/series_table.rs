//! The table of a series: `role=grid` **Series**, drawing only the rows that are seen.

use yew::prelude::*;

use super::choice::{Choice, Choosable};
use super::elements::{titled, words};
use super::listeners::say;
use super::row_window::RowWindow;
use super::top_table::grid_cell;
use super::values;
use crate::analysis::{Break, function_name};
use crate::app::{Action, State, TABLES};
use crate::scene::{SeriesPlot, plot_range};
use crate::units;
use crate::worker::protocol::{Pair, SeriesColumn, SeriesRow, SeriesTableOrder, SeriesWindow};

/// The columns that can be sorted by; the last one cannot.
const COLUMNS: [(SeriesColumn, &str, &str); 5] = [
    (SeriesColumn::Name, "Name", "The function, or the stack by its last functions"),
    (SeriesColumn::First, "First", "The value in the first snapshot"),
    (SeriesColumn::Last, "Last", "The value in the last snapshot"),
    (SeriesColumn::Growth, "Growth", "Last less First"),
    (SeriesColumn::Slope, "Per hour", "The slope by least squares; restarts and gaps are not averaged over"),
];

/// The size of a sparkline in CSS pixels.
const SPARK: [f64; 2] = [120.0, 20.0];

/// The select **Table**, and what is to be known of the series.
pub(super) fn table_choice(state: &State, on_action: &Callback<Action>) -> Html {
    let name = |rows| TABLES.iter().find(|(other, _)| *other == rows).map_or("", |(_, name)| *name);
    let choose = on_action.reform(|chosen: String| {
        Action::ShowSeries(TABLES.iter().find(|(_, name)| *name == chosen).and_then(|(rows, _)| *rows))
    });
    let window = state.series_table.window.as_deref().filter(|_| state.shown_series().is_some());
    html! {
        <div class="controls table-choice">
            <div class="group">
                <label class="label" for="table">{ "Table" }</label>
                <Choice id="table" options={TABLES.map(|(_, name)| Choosable::new(name, name)).to_vec()}
                    chosen={name(state.series_table.rows)} on_choose={choose} />
            </div>
            if let Some(window) = window { { titled("p", Some("label"), "", &summary(window)) } }
        </div>
    }
}

/// What is to be known of a series, in words.
fn summary(window: &SeriesWindow) -> String {
    let mut parts = vec![[&window.snapshots.len().to_string(), " snapshots"].concat()];
    let mut count = |count: usize, what: &str| {
        if count > 0 {
            parts.push([&count.to_string(), what].concat());
        }
    };
    count(window.left_out as usize, " left out, because one tree does not hold all");
    for (kind, what) in
        [(Break::Restart, " × restart"), (Break::OtherBuild, " × another build"), (Break::Gap, " × gap")]
    {
        count(window.breaks.iter().filter(|other| **other == Some(kind)).count(), what);
    }
    count(window.totals.iter().filter(|total| total.is_none()).count(), " without this metric");
    if let Some(why) = window.no_slope {
        parts.push(["no slopes: ", &why.to_string()].concat());
    }
    parts.join(" · ")
}

/// The table.
pub(super) fn series_table(elements: &RowWindow, state: &State, on_action: &Callback<Action>) -> Html {
    let RowWindow { scroller, body, rows } = elements;
    let table = &state.series_table;
    let window = table.window.as_deref();
    let row_count = window.map_or(0, |window| window.row_count);
    let on_scroll =
        elements.on_scroll(row_count, window.map(|window| (window.first, window.rows.len())), on_action);
    html! {
        <div key="series" class="grid series" role="grid" aria-label="Series"
            aria-rowcount={(row_count + 1).to_string()} ref={scroller.clone()} onscroll={on_scroll}>
            <div class="head" role="rowgroup">
                <div role="row" aria-rowindex="1">
                    { for COLUMNS.iter().map(|column| header(*column, table.order, on_action)) }
                    <div role="columnheader">{ "Trend" }</div>
                </div>
            </div>
            <div class="body" role="rowgroup" ref={body.clone()}>
                <div class="window" role="presentation" ref={rows.clone()}>
                    if let Some(window) = window {
                        { for window.rows.iter().enumerate().map(|(index, row)| {
                            self::row(window.first + index as u32, row, window, table.asked, on_action)
                        }) }
                    }
                </div>
            </div>
            if window.is_some() && row_count == 0 { <p class="empty">{ "Nothing has a value in this metric." }</p> }
        </div>
    }
}

fn header(
    (column, name, meaning): (SeriesColumn, &'static str, &'static str),
    order: SeriesTableOrder,
    on_action: &Callback<Action>,
) -> Html {
    let sorts = order.column == column;
    let (sort, sign) = match (sorts, order.descending) {
        (false, _) => ("none", ""),
        (true, true) => ("descending", " ↓"),
        (true, false) => ("ascending", " ↑"),
    };
    let descending = if sorts { !order.descending } else { column != SeriesColumn::Name };
    let next = Action::SetSeriesOrder(SeriesTableOrder { column, descending });
    html! {
        <div key={name} role="columnheader" aria-sort={sort}>
            <button title={meaning} onclick={say(on_action, next)}>{ name }<span aria-hidden="true">{ sign }</span></button>
        </div>
    }
}

fn row(
    index: u32,
    row: &SeriesRow,
    window: &SeriesWindow,
    asked: Option<u32>,
    on_action: &Callback<Action>,
) -> Html {
    let is_chosen = asked == Some(row.row);
    let short = function_name::unqualified(&row.name);
    let path = row.name.strip_suffix(short).unwrap_or_default();
    let ends = Pair { target: row.last(), base: Some(row.first()) };
    let cell = |value: i64| grid_cell(None, Some(value), &values::value(value, &window.unit));
    let title =
        if row.callers.is_empty() { row.name.clone() } else { [&row.name, " ← ", &row.callers].concat() };
    // One listener for the row: a click of the button in it, by Enter too, comes by here.
    html! {
        <div key={row.row} role="row" aria-rowindex={(index + 2).to_string()} aria-selected={is_chosen.to_string()}
            class={is_chosen.then_some("selected")} onclick={say(on_action, Action::ChooseSeriesRow(row.row))}>
            <div role="gridcell">
                <button class="function" {title}>
                    { titled("span", Some("path"), "", path) }{ titled("span", Some("short"), "", short) }
                    if !row.callers.is_empty() { { titled("span", Some("path"), "", &[" ← ", &row.callers].concat()) } }
                </button>
            </div>
            { cell(row.first()) }{ cell(row.last()) }
            { grid_cell(values::change_class(ends), Some(row.growth()), &values::change(ends, &window.unit)) }
            { grid_cell(None, None, &rate(row.slope, &window.unit)) }
            <div role="gridcell">{ sparkline(row, window) }</div>
        </div>
    }
}

/// A slope as text: `+727MB`; nothing where there is none.
pub(super) fn rate(slope: Option<f64>, unit: &str) -> String {
    slope.map_or_else(String::new, |slope| units::delta_label(slope.round() as i64, unit))
}

/// All values as text, a hole as a dash.
pub(super) fn values_text(values: &[Option<i64>], unit: &str) -> String {
    let text = |value: &Option<i64>| value.map_or_else(|| "–".to_owned(), |value| values::value(value, unit));
    values.iter().map(text).collect::<Vec<_>>().join(", ")
}

fn sparkline(row: &SeriesRow, window: &SeriesWindow) -> Html {
    let [width, height] = SPARK;
    let plot = SeriesPlot {
        places: &window.places,
        breaks: &window.breaks,
        area: [3.0, 3.0, width - 3.0, height - 3.0],
        range: plot_range(row.values.iter().copied().flatten()),
    };
    let text = values_text(&row.values, &window.unit);
    html! {
        <svg class="spark" role="img" aria-label={text.clone()} width={width.to_string()} height={height.to_string()}>
            <title>{ words(&text) }</title>
            <path class="line" d={plot.line(&row.values)} />
        </svg>
    }
}
