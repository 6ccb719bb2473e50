//! What the user's system wishes.

use super::window;

/// Whether the system is dark.
pub fn is_dark() -> bool {
    matches("(prefers-color-scheme: dark)")
}

/// Whether the system wants no motion.
pub fn wants_no_motion() -> bool {
    matches("(prefers-reduced-motion: reduce)")
}

/// Device pixels per CSS pixel, now: it changes when the window moves to another screen.
pub fn device_pixel_ratio() -> f64 {
    let ratio = window().device_pixel_ratio();
    if ratio.is_finite() && ratio > 0.0 { ratio } else { 1.0 }
}

/// Width and height of the window's content in CSS pixels; 0 where the browser does not tell.
pub fn window_size() -> [f64; 2] {
    let number = |length: Result<wasm_bindgen::JsValue, _>| length.ok().and_then(|length| length.as_f64());
    [number(window().inner_width()), number(window().inner_height())].map(Option::unwrap_or_default)
}

/// A query that tells when its answer changes; the theme's.
pub fn dark_query() -> Option<web_sys::MediaQueryList> {
    window().match_media("(prefers-color-scheme: dark)").ok().flatten()
}

fn matches(query: &str) -> bool {
    window().match_media(query).ok().flatten().is_some_and(|query| query.matches())
}
