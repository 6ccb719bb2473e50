//! Damaged files never panic, never hang, and what is read of them all the same is read right.

use airflame::pprof::{encode_raw, open_slice, proto};
use proptest::prelude::*;
use proptest::sample::Index;
use prost::Message as _;

use crate::chunks::{comparable, open_cut};
use crate::fixtures;
use crate::oracle::canonical;

/// One way to damage a file.
#[derive(Debug, Clone)]
enum Damage {
    Set { at: Index, byte: u8 },
    Flip { at: Index, bit: u8 },
    Cut { at: Index },
    Remove { at: Index, length: usize },
    Insert { at: Index, bytes: Vec<u8> },
    Repeat { from: Index, length: usize, at: Index },
    Splice { at: Index, other: Index, from: Index },
}

fn damage() -> impl Strategy<Value = Damage> {
    let index = any::<Index>;
    prop_oneof![
        4 => (index(), any::<u8>()).prop_map(|(at, byte)| Damage::Set { at, byte }),
        3 => (index(), 0..8_u8).prop_map(|(at, bit)| Damage::Flip { at, bit }),
        1 => index().prop_map(|at| Damage::Cut { at }),
        2 => (index(), 1..20_usize).prop_map(|(at, length)| Damage::Remove { at, length }),
        2 => (index(), prop::collection::vec(any::<u8>(), 1..12)).prop_map(|(at, bytes)| Damage::Insert { at, bytes }),
        2 => (index(), 1..200_usize, index()).prop_map(|(from, length, at)| Damage::Repeat { from, length, at }),
        1 => (index(), index(), index()).prop_map(|(at, other, from)| Damage::Splice { at, other, from }),
    ]
}

/// How the damaged file is compressed: before the damage or after it.
#[derive(Debug, Clone, Copy)]
enum Wrapping {
    Raw,
    AsStored,
    Zstd,
    GzipOfDamaged,
}

fn apply(file: &mut Vec<u8>, damage: &Damage, others: &[Vec<u8>]) {
    if file.is_empty() {
        return;
    }
    match damage {
        Damage::Set { at, byte } => *at.get_mut(file) = *byte,
        Damage::Flip { at, bit } => *at.get_mut(file) ^= 1 << bit,
        Damage::Cut { at } => file.truncate(at.index(file.len())),
        Damage::Remove { at, length } => {
            let at = at.index(file.len());
            file.drain(at..file.len().min(at + length));
        }
        Damage::Insert { at, bytes } => {
            let at = at.index(file.len());
            file.splice(at..at, bytes.iter().copied());
        }
        Damage::Repeat { from, length, at } => {
            let from = from.index(file.len());
            let part = file[from..file.len().min(from + length)].to_vec();
            let at = at.index(file.len());
            file.splice(at..at, part);
        }
        Damage::Splice { at, other, from } => {
            let other = other.get(others);
            if !other.is_empty() {
                file.truncate(at.index(file.len()));
                file.extend_from_slice(&other[from.index(other.len())..]);
            }
        }
    }
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    ruzstd::encoding::compress_to_vec(bytes, ruzstd::encoding::CompressionLevel::Fastest)
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write as _;
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    gzip.write_all(bytes).unwrap();
    gzip.finish().unwrap()
}

/// `AIRFLAME_MUTANTS` asks for more than the default run has time for.
fn cases() -> u32 {
    std::env::var("AIRFLAME_MUTANTS").ok().and_then(|cases| cases.parse().ok()).unwrap_or(3000)
}

#[test]
fn damaged_files_are_refused_or_read_right() {
    let texts = fixtures::texts();
    let small = fixtures::valid().into_iter().chain(texts).filter(|fixture| fixture.bytes.len() < 6000);
    let mut stored: Vec<(Vec<u8>, Vec<u8>)> =
        small.map(|fixture| (fixture.bytes.clone(), fixture.inflated())).collect();
    // A tenth of the files is of the formats before profile.proto, which are many: they get their share.
    let written = crate::texts::written().into_iter().map(|(_, file)| (file.clone(), file));
    stored.extend(written.cycle().take(30));
    let inflated: Vec<Vec<u8>> = stored.iter().map(|(_, inflated)| inflated.clone()).collect();
    let wrapping = prop_oneof![
        4 => Just(Wrapping::Raw),
        2 => Just(Wrapping::AsStored),
        2 => Just(Wrapping::Zstd),
        1 => Just(Wrapping::GzipOfDamaged),
    ];
    let strategy = (
        any::<Index>(),
        wrapping,
        prop::collection::vec(damage(), 1..4),
        prop::collection::vec(0..600_usize, 0..4),
    );
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases()) };
    let mut runner = proptest::test_runner::TestRunner::new(config);
    let result = runner.run(&strategy, |(index, wrapping, damages, lengths)| {
        let (stored, raw) = index.get(&stored);
        let mut file = match wrapping {
            Wrapping::Raw | Wrapping::GzipOfDamaged => raw.clone(),
            Wrapping::AsStored => stored.clone(),
            Wrapping::Zstd => zstd(raw),
        };
        for damage in &damages {
            apply(&mut file, damage, &inflated);
        }
        let raw = matches!(wrapping, Wrapping::Raw | Wrapping::GzipOfDamaged).then(|| file.clone());
        if matches!(wrapping, Wrapping::GzipOfDamaged) {
            file = gzip(&file);
        }
        let outcome = open_cut(&file, &[]);
        prop_assert_eq!(comparable(open_cut(&file, &lengths)), comparable(outcome.clone()));
        if let Ok((encoded, _)) = outcome {
            let again = open_slice(&encoded).unwrap();
            prop_assert!(encode_raw(&again.profile) == encoded);
            // What was read and is no message was read as a text.
            let message = raw.as_deref().map(proto::Profile::decode);
            if let Some(Ok(expected)) = message {
                // Of two period types pprof takes the second, where protobuf would merge them.
                if expected.period_type == proto::Profile::decode(encoded.as_slice()).unwrap().period_type {
                    prop_assert!(canonical(expected) == proto::Profile::decode(encoded.as_slice()).unwrap());
                }
            }
        }
        Ok(())
    });
    result.unwrap();
}
