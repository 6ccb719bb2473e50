//! The label that tells the samples of a base from the others, put on and taken off.

use super::CombineError;
use crate::analysis::{BASE_KEY, is_base_set};
use crate::profile::{Label, LabelSetId, LabelTable, LabelValue, Profile, SampleTable, Shared};

/// The value of the label.
const VALUE: &str = "true";

/// The two sides of a saved difference.
#[derive(Debug, Clone)]
pub struct SplitDiff {
    /// The samples that are labelled `pprof::base=true`, negated back.
    pub base: Profile,
    /// The rest.
    pub target: Profile,
}

/// The profile with every sample labelled `pprof::base=true`, which takes the place of other texts of that key.
///
/// # Errors
/// When there is no room for two more strings.
pub fn with_base_label(profile: &Profile) -> Result<Profile, CombineError> {
    let mut revision = profile.revise();
    let key = revision.strings.intern(BASE_KEY)?;
    let value = LabelValue::Text(revision.strings.intern(VALUE)?);
    let (labels, renamed) = rewritten(profile, Some(Label { key, value }));
    revision.labels = labels.into();
    revision.samples = filtered(profile.samples(), |set| Some(renamed[set.index()]), |value| value).into();
    Ok(revision.finish()?)
}

/// Both sides of a profile that `-diff_base` made and that was saved: such a file opens as the difference that it is.
/// `None` where no sample is labelled as of a base.
///
/// What a merge made of the headers stays on both: its duration is that of both sides together.
pub fn split_base(profile: &Profile) -> Option<SplitDiff> {
    let is_base: Vec<bool> = profile.labels().ids().map(|set| is_base_set(profile, set)).collect();
    if !profile.samples().labels().iter().any(|set| is_base[set.index()]) {
        return None;
    }
    let (labels, renamed) = rewritten(profile, None);
    let labels = Shared::from(labels);
    let side = |of_base: bool, change: fn(i64) -> i64| {
        let mut revision = profile.revise();
        revision.labels = labels.clone();
        let rename = |set: LabelSetId| (is_base[set.index()] == of_base).then(|| renamed[set.index()]);
        revision.samples = filtered(profile.samples(), rename, change).into();
        revision.finish().ok()
    };
    Some(SplitDiff { base: side(true, i64::saturating_neg)?, target: side(false, |value| value)? })
}

/// Both sides of a profile with negative values, such as `-base` leaves or a server's `?seconds=` delta: the base has what was taken
/// away, and the target what came. `None` where no value is negative.
pub fn split_signs(profile: &Profile) -> Option<SplitDiff> {
    let samples = profile.samples();
    let is_negative = |column| samples.values(column).iter().any(|&value| value < 0);
    if !(0..samples.column_count()).any(is_negative) {
        return None;
    }
    let side = |change: fn(i64) -> i64| {
        let mut revision = profile.revise();
        revision.samples = filtered(samples, Some, change).into();
        revision.finish().ok()
    };
    Some(SplitDiff {
        base: side(|value| value.saturating_neg().max(0))?,
        target: side(|value| value.max(0))?,
    })
}

/// Numbers of that key are another label.
fn has_base_key(profile: &Profile, label: &Label) -> bool {
    matches!(label.value, LabelValue::Text(_)) && profile.text(label.key) == BASE_KEY
}

/// The label sets with `label` instead of theirs of its key, and what each became.
fn rewritten(profile: &Profile, label: Option<Label>) -> (LabelTable, Vec<LabelSetId>) {
    let mut labels = LabelTable::default();
    let mut set = Vec::new();
    let rewrite = |id| {
        set.clear();
        let others = profile.labels().get(id).iter().filter(|label| !has_base_key(profile, label));
        set.extend(others.copied().chain(label));
        labels.intern(&set)
    };
    let renamed = profile.labels().ids().map(rewrite).collect();
    (labels, renamed)
}

/// The samples whose label set `rename` keeps, with other values.
fn filtered(
    samples: &SampleTable,
    rename: impl Fn(LabelSetId) -> Option<LabelSetId>,
    change: impl Fn(i64) -> i64,
) -> SampleTable {
    let mut kept = SampleTable::default();
    kept.set_column_count(samples.column_count());
    let mut values = Vec::with_capacity(samples.column_count());
    for (row, (&stack, &labels)) in samples.stacks().iter().zip(samples.labels()).enumerate() {
        let Some(labels) = rename(labels) else { continue };
        values.clear();
        values.extend((0..samples.column_count()).map(|column| change(samples.values(column)[row])));
        kept.push(stack, labels, &values);
    }
    kept
}
