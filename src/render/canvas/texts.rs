//! Texts that JavaScript has already.

use js_sys::JsString;

/// The texts of the latest frames as strings of JavaScript: most are drawn again in the next, and to hand one over costs as much as
/// to draw it.
///
/// Each text has one place, and a place the text that came last: what is kept is bounded, and what was not kept is only handed
/// over again.
#[derive(Debug)]
pub(super) struct Texts {
    places: Vec<Option<(String, JsString)>>,
}

/// A screen has some hundred texts: few of them meet in a place.
const PLACES: usize = 4096;

impl Texts {
    pub(super) fn new() -> Self {
        Self { places: vec![None; PLACES] }
    }

    /// A text as JavaScript has it.
    pub(super) fn of(&mut self, text: &str) -> &JsString {
        let place = &mut self.places[place(text)];
        let (_, known) = match place.take() {
            Some(kept) if kept.0 == text => place.insert(kept),
            _ => place.insert((text.to_owned(), text.into())),
        };
        known
    }
}

/// FNV-1a.
fn place(text: &str) -> usize {
    let hash =
        text.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    (hash ^ hash >> 16) as usize % PLACES
}
