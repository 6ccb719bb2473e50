//! The streaming decoder against messages that prost derives.

use airflame::pprof::{encode_raw, open_slice, proto};
use airflame::profile::Profile;
use prost::Message as _;

use crate::fixtures;

/// What a profile must be by the derived messages, without the number of a label that has a text.
pub(crate) fn canonical(mut message: proto::Profile) -> proto::Profile {
    for sample in &mut message.sample {
        for label in sample.label.iter_mut().filter(|label| label.str != 0) {
            label.num = 0;
            label.num_unit = 0;
        }
    }
    let mappings: Vec<u64> = message.mapping.iter().map(|mapping| mapping.id).collect();
    for location in &mut message.location {
        if !mappings.contains(&location.mapping_id) {
            location.mapping_id = 0;
        }
    }
    message
}

/// What a profile is, as the message that it is written as.
pub(crate) fn message(profile: &Profile) -> proto::Profile {
    proto::Profile::decode(encode_raw(profile).as_slice()).unwrap()
}

#[test]
fn agrees_with_derived_messages() {
    let fixtures = fixtures::valid();
    assert!(fixtures.len() > 45);
    for fixture in fixtures {
        let decoded = open_slice(&fixture.bytes).unwrap_or_else(|error| panic!("{}: {error}", fixture.path));
        let expected = canonical(proto::Profile::decode(fixture.inflated().as_slice()).unwrap());
        assert!(message(&decoded.profile) == expected, "{}", fixture.path);
    }
}
