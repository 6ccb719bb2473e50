//! Why profiles cannot be combined.

use crate::analysis::diff::list;
use crate::profile::{InvalidProfile, StringTableFull};

/// Why profiles cannot be merged or subtracted. pprof fails where this does, though it says less.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CombineError {
    /// There is nothing to combine.
    #[error("there are no profiles to merge")]
    NoProfiles,
    /// Totals are to be those of a base, and there is no base.
    #[error("there is no base profile to normalize by")]
    NormalizeWithoutBase,
    /// No sample type is in all of the profiles. One that stands twice in a profile counts as none.
    #[error(
        "the profiles have no sample type in common, of those that stand once in each: {}",
        .profiles.iter().map(|types| list(types)).collect::<Vec<_>>().join("; ")
    )]
    NoCommonSampleType {
        /// The sample types of each profile, as `type/unit`.
        profiles: Vec<Vec<String>>,
    },
    /// A sample type stands twice in one profile and not at all in another.
    #[error("the sample type {kind} stands in one profile twice, and in another it does not stand")]
    RepeatedSampleType {
        /// The sample type.
        kind: String,
    },
    /// The units of a sample type do not convert to each other.
    #[error("the sample type {kind} is in {first} in one profile and in {other} in another")]
    SampleUnits {
        /// The sample type.
        kind: String,
        /// The unit of the first profile.
        first: String,
        /// The unit of another.
        other: String,
    },
    /// The profiles were sampled by different events, or one does not say by which.
    #[error("one profile was sampled by {first} and another by {other}: their values cannot be added")]
    PeriodTypes {
        /// The period type of the first profile, as `type/unit`.
        first: String,
        /// That of another.
        other: String,
    },
    /// Normalizing wants equal sample types and period types, in the same units.
    #[error(
        "only profiles of the same sample types can be normalized: the base has {}, the other has {}",
        list(.base),
        list(.target)
    )]
    NormalizeTypes {
        /// What the base has, as `type/unit`.
        base: Vec<String>,
        /// What the other has.
        target: Vec<String>,
    },
    /// There is not one ratio for each sample type.
    #[error("there are {ratios} ratios for {types} sample types")]
    RatioCount {
        /// How many ratios there are.
        ratios: usize,
        /// How many sample types there are.
        types: usize,
    },
    /// Together the profiles have more rows in a table than can be numbered.
    #[error("together the profiles are too large")]
    TooLarge,
    /// Their strings are too large together.
    #[error(transparent)]
    Strings(#[from] StringTableFull),
    /// The tables do not fit each other.
    #[error(transparent)]
    Invalid(#[from] InvalidProfile),
}
