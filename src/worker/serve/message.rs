//! The form of a message: `{ bytes: Uint8Array }`, and what the browser itself hands over beside that.

use js_sys::{Array, Object, Reflect, Uint8Array};
use serde::{Serialize, de::DeserializeOwned};
use wasm_bindgen::prelude::*;
use web_sys::File;

use crate::worker::protocol::{Answer, Envelope, Reply, RequestId, decode, encode};

/// Sends a reply to the page. Its bytes are moved, not copied a second time.
pub(super) fn post(to: Option<RequestId>, reply: &Reply) {
    let Some(scope) = super::scope() else { return };
    // Cloning a reply to own it would cost more than the wire: the answer is encoded by reference.
    let bytes = Uint8Array::from(encode(&AnswerRef { to, reply }).as_slice());
    let message = object(&[("bytes", &bytes)]);
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
    let bytes = bytes(message).ok_or_else(|| "a message of the page has no bytes".to_owned())?;
    let envelope = decode(&bytes)
        .map_err(|error| format!("page and worker are not of the same version of Airflame ({error})"))?;
    Ok((envelope, field(message, "file").dyn_into().ok()))
}

/// A message of one worker to another of the same module, with what lies beside it.
pub(super) fn packed<T: Serialize>(content: &T, beside: Option<&JsValue>) -> Object {
    let bytes = Uint8Array::from(encode(content).as_slice());
    object(&[("bytes", &bytes), ("beside", beside.unwrap_or(&JsValue::UNDEFINED))])
}

/// Such a message read; nothing if it is another.
pub(super) fn unpacked<T: DeserializeOwned, B: JsCast>(message: &JsValue) -> Option<(T, Option<B>)> {
    Some((decode(&bytes(message)?).ok()?, field(message, "beside").dyn_into().ok()))
}

fn object(fields: &[(&str, &JsValue)]) -> Object {
    let object = Object::new();
    for (name, value) in fields {
        // Setting a field of an object of one's own cannot fail.
        let _ = Reflect::set(&object, &(*name).into(), value);
    }
    object
}

fn bytes(message: &JsValue) -> Option<Vec<u8>> {
    Some(field(message, "bytes").dyn_ref::<Uint8Array>()?.to_vec())
}

fn field(message: &JsValue, name: &str) -> JsValue {
    Reflect::get(message, &name.into()).unwrap_or(JsValue::UNDEFINED)
}
