//! How long work lets others in.

use std::cell::Cell;
use std::fmt;
use std::future::Future;
use std::ops::Range;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use serde::{Deserialize, Serialize};

/// What long work is busy with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// A file is read, inflated and decoded, a slice at a time.
    Reading,
    /// Its tables are completed and checked.
    Checking,
    /// Samples and frames are left out.
    Filtering,
    /// Frames are told apart, and stacks become a tree of them.
    Tree,
    /// Values are summed up, and boxes get their places.
    Layout,
}

/// What long work asks between two of its pieces: whether it is to let others in, and where it tells how far it is.
///
/// A long analysis is an `async fn`, in its outer loop only: that hands its items to a plain function
/// in pieces, and pauses behind each ([`Pace::each`]). (A browser also replaces a function by its faster version only when it is called
/// again.) Whoever drives it polls it for a slice of time, then looks after others, and polls again.
///
/// ```text
///  piece ─► pause ─► piece ─► pause ─► … ─► result
///            └ is the slice over? then Pending, once
/// ```
///
/// Its clones are the same pace.
#[derive(Clone)]
pub struct Pace(Option<Rc<Inner>>);

struct Inner {
    is_due: Box<dyn Fn() -> bool>,
    stage: Cell<Stage>,
    share: Cell<Option<f32>>,
}

impl Pace {
    /// Never pauses: for whoever has nothing else to do meanwhile.
    pub fn unhurried() -> Self {
        Self(None)
    }

    /// Pauses wherever `is_due` says that a slice of time is over. Whoever polls again begins another slice first.
    pub fn new(is_due: impl Fn() -> bool + 'static) -> Self {
        let (stage, share) = (Cell::new(Stage::Checking), Cell::new(None));
        Self(Some(Rc::new(Inner { is_due: Box::new(is_due), stage, share })))
    }

    /// Lets others in when the slice of time is over: then it is pending exactly once, else ready at once.
    #[inline(never)]
    pub fn pause(&self) -> Pause {
        Pause(self.0.as_ref().is_some_and(|inner| (inner.is_due)()))
    }

    /// Does `work` to `count` items: to some of them at a time, with a pause behind each piece.
    pub async fn each(&self, count: usize, work: &mut dyn FnMut(Range<usize>)) {
        let mut next = 0;
        let mut piece = || {
            let piece = next..count.min(next + PIECE);
            next = piece.end;
            work(piece);
            next < count
        };
        if count > 0 {
            self.repeat(&mut piece).await;
        }
    }

    /// Does `piece` again and again, with a pause behind each, until it says that nothing is left.
    pub fn repeat<'a>(&'a self, piece: &'a mut dyn FnMut() -> bool) -> Repeated<'a> {
        Repeated { pace: self, piece, has_more: true }
    }

    /// Tells how far a stage is: `done` of `all` equal parts.
    pub fn tell(&self, done: usize, all: usize) {
        if let Some(inner) = &self.0 {
            inner.share.set((all > 0).then(|| done as f32 / all as f32));
        }
    }

    /// Begins a stage, of which nobody knows yet how far it is.
    pub fn begin(&self, stage: Stage) -> Pause {
        if let Some(inner) = &self.0 {
            inner.stage.set(stage);
            inner.share.set(None);
        }
        self.pause()
    }

    /// The stage, and the share of it that is done, from 0 to 1, where that is known.
    pub fn progress(&self) -> (Stage, Option<f32>) {
        self.0.as_ref().map_or((Stage::Checking, None), |inner| (inner.stage.get(), inner.share.get()))
    }
}

impl fmt::Debug for Pace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pace").field(&self.0.as_ref().map(|_| self.progress())).finish()
    }
}

/// A pause, to be awaited.
#[derive(Debug)]
#[must_use = "nobody is let in before it is awaited"]
pub struct Pause(bool);

impl Future for Pause {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if std::mem::take(&mut self.0) { Poll::Pending } else { Poll::Ready(()) }
    }
}

