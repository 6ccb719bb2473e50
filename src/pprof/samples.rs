//! Samples: by far the most of a profile, and so the path that must be fast.

use super::label_memo::{KnownSet, LabelMemo};
use super::references::{IdMap, MaxReference};
use super::wire::{BLOCK, Field, Reader, Value};
use super::{DecodeError, DecodeErrorKind, LimitExceeded, Limits, Reading};
use crate::profile::{
    Label, LabelSetId, LabelValue, LocationId, OutOfMemory, ProfileBuilder, StackTable, StringId, make_room,
};

/// Decodes samples into the tables, with buffers that are used again for each.
///
/// Go writes samples before the locations that they name. A location therefore gets a provisional id when it is
/// first met, its *slot*, under which stacks are interned at once; at the end every slot is renamed to the row of
/// its location. So the stack of a sample is hashed once and its wire ids are kept nowhere.
#[derive(Debug, Default)]
pub(super) struct Samples {
    reading: Reading,
    /// The label sets of samples before, by their bytes.
    known: LabelMemo,
    stacks: Stacks,
    values: Vec<i64>,
    labels: Vec<Label>,
    slots: Slots,
    /// How many labels lie in the distinct label sets.
    label_count: u64,
    /// How many values the first sample has, and where it stands.
    first: Option<ValueCount>,
    /// The first sample that has another number of values.
    odd: Option<ValueCount>,
    /// The largest string of a label.
    pub(super) strings: MaxReference,
}

/// The locations of the samples that were decoded last, end to end, until their stacks are interned together. What was read of samples
/// before is left behind them, and written over.
#[derive(Debug, Default)]
struct Stacks {
    locations: Vec<LocationId>,
    len: usize,
    /// Where the stack of each sample ends.
    ends: Vec<usize>,
    /// Where each sample stands.
    offsets: Vec<u64>,
}

impl Stacks {
    /// Begins the stack of the next sample.
    #[inline]
    fn begin(&mut self) {
        self.len = self.ends.last().copied().unwrap_or_default();
    }

    /// Ends it. Says whether so many are there as are interned together.
    #[inline]
    fn end(&mut self, offset: u64) -> bool {
        self.ends.push(self.len);
        self.offsets.push(offset);
        self.ends.len() == StackTable::BATCH
    }

    #[inline]
    fn push(&mut self, location: LocationId) {
        if let Some(next) = self.next_block().first_mut() {
            *next = location;
            self.len += 1;
        }
    }

    /// Where the next locations are written to; they belong to it when `len` says so.
    #[inline]
    fn next_block(&mut self) -> &mut [LocationId] {
        let end = self.len + BLOCK;
        if self.locations.len() < end {
            self.locations.resize(end, LocationId::new(0));
        }
        self.locations.get_mut(self.len..end).unwrap_or_default()
    }

    /// Makes room for so many locations, where no samples wait.
    fn make_room(&mut self, locations: usize) -> Result<(), OutOfMemory> {
        let more = locations.saturating_add(BLOCK).saturating_sub(self.locations.len());
        make_room(&mut self.locations, more, "stacks")
    }
}

/// The slots of locations.
#[derive(Debug, Default)]
struct Slots {
    ids: IdMap,
    /// The wire id of each slot, and the sample that named it first.
    named: Vec<(u64, u64)>,
}

impl Slots {
    /// The slot of a location.
    #[inline]
    fn of(&mut self, id: u64, offset: u64, limits: &Limits) -> Result<LocationId, DecodeError> {
        match self.ids.get(id) {
            Some(slot) => Ok(LocationId::new(slot as usize)),
            None => self.add(id, offset, limits),
        }
    }

    #[inline(never)]
    fn add(&mut self, id: u64, offset: u64, limits: &Limits) -> Result<LocationId, DecodeError> {
        LimitExceeded::check("locations", limits.locations, self.named.len() as u64 + 1)
            .map_err(|exceeded| DecodeError::new(offset, "sample", exceeded))?;
        self.named.push((id, offset));
        Ok(LocationId::new(self.ids.insert(id) as usize))
    }
}

/// How many values a sample has.
#[derive(Debug, Clone, Copy)]
struct ValueCount {
    values: u64,
    /// The first byte of the sample.
    offset: u64,
}

impl Samples {
    pub(super) fn new(reading: Reading) -> Self {
        Self { reading, ..Self::default() }
    }

