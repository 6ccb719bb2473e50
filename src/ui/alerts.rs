//! What went wrong, until it is dismissed.

use yew::prelude::*;

use super::icons;
use crate::app::{Action, Alert, AlertKind};

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) alerts: Vec<Alert>,
    pub(super) on_action: Callback<Action>,
}

/// One `role=alert` for each thing that the user must know: the file, what is wrong and where, what to do.
#[component]
pub(super) fn Alerts(props: &Props) -> Html {
    if props.alerts.is_empty() {
        return html! {};
    }
    html! { <div class="alerts">{ for props.alerts.iter().map(|alert| one(alert, &props.on_action)) }</div> }
}

fn one(alert: &Alert, on_action: &Callback<Action>) -> Html {
    let id = alert.id;
    let dismiss = on_action.reform(move |_: MouseEvent| Action::DismissAlert(id));
    let (class, sign) = match alert.kind {
        AlertKind::Error => ("alert", "Error"),
        AlertKind::Warning => ("alert warning", "Note"),
    };
    let problem = &alert.problem;
    html! {
        <div key={alert.id.0} {class} role="alert">
            <span class="sign">{ sign }</span>
            <div>
                <p><b>{ &problem.name }</b>{ ": " }{ &problem.what }</p>
                <p class="advice">{ &problem.advice }</p>
            </div>
            <button class="button small square" aria-label={format!("Dismiss the message about {}", problem.name)}
                onclick={dismiss}>{ icons::cross() }</button>
        </div>
    }
}
