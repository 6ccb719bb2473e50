//! Metrics: what is measured, and where each profile has it.

use crate::profile::Profile;

/// A column of values, and the factor that brings it to the metric's unit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Column {
    /// Which sample type of the profile it is.
    pub index: usize,
    /// What its values are multiplied by: 1 unless two profiles count in different units.
    pub ratio: f64,
}

impl Column {
    /// A value in the metric's unit, rounded as pprof rounds it.
    #[inline]
    pub fn scaled(self, value: i64) -> i64 {
        self.scaled_noting(value, &mut false)
    }

    /// The same, and notes where the product does not fit and stands at the end of the range.
    #[inline]
    pub(super) fn scaled_noting(self, value: i64, saturated: &mut bool) -> i64 {
        if self.ratio == 1.0 {
            return value;
        }
        let product = (value as f64 * self.ratio).round();
        // The first float that is too large is 2^63; the smallest that is not too small is -2^63.
        *saturated |= product >= i64::MAX as f64 || product < i64::MIN as f64;
        product as i64
    }
}

/// A metric that one profile has, or that two have in common.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    /// What is counted: `inuse_space`, `cpu`, `goroutine`.
    pub kind: String,
    /// In which unit: `bytes`, `nanoseconds`, `count`.
    pub unit: String,
    /// The target's column.
    pub target: Column,
    /// The base's column, where there is a base.
    pub base: Option<Column>,
}

impl Metric {
    /// Sample type `index` of a single profile, if there is such a one.
    pub fn of(profile: &Profile, index: usize) -> Option<Self> {
        let sample_type = profile.header().sample_types.get(index)?;
        Some(Self {
            kind: profile.text(sample_type.kind).to_owned(),
            unit: profile.text(sample_type.unit).to_owned(),
            target: Column { index, ratio: 1.0 },
            base: None,
        })
    }
}
