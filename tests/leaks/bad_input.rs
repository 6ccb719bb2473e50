//! What is judged of evidence that does not fit together: what was seen is said, and nothing is invented.

use airflame::analysis::leaks::{Note, Subject, Verdict};
use airflame::open::{Opened, open_slice};
use airflame::pprof::Reading;
use airflame::report::leaks::{self, Examined, examine};

use crate::process::{File, all, catalogue, files, findings, is_leak, own};

fn text(name: &str, text: &str) -> File {
    let opened = open_slice(Reading::InFull, text.as_bytes()).unwrap().remove(0);
    File { name: name.to_owned(), opened }
}

fn examined(files: &[File]) -> Examined {
    examine(&files.iter().map(file).collect::<Vec<_>>(), None, catalogue())
}

fn file(file: &File) -> leaks::File<'_> {
    leaks::File { name: &file.name, profile: &file.opened.profile, dump: file.opened.dump.as_deref() }
}

/// `count` goroutines of a program whose module is `module`.
fn dump(module: &str, count: usize) -> String {
    let one = |id: usize| {
        format!(
            "goroutine {id} [chan send]:\n{module}/work.send()\n\t/src/{module}/work.go:20 +0x1\ncreated by main.main\n\t/src/{module}/main.go:3 +0x1\n\n"
        )
    };
    (1..=count).map(one).collect()
}

#[test]
fn of_two_programs_the_one_with_more_files_is_judged_and_the_other_named() {
    let files = [
        text("a-1.txt", &dump("example.org/alpha", 10)),
        text("b-1.txt", &dump("example.net/beta", 500)),
        text("a-2.txt", &dump("example.org/alpha", 12)),
    ];
    let found = examined(&files);
    assert!(found.findings.notes.contains(&Note::OtherPrograms(vec!["b-1.txt".to_owned()])));
    assert!(found.table.groups.iter().all(|group| !group.frames[0].function.contains("beta")));
}

#[test]
fn a_clock_that_goes_backwards_takes_the_rate_and_not_the_verdict() {
    let heaps = |change: &dyn Fn(i64) -> i64| -> Vec<File> {
        let turned = |file: File| {
            let mut tables = file.opened.profile.revise();
            tables.header.time_nanos = change(tables.header.time_nanos);
            let opened = Opened { profile: tables.finish().unwrap(), ..file.opened };
            File { opened, ..file }
        };
        let is_heap = |name: &str| name.starts_with("heap-");
        files(&own("leaky-default"), &is_heap).into_iter().map(turned).collect()
    };
    let right = findings(&all(&heaps(&|time| time)));
    let backwards = findings(&all(&heaps(&|time| i64::MAX / 2 - time)));
    let untimed = findings(&all(&heaps(&|_| 0)));
    assert!(is_leak(right.verdict()) && right.heap.as_ref().unwrap().per_hour.is_some());
    for found in [&backwards, &untimed] {
        let heap = found.heap.as_ref().unwrap();
        assert!(heap.per_hour.is_none(), "nobody knows when that was");
        assert!(found.notes.contains(&Note::NoTimes(Subject::Heap)));
        assert_eq!(heap.values, right.heap.as_ref().unwrap().values, "the order is that of the names");
        assert_eq!(found.verdict(), right.verdict());
        assert!(found.forecast.is_none());
    }
}

#[test]
fn a_heap_that_counts_nothing_since_its_start_is_no_ground_for_a_leak() {
    let heap = |name: &str, bytes: u64| {
        let stack = "heap profile: 1: B [1: B] @ heapprofile\n1: B [1: B] @ 0x1000 0x2000\n";
        text(name, &stack.replace('B', &bytes.to_string()))
    };
    let found = findings(&all(&[heap("a", 1 << 20), heap("b", 3 << 20)]));
    assert!(!is_leak(found.verdict()));
    assert!(!found.advice.is_empty(), "it says what would settle it");
}

#[test]
fn nothing_at_all_is_judged_as_nothing() {
    let found = examined(&[]).findings;
    assert_eq!(found.verdict(), Verdict::NotEnoughData);
    assert!(found.heap.is_none() && found.goroutines.is_none() && found.suspects.is_empty());
}
