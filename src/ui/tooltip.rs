//! The tooltip: it follows the pointer, so that it is set by hand and not through Yew.

use web_sys::{Element, HtmlElement};

use super::values;
use crate::dom::document;
use crate::worker::protocol::{NodeDetails, Pair, ViewSummary};

/// How far the tooltip keeps from the pointer, in CSS pixels.
const DISTANCE: f64 = 14.0;

/// How far it keeps from the edges of the graph.
const MARGIN: f64 = 8.0;

/// Fills the tooltip with a frame's name, source, and its values of every metric at once.
pub(super) fn fill(tooltip: &HtmlElement, details: &NodeDetails, view: &ViewSummary) {
    tooltip.set_text_content(None);
    append(tooltip, "div", "name", &details.name);
    let presence = values::presence(details.presence).map(|word| match word {
        "new" => "only in target",
        _ => "only in base",
    });
    let about = [details.source.as_str(), presence.unwrap_or_default()];
    let about: Vec<&str> = about.into_iter().filter(|text| !text.is_empty()).collect();
    if !about.is_empty() {
        append(tooltip, "div", "source", &about.join(" · "));
    }
    let Some(table) = append(tooltip, "table", "figures", "") else { return };
    let is_diff = view.spec.base.is_some();
    let heads: &[&str] = if is_diff {
        &["metric", "base → target", "Δ", "Δ%", "of each total", "of parent"]
    } else {
        &["metric", "flat", "cum", "of all", "of parent"]
    };
    row(&table, "thead", "th", "", heads.iter());
    for (index, (metric, values)) in view.metrics.iter().zip(&details.values).enumerate() {
        let unit = &metric.unit;
        let is_shown = view.metric == Some(index as u32);
        let class = if is_shown { "shown" } else { "" };
        let of_parent = |value: Pair| values::share(value.target, values.parent.target);
        let difference = |name: String, value: Pair| {
            let sides = [value.base.unwrap_or(0), value.target].map(|side| values::value(side, unit));
            let [change, relative] = [values::change(value, unit), values::relative_change(value)];
            let shares = values::shares(value, values.total);
            row(
                &table,
                "tbody",
                "td",
                class,
                [name, sides.join(" → "), change, relative, shares, of_parent(value)],
            );
        };
        if is_diff {
            difference(metric.name.clone(), values.cum);
            if is_shown {
                difference("of it, flat".to_owned(), values.flat);
            }
        } else {
            let (flat, cum) = (values.flat.target, values.cum.target);
            let [flat, cum] = [flat, cum].map(|value| values::value(value, unit));
            let share = values::share(values.cum.target, values.total.target);
            row(&table, "tbody", "td", class, [metric.name.clone(), flat, cum, share, of_parent(values.cum)]);
        }
    }
}

/// Puts the tooltip beside the pointer, inside the graph.
pub(super) fn place(tooltip: &HtmlElement, graph: &HtmlElement, x: f64, y: f64) {
    let (width, height) = (f64::from(tooltip.offset_width()), f64::from(tooltip.offset_height()));
    let (graph_width, graph_height) = (f64::from(graph.client_width()), f64::from(graph.client_height()));
    let beside = x + DISTANCE;
    let left = if beside + width + MARGIN > graph_width { x - DISTANCE - width } else { beside };
    let below = y + DISTANCE;
    let top = if below + height + MARGIN > graph_height { y - DISTANCE - height } else { below };
    let left = left.clamp(MARGIN, (graph_width - width - MARGIN).max(MARGIN));
    let top = top.clamp(MARGIN, (graph_height - height - MARGIN).max(MARGIN));
    // Fails for no property that we set.
    let _ = tooltip.style().set_property("transform", &format!("translate({left:.0}px, {top:.0}px)"));
}

fn row(
    table: &Element,
    section: &str,
    cell: &str,
    class: &str,
    texts: impl IntoIterator<Item = impl AsRef<str>>,
) {
    let Some(section) = append(table, section, "", "") else { return };
    let Some(row) = append(&section, "tr", class, "") else { return };
    for text in texts {
        append(&row, cell, "", text.as_ref());
    }
}

/// Appends an element with a class and a text; `None` only where the browser refuses, and then nothing is shown.
fn append(parent: &Element, tag: &str, class: &str, text: &str) -> Option<Element> {
    let element = document().create_element(tag).ok()?;
    if !class.is_empty() {
        element.set_class_name(class);
    }
    if !text.is_empty() {
        element.set_text_content(Some(text));
    }
    parent.append_child(&element).ok()?;
    Some(element)
}
