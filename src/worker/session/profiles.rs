//! The open profiles.

use std::collections::BTreeMap;
use std::rc::Rc;

use crate::analysis::{Column, Pace, shown_text, split_base, split_signs};
use crate::goroutine::Dump;
use crate::profile::{LabelSetId, Profile, StackId};
use crate::worker::protocol::{Difference, Metric, ProfileId, ProfileSummary};

/// The open profiles by id.
#[derive(Debug, Default)]
pub(super) struct Profiles {
    open: BTreeMap<ProfileId, OpenProfile>,
    next: u32,
}

/// A profile and its name.
#[derive(Debug, Clone)]
pub(super) struct OpenProfile {
    /// Its path, for people.
    pub(super) name: Rc<str>,
    /// The profile.
    pub(super) profile: Rc<Profile>,
    /// The total of each of its sample types.
    pub(super) totals: Rc<[i64]>,
    /// Where it is the target's side of a file that is a difference: the base's side, and the file as it is, which
    /// reports are of.
    pub(super) split: Option<(ProfileId, Rc<Profile>)>,
    /// Where its file is a dump of goroutines: what it tells beside their stacks and labels.
    pub(super) dump: Option<Rc<Dump>>,
}

impl OpenProfile {
    /// Whether some sample has a label.
    pub(super) fn has_labels(&self) -> bool {
        self.profile.samples().labels().iter().any(|&set| set != LabelSetId::EMPTY)
    }
}

impl Profiles {
    /// Keeps a profile, or its two sides, the base first.
    pub(super) fn add(&mut self, name: &str, size: u64, ready: Ready) -> Vec<ProfileSummary> {
        let Ready { target, base, dump } = ready;
        let Some(Before { side, whole, difference }) = base else {
            let difference = over_time(&target.0);
            let summary = self.keep(name, size, target, None, difference);
            if let Some(kept) = self.open.get_mut(&summary.id) {
                kept.dump = dump;
            }
            return vec![summary];
        };
        let base = self.keep(&[name, " (before)"].concat(), size, side, None, Difference::No);
        let split = Some((base.id, Rc::new(whole)));
        vec![base, self.keep(name, size, target, split, difference)]
    }

    /// An id is never given twice, so that a late request never means another profile.
    fn keep(
        &mut self,
        name: &str,
        size: u64,
        (profile, totals): (Profile, Rc<[i64]>),
        split: Option<(ProfileId, Rc<Profile>)>,
        difference: Difference,
    ) -> ProfileSummary {
        let id = ProfileId(self.next);
        self.next += 1;
        let mut summary = summary(id, name, size, &profile);
        summary.base = split.as_ref().map(|(base, _)| *base);
        summary.difference = difference;
        for (metric, &total) in summary.sample_types.iter_mut().zip(totals.iter()) {
            metric.total = total;
        }
        let kept = OpenProfile { name: name.into(), profile: Rc::new(profile), totals, split, dump: None };
        self.open.insert(id, kept);
        summary
    }

    /// Forgets a profile.
    pub(super) fn close(&mut self, id: ProfileId) {
        self.open.remove(&id);
    }

    pub(super) fn get(&self, id: ProfileId) -> Option<&OpenProfile> {
        self.open.get(&id)
    }
}

/// A profile that can be kept, with the totals of its sample types; or both sides of a difference.
#[derive(Debug)]
pub(super) struct Ready {
    target: (Profile, Rc<[i64]>),
    base: Option<Before>,
    /// The goroutines, where the file is a dump of them.
    pub(super) dump: Option<Rc<Dump>>,
}

/// The other side of a file that is a difference.
#[derive(Debug)]
struct Before {
    side: (Profile, Rc<[i64]>),
    /// The file as it is.
    whole: Profile,
    difference: Difference,
}

impl Ready {
    /// A profile that is no difference.
    pub(super) fn single(profile: Profile, totals: Rc<[i64]>) -> Self {
        Self { target: (profile, totals), base: None, dump: None }
    }
}

/// Looks whether a profile is a difference, and sums it up. One is kept as its two sides: with marked samples as
/// `-diff_base` makes it, or with negative values. Of the latter percentages are of all that changed, as in pprof.
pub(super) async fn ready(profile: Profile, pace: &Pace) -> Ready {
    let marked = split_base(&profile);
    pace.pause().await;
    if let Some(sides) = marked {
        let totals = (totals(&sides.base, pace).await, totals(&sides.target, pace).await);
        let base = Before { side: (sides.base, totals.0), whole: profile, difference: Difference::Marked };
        return Ready { target: (sides.target, totals.1), base: Some(base), dump: None };
    }
    let signed = split_signs(&profile);
    let totals = totals(&profile, pace).await;
    match signed {
        Some(sides) => {
            let side = (sides.base, Rc::clone(&totals));
            let base = Before { side, whole: profile, difference: Difference::Signed };
            Ready { target: (sides.target, totals), base: Some(base), dump: None }
        }
        None => Ready::single(profile, totals),
    }
}

