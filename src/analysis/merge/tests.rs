//! The rules of merging, each on profiles that show nothing else.

use super::*;
use crate::profile::{
    Function, Label, LabelSetId, LabelValue, Line, LocationId, ProfileBuilder, StackId, ValueType,
    draw_profile, draw_profile_with,
};
use crate::profile::{Location, LocationTable, Mapping, StringId, Symbolized};

/// Stacks by name from the leaf, and their values, in the order of the samples.
fn rows(profile: &Profile) -> Vec<(String, Vec<i64>)> {
    let samples = profile.samples();
    let name = |location: &LocationId| {
        let lines = profile.locations().lines(*location);
        lines.map(|line| profile.text(profile.functions().name(line.function))).collect::<Vec<_>>().join("+")
    };
    let stack = |stack| profile.stacks().get(stack).iter().map(name).collect::<Vec<_>>().join(" ");
    let values = |row: usize| (0..samples.column_count()).map(|column| samples.values(column)[row]).collect();
    samples.stacks().iter().enumerate().map(|(row, &id)| (stack(id), values(row))).collect()
}

fn row(stack: &str, values: &[i64]) -> (String, Vec<i64>) {
    (stack.to_owned(), values.to_vec())
}

fn types(profile: &Profile) -> Vec<String> {
    crate::analysis::diff::sample_type_names(profile)
}

fn merged(profiles: &[Profile]) -> Profile {
    combine(profiles, &[], Base::None, false).unwrap().profile
}

/// One profile less another.
fn less(target: &Profile, base: &Profile, kind: Base, normalize: bool) -> Result<Combined, CombineError> {
    combine(std::slice::from_ref(target), std::slice::from_ref(base), kind, normalize)
}

/// A profile of one sample at each of some locations of a mapping, without symbols.
fn addresses(mapping: Mapping, build_id: &str, addresses: &[u64]) -> Profile {
    let mut builder = ProfileBuilder::default();
    let kind = builder.strings.intern("samples").unwrap();
    builder.header.sample_types.push(ValueType { kind, unit: kind });
    let build_id = builder.strings.intern(build_id).unwrap();
    let mapping = Some(builder.mappings.push(Mapping { build_id, ..mapping }));
    builder.samples.set_column_count(1);
    for &address in addresses {
        let location = Location { wire_id: address + 1, mapping, address, is_folded: false };
        let location = builder.locations.push(location, []);
        let stack = builder.stacks.intern(&[location]);
        builder.samples.push(stack, LabelSetId::EMPTY, &[1]);
    }
    builder.finish().unwrap()
}

fn mapping(start: u64, limit: u64) -> Mapping {
    let symbolized = Symbolized::default();
    Mapping {
        wire_id: 7,
        start,
        limit,
        offset: 0,
        file: StringId::EMPTY,
        build_id: StringId::EMPTY,
        symbolized,
    }
}

#[test]
fn equal_stacks_are_added_in_the_order_of_their_first_use() {
    let one = draw_profile("main  main  main\nread  write  read\n1  2  4");
    let other = draw_profile("main  main\nclose  write\n8  16");
    let both = merged(&[one, other]);
    assert_eq!(rows(&both), [row("read main", &[5]), row("write main", &[18]), row("close main", &[8])]);
    let ids: Vec<_> = both.locations().ids().map(|id| both.locations().get(id).wire_id).collect();
    assert_eq!(ids, [1, 2, 3, 4]);
}

#[test]
fn a_single_profile_is_left_as_it_is() {
    let one = draw_profile("main  main  main\nread  read  idle\n1  2  0");
    let alone = merged(std::slice::from_ref(&one));
    assert_eq!(rows(&alone), [row("read main", &[1]), row("read main", &[2]), row("idle main", &[0])]);
    assert_eq!(
        rows(&merged(&[alone.clone(), draw_profile(".\n.\n1")])).len(),
        2,
        "a merge drops what is zero"
    );
    assert!(one.mappings().is_empty() && alone.mappings().len() == 1, "pprof makes up a mapping");
    assert!(alone.locations().ids().all(|id| alone.locations().get(id).mapping.is_some()));
}

