//! A button that copies.

use yew::prelude::*;

use crate::dom::clipboard;

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) name: AttrValue,
    pub(super) text: AttrValue,
    #[prop_or_default]
    pub(super) disabled: bool,
    /// What it says when it could not.
    #[prop_or(AttrValue::Static("The browser refused"))]
    pub(super) refused: AttrValue,
}

/// A button that copies a text and says so.
#[component]
pub(super) fn Copy(props: &Props) -> Html {
    let copied = use_state(|| None::<bool>);
    {
        let copied = copied.clone();
        use_effect_with(props.text.clone(), move |_| copied.set(None));
    }
    let copy = {
        let (copied, text) = (copied.clone(), props.text.clone());
        Callback::from(move |_: MouseEvent| {
            let (copied, text) = (copied.clone(), text.clone());
            wasm_bindgen_futures::spawn_local(async move { copied.set(Some(clipboard::copy(&text).await)) });
        })
    };
    html! {
        <button class="button small" disabled={props.disabled} onclick={copy}>
            { match *copied {
                None => props.name.clone(),
                Some(true) => "Copied".into(),
                Some(false) => props.refused.clone(),
            } }
        </button>
    }
}
