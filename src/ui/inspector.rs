//! The inspector: all about the selected frame, or about what is open.

use yew::prelude::*;

use super::copy::Copy;
use super::elements::{button, plain, table_head, titled, words};
use super::listeners::say;
use super::peek_list::{self, peek_list};
use super::{icons, values};
use crate::analysis::FilterVariable;
use crate::app::{Action, difference_text, duration_text, profile_label};
use crate::units;
use crate::worker::protocol::{
    Filter, Inlined, Metric, NodeDetails, Pair, Peek, PeekEdge, Presence, ProfileSummary, Relative,
    ViewSummary,
};

pub(super) struct Props<'a> {
    pub(super) view: &'a ViewSummary,
    pub(super) profiles: &'a [ProfileSummary],
    pub(super) selected: Option<&'a NodeDetails>,
    /// Callers and callees of the selected function, once they are known.
    pub(super) peek: Option<&'a Peek>,
    /// Whether all callers, and all callees, are shown.
    pub(super) open_peeks: [bool; 2],
    pub(super) on_action: &'a Callback<Action>,
    /// A node is to be selected.
    pub(super) on_select: &'a Callback<u32>,
    /// A node is to be zoomed to.
    pub(super) on_zoom: &'a Callback<u32>,
    /// All callers, or all callees, are to be shown.
    pub(super) on_open_peek: &'a Callback<usize>,
}

/// The inspector. Below 900 px it is a sheet that shows itself for a selection only.
pub(super) fn inspector(props: &Props<'_>) -> Html {
    let class = if props.selected.is_some() { "inspector" } else { "inspector idle" };
    html! {
        <aside {class} aria-label="Inspector">
            { match props.selected {
                Some(details) => frame(details, props),
                None => overview(props),
            } }
        </aside>
    }
}

fn frame(details: &NodeDetails, props: &Props<'_>) -> Html {
    let Props { view, on_action, .. } = *props;
    let metric = view.metric.and_then(|metric| view.metrics.get(metric as usize));
    let callers = &details.callers;
    html! {
        <>
            <div class="head">
                { titled("h2", Some("name"), "", &details.name) }
                { button(Some("button small square"), ["Close inspector", "Clear the selection (Esc)"], false,
                    say(on_action, Action::ClearSelection), icons::cross()) }
            </div>
            if !details.source.is_empty() {
                { titled("div", Some("source"), "", &details.source) }
            } else if !details.package.is_empty() {
                { titled("div", Some("source"), "", &details.package) }
            }
            { badges(details) }
            { values::figures(details, &view.metrics, view.metric) }
            <div class="actions">
                { button(Some("button small"), [""; 2], false, say(props.on_zoom, details.place.node), words("Zoom")) }
                { for NARROWING.map(|(name, variable, effect)| narrow(name, variable, effect, details, on_action)) }
                <Copy name="Copy name" text={AttrValue::from(details.name.clone())} />
                <Copy name="Copy stack" text={AttrValue::from(details.stack.clone())} />
            </div>
            if let Some(metric) = metric {
                if !details.callees.is_empty() {
                    { relatives("callees", &details.callees, own_cum(details, view), metric, props) }
                    if details.callee_count as usize > details.callees.len() {
                        <p class="label">{ format!("and {} smaller ones", details.callee_count as usize - details.callees.len()) }</p>
                    }
                }
                if !callers.is_empty() { { relatives("callers", callers, None, metric, props) } }
                if let Some(peek) = props.peek {
                    { peeks(0, "All callers", &peek.callers, peek, &metric.unit, props) }
                    { peeks(1, "All callees", &peek.callees, peek, &metric.unit, props) }
                }
            }
        </>
    }
}

fn peeks(
    index: usize,
    title: &'static str,
    edges: &[PeekEdge],
    peek: &Peek,
    unit: &str,
    props: &Props<'_>,
) -> Html {
    peek_list(peek_list::Props {
        title,
        edges,
        cum: peek.cum,
        unit,
        is_open: props.open_peeks[index],
        on_open: say(props.on_open_peek, index),
        on_action: props.on_action,
    })
}

/// The filters that the selected function is offered for.
const NARROWING: [(&str, FilterVariable, &str); 4] = [
    ("Focus", FilterVariable::Focus, "Only samples with this function"),
    ("Ignore", FilterVariable::Ignore, "No samples with this function"),
    ("Hide", FilterVariable::Hide, "This function’s frames go, their callees move up"),
    ("Show from", FilterVariable::ShowFrom, "Stacks begin at this function"),
];

