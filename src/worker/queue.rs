//! The requests that wait while the worker is busy.

use std::collections::VecDeque;

use super::protocol::{Envelope, FileId, Purpose, Request, RequestId, Side};

/// The requests that wait, oldest first.
///
/// While a slice of a file is decoded or a large tree is built, a page that is panned or typed into asks much
/// more than anyone will look at. So a request that a later one of its kind makes pointless is dropped when the
/// later one comes, and its asker is told so. What opens, cancels or closes is never dropped, and
/// [`Request::Cancel`] and [`Request::CancelView`] go to the front: they are what the user waits for.
#[derive(Debug, Default)]
pub struct Queue {
    waiting: VecDeque<Envelope>,
}

/// What happened to the requests that waited when another came.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Dropped {
    /// They are pointless now, and are to be answered by [`Reply::Stale`](super::protocol::Reply::Stale).
    pub stale: Vec<RequestId>,
    /// They would have opened this file, which nobody wants any more.
    pub unopened: Option<(RequestId, FileId)>,
}

/// What a later request of the same kind makes pointless.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    View,
    Tile(Side),
    Hover,
    Top,
    Series,
    SeriesRow,
    Tags,
    Peek,
    Report,
    Search,
    Goroutines,
    Leaks,
}

impl Kind {
    pub(super) fn of(request: &Request) -> Option<Self> {
        match request {
            Request::View { .. } => Some(Self::View),
            Request::Tile { side, .. } => Some(Self::Tile(*side)),
            Request::Describe { purpose: Purpose::Hover, .. } => Some(Self::Hover),
            Request::Top { .. } => Some(Self::Top),
            Request::Series { .. } => Some(Self::Series),
            Request::SeriesRow { .. } => Some(Self::SeriesRow),
            Request::Search { .. } => Some(Self::Search),
            Request::Goroutines { .. } => Some(Self::Goroutines),
            Request::Leaks { .. } => Some(Self::Leaks),
            Request::Tags { .. } => Some(Self::Tags),
            Request::Peek { .. } => Some(Self::Peek),
            Request::Report { .. } => Some(Self::Report),
            // A selection, a zoom or a step is an act of the user, and the next step goes on from it.
            Request::Describe { .. } | Request::Walk { .. } | Request::Locate { .. } => None,
            Request::Open { .. }
            | Request::Rehearse { .. }
            | Request::Expect
            | Request::Cancel { .. }
            | Request::CancelView
            | Request::Prepare { .. }
            | Request::Combine { .. }
            | Request::Close { .. } => None,
        }
    }
}

impl Queue {
    /// Takes a request, and says which others it replaces.
    pub fn push(&mut self, envelope: Envelope) -> Dropped {
        let mut dropped = Dropped::default();
        if let Request::Cancel { file } = envelope.request {
            let opens =
                |request: &Request| matches!(request, Request::Open { file: other, .. } if *other == file);
            let open = self.waiting.iter().position(|waiting| opens(&waiting.request));
            match open.and_then(|row| self.waiting.remove(row)) {
                // It did not even begin, so that there is nothing left to cancel.
                Some(open) => dropped.unopened = Some((open.id, file)),
                None => self.waiting.push_front(envelope),
            }
            return dropped;
        }
        let cancels = envelope.request == Request::CancelView;
        if let Some(kind) = if cancels { Some(Kind::View) } else { Kind::of(&envelope.request) } {
            self.waiting.retain(|waiting| {
                let is_stale = Kind::of(&waiting.request) == Some(kind);
                if is_stale {
                    dropped.stale.push(waiting.id);
                }
                !is_stale
            });
        }
        if cancels {
            self.waiting.push_front(envelope);
        } else {
            self.waiting.push_back(envelope);
        }
        dropped
    }

    /// The request that is to be answered next.
    pub fn pop(&mut self) -> Option<Envelope> {
        self.waiting.pop_front()
    }

    /// Whether nothing waits.
    pub fn is_empty(&self) -> bool {
        self.waiting.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::worker::protocol::{Kept, ProfileId, ViewId, ViewSpec};

    fn describe(node: u32, purpose: Purpose) -> Request {
        Request::Describe { view: ViewId(1), node, purpose }
    }

    fn search(text: &str) -> Request {
        Request::Search { text: text.to_owned() }
    }

    fn open(file: u32) -> Request {
        Request::Open { file: FileId(file), name: String::new(), size: 0 }
    }

    /// Pushes the requests, numbered from 0, and returns what was dropped and the numbers of what is left.
    fn run(requests: Vec<Request>) -> (Vec<u32>, Vec<u32>) {
        let mut queue = Queue::default();
        let mut stale = Vec::new();
        for (id, request) in requests.into_iter().enumerate() {
            let envelope = Envelope { id: RequestId(id as u32), request };
            stale.extend(queue.push(envelope).stale.iter().map(|id| id.0));
        }
        (stale, std::iter::from_fn(|| queue.pop()).map(|envelope| envelope.id.0).collect())
    }

    #[test]
    fn a_later_question_of_a_kind_replaces_the_earlier() {
        let (stale, left) = run(vec![
            search("a"),
            describe(1, Purpose::Hover),
            search("ab"),
            describe(2, Purpose::Hover),
            search("abc"),
        ]);
        assert_eq!(stale, [0, 1, 2]);
        assert_eq!(left, [3, 4]);
    }

    #[test]
    fn acts_of_the_user_are_never_dropped() {
        let close = |id| Request::Close { profile: ProfileId(id) };
        let (stale, left) = run(vec![
            open(1),
            open(2),
            close(1),
            close(1),
            describe(1, Purpose::Select),
            describe(1, Purpose::Zoom),
            describe(2, Purpose::Select),
        ]);
        assert_eq!(stale, []);
        assert_eq!(left, [0, 1, 2, 3, 4, 5, 6]);
    }

    #[test]
    fn cancelling_overtakes() {
        let (_, left) = run(vec![search("a"), open(2), Request::Cancel { file: FileId(1) }]);
        assert_eq!(left, [2, 0, 1]);
    }

    #[test]
    fn cancelling_a_view_overtakes_and_takes_along_what_waits() {
        let spec = ViewSpec::of(ProfileId(1));
        let view = Request::View { spec, shown: None, keep: Kept::default(), tiles: Vec::new() };
        let (stale, left) = run(vec![search("a"), view.clone(), Request::CancelView, view]);
        assert_eq!(stale, [1]);
        assert_eq!(left, [2, 0, 3]);
    }

    #[test]
    fn cancelling_what_did_not_begin_removes_it() {
        let mut queue = Queue::default();
        let envelope = |id, request| Envelope { id: RequestId(id), request };
        queue.push(envelope(0, open(7)));
        let dropped = queue.push(envelope(1, Request::Cancel { file: FileId(7) }));
        assert_eq!(dropped, Dropped { stale: Vec::new(), unopened: Some((RequestId(0), FileId(7))) });
        assert!(queue.is_empty());
    }

    #[test]
    fn a_view_replaces_views_and_nothing_else() {
        let view = || {
            let spec = ViewSpec::of(ProfileId(1));
            Request::View { spec, shown: None, keep: Kept::default(), tiles: Vec::new() }
        };
        let (stale, left) = run(vec![view(), search("a"), view(), describe(1, Purpose::Hover)]);
        assert_eq!(stale, [0]);
        assert_eq!(left, [1, 2, 3]);
    }
}
