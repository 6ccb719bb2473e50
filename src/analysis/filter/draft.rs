//! What filters have left of a profile so far.

use std::ops::Range;

use crate::analysis::{BitSet, Pace};
use crate::profile::{
    LabelSetId, LabelTable, Line, LocationId, LocationTable, Profile, Revision, SampleTable, StackId,
    StackTable,
};

/// A profile while filters are applied to it. Nothing is copied before [`finish`](Self::finish).
pub(super) struct Draft<'a> {
    pub(super) profile: &'a Profile,
    /// The lines that are left out, numbered through all locations; `None` while there are all.
    removed_lines: Option<BitSet>,
    /// The locations that are left out of all stacks; `None` while there are all.
    hidden: Option<BitSet>,
    /// What is left of each stack, in places of the stack as it was; `None` where its samples are dropped.
    spans: Vec<Option<Range<u32>>>,
    /// What each label set has become; `None` where its samples are dropped.
    sets: Vec<Option<LabelSetId>>,
    /// The label sets that `sets` names, where they are not those of the profile.
    labels: Option<LabelTable>,
    pace: Pace,
}

/// The lines of a location that are left, with their numbers, innermost first.
pub(super) type Lines = Vec<(usize, Line)>;

/// The places of a stack that are left; `None` drops its samples.
pub(super) type EditStack<'v> = dyn Fn(&Draft<'_>, &[LocationId]) -> Option<Range<usize>> + 'v;

impl<'a> Draft<'a> {
    pub(super) fn new(profile: &'a Profile, pace: &Pace) -> Self {
        let stacks = profile.stacks();
        Self {
            profile,
            removed_lines: None,
            hidden: None,
            spans: stacks.ids().map(|id| Some(0..stacks.get(id).len() as u32)).collect(),
            sets: profile.labels().ids().map(Some).collect(),
            labels: None,
            pace: pace.clone(),
        }
    }

    /// Visits every location with the lines that it has left. Lines that `visit` takes out of the list are gone.
    pub(super) async fn edit_lines(&mut self, visit: &mut dyn FnMut(LocationId, &mut Lines)) {
        let locations = self.profile.locations();
        let mut lines = Lines::new();
        let mut end = 0;
        let pace = self.pace.clone();
        let mut edit = |piece: Range<usize>| {
            for id in piece.map(LocationId::new) {
                end = self.edit_lines_of(id, end, &mut lines, visit);
            }
        };
        pace.each(locations.len(), &mut edit).await;
    }

    /// Visits a location, whose first line has the number `start`, and returns the number behind its last.
    fn edit_lines_of(
        &mut self,
        id: LocationId,
        start: usize,
        lines: &mut Lines,
        visit: &mut dyn FnMut(LocationId, &mut Lines),
    ) -> usize {
        let locations = self.profile.locations();
        let mut end = start;
        lines.clear();
        for (at, line) in (start..).zip(locations.lines(id)) {
            end = at + 1;
            if !self.removed_lines.as_ref().is_some_and(|removed| removed.contains(at)) {
                lines.push((at, line));
            }
        }
        let before = lines.len();
        visit(id, lines);
        if lines.len() < before {
            let removed = self.removed_lines.get_or_insert_with(|| BitSet::new(locations.line_count()));
            let mut left = lines.iter().map(|&(at, _)| at).peekable();
            for at in start..end {
                if left.next_if_eq(&at).is_none() {
                    removed.insert(at);
                }
            }
        }
        end
    }

    /// Leaves locations out of all stacks.
    pub(super) fn hide(&mut self, locations: BitSet) {
        if !locations.is_empty() {
            self.hidden = Some(locations);
        }
    }

    /// Whether the location is left out of all stacks.
    #[inline]
    pub(super) fn is_hidden(&self, location: LocationId) -> bool {
        self.hidden.as_ref().is_some_and(|hidden| hidden.contains(location.index()))
    }

    /// Visits what is left of each stack, leaf first, with what is hidden still in it. `visit` returns the places
    /// that it leaves of those, or `None` to drop the samples.
    pub(super) async fn edit_stacks(&mut self, visit: &EditStack<'_>) {
        let stacks = self.profile.stacks();
        let pace = self.pace.clone();
        let mut edit = |piece: Range<usize>| {
            for id in piece.map(StackId::new) {
                let Some(span) = self.spans[id.index()].clone() else { continue };
                let left = visit(self, &stacks.get(id)[span.start as usize..span.end as usize]);
                self.spans[id.index()] =
                    left.map(|left| span.start + left.start as u32..span.start + left.end as u32);
            }
        };
        pace.each(stacks.len(), &mut edit).await;
    }

    /// Whether the samples of this stack and label set are left.
    #[inline]
    fn is_left(&self, stack: usize, set: usize) -> bool {
        self.spans[stack].is_some() && self.sets[set].is_some()
    }

