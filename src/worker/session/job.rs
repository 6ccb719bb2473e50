//! Work that takes long, done a slice of time at a time.

use std::cell::Cell;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use super::clock::Clock;
use crate::analysis::{Pace, Stage, Work};

/// How long a slice is, in milliseconds. A question about what is shown waits for one, and for the piece that is at
/// hand when it ends.
const SLICE: f64 = 10.0;

/// Work that takes this long is told of: what takes less would only flicker.
const QUIET: f64 = 150.0;

/// The least number of milliseconds between two messages of progress.
const INTERVAL: f64 = 50.0;

/// Work that owns all that it needs, so that the session goes on meanwhile. Dropping it gives it up.
pub(super) struct Job<T> {
    work: Work<'static, T>,
    pace: Pace,
    clock: Clock,
    /// When the slice at hand is over.
    end: Rc<Cell<f64>>,
    /// When its progress may be told next.
    tell_at: f64,
}

impl<T> Job<T> {
    /// A job that does what `work` makes of its pace. Nothing is done before the first slice.
    pub(super) fn new(clock: &Clock, work: impl FnOnce(Pace) -> Work<'static, T>) -> Self {
        let end = Rc::new(Cell::new(f64::INFINITY));
        let pace = {
            let (clock, end) = (clock.clone(), Rc::clone(&end));
            Pace::new(move || clock.now() >= end.get())
        };
        Self { work: work(pace.clone()), pace, clock: clock.clone(), end, tell_at: clock.now() + QUIET }
    }

    /// Works for a slice of time; gives what came of it when it is done. It must not be asked again then.
    pub(super) fn work(&mut self) -> Option<T> {
        self.end.set(self.clock.now() + SLICE);
        match self.work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(done) => Some(done),
            Poll::Pending => None,
        }
    }

    /// What it is busy with and how far that is, where it takes so long that this is worth telling, now and then.
    pub(super) fn progress(&mut self) -> Option<(Stage, Option<f32>)> {
        let now = self.clock.now();
        if now < self.tell_at {
            return None;
        }
        self.tell_at = now + INTERVAL;
        Some(self.pace.progress())
    }
}
