//! The outcome does not depend on how a file is cut into slices.

use airflame::pprof::{DecodeError, DecodeErrorKind, Limits, Opener, Warning, encode_raw};
use proptest::prelude::*;

use crate::fixtures::{self, Fixture};

/// What came out of a file, so that it can be compared.
pub(crate) type Outcome = Result<(Vec<u8>, Vec<Warning>), DecodeError>;

/// Opens a file that arrives in slices of the given lengths, one after another, and then as a whole.
pub(crate) fn open_cut(file: &[u8], lengths: &[usize]) -> Outcome {
    let mut opener = Opener::new(Limits::default(), || 0.0);
    let mut rest = file;
    for &length in lengths {
        let (slice, behind) = rest.split_at(length.min(rest.len()));
        opener.push(slice)?;
        rest = behind;
    }
    opener.push(rest)?;
    let decoded = opener.finish()?;
    assert_eq!(opener.timings().compressed_bytes, file.len() as u64);
    Ok((encode_raw(&decoded.profile), decoded.warnings))
}

/// Deflate notices damage some bytes behind it, and how many depends on what it had to look at.
pub(crate) fn comparable(outcome: Outcome) -> Outcome {
    outcome.map_err(|error| match error.kind {
        DecodeErrorKind::CompressedDataCorrupt => DecodeError { offset: 0, ..error },
        _ => error,
    })
}

fn small() -> Vec<Fixture> {
    fixtures::all().into_iter().filter(|fixture| fixture.bytes.len() < 5000).collect()
}

#[test]
fn byte_by_byte_is_as_a_whole() {
    for fixture in small() {
        for file in [fixture.bytes.clone(), if fixture.is_broken() { Vec::new() } else { fixture.inflated() }]
        {
            let whole = open_cut(&file, &[]);
            let bytes = open_cut(&file, &vec![1; file.len()]);
            assert!(whole == bytes, "{}: {:?} or {:?}", fixture.path, whole.err(), bytes.err());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn any_cut_is_as_good(
        index in any::<prop::sample::Index>(),
        lengths in prop::collection::vec(prop_oneof![3 => 0..40_usize, 1 => 0..5000_usize], 0..40),
        is_inflated: bool,
    ) {
        let fixtures = fixtures::all();
        let fixture = index.get(&fixtures);
        let file = if is_inflated && !fixture.is_broken() { fixture.inflated() } else { fixture.bytes.clone() };
        let (whole, cut) = (open_cut(&file, &[]), open_cut(&file, &lengths));
        prop_assert!(whole == cut, "{}: {:?} or {:?}", fixture.path, whole.err(), cut.err());
    }
}
