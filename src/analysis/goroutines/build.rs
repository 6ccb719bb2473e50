//! Sources to a table: frames with common names, stacks without the runtime's, and what each capture tells of them.

use super::group::{
    Capture, CaptureForm, GoroutineFrame, GoroutineGroup, GoroutineTable, GroupOrigin, GroupSnapshot,
};
use super::names::{self, Leaf};
use super::order::{Taken, in_order};
use super::{Source, is_standard};
use crate::goroutine::Dump;
use crate::profile::{
    FunctionId, LabelSetId, LabelValue, LocationId, Profile, RowIndex, StackId, StackTable, StringId,
    StringTable, row_hash,
};

/// So many labels of a group are told of in each capture: one that names a request has as many values as goroutines.
const LABELS: usize = 100;

impl GoroutineTable {
    /// The groups of all goroutines that sources of one process tell of, whatever the order of the sources. Those that tell of none
    /// are passed over.
    ///
    /// Dumps of which none shares a goroutine with another are taken for pieces of one.
    pub fn of(sources: &[Source<'_>]) -> Self {
        let taken = in_order(sources);
        let mut draft = Draft::default();
        let mut told = Vec::new();
        for capture in &taken {
            let mut facts = Facts::default();
            for &at in &capture.sources {
                match sources[at].dump {
                    Some(dump) => draft.take_dump(dump, &mut facts),
                    None => draft.take_profile(sources[at].profile, capture.form, &mut facts),
                }
            }
            told.push(facts);
        }
        draft.finish(sources, &taken, told)
    }
}

/// What is common to all captures.
#[derive(Default)]
struct Draft {
    strings: StringTable,
    /// Function, line, and the file that was seen first.
    frames: Vec<(StringId, i64, StringId)>,
    frame_index: RowIndex,
    /// What makes a group: the frames of its stack, or of a deep one those that every form has.
    groups: StackTable,
    /// The frames of each group, as they were first seen, and where some of them are left out.
    shown: Vec<Shown>,
    creators: Vec<(StackId, LocationId)>,
}

/// The frames of a group, and behind how many of them how many are left out.
#[derive(Default, Clone)]
struct Shown {
    frames: Vec<LocationId>,
    elided: Option<(u32, u32)>,
}

/// Of a stack of more frames than this a dump shows as many at its leaf, and as many at its root (`traceback.go`); a profile lacks
/// the root of one of 128. What all have of it are so many at the leaf.
const SHOWN_OF_DEEP: usize = 50;

/// What one capture tells, piece by piece, to be added up.
#[derive(Default)]
struct Facts {
    counts: Vec<(StackId, i64, i64)>,
    ids: Vec<(StackId, u64)>,
    minutes: Vec<(StackId, u32)>,
    states: Vec<(StackId, StringId, i64)>,
    labels: Vec<(StackId, (StringId, StringId), i64)>,
    is_cut: bool,
}

/// Which rows of a file are which of ours.
struct Renamed {
    functions: Vec<Option<StringId>>,
    strings: Vec<Option<StringId>>,
}

impl Renamed {
    fn new(tables: &Profile) -> Self {
        Self { functions: vec![None; tables.functions().len()], strings: vec![None; tables.strings().len()] }
    }
}

impl Draft {
    /// Names beyond 4 GiB are all one, which no table of goroutines has.
    fn string(&mut self, text: &str) -> StringId {
        self.strings.intern(text).unwrap_or(StringId::EMPTY)
    }

    fn renamed(&mut self, known: &mut Renamed, tables: &Profile, id: StringId) -> StringId {
        if let Some(renamed) = known.strings[id.index()] {
            return renamed;
        }
        let renamed = self.string(tables.text(id));
        known.strings[id.index()] = Some(renamed);
        renamed
    }

    fn function(&mut self, known: &mut Renamed, tables: &Profile, id: FunctionId) -> StringId {
        if let Some(function) = known.functions[id.index()] {
            return function;
        }
        let function = self.string(&names::common(tables.text(tables.functions().name(id))));
        known.functions[id.index()] = Some(function);
        function
    }

    fn frame(&mut self, function: StringId, line: i64, file: StringId) -> LocationId {
        let hash = row_hash(&(function, line));
        let frames = &self.frames;
        let row = self.frame_index.find(hash, |row| (frames[row].0, frames[row].1) == (function, line));
        LocationId::new(row.unwrap_or_else(|| {
            self.frame_index.insert(hash, self.frames.len());
            self.frames.push((function, line, file));
            self.frames.len() - 1
        }))
    }

    /// The frames of a location, leaf first, as ours.
    fn lines(
        &mut self,
        known: &mut Renamed,
        tables: &Profile,
        location: LocationId,
        into: &mut Vec<LocationId>,
    ) {
        for line in tables.locations().lines(location) {
            let function = self.function(known, tables, line.function);
            let file = self.renamed(known, tables, tables.functions().get(line.function).filename);
            into.push(self.frame(function, line.line, file));
        }
    }

    fn name(&self, frame: LocationId) -> &str {
        self.strings.get(self.frames[frame.index()].0)
    }

