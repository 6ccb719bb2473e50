//! A session, and the shortest way to ask it.

use std::cell::Cell;
use std::rc::Rc;

use airflame::analysis::{Normalise, TopOrder};
use airflame::pprof::encode_gzip;
use airflame::profile::Profile;
use airflame::scene::{Step, Tile, TileRequest};
use airflame::worker::protocol::{
    FileId, Found, Kept, NodeDetails, Problem, ProfileId, ProfileSummary, Purpose, Reply, Request, Side,
    TopWindow, ViewId, ViewSpec, ViewSummary,
};
use airflame::worker::session::Session;

/// Heaps and goroutines of a service with planted leaks, for which `tests/profiles/leaky-rate4096/oracle` has what
/// pprof says: the first heap, the last heap, the last goroutines.
pub(crate) const FILES: [(&str, &[u8]); 3] = [
    ("heap-1.pb.gz", include_bytes!("../profiles/leaky-rate4096/heap-1.pb.gz")),
    ("heap-6.pb.gz", include_bytes!("../profiles/leaky-rate4096/heap-6.pb.gz")),
    ("goroutine-6.pb.gz", include_bytes!("../profiles/leaky-rate4096/goroutine-6.pb.gz")),
];

/// A session whose clock ticks a millisecond whenever it is looked at.
pub(crate) struct Page {
    pub(crate) session: Session,
    files: u32,
}

/// All that reading a file gave.
#[derive(Debug, Default)]
pub(crate) struct Read {
    pub(crate) opened: Vec<ProfileSummary>,
    pub(crate) warnings: Vec<Problem>,
    pub(crate) failed: Vec<Problem>,
}

impl Page {
    pub(crate) fn new() -> Self {
        Self::ticking(1.0)
    }

    /// A session that pauses wherever it may: a slice of its time is over whenever its clock is looked at.
    pub(crate) fn hurried() -> Self {
        Self::ticking(1000.0)
    }

    fn ticking(milliseconds: f64) -> Self {
        let time = Rc::new(Cell::new(0.0));
        let clock = move || {
            time.set(time.get() + milliseconds);
            time.get()
        };
        Self { session: Session::new(clock), files: 0 }
    }

    pub(crate) fn next_file(&mut self) -> FileId {
        self.files += 1;
        FileId(self.files)
    }

    /// Reads a file to its end, `slice` bytes at a time, and checks that the end is told once and last.
    pub(crate) fn read_in_slices(&mut self, name: &str, bytes: &[u8], slice: usize) -> Read {
        let file = self.next_file();
        self.session.open(file, name, bytes.len() as u64);
        let mut replies = Vec::new();
        for slice in bytes.chunks(slice) {
            replies.extend(self.session.feed(file, slice));
        }
        replies.extend(self.finish(file));
        collect(file, replies)
    }

    /// Completes a file whose bytes were fed.
    pub(crate) fn finish(&mut self, file: FileId) -> Vec<Reply> {
        let mut replies = Vec::new();
        while self.session.is_reading(file) {
            replies.extend(self.session.finish(file));
        }
        replies
    }

    pub(crate) fn read(&mut self, name: &str, bytes: &[u8]) -> Read {
        self.read_in_slices(name, bytes, 1000)
    }

    /// Opens what holds one profile.
    pub(crate) fn open(&mut self, name: &str, bytes: &[u8]) -> ProfileId {
        let read = self.read(name, bytes);
        assert_eq!(read.failed, []);
        read.opened[0].id
    }

    pub(crate) fn open_profile(&mut self, name: &str, profile: &Profile) -> ProfileId {
        self.open(name, &encode_gzip(profile))
    }

    /// Opens one of [`FILES`].
    pub(crate) fn open_file(&mut self, index: usize) -> ProfileId {
        let (name, bytes) = FILES[index];
        self.open(name, bytes)
    }

    /// The one reply to a request that has one.
    pub(crate) fn ask(&mut self, request: &Request) -> Reply {
        let mut replies = self.session.handle(request);
        assert_eq!(replies.len(), 1, "{request:?} has one reply, not {replies:?}");
        replies.remove(0)
    }

    pub(crate) fn view(&mut self, spec: ViewSpec) -> ViewSummary {
        self.view_keeping(spec, None, Kept::default())
    }

