//! A stack as text, for copying.

use super::{NodeId, Shape, shown_text};

/// Nobody reads more, and a stack can have a million frames.
const MAX_BYTES: usize = 1 << 20;

/// The names on the path to `node`, root first, one a line and each with its file and line where they are known. It ends
/// with `…` behind the first 1 MiB.
///
/// ```text
/// main.main
///     /srv/shop/main.go:12
/// shop/cart.Decode
///     /srv/shop/cart/cart.go:25
/// ```
pub fn stack_text(shape: &Shape, node: NodeId) -> String {
    use std::fmt::Write as _;
    let (frames, tree) = (shape.frames(), shape.tree());
    let mut path: Vec<NodeId> = tree.path_up(node).collect();
    path.reverse();
    let mut text = String::new();
    for node in path {
        let frame = tree.frame(node);
        if text.len() > MAX_BYTES {
            text.push_str("…\n");
            break;
        }
        let name = frames.name(frame);
        // Writing to a String cannot fail.
        let _ = writeln!(text, "{}", shown_text(name));
        let (file, line) = (frames.file(frame), frames.line(frame));
        // At the finer granularities the name says it already.
        if !file.is_empty() && !name.contains(file) {
            let file = shown_text(file);
            let _ =
                if line == 0 { writeln!(text, "    {file}") } else { writeln!(text, "    {file}:{line}") };
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Grouping, Subject};
    use crate::profile::draw_profile;

    #[test]
    fn a_stack_reads_from_the_root() {
        let shape = Shape::build(Subject::single(&draw_profile("A\nB\nC")), Grouping::default());
        assert_eq!(stack_text(&shape, NodeId::new(3)), "A\nB\nC\n");
        assert_eq!(stack_text(&shape, NodeId::ROOT), "");
    }
}
