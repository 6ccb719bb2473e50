//! What the worker does while it waits for its first file.

use super::protocol::{Answer, FileId, Kept, Reply, Request, Side, ViewSpec, decode, encode};
use super::session::Session;
use crate::scene::{Advances, PaintOptions, SiblingOrder, Size, Strips, Viewport, paint_flame};

/// Opens the built-in profiles, shows them as a user would, and forgets them: returns how many boxes that drew.
///
/// A browser runs every function at first in a version that was made quickly, and makes the fast one when a function
/// has been busy for a while. Done over and over while nobody waits for anything, this has the functions that a large file
/// needs in their fast version when it comes, and opening it takes half the time. Page and worker run the same compiled program, so
/// that painting is rehearsed here, too.
pub fn rehearse() -> usize {
    let mut session = Session::new(|| 0.0);
    let replies = session.handle(&Request::OpenExample { file: FileId(0) });
    let opened = replies.iter().filter_map(|reply| match reply {
        Reply::Opened { profile, .. } => Some(profile),
        _ => None,
    });
    let mut boxes = 0;
    for profile in opened {
        for (row, metric) in profile.sample_types.iter().enumerate() {
            // As the page asks at first, and then in another order, so that nothing is taken from the view before.
            let order = if row % 2 == 0 { SiblingOrder::BySize } else { SiblingOrder::ByName };
            let spec = ViewSpec { metric: Some(metric.name.clone()), order, ..ViewSpec::of(profile.id) };
            let request = Request::View { spec, shown: None, keep: Kept::default() };
            boxes += session.handle(&request).iter().map(|reply| drawn(&mut session, reply)).sum::<usize>();
        }
    }
    boxes
}

/// The boxes of a view, which cross to the page and are painted, as the page does it.
fn drawn(session: &mut Session, reply: &Reply) -> usize {
    let Reply::Viewed(view) = reply else { return 0 };
    let viewport = Viewport::fit(Size { width: 1440.0, height: 700.0 }, 1.0);
    let request = Request::Tile { view: view.view, side: Side::Merged, request: viewport.tile_request() };
    let mut boxes = 0;
    for reply in session.handle(&request) {
        let bytes = encode(&Answer { to: None, reply });
        let Ok(Answer { reply: Reply::Tile { tile, .. }, .. }) = decode(&bytes) else { continue };
        let shapes = paint_flame(&tile, &viewport, &Advances::uniform(6.0), &PaintOptions::default());
        Strips::default().fill(&shapes, 1440, 1.0);
        boxes += tile.len();
    }
    boxes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn goes_all_the_way_to_the_boxes() {
        let boxes = rehearse();
        assert!(boxes > 500, "{boxes} boxes");
        assert_eq!(rehearse(), boxes, "nothing is left of the time before");
    }
}
