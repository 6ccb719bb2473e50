//! Damaged files never panic, never hang, take no more memory than they may, say where they are wrong, and what is read of them
//! all the same is read right.

use std::io::{Cursor, Write as _};

use airflame::pprof::archive::read_zip;
use airflame::pprof::{DecodeError, Limits, Opener, encode_raw, open_slice, proto};
use proptest::prelude::*;
use proptest::sample::Index;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{TestCaseError, TestRunner};
use prost::Message as _;
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::chunks::{comparable, open_cut};
use crate::damage::{Damage, apply, cases, damage};
use crate::fixtures;
use crate::oracle::canonical;
use crate::watch::watched;
use crate::written::written;

/// How the damaged file is compressed: before the damage or after it.
#[derive(Debug, Clone, Copy)]
enum Wrapping {
    Raw,
    AsStored,
    Zstd,
    GzipOfDamaged,
}

/// A file as it is stored, and inflated.
struct Original {
    stored: Vec<u8>,
    inflated: Vec<u8>,
}

/// All that the tests come with, those too that are no profiles.
fn originals() -> Vec<Original> {
    let fixtures = fixtures::all().into_iter().chain(fixtures::texts());
    let mut originals: Vec<Original> = fixtures
        .map(|fixture| {
            let inflated = if fixture.is_broken() { fixture.bytes.clone() } else { fixture.inflated() };
            Original { stored: fixture.bytes, inflated }
        })
        .collect();
    // Of the formats before profile.proto there are many, and here one file of each: they get their share.
    let written = written().into_iter().map(|(_, file)| Original { stored: file.clone(), inflated: file });
    originals.extend(written.flat_map(|file| {
        let again = || Original { stored: file.stored.clone(), inflated: file.inflated.clone() };
        [again(), again(), again()]
    }));
    originals
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

fn wrapping() -> impl Strategy<Value = Wrapping> {
    prop_oneof![
        4 => Just(Wrapping::Raw),
        2 => Just(Wrapping::AsStored),
        2 => Just(Wrapping::Zstd),
        1 => Just(Wrapping::GzipOfDamaged),
    ]
}

fn runner(cases: u32) -> TestRunner {
    TestRunner::new(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases) })
}

/// The error of a file, if it has one, and how many bytes it inflated to before.
fn error_of(file: &[u8]) -> (Option<DecodeError>, u64) {
    let mut opener = Opener::new(Limits::default(), || 0.0);
    let error = opener.push(file).and_then(|()| opener.finish()).err();
    (error, opener.timings().inflated_bytes)
}

/// How many bytes another inflater than ours gets out of a file, whatever comes behind them.
fn inflated_once(file: &[u8]) -> u64 {
    if file.starts_with(&[0x1f, 0x8b]) {
        let mut inflated = Vec::new();
        // What was read before an error is counted.
        drop(std::io::Read::read_to_end(&mut flate2::read::MultiGzDecoder::new(file), &mut inflated));
        return inflated.len() as u64;
    }
    let frame = ruzstd::decoding::StreamingDecoder::new(file);
    frame.map_or(0, |mut frame| std::io::copy(&mut frame, &mut std::io::sink()).unwrap_or(0))
}

/// An error is about a byte that exists, or about the end.
fn assert_offset_within(file: &[u8]) -> Result<(), TestCaseError> {
    let (Some(error), inflated_bytes) = error_of(file) else { return Ok(()) };
    let end = match error.kind.is_of_compression() {
        true if error.context == "data that are compressed twice" => inflated_once(file),
        true => file.len() as u64,
        false => inflated_bytes,
    };
    prop_assert!(error.offset <= end, "{error}, and there are {end} bytes");
    prop_assert!(!error.to_string().is_empty());
    Ok(())
}

/// Opens a damaged file, as a whole and in slices; `raw` is what it inflates to, where that is known.
fn judge(file: &[u8], raw: Option<&[u8]>, lengths: &[usize]) -> Result<(), TestCaseError> {
    let outcome = watched(|| open_cut(file, &[])).map_err(TestCaseError::fail)?;
    assert_offset_within(file)?;
    let cut = watched(|| open_cut(file, lengths)).map_err(TestCaseError::fail)?;
    prop_assert_eq!(comparable(cut), comparable(outcome.clone()));
    let Ok((encoded, _)) = outcome else { return Ok(()) };
    let again = open_slice(&encoded).unwrap();
    prop_assert!(encode_raw(&again.profile) == encoded);
    // What was read and is no message was read as a text.
    if let Some(Ok(expected)) = raw.map(proto::Profile::decode) {
        let found = proto::Profile::decode(encoded.as_slice()).unwrap();
        // Of two period types pprof takes the second, where protobuf would merge them.
        prop_assert!(expected.period_type != found.period_type || canonical(expected) == found);
    }
    Ok(())
}

