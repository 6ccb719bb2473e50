//! Elements that stand on the page often: each `html!` elsewhere would be code of its own.

use yew::prelude::*;
use yew::virtual_dom::VText;

/// A text.
pub(super) fn words(text: &str) -> Html {
    VText::new(text.to_owned()).into()
}

/// An element that holds a text, with a class if it has one, and a title unless that is empty.
pub(super) fn titled(tag: &'static str, class: Option<&'static str>, title: &str, text: &str) -> Html {
    html! { <@{tag} {class} title={some(title)}>{ words(text) }</@> }
}

/// An element that holds a text and no more.
pub(super) fn plain(tag: &'static str, text: &str) -> Html {
    titled(tag, None, "", text)
}

/// The head of a table.
pub(super) fn table_head(names: &[&str]) -> Html {
    html! { <thead><tr>{ for names.iter().map(|name| plain("th", name)) }</tr></thead> }
}

/// A button with its accessible name and its title, each unless it is empty.
pub(super) fn button(
    class: Option<&'static str>,
    [label, title]: [&str; 2],
    disabled: bool,
    onclick: Callback<MouseEvent>,
    content: Html,
) -> Html {
    html! { <button {class} aria-label={some(label)} title={some(title)} {disabled} {onclick}>{ content }</button> }
}

fn some(text: &str) -> Option<AttrValue> {
    (!text.is_empty()).then(|| AttrValue::from(text.to_owned()))
}
