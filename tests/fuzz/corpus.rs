//! Where the corpus comes from, and what it covers.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Cursor, Write as _};

use airflame::pprof::archive::{ArchiveErrorKind, read_zip};
use airflame::pprof::{DecodeErrorKind, Limits, open_slice};
use proptest::prelude::*;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::damage::{apply, damage};
use crate::written::written;
use crate::{fixtures, folder, inputs};

/// An input with a name.
type Input = (String, Vec<u8>);

const REPORTS: [&str; 14] = [
    "-top -cum -lines profile",
    "-tree -nodecount=3 -focus=main profile",
    "-peek=. -noinlines profile",
    "-traces -hide=a|b -show_from=main profile",
    "-tags -unit=kB profile",
    "-raw -noinlines -showcolumns profile",
    "-comments -add_comment=x profile",
    "-list=. -source_path=/a:/b profile",
    "-top -diff_base=profile -normalize profile",
    "-top -base=profile profile",
    "-top -mean -divide_by=0.3 -tagroot=a,b -tagleaf=bytes profile",
    "-tree -tagfocus=bytes=1kb: -tagignore=a -taghide=. -relative_percentages profile",
    "-top -ignore=( profile",
    "-files -text -drop_negative -prune_from=. -sample_index=1 -trim=false profile",
];

const PATTERNS: [&str; 16] = [
    "main\nmain.main",
    "^(?:a|b)+?$\nabab",
    "(?i)[[:alpha:]]\\pL\\D\nAé1",
    "(?P<name>x)(?s-m:.)\nx\n",
    "\\Qa.b\\E*\na.b",
    "a{1,3}{2}\naaaa",
    "a{1001}\n",
    "((((((((((a*)*)*)*)*)*)*)*)*)*\nb",
    "[z-a]\n",
    "[^\\x00-\\x{10FFFF}]\n\u{fffd}",
    "(\n",
    "a**\n",
    "\\8\n",
    "\\bfoo\\B\nfoo",
    "x{2}{3}{4}{5}{6}\n",
    "[\\p{Greek}&&a]\nα",
];

const TAG_FILTERS: [&str; 14] = [
    "bytes=1kb:2mb",
    "32kb",
    "4mb:",
    ":64kb",
    "a,b,c",
    "key=a,b",
    "=",
    "a=b=c",
    "-5ns:5h",
    "1mb:1s",
    "99999999999999999999:",
    "bytes=100",
    "(",
    "+1KiB:é",
];

/// The name of an error, without what it says.
fn name(kind: &DecodeErrorKind) -> String {
    let all = format!("{kind:?}");
    all.split([' ', '(', '{']).next().unwrap_or_default().to_owned()
}

fn error_name(file: &[u8]) -> Option<String> {
    open_slice(file).err().map(|error| name(&error.kind))
}

