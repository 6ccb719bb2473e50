//! The page's side of the wire.

use std::cell::{Cell, RefCell};
use std::fmt;
use std::rc::Rc;

use js_sys::{Array, Function, Object, Reflect, Uint8Array};
use wasm_bindgen::prelude::*;
use web_sys::{ErrorEvent, Event, File, MessageEvent, Worker};

use super::protocol::{Answer, Envelope, Reply, Request, RequestId, decode, encode};

/// A worker, started and kept by the page.
///
/// Requests may be sent from the start on: they wait until the worker is [`Ready`](Reply::Ready). A clone talks
/// to the same worker.
#[derive(Clone)]
pub struct Client {
    inner: Rc<Inner>,
}

struct Inner {
    on_reply: Box<dyn Fn(Option<RequestId>, Reply)>,
    next_id: Cell<u32>,
    state: RefCell<State>,
    /// Workers that were ended while one of their own closures may be running; dropped a while later.
    retired: RefCell<Vec<Link>>,
}

enum State {
    /// The worker loads; these messages wait for it.
    Starting(Link, Vec<Message>),
    Ready(Link),
    /// There is none: it did not start, or panicked.
    Dead,
}

/// A message before it is sent: the bytes of an [`Envelope`], and the file beside them.
struct Message {
    bytes: Vec<u8>,
    file: Option<File>,
}

impl Client {
    /// Starts a worker. `on_reply` gets everything that it says, with the request that this answers, and is never
    /// called before this function returns.
    pub fn new(on_reply: impl Fn(Option<RequestId>, Reply) + 'static) -> Self {
        let client = Self::without_worker(Box::new(on_reply));
        client.inner.start();
        client
    }

    /// A client without a worker: what is asked is never answered.
    pub fn mute() -> Self {
        Self::without_worker(Box::new(|_, _| ()))
    }

    fn without_worker(on_reply: Box<dyn Fn(Option<RequestId>, Reply)>) -> Self {
        let (next_id, state, retired) = (Cell::new(0), RefCell::new(State::Dead), RefCell::default());
        Self { inner: Rc::new(Inner { on_reply, next_id, state, retired }) }
    }

    /// Asks the worker. After a [`Reply::Fatal`] nothing is answered any more until [`restart`](Self::restart).
    pub fn send(&self, request: Request) -> RequestId {
        self.inner.send(request, None)
    }

    /// Asks the worker to read a file: a [`Request::Open`] and the file that it means.
    pub fn send_open(&self, request: Request, file: &File) -> RequestId {
        self.inner.send(request, Some(file.clone()))
    }

    /// Ends the worker, which gives all its memory back, and starts another, which knows no profile. What was asked
    /// of the old one is never answered.
    pub fn restart(&self) {
        self.inner.stop();
        self.inner.start();
    }
}

impl Inner {
    fn start(self: &Rc<Self>) {
        match Link::spawn(self) {
            Ok(link) => *self.state.borrow_mut() = State::Starting(link, Vec::new()),
            Err(error) => {
                // Whoever starts a client is not ready for its replies yet.
                let inner = Rc::clone(self);
                wasm_bindgen_futures::spawn_local(async move {
                    let message = format!("the worker could not be started: {}", words(&error));
                    (inner.on_reply)(None, Reply::Fatal { message });
                });
            }
        }
    }

    fn stop(&self) {
        match self.state.replace(State::Dead) {
            State::Starting(link, _) | State::Ready(link) => {
                link.end();
                self.retired.borrow_mut().push(link);
            }
            State::Dead => {}
        }
    }

    fn send(&self, request: Request, file: Option<File>) -> RequestId {
        let id = RequestId(self.next_id.get());
        self.next_id.set(id.0.wrapping_add(1));
        let message = Message { bytes: encode(&Envelope { id, request }), file };
        let result = match &mut *self.state.borrow_mut() {
            State::Starting(_, waiting) => {
                waiting.push(message);
                Ok(())
            }
            State::Ready(link) => link.post(&message),
            State::Dead => Ok(()),
        };
        if let Err(error) = result {
            self.fail(format!("a message to the worker could not be sent: {}", words(&error)));
        }
        id
    }

