//! How often the verdict errs on processes that are made up: the table of `docs/verdict.md`, and its limits.

use std::fmt::Write as _;
use std::path::Path;

use airflame::analysis::goroutines::{
    Capture, CaptureForm, GoroutineFrame, GoroutineGroup, GoroutineTable, GroupOrigin, GroupSnapshot,
};
use airflame::analysis::leaks::{Evidence, HeapSnapshot, Verdict, judge};
use airflame::profile::{
    Function, Label, LabelValue, Line, Location, Profile, ProfileBuilder, StringId, ValueType,
};

use crate::process::{catalogue, is_leak};
use crate::random::Random;

/// How the values of a process go over its snapshots, in deviations of their noise.
#[derive(Debug, Clone, Copy)]
enum Kind {
    /// Only noise.
    Noise,
    /// Noise that remembers: each value is 0.8 of the one before.
    Sluggish,
    /// Sums of noise.
    Walk,
    /// Sums of noise with long tails.
    WildWalk,
    /// Fills with this time constant, in snapshots, to 5 to 60 deviations.
    WarmUp(f64),
    /// Rises once, by 3 to 60 deviations.
    Step,
    /// Up and down, over three snapshots.
    Saw,
    /// Grows by so many deviations a snapshot.
    Leak(f64),
}

const KINDS: [(Kind, &str); 13] = [
    (Kind::Noise, "noise alone"),
    (Kind::Sluggish, "noise that remembers (AR(1), 0.8)"),
    (Kind::Walk, "random walk"),
    (Kind::WildWalk, "random walk with long tails"),
    (Kind::WarmUp(1.0), "warm-up, time constant 1 snapshot"),
    (Kind::WarmUp(2.0), "warm-up, time constant 2 snapshots"),
    (Kind::WarmUp(3.0), "warm-up, time constant 3 snapshots"),
    (Kind::Step, "one step"),
    (Kind::Saw, "sawtooth"),
    (Kind::Leak(1.0), "**leak of 1 deviation a snapshot**"),
    (Kind::Leak(2.0), "**leak of 2 deviations a snapshot**"),
    (Kind::Leak(3.0), "**leak of 3 deviations a snapshot**"),
    (Kind::Leak(6.0), "**leak of 6 deviations a snapshot**"),
];

fn values(kind: Kind, count: usize, random: &mut Random) -> Vec<f64> {
    let (height, at_step) = (random.between(5.0, 60.0), 1 + (random.next() * (count - 1) as f64) as usize);
    let small = random.between(3.0, 60.0);
    let mut walk = if matches!(kind, Kind::Sluggish) { random.normal() / 0.6 } else { 0.0 };
    (0..count)
        .map(|at| {
            let (place, noise) = (at as f64, random.normal());
            match kind {
                Kind::Noise => noise,
                Kind::Sluggish => {
                    walk = 0.8 * walk + noise;
                    walk
                }
                Kind::Walk => {
                    walk += noise;
                    walk
                }
                Kind::WildWalk => {
                    let step = -(1.0 - random.next()).ln();
                    walk += if noise < 0.0 { -step } else { step };
                    walk
                }
                Kind::WarmUp(constant) => height * (1.0 - (-(place + 1.0) / constant).exp()) + noise,
                Kind::Step => noise + if at >= at_step { small } else { 0.0 },
                Kind::Saw => height * (at % 3) as f64 / 2.0 + noise,
                Kind::Leak(slope) => slope * place + noise,
            }
        })
        .collect()
}

const SECOND: i64 = 1_000_000_000;

