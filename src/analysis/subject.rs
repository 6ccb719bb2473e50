//! What a view is about: one profile, or two that are compared.

use super::diff::{self, NoCommonSampleType};
use super::metric::Metric;
use crate::profile::Profile;

/// One profile, or two that are compared: the target, which the page is about, and the base it is held against.
///
/// Wherever profiles are counted the target is [`TARGET`](Self::TARGET) and the base [`BASE`](Self::BASE): pprof,
/// too, merges the base into the target, so that names and addresses are those of the target.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The profile that is shown.
    pub target: &'a Profile,
    /// The profile that it is compared with.
    pub base: Option<&'a Profile>,
}

impl<'a> Subject<'a> {
    /// The place of the target among the profiles of a shape.
    pub const TARGET: usize = 0;
    /// The place of the base among the profiles of a shape.
    pub const BASE: usize = 1;

    /// One profile.
    pub fn single(target: &'a Profile) -> Self {
        Self { target, base: None }
    }

    /// What changed from `base` to `target`.
    pub fn comparison(base: &'a Profile, target: &'a Profile) -> Self {
        Self { target, base: Some(base) }
    }

    /// The profiles, in the order in which they are counted.
    pub fn profiles(self) -> Vec<&'a Profile> {
        std::iter::once(self.target).chain(self.base).collect()
    }

    /// What can be shown: every sample type of a single profile, and those that two have in common.
    ///
    /// # Errors
    /// When two profiles have no sample type in common.
    pub fn metrics(self) -> Result<Vec<Metric>, NoCommonSampleType> {
        match self.base {
            None => {
                let columns = 0..self.target.header().sample_types.len();
                Ok(columns.filter_map(|index| Metric::of(self.target, index)).collect())
            }
            Some(base) => diff::common_metrics(base, self.target),
        }
    }
}
