//! What filters have left of a profile so far.

use std::ops::Range;

use crate::analysis::{BitSet, in_pieces};
use crate::profile::{
    LabelSetId, LabelTable, Line, LocationId, LocationTable, Profile, Revision, StackId, StackTable,
};

/// A profile while filters are applied to it. Nothing is copied before [`finish`](Self::finish).
pub(super) struct Draft<'a> {
    pub(super) profile: &'a Profile,
    /// The lines that are left out, numbered through all locations; `None` while there are all.
    removed_lines: Option<BitSet>,
    /// The locations that are left out of all stacks; `None` while there are all.
    hidden: Option<BitSet>,
    /// What is left of each stack; empty while all of all is.
    left: Vec<Left>,
    /// What each label set has become; `None` where its samples are dropped.
    sets: Vec<Option<LabelSetId>>,
    /// Stacks keep their ids, those that are dropped among them: nothing is taken out of any.
    keeps_ids: bool,
    /// The label sets that `sets` names, where they are not those of the profile.
    labels: Option<LabelTable>,
}

/// What is left of a stack.
#[derive(PartialEq)]
enum Left {
    All,
    /// These of its places.
    Some(Range<u32>),
    /// Nothing: its samples are dropped.
    Nothing,
}

impl Left {
    /// What that is of the whole stack; `None` where its samples are dropped.
    fn of<'a>(&self, whole: &'a [LocationId]) -> Option<&'a [LocationId]> {
        match self {
            Self::All => Some(whole),
            Self::Some(span) => Some(&whole[span.start as usize..span.end as usize]),
            Self::Nothing => None,
        }
    }
}

/// The lines of a location that are left, with their numbers, innermost first.
pub(super) type Lines = Vec<(usize, Line)>;

impl<'a> Draft<'a> {
    pub(super) fn new(profile: &'a Profile, keeps_ids: bool) -> Self {
        Self {
            profile,
            removed_lines: None,
            hidden: None,
            left: Vec::new(),
            sets: profile.labels().ids().map(Some).collect(),
            keeps_ids,
            labels: None,
        }
    }

    /// Visits every location with the lines that it has left. Lines that `visit` takes out of the list are gone.
    pub(super) fn edit_lines(&mut self, mut visit: impl FnMut(LocationId, &mut Lines)) {
        let locations = self.profile.locations();
        let mut lines = Lines::new();
        let mut end = 0;
        for id in locations.ids() {
            let start = end;
            lines.clear();
            for (at, line) in (start..).zip(locations.lines(id)) {
                end = at + 1;
                if !self.removed_lines.as_ref().is_some_and(|removed| removed.contains(at)) {
                    lines.push((at, line));
                }
            }
            let before = lines.len();
            visit(id, &mut lines);
            if lines.len() == before {
                continue;
            }
            let removed = self.removed_lines.get_or_insert_with(|| BitSet::new(locations.line_count()));
            let mut left = lines.iter().map(|&(at, _)| at).peekable();
            for at in start..end {
                if left.next_if_eq(&at).is_none() {
                    removed.insert(at);
                }
            }
        }
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
    pub(super) fn edit_stacks(&mut self, visit: impl Fn(&Self, &[LocationId]) -> Option<Range<usize>>) {
        let stacks = self.profile.stacks();
        let mut before = std::mem::take(&mut self.left).into_iter();
        let mut now = Vec::with_capacity(stacks.len());
        in_pieces(stacks.len(), &mut |piece| {
            for id in piece.map(StackId::new) {
                let whole = stacks.get(id);
                let before = before.next().unwrap_or(Left::All);
                let first = if let Left::Some(span) = &before { span.start } else { 0 };
                now.push(match before.of(whole).and_then(|stack| visit(self, stack)) {
                    Some(left) if left.len() == whole.len() => Left::All,
                    Some(left) => Left::Some(first + left.start as u32..first + left.end as u32),
                    None => Left::Nothing,
                });
            }
        });
        self.left = now;
    }

    #[inline]
    fn left_of(&self, stack: usize) -> &Left {
        self.left.get(stack).unwrap_or(&Left::All)
    }

    /// Whether the samples of this stack and label set are left.
    #[inline]
    fn is_left(&self, stack: usize, set: usize) -> bool {
        *self.left_of(stack) != Left::Nothing && self.sets[set].is_some()
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
    pub(super) fn finish(self) -> Profile {
        let mut revision = self.profile.revise();
        if let Some(removed) = &self.removed_lines {
            revision.locations = without_lines(self.profile.locations(), removed).into();
        }
        self.write_samples(&mut revision);
        if let Some(labels) = self.labels {
            revision.labels = labels.into();
        }
        revision.finish().expect("what is left of a profile is a profile")
    }

    fn write_samples(&self, revision: &mut Revision) {
        let (samples, stacks) = (self.profile.samples(), self.profile.stacks());
        let has_all = self.left.iter().all(|left| *left == Left::All);
        let is_unchanged = has_all && self.sets.iter().all(Option::is_some) && self.hidden.is_none();
        if is_unchanged && self.labels.is_none() {
            return;
        }
        let keeps_stacks = is_unchanged || self.keeps_ids;
        let mut new_stacks = StackTable::default();
        let mut new_ids = vec![None; if keeps_stacks { 0 } else { stacks.len() }];
        let (mut rows, mut stacks_left, mut sets_left) = (Vec::new(), Vec::new(), Vec::new());
        let mut shown = Vec::new();
        in_pieces(samples.len(), &mut |piece| {
            for row in piece {
                let (stack, set) = (samples.stacks()[row], samples.labels()[row]);
                let left = self.left_of(stack.index());
                let Some(set) = self.sets[set.index()].filter(|_| *left != Left::Nothing) else { continue };
                let new_stack = if keeps_stacks {
                    stack
                } else {
                    *new_ids[stack.index()].get_or_insert_with(|| {
                        let span = left.of(stacks.get(stack)).unwrap_or_default();
                        if self.hidden.is_none() {
                            return new_stacks.intern(span);
                        }
                        shown.clear();
                        shown.extend(span.iter().filter(|&&location| !self.is_hidden(location)));
                        new_stacks.intern(&shown)
                    })
                };
                rows.push(row as u32);
                stacks_left.push(new_stack);
                sets_left.push(set);
            }
        });
        if !keeps_stacks {
            revision.stacks = new_stacks.into();
        }
        revision.samples = samples.picked(&rows, stacks_left, sets_left).into();
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
