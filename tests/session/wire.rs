//! Every kind of message survives the wire.

use airflame::analysis::TopOrder;
use airflame::scene::{Step, TileRequest};
use airflame::worker::protocol::{
    Answer, Envelope, FileId, Kept, Problem, ProfileId, Purpose, Reply, Request, RequestId, Side, Stage,
    ViewId, decode, encode,
};

use crate::harness::{FILES, Page, compared};

#[track_caller]
fn round_trip(reply: Reply) {
    let answer = Answer { to: Some(RequestId(7)), reply };
    assert_eq!(decode::<Answer>(&encode(&answer)).as_ref(), Ok(&answer));
}

#[test]
fn requests_survive() {
    let (file, profile, view) = (FileId(3), ProfileId(u32::MAX), ViewId(9));
    let request = TileRequest { x0: 0.1, x1: 1.0, first_row: 2, end_row: 40, device_pixels_per_unit: 1920.5 };
    let requests = [
        Request::Open { file, name: "a/ü.pb.gz".to_owned(), size: u64::MAX },
        Request::Rehearse { profiles: vec![vec![0, 255], Vec::new()] },
        Request::Cancel { file },
        Request::Close { profile },
        Request::View {
            spec: compared(profile, ProfileId(0)),
            shown: Some(view),
            keep: Kept { zoom: Some(1), selected: None },
            tiles: vec![(Side::Base, request)],
        },
        Request::Tile { view, side: Side::Merged, request },
        Request::Describe { view, node: 5, purpose: Purpose::Zoom },
        Request::Walk { view, node: 5, step: Step::Parent },
        Request::Locate { view, row: 1 },
        Request::Top { view, order: TopOrder::default(), first: 100, count: 50 },
        Request::Search { text: "json".to_owned() },
        Request::CancelView,
    ];
    for request in requests {
        let envelope = Envelope { id: RequestId(1), request };
        assert_eq!(decode::<Envelope>(&encode(&envelope)).as_ref(), Ok(&envelope));
    }
}

#[test]
fn replies_survive() {
    let mut page = Page::new();
    let problem = || Problem { name: "a".to_owned(), what: "b".to_owned(), advice: "c".to_owned() };
    let file = FileId(1);
    round_trip(Reply::Ready);
    round_trip(Reply::Progress { file, stage: Stage::Checking, read: 1 << 40 });
    round_trip(Reply::OpenFailed { file, problem: problem() });
    round_trip(Reply::Building { stage: Stage::Tree, done: Some(0.25) });
    round_trip(Reply::ViewCancelled);
    round_trip(Reply::ViewFailed { problem: problem(), filter: None });
    round_trip(Reply::Stale);
    round_trip(Reply::Fatal { message: "index out of bounds".to_owned() });
    page.session.open(file, "heap", FILES[0].1.len() as u64);
    assert_eq!(page.session.feed(file, FILES[0].1), []);
    let opened = page.finish(file);
    assert!(matches!(opened[..], [Reply::Opened { .. }, Reply::OpenEnded { .. }]), "{opened:?}");
    opened.into_iter().for_each(round_trip);
    let (base, target) = (page.open("base", FILES[0].1), page.open("target", FILES[1].1));
    let view = page.ask(&Request::View {
        spec: compared(target, base),
        shown: None,
        keep: Kept::default(),
        tiles: Vec::new(),
    });
    let Reply::Viewed(summary) = &view else { panic!("{view:?}") };
    let id = summary.view;
    round_trip(view);
    let request = TileRequest { x0: 0.0, x1: 1.0, first_row: 0, end_row: 99, device_pixels_per_unit: 1000.0 };
    let order = TopOrder::default();
    let requests = [
        Request::Search { text: "json".to_owned() },
        Request::Tile { view: id, side: Side::Target, request },
        Request::Describe { view: id, node: 3, purpose: Purpose::Hover },
        Request::Top { view: id, order, first: 0, count: 30 },
    ];
    for request in requests {
        let reply = page.ask(&request);
        assert_ne!(reply, Reply::Stale);
        round_trip(reply);
    }
}

#[test]
fn bytes_of_another_version_are_refused() {
    assert!(decode::<Envelope>(b"").is_err());
    assert!(decode::<Envelope>(&[255; 40]).is_err());
}