    fn receive(&self, message: &JsValue) {
        let bytes =
            Reflect::get(message, &"bytes".into()).ok().and_then(|bytes| bytes.dyn_into::<Uint8Array>().ok());
        let answer = bytes.map(|bytes| decode::<Answer>(&bytes.to_vec()));
        match answer {
            Some(Ok(Answer { reply: Reply::Ready, .. })) => self.become_ready(),
            Some(Ok(Answer { reply: Reply::Fatal { message }, .. })) => self.fail(message),
            Some(Ok(Answer { to, reply })) => (self.on_reply)(to, reply),
            Some(Err(error)) => {
                self.fail(format!("page and worker are not of the same version of Airflame ({error})"));
            }
            None => self.fail("a message of the worker has no bytes".to_owned()),
        }
    }

    fn become_ready(&self) {
        self.retired.borrow_mut().clear();
        let state = self.state.replace(State::Dead);
        let State::Starting(link, waiting) = state else {
            *self.state.borrow_mut() = state;
            return;
        };
        let failed = waiting.iter().find_map(|message| link.post(message).err());
        *self.state.borrow_mut() = State::Ready(link);
        match failed {
            Some(error) => self.fail(format!("a message to the worker could not be sent: {}", words(&error))),
            None => (self.on_reply)(None, Reply::Ready),
        }
    }

    /// Gives the worker up, and says so once.
    fn fail(&self, message: String) {
        if matches!(*self.state.borrow(), State::Dead) {
            return;
        }
        self.stop();
        (self.on_reply)(None, Reply::Fatal { message });
    }
}

/// A running worker with the closures that listen to it.
struct Link {
    worker: Worker,
    _on_message: Closure<dyn FnMut(MessageEvent)>,
    _on_error: Closure<dyn FnMut(Event)>,
    _on_message_error: Closure<dyn FnMut(Event)>,
}

impl Link {
    /// Asks `static/boot.js` for a worker. Nothing may be posted to it until it is [`Ready`](Reply::Ready).
    fn spawn(inner: &Rc<Inner>) -> Result<Self, JsValue> {
        let boot = Reflect::get(&js_sys::global(), &"airflame".into())?;
        let spawn: Function = Reflect::get(&boot, &"spawnWorker".into())?.dyn_into()?;
        let worker: Worker = spawn.call0(&boot)?.dyn_into()?;

        // Weak, because the client owns its closures.
        let weak = Rc::downgrade(inner);
        let on_message = Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if let Some(inner) = weak.upgrade() {
                inner.receive(&event.data());
            }
        });
        let weak = Rc::downgrade(inner);
        let on_error = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
            if let Some(inner) = weak.upgrade() {
                inner.fail(describe_error(&event));
            }
        });
        let weak = Rc::downgrade(inner);
        let on_message_error = Closure::<dyn FnMut(Event)>::new(move |_| {
            if let Some(inner) = weak.upgrade() {
                inner.fail("a message of the worker could not be read".to_owned());
            }
        });
        worker.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
        worker.set_onerror(Some(on_error.as_ref().unchecked_ref()));
        worker.set_onmessageerror(Some(on_message_error.as_ref().unchecked_ref()));
        Ok(Self { worker, _on_message: on_message, _on_error: on_error, _on_message_error: on_message_error })
    }

    fn post(&self, message: &Message) -> Result<(), JsValue> {
        let bytes = Uint8Array::from(message.bytes.as_slice());
        let object = Object::new();
        Reflect::set(&object, &"bytes".into(), &bytes)?;
        if let Some(file) = &message.file {
            Reflect::set(&object, &"file".into(), file)?;
        }
        self.worker.post_message_with_transfer(&object, &Array::of1(&bytes.buffer()))
    }

    fn end(&self) {
        self.worker.set_onmessage(None);
        self.worker.set_onerror(None);
        self.worker.set_onmessageerror(None);
        self.worker.terminate();
    }
}

impl Drop for Link {
    fn drop(&mut self) {
        self.end();
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client").field("next_id", &self.inner.next_id.get()).finish_non_exhaustive()
    }
}

/// A worker that cannot even load reports a plain event; one that runs, an error with its place.
fn describe_error(event: &Event) -> String {
    match event.dyn_ref::<ErrorEvent>() {
        // `static/boot.js` says by itself that the worker's module did not load: that has no place.
        Some(error) if error.filename().is_empty() && !error.message().is_empty() => error.message(),
        Some(error) if !error.message().is_empty() => {
            format!("{} ({}:{})", error.message(), error.filename(), error.lineno())
        }
        _ => "the worker could not be loaded".to_owned(),
    }
}

/// An exception in words.
fn words(error: &JsValue) -> String {
    match error.dyn_ref::<js_sys::Error>() {
        Some(error) => String::from(error.message()),
        None => error.as_string().unwrap_or_default(),
    }
}
