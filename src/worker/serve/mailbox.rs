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
///
/// One end answers: it says at once that it is there. The other holds what it sends until it has heard that, for Firefox now and then
/// loses a file that is sent to a port which is on its way to a worker.
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
    /// What is sent when the other end is there, with what is handed over; `None` from then on.
    held: Option<Vec<(JsValue, Array)>>,
}

impl Mailbox {
    /// The end that waits for the other.
    pub(super) fn asking(port: MessagePort) -> Self {
        Self::new(port, Some(Vec::new()))
    }

    /// The end that is waited for.
    pub(super) fn answering(port: MessagePort) -> Self {
        let mailbox = Self::new(port, None);
        mailbox.post(&JsValue::NULL, None);
        mailbox
    }

    fn new(port: MessagePort, held: Option<Vec<(JsValue, Array)>>) -> Self {
        let letters = Rc::new(RefCell::new(Letters { held, ..Letters::default() }));
        let on_message = {
            let (letters, port) = (Rc::clone(&letters), port.clone());
            Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
                let mut letters = letters.borrow_mut();
                for (message, handed_over) in letters.held.take().into_iter().flatten() {
                    send(&port, &message, &handed_over);
                }
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
        if let Some(held) = &mut self.letters.borrow_mut().held {
            return held.push((message.clone(), handed_over));
        }
        send(&self.port, message, &handed_over);
    }
}

fn send(port: &MessagePort, message: &JsValue, handed_over: &Array) {
    if let Err(error) = port.post_message_with_transferable(message, handed_over) {
        wasm_bindgen::throw_val(error);
    }
}