/// A process whose goroutines of one group are so many.
fn goroutines(counts: &[i64]) -> GoroutineTable {
    let capture = |(at, &total): (usize, &i64)| Capture {
        name: format!("goroutine-{at}.pb.gz"),
        form: CaptureForm::Profile,
        time_nanos: (1_700_000_000 + 20 * at as i64) * SECOND,
        total,
        is_cut: false,
    };
    let frame = GoroutineFrame { function: "main.work".to_owned(), file: String::new(), line: 0 };
    let group = GoroutineGroup {
        frames: vec![frame],
        elided: None,
        creator: None,
        origin: GroupOrigin::Own,
        state: "chan receive".to_owned(),
        snapshots: counts.iter().map(|&count| GroupSnapshot { count, ..GroupSnapshot::default() }).collect(),
    };
    GoroutineTable { captures: counts.iter().enumerate().map(capture).collect(), groups: vec![group] }
}

fn verdict_of_counts(counts: &[i64]) -> Verdict {
    let table = goroutines(counts);
    judge(&Evidence { heaps: &[], goroutines: &table, limit: None }, catalogue()).verdict()
}

/// Which share of processes of a kind is called a leak, in percent. A deviation is 20 goroutines, and there are 5 to 50
/// deviations besides.
fn rate(kind: Kind, count: usize, runs: usize, seed: u64) -> f64 {
    let mut random = Random(seed);
    let mut leaks = 0;
    for _ in 0..runs {
        let base = 20.0 * random.between(5.0, 50.0);
        let values = values(kind, count, &mut random);
        let counts: Vec<i64> = values.iter().map(|value| (base + 20.0 * value).max(0.0) as i64).collect();
        leaks += usize::from(is_leak(verdict_of_counts(&counts)));
    }
    100.0 * leaks as f64 / runs as f64
}

#[test]
fn what_is_no_leak_is_seldom_called_one_and_a_leak_nearly_always() {
    let runs = 4000;
    for kind in
        [Kind::Noise, Kind::Walk, Kind::WildWalk, Kind::WarmUp(1.0), Kind::WarmUp(2.0), Kind::Step, Kind::Saw]
    {
        let rate = rate(kind, 8, runs, 17);
        assert!(rate < 2.0, "{rate} % of {kind:?}");
    }
    for kind in [Kind::Leak(2.0), Kind::Leak(3.0), Kind::Leak(6.0)] {
        let rate = rate(kind, 8, runs, 18);
        assert!(rate > 95.0, "{rate} % of {kind:?}");
    }
}

/// A heap of one function, of which so many objects of a size were noted and as many more were made and dropped.
fn heap(at: usize, noted: i64, dropped: i64, size: i64, period: i64) -> Profile {
    let mut builder = ProfileBuilder::default();
    let mut intern = |text: &str| builder.strings.intern(text).unwrap();
    let kinds = [
        ("alloc_objects", "count"),
        ("alloc_space", "bytes"),
        ("inuse_objects", "count"),
        ("inuse_space", "bytes"),
    ];
    let types = kinds.map(|(kind, unit)| ValueType { kind: intern(kind), unit: intern(unit) });
    let (space, bytes, name) = (intern("space"), intern("bytes"), intern("main.keep"));
    builder.header.sample_types = types.to_vec();
    builder.header.period = period;
    builder.header.period_type = Some(ValueType { kind: space, unit: bytes });
    builder.header.time_nanos = (1_700_000_000 + 20 * at as i64) * SECOND;
    builder.samples.set_column_count(4);
    let function = builder.functions.push(Function {
        wire_id: 1,
        name,
        system_name: name,
        filename: StringId::EMPTY,
        start_line: 0,
    });
    let location = Location { wire_id: 1, mapping: None, address: 1, is_folded: false };
    let location = builder.locations.push(location, [Line { function, line: 1, column: 0 }]);
    let stack = builder.stacks.intern(&[location]);
    let set = builder.labels.intern(&[Label { key: bytes, value: LabelValue::Number(size, bytes) }]);
    let scale = 1.0 / -(-(size as f64) / period as f64).exp_m1();
    let objects = |noted: i64| (noted as f64 * scale) as i64;
    let (kept, made) = (objects(noted), objects(noted + dropped));
    builder.samples.push(stack, set, &[made, made * size, kept, kept * size]);
    builder.finish().unwrap()
}

