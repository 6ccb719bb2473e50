//! Zip files.

use std::io::Write as _;

use airflame::worker::protocol::{Reply, Request};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use crate::harness::{FILES, Page, collect};

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (path, bytes) in files {
        writer.start_file(*path, SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn bundle() -> Vec<u8> {
    zip(&[
        ("pod-1/heap-1.pb.gz", FILES[0].1),
        ("pod-1/notes.txt", b"taken by hand, at 3 in the morning"),
        ("pod-1/heap-6.pb.gz", FILES[1].1),
    ])
}

#[test]
fn one_bad_file_does_not_stop_the_others() {
    let mut page = Page::new();
    // The name says nothing: what a file is, its bytes say.
    let read = page.read("incident.bin", &bundle());
    let opened: Vec<_> = read.opened.iter().map(|profile| profile.name.as_str()).collect();
    assert_eq!(opened, ["incident.bin/pod-1/heap-1.pb.gz", "incident.bin/pod-1/heap-6.pb.gz"]);
    assert_eq!(read.opened[0].size, FILES[0].1.len() as u64);
    let failed: Vec<_> = read.failed.iter().map(|problem| problem.name.as_str()).collect();
    assert_eq!(failed, ["incident.bin/pod-1/notes.txt"]);
}

#[test]
fn it_does_not_matter_how_it_is_cut() {
    let mut page = Page::new();
    for slice in [1, 2, 5, usize::MAX] {
        assert_eq!(page.read_in_slices("a.zip", &bundle(), slice).opened.len(), 2);
    }
}

#[test]
fn a_cut_archive_is_a_problem() {
    let mut page = Page::new();
    let bundle = bundle();
    let read = page.read("a.zip", &bundle[..bundle.len() / 2]);
    assert_eq!((read.opened.len(), read.failed.len()), (0, 1));
    assert_eq!(read.failed[0].name, "a.zip");
}

#[test]
fn an_empty_archive_is_a_problem() {
    let mut page = Page::new();
    let read = page.read("a.zip", &zip(&[]));
    assert_eq!((read.opened.len(), read.failed.len()), (0, 1));
}

#[test]
fn it_can_be_cancelled_between_two_files() {
    let mut page = Page::new();
    let bundle = bundle();
    let file = page.next_file();
    page.session.open(file, "a.zip", bundle.len() as u64);
    assert_eq!(page.session.feed(file, &bundle), []);
    let mut first = Vec::new();
    while first.is_empty() {
        first = page.session.finish(file);
    }
    assert!(matches!(first[..], [Reply::Opened { .. }]), "{first:?}");
    let replies = page.session.handle(&Request::Cancel { file });
    assert!(matches!(replies[..], [Reply::OpenEnded { cancelled: true, .. }]), "{replies:?}");
    assert_eq!(page.session.finish(file), []);
}

#[test]
fn two_files_may_be_read_at_once() {
    let mut page = Page::new();
    let bundle = bundle();
    let (zip, heap) = (page.next_file(), page.next_file());
    page.session.open(zip, "a.zip", bundle.len() as u64);
    page.session.open(heap, "heap", FILES[0].1.len() as u64);
    page.session.feed(zip, &bundle);
    page.session.feed(heap, FILES[0].1);
    let replies = page.finish(heap);
    assert_eq!(collect(heap, replies).opened.len(), 1);
    assert!(page.session.is_reading(zip));
}