    /// Makes room for samples of so many locations together, where none [wait](Self::settle).
    pub(super) fn make_room(&mut self, locations: usize) -> Result<(), OutOfMemory> {
        self.stacks.make_room(locations)
    }

    /// Decodes one sample, the first byte of which is byte `offset`.
    pub(super) fn decode(
        &mut self,
        mut message: Reader<'_>,
        offset: u64,
        tables: &mut ProfileBuilder,
        limits: &Limits,
    ) -> Result<(), DecodeError> {
        self.stacks.begin();
        self.values.clear();
        self.labels.clear();
        // The bytes from the first label on, while nothing but labels is in them.
        let mut bytes: Option<&[u8]> = None;
        let mut known = None;
        loop {
            let rest = message.bytes();
            let Some(field) = message.next_field()? else { break };
            match field.number {
                1 => {
                    bytes = None;
                    self.locations(&field, offset, limits)?;
                }
                2 => {
                    bytes = None;
                    self.values(&field, offset, limits)?;
                }
                3 => {
                    if self.labels.is_empty() && bytes.is_none() {
                        known = self.known.get(rest);
                        if known.is_some() {
                            break;
                        }
                        bytes = Some(rest);
                    }
                    self.label(field.message("label")?, offset)?;
                }
                _ => {}
            }
        }
        let refuse = |exceeded: LimitExceeded| DecodeError::new(offset, "sample", exceeded);
        let set = self.keep(offset, known, tables, limits).map_err(refuse)?;
        let Some(set) = set else { return Ok(()) };
        if let Some(bytes) = bytes {
            self.known.keep(bytes, set);
        }
        if self.stacks.end(offset) { self.settle(tables, limits) } else { Ok(()) }
    }

    fn values(&mut self, field: &Field<'_>, offset: u64, limits: &Limits) -> Result<(), DecodeError> {
        let values = &mut self.values;
        field.each(|value| {
            LimitExceeded::check("values per sample", limits.sample_types, values.len() as u64 + 1)
                .map_err(|exceeded| DecodeError::new(offset, "sample", exceeded))?;
            values.push(value as i64);
            Ok(())
        })
    }

    /// Adds locations to the stack, by their slots.
    #[inline]
    fn locations(&mut self, field: &Field<'_>, offset: u64, limits: &Limits) -> Result<(), DecodeError> {
        let Self { stacks, slots, .. } = self;
        let Value::Bytes(mut packed) = field.value else {
            return field.each(|id| slots.of(id, offset, limits).map(|slot| stacks.push(slot)));
        };
        loop {
            let rows = stacks.next_block();
            let (count, largest) = packed.short_ids(rows);
            if count == 0 {
                break;
            }
            if !slots.ids.counts_to(largest) {
                for row in rows.iter_mut().take(count) {
                    let id = (row.index() as u32).wrapping_add(1);
                    *row = slots.of(id.into(), offset, limits)?;
                }
            }
            stacks.len += count;
        }
        while !packed.is_empty() {
            stacks.push(slots.of(packed.varint()?, offset, limits)?);
        }
        Ok(())
    }

    /// Text is told from number by what is not 0. Where text, number and unit are all 0, it is taken for the number:
    /// pprof loses such a label.
    fn label(&mut self, mut message: Reader<'_>, offset: u64) -> Result<(), DecodeError> {
        let (mut key, mut text, mut number, mut unit) = (0, 0, 0, 0);
        while let Some(field) = message.next_field()? {
            match field.number {
                1 => key = field.number()?,
                2 => text = field.number()?,
                3 => number = field.signed()?,
                4 => unit = field.number()?,
                _ => {}
            }
        }
        let mut string = |index: u64| string(index, offset, &mut self.strings);
        let key = string(key);
        if text != 0 {
            self.labels.push(Label { key, value: LabelValue::Text(string(text)) });
        } else if number != 0 || unit != 0 || self.reading == Reading::InFull {
            self.labels.push(Label { key, value: LabelValue::Number(number, string(unit)) });
        }
        Ok(())
    }

