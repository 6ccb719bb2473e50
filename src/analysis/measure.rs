//! One metric, measured on a shape.

use std::cell::OnceCell;
use std::ops::Range;
use std::rc::Rc;

use super::call_tree::Subtrees;
use super::diff::Change;
use super::metric::{Column, Metric};
use super::{BitSet, CallTree, DiffWidth, NodeId, NodeValues, Pace, PathSums, Shape, Subject, Subtree, Work};
use crate::profile::StackId;

/// The sums of one metric over a [`Shape`]: all that has to be computed again when the metric changes.
#[derive(Debug, Clone)]
pub struct Measure {
    /// What was measured.
    pub metric: Metric,
    /// The target's sums.
    pub target: Rc<NodeValues>,
    /// The base's sums, where there is a base.
    pub base: Option<Rc<NodeValues>>,
    /// What percentages are of: the total of the base, as pprof's `-diff_base` has it, or the target's where
    /// there is no base or it is empty.
    pub total: i64,
    /// The largest difference of `cum` between base and target that any node but the root has; 0 without a base.
    pub largest_change: u64,
    /// What [`widths`](Self::widths) stand for where there is a base.
    pub width: DiffWidth,
    widths: Rc<PathSums>,
    tree: Rc<CallTree>,
    /// The places of target and base among the profiles of the shape.
    places: [usize; 2],
    row_count: OnceCell<usize>,
}

impl Measure {
    /// Measures `metric`, one of [`Subject::metrics`], on the shape of the same subject, with the default widths.
    pub fn new(shape: &Shape, subject: Subject<'_>, metric: &Metric) -> Self {
        Self::drawn(shape, subject, metric, DiffWidth::default())
    }

    /// The same, with the widths that a diff is to be drawn with.
    pub fn drawn(shape: &Shape, subject: Subject<'_>, metric: &Metric, width: DiffWidth) -> Self {
        Self::after(None, shape, subject, metric, width)
    }

    /// The same, with what was measured before, if that was on the same shape: sums that it has are not made again, as where base and
    /// target are swapped.
    pub fn after(
        before: Option<&Self>,
        shape: &Shape,
        subject: Subject<'_>,
        metric: &Metric,
        width: DiffWidth,
    ) -> Self {
        let (tree, stacks) = (shape.shared_tree(), shape.stack_paths());
        let before = before.filter(|before| Rc::ptr_eq(&before.tree, tree));
        let sum = |place, profile, column| {
            let known = before.and_then(|before| before.sums_of(place, column));
            known.unwrap_or_else(|| {
                Rc::new(NodeValues::sum(tree.path_count(), stacks.ends(place), profile, column))
            })
        };
        let places = [subject.target_place(), subject.base_place()];
        let target = sum(places[0], subject.target, metric.target);
        let base = subject.base.zip(metric.base);
        let base = base.map(|(profile, column)| sum(places[1], profile, column));
        let total = base.as_ref().map(|base| base.total).filter(|&total| total > 0).unwrap_or(target.total);
        let swapped = before.zip(base.as_ref()).map(|(before, base)| before.swapped(&target, base));
        let (largest_change, widths, row_count) = match (swapped.flatten(), &base) {
            (Some(before), Some(base)) => (
                before.largest_change,
                if width == before.width && width.is_symmetric() {
                    Rc::clone(&before.widths)
                } else {
                    widths(&target, Some(base), width)
                },
                before.row_count.clone(),
            ),
            (_, base) => (
                base.as_ref().map_or(0, |base| largest_change(tree, &target, base)),
                widths(&target, base.as_deref(), width),
                OnceCell::new(),
            ),
        };
        let tree = Rc::clone(tree);
        Self {
            metric: metric.clone(),
            target,
            base,
            total,
            largest_change,
            width,
            widths,
            tree,
            places,
            row_count,
        }
    }

