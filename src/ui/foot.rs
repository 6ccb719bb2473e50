//! The foot line: what is shown, in one sentence.

use yew::prelude::*;

/// `role=status` and what the keys do.
pub(super) fn foot(status: &str, notes: &[String], opened_ms: Option<f64>) -> Html {
    html! {
        <footer class="foot">
            <span role="status">{ status }</span>
            { for notes.iter().map(|note| html! { <span>{ note }</span> }) }
            <span class="spacer"></span>
            if let Some(opened) = opened_ms { <span class="keys">{ format!("opened in {opened:.0} ms") }</span> }
            <span class="keys">{ "1–8 views · / search · ? keys" }</span>
        </footer>
    }
}
