//! A profile while a text is read: what is common to all formats.

use super::comments::Comments;
use super::mappings::{AddressSpace, MappedFile};
use super::{Failure, Reading, frames};
use crate::pprof::warning::{NotUtf8, warnings};
use crate::pprof::{DecodeError, DecodeErrorKind, Decoded, LimitExceeded, Limits};
use crate::profile::{
    Function, FunctionId, Label, LabelSetId, Line, Location, LocationId, Mapping, MappingId, ProfileBuilder,
    RowMap, StringId, Symbolized, ValueType,
};

/// A location of a draft. Its row in the profile is known at the end.
#[derive(Debug, Default)]
struct DraftLocation {
    address: u64,
    lines: Vec<Line>,
}

#[derive(Debug)]
struct DraftSample {
    /// Where its stack begins among all stacks.
    start: usize,
    length: usize,
    labels: LabelSetId,
}

/// The samples that are read so far and what they name.
#[derive(Debug)]
pub(super) struct Draft<'a> {
    /// Header, strings, functions and labels. The others are filled by [`finish`](Self::finish).
    pub(super) tables: ProfileBuilder,
    /// What the comments say, if they are read.
    comments: Option<Comments>,
    /// Whether a comment named a frame.
    pub(super) is_named_by_comments: bool,
    limits: &'a Limits,
    locations: Vec<DraftLocation>,
    by_address: RowMap<u64, usize>,
    functions: RowMap<(StringId, StringId), FunctionId>,
    samples: Vec<DraftSample>,
    /// The locations of all samples, leaf first, end to end.
    stacks: Vec<usize>,
    values: Vec<i64>,
    broken_names: RowMap<Box<[u8]>, StringId>,
    string_bytes: u64,
    not_utf8: NotUtf8,
    line_count: u64,
    label_count: u64,
}

impl<'a> Draft<'a> {
    pub(super) fn new(reading: Reading, limits: &'a Limits) -> Self {
        Self {
            tables: ProfileBuilder::default(),
            comments: (reading == Reading::InFull).then(Comments::default),
            is_named_by_comments: false,
            limits,
            locations: Vec::new(),
            by_address: RowMap::default(),
            functions: RowMap::default(),
            samples: Vec::new(),
            stacks: Vec::new(),
            values: Vec::new(),
            broken_names: RowMap::default(),
            string_bytes: 0,
            not_utf8: NotUtf8::default(),
            line_count: 0,
            label_count: 0,
        }
    }

    /// Sets what the columns of values count, and what lies between two samples.
    pub(super) fn types(
        &mut self,
        samples: &[(&str, &str)],
        period: (&str, &str),
        every: i64,
    ) -> Result<(), DecodeError> {
        self.tables.header.sample_types =
            samples.iter().map(|pair| self.value_type(*pair)).collect::<Result<_, _>>()?;
        self.tables.header.period_type = Some(self.value_type(period)?);
        self.tables.header.period = every;
        Ok(())
    }

    /// A type and its unit.
    pub(super) fn value_type(&mut self, (kind, unit): (&str, &str)) -> Result<ValueType, DecodeError> {
        Ok(ValueType { kind: self.string(kind.as_bytes(), 0)?, unit: self.string(unit.as_bytes(), 0)? })
    }

    /// The string with these bytes, which stand at `offset`.
    pub(super) fn string(&mut self, bytes: &[u8], offset: u64) -> Result<StringId, DecodeError> {
        if let Some(&id) = self.broken_names.get(&Box::from(bytes)) {
            return Ok(id);
        }
        let strings = &mut self.tables.strings;
        let count = strings.len();
        let text = std::str::from_utf8(bytes);
        let id = match text {
            Ok(text) => strings.intern(text),
            Err(_) => strings.push(bytes),
        };
        let full = LimitExceeded { what: "bytes of strings", limit: u32::MAX.into(), wanted: 1 << 32 };
        let id = id.map_err(|_| DecodeError::new(offset, "name", full))?;
        if text.is_err() {
            self.broken_names.insert(bytes.into(), id);
            self.not_utf8.note(id, offset);
        }
        if self.tables.strings.len() > count {
            self.string_bytes += bytes.len() as u64;
            check("strings", self.limits.strings, self.tables.strings.len(), offset)?;
            check("bytes of strings", self.limits.string_bytes, self.string_bytes as usize, offset)?;
        }
        Ok(id)
    }

