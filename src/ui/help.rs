//! The keys, in a dialog.

use web_sys::HtmlDialogElement;
use yew::prelude::*;

use super::icons;
use crate::app::Action;

const KEYS: [(&[&str], &str); 14] = [
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
    (&["c"], "copy the stack of the selected frame"),
    (&["Esc"], "one step back: search, selection, zoom"),
    (&["o"], "open profiles"),
    (&["?"], "this help"),
];

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) on_action: Callback<Action>,
}

/// A modal dialog with the keys. The browser keeps the focus in it and closes it on Escape.
#[component]
pub(super) fn Help(props: &Props) -> Html {
    let dialog = use_node_ref();
    use_effect_with(dialog.clone(), |dialog| {
        if let Some(dialog) = dialog.cast::<HtmlDialogElement>() {
            // Fails only when it is open already.
            let _ = dialog.show_modal();
        }
    });
    let close = props.on_action.reform(|_: Event| Action::ShowHelp(false));
    let close_button = props.on_action.reform(|_: MouseEvent| Action::ShowHelp(false));
    html! {
        <dialog class="help" ref={dialog} aria-labelledby="help-title" onclose={close}>
            <div class="head">
                <h2 id="help-title">{ "Keys" }</h2>
                <button class="button small square" aria-label="Close help" onclick={close_button}>{ icons::cross() }</button>
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
