//! What the worker does while it waits for its first file.

use super::protocol::{
    Answer, FileId, Filter, Kept, ProfileSummary, Reply, Request, RequestId, Side, ViewSpec, encode,
};
use super::session::{Clock, Session};
use crate::analysis::FilterVariable;
use crate::pprof::enlarge;
use crate::scene::{SiblingOrder, Size, TileRequest, Viewport};

/// For how long the worker rehearses at most, in milliseconds: about as long as somebody needs who looks for a file.
const LIMIT: f64 = 1500.0;

/// From when on what comes after opening is rehearsed, too, in milliseconds: who is faster waits for nothing but the first flame graph.
const ACTS_AFTER: f64 = 600.0;

/// How many bytes of a file are fed at a time: few, so that what is called for each piece is called often.
const PIECE: usize = 1 << 6;

/// How many samples are added to the first profile. Groups of hundreds of stacks that begin alike are sorted in another way than small ones.
const SAMPLES: usize = 4000;

/// What is done over and over until the first request.
///
/// Its clock is the one of the session that it rehearses for. Chromium writes what a function calls into its fast version, on the word of
/// the calls so far; once another is called, the fast version is taken back, and all that it was written into runs slowly again.
#[derive(Debug)]
pub struct Rehearsal {
    clock: Clock,
    profiles: Vec<Vec<u8>>,
    /// The first of them, with many more samples.
    large: Option<Vec<u8>>,
    /// When it began.
    start: f64,
}

impl Rehearsal {
    /// A rehearsal with files that have profiles, which begins now.
    pub fn new(profiles: Vec<Vec<u8>>, clock: Clock) -> Self {
        let large = profiles.first().and_then(|file| enlarge(file, SAMPLES));
        let start = clock.now();
        Self { clock, profiles, large, start }
    }

    /// Whether there is time left.
    pub fn goes_on(&self) -> bool {
        self.clock.now() < self.start + LIMIT
    }

    /// Rehearses once: returns how many bytes of boxes that gave.
    pub fn run(&self) -> usize {
        let has_acts = self.clock.now() >= self.start + ACTS_AFTER;
        rehearse(self.profiles.iter().chain(&self.large), has_acts, &self.clock)
    }

    /// What the page would be told of the large profile and its metrics, as if each had been asked for by the next request from 0 on.
    pub fn messages(&self) -> Vec<Vec<u8>> {
        let mut session = Session::with_clock(self.clock.clone());
        let Some(profile) = self.large.as_ref().and_then(|file| opened(&mut session, file).pop()) else {
            return Vec::new();
        };
        let to_page = |to, reply: Reply| encode(&Answer { to, reply });
        let spec = ViewSpec::of(profile.id);
        let metrics = profile.sample_types.clone();
        let mut messages =
            vec![to_page(None, Reply::Opened { file: FileId(0), profile, warnings: Vec::new() })];
        for (at, metric) in metrics.into_iter().enumerate() {
            let to = Some(RequestId(at as u32));
            let spec = ViewSpec { metric: Some(metric.name), ..spec.clone() };
            let tiles = vec![(Side::Merged, tile_request())];
            let replies = session.handle(&Request::View { spec, shown: None, keep: Kept::default(), tiles });
            messages.extend(replies.into_iter().map(|reply| to_page(to, reply)));
        }
        messages
    }
}

/// Opens the profiles, shows them as a user would, and forgets them.
///
/// A browser runs every function at first in a version that was made quickly, and makes the fast one when a function
/// has been busy for a while. Done over and over while nobody waits for anything, this has the functions that a large file
/// needs in their fast version when it comes, and opening it takes half the time.
fn rehearse<'a>(files: impl Iterator<Item = &'a Vec<u8>>, has_acts: bool, clock: &Clock) -> usize {
    let mut session = Session::with_clock(clock.clone());
    let mut bytes = 0;
    let profiles: Vec<ProfileSummary> = files.flat_map(|file| opened(&mut session, file)).collect();
    for profile in &profiles {
        for (row, metric) in profile.sample_types.iter().enumerate() {
            // As the page asks at first, and then in another order, so that nothing is taken from the view before.
            let order = if row % 2 == 0 { SiblingOrder::BySize } else { SiblingOrder::ByName };
            let spec = ViewSpec { metric: Some(metric.name.clone()), order, ..ViewSpec::of(profile.id) };
            bytes += show(&mut session, spec);
        }
    }
    // What is done next: a focus is set, a base is chosen, and both are swapped.
    if let [first, .., large] = &*profiles
        && has_acts
    {
        let focus = Filter { variable: FilterVariable::Focus, text: "main.".to_owned() };
        let of = |target: &ProfileSummary| ViewSpec::of(target.id);
        bytes += show(&mut session, ViewSpec { filters: vec![focus], ..of(large) });
        bytes += show(&mut session, ViewSpec { base: Some(first.id), ..of(large) });
        bytes += show(&mut session, ViewSpec { base: Some(large.id), ..of(first) });
    }
    bytes
}

