//! Samples added up.

use super::alike::Part;
use super::header::combined_header;
use super::tables::{Renames, Tables};
use super::values::read_row;
use super::{CombineError, Combined};
use crate::profile::{LabelSetId, MappingId, Profile, Revision, RowIndex, SampleTable, StackId, row_hash};

/// One profile of many (`Merge` of pprof).
///
/// Samples of equal stacks and labels are added up; what is zero is dropped, before and after. What no sample names
/// is dropped with it, except the first mapping, which is that of the main binary.
pub(super) fn merge(parts: &[Part<'_>]) -> Result<Combined, CombineError> {
    check_size(parts)?;
    let (profile, has_zeros, saturated) = pass(parts)?;
    if !has_zeros {
        return Ok(Combined { profile, saturated });
    }
    // Sums that came to nothing leave rows that nothing names any more, and gaps in the numbers.
    let (profile, ..) = pass(&[Part::whole(&profile)])?;
    Ok(Combined { profile, saturated })
}

/// Whether all rows together can be numbered, which is what ids rely on.
fn check_size(parts: &[Part<'_>]) -> Result<(), CombineError> {
    let sizes: [fn(&Profile) -> usize; 4] = [
        |profile| profile.samples().len(),
        |profile| profile.stacks().location_count(),
        |profile| profile.locations().len().max(profile.locations().line_count()),
        |profile| profile.functions().len().max(profile.mappings().len()),
    ];
    let fits = |size: &fn(&Profile) -> usize| {
        let rows: u64 = parts.iter().map(|part| size(part.profile) as u64).sum();
        rows < u64::from(u32::MAX)
    };
    if sizes.iter().all(fits) { Ok(()) } else { Err(CombineError::TooLarge) }
}

/// Samples that are being added up: their keys in the order of their first use, and a row of values for each.
#[derive(Default)]
struct Sums {
    index: RowIndex,
    keys: Vec<(StackId, LabelSetId)>,
    values: Vec<i64>,
    saturated: bool,
}

impl Sums {
    fn add(&mut self, key: (StackId, LabelSetId), values: &[i64]) {
        let hash = row_hash(&key);
        match self.index.find(hash, |row| self.keys[row] == key) {
            None => {
                self.index.insert(hash, self.keys.len());
                self.keys.push(key);
                self.values.extend_from_slice(values);
            }
            Some(row) => {
                let start = row * values.len();
                for (sum, &value) in self.values[start..].iter_mut().zip(values) {
                    self.saturated |= sum.checked_add(value).is_none();
                    *sum = sum.saturating_add(value);
                }
            }
        }
    }
}

/// Merges, and says whether samples became zero, and whether a value did not fit.
fn pass(parts: &[Part<'_>]) -> Result<(Profile, bool, bool), CombineError> {
    let mut tables = Tables::default();
    let (header, mut saturated) = combined_header(parts, &mut tables.strings)?;
    let largest = parts.iter().map(|part| part.profile.samples().len()).max().unwrap_or(0);
    let mut sums = Sums::default();
    sums.keys.reserve(largest);
    let mut values = Vec::new();
    for part in parts {
        let mut renames = Renames::new(part.profile);
        if tables.mappings.is_empty() && !part.profile.mappings().is_empty() {
            tables.mapping(&mut renames, MappingId::new(0))?;
        }
        let samples = part.profile.samples();
        for (row, (&stack, &labels)) in samples.stacks().iter().zip(samples.labels()).enumerate() {
            let is_kept = read_row(samples, &part.columns, row, &mut values, &mut saturated);
            if is_kept && values.iter().any(|&value| value != 0) {
                let key = (tables.stack(&mut renames, stack)?, tables.label_set(&mut renames, labels)?);
                sums.add(key, &values);
            }
        }
    }
    let mut samples = SampleTable::default();
    let columns = header.sample_types.len();
    samples.set_column_count(columns);
    let mut has_zeros = false;
    // A profile without sample types has no samples either.
    for (&(stack, labels), row) in sums.keys.iter().zip(sums.values.chunks_exact(columns.max(1))) {
        has_zeros |= row.iter().all(|&value| value == 0);
        samples.push(stack, labels, row);
    }
    let revision = Revision {
        header,
        strings: tables.strings.into(),
        mappings: tables.mappings.into(),
        functions: tables.functions.into(),
        locations: tables.locations.into(),
        stacks: tables.stacks.into(),
        labels: tables.labels.into(),
        samples: samples.into(),
    };
    Ok((revision.finish()?, has_zeros, saturated | sums.saturated))
}
