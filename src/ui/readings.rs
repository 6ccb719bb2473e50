//! The files that are being read: how far, and a way to stop.

use yew::prelude::*;

use super::elements::{button, words};
use super::listeners::say;
use crate::app::{Action, Reading};
use crate::units;
use crate::worker::protocol::Stage;

/// A progress bar for the file that is being read, and how many wait behind it.
pub(super) fn readings(readings: &[Reading], on_action: &Callback<Action>) -> Html {
    let Some(reading) = readings.first() else { return html! {} };
    let waiting = readings.len() - 1;
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
            { button(Some("button small"), [""; 2], readings.iter().all(|one| one.cancelled),
                say(on_action, Action::Cancel(None)), words("Cancel")) }
        </div>
    }
}

fn clamp(bytes: u64) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}
