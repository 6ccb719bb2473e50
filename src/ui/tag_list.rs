//! The labels of what is shown, by key: what each value sums up to, and the way to look at it alone.

use yew::prelude::*;

use super::elements::{plain, titled};
use super::listeners::say;
use super::values;
use crate::analysis::FilterVariable;
use crate::app::Action;
use crate::worker::protocol::{Filter, Metric, Pair, TagKey, TagList, TagValue, ViewSummary};

/// The tab: a region with a heading and a table for each key. No `tags` while the worker sums them up.
pub(super) fn tag_list(view: &ViewSummary, tags: Option<&TagList>, on_action: &Callback<Action>) -> Html {
    let metric = view.metric.and_then(|metric| view.metrics.get(metric as usize));
    let (Some(tags), Some(metric)) = (tags, metric) else {
        return html! { <div key="tags" class="tags" aria-busy="true"><p class="quiet">{ "Summing up the labels." }</p></div> };
    };
    html! {
        <div key="tags" class="tags">
            if !tags.keys.is_empty() {
                { titled("p", Some("quiet"), "", "Choose a label to look at its samples alone.") }
            }
            { for tags.keys.iter().enumerate().map(|(index, key)| self::key(index, key, metric, view, on_action)) }
            if tags.keys.is_empty() {
                { titled("p", Some("quiet"), "", "The filters leave no label. Remove one of them to see labels again.") }
            }
            if tags.left_out > 0 {
                { titled("p", Some("quiet"), "", &format!("{} smaller values are left out.", tags.left_out)) }
            }
        </div>
    }
}

fn key(
    index: usize,
    key: &TagKey,
    metric: &Metric,
    view: &ViewSummary,
    on_action: &Callback<Action>,
) -> Html {
    let total = view.whole;
    let is_diff = view.spec.base.is_some();
    let id = format!("tag-{index}");
    let heads: &[&str] = if is_diff { &["Base", "Target", "Delta"] } else { &["Share", "Value"] };
    html! {
        <section key={key.key.clone()} aria-labelledby={id.clone()}>
            <div class="head">
                <h2 {id}>{ &key.key }</h2>
                { plain("span", &values::change_or_value(key.sum, &metric.unit)) }
                <span class="quiet">{ values::share(key.sum.delta(), total) }{ " of all" }</span>
            </div>
            <table>
                <thead><tr><th scope="col">{ "Label" }</th>{ for heads.iter().map(|head| html! { <th scope="col">{ *head }</th> }) }</tr></thead>
                <tbody>{ for key.values.iter().map(|value| row(key, value, metric, total, on_action)) }</tbody>
            </table>
        </section>
    }
}

fn row(key: &TagKey, value: &TagValue, metric: &Metric, total: i64, on_action: &Callback<Action>) -> Html {
    let title = match &value.filter {
        Some(text) => format!("Add the filter tagfocus {text}"),
        None => "pprof’s tagfocus has no words for just this value.".to_owned(),
    };
    let add = value
        .filter
        .clone()
        .map(|text| say(on_action, Action::AddFilter(Filter { variable: FilterVariable::TagFocus, text })));
    let number = |number: i64| titled("td", None, &number.to_string(), &values::value(number, &metric.unit));
    let Pair { target, base } = value.sum;
    html! {
        <tr key={value.text.clone()}>
            <th scope="row">
                <button class="link" aria-label={format!("Focus on {} {}", key.key, value.text)} {title}
                    aria-disabled={add.is_none().then_some("true")} onclick={add}>{ &value.text }</button>
            </th>
            if let Some(base) = base {
                { number(base) }{ number(target) }
                { titled("td", values::change_class(value.sum), &value.sum.delta().to_string(),
                    &values::change(value.sum, &metric.unit)) }
            } else {
                <td class="share">{ bar(target, total) }{ plain("span", &values::share(target, total)) }</td>
                { number(target) }
            }
        </tr>
    }
}

/// A share as a bar. As a picture, because the page's policy allows no style attributes.
fn bar(value: i64, total: i64) -> Html {
    let width = if total == 0 { 0.0 } else { (value as f64 / total as f64 * 100.0).clamp(0.0, 100.0) };
    html! {
        <svg viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
            <rect x="0" y="0" width={format!("{width:.2}")} height="8" />
        </svg>
    }
}
