//! What the table of all captures is, whatever its sources are cut into and however they are ordered.

use airflame::analysis::goroutines::{CaptureForm, GoroutineTable, GroupOrigin, Source, programs};
use airflame::open::{Opened, open_slice};
use airflame::pprof::Reading;
use proptest::prelude::*;

use crate::fixtures::{fixture, inflate};

fn open(name: &str) -> (String, Opened) {
    let bytes = fixture(name).bytes;
    (name.to_owned(), open_slice(Reading::InFull, &bytes).unwrap().remove(0))
}

fn parsed(name: &str, text: &str) -> (String, Opened) {
    (name.to_owned(), open_slice(Reading::InFull, text.as_bytes()).unwrap().remove(0))
}

fn source((name, opened): &(String, Opened)) -> Source<'_> {
    let time_nanos = opened.profile.header().time_nanos;
    Source { name, time_nanos, profile: &opened.profile, dump: opened.dump.as_deref() }
}

fn table(files: &[(String, Opened)]) -> GoroutineTable {
    GoroutineTable::of(&files.iter().map(source).collect::<Vec<_>>())
}

/// All but the names of captures.
fn told(table: &GoroutineTable) -> String {
    let captures: Vec<_> =
        table.captures.iter().map(|of| (of.form, of.time_nanos, of.total, of.is_cut)).collect();
    format!("{captures:?} {:?}", table.groups)
}

fn run() -> Vec<(String, Opened)> {
    let mut files = Vec::new();
    for number in [1, 3, 4, 6] {
        files.push(open(&format!("moments/goroutine-{number}.pb.gz")));
        files.push(open(&format!("moments/goroutine-{number}.debug1.txt.gz")));
        files.push(open(&format!("moments/goroutine-{number}.debug2.txt.gz")));
    }
    files.push(open("moments/goroutineleak-3.debug2.txt.gz"));
    files.push(open("moments/goroutineleak-6.pb.gz"));
    files
}

#[test]
fn captures_are_in_order_and_groups_are_whole() {
    let table = table(&run());
    let names: Vec<_> = table.captures.iter().map(|of| of.name.rsplit('/').next().unwrap()).collect();
    let number = |name: &str| name.split(['-', '.']).nth(1).unwrap().parse::<u32>().unwrap();
    assert!(names.is_sorted_by_key(|name| number(name)), "{names:?}");
    assert_eq!((table.counting().len(), table.dumps().len(), table.captures.len()), (13, 5, 14));
    let find = |function: &str, state: &str| {
        let is = |of: &&airflame::analysis::goroutines::GoroutineGroup| {
            of.state == state && of.owner().is_some_and(|owner| owner.function.ends_with(function))
        };
        table.groups.iter().find(is).unwrap_or_else(|| panic!("{function}"))
    };
    let webhook = find("webhook.processWebhook.func1", "chan send");
    assert_eq!(webhook.origin, GroupOrigin::Own);
    assert_eq!(
        webhook.creator.as_ref().unwrap().function,
        "github.com/acme/hookrelay/internal/webhook.processWebhook"
    );
    let dumps = table.dumps();
    let [first, last] = [dumps[0], *dumps.last().unwrap()].map(|at| &webhook.snapshots[at]);
    // Not one of the goroutines that were there first has gone.
    assert!(first.ids.len() >= 30 && first.ids.iter().all(|id| last.ids.contains(id)));
    assert!(last.count > 180 && last.labels.iter().any(|of| of.0 == "tenant" && of.1 == "hooli"));
    assert_eq!(last.labels[0].2, last.count, "all have the handler's label");
    // Go proved them by its own profile, and the marks stay in later dumps.
    let proof = table.captures.iter().position(|of| of.form == CaptureForm::LeakProfile).unwrap();
    assert_eq!(webhook.snapshots[proof].leaked, webhook.snapshots[proof].count);
    assert!(webhook.proved() >= last.count - 6, "{} of {}", webhook.proved(), last.count);
    assert!(find("ledger.(*Book).Reconcile", "sync.Mutex.Lock").snapshots[last_of(&table)].minutes.is_some());
    let proved: i64 = table.groups.iter().map(|group| group.snapshots[proof].leaked).sum();
    assert_eq!(proved, 329);
}

fn last_of(table: &GoroutineTable) -> usize {
    *table.dumps().last().unwrap()
}

