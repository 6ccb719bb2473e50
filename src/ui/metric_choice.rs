//! The choice of the metric.

use yew::prelude::*;

use super::keys;
use crate::app::Action;
use crate::worker::protocol::Metric;

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) metrics: Vec<Metric>,
    pub(super) shown: Option<u32>,
    pub(super) on_action: Callback<Action>,
}

/// `role=radiogroup` **Metric**, a radio per sample type, by its pprof name.
#[component]
pub(super) fn MetricChoice(props: &Props) -> Html {
    let on_keydown = Callback::from(|event: KeyboardEvent| keys::walk_group(&event, "radio"));
    html! {
        <div class="group">
            <div class="segments" role="radiogroup" aria-label="Metric" onkeydown={on_keydown}>
                { for props.metrics.iter().enumerate().map(|(index, metric)| one(index, metric, props)) }
            </div>
        </div>
    }
}

fn one(index: usize, metric: &Metric, props: &Props) -> Html {
    let checked = props.shown == Some(index as u32);
    let name = metric.name.clone();
    let choose = props.on_action.reform(move |_: MouseEvent| Action::SetMetric(name.clone()));
    html! {
        <button key={metric.name.as_str()} role="radio" aria-checked={checked.to_string()}
            tabindex={if checked { "0" } else { "-1" }} title={format!("in {}", metric.unit)} onclick={choose}>
            { &metric.name }
        </button>
    }
}
