//! One profile, looked at.

use airflame::analysis::Granularity;
use airflame::pprof::encode_gzip;
use airflame::profile::{draw_profile, draw_profile_with};
use airflame::scene::SiblingOrder;
use airflame::worker::protocol::{Kept, Pair, ProfileId, Purpose, Reply, Request, ViewId, ViewSpec};

use crate::harness::{Page, alone, by, compared};

#[test]
fn a_profile_is_shown_by_its_default_metric() {
    let mut page = Page::new();
    let heap = page.open_file(1);
    let view = page.view(alone(heap));
    assert_eq!(view.spec.metric.as_deref(), Some("inuse_space"));
    assert_eq!(view.metric, Some(3));
    assert_eq!(view.total, Pair { target: 24_021_702, base: None });
    assert!(view.tree_ms > 0.0 && view.measure_ms > 0.0);
    assert!(!view.saturated);
    assert_eq!(view.notes, [""; 0]);
    assert_eq!(view.kept, Kept::default());
    let tile = page.tile(view.view);
    assert_eq!(tile.root_label(), "all 22.91MB");
    assert_eq!((tile.extent().rows, tile.is_diff(), tile.is_searching()), (view.rows, false, false));
    assert!(tile.len() > 100 && tile.len() <= view.nodes as usize + 1);
}

#[test]
fn another_metric_keeps_the_tree_and_its_nodes() {
    let mut page = Page::new();
    let heap = page.open_file(1);
    let space = page.view(alone(heap));
    let main = page.node(space.view, &["runtime.main"]);
    let keep = Kept { zoom: Some(main), selected: Some(main) };
    let objects = page.view_keeping(by("alloc_objects", &space.spec), Some(space.view), keep);
    assert!(objects.view > space.view);
    assert_eq!(objects.total.target, 2_487_303);
    assert_eq!((objects.tree_ms, objects.nodes), (0.0, space.nodes));
    let kept = objects.kept.selected.expect("it is there");
    assert_eq!(kept.node, main);
    let (before, after) = (page_place(&mut page, &objects, main), kept);
    assert_eq!(before, after);
    // What was shown before is known no longer.
    let stale = Request::Describe { view: space.view, node: main, purpose: Purpose::Hover };
    assert_eq!(page.ask(&stale), Reply::Stale);
}

fn page_place(
    page: &mut Page,
    view: &airflame::worker::protocol::ViewSummary,
    node: u32,
) -> airflame::worker::protocol::NodeBox {
    page.describe(view.view, node).place
}

#[test]
fn a_metric_that_a_profile_lacks_is_its_default() {
    let mut page = Page::new();
    let profile = draw_profile_with(&[("objects", "count"), ("space", "bytes")], "A  B\n1  2\n10  20");
    let profile = page.open_profile("old", &profile);
    let mut shown = |metric: &str| page.view(by(metric, &alone(profile))).spec.metric;
    assert_eq!(shown("cpu").as_deref(), Some("space"));
    assert_eq!(shown("objects").as_deref(), Some("objects"));
    assert_eq!(shown("inuse_objects").as_deref(), Some("objects"));
}

#[test]
fn a_node_without_a_box_gives_way_to_its_caller() {
    let mut page = Page::new();
    let types = [("objects", "count"), ("space", "bytes")];
    let profile = draw_profile_with(&types, "main  main  other\nA  B  .\n1  0  1\n10  20  0");
    let profile = page.open_profile("p", &profile);
    let space = page.view(alone(profile));
    let b = page.node(space.view, &["main", "B"]);
    let keep = Kept { zoom: Some(0), selected: Some(b) };
    let objects = page.view_keeping(by("objects", &space.spec), Some(space.view), keep);
    let main = page.node(objects.view, &["main"]);
    assert_eq!(objects.kept.selected.map(|place| place.node), Some(main));
    assert_eq!(objects.kept.zoom.map(|place| (place.node, place.width)), Some((0, 1.0)));
    // Of `other` nothing is left but the root, which nobody selected.
    let other = page.node(objects.view, &["other"]);
    let keep = Kept { zoom: Some(other), selected: Some(other) };
    let space = page.view_keeping(space.spec, Some(objects.view), keep);
    assert_eq!(space.kept, Kept::default());
}

#[test]
fn nodes_are_found_again_at_another_granularity() {
    let mut page = Page::new();
    let heap = page.open_file(1);
    let functions = page.view(alone(heap));
    let main = page.node(functions.view, &["runtime.main"]);
    let keep = Kept { zoom: None, selected: Some(main) };
    let spec = ViewSpec { granularity: Granularity::Lines, ..functions.spec };
    let lines = page.view_keeping(spec, Some(functions.view), keep);
    assert!(lines.tree_ms > 0.0);
    assert_eq!(lines.total, functions.total);
    let selected = lines.kept.selected.expect("it is there");
    let details = page.describe(lines.view, selected.node);
    assert!(details.name.starts_with("runtime.main "), "{}", details.name);
    // From a view that nobody remembers nothing is kept.
    let keep = Kept { zoom: Some(1), selected: Some(1) };
    assert_eq!(page.view_keeping(lines.spec, Some(ViewId(9999)), keep).kept, Kept::default());
}

