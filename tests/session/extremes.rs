//! Profiles that are too much of one thing open, and whatever the page asks of them is answered in a size that it can show.

use std::time::Duration;

use airflame::analysis::{Granularity, TopOrder};
use airflame::scene::{Step, TileRequest};
use airflame::worker::protocol::{Purpose, Reply, Request, Side, TagList, ViewSpec, encode};
use airflame_benches::{Extreme, write_extreme};

use crate::harness::{Page, alone};
use crate::watch::watched_for;

/// Answers are decoded on the page's own thread, which must stay free.
const MAX_REPLY: usize = 5 << 20;

/// All of it together. An unoptimised build is ten times slower than the page.
const MAX_TIME: Duration = Duration::from_secs(30);

/// Opens one, asks all that a page asks, and checks the size of each answer. Gives how many rows the flame graph has, and
/// the labels.
fn walk(extreme: Extreme) -> (u32, TagList) {
    watched_for(MAX_TIME, || {
        let mut bytes = Vec::new();
        write_extreme(extreme, &mut bytes).unwrap();
        let mut page = Page::new();
        let mut read = page.read_in_slices("extreme", &bytes, 1 << 16);
        assert_eq!((read.opened.len(), read.failed.as_slice()), (1, &[][..]));
        drop(bytes);
        let profile = read.opened.remove(0);
        let spec = ViewSpec { granularity: Granularity::Lines, ..alone(profile.id) };
        small(&Reply::Opened { file: page.next_file(), profile, warnings: read.warnings });
        let summary = page.view(spec);
        let (view, rows) = (summary.view, summary.rows);
        assert!(summary.total.target > 0);
        small(&Reply::Viewed(Box::new(summary)));
        let screen =
            TileRequest { x0: 0.0, x1: 1.0, first_row: 0, end_row: 200, device_pixels_per_unit: 4e3 };
        let tile = page.ask(&Request::Tile { view, side: Side::Merged, request: screen });
        assert!(matches!(&tile, Reply::Tile { tile, .. } if !tile.is_empty()));
        small(&tile);
        let window = page.top(view, TopOrder::default(), 0, 100);
        let row = window.rows[0].row;
        small(&Reply::Top { view, window });
        // A frame, and then the one that was called last.
        let first = page.walk(view, 0, Step::WidestChild);
        let last = page.describe(view, rows - 1);
        for details in [first, last] {
            small(&Reply::Details { view, purpose: Purpose::Select, details: Box::new(details) });
        }
        let stack = page.walk(view, rows - 1, Step::Last).stack;
        assert!(stack.len() < 2 << 20, "a stack of {} bytes", stack.len());
        small(&page.ask(&Request::Peek { view, row }));
        assert_eq!(page.search("RECUR").frames, 1);
        assert_eq!(page.search("nothing has this name").frames, 0);
        let Reply::Tags { view, tags } = page.ask(&Request::Tags { view }) else {
            panic!("there are no labels")
        };
        small(&Reply::Tags { view, tags: tags.clone() });
        (rows, tags)
    })
    .unwrap()
}

fn small(reply: &Reply) {
    let bytes = encode(reply).len();
    assert!(bytes <= MAX_REPLY, "a reply has {bytes} bytes");
}

#[test]
fn a_recursion_of_a_million_frames() {
    let (rows, tags) = walk(Extreme::Deep);
    // With the root's.
    assert_eq!((rows, tags), (1_000_001, TagList::default()));
}

#[test]
fn a_hundred_thousand_labels() {
    let (rows, tags) = walk(Extreme::Labels);
    assert_eq!((rows, tags.keys.len()), (2, 100));
    assert!(tags.keys.iter().all(|key| key.values.len() == 1));
    assert_eq!(tags.left_out, 99_900);
}

#[test]
fn a_name_of_fifty_megabytes() {
    let (rows, tags) = walk(Extreme::Name);
    assert_eq!((rows, tags), (2, TagList::default()));
}