/// The goroutines of a dump, each with the blank line behind it.
fn goroutines(text: &str) -> Vec<&str> {
    text.split_inclusive("\n\n").collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn neither_order_nor_pieces_matter(
        seed in any::<u64>(),
        cuts in proptest::collection::vec(any::<prop::sample::Index>(), 0..4),
    ) {
        let whole = run();
        let expected = told(&table(&whole));
        let mut files: Vec<(String, Opened)> = Vec::new();
        for (name, opened) in whole {
            if name != "moments/goroutine-6.debug2.txt.gz" {
                files.push((name, opened));
                continue;
            }
            let text = String::from_utf8(inflate(&fixture(&name).bytes)).unwrap();
            let all = goroutines(&text);
            let mut places: Vec<usize> = cuts.iter().map(|cut| cut.index(all.len() - 1) + 1).chain([0, all.len()]).collect();
            places.sort_unstable();
            places.dedup();
            for (number, piece) in places.windows(2).enumerate() {
                files.push(parsed(&format!("moments/goroutine-6.part{number}.debug2.txt"), &all[piece[0]..piece[1]].concat()));
            }
        }
        // Any order: by a hash of the name.
        files.sort_by_key(|(name, _)| name.bytes().fold(seed, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)));
        prop_assert_eq!(told(&table(&files)), expected);
    }
}

#[test]
fn dumps_are_ordered_by_ids_where_nothing_else_tells() {
    let dump = |ids: std::ops::Range<u32>| {
        ids.map(|id| format!("goroutine {id} [chan send]:\nmain.f()\n\t/a/main.go:1 +0x1\n\n"))
            .collect::<String>()
    };
    let files = [parsed("b.txt", &dump(1..40)), parsed("a.txt", &dump(1..90)), parsed("c.txt", &dump(1..7))];
    let totals: Vec<i64> = table(&files).captures.iter().map(|of| of.total).collect();
    assert_eq!(totals, [6, 39, 89]);
    let pieces = [parsed("b.txt", &dump(1..40)), parsed("a.txt", &dump(40..90))];
    assert_eq!(table(&pieces).captures.len(), 1);
}

#[test]
fn a_deep_stack_is_one_group_in_all_forms() {
    let forms = ["pb.gz", "debug1.txt.gz", "debug2.txt.gz"]
        .map(|form| open(&format!("moments/shapes-goroutine.{form}")));
    let table = table(&forms);
    let deep: Vec<_> = table.groups.iter().filter(|group| group.frames.len() > 90).collect();
    assert!(!deep.is_empty());
    for group in deep {
        let counts: Vec<i64> = group.snapshots.iter().map(|snapshot| snapshot.count).collect();
        assert!(counts.iter().all(|&count| count == counts[0]), "{counts:?}");
    }
}

#[test]
fn programs_are_told_apart() {
    let files = [
        open("moments/goroutine-1.pb.gz"),
        open("dumps/deadlock.txt"),
        open("moments/goroutine-6.debug2.txt.gz"),
        open("moments/goroutineleak-6.pb.gz"),
        open("dumps/goexit-deadlock.txt"),
        open("dumps/goleak-testmain.txt"),
    ];
    let sources: Vec<_> = files.iter().map(source).collect();
    // The deadlocks' package main lies elsewhere; goleak's test is of another module.
    assert_eq!(programs(&sources), [vec![0, 2, 3], vec![1, 4], vec![5]]);
    assert!(programs(&[]).is_empty());
}

/// Ten dumps of 50,000 goroutines, as fast as they should be even unoptimised.
#[test]
fn many_goroutines_are_grouped_in_time() {
    let dump = |at: u32| -> String {
        (1..=50_000)
            .map(|id| {
                let (id, stack) = (id + at * 1000, id % 200);
                format!("goroutine {id} [select, {at} minutes] {{request: r{id}}}:\nmain.wait{stack}(0x1)\n\t/a/main.go:{stack} +0x1\nmain.run()\n\t/a/main.go:1 +0x2\ncreated by main.main in goroutine 1\n\t/a/main.go:7 +0x3\n\n")
            })
            .collect()
    };
    let files: Vec<_> = (0..10).map(|at| parsed(&format!("dump-{at}.txt"), &dump(at))).collect();
    let start = std::time::Instant::now();
    let table = table(&files);
    let elapsed = start.elapsed();
    assert_eq!((table.captures.len(), table.groups.len()), (10, 200));
    assert!(elapsed.as_secs() < 8, "{elapsed:?}");
}