    /// The sums of a column of a profile of the shape, if they are those of a side.
    fn sums_of(&self, place: usize, column: Column) -> Option<Rc<NodeValues>> {
        let base = self.base.as_ref().zip(self.metric.base).map(|(base, of)| (base, self.places[1], of));
        let sides = std::iter::once((&self.target, self.places[0], self.metric.target)).chain(base);
        let mut known = sides.filter(|&(_, of_place, of)| of_place == place && of == column);
        known.next().map(|(sums, ..)| Rc::clone(sums))
    }

    /// Itself, if these are its sums, and target and base are swapped.
    fn swapped(&self, target: &Rc<NodeValues>, base: &Rc<NodeValues>) -> Option<&Self> {
        let is_swapped = Rc::ptr_eq(base, &self.target)
            && self.base.as_ref().is_some_and(|before| Rc::ptr_eq(before, target));
        is_swapped.then_some(self)
    }

    /// The same sums with other widths. Nothing is summed up from samples; without a base nothing changes.
    pub fn redrawn(&self, width: DiffWidth) -> Self {
        let widths = match &self.base {
            Some(base) => widths(&self.target, Some(base), width),
            None => Rc::clone(&self.widths),
        };
        Self { width, widths, ..self.clone() }
    }

    /// How wide each node is drawn: never negative, and never less than its children together.
    ///
    /// ```text
    ///  width = Σ part of the paths through the node,   part = DiffWidth::part(base flat, target flat)
    /// ```
    ///
    /// For one profile without negative values that is its `cum`. For two it is what [`DiffWidth`] says, by default
    /// the *union*, which is nowhere less than the `cum` of either.
    pub fn widths(&self) -> &PathSums {
        &self.widths
    }

    /// How wide a node is drawn.
    pub fn node_width(&self, node: NodeId) -> i64 {
        self.widths.of(self.tree.subtree(node).paths())
    }

    /// Whether two profiles are compared.
    pub fn is_diff(&self) -> bool {
        self.base.is_some()
    }

    /// The `flat` that pprof shows: the target's, or target − base.
    pub fn flat(&self, node: NodeId) -> i64 {
        let [base, target] = self.flats(node);
        target.saturating_sub(base)
    }

    /// The `cum` that pprof shows: the target's, or target − base.
    pub fn cum(&self, node: NodeId) -> i64 {
        let [base, target] = self.cums(node);
        target.saturating_sub(base)
    }

    /// The target's `flat`.
    pub fn target_flat(&self, node: NodeId) -> i64 {
        self.flats(node)[1]
    }

    /// The base's `flat`, 0 without a base.
    pub fn base_flat(&self, node: NodeId) -> i64 {
        self.flats(node)[0]
    }

    /// The target's `cum`.
    pub fn target_cum(&self, node: NodeId) -> i64 {
        self.cums(node)[1]
    }

    /// The base's `cum`, 0 without a base.
    pub fn base_cum(&self, node: NodeId) -> i64 {
        self.cums(node)[0]
    }

    fn flats(&self, node: NodeId) -> [i64; 2] {
        self.tree.path_of_end(node).map_or([0; 2], |path| self.flat_of_path(path.index()))
    }

    fn cums(&self, node: NodeId) -> [i64; 2] {
        self.of_paths(self.tree.subtree(node).paths())
    }

    /// The sums of base and target over the paths of a subtree: its node's `cum`.
    pub(super) fn of_paths(&self, paths: Range<usize>) -> [i64; 2] {
        let base = self.base.as_ref().map_or(0, |base| base.sums().of(paths.clone()));
        [base, self.target.sums().of(paths)]
    }

    /// What ends in a path in base and target: the `flat` of its last node.
    pub(super) fn flat_of_path(&self, path: usize) -> [i64; 2] {
        [self.base.as_ref().map_or(0, |base| base.flat()[path]), self.target.flat()[path]]
    }

    /// What became of the node's `cum`; all is [`Change::New`] without a base.
    pub fn change(&self, node: NodeId) -> Change {
        let [base, target] = self.cums(node);
        Change::of(base, target)
    }

