//! Two profiles compared: which metrics they share, and what became of each node.

use super::metric::{Column, Metric};
use crate::profile::{Profile, ValueType};
use crate::units::{finest_unit, scale};

/// Why two profiles cannot be compared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the profiles have no sample type in common: the base has {}, the target has {}", list(.base), list(.target))]
pub struct NoCommonSampleType {
    /// The sample types of the base, as `type/unit`.
    pub base: Vec<String>,
    /// The sample types of the target, as `type/unit`.
    pub target: Vec<String>,
}

/// Sample types for people.
pub(super) fn list(types: &[String]) -> String {
    if types.is_empty() { "none".to_owned() } else { types.join(", ") }
}

/// What became of a node from base to target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Change {
    /// Nothing in the base, something in the target.
    New,
    /// Something in the base, nothing in the target.
    Gone,
    /// Something in both, and not the same.
    Changed,
    /// The same in both.
    Same,
}

impl Change {
    /// What became of a value.
    pub fn of(base: i64, target: i64) -> Self {
        match (base, target) {
            _ if base == target => Self::Same,
            (0, _) => Self::New,
            (_, 0) => Self::Gone,
            _ => Self::Changed,
        }
    }
}

/// The metrics that both profiles have, in the target's order.
///
/// Sample types are the same when their names are (`compatibilizeSampleTypes` of pprof) and their units convert
/// to each other; the finer unit is taken and the other's values are multiplied (`ScaleProfiles`). Where a
/// profile has a name twice, which pprof refuses, the first belongs to the first and the second to the second.
pub(super) fn common_metrics(base: &Profile, target: &Profile) -> Result<Vec<Metric>, NoCommonSampleType> {
    let mut taken = vec![false; base.header().sample_types.len()];
    let mut metrics = Vec::new();
    for (index, target_type) in target.header().sample_types.iter().enumerate() {
        let (kind, target_unit) = (target.text(target_type.kind), target.text(target_type.unit));
        let candidate = base.header().sample_types.iter().enumerate().find_map(|(at, base_type)| {
            let same = !taken[at] && base.text(base_type.kind) == kind;
            let base_unit = base.text(base_type.unit);
            if same { Some((at, base_unit, finest_unit(target_unit, base_unit)?)) } else { None }
        });
        let Some((base_index, base_unit, unit)) = candidate else { continue };
        taken[base_index] = true;
        metrics.push(Metric {
            kind: kind.to_owned(),
            unit: unit.to_owned(),
            target: Column { index, ratio: scale(1, target_unit, unit).0 },
            base: Some(Column { index: base_index, ratio: scale(1, base_unit, unit).0 }),
        });
    }
    if metrics.is_empty() {
        return Err(NoCommonSampleType { base: sample_type_names(base), target: sample_type_names(target) });
    }
    Ok(metrics)
}

/// The sample types of a profile, as `type/unit`.
pub(super) fn sample_type_names(profile: &Profile) -> Vec<String> {
    profile.header().sample_types.iter().map(|column| type_name(profile, column)).collect()
}

/// What a profile was sampled by, as `type/unit`; pprof takes nothing for an empty type.
pub(super) fn period_type_name(profile: &Profile) -> String {
    profile.header().period_type.map_or("/".to_owned(), |period_type| type_name(profile, &period_type))
}

fn type_name(profile: &Profile, value_type: &ValueType) -> String {
    format!("{}/{}", profile.text(value_type.kind), profile.text(value_type.unit))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::draw_profile_with;

    #[test]
    fn units_are_brought_to_the_finer() {
        let base = draw_profile_with(&[("samples", "count"), ("cpu", "milliseconds")], "A\n1\n5");
        let target = draw_profile_with(&[("cpu", "nanoseconds"), ("samples", "count")], "A\n7\n1");
        let metrics = common_metrics(&base, &target).unwrap();
        assert_eq!(metrics.len(), 2);
        assert_eq!((metrics[0].kind.as_str(), metrics[0].unit.as_str()), ("cpu", "nanoseconds"));
        assert_eq!(metrics[0].base, Some(Column { index: 1, ratio: 1e6 }));
        assert_eq!(metrics[0].target, Column { index: 0, ratio: 1.0 });
        assert_eq!(metrics[1].base, Some(Column { index: 0, ratio: 1.0 }));
    }

    #[test]
    fn nothing_in_common_says_both_lists() {
        let base = draw_profile_with(&[("space", "bytes"), ("cpu", "count")], "A\n1\n5");
        let target = draw_profile_with(&[("cpu", "nanoseconds")], "A\n7");
        assert_eq!(
            common_metrics(&base, &target).unwrap_err().to_string(),
            "the profiles have no sample type in common: the base has space/bytes, cpu/count, the target has cpu/nanoseconds"
        );
    }

    #[test]
    fn a_name_that_stands_twice_is_paired_in_order() {
        let twice = draw_profile_with(&[("x", "count"), ("x", "count")], "A\n1\n5");
        let metrics = common_metrics(&twice, &twice).unwrap();
        let columns: Vec<_> = metrics.iter().map(|m| (m.target.index, m.base.unwrap().index)).collect();
        assert_eq!(columns, [(0, 0), (1, 1)]);
    }

    #[test]
    fn every_change_has_a_name() {
        assert_eq!(Change::of(0, 5), Change::New);
        assert_eq!(Change::of(5, 0), Change::Gone);
        assert_eq!(Change::of(5, 6), Change::Changed);
        assert_eq!(Change::of(5, 5), Change::Same);
        assert_eq!(Change::of(0, 0), Change::Same);
    }
}
