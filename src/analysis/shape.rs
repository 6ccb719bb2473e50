//! What a view is made of before anything is measured.

use std::rc::Rc;
use std::sync::OnceLock;

use super::row_marks::RowMarks;
use super::{CallTree, FrameTable, Grouping, Pace, StackPaths, Subject, Work, run_unhurried};
use crate::profile::Profile;

/// The frames, the tree, and how stacks lie on it: all that depends on which profiles are shown and how frames
/// are told apart, and on nothing else. A metric is measured on it with [`Measure`](super::Measure).
#[derive(Debug)]
pub struct Shape {
    frames: FrameTable,
    tree: Rc<CallTree>,
    stack_paths: StackPaths,
    /// Made when first a table is asked for, which the first flame graph need not wait for.
    marks: OnceLock<RowMarks>,
}

impl Shape {
    /// The shape of all stacks of the subject.
    pub fn build(subject: Subject<'_>, grouping: Grouping) -> Self {
        run_unhurried(Self::build_paced(subject, grouping, &Pace::unhurried()))
    }

    /// The same, piece by piece.
    pub fn build_paced<'a>(subject: Subject<'a>, grouping: Grouping, pace: &'a Pace) -> Work<'a, Self> {
        Self::of_profiles(subject.profiles(), grouping, pace)
    }

    /// The shape of all stacks of any number of profiles, piece by piece: one for all pairs of a series.
    pub fn of_profiles<'a>(profiles: Vec<&'a Profile>, grouping: Grouping, pace: &'a Pace) -> Work<'a, Self> {
        Box::pin(async move {
            let frames = FrameTable::build_paced(&profiles, grouping, pace).await;
            let (tree, stack_paths) = CallTree::build_paced(&frames, &profiles, pace).await;
            Self { frames, tree: Rc::new(tree), stack_paths, marks: OnceLock::new() }
        })
    }

    /// Its frames.
    pub fn frames(&self) -> &FrameTable {
        &self.frames
    }

    /// Its tree.
    pub fn tree(&self) -> &CallTree {
        &self.tree
    }

    /// The tree, for whoever keeps it.
    pub(super) fn shared_tree(&self) -> &Rc<CallTree> {
        &self.tree
    }

    /// In which paths of the tree stacks end.
    pub fn stack_paths(&self) -> &StackPaths {
        &self.stack_paths
    }

    /// The name of the node's frame.
    pub fn name(&self, node: super::NodeId) -> &str {
        self.frames.name(self.tree.frame(node))
    }

    pub(super) async fn marks(&self, pace: &Pace) -> &RowMarks {
        if self.marks.get().is_none() {
            let marks = RowMarks::new(&self.frames, &self.tree, pace).await;
            // Whoever else made them meanwhile made the same.
            let _ = self.marks.set(marks);
        }
        self.marks.get_or_init(|| unreachable!("they were made just now"))
    }
}
