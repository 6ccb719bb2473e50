//! Files to profiles and dumps, by what they hold.

use std::io::Write as _;

use airflame::open::{Opened, open_slice};
use airflame::pprof::{Content, DecodeErrorKind, Reading, WarningKind, encode_gzip};

use crate::fixtures::{dumps, fixture, valid};

fn open(bytes: &[u8]) -> Vec<Opened> {
    open_slice(Reading::InFull, bytes).unwrap()
}

#[test]
fn profiles_are_read_as_before() {
    for fixture in valid() {
        let opened = open(&fixture.bytes);
        assert_eq!(opened.len(), 1);
        let direct = airflame::pprof::open_slice(&fixture.bytes).unwrap();
        assert_eq!(encode_gzip(&opened[0].profile), encode_gzip(&direct.profile), "{}", fixture.path);
        assert!(opened[0].dump.is_none());
    }
}

#[test]
fn every_dump_opens_as_a_profile() {
    for fixture in dumps() {
        let mut zipped = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        zipped.write_all(&fixture.bytes).unwrap();
        for bytes in [zipped.finish().unwrap(), fixture.bytes] {
            for opened in open(&bytes) {
                let dump = opened.dump.unwrap();
                let profile = &opened.profile;
                let header = profile.header();
                assert_eq!(profile.text(header.sample_types[0].kind), "goroutine");
                assert_eq!(profile.text(header.period_type.unwrap().unit), "count");
                let total: i64 = profile.samples().values(0).iter().sum();
                assert_eq!(total, dump.counted().count() as i64, "{}", fixture.path);
                let is_cut = matches!(opened.warnings[..], [ref only] if matches!(only.kind, WarningKind::DumpCut { .. }));
                assert_eq!(is_cut, fixture.path.contains("truncated"), "{}", fixture.path);
            }
        }
    }
}

#[test]
fn samples_have_states_and_creators_as_labels() {
    let opened = open(&fixture("dumps/deadlock.txt").bytes).remove(0);
    let text = airflame::pprof::encode_raw(&opened.profile);
    let again = airflame::pprof::open_slice(&text).unwrap().profile;
    let labels: Vec<String> = (again.samples().labels().iter())
        .map(|&set| {
            let texts = again.labels().get(set).iter().map(|label| match label.value {
                airflame::profile::LabelValue::Text(value) => {
                    format!("{}={}", again.text(label.key), again.text(value))
                }
                airflame::profile::LabelValue::Number(..) => panic!("a number"),
            });
            texts.collect::<Vec<_>>().join(" ")
        })
        .collect();
    assert!(labels.contains(&"state=chan send created by=main.main".to_owned()), "{labels:?}");
    assert!(labels.contains(&"state=sync.WaitGroup.Wait".to_owned()), "{labels:?}");
}

#[test]
fn a_dump_far_down_in_a_log_is_found() {
    let dump = fixture("dumps/deadlock.txt").bytes;
    for noise in [100, 5_000, 3_000_000, 16_700_000] {
        let mut log: Vec<u8> =
            b"2026-11-22 an ordinary line of a log; goroutine 7 works\n".repeat(noise / 56 + 1);
        log.truncate(noise);
        log.push(b'\n');
        log.extend_from_slice(&dump);
        let opened = open(&log);
        assert_eq!(opened[0].dump.as_ref().unwrap().counted().count(), 6, "{noise}");
    }
    let mut log = b"an ordinary line of a log\n".repeat((17 << 20) / 26);
    log.extend_from_slice(&dump);
    let Err(error) = open_slice(Reading::InFull, &log) else { panic!("it is too far down") };
    assert!(matches!(error.kind, DecodeErrorKind::NotAProfile(Content::Text { .. })), "{error}");
}

#[test]
fn what_is_none_is_named() {
    let name = |text: &str| open_slice(Reading::InFull, text.as_bytes()).unwrap_err().to_string();
    assert_eq!(
        name(
            "2026-11-22 10:00:00\nFull thread dump OpenJDK 64-Bit Server VM (21+35):\n\n\"main\" #1 prio=5 os_prio=0\n"
        ),
        "this is no profile but stacks of Java"
    );
    assert_eq!(
        name("Traceback (most recent call last):\n  File \"a.py\", line 1, in <module>\n"),
        "this is no profile but stacks of Python"
    );
    assert_eq!(name("relay started\nlistening on :80\n"), "this is no profile but text, “relay started”");
    assert_eq!(name("goroutine 7 [runn"), "this is no profile but a goroutine dump as text");
}
