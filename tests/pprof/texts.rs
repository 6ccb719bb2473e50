//! The formats before `profile.proto`: what is read of them, as pprof does it and in full.

use airflame::pprof::{DecodeErrorKind, Reading, open_slice, open_slice_as};
use airflame::profile::{LabelValue, Profile, SampleId, StringId};
use airflame::report;

use crate::chunks::open_cut;
use crate::fixtures;
use crate::written::written;

fn raw(reading: Reading, file: &[u8]) -> String {
    let profile = open_slice_as(reading, file).unwrap().profile;
    String::from_utf8(report::raw(&profile)).unwrap()
}

#[test]
fn texts_of_go_are_read_in_full() {
    for fixture in fixtures::texts() {
        let name = fixture.path.replace(['/', '.'], "-");
        let profile = open_slice(&fixture.bytes).unwrap().profile;
        let stats: Vec<String> = profile
            .header()
            .memory_stats
            .iter()
            .map(|stat| format!("{} {}\n", profile.text(stat.name), stat.value))
            .collect();
        insta::assert_snapshot!(name, raw(Reading::InFull, &fixture.bytes) + &stats.concat());
    }
}

#[test]
fn texts_of_others_are_read_as_pprof_reads_them() {
    let mut all = String::new();
    for (name, file) in written() {
        let reading = if name == "folded" { Reading::InFull } else { Reading::AsPprof };
        all += &format!("== {name}\n{}", raw(reading, &file));
    }
    insta::assert_snapshot!(all);
}

#[test]
fn cuts_do_not_matter() {
    let texts = fixtures::texts().into_iter().map(|fixture| fixture.bytes);
    for file in texts.chain(written().into_iter().map(|(_, file)| file)) {
        let whole = open_cut(&file, &[]).unwrap();
        assert!(open_cut(&file, &vec![1; file.len()]).unwrap() == whole);
        assert!(open_cut(&file, &[4095, 2, 700]).unwrap() == whole);
    }
}

#[test]
fn the_runtime_multiplied_what_pprof_multiplies_again() {
    let file = fixtures::fixture("texts/mutex.txt").bytes;
    let total =
        |reading| -> i64 { open_slice_as(reading, &file).unwrap().profile.samples().values(0).iter().sum() };
    assert_eq!(total(Reading::AsPprof), 5 * total(Reading::InFull));
}

fn function_names(profile: &Profile, sample: SampleId) -> Vec<&str> {
    let stack = profile.samples().stacks()[sample.index()];
    let locations = profile.stacks().get(stack).iter();
    locations
        .flat_map(|&id| profile.locations().lines(id))
        .map(|line| profile.text(profile.functions().name(line.function)))
        .collect()
}

#[test]
fn a_function_that_calls_itself_and_one_that_is_inlined_are_told_apart() {
    let text = b"goroutine profile: total 2\n\
        1 @ 0x10 0x20 0x20 0x30\n#\t0xf\tinlined+0x1\ta.go:1\n#\t0xf\touter+0x1\ta.go:2\n\
        #\t0x1f\trecursive+0x1\ta.go:3\n#\t0x1f\trecursive+0x1\ta.go:3\n#\t0x2f\tmain+0x1\ta.go:4\n";
    let profile = open_slice(text).unwrap().profile;
    let expected = ["inlined", "outer", "recursive", "recursive", "main"];
    assert_eq!(function_names(&profile, SampleId::new(0)), expected);
    let as_pprof = open_slice_as(Reading::AsPprof, text).unwrap().profile;
    assert!(as_pprof.functions().is_empty());
}

#[test]
fn a_label_of_nothing_is_kept_in_full_only() {
    use prost::Message as _;
    let profile = airflame::pprof::proto::Profile {
        sample_type: vec![airflame::pprof::proto::ValueType { r#type: 1, unit: 0 }],
        sample: vec![airflame::pprof::proto::Sample {
            value: vec![1],
            label: vec![airflame::pprof::proto::Label { key: 1, str: 0, num: 0, num_unit: 0 }],
            ..Default::default()
        }],
        string_table: vec![Vec::new(), b"k".to_vec()],
        ..Default::default()
    };
    let labels = |reading| {
        let profile = open_slice_as(reading, &profile.encode_to_vec()).unwrap().profile;
        let labels = profile.labels().get(profile.samples().labels()[0]);
        labels.iter().map(|label| label.value).collect::<Vec<_>>()
    };
    assert_eq!(labels(Reading::AsPprof), []);
    assert_eq!(labels(Reading::InFull), [LabelValue::Number(0, StringId::EMPTY)]);
}

#[test]
fn broken_lines_say_where_they_are() {
    let cases: [(&[u8], u64); 4] = [
        (b"goroutine profile: total 1\n1 @ 0x1\nhello\n", 35),
        (b"heap profile: 1: 2 [3: 4] @ heap/2\n\n0: 5 [6: 7] @ 0x1\n", 36),
        (b"--- mutex:\n1 2 @ 0x11111111111111111\n", 11),
        (b"main;a 1\nmain;b 2\nmain;c\n", 18),
    ];
    for (file, offset) in cases {
        let file =
            if offset == 18 { [b"main;a 1\n".repeat(600).as_slice(), file].concat() } else { file.to_vec() };
        let offset = if offset == 18 { offset + 9 * 600 } else { offset };
        let error = open_slice(&file).unwrap_err();
        assert!(matches!(error.kind, DecodeErrorKind::MalformedLine { .. }), "{error}");
        assert_eq!(error.offset, offset);
    }
    assert!(open_slice_as(Reading::AsPprof, b"main;a 1\nmain;b 2\n").is_err());
    assert!(matches!(
        open_slice(&[b"heap profile: 1: 2 [3: 4] @ heap/2\n".as_slice(), &[b'x'; 70_000]].concat())
            .unwrap_err()
            .kind,
        DecodeErrorKind::Limit(_)
    ));
}
