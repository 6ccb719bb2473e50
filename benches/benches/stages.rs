//! What opening a profile and looking at it costs, stage by stage, on this machine's own code: how fast the page
//! is, `cargo xtask bench` tells.
#![allow(missing_docs, reason = "criterion's macros make items without")]

use std::hint::black_box;
use std::io::{Read as _, Write as _};
use std::time::Duration;

use airflame_benches::{Spec, gzip, raw};
use airflame_engine::analysis::goroutines::{GoroutineTable, Source};
use airflame_engine::analysis::{
    CallTree, FilterTexts, FrameId, FrameTable, Grouping, LabelUnits, Measure, Pace, Shape, Subject,
    TopTable, run_unhurried,
};
use airflame_engine::goroutine::Parser;
use airflame_engine::pprof::{Decoder, Inflater, Limits, open_slice};
use airflame_engine::profile::Profile;
use airflame_engine::scene::{FlameLayout, SiblingOrder, Size, Tile, TileSource, Viewport};
use criterion::{
    BenchmarkGroup, Criterion, SamplingMode, Throughput, criterion_group, criterion_main,
    measurement::WallTime,
};

/// What is looked for: the functions of one package, as a user would.
const FOCUS: &str = r"encoding/json\.";

fn stages(criterion: &mut Criterion) {
    for (name, spec) in [("heap-1mb", Spec::heap_1mb()), ("heap-21mb", Spec::heap_21mb())] {
        let mut group = criterion.benchmark_group(name);
        group.sample_size(10).sampling_mode(SamplingMode::Flat);
        group.warm_up_time(Duration::from_millis(300)).measurement_time(Duration::from_millis(1_500));
        opening(&mut group, &spec);
        let profile = open(&gzip(&spec));
        looking(&mut group, Subject::single(&profile));
        let later = open(&gzip(&spec.later()));
        acts(&mut group, &profile, &later);
        group.finish();
    }
}

fn open(file: &[u8]) -> Profile {
    open_slice(file).expect("what was generated is a profile").profile
}

/// From the bytes of a file to a profile.
fn opening(group: &mut BenchmarkGroup<'_, WallTime>, spec: &Spec) {
    let (file, inflated) = (gzip(spec), raw(spec));
    group.bench_function("inflate", |bencher| {
        bencher.iter(|| {
            let mut bytes = 0;
            let mut sink = |slice: &[u8]| {
                bytes += black_box(slice).len();
                Ok(())
            };
            let mut inflater = Inflater::new(Limits::default());
            inflater.push(&file, &mut sink).and_then(|()| inflater.finish(&mut sink)).expect("it is gzip");
            assert_eq!(bytes, inflated.len());
        });
    });
    group.bench_function("decode", |bencher| {
        bencher.iter_with_large_drop(|| {
            let mut decoder = Decoder::new(Limits::default());
            decoder.push(&inflated).expect("it is a profile");
            decoder.finish().expect("it is a profile")
        });
    });
    group.bench_function("open", |bencher| bencher.iter_with_large_drop(|| open(&file)));
}

/// From a profile to its first flame graph, and to its table.
fn looking(group: &mut BenchmarkGroup<'_, WallTime>, subject: Subject<'_>) {
    let (profiles, grouping) = (subject.profiles(), Grouping::default());
    group.bench_function("frames", |bencher| {
        bencher.iter_with_large_drop(|| FrameTable::build(&profiles, grouping));
    });
    let frames = FrameTable::build(&profiles, grouping);
    group.bench_function("tree", |bencher| {
        bencher.iter_with_large_drop(|| CallTree::build(&frames, &profiles));
    });
    let shape = Shape::build(subject, grouping);
    let metrics = subject.metrics().expect("one profile has its own metrics");
    // `alloc_space`, of which every stack has some: the most to lay out.
    let metric = &metrics[1];
    group.bench_function("measure", |bencher| {
        bencher.iter_with_large_drop(|| Measure::new(&shape, subject, metric));
    });
    let measure = Measure::new(&shape, subject, metric);
    let layout = || FlameLayout::new(shape.tree(), measure.widths(), SiblingOrder::BySize);
    group.bench_function("layout", |bencher| bencher.iter_with_large_drop(layout));
    let (layout, names) = (layout(), Names(&shape));
    let request = Viewport::fit(Size { width: 1440.0, height: 800.0 }, 1.0).tile_request();
    group.bench_function("first tile", |bencher| {
        bencher
            .iter_with_large_drop(|| Tile::cut(&layout.on(shape.tree(), measure.widths()), &request, &names));
    });
    // The first table of a shape also finds out which rows are inlined or recur; that is in no later one.
    group.bench_function("top", |bencher| {
        bencher.iter_with_large_drop(|| TopTable::build(&shape, subject, &measure));
    });
}

