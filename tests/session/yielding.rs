//! Long work lets others in: it can be replaced and given up, and what is shown is answered meanwhile.

use airflame::analysis::{FilterVariable, Granularity, TopOrder};
use airflame::scene::TileRequest;
use airflame::worker::protocol::{
    Answer, Filter, Kept, ProfileId, Reply, Request, RequestId, Side, Stage, ViewId, ViewSpec, ViewSummary,
};

use crate::harness::{FILES, Page, alone, by, compared};

const BUILDING: RequestId = RequestId(7);
const OTHER: RequestId = RequestId(8);

fn view(spec: ViewSpec) -> Request {
    Request::View { spec, shown: None, keep: Kept::default(), tiles: Vec::new() }
}

fn by_lines(target: ProfileId) -> ViewSpec {
    ViewSpec { granularity: Granularity::Lines, ..alone(target) }
}

fn tile(view: ViewId) -> Request {
    let request = TileRequest { x0: 0.0, x1: 1.0, first_row: 0, end_row: 99, device_pixels_per_unit: 1000.0 };
    Request::Tile { view, side: Side::Merged, request }
}

fn stale(to: RequestId) -> Answer {
    Answer { to: Some(to), reply: Reply::Stale }
}

/// Begins to build a view, and works on it for two slices.
fn begin(page: &mut Page, spec: ViewSpec) {
    assert_eq!(page.session.begin(BUILDING, &view(spec)), []);
    for _ in 0..2 {
        let answers = page.session.work();
        assert!(matches!(answers[..], [Answer { reply: Reply::Building { .. }, .. }]), "{answers:?}");
    }
    assert!(page.session.is_working());
}

/// Works until all is answered, and gives the answers.
fn all_answers(page: &mut Page) -> Vec<Answer> {
    let mut answers = Vec::new();
    while page.session.is_working() {
        answers.extend(page.session.work());
    }
    answers.retain(|answer| !matches!(answer.reply, Reply::Building { .. } | Reply::Functions { .. }));
    answers
}

/// The same, and gives the last.
fn end(page: &mut Page) -> Option<Answer> {
    all_answers(page).pop()
}

/// What does not depend on when it was built.
fn timeless(summary: ViewSummary) -> ViewSummary {
    ViewSummary { view: ViewId(0), tree_ms: 0.0, measure_ms: 0.0, ..summary }
}

#[test]
fn pauses_change_nothing() {
    let (mut calm, mut hurried) = (Page::new(), Page::hurried());
    let filter = |variable, text: &str| Filter { variable, text: text.to_owned() };
    let filters = vec![filter(FilterVariable::Hide, "^runtime"), filter(FilterVariable::Focus, "json|http")];
    let profiles = |page: &mut Page| (page.open_file(0), page.open_file(1));
    let (base, target) = profiles(&mut calm);
    assert_eq!(profiles(&mut hurried), (base, target));
    let specs = [
        alone(target),
        by("alloc_space", &alone(base)),
        compared(target, base),
        ViewSpec { filters, ..by_lines(target) },
    ];
    for spec in specs {
        let (there, here) = (calm.view(spec.clone()), hurried.view(spec));
        let (one, other) = (there.view, here.view);
        assert_eq!(timeless(there), timeless(here));
        assert_eq!(calm.tile(one), hurried.tile(other));
        assert_eq!(calm.search("map"), hurried.search("map"));
        assert_eq!(calm.top(one, TopOrder::default(), 0, 99), hurried.top(other, TopOrder::default(), 0, 99));
        let rest = |page: &mut Page, view| match (
            page.ask(&Request::Tags { view }),
            page.ask(&Request::Peek { view, row: 3 }),
        ) {
            (Reply::Tags { tags, .. }, Reply::Peek { peek, .. }) => (tags, peek),
            other => panic!("{other:?}"),
        };
        assert_eq!(rest(&mut calm, one), rest(&mut hurried, other));
    }
}

#[test]
fn what_is_shown_is_answered_while_another_view_is_built() {
    let mut page = Page::hurried();
    let heap = page.open_file(1);
    let shown = page.view(alone(heap)).view;
    let before = page.tile(shown);
    begin(&mut page, by_lines(heap));
    let answers = page.session.begin(OTHER, &tile(shown));
    assert!(
        matches!(&answers[..], [Answer { to: Some(OTHER), reply: Reply::Tile { view, .. } }] if *view == shown)
    );
    // A question that takes long itself comes before the view.
    assert_eq!(
        page.session
            .begin(OTHER, &Request::Top { view: shown, order: TopOrder::default(), first: 0, count: 5 }),
        []
    );
    let answered = all_answers(&mut page);
    let [
        Answer { to: Some(OTHER), reply: Reply::Top { .. } },
        Answer { to: Some(BUILDING), reply: Reply::Viewed(viewed) },
    ] = &answered[..]
    else {
        panic!("{answered:?}")
    };
    assert_ne!(page.tile(viewed.view).rows().count(), 0);
    assert_eq!(page.session.begin(OTHER, &tile(shown)), [stale(OTHER)]);
    let again = page.view(alone(heap)).view;
    assert_eq!(page.tile(again), before);
}

