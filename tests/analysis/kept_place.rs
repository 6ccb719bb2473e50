//! Zoom and selection find their node again.

use airflame::analysis::{Anchor, Granularity, NodeId, Shape, Subject};

use crate::report::grouping;
use crate::texts;

fn node(shape: &Shape, path: &[&str]) -> NodeId {
    path.iter().fold(NodeId::ROOT, |node, &name| {
        shape.tree().children(node).find(|&child| shape.name(child) == name).unwrap()
    })
}

/// `main.main` is two nodes by lines, and only the second of them calls `page.Render`.
#[test]
fn at_another_granularity() {
    let profile = texts::profile(&texts::stored().join("oddproto/v01-uncompressed.pb")).unwrap();
    let functions = Shape::build(Subject::single(&profile), grouping(Granularity::Functions));
    let lines = Shape::build(Subject::single(&profile), grouping(Granularity::Lines));
    let coarse = node(&functions, &["runtime.main", "main.main", "shop/page.Render", "strings.Join"]);
    let fine = Anchor::of(&functions, coarse).find(&lines);
    assert!(fine.is_exact);
    assert_eq!(lines.name(fine.node), "strings.Join /usr/go/src/strings/strings.go:44");
    assert_eq!(
        lines.name(lines.tree().parent(lines.tree().parent(fine.node))),
        "main.main /srv/shop/main.go:13"
    );
    let back = Anchor::of(&lines, fine.node).find(&functions);
    assert_eq!((back.node, back.is_exact), (coarse, true));
}
