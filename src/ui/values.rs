//! Values as text: what tooltip, inspector, table and live region say alike.

use yew::prelude::*;

use super::elements::{plain, table_head, titled};
use crate::units;
use crate::worker::protocol::{Metric, NodeDetails, NodeMetric, Pair, Presence};

/// A value in its best unit, as pprof writes it: `18.25MB`.
pub(super) fn value(value: i64, unit: &str) -> String {
    units::label(value, unit)
}

/// A change with its sign: `+15.22MB`, `0`.
pub(super) fn change(pair: Pair, unit: &str) -> String {
    let delta = pair.delta();
    let sign = if delta > 0 { "+" } else { "" };
    format!("{sign}{}", units::label(delta, unit))
}

/// A value; in a diff its change.
pub(super) fn change_or_value(pair: Pair, unit: &str) -> String {
    if pair.base.is_some() { change(pair, unit) } else { value(pair.target, unit) }
}

/// A name without the directories of its package.
pub(super) fn short(name: &str) -> &str {
    let generics = name.find('[').unwrap_or(name.len());
    name[..generics].rfind('/').map_or(name, |slash| &name[slash + 1..])
}

/// A share of a total, as pprof writes it, without its padding: `79.66%`.
pub(super) fn share(value: i64, total: i64) -> String {
    units::percentage(value, total).trim().to_owned()
}

/// The shares of a value in base and target, each of its own total: `12.5% → 30.1%`.
pub(super) fn shares(value: Pair, total: Pair) -> String {
    let before = share(value.base.unwrap_or(0), total.base.unwrap_or(0));
    [&before, " → ", &share(value.target, total.target)].concat()
}

/// How much a value changed against its base: `+502.1%`, `×13.0` from tenfold on, *new* where there was none, *gone*
/// where none is left.
pub(super) fn relative_change(pair: Pair) -> String {
    match pair.base {
        None => String::new(),
        Some(0) if pair.target == 0 => "0%".to_owned(),
        Some(0) => "new".to_owned(),
        Some(_) if pair.target == 0 => "gone".to_owned(),
        Some(base) => {
            let percent = pair.delta() as f64 / base.unsigned_abs() as f64 * 100.0;
            if percent < 1_000.0 {
                format!("{percent:+.1}%")
            } else {
                format!("×{:.1}", pair.target as f64 / base as f64)
            }
        }
    }
}

/// The class that colours a change: more, less, or nothing.
pub(super) fn change_class(pair: Pair) -> Option<&'static str> {
    match pair.delta() {
        0 => None,
        delta if delta > 0 => Some("more"),
        _ => Some("less"),
    }
}

/// What a node's presence is called on screen.
pub(super) fn presence(presence: Presence) -> Option<&'static str> {
    match presence {
        Presence::Both => None,
        Presence::New => Some("new"),
        Presence::Gone => Some("gone"),
    }
}

/// A selected frame in one sentence, for the live region: its name, value and share.
pub(super) fn sentence(details: &NodeDetails, metrics: &[Metric], shown: Option<u32>) -> String {
    let shown = shown.map(|shown| shown as usize);
    let metric = shown.and_then(|shown| Some((metrics.get(shown)?, details.values.get(shown)?)));
    let Some((metric, values)) = metric else { return details.name.clone() };
    let unit = &metric.unit;
    match values.cum.base {
        None => format!(
            "{}, {} {}, {} of total",
            details.name,
            value(values.cum.target, unit),
            metric.name,
            share(values.cum.target, values.total.target)
        ),
        Some(base) => format!(
            "{}, {} from {} to {}, change {}, {}",
            details.name,
            metric.name,
            value(base, unit),
            value(values.cum.target, unit),
            change(values.cum, unit),
            relative_change(values.cum)
        ),
    }
}

/// A node's values of every metric at once; in a diff, base and target by the shown metric, and the change of all.
pub(super) fn figures(details: &NodeDetails, metrics: &[Metric], shown: Option<u32>) -> Html {
    let shown = shown.map_or(usize::MAX, |shown| shown as usize);
    let rows = || metrics.iter().zip(&details.values).enumerate();
    let is_diff = details.values.iter().any(|values| values.cum.base.is_some());
    let class = |index| (index == shown).then_some("shown");
    if !is_diff {
        return html! {
            <table class="figures">
                { table_head(&["metric", "flat", "cum", "of all"]) }
                <tbody>
                    { for rows().map(|(index, (metric, values))| html! {
                        <tr key={index} class={class(index)}>
                            { plain("td", &metric.name) }
                            { titled("td", None, &values.flat.target.to_string(), &value(values.flat.target, &metric.unit)) }
                            { titled("td", None, &values.cum.target.to_string(), &value(values.cum.target, &metric.unit)) }
                            { titled("td", None, &of_parent(values), &share(values.cum.target, values.total.target)) }
                        </tr>
                    }) }
                </tbody>
            </table>
        };
    }
    let shown_rows =
        metrics.get(shown).zip(details.values.get(shown)).map(|(metric, values)| sides(metric, values));
    html! {
        <>
            { for shown_rows }
            <table class="figures">
                { table_head(&["metric", "target", "Δ", "Δ%"]) }
                <tbody>
                    { for rows().map(|(index, (metric, values))| html! {
                        <tr key={index} class={class(index)}>
                            { plain("td", &metric.name) }
                            { titled("td", None, &["from ", &value(values.cum.base.unwrap_or(0), &metric.unit)].concat(),
                                &value(values.cum.target, &metric.unit)) }
                            { titled("td", change_class(values.cum), &values.cum.delta().to_string(),
                                &change(values.cum, &metric.unit)) }
                            { titled("td", change_class(values.cum), "", &relative_change(values.cum)) }
                        </tr>
                    }) }
                </tbody>
            </table>
        </>
    }
}

/// A node's share of its parent, for who rests on its share of all.
fn of_parent(values: &NodeMetric) -> String {
    format!("{} of its caller", share(values.cum.target, values.parent.target))
}

/// The shown metric on both sides of a diff, with shares.
fn sides(metric: &Metric, values: &NodeMetric) -> Html {
    let NodeMetric { flat, cum, total, .. } = *values;
    let unit = &metric.unit;
    let row = |name: &'static str, flat: i64, cum: i64, total: i64| {
        let texts =
            [name.to_owned(), value(flat, unit), share(flat, total), value(cum, unit), share(cum, total)];
        html! { <tr>{ for texts.iter().map(|text| plain("td", text)) }</tr> }
    };
    html! {
        <table class="figures">
            { table_head(&[&metric.name, "flat", "flat%", "cum", "cum%"]) }
            <tbody>
                { row("base", flat.base.unwrap_or(0), cum.base.unwrap_or(0), total.base.unwrap_or(0)) }
                { row("target", flat.target, cum.target, total.target) }
                <tr>
                    { plain("td", "change") }
                    { titled("td", change_class(flat), "", &change(flat, unit)) }
                    { titled("td", change_class(flat), "", &relative_change(flat)) }
                    { titled("td", change_class(cum), "", &change(cum, unit)) }
                    { titled("td", change_class(cum), "", &relative_change(cum)) }
                </tr>
            </tbody>
        </table>
    }
}
