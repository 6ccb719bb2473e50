//! Listeners that are made in one place: each closure elsewhere would be code of its own.

use wasm_bindgen::JsCast as _;
use web_sys::HtmlInputElement;
use yew::prelude::*;

/// Says the same thing whatever the event tells: what a button does.
pub(super) fn say<T: Clone + 'static, E: 'static>(to: &Callback<T>, what: T) -> Callback<E> {
    let to = to.clone();
    Callback::from(move |_| to.emit(what.clone()))
}

/// The field that an event is of.
pub(super) fn field(event: &web_sys::Event) -> Option<HtmlInputElement> {
    event.target()?.dyn_into().ok()
}
