//! Keys: which mean something everywhere, and how a group of controls is walked.

use wasm_bindgen::JsCast as _;
use web_sys::{Element, HtmlElement, KeyboardEvent};

use crate::dom::document;

/// Whether a key is meant for a field that is being typed into, or for the browser.
pub(super) fn is_for_a_field(event: &KeyboardEvent) -> bool {
    if event.ctrl_key() || event.meta_key() || event.alt_key() {
        return true;
    }
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    target.is_some_and(|target| {
        let tag = target.tag_name();
        tag == "TEXTAREA"
            || tag == "SELECT"
            || (tag == "INPUT" && target.get_attribute("type").as_deref() != Some("file"))
    })
}

/// Moves the focus in a group of elements of one role by arrow keys, Home and End, and chooses what it reaches:
/// the keyboard pattern of tabs and radio groups.
pub(super) fn walk_group(event: &KeyboardEvent, role: &str) {
    let Some(group) = event.current_target().and_then(|group| group.dyn_into::<Element>().ok()) else {
        return;
    };
    let Ok(list) = group.query_selector_all(&format!("[role={role}]")) else { return };
    let members: Vec<HtmlElement> =
        (0..list.length()).filter_map(|index| list.get(index)?.dyn_into::<HtmlElement>().ok()).collect();
    let active = document().active_element();
    let Some(at) = members.iter().position(|member| active.as_ref() == Some(member.as_ref())) else { return };
    let next = match event.key().as_str() {
        "ArrowRight" | "ArrowDown" => (at + 1) % members.len(),
        "ArrowLeft" | "ArrowUp" => (at + members.len() - 1) % members.len(),
        "Home" => 0,
        "End" => members.len() - 1,
        _ => return,
    };
    event.prevent_default();
    // Focus fails only for an element that is gone.
    let _ = members[next].focus();
    members[next].click();
}

/// Gives the focus to the element of that id.
pub(super) fn focus(id: &str) {
    let element = document().get_element_by_id(id).and_then(|element| element.dyn_into::<HtmlElement>().ok());
    if let Some(element) = element {
        // Fails only for an element that is gone.
        let _ = element.focus();
    }
}

/// Whether a key goes to a control that has a use for it: a tab or a radio that arrows walk, a button that Enter
/// presses.
pub(super) fn is_on_a_control(event: &KeyboardEvent) -> bool {
    let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
    let is_control = target.is_some_and(|target| {
        target.closest("button, summary, [role=grid], [role=slider]").ok().flatten().is_some()
    });
    is_control
        && matches!(
            event.key().as_str(),
            "ArrowUp" | "ArrowDown" | "ArrowLeft" | "ArrowRight" | "Enter" | " " | "Home" | "End"
        )
}
