//! The files that are being read: how far, and a way to stop.

use yew::prelude::*;

use crate::app::{Action, Reading};
use crate::units;
use crate::worker::protocol::Stage;

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) readings: Vec<Reading>,
    pub(super) on_action: Callback<Action>,
}

/// A progress bar for the file that is being read, and how many wait behind it.
#[component]
pub(super) fn Readings(props: &Props) -> Html {
    let Some(reading) = props.readings.first() else { return html! {} };
    let cancel = props.on_action.reform(|_: MouseEvent| Action::Cancel(None));
    let waiting = props.readings.len() - 1;
    let text = match (reading.cancelled, reading.stage) {
        (true, _) => format!("Stopping {}", reading.name),
        (false, Stage::Reading) => format!(
            "Reading {} · {} of {}",
            reading.name,
            units::label(clamp(reading.read), "bytes"),
            units::label(clamp(reading.size), "bytes")
        ),
        (false, Stage::Finishing) => format!("Completing {}", reading.name),
    };
    html! {
        <div class="strip">
            <div class="reading">
                <span>{ text }</span>
                if waiting > 0 { <span class="quiet">{ format!("{waiting} more") }</span> }
                <progress role="progressbar" aria-label={format!("Reading {}", reading.name)} max={reading.size.max(1).to_string()}
                    value={reading.read.to_string()}></progress>
            </div>
            <button class="button small" onclick={cancel} disabled={props.readings.iter().all(|one| one.cancelled)}>
                { "Cancel" }
            </button>
        </div>
    }
}

fn clamp(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}