#[test]
fn a_page_that_is_a_view_behind_keeps_its_nodes() {
    let mut page = Page::new();
    let (first, second) = (page.open_file(0), page.open_file(1));
    let shown = page.view(alone(first));
    let main = page.node(shown.view, &["runtime.main"]);
    // The page asks twice before it hears of the first answer.
    let keep = Kept { zoom: None, selected: Some(main) };
    page.view_keeping(alone(second), Some(shown.view), keep);
    let third = page.view_keeping(by("inuse_objects", &alone(second)), Some(shown.view), keep);
    let selected = third.kept.selected.expect("it is there");
    assert_eq!(page.describe(third.view, selected.node).name, "runtime.main");
}

#[test]
fn siblings_stand_in_the_order_that_was_asked_for() {
    let mut page = Page::new();
    let profile = page.open_profile("p", &draw_profile("A  B  C\n1  3  2"));
    let names = |page: &mut Page, order| {
        let view = page.view(ViewSpec { order, ..alone(profile) });
        let tile = page.tile(view.view);
        tile.row(1).map(|entry| tile.frame(entry).name.to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(&mut page, SiblingOrder::BySize), ["B", "C", "A"]);
    assert_eq!(names(&mut page, SiblingOrder::ByName), ["A", "B", "C"]);
}

#[test]
fn the_search_holds_for_views_to_come() {
    let mut page = Page::new();
    assert_eq!(page.search("session").frames, 0);
    let heap = page.open_file(1);
    let view = page.view(alone(heap));
    assert!(page.tile(view.view).is_searching());
    let found = page.search("SESSION.(*STORE)");
    assert!(found.frames > 0);
    assert!(found.cum.target > 0 && found.cum.target < view.total.target);
    assert_eq!(found.cum.base, None);
    let tile = page.tile(view.view);
    let marked: Vec<_> = tile.frames().filter(|frame| frame.is_match).map(|frame| frame.name).collect();
    assert!(!marked.is_empty() && marked.iter().all(|name| name.contains("session.(*Store)")), "{marked:?}");
    let nothing = page.search("");
    assert_eq!((nothing.frames, nothing.cum.target), (0, 0));
    assert!(!page.tile(view.view).is_searching());
}

#[test]
fn what_is_closed_cannot_be_shown() {
    let mut page = Page::new();
    let heap = page.open_file(1);
    let view = page.view(alone(heap));
    page.session.handle(&Request::Close { profile: heap });
    assert_eq!(page.ask(&Request::Locate { view: view.view, row: 1 }), Reply::Stale);
    let again =
        Request::View { spec: alone(heap), shown: Some(view.view), keep: Kept::default(), tiles: Vec::new() };
    assert!(matches!(page.ask(&again), Reply::ViewFailed { .. }));
    let never =
        Request::View { spec: alone(ProfileId(99)), shown: None, keep: Kept::default(), tiles: Vec::new() };
    assert!(matches!(page.ask(&never), Reply::ViewFailed { .. }));
}

#[test]
fn closing_another_profile_changes_nothing() {
    let mut page = Page::new();
    let (first, second) = (page.open_file(0), page.open_file(1));
    let view = page.view(alone(second));
    page.session.handle(&Request::Close { profile: first });
    assert!(page.tile(view.view).len() > 1);
}

#[test]
fn a_profile_without_samples_has_a_root() {
    let mut page = Page::new();
    let empty = page.open_profile("idle", &draw_profile_with(&[("cpu", "nanoseconds")], ""));
    let view = page.view(alone(empty));
    assert_eq!((view.total.target, view.nodes, view.functions, view.rows), (0, 0, 0, 1));
    let tile = page.tile(view.view);
    assert_eq!((tile.len(), tile.root_label()), (1, "all 0"));
    let details = page.describe(view.view, 0);
    assert_eq!((details.name.as_str(), details.callee_count), ("all", 0));
    assert_eq!(page.top(view.view, Default::default(), 0, 10).rows, []);
}

#[test]
fn a_delta_with_negative_values_has_boxes_for_all_of_it() {
    let mut page = Page::new();
    let read = page.read("delta", &encode_gzip(&draw_profile("A  A\nB  C\n30  -10")));
    let [before, after] = &read.opened[..] else { panic!("{:?}", read.opened) };
    assert_eq!(after.base, Some(before.id));
    let view = page.view(compared(after.id, before.id));
    assert_eq!(view.total.target, 40);
    let tile = page.tile(view.view);
    assert_eq!(tile.root_label(), "all 10 → 30 +20");
    let widths: Vec<f64> = tile.row(2).map(|entry| tile.place(entry).width).collect();
    assert_eq!(widths, [0.75, 0.25]);
}
