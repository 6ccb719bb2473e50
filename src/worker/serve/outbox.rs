//! The buffers in which unpacked bytes go to the worker that decodes them, and come back empty.

use std::rc::Rc;

use js_sys::{ArrayBuffer, Uint8Array};
use wasm_bindgen::prelude::*;

use super::mailbox::Mailbox;
use super::message::packed;
use super::unpacking::{News, Unpacked};
use crate::open::Part;
use crate::pprof::DecodeError;
use crate::worker::protocol::{FileId, Problem, Timings};

/// The size of a buffer, in bytes. All of them together fit into a cache of a core's own.
const BUFFER: u32 = 1 << 18;

/// How many buffers may be under way before one waits for them.
const BUFFERS: usize = 6;

/// What is under way to the worker that decodes.
pub(super) struct Outbox {
    mailbox: Rc<Mailbox>,
    clock: Box<dyn Fn() -> f64>,
    /// The file that is unpacked, unless nobody wants it any more.
    file: Option<FileId>,
    /// How many bytes of it are behind.
    read: u64,
    /// What was not told yet of what that took.
    times: Timings,
    /// The buffer that is being filled, and how many bytes are in it.
    filling: Option<(Uint8Array, u32)>,
    /// Buffers that came back. Used again they are in the cache, and no memory is asked for.
    empty: Vec<ArrayBuffer>,
    /// How many others there are.
    under_way: usize,
}

impl Outbox {
    pub(super) fn new(mailbox: Rc<Mailbox>, clock: impl Fn() -> f64 + 'static) -> Self {
        Self {
            mailbox,
            clock: Box::new(clock),
            file: None,
            read: 0,
            times: Timings::default(),
            filling: None,
            empty: Vec::new(),
            under_way: 0,
        }
    }

    pub(super) fn begin(&mut self, file: FileId) {
        self.file = Some(file);
        self.read = 0;
        self.times = Timings::default();
    }

    /// Forgets the file at hand, if it is this one.
    pub(super) fn give_up(&mut self, file: FileId) {
        if self.file.take_if(|other| *other == file).is_some()
            && let Some((buffer, _)) = self.filling.take()
        {
            self.empty.push(buffer.buffer().unchecked_into());
        }
    }

    /// Whether the file at hand is wanted.
    pub(super) fn is_wanted(&self) -> bool {
        self.file.is_some()
    }

    /// Whether one is to wait for emptied buffers.
    pub(super) fn is_full(&self) -> bool {
        self.under_way >= BUFFERS
    }

    /// Takes an emptied buffer back.
    pub(super) fn take_back(&mut self, buffer: ArrayBuffer) {
        self.under_way = self.under_way.saturating_sub(1);
        // There may be more, where a small piece inflated to much.
        if self.empty.len() < BUFFERS {
            self.empty.push(buffer);
        }
    }

    pub(super) fn now(&self) -> f64 {
        (self.clock)()
    }

    /// Adds to the time that was spent waiting for the file's bytes.
    pub(super) fn waited(&mut self, milliseconds: f64) {
        self.times.read += milliseconds;
    }

    /// Takes what comes of so many bytes of the file, and sends what is full.
    pub(super) fn fill(
        &mut self,
        read: usize,
        unpack: impl FnOnce(&mut dyn FnMut(Part<'_>)) -> Result<(), DecodeError>,
    ) -> Result<(), Problem> {
        self.read += read as u64;
        let start = self.now();
        let mut taking = 0.0;
        let result = unpack(&mut |part| {
            let start = self.now();
            self.take(part);
            taking += self.now() - start;
        });
        self.times.inflate += self.now() - start - taking;
        result.map_err(|error| Problem::of_file("", &error))
    }

    fn take(&mut self, part: Part<'_>) {
        let mut rest = match part {
            Part::Begins { is_archive } => return self.say(News::Begins { is_archive }, None),
            Part::Bytes(bytes) => bytes,
        };
        while !rest.is_empty() {
            let (buffer, filled) = self.filling.take().unwrap_or_else(|| {
                let buffer = self.empty.pop().unwrap_or_else(|| ArrayBuffer::new(BUFFER));
                (Uint8Array::new(&buffer), 0)
            });
            let room = (BUFFER - filled) as usize;
            let (fitting, behind) = rest.split_at_checked(room).unwrap_or((rest, &[]));
            // No more than the room in a buffer.
            let end = filled + fitting.len() as u32;
            buffer.subarray(filled, end).copy_from(fitting);
            self.filling = Some((buffer, end));
            if end == BUFFER {
                self.hand_on();
            }
            rest = behind;
        }
    }

    /// Sends the bytes so far.
    pub(super) fn hand_on(&mut self) {
        if let Some((buffer, length)) = self.filling.take() {
            self.under_way += 1;
            self.say(News::Bytes { length }, Some(&buffer.buffer()));
        }
    }

    /// How it went: after that the file is no more at hand.
    pub(super) fn end(&mut self, result: Result<(), Problem>) {
        self.hand_on();
        self.say(result.map_or_else(News::Failed, |()| News::Ended), None);
        self.file = None;
    }

    fn say(&mut self, news: News, beside: Option<&JsValue>) {
        let Some(file) = self.file else { return };
        let times = std::mem::take(&mut self.times);
        let message = packed(&Unpacked { file, news, read: self.read, times }, beside);
        self.mailbox.post(&message, beside);
    }
}