/// A table that nobody waits for any more must not keep the view waiting.
#[test]
fn a_view_comes_before_what_was_asked_earlier() {
    let mut page = Page::hurried();
    let heap = page.open_file(1);
    let shown = page.view(alone(heap)).view;
    let top = Request::Top { view: shown, order: TopOrder::default(), first: 0, count: 5 };
    assert_eq!(page.session.begin(OTHER, &top), []);
    begin(&mut page, by("alloc_space", &alone(heap)));
    let answered = all_answers(&mut page);
    assert!(
        matches!(
            &answered[..],
            [
                Answer { to: Some(BUILDING), reply: Reply::Viewed(_) },
                Answer { to: Some(OTHER), reply: Reply::Stale }
            ]
        ),
        "{answered:?}"
    );
    // Where the view does not come, the table does.
    let shown = page.view(alone(heap)).view;
    let top = Request::Top { view: shown, order: TopOrder::default(), first: 0, count: 5 };
    assert_eq!(page.session.begin(OTHER, &top), []);
    begin(&mut page, by("alloc_space", &alone(heap)));
    page.session.begin(RequestId(9), &Request::CancelView);
    let last = end(&mut page);
    assert!(matches!(last, Some(Answer { to: Some(OTHER), reply: Reply::Top { .. } })), "{last:?}");
}

#[test]
fn functions_are_counted_behind_the_picture() {
    let mut page = Page::new();
    let heap = page.open_file(1);
    let first = page.view(alone(heap));
    let expected = Page::new();
    let counted = |mut page: Page, spec| {
        page.open_file(1);
        page.view(spec).functions
    };
    let other = by("alloc_space", &alone(heap));
    let expected = counted(expected, other.clone());
    assert_ne!(first.functions, expected);
    let Request::View { spec, shown, keep, .. } = view(other) else { unreachable!() };
    let tiles = vec![(
        Side::Merged,
        TileRequest { x0: 0.0, x1: 1.0, first_row: 0, end_row: 9, device_pixels_per_unit: 1000.0 },
    )];
    assert_eq!(page.session.begin(BUILDING, &Request::View { spec, shown, keep, tiles }), []);
    let mut answers = Vec::new();
    while page.session.is_working() {
        answers.extend(page.session.work());
    }
    let [
        Answer { reply: Reply::Viewed(viewed), .. },
        Answer { reply: Reply::Tile { .. }, .. },
        Answer { to: None, reply: Reply::Functions { view, count } },
    ] = &answers[..]
    else {
        panic!("{answers:?}")
    };
    assert_eq!((*view, viewed.functions, *count), (viewed.view, first.functions, expected));
}

#[test]
fn a_later_view_takes_the_place_of_one_that_is_built() {
    let mut page = Page::hurried();
    let heap = page.open_file(1);
    begin(&mut page, by_lines(heap));
    assert_eq!(page.session.begin(OTHER, &view(by("alloc_space", &alone(heap)))), [stale(BUILDING)]);
    let Some(Answer { to: Some(OTHER), reply: Reply::Viewed(viewed) }) = end(&mut page) else { panic!() };
    assert_eq!(viewed.spec.metric.as_deref(), Some("alloc_space"));
}

#[test]
fn a_view_that_is_given_up_leaves_what_was_shown() {
    let mut page = Page::hurried();
    let heap = page.open_file(1);
    let shown = page.view(alone(heap)).view;
    let before = page.tile(shown);
    begin(&mut page, by_lines(heap));
    let cancelled = Answer { to: Some(OTHER), reply: Reply::ViewCancelled };
    assert_eq!(page.session.begin(OTHER, &Request::CancelView), [stale(BUILDING), cancelled.clone()]);
    assert!(!page.session.is_working());
    assert_eq!(page.tile(shown), before);
    // There is nothing left to give up.
    assert_eq!(page.session.begin(OTHER, &Request::CancelView), [cancelled]);
}

