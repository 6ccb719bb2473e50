//! The choice of the metric.

use yew::prelude::*;

use super::keys;
use super::listeners::say;
use crate::app::Action;
use crate::worker::protocol::Metric;

/// `role=radiogroup` **Metric**, a radio per sample type, by its pprof name.
pub(super) fn metric_choice(metrics: &[Metric], shown: Option<u32>, on_action: &Callback<Action>) -> Html {
    let on_keydown = Callback::from(|event: KeyboardEvent| keys::walk_group(&event, "radio"));
    html! {
        <div class="group">
            <div class="segments" role="radiogroup" aria-label="Metric" onkeydown={on_keydown}>
                { for metrics.iter().enumerate().map(|(index, metric)| {
                    one(metric, shown == Some(index as u32), on_action)
                }) }
            </div>
        </div>
    }
}

fn one(metric: &Metric, checked: bool, on_action: &Callback<Action>) -> Html {
    let choose = say(on_action, Action::SetMetric(metric.name.clone()));
    html! {
        <button key={metric.name.as_str()} role="radio" aria-checked={checked.to_string()}
            tabindex={if checked { "0" } else { "-1" }} title={format!("in {}", metric.unit)} onclick={choose}>
            { &metric.name }
        </button>
    }
}