/// The main binary's file name, empty where it is not known.
pub(super) fn main_binary(profile: &Profile) -> String {
    profile.mappings().main().map_or_else(String::new, |main| {
        let path = profile.text(main.file);
        shown_text(path.rsplit(['/', '\\']).next().unwrap_or(path))
    })
}

/// The sample types of Go that count from the start of the process, or what is there now: a profile of them has a duration only
/// where it was asked for a stretch of time, as by `?seconds=10`.
const WITHOUT_DURATION: [&str; 6] =
    ["inuse_space", "alloc_space", "contentions", "delay", "goroutine", "threadcreate"];

fn over_time(profile: &Profile) -> Difference {
    let header = profile.header();
    let counts = |kind| WITHOUT_DURATION.contains(&profile.text(kind));
    if header.duration_nanos > 0 && header.sample_types.iter().any(|of| counts(of.kind)) {
        Difference::OverTime
    } else {
        Difference::No
    }
}

fn summary(id: ProfileId, name: &str, size: u64, profile: &Profile) -> ProfileSummary {
    let header = profile.header();
    let samples = profile.samples();
    let has_empty_stack = samples.stacks().contains(&StackId::EMPTY);
    ProfileSummary {
        id,
        build_id: profile
            .mappings()
            .main()
            .map_or_else(String::new, |main| shown_text(profile.text(main.build_id))),
        is_combined: false,
        name: name.to_owned(),
        size,
        binary: main_binary(profile),
        sample_types: (0..header.sample_types.len()).map(|column| metric(profile, column)).collect(),
        default_metric: profile.default_sample_index().map(|index| index as u32),
        base: None,
        difference: Difference::No,
        time_nanos: header.time_nanos,
        duration_nanos: header.duration_nanos,
        samples: samples.len() as u64,
        // Row 0 is the empty stack, whether a sample has it or not.
        stacks: profile.stacks().len() as u64 - u64::from(!has_empty_stack),
        period_type: header
            .period_type
            .map_or_else(String::new, |period| shown_text(profile.text(period.kind))),
    }
}

pub(super) async fn totals(profile: &Profile, pace: &Pace) -> Rc<[i64]> {
    let mut totals = Vec::new();
    for index in 0..profile.header().sample_types.len() {
        pace.pause().await;
        totals.push(total(profile, Column { index, ratio: 1.0 }));
    }
    totals.into()
}

fn metric(profile: &Profile, column: usize) -> Metric {
    let value_type = profile.header().sample_types[column];
    Metric {
        name: shown_text(profile.text(value_type.kind)),
        unit: shown_text(profile.text(value_type.unit)),
        total: 0,
    }
}

/// What pprof calls the total of a column: Σ|value|. It is that of every tree of the profile (`NodeValues::total`), and
/// is summed as there. A column that does not exist is all zero.
pub(super) fn total(profile: &Profile, column: Column) -> i64 {
    let samples = profile.samples();
    if column.index >= samples.column_count() {
        return 0;
    }
    let values = samples.values(column.index);
    if column.ratio == 1.0 {
        let bits = values.iter().fold(0, |bits, value| bits | value.unsigned_abs());
        // Twice as many values of so many bits would fit still: nothing is held at its end, and nobody needs to look.
        if bits.leading_zeros() > values.len().checked_ilog2().unwrap_or(0) + 1 {
            return values.iter().map(|value| value.abs()).sum();
        }
    }
    let sizes = values.iter().map(|&value| column.scaled(value).saturating_abs());
    sizes.fold(0, i64::saturating_add)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::analysis::{NodeValues, PathId};
    use crate::profile::{LabelSetId, ProfileBuilder, StringId, ValueType};

    proptest! {
        #[test]
        fn a_total_is_that_of_a_tree(
            values in prop::collection::vec(
                prop_oneof![any::<i64>(), -3..4_i64, Just(i64::MIN), Just(i64::MAX / 2)], 0..6),
            ratio in prop_oneof![Just(1.0), Just(0.5), Just(1e3), Just(1e12), Just(-1.0)],
            index in 0..2_usize,
        ) {
            let mut builder = ProfileBuilder::default();
            builder.header.sample_types.push(ValueType { kind: StringId::EMPTY, unit: StringId::EMPTY });
            builder.samples.set_column_count(1);
            for value in values {
                builder.samples.push(StackId::EMPTY, LabelSetId::EMPTY, &[value]);
            }
            let profile = builder.finish().unwrap();
            let column = Column { index, ratio };
            let of_tree = NodeValues::sum(1, &[PathId::ROOT], &profile, column);
            prop_assert_eq!(total(&profile, column), of_tree.total);
        }
    }
}
