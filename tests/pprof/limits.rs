//! What is too large is refused before memory is taken.

use airflame::pprof::{DecodeErrorKind, LimitExceeded, Limits, Opener};

use crate::fixtures;

fn refused(limits: Limits, file: &[u8]) -> (&'static str, LimitExceeded) {
    let mut opener = Opener::new(limits, || 0.0);
    let result = opener.push(file).and_then(|()| opener.finish());
    match result {
        Err(error) => match error.kind {
            DecodeErrorKind::Limit(exceeded) => (error.context, exceeded),
            kind => panic!("{kind}"),
        },
        Ok(_) => panic!("not refused"),
    }
}

#[test]
fn every_limit_is_asked() {
    let file = fixtures::fixture("oddproto/v14-labels.pb.gz").bytes;
    let all = Limits::default();
    let cases = [
        Limits { inflated_bytes: 500, ..all },
        Limits { message_bytes: 20, ..all },
        Limits { strings: 5, ..all },
        Limits { string_bytes: 50, ..all },
        Limits { sample_types: 1, ..all },
        Limits { samples: 3, ..all },
        Limits { values: 7, ..all },
        Limits { stack_frames: 6, ..all },
        Limits { labels: 2, ..all },
        Limits { mappings: 0, ..all },
        Limits { locations: 5, ..all },
        Limits { lines: 4, ..all },
        Limits { functions: 3, ..all },
    ];
    let mut table = String::new();
    for limits in cases {
        let (context, LimitExceeded { what, limit, wanted }) = refused(limits, &file);
        assert!(wanted > limit);
        table += &format!("{context}: {limit} {what}, {wanted} wanted\n");
    }
    insta::assert_snapshot!(table);
}

#[test]
fn a_bomb_is_refused_early() {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::copy(&mut std::io::Read::take(std::io::repeat(0), 1 << 28), &mut gzip).unwrap();
    let bomb = gzip.finish().unwrap();
    let limits = Limits { inflated_bytes: 1 << 20, ..Limits::default() };
    // Zeros are no profile; a field that nobody knows and that never ends is, so far.
    let mut opener = Opener::new(limits, || 0.0);
    assert!(opener.push(&bomb).is_err());
    assert!(opener.timings().inflated_bytes <= 1 << 20);
    let mut unknown = vec![0xa2, 0x06, 0x80, 0x80, 0x80, 0x80, 0x04];
    unknown.resize(1 << 21, 0);
    assert_eq!(
        refused(limits, &unknown).1,
        LimitExceeded { what: "inflated bytes", limit: 1 << 20, wanted: (1 << 20) + 1 }
    );
}
