//! The table of functions: `role=grid` **Top functions**, drawing only the rows that are seen.

use std::rc::Rc;

use yew::prelude::*;

use super::elements::{titled, words};
use super::listeners::say;
use super::row_window::RowWindow;
use super::values;
use crate::analysis::{TopColumn, TopOrder, function_name};
use crate::app::Action;
use crate::worker::protocol::{Inlined, Metric, TopRow, TopWindow, ViewSummary};

pub(super) struct Props<'a> {
    pub(super) elements: &'a RowWindow,
    pub(super) view: &'a ViewSummary,
    pub(super) window: Option<&'a Rc<TopWindow>>,
    pub(super) order: TopOrder,
    pub(super) searching: bool,
    /// The name of the selected function.
    pub(super) selected: Option<&'a str>,
    pub(super) on_action: &'a Callback<Action>,
    /// A row is to be shown in the flame graph.
    pub(super) on_locate: &'a Callback<u32>,
}

const COLUMNS: [(TopColumn, &str, &str); 6] = [
    (TopColumn::Flat, "Flat", "What the function itself holds or spends"),
    (TopColumn::Flat, "Flat%", "Flat as a share of the total"),
    (TopColumn::Flat, "Sum%", "Flat of this row and all above it, as a share of the total"),
    (TopColumn::Cum, "Cum", "With all that the function calls"),
    (TopColumn::Cum, "Cum%", "Cum as a share of the total"),
    (TopColumn::Name, "Name", "The function"),
];

const DIFF_COLUMNS: [(TopColumn, &str, &str); 4] = [
    (TopColumn::Base, "Base", "Flat in the base"),
    (TopColumn::Target, "Target", "Flat in the target"),
    (TopColumn::Delta, "Delta", "Flat in the target less flat in the base"),
    (TopColumn::DeltaPercent, "Delta%", "Delta as a share of Base"),
];

/// The table.
pub(super) fn top_table(props: &Props<'_>) -> Html {
    let RowWindow { scroller, body, rows } = props.elements;
    let row_count = props.view.functions;
    let here = props.window.map(|window| (window.first, window.rows.len()));
    let on_scroll = props.elements.on_scroll(row_count, here, props.on_action);
    let is_diff = props.view.spec.base.is_some();
    let metric = props.view.metric.and_then(|metric| props.view.metrics.get(metric as usize));
    html! {
        <div key="top" class={classes!("grid", is_diff.then_some("diff"))} role="grid" aria-label="Top functions"
            aria-rowcount={(row_count + 1).to_string()} ref={scroller.clone()} onscroll={on_scroll}>
            <div class="head" role="rowgroup">
                <div role="row" aria-rowindex="1">{ for columns(is_diff).map(|column| header(column, props)) }</div>
            </div>
            <div class="body" role="rowgroup" ref={body.clone()}>
                <div class="window" role="presentation" ref={rows.clone()}>
                    if let Some((window, metric)) = props.window.zip(metric) {
                        { for window.rows.iter().enumerate().map(|(index, row)| {
                            self::row(window.first + index as u32, row, metric, is_diff, props)
                        }) }
                    }
                </div>
            </div>
            if row_count == 0 { <p class="empty">{ "No function has a value in this metric." }</p> }
        </div>
    }
}

/// The columns in their order: in a diff, those of the diff stand before the name.
fn columns(is_diff: bool) -> impl Iterator<Item = &'static (TopColumn, &'static str, &'static str)> {
    let (name, others) =
        COLUMNS.split_last().map_or((None, &COLUMNS[..0]), |(name, others)| (Some(name), others));
    others.iter().chain(DIFF_COLUMNS.iter().filter(move |_| is_diff)).chain(name)
}

fn header(&(column, name, meaning): &(TopColumn, &'static str, &'static str), props: &Props<'_>) -> Html {
    let order = props.order;
    let sorts = order.column == column && !matches!(name, "Flat%" | "Sum%" | "Cum%");
    let sort = match (sorts, order.descending) {
        (false, _) => "none",
        (true, true) => "descending",
        (true, false) => "ascending",
    };
    let next = TopOrder {
        column,
        descending: if order.column == column { !order.descending } else { column != TopColumn::Name },
    };
    html! {
        <div key={name} role="columnheader" aria-sort={sort}>
            <button title={meaning} onclick={say(props.on_action, Action::SetTopOrder(next))}>
                { name }
                if sorts { <span aria-hidden="true">{ if order.descending { " ↓" } else { " ↑" } }</span> }
            </button>
        </div>
    }
}

fn row(index: u32, row: &TopRow, metric: &Metric, is_diff: bool, props: &Props<'_>) -> Html {
    let unit = &metric.unit;
    let total = values::whole(props.view.total);
    let (flat, cum) = (row.flat.delta(), row.cum.delta());
    let cell = |value: i64| grid_cell(None, Some(value), &values::value(value, unit));
    let percent = |value: i64| grid_cell(None, None, &values::share(value, total));
    let class_of_change = values::change_class(row.flat);
    let inlined = match row.inlined {
        Inlined::No => None,
        Inlined::Partly => Some("(partial-inline)"),
        Inlined::Yes => Some("(inline)"),
    };
    let short = function_name::unqualified(&row.name);
    let path = row.name.strip_suffix(short).unwrap_or_default();
    let class = classes!(
        (props.selected == Some(row.name.as_str())).then_some("selected"),
        props.searching.then_some(if row.is_match { "match" } else { "no-match" }),
    );
    html! {
        <div key={row.row} role="row" aria-rowindex={(index + 2).to_string()} {class}>
            { cell(flat) }{ percent(flat) }{ percent(row.running) }{ cell(cum) }{ percent(cum) }
            if is_diff {
                { cell(row.flat.base.unwrap_or(0)) }
                { cell(row.flat.target) }
                { grid_cell(class_of_change, Some(flat), &values::change(row.flat, unit)) }
                { grid_cell(class_of_change, None, &values::relative_change(row.flat)) }
            }
            <div role="gridcell">
                <button class="function" title={format!("{}\nShow in the flame graph", row.name)} onclick={say(props.on_locate, row.row)}>
                    { titled("span", Some("path"), "", path) }{ titled("span", Some("short"), "", short) }
                    { for inlined.into_iter().chain(values::presence(row.presence)).map(|tag| {
                        titled("span", Some("tag"), "", tag)
                    }) }
                </button>
            </div>
        </div>
    }
}

/// A cell of a row; `exact` is what its title says.
pub(super) fn grid_cell(class: Option<&'static str>, exact: Option<i64>, text: &str) -> Html {
    let title = exact.map(|exact| exact.to_string());
    html! { <div role="gridcell" {class} {title}>{ words(text) }</div> }
}
