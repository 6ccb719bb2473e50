//! What every function of the program has in use, snapshot by snapshot.

use super::Place;
use super::heap_series::{BYTES, HeapSeries, MADE, MADE_BYTES, OBJECTS, Snapshot};
use super::sampling::Change;
use crate::analysis::goroutines::{is_standard, normal_name};
use crate::analysis::sampling_error::object_size;
use crate::analysis::text_pool::{TextId, TextPool};
use crate::profile::{FunctionId, Profile, RowIndex, StackId, row_hash};

/// Stacks with the sizes of their objects, and the functions to blame for them.
#[derive(Debug, Default)]
pub(super) struct HeapOwners {
    names: TextPool,
    keys: Vec<u32>,
    index: RowIndex,
    rows: Vec<Row>,
    owner_index: RowIndex,
    pub(super) owners: Vec<Owner>,
}

/// A stack with one size of objects.
#[derive(Debug)]
struct Row {
    owner: usize,
    /// Where its key begins and ends in `keys`.
    key: [usize; 2],
    size: f64,
    /// Its values at both ends of the series.
    ends: [[i64; 4]; 2],
    /// Where it was seen last.
    seen: (usize, StackId),
}

/// A function that allocates, with all stacks in which it is the first of the program's own from the leaf.
#[derive(Debug)]
pub(super) struct Owner {
    name: TextId,
    /// Bytes in use, snapshot by snapshot.
    pub(super) values: Vec<i64>,
    /// Its values at both ends of the series, in the order of the types.
    pub(super) ends: [[i64; 4]; 2],
    /// What of the growth of bytes and objects is chance.
    pub(super) bytes: Change,
    /// See `bytes`.
    pub(super) objects: Change,
    /// What was allocated between both ends, in objects.
    pub(super) made: Change,
    /// The row that grew most, or else is largest.
    top: usize,
}

impl HeapOwners {
    /// Of a series, between two of its snapshots.
    pub(super) fn of(series: &HeapSeries<'_>, ends: [usize; 2]) -> Self {
        let mut table = Self::default();
        for (at, snapshot) in series.snapshots.iter().enumerate() {
            table.read(at, snapshot, series.snapshots.len(), ends);
        }
        let newest = series.snapshots[ends[1]].profile;
        let period = newest.header().period.max(1) as f64;
        for (at, row) in table.rows.iter().enumerate() {
            let owner = &mut table.owners[row.owner];
            let [first, last] = row.ends;
            owner.bytes.add(first, last, row.size, period, true);
            owner.objects.add(first, last, row.size, period, false);
            owner.made.add_made(first, last, row.size, period);
            for (sums, values) in owner.ends.iter_mut().zip(row.ends) {
                for (sum, value) in sums.iter_mut().zip(values) {
                    *sum = sum.saturating_add(value);
                }
            }
            let rank = |row: &Row| (row.ends[1][BYTES] - row.ends[0][BYTES], row.ends[1][BYTES]);
            if table.rows.get(owner.top).is_none_or(|top| rank(row) > rank(top)) {
                owner.top = at;
            }
        }
        table
    }

