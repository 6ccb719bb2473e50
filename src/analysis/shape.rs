//! What a view is made of before anything is measured.

use std::rc::Rc;
use std::sync::OnceLock;

use super::row_marks::RowMarks;
use super::tree_builder::MergedTree;
use super::{BitSet, CallTree, FrameTable, Grouping, Pace, StackPaths, Subject, Work, run_unhurried};
use crate::profile::Profile;

/// The frames, the tree, and how stacks lie on it: all that depends on which profiles are shown and how frames
/// are told apart, and on nothing else. A metric is measured on it with [`Measure`](super::Measure).
#[derive(Debug)]
pub struct Shape {
    frames: Rc<FrameTable>,
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
            Self::new(Rc::new(frames), tree, stack_paths)
        })
    }

    /// The shape of those stacks alone that are kept of each of its profiles, if it can be made of this one; else it is to be built.
    pub fn kept(&self, kept: &[BitSet]) -> Option<Self> {
        let (tree, stack_paths) = self.stack_paths.kept(&self.tree, kept)?;
        Some(Self::new(Rc::clone(&self.frames), tree, stack_paths))
    }

    /// The shape of two profiles, of each of which there is one, if it can be made of these; else it is to be built.
    pub fn merged<'a>(
        shapes: [&'a Self; 2],
        profiles: [&'a Profile; 2],
        pace: &'a Pace,
    ) -> Work<'a, Option<Self>> {
        Box::pin(async move {
            let tables = shapes.map(|shape| &*shape.frames);
            if tables.iter().any(|table| table.profile_count() != 1) {
                return None;
            }
            let (frames, renamed) = FrameTable::merged(tables, profiles)?;
            pace.pause().await;
            let trees = shapes.map(|shape| (&*shape.tree, &shape.stack_paths));
            let merged = MergedTree::new(trees, &renamed, &frames.ranks())?;
            let (tree, stack_paths) = merged.run(pace).await;
            Some(Self::new(Rc::new(frames), tree, stack_paths))
        })
    }

    fn new(frames: Rc<FrameTable>, tree: CallTree, stack_paths: StackPaths) -> Self {
        Self { frames, tree: Rc::new(tree), stack_paths, marks: OnceLock::new() }
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
