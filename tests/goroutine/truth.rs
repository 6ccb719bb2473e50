//! Goroutines of running services against what those had counted themselves, in every form that Go has for them.
//!
//! `tests/profiles/moments` has one run; where the collection of all runs lies beside the checkout it is read, too.

use std::fs;
use std::path::{Path, PathBuf};

use airflame::analysis::goroutines::{GoroutineGroup, GoroutineTable, Source};
use airflame::open::{Opened, open_slice};
use airflame::pprof::Reading;

use crate::fixtures::inflate;

struct Named {
    name: String,
    opened: Opened,
}

fn open(path: &Path) -> Vec<Named> {
    let bytes = fs::read(path).unwrap();
    let name = path.to_string_lossy().into_owned();
    let opened = open_slice(Reading::InFull, &bytes).unwrap_or_else(|error| panic!("{name}: {error}"));
    opened.into_iter().map(|opened| Named { name: name.clone(), opened }).collect()
}

fn sources(named: &[Named]) -> Vec<Source<'_>> {
    named
        .iter()
        .map(|named| Source {
            name: &named.name,
            time_nanos: named.opened.profile.header().time_nanos,
            profile: &named.opened.profile,
            dump: named.opened.dump.as_deref(),
        })
        .collect()
}

fn own() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/profiles/moments")
}

/// The folders of runs: ours, and those of the collection.
fn runs() -> Vec<PathBuf> {
    let collection = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/profiles");
    let mut runs = vec![own()];
    let Ok(folders) = fs::read_dir(&collection) else {
        eprintln!("SKIPPED: {} is not there; only tests/profiles/moments is read", collection.display());
        return runs;
    };
    let scenarios = fs::read_dir(collection.join("scenarios")).unwrap();
    runs.extend(folders.chain(scenarios).map(|entry| entry.unwrap().path()).filter(|path| path.is_dir()));
    runs.sort();
    runs
}

/// The files of a run whose names have a part, by name.
fn files(run: &Path, part: &str) -> Vec<PathBuf> {
    let entries = fs::read_dir(run).unwrap().map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        entries.filter(|path| path.file_name().unwrap().to_string_lossy().contains(part)).collect();
    files.sort();
    files
}

#[test]
fn no_goroutine_of_a_dump_is_lost() {
    let mut dumps = 0;
    for path in runs().iter().flat_map(|run| files(run, ".debug2.txt")) {
        let text = String::from_utf8(inflate(&fs::read(&path).unwrap())).unwrap();
        let is_header = |line: &&str| {
            let rest = line.strip_prefix("goroutine ").unwrap_or_default();
            rest.starts_with(|c: char| c.is_ascii_digit()) && line.ends_with(':')
        };
        let dump = open(&path).remove(0).opened.dump.unwrap();
        assert_eq!(dump.counted().count(), text.lines().filter(is_header).count(), "{}", path.display());
        let leaked = dump.counted().filter(|(_, goroutine)| goroutine.is_leaked).count();
        assert_eq!(leaked, text.matches(" (leaked)").count(), "{}", path.display());
        let frames: usize = dump.counted().map(|(_, goroutine)| dump.stack(goroutine.stack).len()).sum();
        let creators = dump.counted().filter(|(_, goroutine)| goroutine.creator.is_some()).count();
        let seconds = text.lines().filter(|line| line.starts_with('\t')).count();
        assert_eq!(frames + creators, seconds, "{}", path.display());
        dumps += 1;
    }
    assert!(dumps >= 6);
}

/// What the service counts, and how its goroutines are told: a function of the stack, and the state.
const PLANTED: [(&str, &str, &str); 12] = [
    ("audit.(*Trail).Begin.gowrap/flushOnDone", "audit.(*Trail).flushOnDone", "chan receive"),
    ("ingest.scanLines", "ingest.scanLines", "select"),
    ("jobs.(*Gate).wait", "jobs.(*Gate).wait", "chan receive (nil chan)"),
    ("jobs.awaitEither", "jobs.awaitEither", "select"),
    ("jobs.fanOut", "jobs.fanOut", "sync.WaitGroup.Wait"),
    ("ledger.(*Book).Reconcile", "ledger.(*Book).Reconcile", "sync.Mutex.Lock"),
    ("poller.watchForever", "poller.watchForever", "chan receive"),
    ("queue.(*Ring).Pop", "queue.(*Ring).Pop", "sync.Cond.Wait"),
    ("store.(*Repo).Count", "store.(*Repo).Count", "select"),
    ("store.(*Repo).ListOrders", "database/sql.(*Rows).awaitDone", "select"),
    ("upstream.(*RatesClient).Fetch", "net/http.(*persistConn).readLoop", "select"),
    ("webhook.processWebhook.func1", "webhook.processWebhook.func1", "chan send"),
];

