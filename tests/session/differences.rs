//! Files that are differences by themselves, and what is said of two that were taken otherwise.

use std::fs;

use airflame::analysis::{Base, Normalise, combine};
use airflame::pprof::encode_gzip;
use airflame::profile::{Mapping, MappingTable, Profile, Symbolized, draw_profile_with};
use airflame::report::{NoSourceFiles, Settings, generate, prepare};
use airflame::worker::protocol::{
    Difference, Pair, ProfileSummary, Reply, ReportKind, Request, Shares, ViewSpec,
};

use crate::harness::{FILES, Page, Read, alone, compared};
use crate::machine::say;
use crate::texts;

fn heaps() -> [Profile; 2] {
    let folder = texts::stored().join("leaky-rate4096");
    [FILES[0], FILES[1]].map(|(name, _)| texts::profile(&folder.join(name)).unwrap())
}

/// What is left of one heap when another is taken away, as a file that pprof saves.
fn saved(base: Base) -> Profile {
    let [before, after] = heaps();
    combine(&[after], &[before], base, false).unwrap().profile
}

fn sides(read: Read) -> [ProfileSummary; 2] {
    assert_eq!(read.failed, []);
    let sides: Result<[_; 2], _> = read.opened.try_into();
    let [before, after] = sides.unwrap();
    assert_eq!((before.difference, before.base), (Difference::No, None));
    assert_eq!(after.base, Some(before.id));
    [before, after]
}

/// The report of the page and that of the file by itself are one.
fn assert_reported_as_one_file(page: &mut Page, spec: &ViewSpec, file: &Profile) {
    let view = page.view(spec.clone());
    let settings = Settings { sample_index: view.spec.metric.clone().unwrap(), ..Settings::default() };
    let prepared = prepare(std::slice::from_ref(file), &[], Base::None, false, true).unwrap();
    for kind in [ReportKind::Top, ReportKind::Traces, ReportKind::Raw] {
        let theirs = generate(&prepared.profile, &kind, &settings, &NoSourceFiles).unwrap().text;
        let Reply::Report { text, .. } = page.ask(&Request::Report { view: view.view, kind }) else {
            panic!()
        };
        assert_eq!(text.unwrap().as_bytes(), theirs);
    }
}

#[test]
fn a_marked_difference_is_known_by_its_label() {
    let file = saved(Base::Diff);
    let mut page = Page::new();
    let [before, after] = sides(page.read("diff.pb.gz", &encode_gzip(&file)));
    assert_eq!(after.difference, Difference::Marked);
    let spec = compared(after.id, before.id);
    let view = page.view(spec.clone());
    assert_eq!((view.total, view.whole), (Pair { target: 24_021_702, base: Some(4_040_900) }, 4_040_900));
    assert_eq!(view.notes, [""; 0]);
    assert_reported_as_one_file(&mut page, &spec, &file);
    // 20062446B is what pprof -base has as the total of these two.
    let of_change = page.view(ViewSpec { shares: Shares::Change, ..spec });
    assert_eq!(of_change.whole, 20_062_446);
}

#[test]
fn the_sides_of_one_file_are_never_scaled() {
    // Counters that fell, and no times: two files of them would be compared by their totals.
    let file =
        draw_profile_with(&[("alloc_space", "bytes"), ("alloc_objects", "count")], "A  B\n-8  2\n3  -1");
    let mut page = Page::new();
    let [before, after] = sides(page.read("delta", &encode_gzip(&file)));
    let view = page.view(compared(after.id, before.id));
    assert!(view.scaling.is_none_or(|scaling| scaling.factor == 1.0), "{:?}", view.scaling);
    assert_reported_as_one_file(&mut page, &view.spec, &file);
}

#[test]
fn shares_of_a_scaled_change_are_of_the_scaled_base() {
    let kinds = [("cpu", "nanoseconds")];
    let mut page = Page::new();
    let [base, target] = ["A  B\n100  50", "A  B\n300  50"].map(|text| draw_profile_with(&kinds, text));
    let (base, target) = (page.open_profile("base", &base), page.open_profile("target", &target));
    let of = |normalise| ViewSpec { shares: Shares::Change, normalise, ..compared(target, base) };
    assert_eq!(page.view(of(Normalise::Off)).whole, 200);
    // |300 - 200| + |50 - 100|
    assert_eq!(page.view(of(Normalise::By(2.0))).whole, 150);
    assert_eq!(page.view(of(Normalise::Off)).whole, 200);
}