/// Work in pieces, to be awaited. It is one type for all loops, which keeps the program small.
pub struct Repeated<'a> {
    pace: &'a Pace,
    piece: &'a mut dyn FnMut() -> bool,
    has_more: bool,
}

impl Future for Repeated<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        while self.has_more {
            self.has_more = (self.piece)();
            if self.pace.pause().0 {
                return Poll::Pending;
            }
        }
        Poll::Ready(())
    }
}

impl fmt::Debug for Repeated<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Repeated").finish_non_exhaustive()
    }
}

/// Long work that was begun. It is boxed so that there is one copy of it in the program, whoever awaits it.
pub type Work<'a, T> = Pin<Box<dyn Future<Output = T> + 'a>>;

/// How many items a piece has: a few milliseconds of the slowest work that is done to one.
const PIECE: usize = 1 << 13;

/// Does `work` to `count` items, some of them at a time, without a pause: a browser replaces a function by its faster version only when
/// it is called again.
#[inline(never)]
pub fn in_pieces(count: usize, work: &mut dyn FnMut(Range<usize>)) {
    for start in (0..count).step_by(PIECE) {
        work(start..count.min(start + PIECE));
    }
}

/// What work gives that never has to wait: whose pace is [`Pace::unhurried`].
///
/// # Panics
/// When it waits all the same: a fault of the caller.
pub fn run_unhurried<T>(mut work: Work<'_, T>) -> T {
    match work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => done,
        Poll::Pending => unreachable!("work without a pace never waits"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Polls to the end, and gives how often that was.
    fn polls<T>(mut work: Work<'_, T>) -> (usize, T) {
        let mut count = 1;
        loop {
            if let Poll::Ready(done) = work.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
                return (count, done);
            }
            count += 1;
        }
    }

    /// A pace that is due at every `period`-th question, and how often it was asked.
    fn pace(period: usize) -> (Pace, Rc<Cell<usize>>) {
        let asked = Rc::new(Cell::new(0_usize));
        let counter = Rc::clone(&asked);
        let is_due = move || {
            counter.set(counter.get() + 1);
            counter.get().is_multiple_of(period)
        };
        (Pace::new(is_due), asked)
    }

    #[test]
    fn it_pauses_exactly_when_it_is_due() {
        for period in 1..5 {
            let (pace, asked) = pace(period);
            let (polls, ()) = polls(Box::pin(async {
                for _ in 0..12 {
                    pace.pause().await;
                }
            }));
            assert_eq!((polls, asked.get()), (1 + 12 / period, 12));
        }
    }

    #[test]
    fn pieces_are_all_items_in_order() {
        for count in [0, 1, PIECE - 1, PIECE, PIECE + 1, 5 * PIECE + 7] {
            for period in [1, 2, usize::MAX] {
                let (pace, asked) = pace(period);
                let mut seen = Vec::new();
                let mut largest = 0;
                let mut see = |piece: Range<usize>| {
                    largest = largest.max(piece.len());
                    seen.extend(piece);
                };
                let pieces = count.div_ceil(PIECE);
                let (polls, ()) = polls(Box::pin(pace.each(count, &mut see)));
                assert_eq!((polls, asked.get()), (1 + pieces / period, pieces));
                assert!(seen.into_iter().eq(0..count) && largest <= PIECE);
            }
        }
    }

    #[test]
    fn a_stage_begins_without_a_share() {
        let (pace, _) = pace(usize::MAX);
        run_unhurried(Box::pin(async {
            pace.begin(Stage::Tree).await;
            pace.tell(1, 4);
        }));
        assert_eq!(pace.clone().progress(), (Stage::Tree, Some(0.25)));
        run_unhurried(Box::pin(pace.begin(Stage::Layout)));
        assert_eq!(pace.progress(), (Stage::Layout, None));
        pace.tell(0, 0);
        assert_eq!(pace.progress(), (Stage::Layout, None));
    }

    #[test]
    #[should_panic = "never waits"]
    fn unhurried_work_must_not_wait() {
        run_unhurried(Box::pin(Pace::new(|| true).pause()));
    }
}
