//! Profiles in a zip archive.

use std::io::{Cursor, Write as _};

use airflame::pprof::archive::{ArchiveErrorKind, read_zip};
use airflame::pprof::{Compression, LimitExceeded, Limits, open_slice};
use proptest::prelude::*;
use zip::CompressionMethod;
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::fixtures;

fn archive() -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    let deflated = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let stored = SimpleFileOptions::default().compression_method(CompressionMethod::Stored);
    let heap = fixtures::fixture("leaky-default/heap-1.pb.gz").bytes;
    let odd = fixtures::fixture("oddproto/v01-uncompressed.pb").bytes;
    writer.add_directory("run", stored).unwrap();
    let files: [(&str, SimpleFileOptions, &[u8]); 5] = [
        ("run/heap-1.pb.gz", stored, &heap),
        ("run/odd.pb", deflated, &odd),
        ("__MACOSX/run/._heap-1.pb.gz", stored, b"resource fork"),
        ("run/.DS_Store", stored, b"icons"),
        ("run/notes.txt", deflated, b"taken at night"),
    ];
    for (path, options, bytes) in files {
        writer.start_file(path, options).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn the_files_that_people_put_there_are_read() {
    let archive = archive();
    assert_eq!(Compression::sniff(&archive), Compression::Zip);
    let files: Vec<_> = read_zip(&archive, Limits::default()).unwrap().map(Result::unwrap).collect();
    let paths: Vec<&str> = files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths, ["run/heap-1.pb.gz", "run/odd.pb", "run/notes.txt"]);
    assert!(open_slice(&files[0].bytes).is_ok() && open_slice(&files[1].bytes).is_ok());
    assert_eq!(
        open_slice(&files[2].bytes).unwrap_err().to_string(),
        "this is no profile but text, “taken at night”"
    );
    assert_eq!(
        open_slice(&archive).unwrap_err().to_string(),
        "this is no profile but a packed file (a zip archive)"
    );
}

#[test]
fn a_broken_file_does_not_stop_the_others() {
    let mut archive = archive();
    let packed = fixtures::fixture("leaky-default/heap-1.pb.gz").bytes;
    let at = archive.windows(packed.len()).position(|window| window == packed).unwrap();
    archive[at + 100] ^= 1;
    let files: Vec<_> = read_zip(&archive, Limits::default()).unwrap().collect();
    let error = files[0].clone().unwrap_err();
    assert_eq!(error.to_string(), "the file is damaged (reading run/heap-1.pb.gz)");
    assert!(files[1].is_ok() && files[2].is_ok());
}

#[test]
fn limits_and_broken_archives_are_named() {
    let archive = archive();
    let error = |limits, bytes: &[u8]| read_zip(bytes, limits).map(|_| ()).unwrap_err();
    let all = Limits::default();
    let many = LimitExceeded { what: "files in the archive", limit: 3, wanted: 6 };
    assert_eq!(error(Limits { archive_entries: 3, ..all }, &archive).kind, ArchiveErrorKind::Limit(many));
    assert_eq!(error(all, &archive[..archive.len() / 2]).kind, ArchiveErrorKind::Broken);
    let large: Vec<_> = read_zip(&archive, Limits { archive_entry_bytes: 600, ..all }).unwrap().collect();
    assert!(matches!(large[0].clone().unwrap_err().kind, ArchiveErrorKind::Limit(_)));
    assert!(large[1].is_ok());
}

/// Where in an archive the list of files begins.
fn directory(archive: &[u8]) -> usize {
    archive.windows(4).position(|four| four == b"PK\x01\x02").unwrap()
}

fn contents(archive: &[u8]) -> Vec<Vec<u8>> {
    read_zip(archive, Limits::default()).unwrap().map(|file| file.unwrap().bytes).collect()
}

#[test]
fn what_stands_before_and_behind_an_archive_does_not_matter() {
    let plain = archive();
    let mut writer = ZipWriter::new_append(Cursor::new(plain.clone())).unwrap();
    writer.set_comment("PK\x05\x06 is how the end of an archive begins, and this is not one").unwrap();
    let commented = writer.finish().unwrap().into_inner();
    assert_ne!(commented, plain);
    assert_eq!(contents(&commented), contents(&plain));
    let program = [b"#!/bin/sh\nunzip $0\n".as_slice(), &plain].concat();
    assert_eq!(contents(&program), contents(&plain));
}