    pub(crate) fn view_keeping(
        &mut self,
        spec: ViewSpec,
        shown: Option<ViewId>,
        keep: Kept<Option<u32>>,
    ) -> ViewSummary {
        match self.ask(&Request::View { spec, shown, keep, tiles: Vec::new() }) {
            Reply::Viewed(view) => *view,
            other => panic!("no view but {other:?}"),
        }
    }

    /// The whole flame graph, as a wide screen shows it.
    pub(crate) fn tile(&mut self, view: ViewId) -> Tile {
        let request =
            TileRequest { x0: 0.0, x1: 1.0, first_row: 0, end_row: u32::MAX, device_pixels_per_unit: 1e6 };
        match self.ask(&Request::Tile { view, side: Side::Merged, request }) {
            Reply::Tile { view: of, tile, .. } => {
                assert_eq!(of, view);
                *tile
            }
            other => panic!("no tile but {other:?}"),
        }
    }

    pub(crate) fn describe(&mut self, view: ViewId, node: u32) -> NodeDetails {
        let purpose = Purpose::Hover;
        details(self.ask(&Request::Describe { view, node, purpose }), purpose)
    }

    pub(crate) fn walk(&mut self, view: ViewId, node: u32, step: Step) -> NodeDetails {
        details(self.ask(&Request::Walk { view, node, step }), Purpose::Select)
    }

    pub(crate) fn locate(&mut self, view: ViewId, row: u32) -> NodeDetails {
        details(self.ask(&Request::Locate { view, row }), Purpose::Select)
    }

    pub(crate) fn top(&mut self, view: ViewId, order: TopOrder, first: u32, count: u32) -> TopWindow {
        match self.ask(&Request::Top { view, order, first, count }) {
            Reply::Top { view: of, window } => {
                assert_eq!(of, view);
                window
            }
            other => panic!("no rows but {other:?}"),
        }
    }

    pub(crate) fn search(&mut self, text: &str) -> Found {
        match self.ask(&Request::Search { text: text.to_owned() }) {
            Reply::Found(found) => found,
            other => panic!("nothing found but {other:?}"),
        }
    }

    /// A node by its path from the root, found through its details.
    pub(crate) fn node(&mut self, view: ViewId, path: &[&str]) -> u32 {
        let mut node = 0;
        for name in path {
            let details = self.describe(view, node);
            let callee = details.callees.iter().find(|callee| callee.name == *name);
            node = callee.unwrap_or_else(|| panic!("{name} is not among {:?}", details.callees)).node;
        }
        node
    }
}

fn details(reply: Reply, purpose: Purpose) -> NodeDetails {
    match reply {
        Reply::Details { details, purpose: asked, .. } => {
            assert_eq!(asked, purpose);
            *details
        }
        other => panic!("no details but {other:?}"),
    }
}

/// Sorts the replies of a file, and checks that its end is told once and last.
pub(crate) fn collect(file: FileId, replies: Vec<Reply>) -> Read {
    let mut read = Read::default();
    let mut is_ended = false;
    for reply in replies {
        assert!(!is_ended, "{reply:?} comes behind the end");
        match reply {
            Reply::Opened { file: of, profile, warnings } => {
                assert_eq!(of, file);
                read.opened.push(profile);
                read.warnings.extend(warnings);
            }
            Reply::OpenFailed { file: of, problem } => {
                assert_eq!(of, file);
                read.failed.push(problem);
            }
            Reply::OpenEnded { file: of, cancelled, .. } => {
                assert_eq!((of, cancelled), (file, false));
                is_ended = true;
            }
            other => panic!("{other:?} is no reply to opening"),
        }
    }
    assert!(is_ended, "the end is told");
    read
}

/// One profile by its default metric.
pub(crate) fn alone(target: ProfileId) -> ViewSpec {
    ViewSpec::of(target)
}

/// Two profiles, compared as they are, which is what pprof does.
pub(crate) fn compared(target: ProfileId, base: ProfileId) -> ViewSpec {
    ViewSpec { base: Some(base), normalise: Normalise::Off, ..alone(target) }
}

/// The same with another metric.
pub(crate) fn by(metric: &str, spec: &ViewSpec) -> ViewSpec {
    ViewSpec { metric: Some(metric.to_owned()), ..spec.clone() }
}