    /// Whether a sum did not fit an `i64` and was held at its end, or a difference may not have.
    ///
    /// The difference of two values that are not negative always fits. Of others it does as long as both totals do
    /// together, which is asked instead of every row.
    pub fn is_saturated(&self) -> bool {
        let Self { target, base, .. } = self;
        target.saturated
            || base.as_ref().is_some_and(|base| {
                base.saturated
                    || (target.has_negative() || base.has_negative())
                        && target.total.checked_add(base.total).is_none()
            })
    }

    /// How many rows some value passes through, in either profile, if that was counted.
    pub fn known_row_count(&self) -> Option<usize> {
        self.row_count.get().copied()
    }

    /// How many rows some value passes through, in either profile of the subject that was measured; counted when first it is asked for.
    pub async fn row_count(&self, shape: &Shape, subject: Subject<'_>, pace: &Pace) -> usize {
        match self.row_count.get() {
            Some(&count) => count,
            None => {
                let count = self.rows(shape, subject, pace).await.count();
                *self.row_count.get_or_init(|| count)
            }
        }
    }

    /// The rows that some value passes through, in either profile.
    fn rows<'a>(&'a self, shape: &'a Shape, subject: Subject<'a>, pace: &'a Pace) -> Work<'a, BitSet> {
        Box::pin(async move {
            let frames = shape.frames();
            let mut rows = BitSet::new(frames.row_count());
            let sides = std::iter::once(&self.target).chain(&self.base);
            for (values, (place, profile)) in sides.zip(subject.placed()) {
                if values.has_negative() {
                    self.rows_with_sums(shape, values, pace, &mut rows).await;
                    continue;
                }
                // Through whatever a stack passes that has a value, some value passes. Locations lie end to end, nodes do not.
                // A byte for each: to set a bit waits for the one before in the same word.
                let mut seen = vec![false; profile.locations().len()];
                let mut note = |piece: Range<usize>| {
                    for stack in piece.map(StackId::new).filter(|&stack| values.has_stack(stack)) {
                        profile.stacks().get(stack).iter().for_each(|location| seen[location.index()] = true);
                    }
                };
                pace.each(profile.stacks().len(), &mut note).await;
                for location in profile.locations().ids().filter(|location| seen[location.index()]) {
                    for frame in frames.frames_of(place, location) {
                        rows.insert(frames.row(frame.frame()).index());
                    }
                }
            }
            rows
        })
    }

    /// Adds the rows of the nodes whose sum is not 0, where it may be though its parts are not.
    async fn rows_with_sums(&self, shape: &Shape, values: &NodeValues, pace: &Pace, rows: &mut BitSet) {
        let (frames, tree) = (shape.frames(), shape.tree());
        let mut subtrees = Subtrees::default();
        let mut note = |paths| {
            subtrees.run(tree, paths, &mut |group| {
                if values.sums().of(group.paths.clone()) != 0 {
                    let nodes = group.nodes().filter(|&(node, _)| node != NodeId::ROOT);
                    nodes.for_each(|(_, frame)| rows.insert(frames.row(frame).index()));
                }
            });
        };
        tree.each_path_back(pace, &mut note).await;
    }

    /// Whether a sample that is not zero passes through the node, in either profile.
    pub fn is_touched(&self, subtree: Subtree) -> bool {
        self.target.is_touched(subtree) || self.base.as_ref().is_some_and(|base| base.is_touched(subtree))
    }
}

/// The largest change of a node but the root, whose own would hide those that make up for each other below it.
fn largest_change(tree: &CallTree, target: &NodeValues, base: &NodeValues) -> u64 {
    let mut largest = 0;
    let mut subtrees = Subtrees::default();
    for path in (0..tree.path_count()).rev() {
        subtrees.groups(tree, path, &mut |paths, depths| {
            if depths.end > 1 {
                let change = target.sums().of(paths.clone()).abs_diff(base.sums().of(paths));
                largest = largest.max(change);
            }
        });
    }
    largest
}

fn widths(target: &NodeValues, base: Option<&NodeValues>, width: DiffWidth) -> Rc<PathSums> {
    let Some(base) = base else { return target.widths() };
    let pairs = base.flat().iter().zip(target.flat());
    Rc::new(PathSums::new(pairs.map(|(&base, &target)| width.part(base, target))))
}