    /// The group of a stack: without the frames that Go's dumps leave out, unless nothing is left then.
    fn group(
        &mut self,
        known: &mut Renamed,
        tables: &Profile,
        stack: StackId,
        elided: Option<(u32, u32)>,
    ) -> StackId {
        let mut all = Vec::new();
        for &location in tables.stacks().get(stack) {
            self.lines(known, tables, location, &mut all);
        }
        let mut shown: Vec<LocationId> =
            all.iter().copied().filter(|&frame| !names::is_hidden(self.name(frame))).collect();
        if shown.is_empty() {
            shown = all.iter().copied().filter(|&frame| !names::is_parking(self.name(frame))).collect();
        }
        let frames = if shown.is_empty() { all } else { shown };
        let is_deep = elided.is_some() || frames.len() > 2 * SHOWN_OF_DEEP;
        let key = if is_deep { frames.get(..SHOWN_OF_DEEP).unwrap_or(&frames) } else { &frames };
        let group = self.groups.intern(key);
        if self.shown.len() <= group.index() {
            self.shown.resize(group.index() + 1, Shown::default());
            self.shown[group.index()] = Shown { frames, elided };
        }
        group
    }

    fn take_dump(&mut self, dump: &Dump, facts: &mut Facts) {
        let tables = dump.tables();
        let mut known = Renamed::new(tables);
        let mut groups: Vec<Option<StackId>> = vec![None; tables.stacks().len()];
        let mut creators: Vec<Option<LocationId>> = vec![None; tables.locations().len()];
        let mut lines = Vec::new();
        facts.is_cut |= dump.cut_at().is_some();
        for (of, goroutine) in dump.counted() {
            let group = match groups[goroutine.stack.index()] {
                Some(group) => group,
                None => {
                    let elided = dump.elision(of).map(|elision| (elision.behind, elision.count));
                    let group = self.group(&mut known, tables, goroutine.stack, elided);
                    groups[goroutine.stack.index()] = Some(group);
                    group
                }
            };
            if let Some(creator) = goroutine.creator {
                let ours = creators[creator.index()].unwrap_or_else(|| {
                    lines.clear();
                    self.lines(&mut known, tables, creator, &mut lines);
                    lines.first().copied().unwrap_or(LocationId::new(0))
                });
                creators[creator.index()] = Some(ours);
                self.creators.push((group, ours));
            }
            facts.counts.push((group, 1, i64::from(goroutine.is_leaked)));
            facts.ids.push((group, goroutine.id));
            facts.minutes.extend(goroutine.minutes.map(|minutes| (group, minutes)));
            facts.states.push((group, self.renamed(&mut known, tables, goroutine.state), 1));
            self.take_labels(&mut known, tables, goroutine.labels, group, 1, facts);
        }
    }

    fn take_profile(&mut self, profile: &Profile, form: CaptureForm, facts: &mut Facts) {
        let mut known = Renamed::new(profile);
        let mut groups: Vec<Option<(StackId, StringId)>> = vec![None; profile.stacks().len()];
        let samples = profile.samples();
        let rows = samples.stacks().iter().zip(samples.labels()).zip(samples.values(0));
        for ((&stack, &labels), &count) in rows {
            if count <= 0 {
                continue;
            }
            let (group, state) = match groups[stack.index()] {
                Some(told) => told,
                None => {
                    let state = self.string(names::state(leaves(profile, stack)));
                    let told = (self.group(&mut known, profile, stack, None), state);
                    groups[stack.index()] = Some(told);
                    told
                }
            };
            let leaked = if form == CaptureForm::LeakProfile { count } else { 0 };
            facts.counts.push((group, count, leaked));
            if state != StringId::EMPTY {
                facts.states.push((group, state, count));
            }
            self.take_labels(&mut known, profile, labels, group, count, facts);
        }
    }

    fn take_labels(
        &mut self,
        known: &mut Renamed,
        tables: &Profile,
        labels: LabelSetId,
        group: StackId,
        count: i64,
        facts: &mut Facts,
    ) {
        for label in tables.labels().get(labels) {
            if let LabelValue::Text(value) = label.value {
                let pair = (self.renamed(known, tables, label.key), self.renamed(known, tables, value));
                facts.labels.push((group, pair, count));
            }
        }
    }