    /// The function with this name in this file.
    pub(super) fn function(
        &mut self,
        name: &[u8],
        file: &[u8],
        offset: u64,
    ) -> Result<FunctionId, DecodeError> {
        let (name, filename) = (self.string(name, offset)?, self.string(file, offset)?);
        if let Some(&id) = self.functions.get(&(name, filename)) {
            return Ok(id);
        }
        let functions = &mut self.tables.functions;
        check("functions", self.limits.functions, functions.len() + 1, offset)?;
        let wire_id = functions.len() as u64 + 1;
        let id = functions.push(Function { wire_id, name, system_name: name, filename, start_line: 0 });
        self.functions.insert((name, filename), id);
        Ok(id)
    }

    /// The location that was named by this address.
    pub(super) fn location(&self, address: u64) -> Option<usize> {
        self.by_address.get(&address).copied()
    }

    /// Whether nobody said yet what a location stands for.
    pub(super) fn is_unnamed(&self, location: usize) -> bool {
        self.locations.get(location).is_some_and(|location| location.lines.is_empty())
    }

    /// Says what a location stands for, innermost line first.
    pub(super) fn name_location(
        &mut self,
        location: usize,
        lines: Vec<Line>,
        offset: u64,
    ) -> Result<(), DecodeError> {
        self.line_count += lines.len() as u64;
        check("lines", self.limits.lines.min(u32::MAX.into()), self.line_count as usize, offset)?;
        if let Some(location) = self.locations.get_mut(location) {
            location.lines = lines;
        }
        Ok(())
    }

    /// Makes a location that has a name and lies nowhere.
    pub(super) fn forget_address(&mut self, location: usize) {
        if let Some(location) = self.locations.get_mut(location) {
            location.address = 0;
        }
    }

    /// Appends a sample at `addresses`, leaf first.
    pub(super) fn sample(
        &mut self,
        addresses: impl IntoIterator<Item = u64>,
        labels: &[Label],
        values: &[i64],
        offset: u64,
    ) -> Result<(), DecodeError> {
        self.end_record()?;
        let start = self.stacks.len();
        for address in addresses {
            let known = self.locations.len();
            let location = *self.by_address.get_or_insert_with(address, || known);
            if location == known {
                check("locations", self.limits.locations, known + 1, offset)?;
                self.locations.push(DraftLocation { address, lines: Vec::new() });
            }
            self.stacks.push(location);
        }
        check("frames", self.limits.stack_frames, self.stacks.len(), offset)?;
        check("samples", self.limits.samples, self.samples.len() + 1, offset)?;
        check("values", self.limits.values, self.values.len() + values.len(), offset)?;
        let labels_of_sample = self.label_set(labels, offset)?;
        self.values.extend_from_slice(values);
        let length = self.stacks.len() - start;
        self.samples.push(DraftSample { start, length, labels: labels_of_sample });
        if let Some(comments) = &mut self.comments {
            comments.begin_record(labels);
        }
        Ok(())
    }

    fn label_set(&mut self, labels: &[Label], offset: u64) -> Result<LabelSetId, DecodeError> {
        let sets = self.tables.labels.len();
        let id = self.tables.labels.intern(labels);
        if self.tables.labels.len() > sets {
            self.label_count += labels.len() as u64;
            check(
                "labels in distinct label sets",
                self.limits.labels.min(u32::MAX.into()),
                self.label_count as usize,
                offset,
            )?;
        }
        Ok(id)
    }

    /// Counts the last sample once more, if there is one.
    pub(super) fn again(&mut self) {
        if let Some(value) = self.values.last_mut() {
            *value = value.wrapping_add(1);
        }
    }