/// Shows a view: returns how many bytes of boxes that gave.
fn show(session: &mut Session, spec: ViewSpec) -> usize {
    let request = Request::View { spec, shown: None, keep: Kept::default(), tiles: Vec::new() };
    session.handle(&request).iter().map(|reply| cut(session, reply)).sum()
}

/// What is in a file.
fn opened(session: &mut Session, bytes: &[u8]) -> Vec<ProfileSummary> {
    let file = FileId(0);
    session.open(file, "", bytes.len() as u64);
    for piece in bytes.chunks(PIECE) {
        session.feed(file, piece);
    }
    let mut opened = Vec::new();
    while session.is_reading(file) {
        opened.extend(session.finish(file).into_iter().filter_map(|reply| match reply {
            Reply::Opened { profile, .. } => Some(profile),
            _ => None,
        }));
    }
    opened
}

/// The boxes of a view as they cross to the page, in bytes.
fn cut(session: &mut Session, reply: &Reply) -> usize {
    let Reply::Viewed(view) = reply else { return 0 };
    let request = Request::Tile { view: view.view, side: Side::Merged, request: tile_request() };
    session.handle(&request).into_iter().map(|reply| encode(&Answer { to: None, reply }).len()).sum()
}

/// What a window of a usual size shows.
fn tile_request() -> TileRequest {
    Viewport::fit(Size { width: 1440.0, height: 700.0 }, 1.0).tile_request()
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;
    use std::rc::Rc;

    use super::*;
    use crate::worker::protocol::decode;

    #[test]
    fn goes_all_the_way_to_the_boxes() {
        let file = include_bytes!("../../static/example/heap-6.pb.gz").to_vec();
        let rehearsal = Rehearsal::new(vec![file], Clock::new(|| 0.0));
        let bytes = rehearsal.run();
        assert!(bytes > 2_000, "{bytes} bytes");
        assert_eq!(rehearsal.run(), bytes, "nothing is left of the time before");
    }

    #[test]
    fn what_comes_next_is_rehearsed_later() {
        let now = Rc::new(Cell::new(0.0));
        let clock = Rc::clone(&now);
        let file = include_bytes!("../../static/example/heap-6.pb.gz").to_vec();
        let rehearsal = Rehearsal::new(vec![file], Clock::new(move || clock.get()));
        let first = rehearsal.run();
        now.set(ACTS_AFTER);
        // Three views more, of two profiles with four metrics each.
        assert!(rehearsal.run() > first * 9 / 8);
    }

    #[test]
    fn the_page_is_told_what_it_would_be_told_of_a_file() {
        let file = include_bytes!("../../static/example/heap-6.pb.gz").to_vec();
        let messages = Rehearsal::new(vec![file], Clock::new(|| 0.0)).messages();
        let replies = messages.iter().map(|message| decode::<Answer>(message).unwrap().reply);
        let names = replies.map(|reply| match reply {
            Reply::Opened { profile, .. } => profile.sample_types.len().to_string(),
            Reply::Viewed(view) => view.metrics[view.metric.unwrap() as usize].name.clone(),
            Reply::Tile { tile, .. } => {
                if tile.len() > 20 {
                    "boxes".to_owned()
                } else {
                    String::new()
                }
            }
            other => format!("{other:?}"),
        });
        let views = [
            "alloc_objects",
            "boxes",
            "alloc_space",
            "boxes",
            "inuse_objects",
            "boxes",
            "inuse_space",
            "boxes",
        ];
        assert_eq!(names.collect::<Vec<_>>(), [&["4"][..], &views].concat());
    }

    #[test]
    fn what_is_no_profile_is_nothing_to_rehearse_with() {
        let rehearsal = Rehearsal::new(vec![b"<html>".to_vec(), Vec::new()], Clock::new(|| 0.0));
        assert_eq!((rehearsal.run(), rehearsal.messages()), (0, Vec::new()));
    }

    #[test]
    fn ends_in_time() {
        let now = Rc::new(Cell::new(1000.0));
        let clock = Rc::clone(&now);
        let rehearsal = Rehearsal::new(Vec::new(), Clock::new(move || clock.get()));
        assert!(rehearsal.goes_on());
        now.set(999.0 + LIMIT);
        assert!(rehearsal.goes_on());
        now.set(1000.0 + LIMIT);
        assert!(!rehearsal.goes_on());
    }
}
