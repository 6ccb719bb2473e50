//! Texts that lie in the page: in the wasm they would count against its budget.

/// The catalogue of leaks and the guide to capturing, of `static/leaks.txt`; empty where the page was not made by `xtask`.
pub fn leaks() -> String {
    of("airflame-leaks")
}

/// The text of a data block.
pub(super) fn of(id: &str) -> String {
    let block = super::document().get_element_by_id(id);
    block.and_then(|block| block.text_content()).unwrap_or_default()
}