#[test]
fn numbers_may_have_64_bits() {
    // As some writers make all archives, and shorter than an archive that needs it.
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("notes.txt", SimpleFileOptions::default()).unwrap();
    writer.write_all(b"taken at night, taken at night, taken at night").unwrap();
    let plain = writer.finish().unwrap().into_inner();
    let (start, end) = (directory(&plain), plain.len() - 22);
    let mut entry = plain[start..end].to_vec();
    let name = usize::from(entry[28]);
    let number = |at: usize| u64::from(u32::from_le_bytes(entry[at..at + 4].try_into().unwrap()));
    let numbers = [number(24), number(20), number(42)].map(u64::to_le_bytes).concat();
    for at in [20, 24, 42] {
        entry[at..at + 4].fill(0xff);
    }
    entry.truncate(46 + name);
    entry[30..32].copy_from_slice(&32_u16.to_le_bytes());
    // Another field first, as of a time.
    entry.extend([9, 9, 0, 0, 1, 0, 24, 0]);
    entry.extend(numbers);

    let mut large = plain[..start].to_vec();
    large.extend(&entry);
    let large_end = large.len() as u64;
    large.extend(b"PK\x06\x06");
    large.extend(44_u64.to_le_bytes());
    large.extend([45, 0, 45, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    for number in [1, 1, entry.len() as u64, start as u64] {
        large.extend(number.to_le_bytes());
    }
    large.extend(b"PK\x06\x07\0\0\0\0");
    large.extend(large_end.to_le_bytes());
    large.extend([1, 0, 0, 0]);
    large.extend(b"PK\x05\x06\0\0\0\0");
    large.extend([0xff; 12]);
    large.extend([0, 0]);
    assert_eq!(contents(&large), contents(&plain));
    let program = [b"#!/bin/sh\nunzip $0\n".as_slice(), &large].concat();
    assert_eq!(contents(&program), contents(&plain));
    // What wrote it says the same.
    assert_eq!(zip::ZipArchive::new(Cursor::new(large)).unwrap().by_index(0).unwrap().size(), 46);
}

#[test]
fn what_is_not_unpacked_is_named() {
    let odd = |at: usize, value: u8| {
        let mut archive = archive();
        let place = directory(&archive);
        // The folder comes first; it has 46 bytes and its name, and no extra field.
        let first = place + 46 + "run/".len();
        assert_eq!(archive[first..first + 4], *b"PK\x01\x02");
        archive[first + at] = value;
        read_zip(&archive, Limits::default()).unwrap().next().unwrap().unwrap_err().kind
    };
    assert_eq!(odd(8, 1), ArchiveErrorKind::Encrypted);
    assert_eq!(odd(10, 93), ArchiveErrorKind::UnsupportedMethod { method: 93 });
    for (what, at) in [("checksum", 16), ("packed size", 20), ("size", 24), ("place", 42)] {
        let kind = odd(at, archive()[directory(&archive()) + 50 + at] ^ 1);
        assert_eq!(kind, ArchiveErrorKind::BrokenFile, "{what}");
    }
    let mut second_disk = archive();
    let end = second_disk.len() - 22;
    second_disk[end + 4] = 1;
    assert_eq!(read_zip(&second_disk, Limits::default()).unwrap_err().kind, ArchiveErrorKind::Unsupported);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(300) })]

    #[test]
    fn what_was_packed_comes_out(files in prop::collection::vec(
        (prop::collection::vec(0_u8..4, 0..20_000), any::<bool>(), any::<bool>()), 0..4,
    )) {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (index, (bytes, is_stored, is_large)) in files.iter().enumerate() {
            let method = if *is_stored { CompressionMethod::Stored } else { CompressionMethod::Deflated };
            let options = SimpleFileOptions::default().compression_method(method).large_file(*is_large);
            writer.start_file(format!("file {index}"), options).unwrap();
            writer.write_all(bytes).unwrap();
        }
        let archive = writer.finish().unwrap().into_inner();
        let packed: Vec<_> = files.into_iter().map(|(bytes, ..)| bytes).collect();
        prop_assert_eq!(contents(&archive), packed);
    }

    #[test]
    fn damaged_archives_do_not_panic(
        at in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        end in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut archive = archive();
        for (at, byte) in at {
            *at.get_mut(&mut archive) = byte;
        }
        archive.truncate(end.map_or(archive.len(), |end| end.index(archive.len())));
        if let Ok(files) = read_zip(&archive, Limits::default()) {
            prop_assert!(files.count() < 100);
        }
    }
}