/// Damages files that are larger or smaller than 6,000 bytes, which decides how many there is time for.
fn damage_files(of_size: fn(usize) -> bool, cases: u32) {
    let all = originals();
    let inflated: Vec<Vec<u8>> = all.iter().map(|original| original.inflated.clone()).collect();
    let chosen: Vec<Original> = all.into_iter().filter(|original| of_size(original.stored.len())).collect();
    let strategy = (
        any::<Index>(),
        wrapping(),
        prop::collection::vec(damage(), 1..4),
        prop::collection::vec(0..600_usize, 0..4),
    );
    let result = runner(cases).run(&strategy, |(index, wrapping, damages, lengths)| {
        let original = index.get(&chosen);
        let mut file = match wrapping {
            Wrapping::Raw | Wrapping::GzipOfDamaged => original.inflated.clone(),
            Wrapping::AsStored => original.stored.clone(),
            Wrapping::Zstd => zstd(&original.inflated),
        };
        for damage in &damages {
            apply(&mut file, damage, &inflated);
        }
        match wrapping {
            Wrapping::Raw => judge(&file, Some(&file), &lengths),
            Wrapping::GzipOfDamaged => judge(&gzip(&file), Some(&file), &lengths),
            Wrapping::AsStored | Wrapping::Zstd => judge(&file, None, &lengths),
        }
    });
    result.unwrap();
}

#[test]
fn damaged_files_are_refused_or_read_right() {
    damage_files(|bytes| bytes < 6_000, cases(1.0));
}

#[test]
fn damaged_large_files_are_refused_or_read_right() {
    damage_files(|bytes| bytes >= 6_000, cases(0.03));
}

/// An archive of some files, packed in turn with deflate and not at all.
fn archive(files: &[&Original]) -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (at, file) in files.iter().enumerate() {
        let method =
            if at % 2 == 0 { zip::CompressionMethod::Deflated } else { zip::CompressionMethod::Stored };
        writer
            .start_file(format!("run/{at}"), SimpleFileOptions::default().compression_method(method))
            .unwrap();
        writer.write_all(&file.stored).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

#[test]
fn damaged_archives_are_refused_or_opened() {
    let small: Vec<Original> =
        originals().into_iter().filter(|original| original.stored.len() < 6_000).collect();
    let stored: Vec<Vec<u8>> = small.iter().map(|original| original.stored.clone()).collect();
    // The list of files is short and stands at the end, so that half of the damage is aimed at it.
    let at_the_end = (0..200_usize, any::<u8>());
    let strategy = (
        prop::collection::vec(any::<Index>(), 1..4),
        prop::collection::vec(damage(), 0..3),
        prop::collection::vec(at_the_end, 0..6),
    );
    let result = runner(cases(0.2)).run(&strategy, |(indices, damages, at_the_end)| {
        let files: Vec<&Original> = indices.iter().map(|index| index.get(&small)).collect();
        let mut file = archive(&files);
        for damage in &damages {
            apply(&mut file, damage, &stored);
        }
        for (from_end, byte) in at_the_end {
            if let Some(at) = file.len().checked_sub(from_end + 1) {
                file[at] = byte;
            }
        }
        open_archive(&file)
    });
    result.unwrap();
}

/// The least that a file takes in the list of an archive.
const ENTRY_BYTES: usize = 46;

fn open_archive(file: &[u8]) -> Result<(), TestCaseError> {
    let entries = watched(|| read_zip(file, Limits::default()).map(Iterator::collect::<Vec<_>>));
    match entries.map_err(TestCaseError::fail)? {
        Err(error) => prop_assert!(!error.to_string().is_empty()),
        Ok(entries) => {
            prop_assert!(entries.len() <= file.len() / ENTRY_BYTES, "{} files", entries.len());
            for entry in entries.into_iter().flatten() {
                watched(|| open_cut(&entry.bytes, &[]).is_ok()).map_err(TestCaseError::fail)?;
                assert_offset_within(&entry.bytes)?;
            }
        }
    }
    Ok(())
}

#[test]
fn every_damage_can_be_done() {
    let file = || b"0123456789".to_vec();
    let index = |at: usize| -> Index {
        // An index of ten is that of the digit.
        let mut runner = TestRunner::deterministic();
        loop {
            let index = any::<Index>().new_tree(&mut runner).unwrap().current();
            if index.index(10) == at {
                return index;
            }
        }
    };
    let damaged = |damage: &Damage| {
        let mut file = file();
        apply(&mut file, damage, &[b"other".to_vec()]);
        String::from_utf8(file).unwrap()
    };
    assert_eq!(damaged(&Damage::Set { at: index(2), byte: b'x' }), "01x3456789");
    assert_eq!(damaged(&Damage::Cut { at: index(4) }), "0123");
    assert_eq!(damaged(&Damage::Remove { at: index(8), length: 9 }), "01234567");
    assert_eq!(damaged(&Damage::Repeat { from: index(8), length: 9, at: index(0) }), "890123456789");
    assert!(damaged(&Damage::Splice { at: index(3), other: index(0), from: index(0) }).starts_with("012"));
}