/// The input with all taken out of it that is not needed for what it shows.
fn minimised(mut input: Vec<u8>, shows: impl Fn(&[u8]) -> bool) -> Vec<u8> {
    let mut length = input.len().next_power_of_two();
    while length > 0 {
        let mut at = 0;
        while at < input.len() {
            let end = input.len().min(at + length);
            let shorter = [&input[..at], &input[end..]].concat();
            if shows(&shorter) { input = shorter } else { at = end }
        }
        length /= 2;
    }
    input
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

/// The small files of the tests, each of the formats, and the least file for each error that damage leads to.
fn files() -> Vec<Input> {
    let fixtures = fixtures::all().into_iter().chain(fixtures::texts());
    let mut files: Vec<Input> = fixtures
        .filter(|fixture| fixture.bytes.len() < 3000)
        .map(|fixture| (fixture.path.replace('/', "-"), fixture.bytes))
        .collect();
    let written = written().into_iter();
    files.extend(written.map(|(name, file)| (format!("written-{}", name.replace(' ', "-")), file)));
    let raw = fixtures::fixture("oddproto/v01-uncompressed.pb").bytes;
    files.push(("zstd.pb.zst".to_owned(), zstd(&raw)));
    let mut runner = TestRunner::deterministic();
    let strategy = (any::<prop::sample::Index>(), prop::collection::vec(damage(), 1..4));
    let mut least: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let originals: Vec<Vec<u8>> = files.iter().map(|(_, file)| file.clone()).chain([raw]).collect();
    for _ in 0..60_000 {
        let (index, damages) = strategy.new_tree(&mut runner).unwrap().current();
        let mut file = index.get(&originals).clone();
        for damage in &damages {
            apply(&mut file, damage, &originals);
        }
        if let Some(error) = error_name(&file) {
            let least = least.entry(error).or_insert_with(|| file.clone());
            if file.len() < least.len() {
                *least = file;
            }
        }
    }
    files.extend(least.into_iter().map(|(error, file)| {
        let least = minimised(file, |file| error_name(file).as_ref() == Some(&error));
        (format!("error-{error}"), least)
    }));
    files
}

fn archives() -> Vec<Input> {
    let pack = |files: &[&str], method| {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        let options = SimpleFileOptions::default().compression_method(method);
        for path in files {
            writer.start_file(*path, options).unwrap();
            writer.write_all(&fixtures::fixture(path).bytes).unwrap();
        }
        writer.finish().unwrap().into_inner()
    };
    let paths = ["oddproto/v01-uncompressed.pb", "oddproto/v14-labels.pb.gz", "oddproto/b09-not-found.html"];
    let deflated = pack(&paths, zip::CompressionMethod::Deflated);
    let stored = pack(&paths, zip::CompressionMethod::Stored);
    let changed = |offset: usize, byte: u8| {
        let mut archive = deflated.clone();
        let list = archive.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
        archive[list + offset] = byte;
        archive
    };
    let mut broken = deflated.clone();
    broken[100] ^= 0x55;
    vec![
        ("empty".to_owned(), pack(&[], zip::CompressionMethod::Stored)),
        ("cut".to_owned(), deflated[..deflated.len() / 2].to_vec()),
        ("broken-file".to_owned(), broken),
        ("encrypted".to_owned(), changed(8, 1)),
        ("method".to_owned(), changed(10, 12)),
        ("huge-size".to_owned(), changed(27, 0x7f)),
        ("deflated".to_owned(), deflated),
        ("stored".to_owned(), stored),
    ]
}

fn corpus() -> Vec<(&'static str, Vec<Input>)> {
    let lines = |lines: &[&str], name: &str| -> Vec<Input> {
        lines
            .iter()
            .enumerate()
            .map(|(at, line)| (format!("{name}-{at:02}"), line.as_bytes().to_vec()))
            .collect()
    };
    // The first byte is how a file is cut: every few bytes, and half of them as pprof reads them.
    let open = files().into_iter().enumerate();
    let open = open.map(|(at, (name, file))| (name, [&[(at * 37 % 256) as u8], file.as_slice()].concat()));
    let profiles = ["v14-labels.pb.gz", "v13-inlined.pb.gz", "v12-negative.pb.gz", "v21-huge-values.pb.gz"];
    let report = REPORTS.iter().enumerate().map(|(at, line)| {
        let profile = fixtures::fixture(&format!("oddproto/{}", profiles[at % profiles.len()])).bytes;
        (format!("report-{at:02}"), [line.as_bytes(), b"\n", &profile].concat())
    });
    vec![
        ("open", open.collect()),
        ("report", report.collect()),
        ("pattern", lines(&PATTERNS, "pattern")),
        ("tag_filter", lines(&TAG_FILTERS, "filter")),
        ("archive", archives()),
    ]
}

/// Writes the corpus anew where it is asked for; what a fuzzer found and somebody added stays.
#[test]
#[ignore = "it writes fuzz/corpus; run it after a format or an error was added"]
fn write_the_corpus() {
    for (target, inputs) in corpus() {
        fs::create_dir_all(folder(target)).unwrap();
        for (name, input) in inputs {
            fs::write(folder(target).join(name), input).unwrap();
        }
    }
}

#[test]
fn the_corpus_has_every_kind() {
    let mut errors = BTreeSet::new();
    let mut contents = BTreeSet::new();
    let mut opened = 0;
    for (_, input) in inputs("open") {
        match open_slice(input.get(1..).unwrap_or_default()) {
            Ok(_) => opened += 1,
            Err(error) => {
                errors.insert(name(&error.kind));
                if let DecodeErrorKind::NotAProfile(content) = error.kind {
                    contents.insert(format!("{content:?}").split([' ', '(', '{']).next().unwrap().to_owned());
                }
            }
        }
    }
    eprintln!("{opened} are opened; errors {errors:?}; contents {contents:?}");
    assert!(opened > 30, "{opened} inputs are profiles");
    assert!(errors.len() >= 18, "{errors:?}");
    assert!(!contents.is_empty());
    let mut kinds = BTreeSet::new();
    for (_, input) in inputs("archive") {
        let kind =
            |kind: &ArchiveErrorKind| format!("{kind:?}").split([' ', '(', '{']).next().unwrap().to_owned();
        match read_zip(input, Limits::default()) {
            Err(error) => drop(kinds.insert(kind(&error.kind))),
            Ok(files) => kinds.extend(files.filter_map(Result::err).map(|error| kind(&error.kind))),
        }
    }
    assert!(kinds.len() >= 4, "{kinds:?}");
}
