//! The tab Leaks: the verdict, the suspects with their causes and fixes, and what to capture next.

use yew::prelude::*;

use super::copy::Copy;
use super::elements::{button, plain, titled, words};
use super::listeners::{field, say};
use super::rich_text::rich_text;
use crate::app::{Action, LeaksQuery, State};
use crate::units;
use crate::worker::protocol::{CaptureTarget, LeaksPage};

/// The tab.
pub(super) fn leaks_view(state: &State, on_action: &Callback<Action>) -> Html {
    let Some(found) = &state.leaks.found else {
        return titled("p", Some("quiet waiting"), "", "Judging what grows.");
    };
    let asked = &state.leaks.asked;
    html! {
        <div key="leaks" class="leaks">
            <div class="findings">
                { verdict(found, asked, on_action) }
                if found.suspects.is_empty() {
                    { titled("p", Some("quiet"), "", "Nothing is under suspicion.") }
                } else {
                    <ol class="suspects" aria-label="Suspects">{ rich_text(&found.suspects) }</ol>
                }
            </div>
            <aside class="next" aria-label="Evidence and next steps">
                { rich_text(&found.quadrant) }
                <section aria-labelledby="next-title">
                    <h3 id="next-title">{ "What to capture next" }</h3>
                    if found.advice.is_empty() { { plain("p", "What is here says all that it takes.") } }
                    { rich_text(&found.advice) }
                    { place(asked, on_action) }
                    { button(Some("button small"), [""; 2], false, say(on_action, Action::ShowGuide(true)), words("Capture guide")) }
                </section>
                { rich_text(&found.beside) }
            </aside>
        </div>
    }
}

fn verdict(found: &LeaksPage, asked: &LeaksQuery, on_action: &Callback<Action>) -> Html {
    let [why, line] = &found.why;
    html! {
        <section class="verdict" aria-labelledby="verdict-title">
            <div>
                { rich_text(&found.verdict) }
                <div class="row">
                    { limit(asked, on_action) }
                    <Copy name="Copy as Markdown" text={AttrValue::from(found.markdown.clone())} />
                    <Copy name="Copy as text" text={AttrValue::from(found.plain.clone())} />
                </div>
                { rich_text(why) }
            </div>
            { rich_text(line) }
        </section>
    }
}

/// A field with its name, which changes what the user says of the process.
fn entry(
    asked: &LeaksQuery,
    [name, value, hint]: [&str; 3],
    set: fn(&mut LeaksQuery, String),
    on_action: &Callback<Action>,
) -> Html {
    let query = asked.clone();
    let change = on_action.reform(move |event: Event| {
        let mut query = query.clone();
        set(&mut query, field(&event).map_or_else(String::new, |field| field.value()));
        Action::QueryLeaks(query)
    });
    html! {
        <label>{ words(name) }<input class="field" value={value.to_owned()} placeholder={hint.to_owned()} onchange={change} /></label>
    }
}

/// The limit of the process's memory.
fn limit(asked: &LeaksQuery, on_action: &Callback<Action>) -> Html {
    let is_wrong = !asked.limit.trim().is_empty() && units::parse_bytes(&asked.limit).is_none();
    html! {
        <div class="limit" title="GOMEMLIMIT or the limit of the container: when will it be reached?">
            { entry(asked, ["Memory limit", &asked.limit, "512MiB"], |query, text| query.limit = text, on_action) }
            if is_wrong { { titled("span", Some("problem"), "", "Such as 512MiB, 2Gi or 1.5GB") } }
        </div>
    }
}

/// Where the profiles come from: what the commands are filled in with.
fn place(asked: &LeaksQuery, on_action: &Callback<Action>) -> Html {
    let CaptureTarget { url, namespace, pod, interval } = &asked.target;
    html! {
        <details class="why place">
            { plain("summary", "Where it runs") }
            { entry(asked, ["Address", url, ""], |query, text| query.target.url = text, on_action) }
            { entry(asked, ["Namespace", namespace, "default"], |query, text| query.target.namespace = text, on_action) }
            { entry(asked, ["Pod", pod, ""], |query, text| query.target.pod = text, on_action) }
            { entry(asked, ["Seconds between snapshots", &interval.map_or_else(String::new, |seconds| seconds.to_string()), "300"],
                |query, text| query.target.interval = text.trim().parse().ok(), on_action) }
        </details>
    }
}
