//! Files become profiles, or problems that say what to do.

use std::io::Write as _;

use airflame::open::{Part, Unpacker};
use airflame::pprof::advice;
use airflame::worker::protocol::{FileId, Problem, ProfileId, Reply, Request, Timings};

use crate::harness::{FILES, Page, Read, collect};

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

/// Reads a file that was unpacked elsewhere, as `worker::serve` has it done.
fn read_unpacked(page: &mut Page, name: &str, size: u64, bytes: &[u8], slice: usize) -> Read {
    let file = page.next_file();
    page.session.open(file, name, size);
    let mut unpacker = Unpacker::default();
    let mut replies = Vec::new();
    let mut take = |part: Part<'_>| replies.extend(page.session.feed_unpacked(file, part));
    let pushed = bytes.chunks(slice).try_for_each(|slice| unpacker.push(slice, &mut take));
    if let Err(error) = pushed.and_then(|()| unpacker.finish(&mut take)) {
        let advice = advice(&error.kind).into_owned();
        let problem = Problem { name: name.to_owned(), what: error.to_string(), advice };
        replies.extend(page.session.fail(file, problem));
    }
    replies.extend(page.finish(file));
    collect(file, replies)
}

#[test]
fn it_does_not_matter_who_unpacks_a_file() {
    let web_page = gzipped(b"<!DOCTYPE html><html><body>404 page not found</body></html>", 6000);
    let twice = gzipped(HEAP, 1);
    let mut damaged = HEAP.to_vec();
    damaged[HEAP.len() / 2] ^= 0x55;
    let files: [(&str, &[u8]); 12] = [
        ("a heap", HEAP),
        ("cut", &HEAP[..HEAP.len() - 5]),
        ("cut in its middle", &HEAP[..HEAP.len() / 2]),
        ("damaged", &damaged),
        ("trailing bytes", &[HEAP, b"and more"].concat()),
        ("a web page, cut", &web_page[..web_page.len() - 4]),
        ("compressed twice", &twice),
        ("compressed twice, cut", &twice[..twice.len() - 9]),
        ("a dump", include_bytes!("../profiles/texts/goroutine.txt")),
        ("a zip file of nothing", b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"),
        ("a damaged zip file", b"PK\x03\x04 and then nothing of the kind"),
        ("nothing", b""),
    ];
    let mut failed = 0;
    for (name, bytes) in files {
        for slice in [1000, 1 << 16] {
            let here = Page::new().read_in_slices(name, bytes, slice);
            let elsewhere = read_unpacked(&mut Page::new(), name, bytes.len() as u64, bytes, slice);
            assert_eq!(elsewhere.opened, here.opened, "{name}");
            assert_eq!(elsewhere.failed, here.failed, "{name}");
            assert_eq!(elsewhere.warnings, here.warnings, "{name}");
            failed += here.failed.len();
        }
    }
    assert!(failed >= 16, "{failed} failures");
}

#[test]
fn what_is_too_large_is_refused_before_it_is_said_to_be_damaged() {
    let read = read_unpacked(&mut Page::new(), "huge", 3 << 30, b"\x1f\x8b\x07 no gzip", 100);
    assert_eq!(read.failed.len(), 1);
    assert!(read.failed[0].what.contains("at most 2147483648 are read"), "{:?}", read.failed);
}

/// `copies` of some bytes, gzipped.
fn gzipped(bytes: &[u8], copies: usize) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    for _ in 0..copies {
        gzip.write_all(bytes).unwrap();
    }
    gzip.finish().unwrap()
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
    let problem = Problem {
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
    page.session.spent(file, Timings { read: 7.0, ..Timings::default() });
    page.session.feed(file, HEAP);
    page.session.spent(file, Timings { read: 5.0, ..Timings::default() });
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
