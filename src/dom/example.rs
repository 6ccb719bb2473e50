//! The example: profiles that lie in the page, so that a first visitor has something to look at.
//!
//! They are of a webhook service with planted leaks: its heap at the start and 100 seconds later, and its goroutines
//! at that time. `xtask/src/bundle.rs` puts the files of `static/example` into a data block of the page, a line `PATH BASE64`
//! for each, because in the wasm their bytes would count against its budget.

use js_sys::{Array, Uint8Array};
use web_sys::File;

use super::files::NamedFile;
use super::page_text;

/// The example's files, to be opened like any that the user chose.
pub fn files() -> Vec<NamedFile> {
    let files = lines().into_iter().filter_map(|(path, bytes)| {
        let parts = Array::of1(&Uint8Array::from(&*bytes));
        let file = File::new_with_u8_array_sequence(&parts, &path).ok()?;
        Some(NamedFile { path, file })
    });
    files.collect()
}

/// The bytes of these files.
pub fn profiles() -> Vec<Vec<u8>> {
    lines().into_iter().map(|(_, bytes)| bytes).collect()
}

/// Path and bytes of each file; none where the page was not made by `xtask`.
fn lines() -> Vec<(String, Vec<u8>)> {
    let text = page_text::of("airflame-example");
    let files = text.lines().filter_map(|line| {
        let (path, base64) = line.split_once(' ')?;
        // A character stands for each byte.
        let characters = super::window().atob(base64).ok()?;
        Some((path.to_owned(), characters.chars().map(|character| character as u8).collect()))
    });
    files.collect()
}
