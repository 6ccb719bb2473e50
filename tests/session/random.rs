//! Whatever the page asks, in whatever order, the session answers.

use std::cell::Cell;

use airflame::analysis::{Granularity, SeriesRows, TopColumn, TopOrder, Weight};
use airflame::scene::{SiblingOrder, Step, TileRequest};
use airflame::worker::protocol::{
    Answer, FileId, Kept, ProfileId, Purpose, Reply, Request, RequestId, SeriesColumn, SeriesTableOrder,
    Side, ViewId, ViewSpec, decode, encode,
};
use airflame::worker::session::Session;
use proptest::prelude::*;

use crate::harness::FILES;

/// One thing that can happen to a session.
#[derive(Debug, Clone)]
enum Event {
    Ask(Request),
    /// The worker goes on with what takes long.
    Work,
    Feed(FileId, usize, usize),
    Finish(FileId),
}

fn file() -> impl Strategy<Value = FileId> {
    (0_u32..3).prop_map(FileId)
}

fn profile() -> impl Strategy<Value = ProfileId> {
    (0_u32..6).prop_map(ProfileId)
}

fn view() -> impl Strategy<Value = ViewId> {
    (0_u32..8).prop_map(ViewId)
}

fn node() -> impl Strategy<Value = u32> {
    prop_oneof![0_u32..500, any::<u32>()]
}

fn spec() -> impl Strategy<Value = ViewSpec> {
    let metric = prop::option::of(prop_oneof![Just("alloc_space"), Just("cpu"), Just("goroutine"), Just("")]);
    let granularity = prop_oneof![
        Just(Granularity::Functions),
        Just(Granularity::Files),
        Just(Granularity::Lines),
        Just(Granularity::Addresses)
    ];
    let order = prop_oneof![Just(SiblingOrder::BySize), Just(SiblingOrder::ByName)];
    let series = prop::collection::vec(profile(), 0..4);
    (profile(), prop::option::of(profile()), series, metric, granularity, order).prop_map(
        |(target, base, series, metric, granularity, order)| ViewSpec {
            base,
            series,
            metric: metric.map(str::to_owned),
            granularity,
            order,
            ..ViewSpec::of(target)
        },
    )
}

fn top_order() -> impl Strategy<Value = TopOrder> {
    let column = prop_oneof![
        Just(TopColumn::Flat),
        Just(TopColumn::Name),
        Just(TopColumn::DeltaCum),
        Just(TopColumn::DeltaPercent)
    ];
    (column, any::<bool>()).prop_map(|(column, descending)| TopOrder { column, descending })
}

fn series_rows() -> impl Strategy<Value = SeriesRows> {
    prop_oneof![
        Just(SeriesRows::Functions(Weight::Flat)),
        Just(SeriesRows::Functions(Weight::Cum)),
        Just(SeriesRows::Stacks)
    ]
}

fn series_order() -> impl Strategy<Value = SeriesTableOrder> {
    let column = prop_oneof![Just(SeriesColumn::Growth), Just(SeriesColumn::Slope), Just(SeriesColumn::Name)];
    (column, any::<bool>()).prop_map(|(column, descending)| SeriesTableOrder { column, descending })
}

fn tile_request() -> impl Strategy<Value = TileRequest> {
    let number = || prop_oneof![0.0..1.0_f64, any::<f64>()];
    (number(), number(), 0_u32..60, 0_u32..60, prop_oneof![1.0..5000.0_f64, any::<f64>()]).prop_map(
        |(x0, x1, first_row, end_row, device_pixels_per_unit)| TileRequest {
            x0,
            x1,
            first_row,
            end_row,
            // A million pixels are asked for elsewhere; here it would only be slow.
            device_pixels_per_unit: device_pixels_per_unit.min(1e5),
        },
    )
}

