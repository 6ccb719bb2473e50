//! The row of controls: metric, base and target, what a diff shows, granularity, and how it is counted.

use yew::prelude::*;

use super::choice::{Choice, Choosable, choosables};
use super::elements::button;
use super::icons;
use super::legend::order_choice;
use super::listeners::{field, say};
use super::metric_choice::metric_choice;
use crate::analysis::Granularity;
use crate::app::{Action, DiffLook, GRANULARITIES, SCALES, WIDTHS, choice_name, choice_of, profile_label};
use crate::worker::protocol::{Graph, ProfileId, ProfileSummary, Shares, ViewSpec, ViewSummary};

/// What the percentages of a difference are of, as the page calls it.
const OF_BASE: &str = "Base";
const OF_CHANGE: &str = "Change";

/// How a difference is drawn, as the page calls it.
const MERGED: &str = "Merged";
const SIDE_BY_SIDE: &str = "Side by side";

/// The row of controls. It shows what is `wanted`, which was asked for last, at once; the view follows.
pub(super) fn controls(
    view: &ViewSummary,
    wanted: &ViewSpec,
    look: DiffLook,
    profiles: &[ProfileSummary],
    on_action: &Callback<Action>,
) -> Html {
    let shown = match &wanted.metric {
        Some(name) => view.metrics.iter().position(|metric| metric.name == *name).map(|index| index as u32),
        None => None,
    };
    let base = on_action.reform(|chosen: String| Action::SetBase(profile_id(&chosen)));
    let target = {
        let current = wanted.target;
        on_action.reform(move |chosen: String| Action::SetTarget(profile_id(&chosen).unwrap_or(current)))
    };
    let granularity = on_action.reform(|chosen: String| {
        let named = GRANULARITIES.iter().find(|(_, _, name)| *name == chosen);
        Action::SetGranularity(named.map_or(Granularity::Functions, |(granularity, ..)| *granularity))
    });
    let shares = on_action.reform(|chosen: String| {
        Action::SetShares(if chosen == OF_CHANGE { Shares::Change } else { Shares::Base })
    });
    let graph = on_action.reform(|chosen: String| {
        Action::SetGraph(if chosen == SIDE_BY_SIDE { Graph::SideBySide } else { Graph::Merged })
    });
    let none = Choosable::new("", "None");
    let others = profiles.iter().filter(|profile| profile.id != wanted.target).map(choosable);
    let granularities = GRANULARITIES.map(|(_, _, name)| Choosable::new(name, name));
    let granularity_name = GRANULARITIES.iter().find(|(granularity, ..)| *granularity == wanted.granularity);
    html! {
        <section class="controls" aria-label="Controls">
            { metric_choice(&view.metrics, shown.or(view.metric), on_action) }
            <div class="group">
                <label class="label" for="base">{ "Base" }</label>
                <Choice id="base" options={std::iter::once(none).chain(others).collect::<Vec<_>>()}
                    chosen={wanted.base.map_or_else(AttrValue::default, value_of)} on_choose={base} />
                { button(Some("button square"), ["Swap base and target", "Swap base and target (x)"], wanted.base.is_none(),
                    say(on_action, Action::SwapBaseAndTarget), icons::swap()) }
                <label class="label" for="target">{ "Target" }</label>
                <Choice id="target" options={profiles.iter().map(choosable).collect::<Vec<_>>()}
                    chosen={value_of(wanted.target)} on_choose={target} />
            </div>
            if wanted.base.is_some() { { diff_controls(wanted, look, on_action) } }
            <Choice id="granularity" label="Granularity" options={granularities.to_vec()}
                chosen={granularity_name.map_or("", |(_, _, name)| *name)} on_choose={granularity} />
            // In a diff it stands beside what else the picture depends on: in the legend.
            if wanted.base.is_none() { { order_choice(wanted.order, Some("Order"), on_action) } }
            { switch("Inlined frames", "Inlined calls are frames of their own", !wanted.no_inlines,
                &on_action.reform(|is_on: bool| Action::SetNoInlines(!is_on))) }
            if wanted.base.is_some() {
                <div class="group" title="Base and target in one graph, or beside each other with one zoom and selection">
                    <label class="label" for="graph">{ "Graph" }</label>
                    <Choice id="graph" options={[MERGED, SIDE_BY_SIDE].map(|name| Choosable::new(name, name)).to_vec()}
                        chosen={if wanted.graph == Graph::SideBySide { SIDE_BY_SIDE } else { MERGED }} on_choose={graph} />
                </div>
                <div class="group" title="What percentages are of: the base’s total (pprof’s -diff_base), or the sum of all changes (-base)">
                    <label class="label" for="shares">{ "Shares of" }</label>
                    <Choice id="shares" options={[OF_BASE, OF_CHANGE].map(|name| Choosable::new(name, name)).to_vec()}
                        chosen={if wanted.shares == Shares::Change { OF_CHANGE } else { OF_BASE }} on_choose={shares} />
                </div>
            }
            { switch("Relative percentages", "Percentages are of what the filters leave", wanted.relative,
                &on_action.reform(Action::SetRelative)) }
        </section>
    }
}

/// `select` **Width** and **Colour**.
fn diff_controls(wanted: &ViewSpec, look: DiffLook, on_action: &Callback<Action>) -> Html {
    let width =
        on_action.reform(|name: String| Action::SetWidth(choice_of(&WIDTHS, &name).unwrap_or_default()));
    let colour = on_action.reform(move |name: String| {
        Action::SetLook(DiffLook { scale: choice_of(&SCALES, &name).unwrap_or_default(), ..look })
    });
    html! {
        <div class="group">
            <label class="label" for="width">{ "Width" }</label>
            <Choice id="width" options={choosables(&WIDTHS)} chosen={choice_name(&WIDTHS, wanted.width)} on_choose={width} />
            <label class="label" for="colour">{ "Colour" }</label>
            <Choice id="colour" options={choosables(&SCALES)} chosen={choice_name(&SCALES, look.scale)} on_choose={colour} />
        </div>
    }
}

fn switch(name: &'static str, title: &'static str, is_on: bool, set: &Callback<bool>) -> Html {
    let change = set.reform(|event: Event| field(&event).is_some_and(|field| field.checked()));
    html! { <label class="switch" {title}><input type="checkbox" checked={is_on} onchange={change} />{ name }</label> }
}

fn choosable(profile: &ProfileSummary) -> Choosable {
    Choosable::new(value_of(profile.id), profile_label(profile))
}

fn value_of(profile: ProfileId) -> AttrValue {
    profile.0.to_string().into()
}

/// The profile that an option's value names; `None` for the option without one.
fn profile_id(value: &str) -> Option<ProfileId> {
    value.parse().ok().map(ProfileId)
}