    fn read(&mut self, at: usize, snapshot: &Snapshot<'_>, count: usize, ends: [usize; 2]) {
        let profile = snapshot.profile;
        let names: Vec<(TextId, bool)> = (0..profile.functions().len())
            .map(|function| {
                let name = normal_name(profile.text(profile.functions().name(FunctionId::new(function))));
                (self.names.intern(&name), !is_standard(&name))
            })
            .collect();
        let samples = profile.samples();
        let value = |column: usize, sample: usize| {
            snapshot.columns[column].map_or(0, |column| samples.values(column)[sample])
        };
        let mut key = Vec::new();
        for (sample, (&stack, &set)) in samples.stacks().iter().zip(samples.labels()).enumerate() {
            let values = [OBJECTS, BYTES, MADE, MADE_BYTES].map(|column| value(column, sample));
            if values == [0; 4] {
                continue;
            }
            let mean = |bytes: usize, objects: usize| {
                (values[objects] > 0).then(|| values[bytes] as f64 / values[objects] as f64)
            };
            let size =
                object_size(profile, set).or_else(|| mean(BYTES, OBJECTS)).or_else(|| mean(MADE_BYTES, MADE));
            // A mean that is no label differs from snapshot to snapshot.
            let labelled = object_size(profile, set).unwrap_or(0.0) as u64;
            key.clear();
            key.extend([labelled as u32, (labelled >> 32) as u32]);
            let mut owner = None;
            let mut fallback = None;
            for &location in profile.stacks().get(stack) {
                for line in profile.locations().lines(location) {
                    let (name, is_own) = names[line.function.index()];
                    key.extend([name.index() as u32, line.line as u32]);
                    if owner.is_none() && is_own {
                        owner = Some(name);
                    }
                    let is_runtime = || {
                        let name = self.names.get(name);
                        name.starts_with("runtime.") || name.starts_with("internal/runtime/")
                    };
                    if fallback.is_none() && owner.is_none() && !is_runtime() {
                        fallback = Some(name);
                    }
                }
            }
            let leaf = key.get(2).map(|&name| TextId::new(name as usize));
            let Some(owner) = owner.or(fallback).or(leaf) else { continue };
            let owner = self.owner(owner, count);
            let row = self.row(&key, owner, size.unwrap_or(1.0).max(1.0), (at, stack));
            let sum = &mut self.owners[owner].values[at];
            *sum = sum.saturating_add(values[BYTES]);
            for (end, values_at) in self.rows[row].ends.iter_mut().zip(ends) {
                if values_at == at {
                    for (sum, value) in end.iter_mut().zip(values) {
                        *sum = sum.saturating_add(value);
                    }
                }
            }
        }
    }

    fn owner(&mut self, name: TextId, count: usize) -> usize {
        let hash = row_hash(&name);
        if let Some(known) = self.owner_index.find(hash, |row| self.owners[row].name == name) {
            return known;
        }
        self.owners.push(Owner {
            name,
            values: vec![0; count],
            ends: [[0; 4]; 2],
            bytes: Change::default(),
            objects: Change::default(),
            made: Change::default(),
            top: usize::MAX,
        });
        self.owner_index.insert(hash, self.owners.len() - 1);
        self.owners.len() - 1
    }

    fn row(&mut self, key: &[u32], owner: usize, size: f64, seen: (usize, StackId)) -> usize {
        let hash = row_hash(key);
        let (rows, keys) = (&self.rows, &self.keys);
        if let Some(known) = self.index.find(hash, |row| keys[rows[row].key[0]..rows[row].key[1]] == *key) {
            self.rows[known].seen = seen;
            return known;
        }
        let start = self.keys.len();
        self.keys.extend_from_slice(key);
        self.rows.push(Row { owner, key: [start, self.keys.len()], size, ends: [[0; 4]; 2], seen });
        self.index.insert(hash, self.rows.len() - 1);
        self.rows.len() - 1
    }

    /// The name of an owner.
    pub(super) fn name(&self, owner: usize) -> &str {
        self.names.get(self.owners[owner].name)
    }

    /// The stack of an owner that grew most, from the leaf to the root.
    pub(super) fn stack(&self, owner: usize, series: &HeapSeries<'_>) -> Vec<Place> {
        let Some(row) = self.rows.get(self.owners[owner].top) else { return Vec::new() };
        let (snapshot, stack) = row.seen;
        places(series.snapshots[snapshot].profile, stack)
    }

    /// What of the growth of everything is chance.
    pub(super) fn all(&self) -> Change {
        let mut all = Change::default();
        self.owners.iter().for_each(|owner| all.join(&owner.bytes));
        all
    }
}

/// The frames of a stack from the leaf to the root.
fn places(profile: &Profile, stack: StackId) -> Vec<Place> {
    let mut places = Vec::new();
    for &location in profile.stacks().get(stack) {
        for line in profile.locations().lines(location) {
            let function = profile.functions().get(line.function);
            let file = profile.text(function.filename);
            places.push(Place {
                function: normal_name(profile.text(function.name)),
                source: if file.is_empty() { String::new() } else { format!("{file}:{}", line.line) },
            });
        }
    }
    places
}
