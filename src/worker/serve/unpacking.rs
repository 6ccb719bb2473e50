//! Reads files and unpacks them, for a worker that decodes them meanwhile.
//!
//! ```text
//!  reader ── Wish + File ─────────► unpacking: slices ─► open::Unpacker ─► Outbox
//!         ◄─ Unpacked + buffer ────                                          │
//!         ── the buffer, emptied ──────────────────────────────────────────► ┘
//! ```
//!
//! Files are unpacked in the order in which they come, so that the next is begun while the other worker completes one. There
//! are only so many buffers: who decodes sets the pace.

use std::collections::VecDeque;
use std::rc::Rc;

use js_sys::{ArrayBuffer, Uint8Array};
use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{File, MessagePort};

use super::mailbox::Mailbox;
use super::message::unpacked;
use super::outbox::Outbox;
use super::slices::{read_slice, unreadable};
use crate::open::Unpacker;
use crate::worker::protocol::{FileId, Problem, Timings};

/// How many bytes are read first: what comes soon is decoded soon.
const FIRST_SLICE: f64 = (1 << 18) as f64;

/// How many bytes are read at a time after that.
const SLICE: f64 = (1 << 20) as f64;

/// How many bytes are inflated before it is looked whether too much is under way. Gzip makes a thousand times as many of them at
/// most, and zstd, of the worst that can be made up, 32 thousand times.
const PIECE: usize = 1 << 12;

/// What is asked of an unpacker. It is handed emptied buffers besides.
#[derive(Debug, Serialize, Deserialize)]
pub(super) enum Wish {
    /// To unpack the file that lies beside this.
    Unpack(FileId),
    /// To do nothing more for a file.
    GiveUp(FileId),
}

/// What an unpacker says of a file.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Unpacked {
    pub(super) file: FileId,
    pub(super) news: News,
    /// How many bytes of the file are behind.
    pub(super) read: u64,
    /// What reading and inflating took since it spoke last.
    pub(super) times: Timings,
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) enum News {
    /// [`Part::Begins`](crate::open::Part::Begins).
    Begins { is_archive: bool },
    /// [`Part::Bytes`](crate::open::Part::Bytes): so many, in the buffer that lies beside it.
    Bytes { length: u32 },
    /// The file cannot be read or inflated. The problem does not have its name.
    Failed(Problem),
    /// That was all.
    Ended,
}

/// Does what is wished through a port, until the worker ends.
pub(super) fn serve(port: MessagePort) {
    let mailbox = Rc::new(Mailbox::answering(port));
    let outbox = Outbox::new(Rc::clone(&mailbox), super::clock());
    let mut unpacking = Unpacking { mailbox, outbox, waiting: VecDeque::new() };
    spawn_local(async move {
        loop {
            unpacking.work().await;
        }
    });
}

struct Unpacking {
    mailbox: Rc<Mailbox>,
    outbox: Outbox,
    waiting: VecDeque<(FileId, File)>,
}

/// Nobody wants the file any more.
struct GivenUp;

impl Unpacking {
    /// Unpacks a file, or waits for one.
    async fn work(&mut self) {
        let Some((id, file)) = self.waiting.pop_front() else { return self.listen().await };
        self.outbox.begin(id);
        if let Ok(result) = self.unpack(&file).await {
            self.outbox.end(result);
        }
    }

    async fn unpack(&mut self, file: &File) -> Result<Result<(), Problem>, GivenUp> {
        let mut unpacker = Unpacker::default();
        let (mut at, mut next) = (0.0, FIRST_SLICE);
        let mut slice = read_slice(file, at, next);
        while at < file.size() {
            let start = self.outbox.now();
            let bytes = match slice {
                Ok(promise) => JsFuture::from(promise).await,
                Err(error) => Err(error),
            };
            self.outbox.waited(self.outbox.now() - start);
            while let Some(message) = self.mailbox.poll() {
                self.receive(&message);
            }
            let bytes = match bytes {
                Ok(buffer) => Uint8Array::new(&buffer).to_vec(),
                Err(error) => return Ok(Err(unreadable(at, &error))),
            };
            // The browser fetches the next slice while this one is inflated.
            (at, next) = (next, next + SLICE);
            slice = read_slice(file, at, next);
            for piece in bytes.chunks(PIECE) {
                while self.outbox.is_full() && self.outbox.is_wanted() {
                    self.listen().await;
                }
                if !self.outbox.is_wanted() {
                    return Err(GivenUp);
                }
                if let Err(problem) = self.outbox.fill(piece.len(), |take| unpacker.push(piece, take)) {
                    return Ok(Err(problem));
                }
            }
            self.outbox.hand_on();
        }
        Ok(self.outbox.fill(0, |take| unpacker.finish(take)))
    }

    /// Waits for a message.
    async fn listen(&mut self) {
        let message = self.mailbox.next().await;
        self.receive(&message);
    }

    fn receive(&mut self, message: &JsValue) {
        if let Some(buffer) = message.dyn_ref::<ArrayBuffer>() {
            return self.outbox.take_back(buffer.clone());
        }
        match unpacked(message) {
            Some((Wish::Unpack(id), Some(file))) => self.waiting.push_back((id, file)),
            Some((Wish::GiveUp(id), _)) => {
                self.waiting.retain(|(other, _)| *other != id);
                self.outbox.give_up(id);
            }
            _ => {}
        }
    }
}
