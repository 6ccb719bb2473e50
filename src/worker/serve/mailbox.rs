//! One end of a channel between two workers, to be awaited.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Poll, Waker};

use js_sys::Array;
use wasm_bindgen::prelude::*;
use web_sys::{MessageEvent, MessagePort};

/// The messages that came through a port, in their order. It lives as long as the worker.
#[derive(Debug)]
pub(super) struct Mailbox {
    port: MessagePort,
    letters: Rc<RefCell<Letters>>,
}

#[derive(Debug, Default)]
struct Letters {
    unread: VecDeque<JsValue>,
    /// Who waits for the next.
    reader: Option<Waker>,
}

impl Mailbox {
    pub(super) fn new(port: MessagePort) -> Self {
        let letters = Rc::<RefCell<Letters>>::default();
        let on_message = {
            let letters = Rc::clone(&letters);
            Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                let mut letters = letters.borrow_mut();
                letters.unread.push_back(event.data());
                if let Some(reader) = letters.reader.take() {
                    reader.wake();
                }
            })
        };
        port.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        on_message.forget();
        Self { port, letters }
    }

    /// The next message, if it has come already.
    pub(super) fn poll(&self) -> Option<JsValue> {
        self.letters.borrow_mut().unread.pop_front()
    }

    /// The next message, when it comes.
    pub(super) async fn next(&self) -> JsValue {
        poll_fn(|context| match self.poll() {
            Some(letter) => Poll::Ready(letter),
            None => {
                self.letters.borrow_mut().reader = Some(context.waker().clone());
                Poll::Pending
            }
        })
        .await
    }

    /// Sends a message; a buffer in it is handed over for good.
    ///
    /// What cannot be sent ends the worker with an exception, which reaches the page: the other end would wait for ever.
    pub(super) fn post(&self, message: &JsValue, handed_over: Option<&JsValue>) {
        let handed_over = handed_over.into_iter().collect::<Array>();
        if let Err(error) = self.port.post_message_with_transferable(message, &handed_over) {
            wasm_bindgen::throw_val(error);
        }
    }
}
