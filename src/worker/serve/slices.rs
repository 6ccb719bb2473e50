//! Slices of a file, and why there is none.

use js_sys::Promise;
use wasm_bindgen::prelude::*;
use web_sys::{DomException, File};

use crate::worker::protocol::Problem;

/// The promise of the bytes of a file from one place to another, as an `ArrayBuffer`.
pub(super) fn read_slice(file: &File, from: f64, to: f64) -> Result<Promise, JsValue> {
    Ok(file.slice_with_f64_and_f64(from, to.min(file.size()))?.array_buffer())
}

/// What the browser's refusal to read a file means. Its name is left out.
pub(super) fn unreadable(at: f64, error: &JsValue) -> Problem {
    let exception = error.dyn_ref::<DomException>();
    let kind = exception.map(DomException::name).unwrap_or_default();
    let advice = match kind.as_str() {
        // Browsers say so when the size or the time of change differs from when the file was chosen, too.
        "NotReadableError" | "NotFoundError" => {
            "The file was changed, moved or locked after it was chosen, or it may not be read. \
             Check that it is still there, that you may read it and that nothing is writing to it, and open it again."
        }
        "NotAllowedError" | "SecurityError" => {
            "The browser does not let pages read this file. Copy it to a folder of yours and open the copy."
        }
        _ => {
            "Open it again; if it lies on a network drive or is a folder, copy the file to this computer first."
        }
    };
    let reason = exception.map_or_else(|| error.as_string().unwrap_or_default(), DomException::message);
    let what = format!("the browser could not read the file: {reason} (reading the file, at byte {at})");
    Problem { name: String::new(), what, advice: advice.to_owned() }
}
