//! What is odd, and read all the same.

use airflame::pprof::{Warning, WarningKind, open_slice};

use crate::fixtures;

#[test]
fn names_that_are_not_utf8_are_reported() {
    let fixture = fixtures::fixture("oddproto/b15-invalid-utf8-names.pb.gz");
    let decoded = open_slice(&fixture.bytes).unwrap();
    let warnings: Vec<String> = decoded.warnings.iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(warnings.join("\n"));
    let inflated = fixture.inflated();
    for Warning { offset, kind } in &decoded.warnings {
        let WarningKind::NotUtf8 { string, .. } = kind else { panic!("{kind:?}") };
        let bytes = decoded.profile.strings().bytes(*string);
        assert!(std::str::from_utf8(bytes).is_err());
        // The key of the field, a length of one byte, the string.
        let start = *offset as usize;
        assert_eq!(inflated[start], 0x32);
        assert_eq!(&inflated[start + 2..start + 2 + bytes.len()], bytes);
    }
}

#[test]
fn ordinary_profiles_have_no_warnings() {
    for fixture in fixtures::valid().into_iter().filter(|fixture| !fixture.path.contains("b15")) {
        assert_eq!(open_slice(&fixture.bytes).unwrap().warnings, [], "{}", fixture.path);
    }
}
