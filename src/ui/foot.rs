//! The foot line: what is shown, in one sentence.

use yew::prelude::*;

use super::elements::{plain, titled};

/// `role=status` and what the keys do.
pub(super) fn foot(status: &str, notes: &[String], opened_ms: Option<f64>) -> Html {
    html! {
        <footer class="foot">
            <span role="status">{ status }</span>
            { for notes.iter().map(|note| plain("span", note)) }
            <span class="spacer"></span>
            if let Some(opened) = opened_ms { { titled("span", Some("keys"), "", &format!("opened in {opened:.0} ms")) } }
            { titled("span", Some("keys"), "", "1–8 views · / search · ? keys") }
        </footer>
    }
}