    /// Takes a comment, which is about the last sample or about the whole profile.
    pub(super) fn comment(&mut self, line: super::Line<'_>) -> Result<(), DecodeError> {
        match &mut self.comments {
            Some(comments) => comments.take(line),
            None => Ok(()),
        }
    }

    /// Settles what the comments said of the last sample.
    fn end_record(&mut self) -> Result<(), DecodeError> {
        let Some(mut comments) = self.comments.take() else { return Ok(()) };
        if let Some(record) = comments.end_record() {
            let stack = self.samples.last().and_then(|sample| {
                self.stacks.get(sample.start..sample.start + sample.length).map(<[usize]>::to_vec)
            });
            let addresses: Vec<(usize, u64)> = stack
                .unwrap_or_default()
                .iter()
                .filter_map(|&at| self.locations.get(at).map(|location| (at, location.address)))
                .collect();
            if let Some(labels) = record.name(self, &addresses)? {
                let id = self.label_set(&labels, record.offset)?;
                if let Some(sample) = self.samples.last_mut() {
                    sample.labels = id;
                }
            }
        }
        self.comments = Some(comments);
        Ok(())
    }

    /// Removes the frame that called the leaf from all samples, up to twice, if nearly all have the same: a signal
    /// handler left it there. One sample of 32 may have another.
    pub(super) fn strip_signal_frames(&mut self) {
        for _ in 0..2 {
            let mut counts: RowMap<u64, usize> = RowMap::default();
            for (_, caller) in self.leaves() {
                *counts.get_or_insert_with(caller, || 0) += 1;
            }
            let wanted = self.samples.len() - self.samples.len() / 32;
            let Some(&(common, _)) = counts.iter().find(|(_, count)| *count >= wanted) else { return };
            self.remove_callers(|_, caller| caller == common);
        }
    }

    /// The addresses of leaf and caller of all samples that have both.
    fn leaves(&self) -> impl Iterator<Item = (u64, u64)> {
        self.samples.iter().filter_map(|sample| self.leaf_and_caller(sample))
    }

    fn leaf_and_caller(&self, sample: &DraftSample) -> Option<(u64, u64)> {
        let [leaf, caller, ..] = self.stacks.get(sample.start..sample.start + sample.length)? else {
            return None;
        };
        Some((self.locations.get(*leaf)?.address, self.locations.get(*caller)?.address))
    }

    /// Removes the caller of the leaf where `is_wrong` says so of their addresses.
    fn remove_callers(&mut self, is_wrong: impl Fn(u64, u64) -> bool) {
        let mut samples = std::mem::take(&mut self.samples);
        for sample in &mut samples {
            let pair = self.leaf_and_caller(sample);
            if pair.is_some_and(|(leaf, caller)| is_wrong(leaf, caller))
                && let Some([leaf, caller]) = self.stacks.get_mut(sample.start..sample.start + 2)
            {
                *caller = *leaf;
                sample.start += 1;
                sample.length -= 1;
            }
        }
        self.samples = samples;
    }

    /// The profile, with the files that its memory map names.
    ///
    /// Locations are numbered as samples name them first. `duplicate_leaves` says that a leaf may be there twice,
    /// from the signal and from the stack, where it is one less: the caller is then removed, but stays in the table.
    pub(super) fn finish(
        mut self,
        files: Vec<MappedFile>,
        duplicate_leaves: bool,
        has_addresses: bool,
    ) -> Result<Decoded, DecodeError> {
        self.end_record()?;
        if let Some(comments) = self.comments.take() {
            comments.end(&mut self)?;
        }
        let rows = self.fill_locations(files, has_addresses)?;
        if duplicate_leaves {
            self.remove_callers(|leaf, caller| leaf == caller.wrapping_add(1));
        }
        self.fill_samples(&rows);
        // Go leaves its own frames out of what it names in comments, and the lists are of what a C++ program has above it.
        if !self.is_named_by_comments {
            frames::set(&mut self)?;
        }
        let inconsistent = |invalid| DecodeError::new(0, "profile", DecodeErrorKind::Inconsistent(invalid));
        let profile = self.tables.finish().map_err(inconsistent)?;
        Ok(Decoded { warnings: warnings(&self.not_utf8, &profile), profile })
    }