/// A focus, and the comparison with a later snapshot.
fn acts(group: &mut BenchmarkGroup<'_, WallTime>, profile: &Profile, later: &Profile) {
    let texts = FilterTexts { focus: FOCUS.to_owned(), ..FilterTexts::default() };
    let filters = texts.compile().expect("it is a regular expression");
    let units = LabelUnits::of(profile);
    group.bench_function("focus", |bencher| {
        bencher.iter_with_large_drop(|| filters.apply(profile, &units));
    });
    let left = filters.apply(profile, &units).profile;
    assert!((1..profile.samples().len()).contains(&left.samples().len()), "some samples are left");
    group.bench_function("focus, its shape", |bencher| {
        bencher.iter_with_large_drop(|| Shape::build(Subject::single(&left), Grouping::default()));
    });
    let both = Subject::comparison(profile, later);
    group.bench_function("diff, its shape", |bencher| {
        bencher.iter_with_large_drop(|| Shape::build(both, Grouping::default()));
    });
    let shape = Shape::build(both, Grouping::default());
    let metrics = both.metrics().expect("both are heaps");
    group.bench_function("diff, measured", |bencher| {
        bencher.iter_with_large_drop(|| Measure::new(&shape, both, &metrics[1]));
    });
}

/// How many snapshots the series has.
const SNAPSHOTS: usize = 200;

/// One snapshot from its bytes to its first tile, against two of a series whose tree is there.
fn series(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("series of 200 × heap-1mb");
    group.sample_size(10).sampling_mode(SamplingMode::Flat);
    let spec = Spec::heap_1mb();
    let files = [gzip(&spec), gzip(&spec.later())];
    group.bench_function("open one", |bencher| {
        bencher.iter(|| {
            let profile = open(&files[0]);
            let subject = Subject::single(&profile);
            first_tile(&Shape::build(subject, Grouping::default()), subject)
        });
    });
    let profiles = files.map(|file| open(&file));
    let snapshots: Vec<&Profile> = (0..SNAPSHOTS).map(|at| &profiles[at % 2]).collect();
    let pace = Pace::unhurried();
    let shape = run_unhurried(Shape::of_profiles(snapshots.clone(), Grouping::default(), &pace));
    let subject = Subject::of_series(&snapshots, SNAPSHOTS - 1, Some(0));
    group.bench_function("compare two", |bencher| bencher.iter(|| first_tile(&shape, subject)));
    group.finish();
}

/// Measures a subject and cuts the tile of the whole out.
fn first_tile(shape: &Shape, subject: Subject<'_>) -> Tile {
    let metrics = subject.metrics().expect("they are heaps");
    let measure = Measure::new(shape, subject, &metrics[1]);
    let layout = FlameLayout::new(shape.tree(), measure.widths(), SiblingOrder::ByName);
    let request = Viewport::fit(Size { width: 1440.0, height: 800.0 }, 1.0).tile_request();
    Tile::cut(&layout.on(shape.tree(), measure.widths()), &request, &Names(shape))
}

/// What a tile needs to know of a profile that nobody searches in.
struct Names<'a>(&'a Shape);

impl TileSource for Names<'_> {
    fn name(&self, frame: FrameId) -> &str {
        self.0.frames().name(frame)
    }

    fn root_label(&self) -> String {
        "all".to_owned()
    }
}

/// A dump of so many bytes, of the goroutines of a real one again and again, each with an id of its own.
const DUMP_BYTES: usize = 100 << 20;

fn dump() -> Vec<u8> {
    let real = include_bytes!("../../tests/profiles/moments/goroutine-6.debug2.txt.gz");
    let mut text = String::new();
    flate2::read::GzDecoder::new(real.as_slice()).read_to_string(&mut text).expect("it is a text");
    let mut dump = String::with_capacity(DUMP_BYTES + text.len());
    let mut id = 0;
    while dump.len() < DUMP_BYTES {
        for goroutine in text.split_inclusive("\n\n") {
            let (_, rest) = goroutine.split_once(" [").expect("it has a header");
            id += 1;
            dump.push_str(&format!("goroutine {id} [{rest}"));
        }
        dump.push('\n');
    }
    dump.into_bytes()
}

/// From a text of goroutines to their dump, beside inflating the same bytes; to the profile and the table of it.
fn goroutines(criterion: &mut Criterion) {
    let text = dump();
    let mut group = criterion.benchmark_group("dump-100mb");
    group.sample_size(10).sampling_mode(SamplingMode::Flat).throughput(Throughput::Bytes(text.len() as u64));
    let mut zipped = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    zipped.write_all(&text).expect("it is written to memory");
    let zipped = zipped.finish().expect("it is written to memory");
    group.bench_function("inflate", |bencher| {
        bencher.iter(|| {
            let mut sink = |slice: &[u8]| {
                black_box(slice);
                Ok(())
            };
            let mut inflater = Inflater::new(Limits::default());
            inflater.push(&zipped, &mut sink).and_then(|()| inflater.finish(&mut sink)).expect("it is gzip");
        });
    });
    group.bench_function("parse", |bencher| {
        bencher.iter_with_large_drop(|| {
            let mut parser = Parser::default();
            text.chunks(1 << 20).for_each(|slice| parser.push(slice).expect("it is a dump"));
            parser.finish().expect("it is a dump")
        });
    });
    let mut parser = Parser::default();
    parser.push(&text).expect("it is a dump");
    let dump = parser.finish().expect("it is a dump");
    group.bench_function("to profile", |bencher| bencher.iter_with_large_drop(|| dump.to_profile()));
    let profile = dump.to_profile().expect("it is a dump");
    let source = Source { name: "dump", time_nanos: 0, profile: &profile, dump: Some(&dump) };
    group.bench_function("table", |bencher| bencher.iter_with_large_drop(|| GoroutineTable::of(&[source])));
    group.finish();
}

criterion_group!(benches, stages, series, goroutines);
criterion_main!(benches);