#[test]
fn what_is_the_same_vanishes_with_its_rows() {
    let target = draw_profile("main  main  main\nread  write  grow\n1  2  4");
    let base = draw_profile("main  main  main\nread  write  gone\n1  5  7");
    let rest = less(&target, &base, Base::Subtracted, false).unwrap().profile;
    assert_eq!(rows(&rest), [row("write main", &[-3]), row("grow main", &[4]), row("gone main", &[-7])]);
    let names: Vec<_> = rest.functions().iter().map(|function| rest.text(function.name).to_owned()).collect();
    assert_eq!(names, ["write", "main", "grow", "gone"], "read is in no sample any more");
}

#[test]
fn a_labelled_base_stays_apart() {
    let target = draw_profile("main  main\nread  write\n1  2");
    let base = draw_profile("main  main\nread  write\n1  5");
    let diff = less(&target, &base, Base::Diff, false).unwrap().profile;
    assert_eq!(rows(&diff).iter().map(|(_, values)| values[0]).collect::<Vec<_>>(), [1, 2, -1, -5]);
    let sides = split_base(&diff).unwrap();
    assert_eq!(rows(&sides.target), [row("read main", &[1]), row("write main", &[2])]);
    assert_eq!(rows(&sides.base), [row("read main", &[1]), row("write main", &[5])]);
    assert!(sides.base.samples().labels().iter().all(|&set| set == LabelSetId::EMPTY));
    assert!(split_base(&sides.base).is_none());
}

#[test]
fn the_base_label_takes_the_place_of_its_key() {
    let mut builder = draw_profile("A  B\n1  2").revise();
    let [key, other, text] =
        ["pprof::base", "user", "false"].map(|text| builder.strings.intern(text).unwrap());
    let labels = |values: [(StringId, LabelValue); 3]| values.map(|(key, value)| Label { key, value });
    let set = labels([
        (key, LabelValue::Text(text)),
        (key, LabelValue::Number(1, StringId::EMPTY)),
        (other, LabelValue::Text(text)),
    ]);
    let set = builder.labels.intern(&set);
    let mut samples = crate::profile::SampleTable::default();
    samples.set_column_count(1);
    samples.push(StackId::EMPTY, set, &[3]);
    builder.samples = samples.into();
    let profile = builder.finish().unwrap();
    assert!(split_base(&profile).is_none(), "pprof::base=false is of no base");
    let labelled = with_base_label(&profile).unwrap();
    let set = labelled.labels().get(labelled.samples().labels()[0]);
    let texts: Vec<_> = set
        .iter()
        .map(|label| match label.value {
            LabelValue::Text(text) => format!("{}={}", labelled.text(label.key), labelled.text(text)),
            LabelValue::Number(number, _) => format!("{}={number}", labelled.text(label.key)),
        })
        .collect();
    assert_eq!(texts, ["pprof::base=1", "user=false", "pprof::base=true"], "a number is another label");
}

#[test]
fn totals_are_made_those_of_the_base() {
    let target = draw_profile("main  main\nread  write\n10  30");
    let base = draw_profile("main  main\nread  write\n5  15");
    let equal = less(&target, &base, Base::Subtracted, true).unwrap();
    assert!(rows(&equal.profile).is_empty() && !equal.saturated);
    let diff = less(&target, &base, Base::Diff, true).unwrap().profile;
    assert_eq!(diff.samples().values(0), [5, 15, -5, -15]);
    assert_eq!(combine(&[target], &[], Base::Diff, true).unwrap_err(), CombineError::NormalizeWithoutBase);
}

#[test]
fn normalizing_comes_before_types_and_units_are_made_alike() {
    let target = draw_profile_with(&[("cpu", "nanoseconds")], "A\n7000000");
    let base = draw_profile_with(&[("cpu", "milliseconds")], "A\n5");
    let rest = less(&target, &base, Base::Subtracted, false).unwrap().profile;
    assert_eq!(
        (rows(&rest), types(&rest)),
        (vec![row("A", &[2_000_000])], vec!["cpu/nanoseconds".to_owned()])
    );
    let error = less(&target, &base, Base::Subtracted, true).unwrap_err();
    assert_eq!(
        error.to_string(),
        "only profiles of the same sample types can be normalized: the base has cpu/milliseconds, /, \
         the other has cpu/nanoseconds, /"
    );
}

