//! The form of a message: `{ bytes: Uint8Array, file?: File }`.

use js_sys::{Array, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::File;

use crate::worker::protocol::{Answer, Envelope, Reply, RequestId, decode, encode};

/// Sends a reply to the page. Its bytes are moved, not copied a second time.
pub(super) fn post(to: Option<RequestId>, reply: &Reply) {
    // Cloning a reply to own it would cost more than the wire: the answer is encoded by reference.
    let bytes = Uint8Array::from(encode(&AnswerRef { to, reply }).as_slice());
    let Some(scope) = super::scope() else { return };
    let message = Object::new();
    // Setting a field of an object of one's own cannot fail.
    let _ = Reflect::set(&message, &"bytes".into(), &bytes);
    if let Err(error) = scope.post_message_with_transfer(&message, &Array::of1(&bytes.buffer())) {
        web_sys::console::error_2(&"airflame: a reply could not be sent".into(), &error);
    }
}

/// Has the encoding of [`Answer`].
#[derive(serde::Serialize)]
#[serde(rename = "Answer")]
struct AnswerRef<'a> {
    to: Option<RequestId>,
    reply: &'a Reply,
}

// Names the type that is decoded at the other end.
const _: fn(Answer) = |_| {};

/// A message of the page.
///
/// # Errors
/// When it is none of this version's messages, in words for people.
pub(super) fn read(message: &JsValue) -> Result<(Envelope, Option<File>), String> {
    let field = |name: &str| Reflect::get(message, &name.into()).unwrap_or(JsValue::UNDEFINED);
    let bytes: Uint8Array =
        field("bytes").dyn_into().map_err(|_| "a message of the page has no bytes".to_owned())?;
    let envelope = decode(&bytes.to_vec())
        .map_err(|error| format!("page and worker are not of the same version of Airflame ({error})"))?;
    Ok((envelope, field("file").dyn_into().ok()))
}