#[test]
fn negative_values_are_a_difference() {
    let file = saved(Base::Subtracted);
    let mut page = Page::new();
    let [before, after] = sides(page.read("delta.pb.gz", &encode_gzip(&file)));
    assert_eq!(after.difference, Difference::Signed);
    let spec = compared(after.id, before.id);
    for shares in [Shares::Base, Shares::Change] {
        let view = page.view(ViewSpec { shares, ..spec.clone() });
        assert_eq!(view.whole, 20_062_446, "{shares:?}");
    }
    assert_reported_as_one_file(&mut page, &spec, &file);
}

#[test]
fn a_delta_of_seconds_is_told_from_a_snapshot() {
    let mut page = Page::new();
    let delta = fs::read(texts::stored().join("leaky-rate4096/heap-delta-10s.pb.gz")).unwrap();
    let read = page.read("heap-delta-10s.pb.gz", &delta);
    assert_eq!(read.opened[0].difference, Difference::OverTime);
    assert_eq!(read.opened[0].duration_nanos / 1_000_000_000, 10);
    let cpu = fs::read(texts::stored().join("leaky-rate4096/cpu-5s.pb.gz")).unwrap();
    for (name, bytes) in FILES.into_iter().chain([("cpu-5s.pb.gz", cpu.as_slice())]) {
        let read = page.read(name, bytes);
        assert!(read.opened.iter().all(|opened| opened.difference == Difference::No), "{name}");
    }
}

#[test]
fn deltas_of_the_whole_collection_are_known() {
    let collection = texts::collection();
    if !collection.is_dir() {
        say(&format!("SKIPPED: {} is missing", collection.display()));
        return;
    }
    let mut seen = 0;
    for folder in ["control-rate4096", "gcpressure-default", "leaky-rate4096"] {
        for name in ["allocs-delta-10s", "goroutine-delta-10s", "heap-delta-10s", "mutex-delta-5s"] {
            let path = collection.join(folder).join(format!("{name}.pb.gz"));
            let mut page = Page::new();
            let read = page.read(name, &fs::read(&path).unwrap());
            assert_eq!(read.failed, [], "{folder}/{name}");
            let file = texts::profile(&path).unwrap();
            let samples = file.samples();
            let has_negative = (0..samples.column_count())
                .any(|column| samples.values(column).iter().any(|&value| value < 0));
            let last = read.opened.last().unwrap();
            assert_eq!(last.difference, if has_negative { Difference::Signed } else { Difference::OverTime });
            if let Some(base) = last.base {
                assert_reported_as_one_file(&mut page, &compared(last.id, base), &file);
            }
            seen += 1;
        }
    }
    say(&format!("{seen} deltas of ?seconds= known"));
    assert_eq!(seen, 12);
}

/// A heap of one value, of a binary and its build, a sampling period and a time.
fn taken(binary: &str, build: &str, period: i64, time: i64) -> Profile {
    let mut revision = draw_profile_with(&[("inuse_space", "bytes")], "A\n5").revise();
    let [file, build_id] = [binary, build].map(|text| revision.strings.intern(text).unwrap());
    let mut mappings = MappingTable::default();
    mappings.push(Mapping {
        wire_id: 1,
        start: 0,
        limit: 4096,
        offset: 0,
        file,
        build_id,
        symbolized: Symbolized::default(),
    });
    revision.mappings = mappings.into();
    revision.header.period = period;
    revision.header.time_nanos = time;
    revision.finish().unwrap()
}

#[test]
fn what_differs_in_how_two_were_taken_is_said() {
    let target = taken("/srv/hookrelay", "b2", 4096, 20);
    let notes = |base: Profile| {
        let mut page = Page::new();
        let base = page.open_profile("base", &base);
        let target = page.open_profile("target", &target);
        assert_eq!(page.view(alone(target)).notes, [""; 0]);
        page.view(compared(target, base)).notes
    };
    assert_eq!(notes(taken("/srv/hookrelay", "b2", 4096, 10)), [""; 0]);
    assert_eq!(
        notes(taken("/srv/other", "b1", 4096, 10)),
        ["the base is of the binary other, the target of hookrelay"]
    );
    assert_eq!(
        notes(taken("/opt/hookrelay", "b1", 4096, 10)),
        ["the base is of another build of the binary: b1, the target of b2"]
    );
    assert_eq!(
        notes(taken("/srv/hookrelay", "b2", 524_288, 20)),
        [
            "the base was sampled every 524288, the target every 4096: the finer one sees more",
            "base and target have the same time stamp"
        ]
    );
}
