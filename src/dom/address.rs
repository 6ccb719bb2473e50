//! The address bar and the title.

use super::{document, window};

/// The fragment of the address, with its `#`; empty where there is none.
pub fn fragment() -> String {
    window().location().hash().unwrap_or_default()
}

/// Puts a fragment into the address without a step in the history.
pub fn replace_fragment(fragment: &str) {
    if self::fragment() == fragment {
        return;
    }
    // Refused only where the page is sandboxed; then the address stays as it is, which harms nothing.
    let history = window().history();
    let _ = history
        .map(|history| history.replace_state_with_url(&wasm_bindgen::JsValue::NULL, "", Some(fragment)));
}

/// Sets the title of the tab.
pub fn set_title(title: &str) {
    let document = document();
    if document.title() != title {
        document.set_title(title);
    }
}
