//! Reads files, one after another, a slice at a time.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use js_sys::{ArrayBuffer, Promise, Uint8Array};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{DomException, File};

use super::{Server, post, post_all};
use crate::worker::protocol::{FileId, Problem, Reply, RequestId, Stage};

/// How many bytes are read at a time.
const SLICE: f64 = (1 << 20) as f64;

/// How many bytes are decoded at a time. That is the longest that a request waits beyond a turn: inflating makes some ten
/// times as much of them, and never more than a thousand times.
const PIECE: usize = 1 << 14;

/// How long a turn is, in milliseconds.
const TURN: f64 = 25.0;

/// Reading that takes this long is told of, in milliseconds: what takes less would only flicker.
const QUIET: f64 = 150.0;

/// The least number of milliseconds between two messages of progress.
const PROGRESS_INTERVAL: f64 = 50.0;

/// A file that is to be read.
#[derive(Debug)]
pub(super) struct Waiting {
    /// The request that opens it.
    pub(super) id: RequestId,
    pub(super) file: FileId,
    pub(super) name: String,
    pub(super) size: u64,
    pub(super) bytes: File,
}

/// The files that wait to be read.
#[derive(Debug, Default)]
pub(super) struct Reader {
    waiting: RefCell<VecDeque<Waiting>>,
    is_running: Cell<bool>,
    /// When it began to read after a rest.
    since: Cell<f64>,
}

impl Reader {
    /// Reads a file when all before it are read.
    pub(super) fn open(server: &Rc<Server>, file: Waiting) {
        server.reader.waiting.borrow_mut().push_back(file);
        if server.reader.is_running.replace(true) {
            return;
        }
        server.reader.since.set(super::clock()());
        let server = Rc::clone(server);
        spawn_local(async move {
            loop {
                let next = server.reader.waiting.borrow_mut().pop_front();
                let Some(file) = next else { break };
                read_file(&server, file).await;
            }
            server.reader.is_running.set(false);
        });
    }

    /// Takes a file out that is not being read yet; returns the request that would have opened it.
    pub(super) fn give_up(&self, file: FileId) -> Option<RequestId> {
        let mut waiting = self.waiting.borrow_mut();
        let row = waiting.iter().position(|other| other.file == file)?;
        waiting.remove(row).map(|waiting| waiting.id)
    }
}

/// Hands a file to the session slice by slice. Between two slices the worker answers what it is asked, and
/// whenever that ended the file, there is nothing left to do.
async fn read_file(server: &Server, Waiting { id, file, name, size, bytes }: Waiting) {
    let clock = super::clock();
    let is_wanted = || server.session.borrow().is_reading(file);
    server.session.borrow_mut().open(file, &name, size);
    let mut progress = Progress { id, file, next: server.reader.since.get() + QUIET };
    progress.show(Stage::Reading, 0, clock());
    let end = bytes.size();
    let mut at = 0.0;
    let mut slice = read_slice(&bytes, at);
    while at < end {
        let start = clock();
        let chunk = match slice {
            Ok(promise) => JsFuture::from(promise).await,
            Err(error) => Err(error),
        };
        if !is_wanted() {
            return;
        }
        server.session.borrow_mut().waited(file, clock() - start);
        let chunk = match chunk {
            Ok(buffer) => Uint8Array::new(&buffer.unchecked_into::<ArrayBuffer>()).to_vec(),
            Err(error) => {
                let replies = server.session.borrow_mut().fail(file, unreadable(&name, at, &error));
                return post_all(id, &replies);
            }
        };
        // The browser fetches the next slice while this one is decoded.
        slice = read_slice(&bytes, at + SLICE);
        let next = at + SLICE;
        let mut turn = clock();
        for piece in chunk.chunks(PIECE) {
            let replies = server.session.borrow_mut().feed(file, piece);
            post_all(id, &replies);
            at += piece.len() as f64;
            if clock() - turn >= TURN {
                progress.show(Stage::Reading, at as u64, clock());
                server.breathe().await;
                turn = clock();
            }
            if !is_wanted() {
                return;
            }
        }
        at = next;
        progress.show(Stage::Reading, at.min(end) as u64, clock());
    }
    while is_wanted() {
        progress.show(Stage::Checking, size, clock());
        server.breathe().await;
        let replies = server.session.borrow_mut().finish(file);
        post_all(id, &replies);
    }
}

fn read_slice(file: &File, at: f64) -> Result<Promise, JsValue> {
    Ok(file.slice_with_f64_and_f64(at, (at + SLICE).min(file.size()))?.array_buffer())
}

/// Tells how far reading is, but not too often.
struct Progress {
    id: RequestId,
    file: FileId,
    /// When it may be told next.
    next: f64,
}

impl Progress {
    fn show(&mut self, stage: Stage, read: u64, now: f64) {
        if now >= self.next {
            self.next = now + PROGRESS_INTERVAL;
            post(Some(self.id), &Reply::Progress { file: self.file, stage, read });
        }
    }
}

/// What the browser's refusal to read a file means.
fn unreadable(name: &str, at: f64, error: &JsValue) -> Problem {
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
    Problem { name: name.to_owned(), what, advice: advice.to_owned() }
}
