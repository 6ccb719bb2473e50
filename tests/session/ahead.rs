//! What the worker makes before it is asked for.

use airflame::analysis::Granularity;
use airflame::profile::draw_profile_with;
use airflame::worker::protocol::{
    FileId, Kept, ProfileId, Reply, Request, RequestId, ViewId, ViewSpec, ViewSummary,
};

use crate::harness::{Page, alone, by, compared};

/// A page that shows the later of two heaps, and has got ready for their comparison.
fn prepared() -> (Page, [ProfileId; 2]) {
    let mut page = Page::new();
    let [base, target] = [0, 1].map(|file| page.open_file(file));
    page.view(alone(target));
    assert_eq!(page.session.handle(&prepare(target, base)), [], "nobody is told");
    (page, [target, base])
}

fn prepare(target: ProfileId, base: ProfileId) -> Request {
    Request::Prepare { spec: compared(target, base) }
}

/// A comparison of the two heaps in a page that has shown nothing else.
fn fresh(spec: &dyn Fn(ProfileId, ProfileId) -> ViewSpec) -> (Page, ViewSummary) {
    let mut page = Page::new();
    let [base, target] = [0, 1].map(|file| page.open_file(file));
    let view = page.view(spec(target, base));
    (page, view)
}

fn without_times(view: ViewSummary) -> ViewSummary {
    ViewSummary { view: ViewId(0), tree_ms: 0.0, measure_ms: 0.0, ..view }
}

#[test]
fn an_offered_comparison_is_there_when_it_is_asked_for() {
    for metric in ["inuse_space", "alloc_objects"] {
        let (mut page, [target, base]) = prepared();
        let view = page.view(by(metric, &compared(target, base)));
        assert_eq!(view.tree_ms, 0.0);
        let (mut other, expected) = fresh(&|target, base| by(metric, &compared(target, base)));
        assert_eq!(page.tile(view.view), other.tile(expected.view));
        assert_eq!(without_times(view), without_times(expected));
        assert_eq!(page.view(compared(base, target)).tree_ms, 0.0, "both swapped are of the same tree");
    }
}

#[test]
fn another_metric_does_not_undo_it() {
    let (mut page, [target, base]) = prepared();
    page.view(by("alloc_space", &alone(target)));
    assert_eq!(page.view(by("alloc_space", &compared(target, base))).tree_ms, 0.0);
}

#[test]
fn what_is_shown_otherwise_undoes_it() {
    let (mut page, [target, base]) = prepared();
    page.view(ViewSpec { granularity: Granularity::Lines, ..alone(target) });
    assert!(page.view(compared(target, base)).tree_ms > 0.0);
}

#[test]
fn it_is_gone_with_its_profile() {
    let (mut page, [target, base]) = prepared();
    page.session.handle(&Request::Close { profile: base });
    let again = page.open_file(0);
    assert!(page.view(compared(target, again)).tree_ms > 0.0);
    assert_eq!(page.session.handle(&prepare(target, base)), [], "a closed profile is no reason to complain");
}

#[test]
fn nobody_waits_for_it() {
    let mut page = Page::hurried();
    let [base, target] = [0, 1].map(|file| page.open_file(file));
    page.view(alone(target));
    let begun = |page: &mut Page| {
        page.session.begin(RequestId(1), &prepare(target, base));
        assert_eq!(page.session.work(), []);
        assert!(page.session.is_working(), "it takes more than a slice");
    };
    begun(&mut page);
    page.session.open(FileId(9), "later", 1);
    assert!(!page.session.is_working(), "a file comes first");
    begun(&mut page);
    assert!(page.view(alone(base)).tree_ms > 0.0);
    assert!(!page.session.is_working(), "and so does a view");
    begun(&mut page);
    page.session.handle(&Request::Close { profile: base });
    assert!(!page.session.is_working());
}

#[test]
fn the_other_metrics_are_measured_while_nobody_waits() {
    let shown = |page: &mut Page, spec: ViewSpec| {
        let (keep, tiles) = (Kept::default(), Vec::new());
        page.session.begin(RequestId(1), &Request::View { spec, shown: None, keep, tiles });
        while page.session.work().iter().all(|answer| !matches!(answer.reply, Reply::Viewed(_))) {}
    };
    let left = |page: &mut Page| {
        let mut slices = 0;
        while page.session.is_working() {
            page.session.work();
            slices += 1;
        }
        slices
    };
    let mut page = Page::new();
    let types: Vec<String> = (0..100).map(|number| format!("type{number}")).collect();
    let types: Vec<(&str, &str)> = types.iter().map(|name| (name.as_str(), "count")).collect();
    let drawing = ["A", &"\n1".repeat(types.len())].concat();
    let many = page.open_profile("many", &draw_profile_with(&types, &drawing));
    shown(&mut page, alone(many));
    assert_eq!(left(&mut page), 0, "nobody looks at a hundred");

    let mut page = Page::new();
    let heap = page.open_file(1);
    shown(&mut page, alone(heap));
    assert_eq!(left(&mut page), 3, "a heap has four metrics, of which one is shown");
    shown(&mut page, by("alloc_space", &alone(heap)));
    let counting = 1;
    assert_eq!(left(&mut page), counting, "all are known");
    shown(&mut page, ViewSpec { granularity: Granularity::Lines, ..alone(heap) });
    page.session.open(FileId(9), "later", 1);
    assert_eq!(left(&mut page), counting, "whoever waits for a file does not wait for that, too");
}
