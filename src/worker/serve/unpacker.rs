//! A worker of the worker's own, in which files are read and inflated while this one decodes.
//!
//! It runs the same module in another role, which its name tells, so that what the browser has compiled is there already. It
//! ends with the worker that started it.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::prelude::*;
use web_sys::{DedicatedWorkerGlobalScope, Event, MessageEvent, MessagePort};

use super::{post, unpacking};
use crate::worker::client::{describe_error, spawn_worker};
use crate::worker::protocol::Reply;

/// The name of a worker that unpacks.
const NAME: &str = "airflame-unpacker";

/// Becomes the worker that unpacks, if this is to be it.
pub(super) fn is_here(scope: &DedicatedWorkerGlobalScope) -> bool {
    if scope.name() != NAME {
        return false;
    }
    let on_port = Closure::once_into_js(|event: MessageEvent| {
        unpacking::serve(event.data().unchecked_into());
    });
    scope.set_onmessage(Some(on_port.unchecked_ref()));
    // Says that it runs. That a worker cannot send a message to whoever started it is nothing that it could tell anyone.
    let _ = scope.post_message(&JsValue::NULL);
    true
}

/// Starts a worker that unpacks what is wished through the channel that ends at this port. Nothing needs to wait for it; and where it does
/// not come to run, this worker does the same.
pub(super) fn start(port: MessagePort) {
    let port = Rc::new(RefCell::new(Some(port)));
    if spawn(&port).is_err() {
        serve_here(&port);
    }
}

fn spawn(port: &Rc<RefCell<Option<MessagePort>>>) -> Result<(), JsValue> {
    let worker = spawn_worker(NAME)?;
    let on_start = {
        let (port, worker) = (Rc::clone(port), worker.clone());
        Closure::<dyn FnMut()>::new(move || {
            if let Some(port) = port.take()
                && let Err(error) = worker.post_message_with_transfer(&port, &js_sys::Array::of1(&port))
            {
                wasm_bindgen::throw_val(error);
            }
        })
    };
    let on_error = {
        let port = Rc::clone(port);
        Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            // It is dealt with, and not to be reported to the page.
            event.prevent_default();
            if !serve_here(&port) {
                post(None, &Reply::Fatal { message: describe_error(&event) });
            }
        })
    };
    worker.set_onmessage(Some(on_start.as_ref().unchecked_ref()));
    worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
    // They live as long as the worker.
    on_start.forget();
    on_error.forget();
    Ok(())
}

/// Unpacks in this worker, unless another has begun to.
fn serve_here(port: &RefCell<Option<MessagePort>>) -> bool {
    let port = port.take();
    let is_here = port.is_some();
    if let Some(port) = port {
        unpacking::serve(port);
    }
    is_here
}