    /// Fills the tables of locations and mappings, and returns the row of each location of the draft.
    fn fill_locations(
        &mut self,
        files: Vec<MappedFile>,
        has_addresses: bool,
    ) -> Result<Vec<Option<LocationId>>, DecodeError> {
        let mut rows = vec![None; self.locations.len()];
        let mut order = Vec::with_capacity(self.locations.len());
        for sample in &self.samples {
            for &location in self.stacks.get(sample.start..sample.start + sample.length).unwrap_or_default() {
                if let Some(row @ None) = rows.get_mut(location) {
                    *row = Some(LocationId::new(order.len()));
                    order.push(location);
                }
            }
        }
        let mut space = AddressSpace::new(files);
        let budget = LimitExceeded::check(
            "locations times mappings",
            1 << 32,
            (order.len() as u64).saturating_mul(space.files().len() as u64),
        );
        budget.map_err(|exceeded| DecodeError::new(0, "memory map", exceeded))?;
        let mut symbolized = Vec::new();
        for &location in &order {
            let location = self.locations.get_mut(location).map(|location| {
                // Addresses are compared later on.
                let lines = std::mem::take(&mut location.lines);
                DraftLocation { address: location.address, lines }
            });
            let location = location.unwrap_or_default();
            let mapping = if location.address == 0 { None } else { Some(space.find(location.address)) };
            if let Some(mapping) = mapping
                && !location.lines.is_empty()
            {
                symbolized.resize(symbolized.len().max(mapping + 1), false);
                symbolized.get_mut(mapping).into_iter().for_each(|is| *is = true);
            }
            self.tables.locations.push(
                Location {
                    wire_id: self.tables.locations.len() as u64 + 1,
                    mapping: mapping.map(MappingId::new),
                    address: if has_addresses { location.address } else { 0 },
                    is_folded: false,
                },
                location.lines,
            );
        }
        for (row, file) in space.files().iter().enumerate() {
            let is_named = has_addresses && symbolized.get(row) == Some(&true);
            let mapping = Mapping {
                wire_id: row as u64 + 1,
                start: file.start,
                limit: file.limit,
                offset: file.offset,
                file: self.string(&file.file, file.line)?,
                build_id: self.string(&file.build_id, file.line)?,
                symbolized: Symbolized {
                    functions: is_named,
                    filenames: is_named,
                    line_numbers: is_named,
                    inline_frames: false,
                },
            };
            check("mappings", self.limits.mappings, row + 1, file.line)?;
            self.tables.mappings.push(mapping);
        }
        Ok(rows)
    }

    fn fill_samples(&mut self, rows: &[Option<LocationId>]) {
        let columns = self.values.len().checked_div(self.samples.len()).unwrap_or_default();
        self.tables.samples.set_column_count(columns);
        let mut values = self.values.chunks_exact(columns.max(1));
        let mut stack = Vec::new();
        for sample in &self.samples {
            let locations = self.stacks.get(sample.start..sample.start + sample.length).unwrap_or_default();
            stack.clear();
            stack.extend(locations.iter().filter_map(|&location| rows.get(location).copied().flatten()));
            let stack = self.tables.stacks.intern(&stack);
            self.tables.samples.push(stack, sample.labels, values.next().unwrap_or_default());
        }
    }
}

fn check(what: &'static str, limit: u64, wanted: usize, offset: u64) -> Result<(), DecodeError> {
    LimitExceeded::check(what, limit, wanted as u64)
        .map_err(|exceeded| DecodeError::new(offset, "text", exceeded))
}

impl From<LimitExceeded> for Failure {
    fn from(exceeded: LimitExceeded) -> Self {
        Self::Broken(DecodeError::new(0, "text", exceeded))
    }
}