#[test]
fn common_sample_types_are_picked_in_the_order_of_the_first() {
    let one = draw_profile_with(&[("a", "count"), ("b", "count"), ("c", "count")], "A\n1\n2\n3");
    let other = draw_profile_with(&[("c", "count"), ("d", "count"), ("a", "count")], "A\n30\n40\n10");
    let both = merged(&[one.clone(), other]);
    assert_eq!(
        (rows(&both), types(&both)),
        (vec![row("A", &[11, 33])], vec!["a/count".into(), "c/count".into()])
    );
    assert_eq!(both.text(both.header().default_sample_type), "a", "it was none, and types were dropped");
    let d = draw_profile_with(&[("d", "count")], "A\n1");
    let error = combine(&[one, d], &[], Base::None, false).unwrap_err();
    assert!(error.to_string().ends_with(": a/count, b/count, c/count; d/count"), "{error}");
}

#[test]
fn a_sample_type_that_stands_twice_is_not_common() {
    let twice = draw_profile_with(&[("a", "count"), ("a", "count")], "A\n1\n2");
    let alone = combine(std::slice::from_ref(&twice), &[], Base::None, false);
    assert!(matches!(alone, Err(CombineError::NoCommonSampleType { .. })));
    let other = draw_profile_with(&[("b", "count")], "A\n1");
    let error = combine(&[twice, other], &[], Base::None, false).unwrap_err();
    assert_eq!(error, CombineError::RepeatedSampleType { kind: "a".to_owned() });
    let some = draw_profile_with(&[("a", "count"), ("b", "count"), ("a", "count")], "A\n1\n2\n3");
    assert_eq!(types(&merged(&[some])), ["b/count"]);
}

#[test]
fn units_and_periods_must_convert() {
    let time = draw_profile_with(&[("x", "ms")], "A\n1");
    let bytes = draw_profile_with(&[("x", "bytes")], "A\n1");
    let error = combine(&[time.clone(), bytes], &[], Base::None, false).unwrap_err();
    assert_eq!(error.to_string(), "the sample type x is in ms in one profile and in bytes in another");
    let with_period = |kind: &str, unit: &str, period| {
        let mut revision = time.revise();
        let [kind, unit] = [kind, unit].map(|text| revision.strings.intern(text).unwrap());
        revision.header.period_type = Some(ValueType { kind, unit });
        revision.header.period = period;
        revision.finish().unwrap()
    };
    let error = combine(&[with_period("cpu", "ns", 1), time.clone()], &[], Base::None, false).unwrap_err();
    assert!(error.to_string().contains("by cpu/ns and another by nothing that it names"), "{error}");
    // pprof compares these without the plural s, and then once more with it.
    assert!(
        combine(&[with_period("cpu", "ns", 1), with_period("cpus", "ns", 1)], &[], Base::None, false)
            .is_err()
    );
    let both = merged(&[with_period("cpu", "us", 3), with_period("cpu", "ns", 2500)]);
    assert_eq!((both.header().period, both.text(both.header().period_type.unwrap().unit)), (3000, "ns"));
}

#[test]
fn headers_are_combined() {
    let with = |time, duration, comments: &[&str], doc: &str, default: &str| {
        let mut revision = draw_profile("A\n1").revise();
        let mut intern = |text: &str| revision.strings.intern(text).unwrap();
        revision.header.comments = comments.iter().map(|text| intern(text)).collect();
        revision.header.doc_url = intern(doc);
        revision.header.default_sample_type = intern(default);
        revision.header.drop_frames = intern(doc);
        (revision.header.time_nanos, revision.header.duration_nanos) = (time, duration);
        revision.finish().unwrap()
    };
    let both = merged(&[with(9, 5, &["x", "y"], "", ""), with(7, 6, &["y", "z"], "doc", "samples")]);
    let header = both.header();
    assert_eq!((header.time_nanos, header.duration_nanos), (7, 11));
    assert_eq!(header.comments.iter().map(|&id| both.text(id)).collect::<Vec<_>>(), ["x", "y", "z"]);
    assert_eq!((both.text(header.doc_url), both.text(header.default_sample_type)), ("doc", "samples"));
    assert_eq!(both.text(header.drop_frames), "", "that of the first");
    let time = |times: [i64; 2]| merged(&times.map(|time| with(time, 0, &[], "", ""))).header().time_nanos;
    assert_eq!(
        (time([0, 7]), time([7, 0])),
        (7, 0),
        "an unknown time is the earliest unless it stands first"
    );
}

