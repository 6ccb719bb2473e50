//! A choice of one of several, as the browser's own select.

use wasm_bindgen::JsCast as _;
use web_sys::HtmlSelectElement;
use yew::prelude::*;

/// One of the things to choose from.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Choosable {
    /// What tells it from the others.
    pub(super) value: AttrValue,
    /// What it says.
    pub(super) text: AttrValue,
    /// It cannot be chosen now.
    pub(super) is_disabled: bool,
}

impl Choosable {
    /// Something that can be chosen.
    pub(super) fn new(value: impl Into<AttrValue>, text: impl Into<AttrValue>) -> Self {
        Self { value: value.into(), text: text.into(), is_disabled: false }
    }
}

/// What can be chosen by name: each has one for the address bar and one for the screen.
pub(super) fn choosables<T>(choices: &[(T, &'static str, &'static str)]) -> Vec<Choosable> {
    choices.iter().map(|&(_, value, text)| Choosable::new(value, text)).collect()
}

#[derive(Properties, PartialEq)]
pub(super) struct Props {
    pub(super) id: AttrValue,
    /// The accessible name, where no visible label names the select.
    #[prop_or_default]
    pub(super) label: Option<AttrValue>,
    pub(super) options: Vec<Choosable>,
    pub(super) chosen: AttrValue,
    pub(super) on_choose: Callback<String>,
}

/// A select that shows what is chosen, also when the user chose what was then refused: the `selected` attribute of
/// an option stops to count as soon as somebody has chosen by hand, so that the value is set.
#[component]
pub(super) fn Choice(props: &Props) -> Html {
    let select = use_node_ref();
    {
        let (select, chosen) = (select.clone(), props.chosen.clone());
        use_effect(move || {
            if let Some(select) = select.cast::<HtmlSelectElement>()
                && select.value() != chosen.as_str()
            {
                select.set_value(&chosen);
            }
        });
    }
    let choose = props.on_choose.reform(|event: Event| {
        let select = event.target().and_then(|target| target.dyn_into::<HtmlSelectElement>().ok());
        select.map(|select| select.value()).unwrap_or_default()
    });
    html! {
        <select id={props.id.clone()} class="field" ref={select} onchange={choose} aria-label={props.label.clone()}
            title={props.label.clone()}>
            { for props.options.iter().map(|option| html! {
                <option key={option.value.as_str()} value={option.value.clone()} disabled={option.is_disabled} selected={option.value == props.chosen}>
                    { &option.text }
                </option>
            }) }
        </select>
    }
}
