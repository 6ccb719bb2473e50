//! What a view is about: one profile, or two that are compared.

use super::diff::{self, NoCommonSampleType};
use super::metric::Metric;
use crate::profile::Profile;

/// One profile, or two that are compared: the target, which the page is about, and the base it is held against.
///
/// A [`Shape`](super::Shape) may be of more profiles than these: one of a whole series serves any two of its snapshots. So
/// each side knows its place among the profiles of the shape. Where the shape is of these two alone, the target comes
/// first: pprof, too, merges the base into the target, so that names and addresses are those of the target.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The profile that is shown.
    pub target: &'a Profile,
    /// The profile that it is compared with.
    pub base: Option<&'a Profile>,
    target_place: usize,
    base_place: usize,
}

impl<'a> Subject<'a> {
    /// One profile, of a shape of its own.
    pub fn single(target: &'a Profile) -> Self {
        Self { target, base: None, target_place: 0, base_place: 1 }
    }

    /// What changed from `base` to `target`, in a shape of these two.
    pub fn comparison(base: &'a Profile, target: &'a Profile) -> Self {
        Self { base: Some(base), ..Self::single(target) }
    }

    /// One or two of the profiles of a larger shape.
    ///
    /// # Panics
    /// When a place is behind the last: a fault of the caller.
    pub fn of_series(profiles: &[&'a Profile], target: usize, base: Option<usize>) -> Self {
        Self {
            target: profiles[target],
            base: base.map(|base| profiles[base]),
            target_place: target,
            base_place: base.unwrap_or(target),
        }
    }

    /// The profiles, the target first.
    pub fn profiles(self) -> Vec<&'a Profile> {
        self.placed().map(|(_, profile)| profile).collect()
    }

    /// The profiles, the target first, each with its place among those of the shape.
    pub fn placed(self) -> impl Iterator<Item = (usize, &'a Profile)> {
        let base = self.base.map(|base| (self.base_place, base));
        std::iter::once((self.target_place, self.target)).chain(base)
    }

    /// The place of the target among the profiles of the shape.
    pub fn target_place(self) -> usize {
        self.target_place
    }

    /// The place of the base among the profiles of the shape; where there is none it means nothing.
    pub fn base_place(self) -> usize {
        self.base_place
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
