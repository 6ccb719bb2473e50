//! What is written is what was read.

use airflame::pprof::{Compression, encode_gzip, encode_raw, open_slice};
use airflame::profile::Profile;

use crate::fixtures;

/// Compares what can be compared, which is everything: the encoded profile, and how it is interned.
pub(crate) fn assert_same(a: &Profile, b: &Profile, of: &str) {
    assert!(encode_raw(a) == encode_raw(b), "{of}");
    assert_eq!(a.header(), b.header(), "{of}");
    assert_eq!(a.samples().stacks(), b.samples().stacks(), "{of}");
    assert_eq!(a.samples().labels(), b.samples().labels(), "{of}");
    assert!(a.stacks().ids().eq(b.stacks().ids()), "{of}");
    assert!(a.stacks().ids().all(|id| a.stacks().get(id) == b.stacks().get(id)), "{of}");
    assert!(a.labels().ids().all(|id| a.labels().get(id) == b.labels().get(id)), "{of}");
    assert!(a.functions().iter().eq(b.functions().iter()), "{of}");
    assert!(a.mappings().iter().eq(b.mappings().iter()), "{of}");
    let lines = |profile: &Profile, id| profile.locations().lines(id).collect::<Vec<_>>();
    for id in a.locations().ids() {
        assert_eq!(a.locations().get(id), b.locations().get(id), "{of}");
        assert_eq!(lines(a, id), lines(b, id), "{of}");
    }
}

#[test]
fn written_profiles_are_read_as_they_were() {
    for fixture in fixtures::valid() {
        let profile = open_slice(&fixture.bytes).unwrap().profile;
        let gzip = encode_gzip(&profile);
        assert_eq!(Compression::sniff(&gzip), Compression::Gzip);
        assert_same(&open_slice(&gzip).unwrap().profile, &profile, &fixture.path);
        assert_same(&open_slice(&encode_raw(&profile)).unwrap().profile, &profile, &fixture.path);
    }
}
