//! The text report: what `go tool pprof` prints for what is shown, to read and to copy.

use std::rc::Rc;

use yew::prelude::*;

use super::choice::{Choice, Choosable};
use super::copy::Copy;
use super::elements::{button, plain, titled};
use super::icons;
use super::listeners::say;
use crate::app::{Action, OpenReport, REPORTS, SHOWN_LINES, first_lines, report_kind, report_name};

/// A dialog, to be shown modally: then the browser keeps the focus in it and closes it on Escape. `command` prints
/// the same, if one does; `pattern` is that of the selected function, empty where none is selected.
pub(super) fn report_dialog(
    dialog: &NodeRef,
    report: &OpenReport,
    command: Option<String>,
    pattern: &str,
    on_action: &Callback<Action>,
) -> Html {
    let (name, of) = report_name(&report.kind);
    // The report stays of the function that it was opened for.
    let pattern: Rc<str> = of.unwrap_or(pattern).into();
    let options = REPORTS.map(|(name, is_of_function)| {
        let text = if is_of_function { [name, " (selected function)"].concat() } else { name.to_owned() };
        Choosable { is_disabled: is_of_function && pattern.is_empty(), ..Choosable::new(name, text) }
    });
    let choose = {
        let pattern = Rc::clone(&pattern);
        on_action.reform(move |name: String| Action::ShowReport(Some(report_kind(&name, &pattern))))
    };
    let text = report.text.as_ref().and_then(|text| text.as_ref().ok()).cloned();
    html! {
        <dialog key="report" class="report" ref={dialog.clone()} aria-labelledby="report-title"
            onclose={say(on_action, Action::ShowReport(None))}>
            <div class="head">
                <h2 id="report-title">{ "Text report" }</h2>
                <Choice id="report" label="Report" options={options.to_vec()} chosen={name} on_choose={choose} />
                <span class="spacer"></span>
                <Copy name="Copy" disabled={text.is_none()} text={AttrValue::from(text.unwrap_or_default())} />
                { button(Some("button small square"), ["Close report", ""], false, say(on_action, Action::ShowReport(None)), icons::cross()) }
            </div>
            { match &report.text {
                None => html! { <pre aria-busy="true">{ "Making the report." }</pre> },
                Some(Err(problem)) => html! {
                    <div class="alert" role="alert">
                        <span class="sign">{ "Error" }</span>
                        <div>{ plain("p", &problem.what) }{ titled("p", Some("advice"), "", &problem.advice) }</div>
                    </div>
                },
                Some(Ok(text)) => shown(text),
            } }
            if !report.notes.is_empty() {
                <ul class="notes" aria-label="Notes">{ for report.notes.iter().map(|note| plain("li", note)) }</ul>
            }
            <div class="command">
                if let Some(command) = command {
                    <code>{ &command }</code>
                    <Copy name="Copy command" text={AttrValue::from(command)} />
                } else {
                    <p class="quiet">{ "No one command of go tool pprof asks this." }</p>
                }
            </div>
        </dialog>
    }
}

/// The text, or as much of it as can be read: a browser takes seconds for a million lines.
fn shown(text: &str) -> Html {
    let (first, lines) = first_lines(text);
    html! {
        <>
            <pre tabindex="0" role="region" aria-label="Report text">{ first }</pre>
            if let Some(lines) = lines {
                <p class="quiet">{ format!("The first {SHOWN_LINES} of {lines} lines. Copy takes all of them.") }</p>
            }
        </>
    }
}
