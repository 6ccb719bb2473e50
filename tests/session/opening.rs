//! Files become profiles, or problems that say what to do.

use airflame::worker::protocol::{FileId, ProfileId, Reply, Request, Timings};

use crate::harness::{FILES, Page, collect};

const HEAP: &[u8] = FILES[1].1;

#[test]
fn a_profile_is_summed_up() {
    let mut page = Page::new();
    let read = page.read("heap-6.pb.gz", HEAP);
    assert_eq!((read.opened.len(), read.failed.len(), read.warnings.len()), (1, 0, 0));
    let heap = &read.opened[0];
    assert_eq!((heap.name.as_str(), heap.size), ("heap-6.pb.gz", HEAP.len() as u64));
    assert_eq!((heap.binary.as_str(), heap.period_type.as_str()), ("hookrelay", "space"));
    assert_eq!(heap.duration_nanos, 0);
    assert!(heap.time_nanos > 1_700_000_000_000_000_000);
    assert!(heap.stacks > 100 && heap.samples >= heap.stacks);
    assert_eq!(heap.default_metric, Some(3));
    // What `go tool pprof -top -sample_index=… -unit=B` says of it.
    let totals: Vec<_> =
        heap.sample_types.iter().map(|metric| (metric.name.as_str(), metric.total)).collect();
    assert_eq!(
        totals,
        [
            ("alloc_objects", 2_487_303),
            ("alloc_space", 275_820_950),
            ("inuse_objects", 311_861),
            ("inuse_space", 24_021_702)
        ]
    );
    assert_eq!(heap.sample_types[3].unit, "bytes");
}

#[test]
fn it_does_not_matter_how_a_file_is_cut() {
    let mut page = Page::new();
    let mut whole = page.read_in_slices("heap", HEAP, usize::MAX).opened.remove(0);
    for slice in [1, 3, 4096] {
        let cut = page.read_in_slices("heap", HEAP, slice).opened.remove(0);
        whole.id = cut.id;
        assert_eq!(cut, whole);
    }
}

#[test]
fn the_example_opens() {
    let mut page = Page::new();
    let files: [&[u8]; 3] = [
        include_bytes!("../../static/example/heap-1.pb.gz"),
        include_bytes!("../../static/example/heap-6.pb.gz"),
        include_bytes!("../../static/example/goroutine-6.pb.gz"),
    ];
    let reads = files.map(|bytes| page.read("hookrelay", bytes));
    assert!(reads.iter().all(|read| read.failed.is_empty() && read.warnings.is_empty()), "{reads:?}");
    let types = reads.map(|read| read.opened[0].sample_types[0].name.clone());
    assert_eq!(types, ["alloc_objects", "alloc_objects", "goroutine"]);
}

#[test]
fn a_cancelled_file_is_forgotten() {
    let mut page = Page::new();
    let file = page.next_file();
    page.session.open(file, "heap", HEAP.len() as u64);
    assert_eq!(page.session.feed(file, &HEAP[..10_000]), []);
    assert!(page.session.is_reading(file));
    let replies = page.session.handle(&Request::Cancel { file });
    assert!(matches!(replies[..], [Reply::OpenEnded { cancelled: true, .. }]), "{replies:?}");
    // Slices that were on their way come too late.
    assert!(!page.session.is_reading(file));
    assert_eq!(page.session.feed(file, &HEAP[10_000..]), []);
    assert_eq!(page.session.finish(file), []);
    // A second click on the button says nothing that was not said.
    assert_eq!(page.session.handle(&Request::Cancel { file }), []);
    // And the file can be opened again.
    assert_eq!(page.read("heap", HEAP).opened.len(), 1);
}

#[test]
fn a_bad_file_ends_at_once() {
    let mut page = Page::new();
    let file = page.next_file();
    page.session.open(file, "index.html", 1 << 40);
    let replies = page.session.feed(file, b"<!DOCTYPE html><html><body>404 page not found</body></html>");
    let more = page.finish(file);
    let read = collect(file, replies.into_iter().chain(more).collect());
    assert_eq!(read.failed[0].name, "index.html");
    assert!(!page.session.is_reading(file));
}

