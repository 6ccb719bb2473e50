//! Profiles merged, and profiles less a base, exactly as pprof does both.
//!
//! ```text
//!  sources ─► alike ─► merge ─► target ──(normalize)─────────────┐
//!                                                                ├─► alike ─► merge ─► Combined
//!  bases ───► alike ─► merge ─► base ──(label)──(times -1)───────┘
//! ```
//!
//! To be *alike* is to have the same sample types in the same order and units. The merge then numbers everything
//! anew in the order in which the samples name it, so that the text of `-raw` is pprof's to the byte.
//!
//! A page that compares two profiles does not merge them (see [`Subject`](super::Subject)): it shows both sides,
//! of which a merge leaves only the sum. This is for reports, and for what is saved.

mod alike;
mod diff_base;
mod error;
mod header;
mod merger;
mod tables;
#[cfg(test)]
mod tests;
mod values;

pub use diff_base::{SplitDiff, split_base, split_signs, with_base_label};
pub use error::CombineError;
pub use values::{negated, normalize_ratios, scaled};

use super::with_a_mapping;
use crate::profile::Profile;
use alike::alike;

/// What the base profiles are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Base {
    /// There are none; what is given is not looked at.
    None,
    /// They are subtracted, and what is the same vanishes (`-base`).
    Subtracted,
    /// They are subtracted, and labelled so that they stay apart: shares are of their total (`-diff_base`).
    Diff,
}

/// A profile that was computed from others.
#[derive(Debug, Clone)]
pub struct Combined {
    /// The profile.
    pub profile: Profile,
    /// A sum or a product did not fit into 64 bits and stands at their limit. pprof lets it wrap silently.
    pub saturated: bool,
}

/// Merges `sources`, and subtracts the merged `bases` from them (`fetchProfiles` of pprof).
///
/// With `normalize`, the values of the sources are first multiplied so that each sample type has the total that it
/// has in the bases. As in pprof this comes before sample types and units are made alike, so that profiles which
/// can be subtracted cannot always be normalized.
///
/// A single profile is not merged: its samples of equal stacks stay apart, and those that are zero stay.
///
/// # Errors
/// See [`CombineError`]; it fails exactly where pprof does.
pub fn combine(
    sources: &[Profile],
    bases: &[Profile],
    base: Base,
    normalize: bool,
) -> Result<Combined, CombineError> {
    let has_base = base != Base::None && !bases.is_empty();
    if normalize && !has_base {
        return Err(CombineError::NormalizeWithoutBase);
    }
    let mut target = merged_chunks(sources)?;
    if !has_base {
        return Ok(target);
    }
    let merged = merged_chunks(bases)?;
    let mut saturated = target.saturated | merged.saturated;
    let mut subtracted = merged.profile;
    if base == Base::Diff {
        subtracted = with_base_label(&subtracted)?;
    }
    if normalize {
        target = values::normalized(&subtracted, &target.profile)?;
        saturated |= target.saturated;
    }
    let subtracted = negated(&subtracted)?;
    let mut combined = merged_once(&[target.profile, subtracted.profile])?;
    combined.saturated |= saturated | subtracted.saturated;
    Ok(combined)
}

/// pprof reads this many profiles at a time and merges them before it reads the next. What it does to the headers
/// depends on it.
const CHUNK: usize = 128;

fn merged_chunks(profiles: &[Profile]) -> Result<Combined, CombineError> {
    let mut all: Option<Combined> = None;
    for chunk in profiles.chunks(CHUNK) {
        let chunk: Vec<Profile> = chunk.iter().map(with_a_mapping).collect();
        let chunk = merged_once(&chunk)?;
        all = Some(match all {
            None => chunk,
            Some(before) => {
                let mut both = merged_once(&[before.profile, chunk.profile])?;
                both.saturated |= before.saturated | chunk.saturated;
                both
            }
        });
    }
    all.ok_or(CombineError::NoProfiles)
}

/// `combineProfiles` of pprof: a single profile is made alike with itself, but not merged.
fn merged_once(profiles: &[Profile]) -> Result<Combined, CombineError> {
    let parts = alike(profiles)?;
    match parts.as_slice() {
        [part] => part.apart(),
        parts => merger::merge(parts),
    }
}
