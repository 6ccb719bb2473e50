//! Values multiplied.

use super::{CombineError, Combined};
use crate::analysis::diff::{period_type_name, sample_type_names};
use crate::analysis::metric::Column;
use crate::profile::{Profile, SampleTable};

/// Reads the values of sample `row` through columns, each of which picks a sample type and multiplies it.
///
/// Gives whether the sample is kept: once anything is multiplied, a sample is dropped whose multiplied values are
/// all zero, whatever its others are (`ScaleN` of pprof). Values are rounded half away from zero, in floating point.
pub(super) fn read_row(
    samples: &SampleTable,
    columns: &[Column],
    row: usize,
    values: &mut Vec<i64>,
    saturated: &mut bool,
) -> bool {
    values.clear();
    let (mut is_scaled, mut is_kept) = (false, false);
    for column in columns {
        let value = column.scaled_noting(samples.values(column.index)[row], saturated);
        if column.ratio != 1.0 {
            is_scaled = true;
            is_kept |= value != 0;
        }
        values.push(value);
    }
    is_kept || !is_scaled
}

/// Whether columns are those of a table of `count` sample types, as they are.
pub(super) fn are_all(columns: &[Column], count: usize) -> bool {
    columns.len() == count
        && columns.iter().enumerate().all(|(at, column)| column.index == at && column.ratio == 1.0)
}

/// The samples as they are through columns.
pub(super) fn picked(samples: &SampleTable, columns: &[Column], saturated: &mut bool) -> SampleTable {
    let mut picked = SampleTable::default();
    picked.set_column_count(columns.len());
    let mut values = Vec::with_capacity(columns.len());
    for (row, (&stack, &labels)) in samples.stacks().iter().zip(samples.labels()).enumerate() {
        if read_row(samples, columns, row, &mut values, saturated) {
            picked.push(stack, labels, &values);
        }
    }
    picked
}

/// The profile with the values of each sample type multiplied by its ratio (`ScaleN` of pprof): they are rounded,
/// and where any ratio is not 1, samples are dropped of which all that was multiplied is now zero.
///
/// # Errors
/// When there is not one ratio for each sample type.
pub fn scaled(profile: &Profile, ratios: &[f64]) -> Result<Combined, CombineError> {
    let types = profile.header().sample_types.len();
    if ratios.len() != types {
        return Err(CombineError::RatioCount { ratios: ratios.len(), types });
    }
    let columns: Vec<_> = ratios.iter().enumerate().map(|(index, &ratio)| Column { index, ratio }).collect();
    let mut saturated = false;
    let mut revision = profile.revise();
    if !are_all(&columns, types) {
        revision.samples = picked(profile.samples(), &columns, &mut saturated).into();
    }
    Ok(Combined { profile: revision.finish()?, saturated })
}

/// The profile with all values negated, in floating point as pprof has it, and without samples that are zero.
///
/// # Errors
/// None for a profile, which is valid; see [`scaled`].
pub fn negated(profile: &Profile) -> Result<Combined, CombineError> {
    scaled(profile, &vec![-1.0; profile.header().sample_types.len()])
}

/// What the values of `target` are multiplied by, so that each sample type has the total that it has in `base`; 0
/// where the total of the target is 0 (`Normalize` of pprof).
///
/// # Errors
/// When sample types or period types differ, also when only their units do.
pub fn normalize_ratios(base: &Profile, target: &Profile) -> Result<Vec<f64>, CombineError> {
    let types = |profile| {
        let mut names = sample_type_names(profile);
        names.push(period_type_name(profile));
        names
    };
    let (base_types, target_types) = (types(base), types(target));
    if base_types != target_types {
        return Err(CombineError::NormalizeTypes { base: base_types, target: target_types });
    }
    let ratio = |column| match total(target, column) {
        0 => 0.0,
        divisor => total(base, column) as f64 / divisor as f64,
    };
    Ok((0..target.header().sample_types.len()).map(ratio).collect())
}

