//! Merged profiles and differences: against `go tool pprof -raw`, and what must hold of all of them.

use std::collections::BTreeMap;

use airflame::analysis::{Base, combine, split_base};
use airflame::pprof::{encode_raw, open_slice};
use airflame::profile::{LabelValue, LocationId, Profile, SampleTable, StringId, ValueType};
use proptest::prelude::*;

use crate::any_profile::{build, plan};
use crate::fixtures;
use crate::raw::{expected, raw};
use crate::roundtrip::assert_same;

fn opened(name: &str) -> Profile {
    open_slice(&fixtures::fixture(&format!("oddproto/{name}.pb.gz")).bytes).unwrap().profile
}

fn combined(sources: &[&Profile], base: Option<(Base, &Profile)>, normalize: bool) -> Profile {
    let sources: Vec<_> = sources.iter().map(|&source| source.clone()).collect();
    let (base, bases) =
        base.map_or((Base::None, Vec::new()), |(base, profile)| (base, vec![profile.clone()]));
    combine(&sources, &bases, base, normalize).unwrap().profile
}

/// The lines that `expected` takes from the text of the tool.
fn assert_raw(profile: &Profile, name: &str) {
    let text = fixtures::oracle_text(
        &fixtures::Fixture { path: "oddproto/merged".to_owned(), bytes: Vec::new() },
        name,
    );
    assert_eq!(raw(profile), expected(&text.unwrap()), "{name}");
}

#[test]
fn agrees_with_the_raw_text_of_pprof() {
    let [mappings, inlined] = [opened("v23-two-mappings-folded"), opened("v13-inlined")];
    assert_raw(&combined(&[&mappings, &inlined, &opened("v04-unsymbolized")], None, false), "merge.txt");
    let (labels, duplicates) = (opened("v14-labels"), opened("v17-duplicate-stacks"));
    assert_raw(&combined(&[&labels], Some((Base::Subtracted, &duplicates)), false), "base.txt");
    assert_raw(&combined(&[&mappings], Some((Base::Diff, &opened("v03-no-mapping"))), true), "diff.txt");
}

/// Samples as merges tell them apart: stacks of locations by what they are, labels by key, and sums.
type Canonical = BTreeMap<(Vec<String>, Vec<String>), i64>;

fn canonical(profile: &Profile) -> Canonical {
    let text = |id: StringId| profile.strings().bytes(id).escape_ascii().to_string();
    let mapping = |id| {
        let mapping = profile.mappings().get(id);
        let pages = mapping.limit.wrapping_sub(mapping.start).wrapping_add(0xfff) & !0xfff;
        let (file, build_id) = (text(mapping.file), text(mapping.build_id));
        (
            format!("{pages}@{} {}", mapping.offset, if build_id.is_empty() { file } else { build_id }),
            mapping.start,
        )
    };
    let location = |&id: &LocationId| {
        let location = profile.locations().get(id);
        let (mapping, start) = location.mapping.map_or((String::new(), 0), mapping);
        let mut what = format!("{mapping} {:x} {}", location.address.wrapping_sub(start), location.is_folded);
        let lines: Vec<_> = profile.locations().lines(id).collect();
        for line in &lines {
            let function = profile.functions().get(line.function);
            let texts = [function.name, function.system_name, function.filename].map(text);
            what += &format!(" {texts:?}:{}:{}", line.line, function.start_line);
        }
        what + &lines.last().map_or(String::new(), |line| format!(" column {}", line.column))
    };
    let mut samples = Canonical::new();
    for (row, (&stack, &labels)) in
        profile.samples().stacks().iter().zip(profile.samples().labels()).enumerate()
    {
        let stack = profile.stacks().get(stack).iter().map(location).collect();
        let mut labels = profile.labels().get(labels).to_vec();
        labels.sort_by_key(|label| (matches!(label.value, LabelValue::Number(..)), text(label.key)));
        let labels = labels.iter().map(|label| match label.value {
            LabelValue::Text(value) => format!("{}={}", text(label.key), text(value)),
            LabelValue::Number(number, unit) => format!("{}={number}{}", text(label.key), text(unit)),
        });
        *samples.entry((stack, labels.collect())).or_insert(0) += profile.samples().values(0)[row];
    }
    samples.retain(|_, value| *value != 0);
    samples
}

