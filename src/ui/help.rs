//! The keys, in a dialog.

use yew::prelude::*;

use super::elements::button;
use super::icons;
use super::listeners::say;
use crate::app::Action;

const KEYS: [(&[&str], &str); 15] = [
    (&["1", "…", "8"], "show a view"),
    (&["/"], "search functions and files"),
    (&["↑", "↓", "←", "→"], "walk the frames: caller, callee, siblings"),
    (&["Enter"], "zoom to the selected frame; so does a double click"),
    (&["0"], "fit everything"),
    (&["+", "−"], "zoom in and out"),
    (&["Ctrl", "wheel"], "zoom at the pointer; so does a pinch"),
    (&["wheel"], "scroll down the stacks; with Shift, sideways"),
    (&["w", "a", "s", "d"], "pan"),
    (&["x"], "swap base and target"),
    (&["[", "]"], "the snapshot before or after as target; with Shift, as base"),
    (&["c"], "copy the stack of the selected frame"),
    (&["Esc"], "one step back: search, selection, zoom"),
    (&["o"], "open profiles"),
    (&["?"], "this help"),
];

/// A dialog with the keys, to be shown modally: then the browser keeps the focus in it and closes it on Escape.
pub(super) fn help(dialog: &NodeRef, on_action: &Callback<Action>) -> Html {
    html! {
        <dialog key="help" class="help" ref={dialog.clone()} aria-labelledby="help-title"
            onclose={say(on_action, Action::ShowHelp(false))}>
            <div class="head">
                <h2 id="help-title">{ "Keys" }</h2>
                { button(Some("button small square"), ["Close help", ""], false, say(on_action, Action::ShowHelp(false)), icons::cross()) }
            </div>
            <dl>
                { for KEYS.iter().map(|(keys, meaning)| html! {
                    <>
                        <dt>{ for keys.iter().map(|key| html! { <>{ " " }<kbd>{ *key }</kbd></> }) }</dt>
                        <dd>{ *meaning }</dd>
                    </>
                }) }
            </dl>
        </dialog>
    }
}
