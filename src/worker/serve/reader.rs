//! Has files unpacked and decodes them, one after another.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen_futures::spawn_local;
use web_sys::{File, MessagePort};

use super::mailbox::Mailbox;
use super::message::{packed, unpacked};
use super::unpacking::{News, Unpacked, Wish};
use super::{Server, post, post_all};
use crate::open::Part;
use crate::worker::protocol::{FileId, Problem, Reply, RequestId, Stage};

/// How many bytes are decoded at a time. That is the longest that a request waits beyond a turn.
const PIECE: usize = 1 << 17;

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
}

/// The files that wait to be read.
#[derive(Debug)]
pub(super) struct Reader {
    /// The way to the unpacker and back.
    mailbox: Mailbox,
    waiting: RefCell<VecDeque<Waiting>>,
    is_running: Cell<bool>,
    /// When it began to read after a rest.
    since: Cell<f64>,
}

impl Reader {
    /// A reader of what is unpacked at the other end of a channel.
    pub(super) fn new(port: MessagePort) -> Self {
        let (waiting, is_running, since) = Default::default();
        Self { mailbox: Mailbox::asking(port), waiting, is_running, since }
    }

    /// Reads a file when all before it are read.
    pub(super) fn open(server: &Rc<Server>, file: Waiting, bytes: &File) {
        server.reader.wish(&Wish::Unpack(file.file), Some(bytes));
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
        self.wish(&Wish::GiveUp(file), None);
        waiting.remove(row).map(|waiting| waiting.id)
    }

    fn wish(&self, wish: &Wish, file: Option<&File>) {
        self.mailbox.post(&packed(wish, file.map(AsRef::as_ref)), None);
    }

    /// What the unpacker says next of a file, and the bytes that came with it; their buffer goes back before they are decoded.
    /// What was under way of another file, which is not wanted any more, is left out.
    async fn next(&self, file: FileId, bytes: &mut Vec<u8>) -> Unpacked {
        loop {
            let message = self.mailbox.next().await;
            let Some((unpacked, buffer)) = unpacked::<Unpacked, ArrayBuffer>(&message) else { continue };
            bytes.clear();
            if let (News::Bytes { length }, Some(buffer)) = (&unpacked.news, buffer) {
                if unpacked.file == file {
                    bytes.resize(*length as usize, 0);
                    Uint8Array::new_with_byte_offset_and_length(&buffer, 0, *length).copy_to(bytes);
                }
                self.mailbox.post(&buffer, Some(&buffer));
            }
            if unpacked.file == file {
                return unpacked;
            }
        }
    }
}

/// Hands a file to the session as it comes from the unpacker. Between two turns the worker answers what it is asked, and
/// whenever that ended the file, there is nothing left to do.
async fn read_file(server: &Server, Waiting { id, file, name, size }: Waiting) {
    let clock = super::clock();
    let reader = &server.reader;
    let is_wanted = || server.session.borrow().is_reading(file);
    server.session.borrow_mut().open(file, &name, size);
    let mut progress = Progress { id, file, next: reader.since.get() + QUIET };
    progress.show(Stage::Reading, 0, clock());
    let mut turn = clock();
    let mut bytes = Vec::new();
    while is_wanted() {
        let Unpacked { news, read, times, .. } = reader.next(file, &mut bytes).await;
        server.session.borrow_mut().spent(file, times);
        let replies = match news {
            News::Begins { is_archive } => {
                server.session.borrow_mut().feed_unpacked(file, Part::Begins { is_archive })
            }
            News::Bytes { .. } => Vec::new(),
            News::Failed(problem) => {
                server.session.borrow_mut().fail(file, Problem { name: name.clone(), ..problem })
            }
            News::Ended => break,
        };
        post_all(id, &replies);
        for piece in bytes.chunks(PIECE) {
            let replies = server.session.borrow_mut().feed_unpacked(file, Part::Bytes(piece));
            post_all(id, &replies);
            if clock() - turn >= TURN {
                progress.show(Stage::Reading, read, clock());
                server.breathe().await;
                turn = clock();
            }
        }
        progress.show(Stage::Reading, read, clock());
    }
    // It has come to its end, or nobody wants to know how it goes on.
    reader.wish(&Wish::GiveUp(file), None);
    while is_wanted() {
        progress.show(Stage::Checking, size, clock());
        if clock() - turn >= TURN {
            server.breathe().await;
            turn = clock();
        }
        let replies = server.session.borrow_mut().finish(file);
        post_all(id, &replies);
    }
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
