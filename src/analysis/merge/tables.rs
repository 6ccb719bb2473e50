//! The tables that samples refer to, merged: what is equal in several profiles is stored once.

use std::hash::Hash as _;

use crate::analysis::mapping_key::MappingKey;
use crate::analysis::sort_items;
use crate::profile::{
    Function, FunctionId, FunctionTable, Label, LabelSetId, LabelTable, LabelValue, Line, Location,
    LocationId, LocationTable, MappingId, MappingTable, Profile, RowHasher, RowIndex, RowMap, StackId,
    StackTable, StringId, StringTable, StringTableFull,
};

/// The merged tables, and how to find in them what is there. Rows are appended, and numbered from 1, when they are
/// first asked for: this order is what pprof prints.
#[derive(Debug, Default)]
pub(super) struct Tables {
    pub(super) strings: StringTable,
    pub(super) mappings: MappingTable,
    pub(super) functions: FunctionTable,
    pub(super) locations: LocationTable,
    pub(super) stacks: StackTable,
    pub(super) labels: LabelTable,
    mapping_keys: RowMap<MappingKey<StringId>, MappingId>,
    function_keys: RowMap<(i64, [StringId; 3]), FunctionId>,
    location_keys: RowIndex,
}

/// One of the profiles, and which rows of the merged tables its rows became.
#[derive(Debug)]
pub(super) struct Renames<'a> {
    profile: &'a Profile,
    strings: Vec<Option<StringId>>,
    /// And what is added to addresses, because the profile that came first has the mapping elsewhere.
    mappings: Vec<Option<(MappingId, u64)>>,
    functions: Vec<Option<FunctionId>>,
    locations: Vec<Option<LocationId>>,
    stacks: Vec<Option<StackId>>,
    label_sets: Vec<Option<LabelSetId>>,
    /// What is built of the row in hand, kept for its memory.
    lines: Vec<Line>,
    stack: Vec<LocationId>,
    labels: Vec<Label>,
}

impl<'a> Renames<'a> {
    pub(super) fn new(profile: &'a Profile) -> Self {
        Self {
            profile,
            strings: vec![None; profile.strings().len()],
            mappings: vec![None; profile.mappings().len()],
            functions: vec![None; profile.functions().len()],
            locations: vec![None; profile.locations().len()],
            stacks: vec![None; profile.stacks().len()],
            label_sets: vec![None; profile.labels().len()],
            lines: Vec::new(),
            stack: Vec::new(),
            labels: Vec::new(),
        }
    }
}

impl Tables {
    fn string(&mut self, of: &mut Renames<'_>, id: StringId) -> Result<StringId, StringTableFull> {
        if let Some(known) = of.strings[id.index()] {
            return Ok(known);
        }
        let merged = self.strings.intern_bytes(of.profile.strings().bytes(id))?;
        of.strings[id.index()] = Some(merged);
        Ok(merged)
    }

    /// The merged mapping, and what is added to the addresses in it.
    pub(super) fn mapping(
        &mut self,
        of: &mut Renames<'_>,
        id: MappingId,
    ) -> Result<(MappingId, u64), StringTableFull> {
        if let Some(known) = of.mappings[id.index()] {
            return Ok(known);
        }
        let mut mapping = of.profile.mappings().get(id);
        mapping.wire_id = self.mappings.len() as u64 + 1;
        mapping.file = self.string(of, mapping.file)?;
        mapping.build_id = self.string(of, mapping.build_id)?;
        let key = MappingKey::new(&mapping, mapping.file, mapping.build_id, &StringId::EMPTY);
        let merged = *self.mapping_keys.get_or_insert_with(key, || self.mappings.push(mapping));
        let moved = (merged, self.mappings.get(merged).start.wrapping_sub(mapping.start));
        of.mappings[id.index()] = Some(moved);
        Ok(moved)
    }

    fn function(&mut self, of: &mut Renames<'_>, id: FunctionId) -> Result<FunctionId, StringTableFull> {
        if let Some(known) = of.functions[id.index()] {
            return Ok(known);
        }
        let own = of.profile.functions().get(id);
        let function = Function {
            wire_id: self.functions.len() as u64 + 1,
            name: self.string(of, own.name)?,
            system_name: self.string(of, own.system_name)?,
            filename: self.string(of, own.filename)?,
            start_line: own.start_line,
        };
        let key = (function.start_line, [function.name, function.system_name, function.filename]);
        let merged = *self.function_keys.get_or_insert_with(key, || self.functions.push(function));
        of.functions[id.index()] = Some(merged);
        Ok(merged)
    }

