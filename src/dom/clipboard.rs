//! Copying text.

use wasm_bindgen_futures::JsFuture;

use super::window;

/// Puts text on the clipboard; tells whether it worked.
///
/// The clipboard needs a secure context, which `https`, loopback and, in Chromium and Firefox, `file:` are.
pub async fn copy(text: &str) -> bool {
    if !window().is_secure_context() {
        return false;
    }
    JsFuture::from(window().navigator().clipboard().write_text(text)).await.is_ok()
}
