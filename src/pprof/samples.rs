//! Samples: by far the most of a profile, and so the path that must be fast.

use super::references::{IdMap, MaxReference};
use super::wire::{Field, Reader};
use super::{DecodeError, DecodeErrorKind, LimitExceeded, Limits, Reading};
use crate::profile::{
    Label, LabelSetId, LabelValue, LocationId, OutOfMemory, ProfileBuilder, StringId, make_room,
};

/// Decodes samples into the tables, with buffers that are used again for each.
///
/// Go writes samples before the locations that they name. A location therefore gets a provisional id when it is
/// first met, its *slot*, under which stacks are interned at once; at the end every slot is renamed to the row of
/// its location. So the stack of a sample is hashed once and its wire ids are kept nowhere.
#[derive(Debug, Default)]
pub(super) struct Samples {
    reading: Reading,
    stack: Vec<LocationId>,
    values: Vec<i64>,
    labels: Vec<Label>,
    slots: IdMap,
    /// The wire id of each slot, and the sample that named it first.
    named: Vec<(u64, u64)>,
    /// How many labels lie in the distinct label sets.
    label_count: u64,
    /// How many values the first sample has, and where it stands.
    first: Option<ValueCount>,
    /// The first sample that has another number of values.
    odd: Option<ValueCount>,
    /// The largest string of a label.
    pub(super) strings: MaxReference,
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

    /// Makes room for a stack of so many locations.
    pub(super) fn make_room(&mut self, locations: usize) -> Result<(), OutOfMemory> {
        make_room(&mut self.stack, locations, "stacks")
    }

    /// Decodes one sample, the first byte of which is byte `offset`.
    pub(super) fn decode(
        &mut self,
        mut message: Reader<'_>,
        offset: u64,
        tables: &mut ProfileBuilder,
        limits: &Limits,
    ) -> Result<(), DecodeError> {
        let refuse = |exceeded: LimitExceeded| DecodeError::new(offset, "sample", exceeded);
        self.stack.clear();
        self.values.clear();
        self.labels.clear();
        while let Some(field) = message.next_field()? {
            match field.number {
                1 => self.locations(&field, offset, limits)?,
                2 => {
                    let values = &mut self.values;
                    field.each(|value| {
                        let wanted = values.len() as u64 + 1;
                        LimitExceeded::check("values per sample", limits.sample_types, wanted)
                            .map_err(refuse)?;
                        values.push(value as i64);
                        Ok(())
                    })?;
                }
                3 => self.label(field.message("label")?, offset)?,
                _ => {}
            }
        }
        self.keep(offset, tables, limits).map_err(refuse)
    }

    /// Adds locations to the stack, by their slots.
    #[inline]
    fn locations(&mut self, field: &Field<'_>, offset: u64, limits: &Limits) -> Result<(), DecodeError> {
        let Self { stack, slots, named, .. } = self;
        let mut slot = |id: u64| match slots.get(id) {
            Some(slot) => Ok(LocationId::new(slot as usize)),
            None => {
                let check = LimitExceeded::check("locations", limits.locations, named.len() as u64 + 1);
                check.map_err(|exceeded| DecodeError::new(offset, "sample", exceeded))?;
                named.push((id, offset));
                Ok(LocationId::new(slots.insert(id) as usize))
            }
        };
        // Where there is a place for each, none is asked for on the way.
        let start = stack.len();
        stack.resize(start + field.count(), LocationId::new(0));
        let mut places = stack.iter_mut().skip(start);
        field.each(|id| {
            if let Some(place) = places.next() {
                *place = slot(id)?;
            }
            Ok(())
        })
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

    /// Puts what the buffers hold into the tables.
    fn keep(
        &mut self,
        offset: u64,
        tables: &mut ProfileBuilder,
        limits: &Limits,
    ) -> Result<(), LimitExceeded> {
        let count = ValueCount { values: self.values.len() as u64, offset };
        let first = *self.first.get_or_insert_with(|| {
            tables.samples.set_column_count(self.values.len());
            count
        });
        if first.values != count.values {
            // One of the two does not fit the sample types, which may come later: the profile is refused at the end.
            self.odd.get_or_insert(count);
            return Ok(());
        }
        let samples = tables.samples.len() as u64 + 1;
        LimitExceeded::check("samples", limits.samples, samples)?;
        LimitExceeded::check("values", limits.values, samples.saturating_mul(count.values))?;
        let frames = tables.stacks.location_count() as u64 + self.stack.len() as u64;
        LimitExceeded::check("frames in distinct stacks", limits.stack_frames.min(u32::MAX.into()), frames)?;
        let stack = tables.stacks.intern(&self.stack);
        let labels = if self.labels.is_empty() {
            LabelSetId::EMPTY
        } else {
            let wanted = self.label_count + self.labels.len() as u64;
            LimitExceeded::check(
                "labels in distinct label sets",
                limits.labels.min(u32::MAX.into()),
                wanted,
            )?;
            let sets = tables.labels.len();
            let id = tables.labels.intern(&self.labels);
            if tables.labels.len() > sets {
                self.label_count = wanted;
            }
            id
        };
        tables.samples.push(stack, labels, &self.values);
        Ok(())
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
        if self.slots.is_counted() && rows.is_counted() && self.named.len() <= rows.len() {
            return Ok(());
        }
        let row = |&(id, offset): &(u64, u64)| {
            let row = rows.get(id).map(|row| LocationId::new(row as usize));
            row.ok_or_else(|| DecodeError::new(offset, "sample", DecodeErrorKind::UnknownLocation { id }))
        };
        let rows = self.named.iter().map(row).collect::<Result<Vec<_>, _>>()?;
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