    fn location(&mut self, of: &mut Renames<'_>, id: LocationId) -> Result<LocationId, StringTableFull> {
        if let Some(known) = of.locations[id.index()] {
            return Ok(known);
        }
        let mut location = of.profile.locations().get(id);
        location.wire_id = self.locations.len() as u64 + 1;
        if let Some(mapping) = location.mapping {
            let (mapping, shift) = self.mapping(of, mapping)?;
            location.mapping = Some(mapping);
            location.address = location.address.wrapping_add(shift);
        }
        let mut lines = std::mem::take(&mut of.lines);
        lines.clear();
        for line in of.profile.locations().lines(id) {
            lines.push(Line { function: self.function(of, line.function)?, ..line });
        }
        let table = &mut self.locations;
        let hash = hash_location(&location, lines.iter().copied());
        let is_equal = |other: usize| are_same(&location, &lines, table, LocationId::new(other));
        let merged = match self.location_keys.find(hash, is_equal) {
            Some(known) => LocationId::new(known),
            None => {
                let new = table.push(location, lines.iter().copied());
                self.location_keys.insert(hash, new.index());
                new
            }
        };
        of.lines = lines;
        of.locations[id.index()] = Some(merged);
        Ok(merged)
    }

    /// The merged stack.
    pub(super) fn stack(&mut self, of: &mut Renames<'_>, id: StackId) -> Result<StackId, StringTableFull> {
        if let Some(known) = of.stacks[id.index()] {
            return Ok(known);
        }
        let mut stack = std::mem::take(&mut of.stack);
        stack.clear();
        for &location in of.profile.stacks().get(id) {
            // Nearly every location was met before: this runs over every frame.
            let known = of.locations[location.index()];
            stack.push(known.map_or_else(|| self.location(of, location), Ok)?);
        }
        let merged = self.stacks.intern(&stack);
        of.stack = stack;
        of.stacks[id.index()] = Some(merged);
        Ok(merged)
    }

    /// The merged label set: texts before numbers, each by key, so that sets are equal that differ in the order of
    /// their keys. The order of the values of a key counts.
    pub(super) fn label_set(
        &mut self,
        of: &mut Renames<'_>,
        id: LabelSetId,
    ) -> Result<LabelSetId, StringTableFull> {
        if let Some(known) = of.label_sets[id.index()] {
            return Ok(known);
        }
        let mut labels = std::mem::take(&mut of.labels);
        labels.clear();
        for label in of.profile.labels().get(id) {
            let value = match label.value {
                LabelValue::Text(text) => LabelValue::Text(self.string(of, text)?),
                LabelValue::Number(number, unit) => LabelValue::Number(number, self.string(of, unit)?),
            };
            labels.push(Label { key: self.string(of, label.key)?, value });
        }
        let is_number = |label: &Label| matches!(label.value, LabelValue::Number(..));
        let strings = &self.strings;
        sort_items(&mut labels, &|a, b| {
            is_number(a).cmp(&is_number(b)).then_with(|| strings.bytes(a.key).cmp(strings.bytes(b.key)))
        });
        let merged = self.labels.intern(&labels);
        of.labels = labels;
        of.label_sets[id.index()] = Some(merged);
        Ok(merged)
    }
}

/// What tells locations apart (`Location.key` of pprof). Of the columns of inlined lines only the last counts: in
/// pprof's key the others are written over. Two lines of one location that differ in nothing but a column are rare.
fn hash_location(location: &Location, lines: impl Iterator<Item = Line>) -> u32 {
    let mut hasher = RowHasher::default();
    (location.mapping, location.address, location.is_folded).hash(&mut hasher);
    for line in lines {
        (line.function, line.line).hash(&mut hasher);
    }
    hasher.row_hash()
}

fn are_same(location: &Location, lines: &[Line], table: &LocationTable, other: LocationId) -> bool {
    let (found, found_lines) = (table.get(other), table.lines(other));
    let last_column = |line: Option<Line>| line.map(|line| line.column);
    (found.mapping, found.address, found.is_folded)
        == (location.mapping, location.address, location.is_folded)
        && found_lines.len() == lines.len()
        && last_column(table.lines(other).next_back()) == last_column(lines.last().copied())
        && found_lines.zip(lines).all(|(a, b)| (a.function, a.line) == (b.function, b.line))
}
