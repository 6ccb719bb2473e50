//! All touch of the browser that is neither drawing, nor the worker, nor a component.

pub mod address;
pub mod clipboard;
pub mod example;
pub mod files;
pub mod frame;
pub mod media;
pub mod page_text;
pub mod performance;

/// The window.
///
/// # Panics
/// In the worker, which has none: this module is the page's.
#[expect(clippy::expect_used, reason = "the page always has a window")]
pub fn window() -> web_sys::Window {
    web_sys::window().expect("the page has a window")
}

/// The document.
///
/// # Panics
/// In the worker, which has none: this module is the page's.
#[expect(clippy::expect_used, reason = "the page always has a document")]
pub fn document() -> web_sys::Document {
    window().document().expect("the page has a document")
}