fn narrow(
    name: &'static str,
    variable: FilterVariable,
    effect: &'static str,
    details: &NodeDetails,
    on_action: &Callback<Action>,
) -> Html {
    let filter = Filter { variable, text: details.pattern.clone() };
    let is_nameless = filter.text.is_empty();
    let add = say(on_action, Action::AddFilter(filter));
    let title = if is_nameless { "It has no name to filter by" } else { effect };
    button(Some("button small"), ["", title], is_nameless, add, words(name))
}

fn badges(details: &NodeDetails) -> Html {
    let inlined = match details.inlined {
        Inlined::No => None,
        Inlined::Partly => Some("partly inlined"),
        Inlined::Yes => Some("inlined"),
    };
    let presence = match details.presence {
        Presence::Both => None,
        Presence::New => Some("+ only in target"),
        Presence::Gone => Some("− only in base"),
    };
    if inlined.is_none() && presence.is_none() {
        return html! {};
    }
    html! {
        <div class="badges">
            if let Some(inlined) = inlined { { plain("span", inlined) } }
            if let Some(presence) = presence { { titled("span", Some("new"), "", presence) } }
        </div>
    }
}

/// The selected frame's cum of the shown metric.
fn own_cum(details: &NodeDetails, view: &ViewSummary) -> Option<Pair> {
    details.values.get(view.metric? as usize).map(|values| values.cum)
}

/// Callers or callees, each a way to go there. Shares are of `own`, the selected frame, or else of all.
fn relatives(
    title: &'static str,
    list: &[Relative],
    own: Option<Pair>,
    metric: &Metric,
    props: &Props<'_>,
) -> Html {
    let is_diff = list.iter().any(|one| one.cum.base.is_some());
    let whole = own.unwrap_or(props.view.total).target;
    let head = if own.is_some() { "of this" } else { "of all" };
    let row = |one: &Relative| {
        let select = say(props.on_select, one.node);
        html! {
            <tr key={one.node}>
                <td>{ button(Some("link"), ["", &one.name], false, select, words(values::short(&one.name))) }</td>
                { plain("td", &values::value(one.cum.target, &metric.unit)) }
                { if is_diff {
                    titled("td", values::change_class(one.cum), "", &values::change(one.cum, &metric.unit))
                } else {
                    plain("td", &values::share(one.cum.target, whole))
                } }
            </tr>
        }
    };
    html! {
        <table class="figures relatives">
            { table_head(&[title, "cum", if is_diff { "Δ" } else { head }]) }
            <tbody>{ for list.iter().map(row) }</tbody>
        </table>
    }
}

/// What is open, when nothing is selected.
fn overview(props: &Props<'_>) -> Html {
    let Props { view, profiles, on_action, .. } = *props;
    let target = profiles.iter().find(|profile| profile.id == view.spec.target);
    let fact = |name: &'static str, value: String| {
        html! { if !value.is_empty() { <>{ plain("dt", name) }{ plain("dd", &value) }</> } }
    };
    html! {
        <>
            <h2>{ target.map(|profile| profile.name.clone()).unwrap_or_default() }</h2>
            if let Some(profile) = target {
                <dl class="facts">
                    { fact("binary", profile.binary.clone()) }
                    { fact("taken", units::utc_time(profile.time_nanos).map(|time| format!("{time} UTC")).unwrap_or_default()) }
                    { fact("over", if profile.duration_nanos > 0 { duration_text(profile.duration_nanos) } else { String::new() }) }
                    { fact("difference", difference_text(profile).unwrap_or_default()) }
                    { fact("file", units::label(i64::try_from(profile.size).unwrap_or(i64::MAX), "bytes")) }
                    { fact("samples", profile.samples.to_string()) }
                    { fact("distinct stacks", profile.stacks.to_string()) }
                    { fact("functions", view.functions.to_string()) }
                </dl>
            }
            if profiles.len() == 1 {
                { titled("p", Some("label"), "", "One snapshot. Open another of the same process, and the two are compared.") }
            }
            <ul class="files" aria-label="Open profiles">
                { for profiles.iter().map(|profile| file(profile, on_action)) }
            </ul>
        </>
    }
}

fn file(profile: &ProfileSummary, on_action: &Callback<Action>) -> Html {
    let id = profile.id;
    html! {
        <li key={id.0}>
            { button(Some("link"), ["", &["Show ", &profile.name].concat()], false, say(on_action, Action::SetTarget(id)),
                words(&profile_label(profile))) }
            { button(Some("button small square"), [&["Close ", &profile.name].concat(), ""], false,
                say(on_action, Action::CloseProfile(id)), icons::cross()) }
        </li>
    }
}