/// `target` with the totals of `base`.
pub(super) fn normalized(base: &Profile, target: &Profile) -> Result<Combined, CombineError> {
    let mut normalized = scaled(target, &normalize_ratios(base, target)?)?;
    let overflows = |profile| {
        (0..target.header().sample_types.len()).any(|column| i64::try_from(total(profile, column)).is_err())
    };
    // The total is right here, but in pprof it wraps.
    normalized.saturated |= overflows(base) || overflows(target);
    Ok(normalized)
}

fn total(profile: &Profile, column: usize) -> i128 {
    profile.samples().values(column).iter().map(|&value| i128::from(value)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::draw_profile_with;

    const TYPES: [(&str, &str); 2] = [("samples", "count"), ("cpu", "nanoseconds")];

    fn rows(profile: &Profile) -> Vec<[i64; 2]> {
        let samples = profile.samples();
        samples.values(0).iter().zip(samples.values(1)).map(|(&a, &b)| [a, b]).collect()
    }

    #[test]
    fn products_are_rounded_half_away_from_zero() {
        let profile = draw_profile_with(&TYPES, "A  B  C\n1  3  -3\n7  -2  1");
        let half = scaled(&profile, &[0.5, 1.0]).unwrap();
        assert_eq!(rows(&half.profile), [[1, 7], [2, -2], [-2, 1]]);
        assert!(!half.saturated);
    }

    #[test]
    fn a_sample_is_dropped_when_all_that_was_multiplied_is_zero() {
        let profile = draw_profile_with(&TYPES, "A  B  C\n1  0  0\n7  7  0");
        let as_it_is = scaled(&profile, &[1.0, 1.0]).unwrap();
        assert_eq!(rows(&as_it_is.profile), [[1, 7], [0, 7], [0, 0]], "nothing is multiplied");
        let doubled = scaled(&profile, &[2.0, 1.0]).unwrap();
        assert_eq!(rows(&doubled.profile), [[2, 7]], "the 7 of B is not multiplied, and so does not save it");
    }

    #[test]
    fn what_does_not_fit_stands_at_the_limit() {
        let profile = draw_profile_with(&TYPES, "A  B\n-9223372036854775808  9223372036854775807\n1  1");
        let negated = negated(&profile).unwrap();
        assert!(negated.saturated);
        assert_eq!(rows(&negated.profile), [[i64::MAX, -1], [i64::MIN, -1]], "2^63 - 1 as a float is 2^63");
        let limit = draw_profile_with(&TYPES, "A\n9223372036854775807\n1");
        assert!(!super::negated(&limit).unwrap().saturated, "-2^63 fits");
    }

    #[test]
    fn one_ratio_for_each_type() {
        let profile = draw_profile_with(&TYPES, "A\n1\n1");
        assert_eq!(scaled(&profile, &[1.0]).unwrap_err(), CombineError::RatioCount { ratios: 1, types: 2 });
    }

    #[test]
    fn ratios_are_of_the_totals() {
        let base = draw_profile_with(&TYPES, "A  B\n10  20\n5  -5");
        let target = draw_profile_with(&TYPES, "A  B\n60  0\n4  -4");
        assert_eq!(normalize_ratios(&base, &target).unwrap(), [0.5, 0.0]);
        let other = draw_profile_with(&[("samples", "count"), ("cpu", "ms")], "A\n1\n1");
        assert!(matches!(normalize_ratios(&base, &other), Err(CombineError::NormalizeTypes { .. })));
        let huge = draw_profile_with(&TYPES, "A  B\n9223372036854775807  9223372036854775807\n1  1");
        assert_eq!(normalize_ratios(&huge, &huge).unwrap(), [1.0, 1.0]);
        assert!(normalized(&huge, &huge).unwrap().saturated, "the total wraps in pprof");
    }
}
