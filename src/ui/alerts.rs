//! What went wrong, until it is dismissed.

use yew::prelude::*;

use super::elements::{button, titled};
use super::icons;
use super::listeners::say;
use crate::app::{Action, Alert, AlertKind};

/// One `role=alert` for each thing that the user must know: the file, what is wrong and where, what to do.
pub(super) fn alerts(alerts: &[Alert], on_action: &Callback<Action>) -> Html {
    if alerts.is_empty() {
        return html! {};
    }
    html! { <div class="alerts">{ for alerts.iter().map(|alert| one(alert, on_action)) }</div> }
}

fn one(alert: &Alert, on_action: &Callback<Action>) -> Html {
    let dismiss = say(on_action, Action::DismissAlert(alert.id));
    let (class, sign) = match alert.kind {
        AlertKind::Error => ("alert", "Error"),
        AlertKind::Warning => ("alert warning", "Note"),
    };
    let problem = &alert.problem;
    html! {
        <div key={alert.id.0} {class} role="alert">
            { titled("span", Some("sign"), "", sign) }
            <div>
                <p><b>{ &problem.name }</b>{ ": " }{ &problem.what }</p>
                { titled("p", Some("advice"), "", &problem.advice) }
            </div>
            { button(Some("button small square"), [&["Dismiss the message about ", &problem.name].concat(), ""], false,
                dismiss, icons::cross()) }
        </div>
    }
}