/// What stands in a `truth.json` of a snapshot: `before` or `after`, key, number.
fn truth(text: &str, snapshot: u32) -> Vec<(bool, String, i64)> {
    let start = format!("\n \"{snapshot}\": {{");
    let from = text.find(&start).map_or("", |at| &text[at + start.len()..]);
    let part = &from[..from.find("\n }").unwrap_or(from.len())];
    let mut is_before = false;
    let mut told = Vec::new();
    for line in part.lines() {
        let Some((key, value)) = line.trim().rsplit_once(": ") else { continue };
        let key = key.trim_matches('"').to_owned();
        is_before = key == "before" || is_before && key != "after";
        if let Ok(number) = value.trim_end_matches(',').parse() {
            told.push((is_before, key, number));
        }
    }
    told
}

fn has(group: &GoroutineGroup, function: &str) -> bool {
    group.frames.iter().any(|frame| frame.function.ends_with(function))
}

#[test]
fn dumps_count_what_the_service_had_counted() {
    let mut compared = 0;
    for run in runs() {
        let Ok(text) = fs::read_to_string(run.join("truth.json")) else { continue };
        for path in files(&run, "goroutine-") {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            let number =
                name.strip_prefix("goroutine-").and_then(|rest| rest.split('.').next()?.parse().ok());
            let Some(number) = number else { continue };
            let truth = truth(&text, number);
            if truth.is_empty() {
                continue;
            }
            let named = open(&path);
            let table = GoroutineTable::of(&sources(&named));
            assert_eq!(table.captures.len(), 1);
            let bounds = |key: &str| {
                let all = truth.iter().filter(|told| told.1.starts_with(key)).map(|told| told.2);
                all.clone().min().map(|least| (least - 3, all.max().unwrap_or(least) + 3))
            };
            let (least, most) = bounds("numgoroutine").unwrap();
            let total = table.captures[0].total;
            assert!((least..=most).contains(&total), "{}: {total} in {least}..={most}", path.display());
            for (key, function, state) in PLANTED {
                let Some((least, most)) = bounds(key) else { continue };
                let groups = table.groups.iter().filter(|group| has(group, function));
                let counted: i64 = if name.contains("debug1") {
                    groups.map(|group| group.snapshots[0].count).sum()
                } else {
                    let states = groups.flat_map(|group| &group.snapshots[0].states);
                    states.filter(|told| told.0 == state).map(|told| told.1).sum()
                };
                assert!(
                    (least..=most).contains(&counted),
                    "{} {key}: {counted} in {least}..={most}",
                    path.display()
                );
                compared += 1;
            }
        }
    }
    assert!(compared >= 100, "{compared}");
}

#[test]
fn all_forms_of_a_moment_are_the_same_groups() {
    let mut moments = 0;
    for run in runs() {
        for dump in files(&run, ".debug2.txt") {
            let name = dump.file_name().unwrap().to_string_lossy().into_owned();
            let stem = name.split(".debug2").next().unwrap();
            if stem.starts_with("goroutineleak") {
                continue;
            }
            let others = files(&run, &format!("{stem}."));
            if others.len() < 3 {
                continue;
            }
            let named: Vec<Named> = others.iter().flat_map(|path| open(path)).collect();
            let table = GoroutineTable::of(&sources(&named));
            assert_eq!(table.captures.len(), 3, "{}", dump.display());
            let at =
                |part: &str| table.captures.iter().position(|capture| capture.name.contains(part)).unwrap();
            let (text, counts, proto) = (at("debug2"), at("debug1"), at(".pb.gz"));
            let mut moved = 0;
            for group in &table.groups {
                let count = |at: usize| group.snapshots[at].count;
                // Each form is a request of its own, which it shows; and what had not run yet has no stack in a profile.
                let is_request =
                    group.frames.iter().any(|frame| frame.function.starts_with("runtime/pprof."));
                if !is_request && !group.frames.is_empty() {
                    moved += (count(text) - count(proto)).abs() + (count(text) - count(counts)).abs();
                }
                let state = |at: usize| group.snapshots[at].states.first().map_or("", |state| &state.0);
                let (one, other) = (state(text), state(proto));
                let is_passing = ["running", "runnable", "syscall", ""].contains(&one);
                assert!(is_passing || other.is_empty() || one == other, "{one} / {other} {:?}", group.frames);
                // What a text without states tells is right, too.
                let told = state(counts);
                assert!(
                    is_passing || told.is_empty() || told == one || one.is_empty(),
                    "{one} / {told} {:?}",
                    group.frames
                );
            }
            // They were taken one behind another: so many requests began or ended between.
            let bound = 16.min(table.captures[text].total);
            assert!(moved <= bound, "{}: {moved} of {}", dump.display(), table.captures[text].total);
            moments += 1;
        }
    }
    assert!(moments >= 5);
}
