//! The worker's side of the wire: messages in, messages out.
//!
//! ```text
//!  message ──► Queue ──► turn ──► Session ──► message
//!         └──► reader ──► slices of a File ──┘
//! ```
//!
//! A message is only put into the queue when it comes. What it asks is done in a *turn*, an event that the worker
//! sends to itself and that stands behind all messages that have come by then, so that the queue sees what is
//! pointless by now before anything is done. What takes long is done in many turns, one slice of time in each, and a file
//! is read beside that in the same way.

mod message;
mod reader;

use std::cell::{Cell, RefCell};
use std::panic::PanicHookInfo;
use std::rc::Rc;

use js_sys::{Function, Promise};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::JsFuture;
use web_sys::{DedicatedWorkerGlobalScope, File, MessageChannel, MessageEvent};

use super::protocol::{Answer, Envelope, FileId, Problem, Reply, Request, RequestId, Timings};
use super::queue::Queue;
use super::rehearsal::Rehearsal;
use super::session::Session;
use message::{post, read};
use reader::Reader;

thread_local! {
    /// A panic leaves the memory as it happened to be: nothing in it is to be trusted, or answered from.
    static IS_POISONED: Cell<bool> = const { Cell::new(false) };
}

/// Becomes the worker: listens until the page ends it.
pub fn run() {
    std::panic::set_hook(Box::new(report_panic));
    let Some(scope) = scope() else { return };
    let Ok(channel) = MessageChannel::new() else {
        post(None, &Reply::Fatal { message: "the browser refuses the worker a MessageChannel".to_owned() });
        return;
    };
    let server = Rc::new(Server {
        session: RefCell::new(Session::new(clock())),
        queue: RefCell::default(),
        files: RefCell::default(),
        reader: Reader::default(),
        breath: RefCell::default(),
        has_breathed: Cell::default(),
        is_turn_due: Cell::default(),
        rehearsal: RefCell::default(),
        channel,
    });

    let on_turn = {
        let server = Rc::clone(&server);
        Closure::<dyn FnMut(MessageEvent)>::new(move |_| {
            if !IS_POISONED.get() {
                Server::take_turn(&server);
            }
        })
    };
    server.channel.port1().set_onmessage(Some(on_turn.as_ref().unchecked_ref()));
    let on_message = {
        let server = Rc::clone(&server);
        Closure::<dyn FnMut(MessageEvent)>::new(move |event: MessageEvent| {
            if !IS_POISONED.get() {
                server.receive(&event);
            }
        })
    };
    scope.set_onmessage(Some(on_message.as_ref().unchecked_ref()));
    server.ask_for_turn();
    // They live as long as the worker.
    on_turn.forget();
    on_message.forget();
    post(None, &Reply::Ready);
}

/// What the worker is made of. Nothing of it is borrowed across an `await`.
#[derive(Debug)]
struct Server {
    session: RefCell<Session>,
    queue: RefCell<Queue>,
    /// The files whose [`Request::Open`] waits.
    files: RefCell<Vec<(FileId, File)>>,
    reader: Reader,
    /// What goes on when the reader's turn comes.
    breath: RefCell<Option<Function>>,
    /// The last turn without a request was the reader's.
    has_breathed: Cell<bool>,
    /// A turn is on its way.
    is_turn_due: Cell<bool>,
    /// What the worker does while it waits for its first real request.
    rehearsal: RefCell<Option<Rehearsal>>,
    /// Where the worker sends its turns to itself.
    channel: MessageChannel,
}

impl Server {
    fn receive(&self, event: &MessageEvent) {
        let (envelope, file) = match read(&event.data()) {
            Ok(message) => message,
            Err(message) => return post(None, &Reply::Fatal { message }),
        };
        if let (Request::Open { file: id, .. }, Some(file)) = (&envelope.request, file) {
            self.files.borrow_mut().push((*id, file));
        }
        let dropped = self.queue.borrow_mut().push(envelope);
        for id in dropped.stale {
            post(Some(id), &Reply::Stale);
        }
        if let Some((id, file)) = dropped.unopened {
            self.take_file(file);
            post_cancelled(id, file);
        }
        self.ask_for_turn();
    }

    /// Whether nobody has asked for anything yet, and there is time left.
    fn is_rehearsing(&self) -> bool {
        self.rehearsal.borrow().as_ref().is_some_and(Rehearsal::goes_on)
    }

    fn take_file(&self, id: FileId) -> Option<File> {
        let mut files = self.files.borrow_mut();
        let row = files.iter().position(|(other, _)| *other == id)?;
        Some(files.swap_remove(row).1)
    }

