//! Single nodes: what they are, and the way from one to another.

use airflame::profile::draw_profile;
use airflame::scene::Step;
use airflame::worker::protocol::{Inlined, NodeMetric, Pair, Purpose, Reply, Request};

use crate::harness::{Page, alone, by, compared};

#[test]
fn all_metrics_of_a_node_are_told_whichever_is_shown() {
    let mut page = Page::new();
    let (base, target) = (page.open_file(0), page.open_file(1));
    for spec in [alone(target), compared(target, base)] {
        let view = page.view(spec);
        let serve = page.node(view.view, &["net/http.(*conn).serve"]);
        let child = page.describe(view.view, serve).callees[0].node;
        for node in [0, serve, child] {
            // Only the latest view is known: come back to it.
            let view = page.view(view.spec.clone());
            let told = page.describe(view.view, node).values;
            assert_eq!(told.len(), 4);
            for (at, metric) in view.metrics.iter().enumerate() {
                let shown = page.view(by(&metric.name, &view.spec));
                let values = page.describe(shown.view, node).values;
                assert_eq!(values, told, "node {node} by {}", metric.name);
                assert_eq!(values[at].total, shown.total);
            }
        }
    }
}

#[test]
fn a_node_is_described() {
    let mut page = Page::new();
    let profile = page.open_profile(
        "p",
        &draw_profile("main.main  main.main  main.main\na/b.C  a/b.C  d.E\nx.Y  .  .\n5  3  2"),
    );
    let view = page.view(alone(profile));
    let node = page.node(view.view, &["main.main", "a/b.C"]);
    let details = page.describe(view.view, node);
    assert_eq!((details.name.as_str(), details.package.as_str()), ("a/b.C", "a/b"));
    assert_eq!((details.place.depth, details.place.x, details.place.width), (2, 0.0, 0.8));
    let pair = |target| Pair { target, base: None };
    let values = NodeMetric { flat: pair(3), cum: pair(8), parent: pair(10), total: pair(10) };
    assert_eq!(details.values, [values]);
    assert_eq!(details.inlined, Inlined::No);
    let names = |relatives: &[airflame::worker::protocol::Relative]| {
        relatives.iter().map(|relative| (relative.name.clone(), relative.cum.target)).collect::<Vec<_>>()
    };
    assert_eq!(names(&details.callers), [("main.main".to_owned(), 10)]);
    assert_eq!(names(&details.callees), [("x.Y".to_owned(), 5)]);
    assert_eq!((details.callee_count, details.stack.as_str()), (1, ""));
    let Reply::Details { details, .. } =
        page.ask(&Request::Describe { view: view.view, node, purpose: Purpose::Select })
    else {
        panic!("no details")
    };
    assert_eq!(details.stack, "main.main\na/b.C\n");
}

#[test]
fn the_largest_callees_are_told_of() {
    let mut page = Page::new();
    let names: Vec<String> = (0..40).map(|row| format!("f{row:02}")).collect();
    let row = |cells: Vec<String>| cells.join("  ");
    let drawing = [row(names), row((0..40).map(|value| (value % 20 + 1).to_string()).collect())].join("\n");
    let profile = page.open_profile("p", &draw_profile(&drawing));
    let view = page.view(alone(profile));
    let root = page.describe(view.view, 0);
    assert_eq!((root.callees.len(), root.callee_count), (12, 40));
    let callees: Vec<_> =
        root.callees.iter().map(|callee| (callee.name.as_str(), callee.cum.target)).collect();
    assert_eq!(callees[..4], [("f19", 20), ("f39", 20), ("f18", 19), ("f38", 19)]);
}

#[test]
fn arrow_keys_walk() {
    let mut page = Page::new();
    let profile = page.open_profile("p", &draw_profile("A  A  D\nB  C  .\n5  3  2"));
    let view = page.view(alone(profile)).view;
    let mut at = 0;
    let steps = [
        (Step::WidestChild, "A"),
        (Step::WidestChild, "B"),
        (Step::Next, "C"),
        (Step::Parent, "A"),
        (Step::Next, "D"),
        (Step::Next, "D"),
        (Step::First, "A"),
        (Step::Root, "all"),
        (Step::Parent, "all"),
    ];
    for (step, name) in steps {
        let details = page.walk(view, at, step);
        assert_eq!(details.name, name, "{step:?}");
        at = details.place.node;
    }
}

#[test]
fn nodes_that_do_not_exist_are_stale() {
    let mut page = Page::new();
    let profile = page.open_profile("p", &draw_profile("A\n5"));
    let view = page.view(alone(profile)).view;
    for node in [2, u32::MAX] {
        assert_eq!(page.ask(&Request::Describe { view, node, purpose: Purpose::Select }), Reply::Stale);
        assert_eq!(page.ask(&Request::Walk { view, node, step: Step::Next }), Reply::Stale);
        assert_eq!(page.ask(&Request::Locate { view, row: node }), Reply::Stale);
    }
}

#[test]
fn deep_recursion_is_described() {
    let mut page = Page::new();
    let mut drawing = "main\n".to_owned();
    drawing.push_str(&"walk\n".repeat(5000));
    drawing.push('7');
    let profile = page.open_profile("deep", &draw_profile(&drawing));
    let view = page.view(alone(profile));
    assert_eq!(view.rows, 5002);
    let details = page.describe(view.view, 5001);
    assert_eq!((details.callers.len(), details.place.depth), (1000, 5001));
}
