//! Profiles with one mistake each, which no fixture has.

use std::fmt::Write as _;

use airflame::pprof::{advice, open_slice, proto};
use prost::Message as _;

/// A profile of one sample in one function, without a mistake.
fn profile() -> proto::Profile {
    let strings = ["", "cpu", "nanoseconds", "main.main", "main.go", "key", "text"];
    proto::Profile {
        sample_type: vec![proto::ValueType { r#type: 1, unit: 2 }],
        sample: vec![proto::Sample {
            location_id: vec![1],
            value: vec![10],
            label: vec![proto::Label { key: 5, str: 6, num: 0, num_unit: 0 }],
        }],
        mapping: vec![proto::Mapping { id: 1, filename: 4, ..Default::default() }],
        location: vec![proto::Location {
            id: 1,
            mapping_id: 1,
            address: 0x40_0000,
            line: vec![proto::Line { function_id: 1, line: 7, column: 0 }],
            is_folded: false,
        }],
        function: vec![proto::Function { id: 1, name: 3, system_name: 3, filename: 4, start_line: 5 }],
        string_table: strings.iter().map(|string| string.as_bytes().to_vec()).collect(),
        time_nanos: 1,
        ..Default::default()
    }
}

fn with(change: impl FnOnce(&mut proto::Profile)) -> Vec<u8> {
    let mut profile = profile();
    change(&mut profile);
    profile.encode_to_vec()
}

/// The profile with bytes of the wire behind it.
fn followed_by(bytes: &[u8]) -> Vec<u8> {
    [profile().encode_to_vec().as_slice(), bytes].concat()
}

#[test]
fn every_mistake_has_its_error() {
    let two = [profile().encode_to_vec(), profile().encode_to_vec()].concat();
    let times = followed_by(&[9 << 3, 5]);
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("label key out of range", with(|p| p.sample[0].label[0].key = 7)),
        ("negative label text", with(|p| p.sample[0].label[0].str = -1)),
        ("function name out of range", with(|p| p.function[0].name = 1 << 40)),
        ("mapping file out of range", with(|p| p.mapping[0].filename = 70)),
        ("sample type out of range", with(|p| p.sample_type[0].unit = 8)),
        ("comment out of range", with(|p| p.comment = vec![0, 9])),
        ("no strings", with(|p| p.string_table.clear())),
        ("first string not empty", with(|p| p.string_table[0] = b"x".to_vec())),
        ("mapping with id 0", with(|p| p.mapping[0].id = 0)),
        ("function with id 0", with(|p| p.function[0].id = 0)),
        ("mapping twice", with(|p| p.mapping.push(p.mapping[0]))),
        ("function twice", with(|p| p.function.push(p.function[0]))),
        ("line in function 0", with(|p| p.location[0].line[0].function_id = 0)),
        ("sample in location 0", with(|p| p.sample[0].location_id = vec![1, 0])),
        ("sample without values", with(|p| p.sample[0].value.clear())),
        (
            "samples that disagree",
            with(|p| {
                let value = vec![1, 2];
                p.sample.push(proto::Sample { value, ..p.sample[0].clone() });
            }),
        ),
        ("two profiles", two),
        ("two profiles without times", [with(|p| p.time_nanos = 0), with(|p| p.time_nanos = 0)].concat()),
        ("the time twice", times),
        ("group", followed_by(&[15 << 3 | 3])),
        ("end of a group", followed_by(&[15 << 3 | 4])),
        ("wire type 7", followed_by(&[15 << 3 | 7])),
        ("field 0", followed_by(&[0, 0])),
        ("string as a number", followed_by(&[6 << 3, 0])),
        ("period as bytes", followed_by(&[12 << 3 | 2, 1, 0])),
        ("period of 64 bits", followed_by(&[12 << 3 | 1, 0, 0, 0, 0, 0, 0, 0, 0])),
        ("value of 32 bits", followed_by(&[2 << 3 | 2, 5, 2 << 3 | 5, 0, 0, 0, 0])),
        ("id as bytes", followed_by(&[5 << 3 | 2, 3, 1 << 3 | 2, 1, 1])),
        ("number of 11 bytes", followed_by(&[12 << 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 1])),
        ("number of 65 bits", followed_by(&[12 << 3, 255, 255, 255, 255, 255, 255, 255, 255, 255, 2])),
        ("message longer than its sample", followed_by(&[2 << 3 | 2, 3, 3 << 3 | 2, 9, 0])),
        ("number cut by its message", followed_by(&[2 << 3 | 2, 2, 1 << 3, 0x80])),
        ("packed number cut by its field", followed_by(&[2 << 3 | 2, 3, 1 << 3 | 2, 1, 0x80])),
        ("string that is cut", followed_by(&[6 << 3 | 2, 20, b'a'])),
        ("unknown field that is cut", followed_by(&[0xa2, 0x06, 20, 0])),
        ("key that is cut", followed_by(&[0xa2])),
        ("length that is cut", followed_by(&[6 << 3 | 2, 0x80])),
    ];
    let mut table = String::new();
    for (name, file) in cases {
        let error = open_slice(&file).expect_err(name);
        let bytewise = crate::chunks::open_cut(&file, &vec![1; file.len()]);
        assert_eq!(bytewise.unwrap_err(), error, "{name}");
        assert!(!advice(&error.kind).is_empty());
        writeln!(table, "{name}: {error}").unwrap();
    }
    insta::assert_snapshot!(table);
}

#[test]
fn what_pprof_accepts_is_accepted() {
    let unknown = [
        vec![20 << 3 & 0x7f | 0x80, 1, 5],                       // a number
        vec![0xa1, 1, 1, 2, 3, 4, 5, 6, 7, 8],                   // 64 bits
        vec![0xa5, 1, 1, 2, 3, 4],                               // 32 bits
        [vec![0xa2, 1, 0x80, 0x80, 1], vec![9; 16384]].concat(), // bytes
    ];
    for unknown in unknown {
        let file = followed_by(&unknown);
        let whole = crate::chunks::open_cut(&file, &[]).unwrap();
        assert_eq!(crate::chunks::open_cut(&file, &vec![1; file.len()]).unwrap(), whole);
        assert_eq!(whole, crate::chunks::open_cut(&followed_by(&[]), &[]).unwrap());
    }
    // A mapping that is not there.
    let profile = open_slice(&with(|p| p.mapping.clear())).unwrap().profile;
    assert!(profile.locations().ids().all(|id| profile.locations().get(id).mapping.is_none()));
    // A time of 0 may be followed by another.
    assert!(open_slice(&[&[9 << 3, 0], with(|p| p.time_nanos = 2).as_slice()].concat()).is_ok());
    // Neither samples nor sample types.
    assert!(open_slice(&[6 << 3 | 2, 0]).is_ok());
}
