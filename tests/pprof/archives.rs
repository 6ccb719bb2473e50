//! Profiles in a zip archive.

use std::io::{Cursor, Write as _};

use airflame::pprof::archive::{ArchiveErrorKind, read_zip};
use airflame::pprof::{Compression, LimitExceeded, Limits, open_slice};
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