/// Any profile, with one sample type that all have, and values whose sums are exact.
fn profile() -> impl Strategy<Value = Profile> {
    plan().prop_map(|plan| {
        let profile = build(&plan);
        let mut revision = profile.revise();
        let [kind, unit] = ["samples", "count"].map(|text| revision.strings.intern(text).unwrap());
        revision.header.sample_types = vec![ValueType { kind, unit }];
        revision.header.period_type = None;
        let samples = profile.samples();
        revision.samples = SampleTable::default().into();
        revision.samples.set_column_count(1);
        for (row, (&stack, &labels)) in samples.stacks().iter().zip(samples.labels()).enumerate() {
            revision.samples.push(stack, labels, &[samples.values(0)[row] % 100]);
        }
        revision.finish().unwrap()
    })
}

/// A label with an empty text or unit is written as none.
fn can_be_written(profile: &Profile) -> bool {
    profile.labels().ids().flat_map(|set| profile.labels().get(set)).all(|label| {
        !matches!(label.value, LabelValue::Text(StringId::EMPTY) | LabelValue::Number(0, StringId::EMPTY))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn the_order_of_profiles_does_not_change_the_sums(a in profile(), b in profile(), c in profile()) {
        let forth = canonical(&combined(&[&a, &b, &c], None, false));
        prop_assert_eq!(&forth, &canonical(&combined(&[&c, &b, &a], None, false)));
        let stepwise = combined(&[&combined(&[&a, &b], None, false), &c], None, false);
        prop_assert_eq!(&forth, &canonical(&stepwise));
    }

    #[test]
    fn a_merge_has_every_sample_once_and_no_row_that_nothing_names(a in profile(), b in profile()) {
        let merged = combined(&[&a, &b], None, false);
        prop_assert_eq!(canonical(&merged).len(), merged.samples().len());
        let mut is_named = vec![false; merged.locations().len()];
        for &stack in merged.samples().stacks() {
            merged.stacks().get(stack).iter().for_each(|location| is_named[location.index()] = true);
        }
        prop_assert!(is_named.iter().all(|&named| named));
        let ids = merged.locations().ids().map(|id| merged.locations().get(id).wire_id);
        prop_assert!(ids.eq(1..=merged.locations().len() as u64));
        if can_be_written(&merged) {
            assert_same(&open_slice(&encode_raw(&merged)).unwrap().profile, &merged, "merged");
        }
    }

    #[test]
    fn a_profile_alone_is_itself(profile in profile()) {
        let alone = combined(&[&profile], None, false);
        prop_assert_eq!(alone.samples().values(0), profile.samples().values(0));
        prop_assert_eq!(alone.samples().stacks(), profile.samples().stacks());
        let mut nothing = profile.revise();
        nothing.samples = SampleTable::default().into();
        let merged = combined(&[&alone, &nothing.finish().unwrap()], None, false);
        prop_assert_eq!(canonical(&merged), canonical(&alone));
    }

    #[test]
    fn a_profile_less_itself_is_nothing(a in profile(), b in profile()) {
        prop_assert!(combined(&[&a], Some((Base::Subtracted, &a)), false).samples().is_empty());
        let base = combined(&[&b], Some((Base::Subtracted, &a)), false);
        let back = canonical(&combined(&[&base, &a], None, false));
        prop_assert_eq!(back, canonical(&combined(&[&b], None, false)));
    }

    #[test]
    fn a_labelled_difference_has_both_sides(a in profile(), b in profile()) {
        let same = combined(&[&a], Some((Base::Diff, &a)), false);
        prop_assert_eq!(same.samples().values(0).iter().sum::<i64>(), 0);
        let diff = combined(&[&a], Some((Base::Diff, &b)), false);
        let Some(sides) = split_base(&diff) else {
            prop_assert!(canonical(&b).is_empty());
            return Ok(());
        };
        prop_assert_eq!(canonical(&sides.target), canonical(&combined(&[&a], None, false)));
        prop_assert_eq!(canonical(&sides.base), canonical(&combined(&[&b], None, false)));
    }
}