    /// Puts what the buffers hold into the tables, with the labels that are known or those of the buffer. Says which set
    /// they are, unless the profile will be refused.
    fn keep(
        &mut self,
        offset: u64,
        known: Option<KnownSet>,
        tables: &mut ProfileBuilder,
        limits: &Limits,
    ) -> Result<Option<KnownSet>, LimitExceeded> {
        let count = ValueCount { values: self.values.len() as u64, offset };
        let first = *self.first.get_or_insert_with(|| {
            tables.samples.set_column_count(self.values.len());
            count
        });
        if first.values != count.values {
            // One of the two does not fit the sample types, which may come later: the profile is refused at the end.
            self.odd.get_or_insert(count);
            return Ok(None);
        }
        let samples = tables.samples.len() as u64 + 1;
        LimitExceeded::check("samples", limits.samples, samples)?;
        LimitExceeded::check("values", limits.values, samples.saturating_mul(count.values))?;
        let labels = self.label_set(known, tables, limits)?;
        tables.samples.push_values(labels.id, &self.values);
        Ok(Some(labels))
    }

    /// Interns the stacks of the samples that wait for that.
    ///
    /// # Errors
    /// At the first sample with which they have too many frames.
    pub(super) fn settle(&mut self, tables: &mut ProfileBuilder, limits: &Limits) -> Result<(), DecodeError> {
        let ProfileBuilder { stacks, samples, .. } = tables;
        let most = limits.stack_frames.min(u32::MAX.into());
        let mut offsets = self.stacks.offsets.iter();
        stacks.intern_all(&self.stacks.locations, &self.stacks.ends, |stacks, stack| {
            samples.push_stack(stack);
            let offset = offsets.next().copied().unwrap_or_default();
            LimitExceeded::check("frames in distinct stacks", most, stacks.location_count() as u64)
                .map_err(|exceeded| DecodeError::new(offset, "sample", exceeded))
        })?;
        self.stacks.ends.clear();
        self.stacks.offsets.clear();
        Ok(())
    }

    /// The set of the labels that are known, or of those in the buffer.
    fn label_set(
        &mut self,
        known: Option<KnownSet>,
        tables: &mut ProfileBuilder,
        limits: &Limits,
    ) -> Result<KnownSet, LimitExceeded> {
        let count = known.map_or(self.labels.len() as u32, |known| known.count);
        if count == 0 {
            return Ok(KnownSet { id: LabelSetId::EMPTY, count });
        }
        let wanted = self.label_count + u64::from(count);
        LimitExceeded::check("labels in distinct label sets", limits.labels.min(u32::MAX.into()), wanted)?;
        if let Some(known) = known {
            return Ok(known);
        }
        let sets = tables.labels.len();
        let id = tables.labels.intern(&self.labels);
        if tables.labels.len() > sets {
            self.label_count = wanted;
        }
        Ok(KnownSet { id, count })
    }

    /// Checks that every sample has a value for each of the sample types.
    pub(super) fn check_values(&self, types: usize) -> Result<(), DecodeError> {
        let Some(first) = self.first else { return Ok(()) };
        let types = types as u64;
        if types == 0 {
            return Err(DecodeError::new(first.offset, "sample", DecodeErrorKind::NoSampleTypes));
        }
        match [Some(first), self.odd].into_iter().flatten().find(|count| count.values != types) {
            Some(ValueCount { values, offset }) => {
                Err(DecodeError::new(offset, "sample", DecodeErrorKind::ValueCount { values, types }))
            }
            None => Ok(()),
        }
    }

    /// Names the locations of all stacks by their rows, which `rows` finds by wire id.
    pub(super) fn rename_locations(
        self,
        rows: &IdMap,
        tables: &mut ProfileBuilder,
    ) -> Result<(), DecodeError> {
        // Go numbers locations in the order in which samples first name them, so that nothing is to be renamed.
        let Slots { ids, named } = self.slots;
        if ids.is_counted() && rows.is_counted() && named.len() <= rows.len() {
            return Ok(());
        }
        let row = |&(id, offset): &(u64, u64)| {
            let row = rows.get(id).map(|row| LocationId::new(row as usize));
            row.ok_or_else(|| DecodeError::new(offset, "sample", DecodeErrorKind::UnknownLocation { id }))
        };
        let rows = named.iter().map(row).collect::<Result<Vec<_>, _>>()?;
        tables.stacks.rename_locations(|slot| rows.get(slot.index()).copied().unwrap_or(slot));
        Ok(())
    }
}

/// The string of a reference, the existence of which is checked at the end.
#[inline]
pub(super) fn string(index: u64, offset: u64, max: &mut MaxReference) -> StringId {
    max.note(index, offset);
    StringId::new(u32::try_from(index).unwrap_or(u32::MAX) as usize)
}

#[cfg(test)]
mod tests;