#[test]
fn the_browser_may_fail_to_read() {
    let mut page = Page::new();
    let file = page.next_file();
    page.session.open(file, "heap", 5);
    let problem = airflame::worker::protocol::Problem {
        name: "heap".to_owned(),
        what: "the file could not be read".to_owned(),
        advice: "Open it again.".to_owned(),
    };
    let read = collect(file, page.session.fail(file, problem.clone()));
    assert_eq!(read.failed, [problem]);
}

#[test]
fn time_is_accounted_for() {
    let mut page = Page::new();
    let file = page.next_file();
    page.session.open(file, "heap", HEAP.len() as u64);
    page.session.waited(file, 7.0);
    page.session.feed(file, HEAP);
    page.session.waited(file, 5.0);
    let replies = page.finish(file);
    let Some(&Reply::OpenEnded { timings: Timings { read, inflate, decode }, .. }) = replies.last() else {
        panic!("{replies:?}")
    };
    assert_eq!(read, 12.0);
    assert!(inflate > 0.0 && decode > 0.0);
}

#[test]
fn odd_profiles_open_and_broken_ones_say_what_to_do() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/profiles/oddproto");
    let mut page = Page::new();
    let mut seen = 0;
    for entry in std::fs::read_dir(folder).expect("the fixtures are there") {
        let path = entry.unwrap().path();
        if path.is_dir() {
            continue;
        }
        seen += 1;
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        let read = page.read_in_slices(&name, &std::fs::read(&path).unwrap(), 7);
        // pprof reads b15, whose names are not UTF-8, and so do we, with a warning.
        let is_good = name.starts_with('v') || name.starts_with("b15");
        // What is a difference has two sides.
        let sides = 1 + usize::from(name.starts_with("v12"));
        assert_eq!(
            (read.opened.len(), read.failed.len()),
            (usize::from(is_good) * sides, usize::from(!is_good)),
            "{name}"
        );
        for problem in read.failed.iter().chain(&read.warnings) {
            assert_eq!(problem.name, name);
            assert!(problem.what.len() > 10, "{problem:?}");
            assert!(problem.advice.ends_with(['.', ')']), "{problem:?}");
        }
        if name.starts_with("b15") {
            assert_eq!(read.warnings.len(), 1, "{name}");
        }
    }
    assert!(seen > 40, "{seen} files");
}

#[test]
fn texts_of_go_open() {
    let text = include_bytes!("../profiles/texts/goroutine.txt");
    let mut page = Page::new();
    let read = page.read_in_slices("goroutine?debug=1", text, 100);
    assert_eq!((read.opened.len(), read.failed.len()), (1, 0), "{:?}", read.failed);
}

#[test]
fn ids_are_never_given_twice() {
    let mut page = Page::new();
    let first = page.open_file(0);
    assert_eq!(page.session.handle(&Request::Close { profile: first }), []);
    let second = page.open_file(0);
    assert_ne!(first, second);
    assert_eq!(page.session.handle(&Request::Close { profile: ProfileId(77) }), []);
    assert_eq!(page.session.handle(&Request::Cancel { file: FileId(77) }), []);
}

#[test]
fn a_file_that_is_too_large_by_its_size_alone_is_refused_before_it_is_read() {
    const GIB: u64 = 1 << 30;
    let mut page = Page::new();
    for (size, start, is_refused) in [
        (3 * GIB, &HEAP[..4096], Some("the file has at least 3218004247")),
        (3 * GIB, b"\x0a\x04\x08\x01\x10\x02", Some("at most 2147483648 are read")),
        (2 * GIB, &HEAP[..4096], None),
        (2 * GIB, b"PK\x03\x04", Some("larger than 1024 MiB")),
        (GIB, b"PK\x03\x04", None),
    ] {
        let file = page.next_file();
        page.session.open(file, "huge", size);
        let replies = page.session.feed(file, start);
        let Some(expected) = is_refused else {
            assert_eq!(replies, []);
            assert!(page.session.is_reading(file));
            continue;
        };
        let read = collect(file, replies);
        assert!(read.failed[0].what.contains(expected), "{:?}", read.failed);
        assert!(!read.failed[0].advice.is_empty() && !page.session.is_reading(file));
    }
}
