//! The table of functions: `role=grid` **Top functions**, drawing only the rows that are seen.

use std::rc::Rc;

use yew::prelude::*;

use super::elements::{titled, words};
use super::listeners::say;
use super::row_window::RowWindow;
use super::values;
use crate::analysis::{TopColumn, TopOrder, function_name};
use crate::app::{Action, profile_label};
use crate::worker::protocol::{Inlined, Metric, ProfileSummary, TopRow, TopWindow, ViewSummary};

pub(super) struct Props<'a> {
    pub(super) elements: &'a RowWindow,
    pub(super) view: &'a ViewSummary,
    /// The open profiles: the row of totals names those that are compared.
    pub(super) profiles: &'a [ProfileSummary],
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
    (
        TopColumn::Flat,
        "Flat",
        "What the function itself holds or spends; of two profiles, how much that changed",
    ),
    (TopColumn::Flat, "Flat%", "Flat as a share of the total"),
    (TopColumn::Flat, "Sum%", "Flat of this row and all above it, as a share of the total"),
    (TopColumn::Cum, "Cum", "With all that the function calls"),
    (TopColumn::Cum, "Cum%", "Cum as a share of the total"),
    (TopColumn::Name, "Name", "The function"),
];

const DIFF_COLUMNS: [(TopColumn, &str, &str); 6] = [
    (TopColumn::Base, "Base", "Flat in the base"),
    (TopColumn::Target, "Target", "Flat in the target"),
    (
        TopColumn::Delta,
        DELTA,
        "Flat in the target less flat in the base: sorted by its size, then with its sign",
    ),
    (TopColumn::DeltaPercent, "Delta%", "Delta as a share of Base"),
    (TopColumn::Base, "Before%", "Base as a share of the base’s total"),
    (TopColumn::Target, "After%", "Target as a share of the target’s total"),
];

const DELTA: &str = "Delta";

/// The table.
pub(super) fn top_table(props: &Props<'_>) -> Html {
    let RowWindow { scroller, body, rows } = props.elements;
    let row_count = props.view.functions;
    let here = props.window.map(|window| (window.first, window.rows.len()));
    let on_scroll = props.elements.on_scroll(row_count, here, props.on_action);
    let is_diff = props.view.spec.base.is_some();
    let first_row = if is_diff { 3 } else { 2 };
    let metric = props.view.metric.and_then(|metric| props.view.metrics.get(metric as usize));
    html! {
        <div key="top" class={classes!("grid", is_diff.then_some("diff"))} role="grid" aria-label="Top functions"
            aria-rowcount={(row_count + first_row - 1).to_string()} ref={scroller.clone()} onscroll={on_scroll}>
            <div class="head" role="rowgroup">
                <div role="row" aria-rowindex="1">{ for columns(is_diff).map(|column| header(column, is_diff, props)) }</div>
                { for metric.filter(|_| is_diff).map(|metric| totals(metric, props)) }
            </div>
            <div class="body" role="rowgroup" ref={body.clone()}>
                <div class="window" role="presentation" ref={rows.clone()}>
                    if let Some((window, metric)) = props.window.zip(metric) {
                        { for window.rows.iter().enumerate().map(|(index, row)| {
                            self::row(first_row + window.first + index as u32, row, metric, is_diff, props)
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

fn header(
    &(column, name, meaning): &(TopColumn, &'static str, &'static str),
    is_diff: bool,
    props: &Props<'_>,
) -> Html {
    let order = props.order;
    // Of two profiles flat is the change: the order by its size is marked at the change.
    let sorts = match (name, order.column) {
        ("Flat", TopColumn::Flat) => !is_diff,
        (DELTA, TopColumn::Flat) => true,
        ("Flat%" | "Sum%" | "Cum%" | "Before%" | "After%", _) => false,
        (_, by) => by == column,
    };
    let sort = match (sorts, order.descending) {
        (false, _) => "none",
        (true, true) => "descending",
        (true, false) => "ascending",
    };
    let next = match (name, order.column, order.descending) {
        (DELTA, TopColumn::Flat, _) => TopOrder { column, descending: true },
        (DELTA, TopColumn::Delta, false) => TopOrder::default(),
        (DELTA, by, _) if by != column => TopOrder::default(),
        (_, by, descending) => TopOrder {
            column,
            descending: if by == column { !descending } else { column != TopColumn::Name },
        },
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

/// What both profiles sum up to, and which they are.
fn totals(metric: &Metric, props: &Props<'_>) -> Html {
    let ViewSummary { total, whole, spec, .. } = props.view;
    let unit = &metric.unit;
    let value = |value: i64| values::value(value, unit);
    let share = |value: i64, of: i64| values::share(value, of);
    let delta = total.delta();
    let (base, of_whole) = (total.base.unwrap_or(0), share(delta, *whole));
    let of_all = |value: i64| share(value, value);
    let texts = [
        value(delta),
        of_whole.clone(),
        of_whole.clone(),
        value(delta),
        of_whole,
        value(base),
        value(total.target),
        values::change(*total, unit),
        values::relative_change(*total),
        of_all(base),
        of_all(total.target),
    ];
    let label = |id| props.profiles.iter().find(|profile| Some(profile.id) == id).map(profile_label);
    let sides = [label(spec.base), label(Some(spec.target))].map(Option::unwrap_or_default).join(" → ");
    html! {
        <div class="totals" role="row" aria-rowindex="2">
            { for texts.iter().map(|text| html! { <div role="rowheader">{ words(text) }</div> }) }
            <div role="rowheader" title={sides.clone()}>{ words(&["Total: ", &sides].concat()) }</div>
        </div>
    }
}

fn row(index: u32, row: &TopRow, metric: &Metric, is_diff: bool, props: &Props<'_>) -> Html {
    let unit = &metric.unit;
    let (total, all) = (props.view.whole, props.view.total);
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
        <div key={row.row} role="row" aria-rowindex={index.to_string()} {class}>
            { cell(flat) }{ percent(flat) }{ percent(row.running) }{ cell(cum) }{ percent(cum) }
            if is_diff {
                { cell(row.flat.base.unwrap_or(0)) }
                { cell(row.flat.target) }
                { grid_cell(class_of_change, Some(flat), &values::change(row.flat, unit)) }
                { grid_cell(class_of_change, None, &values::relative_change(row.flat)) }
                { grid_cell(None, None, &values::share(row.flat.base.unwrap_or(0), all.base.unwrap_or(0))) }
                { grid_cell(None, None, &values::share(row.flat.target, all.target)) }
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
