//! What the worker does while it waits for its first file.

use super::protocol::{FileId, Kept, Reply, Request, ViewSpec};
use super::session::Session;
use crate::scene::{SiblingOrder, TileRequest};

/// Opens the built-in profiles, shows them as a user would, and forgets them: returns how many boxes that drew.
///
/// A browser runs every function at first in a version that was made quickly, and makes the fast one when a function
/// has been busy for a while. Done over and over while nobody waits for anything, this has the functions that a large file
/// needs in their fast version when it comes, and opening it takes half the time.
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

/// The boxes of a view.
fn drawn(session: &mut Session, reply: &Reply) -> usize {
    let Reply::Viewed(view) = reply else { return 0 };
    let request =
        TileRequest { x0: 0.0, x1: 1.0, first_row: 0, end_row: view.rows, device_pixels_per_unit: 1440.0 };
    let replies = session.handle(&Request::Tile { view: view.view, request });
    let boxes = |reply: &Reply| if let Reply::Tile { tile, .. } = reply { tile.len() } else { 0 };
    replies.iter().map(boxes).sum()
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