    /// The label sets of the samples that are left.
    pub(super) fn used_sets(&self) -> BitSet {
        let samples = self.profile.samples();
        let mut used = BitSet::new(self.sets.len());
        for (stack, set) in samples.stacks().iter().zip(samples.labels()) {
            if self.is_left(stack.index(), set.index()) {
                used.insert(set.index());
            }
        }
        used
    }

    /// Drops the samples with this label set.
    pub(super) fn drop_set(&mut self, set: LabelSetId) {
        self.sets[set.index()] = None;
    }

    /// Lets the samples with label set `old` have `new`, which is of `labels` once those are set.
    pub(super) fn replace_set(&mut self, old: LabelSetId, new: LabelSetId) {
        self.sets[old.index()] = Some(new);
    }

    /// Sets the table that all label sets have been replaced by sets of.
    pub(super) fn set_labels(&mut self, labels: LabelTable) {
        self.labels = Some(labels);
    }

    /// The profile that is left.
    #[expect(clippy::expect_used, reason = "leaving out cannot make a reference that does not exist")]
    pub(super) async fn finish(self) -> Profile {
        let mut revision = self.profile.revise();
        if let Some(removed) = &self.removed_lines {
            revision.locations = without_lines(self.profile.locations(), removed).into();
        }
        self.pace.pause().await;
        self.write_samples(&mut revision).await;
        self.pace.pause().await;
        if let Some(labels) = self.labels {
            revision.labels = labels.into();
        }
        revision.finish().expect("what is left of a profile is a profile")
    }

    async fn write_samples(&self, revision: &mut Revision) {
        let (samples, stacks) = (self.profile.samples(), self.profile.stacks());
        let is_whole = |(stack, span): (_, &Option<Range<u32>>)| {
            span.as_ref().is_some_and(|span| span.len() == stacks.get(stack).len())
        };
        let keeps_all = self.spans.iter().all(Option::is_some) && self.sets.iter().all(Option::is_some);
        let keeps_stacks = keeps_all && self.hidden.is_none() && stacks.ids().zip(&self.spans).all(is_whole);
        if keeps_stacks && self.labels.is_none() {
            return;
        }
        let mut new_stacks = (!keeps_stacks).then(|| NewStacks {
            ids: vec![None; stacks.len()],
            table: StackTable::default(),
            left: Vec::new(),
        });
        let mut new_samples = SampleTable::default();
        new_samples.set_column_count(samples.column_count());
        let mut copy = |piece| self.copy_samples(piece, new_stacks.as_mut(), &mut new_samples);
        self.pace.each(samples.len(), &mut copy).await;
        if let Some(new_stacks) = new_stacks {
            revision.stacks = new_stacks.table.into();
        }
        revision.samples = new_samples.into();
    }

    /// Copies what is left of some samples; where stacks are not kept as they are, with new ones.
    fn copy_samples(
        &self,
        piece: Range<usize>,
        mut new_stacks: Option<&mut NewStacks>,
        new_samples: &mut SampleTable,
    ) {
        let samples = self.profile.samples();
        let columns: Vec<&[i64]> = (0..samples.column_count()).map(|column| samples.values(column)).collect();
        let mut values = vec![0; columns.len()];
        for row in piece {
            let stack = samples.stacks()[row];
            let set = self.sets[samples.labels()[row].index()];
            let (Some(span), Some(set)) = (&self.spans[stack.index()], set) else { continue };
            let new_stack = new_stacks.as_mut().map_or(stack, |new| new.id(self, stack, span));
            for (value, column) in values.iter_mut().zip(&columns) {
                *value = column[row];
            }
            new_samples.push(new_stack, set, &values);
        }
    }
}

/// The stacks of what is left.
struct NewStacks {
    table: StackTable,
    /// What each stack has become, as far as that was asked.
    ids: Vec<Option<StackId>>,
    left: Vec<LocationId>,
}

impl NewStacks {
    fn id(&mut self, draft: &Draft<'_>, stack: StackId, span: &Range<u32>) -> StackId {
        let Self { table, ids, left } = self;
        *ids[stack.index()].get_or_insert_with(|| {
            let whole = &draft.profile.stacks().get(stack)[span.start as usize..span.end as usize];
            if draft.hidden.is_none() {
                return table.intern(whole);
            }
            left.clear();
            left.extend(whole.iter().filter(|&&location| !draft.is_hidden(location)));
            table.intern(left)
        })
    }
}

fn without_lines(locations: &LocationTable, removed: &BitSet) -> LocationTable {
    let mut left = LocationTable::default();
    let mut at = 0;
    for id in locations.ids() {
        let lines = locations.lines(id).filter(|_| {
            at += 1;
            !removed.contains(at - 1)
        });
        left.push(locations.get(id), lines);
    }
    left
}
