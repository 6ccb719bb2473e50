use super::*;
use crate::profile::{Label, draw_profile};

/// Two samples of one stack, the first with labels `key: [b, a]` and `size: 2048 bytes` and the second with none.
fn profile() -> Profile {
    let mut revision = draw_profile("A  A\nB  B\n1  2").revise();
    let mut intern = |text| revision.strings.intern(text).unwrap();
    let key = intern("key");
    let labels = [
        Label { key: intern("size"), value: LabelValue::Number(2048, intern("bytes")) },
        Label { key, value: LabelValue::Text(intern("b")) },
        Label { key, value: LabelValue::Text(intern("a")) },
        Label { key: intern("plain"), value: LabelValue::Number(7, intern("")) },
    ];
    let set = revision.labels.intern(&labels);
    let mut samples = SampleTable::default();
    samples.set_column_count(1);
    let stack = revision.samples.stacks()[0];
    samples.push(stack, set, &[1]);
    samples.push(stack, LabelSetId::EMPTY, &[2]);
    revision.samples = samples.into();
    revision.finish().unwrap()
}

fn stacks(profile: &Profile) -> Vec<String> {
    let frame = |&location: &LocationId| {
        let line = profile.locations().lines(location).next().unwrap();
        let function = profile.functions().get(line.function);
        [profile.text(function.name), profile.text(function.filename)].join("@")
    };
    let stack =
        |&stack: &StackId| profile.stacks().get(stack).iter().rev().map(frame).collect::<Vec<_>>().join(" ");
    profile.samples().stacks().iter().map(stack).collect()
}

#[test]
fn the_first_root_is_outermost_and_the_last_leaf_innermost() {
    let frames = add_label_frames(&profile(), &["key", "size"], &["none", "plain"], "kb").unwrap();
    assert_eq!(
        stacks(&frames.profile),
        ["b,a@key 2kB@size A@ B@ @none 7@plain", "@key @size A@ B@ @none @plain"]
    );
    assert!(frames.root_found && frames.leaf_found);
    assert_eq!(frames.profile.samples().values(0), [1, 2]);
    // Two drawn, and one for each pair of a name and a key: no key has a value in both samples.
    assert_eq!(frames.profile.locations().len(), 2 + 7);
}

#[test]
fn a_key_that_no_sample_has_is_not_found() {
    let frames = add_label_frames(&profile(), &["none"], &[], "minimum").unwrap();
    assert!(!frames.root_found && !frames.leaf_found);
    assert_eq!(stacks(&frames.profile), ["@none A@ B@"; 2]);
    let same = add_label_frames(&profile(), &[], &[], "minimum").unwrap();
    assert_eq!(stacks(&same.profile), ["A@ B@"; 2]);
}