/// The share of heaps called leaks that keep so many noted objects more a snapshot on average, and replace `turnover` of
/// what they have.
fn heap_rate(more: f64, turnover: f64, count: usize, runs: usize, seed: u64) -> f64 {
    let mut random = Random(seed);
    let mut poisson = |mean: f64| {
        let (mut product, mut events) = (1.0, -1);
        while product > (-mean).exp() {
            product *= random.next();
            events += 1;
        }
        events
    };
    let mut leaks = 0;
    for _ in 0..runs {
        let (mut noted, mut dropped) = (20_i64, 40_i64);
        let mut profiles = Vec::new();
        for at in 0..count {
            profiles.push((format!("heap-{at}"), heap(at, noted, dropped, 1024, 512 * 1024)));
            let replaced = poisson(20.0 * turnover);
            let gone = poisson(20.0 * turnover).min(noted);
            noted += replaced - gone + poisson(more);
            dropped += gone + poisson(5.0);
        }
        let heaps: Vec<_> = profiles.iter().map(|(name, profile)| HeapSnapshot { name, profile }).collect();
        let table = GoroutineTable::default();
        let found = judge(&Evidence { heaps: &heaps, goroutines: &table, limit: None }, catalogue());
        leaks += usize::from(is_leak(found.verdict()));
    }
    100.0 * leaks as f64 / runs as f64
}

#[test]
fn the_noise_of_sampling_is_no_leak_and_does_not_hide_one() {
    for turnover in [0.0, 0.2, 0.8] {
        let rate = heap_rate(0.0, turnover, 8, 1000, 3);
        assert!(rate < 2.0, "{rate} % at a turnover of {turnover}");
    }
    for turnover in [0.0, 0.2] {
        let rate = heap_rate(10.0, turnover, 8, 1000, 4);
        assert!(rate > 95.0, "{rate} % at a turnover of {turnover}");
    }
}

/// Writes the table into the file that `AIRFLAME_VERDICT_TABLE` names, between its two marks: `cargo xtask verdict-table`.
#[test]
#[ignore = "cargo xtask verdict-table runs it"]
fn table_of_rates() {
    const MARKS: [&str; 2] = ["<!-- rates -->\n", "<!-- end of rates -->"];
    let mut table = "| process | 6 snapshots | 8 | 12 |\n|---|---:|---:|---:|\n".to_owned();
    let mut row = |name: &str, rate: &dyn Fn(usize) -> f64| {
        let [six, eight, twelve] = [6, 8, 12].map(rate);
        writeln!(table, "| {name} | {six:.1} | {eight:.1} | {twelve:.1} |").unwrap();
    };
    for (kind, name) in KINDS {
        row(name, &|count| rate(kind, count, 10_000, 2026));
    }
    for (more, turnover, name) in [
        (0.0, 0.2, "sampled heap of 10 MB that replaces a fifth between snapshots"),
        (0.0, 0.8, "sampled heap of 10 MB that replaces four fifths"),
        (3.0, 0.0, "**sampled heap that leaks 3 noted objects a snapshot (1.5 MB)**"),
        (10.0, 0.0, "**sampled heap that leaks 10 noted objects a snapshot (5 MB)**"),
        (10.0, 0.2, "**the same, and replaces a fifth**"),
    ] {
        row(name, &|count| heap_rate(more, turnover, count, 2000, 2026));
    }
    let Some(path) = std::env::var_os("AIRFLAME_VERDICT_TABLE") else {
        eprintln!("{table}");
        return;
    };
    let path = Path::new(&path);
    let text = std::fs::read_to_string(path).unwrap();
    let (before, rest) = text.split_once(MARKS[0]).expect("the file has the mark where the table begins");
    let (_, after) = rest.split_once(MARKS[1]).expect("the file has the mark where the table ends");
    std::fs::write(path, format!("{before}{}{table}{}{after}", MARKS[0], MARKS[1])).unwrap();
}