fn request() -> impl Strategy<Value = Request> {
    let step = prop_oneof![Just(Step::Parent), Just(Step::WidestChild), Just(Step::Next), Just(Step::Last)];
    let purpose = prop_oneof![Just(Purpose::Hover), Just(Purpose::Select)];
    prop_oneof![
        1 => prop::collection::vec(any::<u8>(), 0..9).prop_map(|file| Request::Rehearse { profiles: vec![file] }),
        1 => (file(), any::<u64>()).prop_map(|(file, size)| Request::Open { file, name: "f".to_owned(), size }),
        1 => file().prop_map(|file| Request::Cancel { file }),
        1 => Just(Request::CancelView),
        1 => profile().prop_map(|profile| Request::Close { profile }),
        6 => (spec(), prop::option::of(view()), prop::option::of(node()), prop::option::of(node())).prop_map(
            |(spec, shown, zoom, selected)| Request::View { spec, shown, keep: Kept { zoom, selected }, tiles: Vec::new() }
        ),
        3 => (view(), tile_request()).prop_map(|(view, request)| Request::Tile { view, side: Side::Target, request }),
        3 => (view(), node(), purpose).prop_map(|(view, node, purpose)| Request::Describe { view, node, purpose }),
        3 => (view(), node(), step).prop_map(|(view, node, step)| Request::Walk { view, node, step }),
        2 => (view(), node()).prop_map(|(view, row)| Request::Locate { view, row }),
        3 => (view(), top_order(), any::<u32>(), any::<u32>())
            .prop_map(|(view, order, first, count)| Request::Top { view, order, first: first % 900, count }),
        2 => (view(), series_rows(), series_order(), any::<u32>(), any::<u32>()).prop_map(
            |(view, rows, order, first, count)| Request::Series { view, rows, order, first: first % 900, count }
        ),
        2 => (view(), series_rows(), node()).prop_map(|(view, rows, row)| Request::SeriesRow { view, rows, row }),
        2 => prop_oneof![Just("map"), Just(""), Just("é"), Just("nothing has this name")]
            .prop_map(|text| Request::Search { text: text.to_owned() }),
    ]
}

fn event() -> impl Strategy<Value = Event> {
    prop_oneof![
        12 => request().prop_map(Event::Ask),
        8 => Just(Event::Work),
        2 => (file(), 0_usize..3, 1_usize..50_000).prop_map(|(file, of, bytes)| Event::Feed(file, of, bytes)),
        1 => file().prop_map(Event::Finish),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, ..ProptestConfig::default() })]

    #[test]
    fn every_request_is_answered(events in prop::collection::vec(event(), 1..60), tick in prop_oneof![Just(0.0), Just(9.0), Just(99.0)]) {
        let time = Cell::new(0.0);
        let mut session = Session::new(move || time.replace(time.get() + tick));
        // So that there is something to ask about.
        for (_, bytes) in FILES {
            open(&mut session, FileId(0), bytes);
        }
        let mut asked = Vec::new();
        let mut answered = Vec::new();
        for (at, event) in events.iter().enumerate() {
            let id = RequestId(at as u32);
            let answers = match event {
                Event::Ask(request) => {
                    let is_question = !matches!(
                        request,
                        Request::Open { .. } | Request::Rehearse { .. } | Request::Cancel { .. } | Request::Close { .. }
                    );
                    if is_question {
                        asked.push(id);
                    }
                    session.begin(id, request)
                }
                Event::Work => session.work(),
                Event::Feed(file, of, bytes) => {
                    let whole = FILES[*of].1;
                    unasked(session.feed(*file, &whole[..(*bytes).min(whole.len())]))
                }
                Event::Finish(file) => unasked(session.finish(*file)),
            };
            answered.extend(answers);
        }
        while session.is_working() {
            answered.extend(session.work());
        }
        let mut to = Vec::new();
        for Answer { to: id, reply } in answered {
            // NaN is not equal to itself, so what crossed is compared as bytes.
            let bytes = encode(&reply);
            let crossed: Reply = decode(&bytes).expect("what was encoded is decoded");
            prop_assert_eq!(encode(&crossed), bytes);
            let is_of_a_file = matches!(reply, Reply::Opened { .. } | Reply::OpenFailed { .. } | Reply::OpenEnded { .. });
            if !is_of_a_file && !matches!(reply, Reply::Building { .. }) {
                to.extend(id);
            }
        }
        // Each question has one answer, whatever came after it.
        to.sort();
        prop_assert_eq!(to, asked);
    }
}

/// Opens a file, so that there is one more profile.
fn open(session: &mut Session, file: FileId, bytes: &[u8]) {
    session.open(file, "profile", bytes.len() as u64);
    session.feed(file, bytes);
    while session.is_reading(file) {
        session.finish(file);
    }
}

fn unasked(replies: Vec<Reply>) -> Vec<Answer> {
    replies.into_iter().map(|reply| Answer { to: None, reply }).collect()
}