#[test]
fn closing_a_profile_gives_up_what_would_show_it() {
    let mut page = Page::hurried();
    let (heap, other) = (page.open_file(1), page.open_file(0));
    let shown = page.view(alone(other)).view;
    begin(&mut page, compared(heap, other));
    assert_eq!(page.session.begin(OTHER, &Request::Close { profile: heap }), [stale(BUILDING)]);
    assert!(!page.session.is_working());
    assert_ne!(page.tile(shown).rows().count(), 0);

    // What is built of another goes on, while what is shown, and a question about it, are gone.
    let again = page.open_file(1);
    let top = Request::Top { view: shown, order: TopOrder::default(), first: 0, count: 5 };
    assert_eq!(page.session.begin(OTHER, &top), []);
    assert_eq!(page.session.begin(BUILDING, &view(alone(again))), []);
    assert_eq!(page.session.begin(RequestId(9), &Request::Close { profile: other }), [stale(OTHER)]);
    assert_eq!(page.session.begin(OTHER, &tile(shown)), [stale(OTHER)]);
    assert!(matches!(end(&mut page), Some(Answer { to: Some(BUILDING), reply: Reply::Viewed(_) })));
}

#[test]
fn stages_come_in_order_and_say_how_far_they_are() {
    let mut page = Page::hurried();
    let heap = page.open_file(1);
    let filters = vec![Filter { variable: FilterVariable::Hide, text: "^runtime".to_owned() }];
    page.session.begin(BUILDING, &view(ViewSpec { filters, ..alone(heap) }));
    let mut stages = Vec::new();
    while page.session.is_working() {
        for Answer { reply, .. } in page.session.work() {
            if let Reply::Building { stage, done } = reply {
                assert!(done.is_none_or(|done| (0.0..=1.0).contains(&done)), "{stage:?} {done:?}");
                stages.push(stage);
            }
        }
    }
    stages.dedup();
    assert_eq!(stages, [Stage::Filtering, Stage::Tree, Stage::Layout]);
}

#[test]
fn quick_work_is_not_told_of() {
    let mut page = Page::new();
    let heap = page.open_file(1);
    page.session.begin(BUILDING, &view(alone(heap)));
    while page.session.is_working() {
        let answers = page.session.work();
        assert!(!answers.iter().any(|answer| matches!(answer.reply, Reply::Building { .. })), "{answers:?}");
    }
}

#[test]
fn a_search_that_changes_while_a_view_is_built_holds_for_it() {
    let mut page = Page::hurried();
    let heap = page.open_file(1);
    page.view(alone(heap));
    page.search("json");
    begin(&mut page, by_lines(heap));
    page.session.begin(OTHER, &Request::Search { text: String::new() });
    let Some(Answer { reply: Reply::Viewed(viewed), .. }) = end(&mut page) else { panic!() };
    assert!(!page.top(viewed.view, TopOrder::default(), 0, 999).rows.iter().any(|row| row.is_match));
}

#[test]
fn completing_a_file_can_be_cancelled_at_any_pause() {
    let bytes = FILES[1].1;
    for slices in 1..6 {
        let mut page = Page::hurried();
        let file = page.next_file();
        page.session.open(file, "heap", bytes.len() as u64);
        assert_eq!(page.session.feed(file, bytes), []);
        for _ in 0..slices {
            assert_eq!(page.session.finish(file), []);
        }
        assert!(page.session.is_reading(file));
        let replies = page.session.handle(&Request::Cancel { file });
        assert!(matches!(replies[..], [Reply::OpenEnded { cancelled: true, .. }]), "{replies:?}");
        assert_eq!(page.session.finish(file), []);
    }
}

#[test]
fn tiles_of_a_view_come_behind_it_without_being_asked_for() {
    let mut page = Page::new();
    let heap = page.open_file(1);
    let Request::Tile { request, .. } = tile(ViewId(0)) else { unreachable!() };
    let tiles = vec![(Side::Merged, request)];
    let ask = |tiles| Request::View { spec: alone(heap), shown: None, keep: Kept::default(), tiles };
    let replies = page.session.handle(&ask(tiles.clone()));
    let [Reply::Viewed(view), Reply::Tile { view: of, side: Side::Merged, tile: sent }] = &replies[..] else {
        panic!("{replies:?}")
    };
    assert_eq!((*of, sent.request().device_pixels_per_unit), (view.view, request.device_pixels_per_unit));
    assert!(sent.len() > 1);
    // Who asks for another before it is cut gets that one only.
    assert_eq!(page.session.begin(BUILDING, &ask(tiles)), []);
    let view = loop {
        if let Some(Answer { reply: Reply::Viewed(view), .. }) = page.session.work().pop() {
            break view.view;
        }
    };
    let answers = page.session.begin(OTHER, &tile(view));
    assert!(matches!(answers[..], [Answer { to: Some(OTHER), reply: Reply::Tile { .. } }]), "{answers:?}");
    assert!(!page.session.is_working());
}
