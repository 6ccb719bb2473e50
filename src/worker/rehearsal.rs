//! What the worker does while it waits for its first file.

use super::protocol::{
    Answer, FileId, Kept, ProfileSummary, Reply, Request, RequestId, Side, ViewSpec, encode,
};
use super::session::Session;
use crate::scene::{SiblingOrder, Size, TileRequest, Viewport};

/// For how long the worker rehearses at most, in milliseconds.
const LIMIT: f64 = 400.0;

/// What is done over and over until the first request.
#[derive(Debug)]
pub struct Rehearsal {
    profiles: Vec<Vec<u8>>,
    end: f64,
}

impl Rehearsal {
    /// A rehearsal with files that have profiles, which begins now.
    pub fn new(profiles: Vec<Vec<u8>>, now: f64) -> Self {
        Self { profiles, end: now + LIMIT }
    }

    /// Whether there is time left.
    pub fn goes_on(&self, now: f64) -> bool {
        now < self.end
    }

    /// Rehearses once: returns how many bytes of boxes that gave.
    pub fn run(&self) -> usize {
        rehearse(&self.profiles)
    }

    /// What the page would be told of the first profile and its metrics, as if each had been asked for by the next request from 0 on.
    pub fn messages(&self) -> Vec<Vec<u8>> {
        let mut session = Session::new(|| 0.0);
        let Some(profile) = self.profiles.first().and_then(|file| opened(&mut session, file).pop()) else {
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
fn rehearse(profiles: &[Vec<u8>]) -> usize {
    let mut session = Session::new(|| 0.0);
    let mut bytes = 0;
    for profile in profiles.iter().flat_map(|file| opened(&mut session, file)).collect::<Vec<_>>() {
        for (row, metric) in profile.sample_types.iter().enumerate() {
            // As the page asks at first, and then in another order, so that nothing is taken from the view before.
            let order = if row % 2 == 0 { SiblingOrder::BySize } else { SiblingOrder::ByName };
            let spec = ViewSpec { metric: Some(metric.name.clone()), order, ..ViewSpec::of(profile.id) };
            let request = Request::View { spec, shown: None, keep: Kept::default(), tiles: Vec::new() };
            bytes += session.handle(&request).iter().map(|reply| cut(&mut session, reply)).sum::<usize>();
        }
    }
    bytes
}

/// What is in a file.
fn opened(session: &mut Session, bytes: &[u8]) -> Vec<ProfileSummary> {
    let file = FileId(0);
    session.open(file, "", bytes.len() as u64);
    session.feed(file, bytes);
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
    use super::*;
    use crate::worker::protocol::decode;

    #[test]
    fn goes_all_the_way_to_the_boxes() {
        let file = include_bytes!("../../static/example/heap-6.pb.gz").to_vec();
        let rehearsal = Rehearsal::new(vec![file], 0.0);
        let bytes = rehearsal.run();
        assert!(bytes > 2_000, "{bytes} bytes");
        assert_eq!(rehearsal.run(), bytes, "nothing is left of the time before");
    }

    #[test]
    fn the_page_is_told_what_it_would_be_told_of_a_file() {
        let file = include_bytes!("../../static/example/heap-6.pb.gz").to_vec();
        let messages = Rehearsal::new(vec![file], 0.0).messages();
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
        let rehearsal = Rehearsal::new(vec![b"<html>".to_vec(), Vec::new()], 0.0);
        assert_eq!((rehearsal.run(), rehearsal.messages()), (0, Vec::new()));
    }

    #[test]
    fn ends_in_time() {
        let rehearsal = Rehearsal::new(Vec::new(), 1000.0);
        assert!(rehearsal.goes_on(1000.0) && rehearsal.goes_on(1399.0) && !rehearsal.goes_on(1400.0));
    }
}
