//! Two profiles, compared.

use airflame::analysis::Granularity;
use airflame::profile::draw_profile_with;
use airflame::worker::protocol::{Kept, Pair, Presence, Reply, Request, ViewSpec};

use crate::harness::{Page, alone, by, compared};

#[test]
fn two_heaps_are_compared() {
    let mut page = Page::new();
    let (base, target) = (page.open_file(0), page.open_file(1));
    let view = page.view(compared(target, base));
    // What `go tool pprof -top -diff_base` says.
    assert_eq!(view.total, Pair { target: 24_021_702, base: Some(4_040_900) });
    assert_eq!(view.total.delta(), 19_980_802);
    assert_eq!(view.metrics.len(), 4);
    assert_eq!(view.notes, [""; 0]);
    let tile = page.tile(view.view);
    assert_eq!(tile.root_label(), "all 3.85MB → 22.91MB +19.06MB");
    assert_eq!(tile.values(0), Some((4_040_900, 24_021_702)));
    let top = page.top(view.view, Default::default(), 0, 1).rows.remove(0);
    assert_eq!((top.name.as_str(), top.flat.delta()), ("reflect.mapassign_faststr0", 10_095_216));
    assert_eq!(top.running, 10_095_216);
}

#[test]
fn swapping_turns_every_change_around() {
    let mut page = Page::new();
    let (base, target) = (page.open_file(0), page.open_file(1));
    let there = page.view(compared(target, base));
    let rows = page.top(there.view, Default::default(), 0, 5).rows;
    let back = page.view(compared(base, target));
    let swapped = page.top(back.view, Default::default(), 0, 5).rows;
    for (row, swapped) in rows.iter().zip(&swapped) {
        assert_eq!((&row.name, row.flat.delta()), (&swapped.name, -swapped.flat.delta()));
        assert_eq!(Some(row.cum.target), swapped.cum.base);
    }
}

#[test]
fn the_base_goes_and_comes_back_in_no_time() {
    let mut page = Page::new();
    let (base, target) = (page.open_file(0), page.open_file(1));
    assert!(page.view(alone(target)).tree_ms > 0.0);
    assert!(page.view(compared(target, base)).tree_ms > 0.0);
    assert_eq!(page.view(compared(target, base)).tree_ms, 0.0);
    assert_eq!(page.view(alone(target)).tree_ms, 0.0);
    // The tree of both serves either, and both the other way round.
    assert_eq!(page.view(alone(base)).tree_ms, 0.0);
    assert_eq!(page.view(compared(base, target)).tree_ms, 0.0);
    // Two forms are kept, and no third.
    for granularity in [Granularity::Lines, Granularity::Files] {
        page.view(ViewSpec { granularity, ..alone(target) });
    }
    assert!(page.view(compared(target, base)).tree_ms > 0.0);
}

#[test]
fn zoom_and_selection_survive_the_base() {
    let mut page = Page::new();
    let (base, target) = (page.open_file(0), page.open_file(1));
    let single = page.view(alone(target));
    let main = page.node(single.view, &["runtime.main"]);
    let keep = Kept { zoom: Some(main), selected: Some(main) };
    let diff = page.view_keeping(compared(target, base), Some(single.view), keep);
    let selected = diff.kept.selected.expect("it is there");
    assert_eq!(diff.kept.zoom, Some(selected));
    let details = page.describe(diff.view, selected.node);
    assert_eq!(details.name, "runtime.main");
    assert_eq!(details.place, selected);
    assert!(details.values.iter().all(|value| value.cum.base.is_some() && value.total.base.is_some()));
}

#[test]
fn what_is_new_and_what_is_gone_is_said() {
    let mut page = Page::new();
    let types = [("inuse_space", "bytes")];
    let base = page.open_profile("a", &draw_profile_with(&types, "main  main\nold  both\n5  7"));
    let target = page.open_profile("b", &draw_profile_with(&types, "main  main\nnew  both\n6  7"));
    let view = page.view(compared(target, base));
    let mut presence = |path: &[&str]| {
        let node = page.node(view.view, path);
        page.describe(view.view, node).presence
    };
    assert_eq!(presence(&["main", "old"]), Presence::Gone);
    assert_eq!(presence(&["main", "new"]), Presence::New);
    assert_eq!(presence(&["main", "both"]), Presence::Both);
    // The union: what is gone keeps its place.
    let tile = page.tile(view.view);
    assert_eq!(tile.row(2).map(|entry| (tile.place(entry).width * 18.0).round()).sum::<f64>(), 18.0);
}

#[test]
fn units_are_brought_together_and_the_rest_is_left_out() {
    let mut page = Page::new();
    let base = [("samples", "count"), ("cpu", "milliseconds"), ("wall", "milliseconds")];
    let base = page.open_profile("a", &draw_profile_with(&base, "main\n1\n3\n9"));
    let target = [("cpu", "nanoseconds"), ("io", "nanoseconds"), ("samples", "count")];
    let target = page.open_profile("b", &draw_profile_with(&target, "main\n5000000\n8\n2"));
    let view = page.view(compared(target, base));
    let metrics: Vec<_> =
        view.metrics.iter().map(|metric| (metric.name.as_str(), metric.unit.as_str())).collect();
    assert_eq!(metrics, [("cpu", "nanoseconds"), ("samples", "count")]);
    assert_eq!(view.spec.metric.as_deref(), Some("samples"));
    assert_eq!(
        view.notes,
        [
            "io is only in the target and left out",
            "wall is only in the base and left out",
            "cpu of the base is in milliseconds and was converted to nanoseconds",
        ]
    );
    let cpu = page.view(by("cpu", &view.spec));
    assert_eq!(cpu.total, Pair { target: 5_000_000, base: Some(3_000_000) });
    // What is not shown is summed up in the same units.
    let samples = page.view(view.spec);
    let values = page.describe(samples.view, 1).values;
    assert_eq!(values[0].cum, cpu.total);
    assert_eq!(values[0].total, cpu.total);
}

#[test]
fn a_heap_and_goroutines_do_not_compare() {
    let mut page = Page::new();
    let (heap, goroutines) = (page.open_file(1), page.open_file(2));
    let before = page.view(alone(heap));
    let spec = compared(goroutines, heap);
    let Reply::ViewFailed { problem, .. } =
        page.ask(&Request::View { spec, shown: None, keep: Kept::default(), tiles: Vec::new() })
    else {
        panic!("they were compared")
    };
    assert!(problem.what.contains("no sample type in common"), "{problem:?}");
    // The view before stays.
    assert!(page.tile(before.view).len() > 1);
}

#[test]
fn a_profile_compared_with_itself_has_not_changed() {
    let mut page = Page::new();
    let heap = page.open_file(1);
    let view = page.view(compared(heap, heap));
    assert_eq!(view.total.delta(), 0);
    assert_eq!(page.top(view.view, Default::default(), 0, 1).rows[0].running, 0);
}