    fn ask_for_turn(&self) {
        if self.is_turn_due.replace(true) {
            return;
        }
        if self.channel.port2().post_message(&JsValue::NULL).is_err() {
            post(None, &Reply::Fatal { message: "the worker cannot send messages to itself".to_owned() });
        }
    }

    /// Gives the reader's turn to whoever reads: returns when all messages that have come by now are dealt with.
    async fn breathe(&self) {
        let promise = Promise::new(&mut |resolve, _| {
            self.breath.replace(Some(resolve));
        });
        self.ask_for_turn();
        // It is never rejected.
        let _ = JsFuture::from(promise).await;
    }

    /// Answers one request, or goes on for a slice with what takes long: what comes in meanwhile is looked at before the
    /// next.
    fn take_turn(server: &Rc<Self>) {
        server.is_turn_due.set(false);
        let envelope = server.queue.borrow_mut().pop();
        let is_working = server.session.borrow().is_working();
        if let Some(envelope) = envelope {
            // Whoever is about to choose a file leaves time to rehearse.
            if !matches!(envelope.request, Request::Expect) {
                server.rehearsal.take();
            }
            Self::take(server, envelope);
            // The reader and what takes long take turns.
        } else if let Some(breath) =
            server.breath.borrow_mut().take_if(|_| !is_working || !server.has_breathed.get())
        {
            server.has_breathed.set(true);
            // The promise's own function never throws.
            let _ = breath.call0(&JsValue::UNDEFINED);
        } else if is_working {
            server.has_breathed.set(false);
            let answers = server.session.borrow_mut().work();
            post_answers(&answers);
        } else if server.is_rehearsing()
            && let Some(rehearsal) = &*server.rehearsal.borrow()
        {
            rehearsal.run();
        }
        let is_idle = !server.is_rehearsing()
            && server.queue.borrow().is_empty()
            && server.breath.borrow().is_none()
            && !server.session.borrow().is_working();
        if !is_idle {
            server.ask_for_turn();
        }
    }

    fn take(server: &Rc<Self>, envelope: Envelope) {
        let id = envelope.id;
        match envelope.request {
            Request::Open { file, name, size } => match server.take_file(file) {
                Some(bytes) => Reader::open(server, reader::Waiting { id, file, name, size, bytes }),
                None => {
                    let what = "the page sent the file's name, but not the file".to_owned();
                    let advice = "Reload the page and open the file again.".to_owned();
                    post(Some(id), &Reply::OpenFailed { file, problem: Problem { name, what, advice } });
                    post_ended(id, file, false);
                }
            },
            Request::Cancel { file } => match server.reader.give_up(file) {
                Some(opened_by) => post_cancelled(opened_by, file),
                None => server.answer(id, &Request::Cancel { file }),
            },
            Request::Rehearse { profiles } => {
                let rehearsal = Rehearsal::new(profiles, server.session.borrow().clock());
                post(None, &Reply::Rehearsed { messages: rehearsal.messages() });
                server.rehearsal.replace(Some(rehearsal));
            }
            request => server.answer(id, &request),
        }
    }

    fn answer(&self, id: RequestId, request: &Request) {
        let answers = self.session.borrow_mut().begin(id, request);
        post_answers(&answers);
    }
}

fn post_answers(answers: &[Answer]) {
    for Answer { to, reply } in answers {
        post(*to, reply);
    }
}

fn post_all(id: RequestId, replies: &[Reply]) {
    for reply in replies {
        post(Some(id), reply);
    }
}

fn post_cancelled(id: RequestId, file: FileId) {
    post_ended(id, file, true);
}

fn post_ended(id: RequestId, file: FileId, cancelled: bool) {
    post(Some(id), &Reply::OpenEnded { file, cancelled, timings: Timings::default() });
}

fn scope() -> Option<DedicatedWorkerGlobalScope> {
    js_sys::global().dyn_into().ok()
}

/// The worker's clock in milliseconds.
fn clock() -> impl Fn() -> f64 + Clone + 'static {
    let performance = scope().and_then(|scope| scope.performance());
    move || performance.as_ref().map_or(0.0, web_sys::Performance::now)
}

fn report_panic(info: &PanicHookInfo<'_>) {
    console_error_panic_hook::hook(info);
    if IS_POISONED.replace(true) {
        return;
    }
    if let Some(scope) = scope() {
        scope.set_onmessage(None);
    }
    post(None, &Reply::Fatal { message: info.to_string() });
}