    fn finish(self, sources: &[Source<'_>], taken: &[Taken], told: Vec<Facts>) -> GoroutineTable {
        let creators = summed(self.creators.iter().map(|&(group, frame)| (group, frame, 1)).collect());
        let frame = |frame: LocationId| {
            let (function, line, file) = self.frames[frame.index()];
            let text = |id| self.strings.get(id).to_owned();
            GoroutineFrame { function: text(function), file: text(file), line }
        };
        let creator_of = |group| {
            let of = &creators[creators.partition_point(|told| told.0 < group)..];
            let of = of.iter().take_while(|told| told.0 == group).map(|told| (told.2, frame(told.1)));
            of.max_by(|one, other| one.0.cmp(&other.0).then_with(|| other.1.function.cmp(&one.1.function)))
        };
        let mut groups: Vec<GoroutineGroup> = Vec::with_capacity(self.groups.len());
        for group in self.groups.ids() {
            let Shown { frames, elided } = self.shown.get(group.index()).cloned().unwrap_or_default();
            let frames: Vec<GoroutineFrame> = frames.into_iter().map(frame).collect();
            let creator = creator_of(group).map(|(_, creator)| creator);
            let origin = origin(&frames, creator.as_ref());
            let snapshots = vec![GroupSnapshot::default(); taken.len()];
            groups.push(GoroutineGroup { frames, elided, creator, origin, state: String::new(), snapshots });
        }
        let mut captures = Vec::with_capacity(taken.len());
        for (at, (capture, facts)) in taken.iter().zip(told).enumerate() {
            captures.push(Capture {
                name: capture.sources.iter().map(|&at| sources[at].name).min().unwrap_or_default().to_owned(),
                form: capture.form,
                time_nanos: capture.sources.first().map_or(0, |&at| sources[at].time_nanos),
                total: facts.counts.iter().map(|told| told.1).sum(),
                is_cut: facts.is_cut,
            });
            self.tell(facts, at, &mut groups);
        }
        // Row 0 is the empty stack, which is a group only where some goroutine has it.
        groups.retain(|group| group.snapshots.iter().any(|snapshot| snapshot.count > 0));
        for group in &mut groups {
            let newest = group.snapshots.iter().rev().find_map(|snapshot| snapshot.states.first());
            group.state = newest.map_or_else(String::new, |(state, _)| state.clone());
        }
        let mut table = GoroutineTable { captures, groups };
        let newest = table.counting().last().copied().or(taken.len().checked_sub(1));
        let key = |group: &GoroutineGroup| newest.map_or(0, |at| group.snapshots[at].count);
        table.groups.sort_by(|one, other| {
            let places = |group: &GoroutineGroup| -> Vec<(String, i64)> {
                group.frames.iter().map(|frame| (frame.function.clone(), frame.line)).collect()
            };
            key(other).cmp(&key(one)).then_with(|| places(one).cmp(&places(other)))
        });
        table
    }

    /// Adds up what a capture tells of each group.
    fn tell(&self, facts: Facts, at: usize, groups: &mut [GoroutineGroup]) {
        let text = |id: StringId| self.strings.get(id).to_owned();
        let mut of = |group: StackId, tell: &mut dyn FnMut(&mut GroupSnapshot)| {
            tell(&mut groups[group.index()].snapshots[at]);
        };
        for (group, count, leaked) in facts.counts {
            of(group, &mut |snapshot| {
                snapshot.count += count;
                snapshot.leaked += leaked;
            });
        }
        let mut ids = facts.ids;
        ids.sort_unstable();
        for (group, id) in ids {
            of(group, &mut |snapshot| snapshot.ids.push(id));
        }
        for (group, minutes) in facts.minutes {
            of(group, &mut |snapshot| snapshot.minutes = snapshot.minutes.max(Some(minutes)));
        }
        for (group, state, count) in summed(facts.states) {
            of(group, &mut |snapshot| snapshot.states.push((text(state), count)));
        }
        for (group, (key, value), count) in summed(facts.labels) {
            of(group, &mut |snapshot| snapshot.labels.push((text(key), text(value), count)));
        }
        for group in groups {
            let snapshot = &mut group.snapshots[at];
            snapshot.states.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
            snapshot.labels.sort_by(|one, other| other.2.cmp(&one.2).then_with(|| one.cmp(other)));
            snapshot.labels.truncate(LABELS);
        }
    }
}

/// Adds up the counts of equal keys of a group, in ascending order.
fn summed<K: Ord + Copy>(mut told: Vec<(StackId, K, i64)>) -> Vec<(StackId, K, i64)> {
    told.sort_unstable();
    let same = |one: &(StackId, K, i64), other: &(StackId, K, i64)| (one.0, one.1) == (other.0, other.1);
    let sum = |told: &[(StackId, K, i64)]| (told[0].0, told[0].1, told.iter().map(|told| told.2).sum());
    told.chunk_by(same).map(sum).collect()
}

/// The frames at the leaf of a stack, as far as they tell a state.
fn leaves(profile: &Profile, stack: StackId) -> impl Iterator<Item = Leaf<'_>> {
    profile.stacks().get(stack).iter().flat_map(|&location| {
        let lines = profile.locations().lines(location);
        let unnamed = (lines.len() == 0).then_some(Leaf { function: "", below: None });
        let named = lines.map(|line| {
            let function = profile.functions().get(line.function);
            let below = (function.start_line > 0).then(|| line.line - function.start_line);
            Leaf { function: profile.text(function.name), below }
        });
        unnamed.into_iter().chain(named)
    })
}

fn origin(frames: &[GoroutineFrame], creator: Option<&GoroutineFrame>) -> GroupOrigin {
    let mut all = frames.iter().chain(creator).map(|frame| frame.function.as_str());
    if all.clone().any(|function| !is_standard(function) && function != "panic") {
        GroupOrigin::Own
    } else if all.all(|function| function.starts_with("runtime.")) {
        GroupOrigin::Runtime
    } else {
        GroupOrigin::Library
    }
}
