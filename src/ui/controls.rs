//! The row of controls: metric, base and target, granularity, filters.

use std::rc::Rc;

use wasm_bindgen::JsCast as _;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

use super::filter_bar::FilterBar;
use super::icons;
use super::metric_choice::MetricChoice;
use crate::analysis::Granularity;
use crate::app::{Action, Filters, profile_label};
use crate::worker::protocol::{ProfileId, ProfileSummary, ViewSpec, ViewSummary};

/// The granularities and their names on screen.
const GRANULARITIES: [(Granularity, &str); 5] = [
    (Granularity::Functions, "Functions"),
    (Granularity::FileFunctions, "File functions"),
    (Granularity::Files, "Files"),
    (Granularity::Lines, "Lines"),
    (Granularity::Addresses, "Addresses"),
];

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) view: Rc<ViewSummary>,
    /// What was asked for last: controls show the wish at once, the view follows.
    pub(super) wanted: ViewSpec,
    pub(super) profiles: Vec<ProfileSummary>,
    pub(super) filters: Filters,
    pub(super) found_frames: u32,
    pub(super) can_undo: bool,
    pub(super) on_action: Callback<Action>,
}

/// The row of controls.
#[component]
pub(super) fn Controls(props: &Props) -> Html {
    let Props { view, wanted, on_action, .. } = props;
    let shown = match &wanted.metric {
        Some(name) => view.metrics.iter().position(|metric| metric.name == *name).map(|index| index as u32),
        None => None,
    };
    let base = on_action.reform(|event: Event| Action::SetBase(chosen(&event).map(ProfileId)));
    let target = {
        let current = wanted.target;
        on_action.reform(move |event: Event| Action::SetTarget(chosen(&event).map_or(current, ProfileId)))
    };
    let granularity = on_action.reform(|event: Event| {
        let index = chosen(&event).unwrap_or(0) as usize;
        Action::SetGranularity(
            GRANULARITIES.get(index).map_or(Granularity::Functions, |(granularity, _)| *granularity),
        )
    });
    html! {
        <section class="controls" aria-label="Controls">
            <MetricChoice metrics={view.metrics.clone()} shown={shown.or(view.metric)} on_action={on_action.clone()} />
            <div class="group">
                <label class="label" for="base">{ "Base" }</label>
                <select id="base" class="field" onchange={base}>
                    <option value="" selected={wanted.base.is_none()}>{ "None" }</option>
                    { for props.profiles.iter().filter(|profile| profile.id != wanted.target)
                        .map(|profile| option(profile, wanted.base == Some(profile.id))) }
                </select>
                <button class="button square" aria-label="Swap base and target" title="Swap base and target (x)"
                    disabled={wanted.base.is_none()}
                    onclick={on_action.reform(|_: MouseEvent| Action::SwapBaseAndTarget)}>{ icons::swap() }</button>
                <label class="label" for="target">{ "Target" }</label>
                <select id="target" class="field" onchange={target}>
                    { for props.profiles.iter().map(|profile| option(profile, wanted.target == profile.id)) }
                </select>
            </div>
            <div class="group">
                <select id="granularity" class="field" aria-label="Granularity" title="Granularity: what one box stands for"
                    onchange={granularity}>
                    { for GRANULARITIES.iter().enumerate().map(|(index, (granularity, name))| html! {
                        <option value={index.to_string()} selected={wanted.granularity == *granularity}>{ *name }</option>
                    }) }
                </select>
            </div>
            <span class="spacer"></span>
            <FilterBar filters={props.filters.clone()} found_frames={props.found_frames} can_undo={props.can_undo}
                on_action={on_action.clone()} />
        </section>
    }
}

fn option(profile: &ProfileSummary, selected: bool) -> Html {
    html! { <option key={profile.id.0} value={profile.id.0.to_string()} {selected}>{ profile_label(profile) }</option> }
}

/// The number of the chosen option; `None` for the option without one.
fn chosen(event: &Event) -> Option<u32> {
    let select = event.target()?.dyn_into::<HtmlSelectElement>().ok()?;
    select.value().parse().ok()
}
