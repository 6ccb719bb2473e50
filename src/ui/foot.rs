//! The foot line: what is shown, in one sentence.

use yew::prelude::*;

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) status: String,
    pub(super) notes: Vec<String>,
    pub(super) opened_ms: Option<f64>,
}

/// `role=status` and what the keys do.
#[component]
pub(super) fn Foot(props: &Props) -> Html {
    html! {
        <footer class="foot">
            <span role="status">{ &props.status }</span>
            { for props.notes.iter().map(|note| html! { <span>{ note }</span> }) }
            <span class="spacer"></span>
            if let Some(opened) = props.opened_ms { <span class="keys">{ format!("opened in {opened:.0} ms") }</span> }
            <span class="keys">{ "1–8 views · / search · ? keys" }</span>
        </footer>
    }
}
