//! Holding on to a node while the tree changes under it.

use super::{NodeId, Shape};

/// The place of a node by names, which outlive the tree: zoom and selection survive another profile, another
/// base and another granularity.
///
/// Each step of the path remembers the name and the function, because at another granularity the same call
/// has another name but the same function.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Anchor {
    steps: Vec<Step>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Step {
    name: String,
    function: String,
}

/// Where an [`Anchor`] was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Anchored {
    /// The node at the end of the path, or the deepest of the path that exists.
    pub node: NodeId,
    /// Whether it is the end of the path.
    pub is_exact: bool,
}

impl Anchor {
    /// The place of a node.
    pub fn of(shape: &Shape, node: NodeId) -> Self {
        let (frames, tree) = (shape.frames(), shape.tree());
        let step = |node| {
            let frame = tree.frame(node);
            Step { name: frames.name(frame).to_owned(), function: frames.function(frame).to_owned() }
        };
        let mut steps: Vec<Step> = tree.path_up(node).map(step).collect();
        steps.reverse();
        Self { steps }
    }

    /// The same place in another shape.
    ///
    /// All nodes that a step can mean are followed at once, because a coarse step can mean several finer ones,
    /// of which only some go on as the path does. Of those at the end the first is taken.
    pub fn find(&self, shape: &Shape) -> Anchored {
        let (frames, tree) = (shape.frames(), shape.tree());
        let mut candidates = vec![NodeId::ROOT];
        for step in &self.steps {
            let children = || candidates.iter().flat_map(|&node| tree.children(node));
            let mut next: Vec<NodeId> =
                children().filter(|&child| frames.name(tree.frame(child)) == step.name).collect();
            if next.is_empty() && !step.function.is_empty() {
                next =
                    children().filter(|&child| frames.function(tree.frame(child)) == step.function).collect();
            }
            if next.is_empty() {
                return Anchored { node: candidates[0], is_exact: false };
            }
            candidates = next;
        }
        Anchored { node: candidates[0], is_exact: true }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::{Grouping, Subject};
    use crate::profile::{Profile, draw_profile};

    fn shape(profile: &Profile) -> Shape {
        Shape::build(Subject::single(profile), Grouping::default())
    }

    fn node(shape: &Shape, path: &[&str]) -> NodeId {
        path.iter().fold(NodeId::ROOT, |node, &name| {
            shape.tree().children(node).find(|&child| shape.name(child) == name).unwrap()
        })
    }

    #[test]
    fn a_path_is_found_in_another_profile() {
        let old = shape(&draw_profile("A  A\nB  C\nD  D"));
        let new = shape(&draw_profile("A  A  A\nB  C  0\nE  D  x"));
        let kept = Anchor::of(&old, node(&old, &["A", "C", "D"])).find(&new);
        assert_eq!(kept, Anchored { node: node(&new, &["A", "C", "D"]), is_exact: true });
        let lost = Anchor::of(&old, node(&old, &["A", "B", "D"])).find(&new);
        assert_eq!(lost, Anchored { node: node(&new, &["A", "B"]), is_exact: false });
        assert_eq!(Anchor::default().find(&new), Anchored { node: NodeId::ROOT, is_exact: true });
    }
}