#[test]
fn addresses_move_with_their_mapping() {
    let here = addresses(mapping(0x1000, 0x3000), "abc", &[0x1010, 0x1020]);
    let there = addresses(mapping(0x9000, 0xafff), "abc", &[0x9020, 0x9030]);
    let both = merged(&[here.clone(), there]);
    let found = |profile: &Profile| -> Vec<u64> {
        profile.locations().ids().map(|id| profile.locations().get(id).address).collect()
    };
    assert_eq!(
        (found(&both), both.samples().values(0)),
        (vec![0x1010, 0x1020, 0x1030], [1, 2, 1].as_slice())
    );
    assert_eq!(both.mappings().len(), 1);
    let other = addresses(mapping(0x9000, 0xa000), "def", &[0x9010]);
    let both = merged(&[here, other]);
    assert_eq!((both.mappings().len(), found(&both)), (2, vec![0x1010, 0x1020, 0x9010]));
}

#[test]
fn of_the_columns_of_inlined_lines_the_last_counts() {
    let with_columns = |columns: [i64; 2]| {
        let mut revision = draw_profile("A\n1").revise();
        let function = Function { wire_id: 1, ..revision.functions.get(crate::profile::FunctionId::new(0)) };
        let function = revision.functions.push(function);
        let lines = columns.map(|column| Line { function, line: 3, column });
        revision.locations = {
            let mut locations = LocationTable::default();
            locations.push(Location { wire_id: 1, mapping: None, address: 0, is_folded: false }, lines);
            locations.into()
        };
        revision.finish().unwrap()
    };
    let same = merged(&[with_columns([1, 5]), with_columns([2, 5])]);
    assert_eq!((same.locations().len(), same.samples().values(0)), (1, [2].as_slice()));
    assert_eq!(merged(&[with_columns([1, 5]), with_columns([1, 6])]).locations().len(), 2);
}

#[test]
fn the_order_of_keys_does_not_tell_label_sets_apart() {
    let with_labels = |order: [usize; 3]| {
        let mut revision = draw_profile("A\n1").revise();
        let texts = ["k", "l", "x", "y"].map(|text| revision.strings.intern(text).unwrap());
        let label = |key, value| Label { key: texts[key], value };
        let all = [
            label(0, LabelValue::Text(texts[2])),
            label(0, LabelValue::Text(texts[3])),
            label(1, LabelValue::Number(1, StringId::EMPTY)),
        ];
        let set = revision.labels.intern(&order.map(|at| all[at]));
        let mut samples = crate::profile::SampleTable::default();
        samples.set_column_count(1);
        samples.push(revision.samples.stacks()[0], set, &[1]);
        revision.samples = samples.into();
        revision.finish().unwrap()
    };
    assert_eq!(merged(&[with_labels([0, 1, 2]), with_labels([2, 0, 1])]).samples().values(0), [2]);
    assert_eq!(merged(&[with_labels([0, 1, 2]), with_labels([1, 0, 2])]).samples().values(0), [1, 1]);
}

#[test]
fn sums_that_do_not_fit_stand_at_the_limit() {
    let huge = draw_profile("A\n9223372036854775807");
    let both = combine(&[huge.clone(), huge.clone()], &[], Base::None, false).unwrap();
    assert!(both.saturated && both.profile.samples().values(0) == [i64::MAX]);
    let one = combine(&[huge, draw_profile("B\n1")], &[], Base::None, false).unwrap();
    assert!(!one.saturated);
    assert_eq!(combine(&[], &[], Base::None, false).unwrap_err(), CombineError::NoProfiles);
}

#[test]
fn strings_that_are_not_utf8_stay_apart() {
    let named = |name: &[u8]| {
        let mut revision = draw_profile("A\n1").revise();
        let name = revision.strings.push(name).unwrap();
        let mut functions = crate::profile::FunctionTable::default();
        functions.push(Function {
            wire_id: 1,
            name,
            system_name: name,
            filename: StringId::EMPTY,
            start_line: 0,
        });
        revision.functions = functions.into();
        revision.finish().unwrap()
    };
    let both = merged(&[named(b"a\xff"), named(b"a\xfe"), named(b"a\xff")]);
    let names: Vec<_> = both.functions().iter().map(|function| both.strings().bytes(function.name)).collect();
    assert_eq!(names, [b"a\xff", b"a\xfe"]);
    assert_eq!(both.samples().values(0), [2, 1]);
}
