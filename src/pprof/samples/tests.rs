//! Samples of fields in any order, against messages that prost derives.

use proptest::prelude::*;
use prost::Message as _;
use prost::encoding::encode_varint;

use super::*;
use crate::pprof::proto;

/// A part of a sample as somebody may write it.
#[derive(Debug, Clone)]
enum Part {
    Packed(u8, Vec<u64>),
    Single(u8, u64),
    Label([u8; 4]),
    Unknown(u8),
}

fn ids() -> impl Strategy<Value = u64> {
    prop_oneof![4 => 1..9_u64, 3 => 1..300_u64, 1 => (0..64_u32).prop_map(|bits| u64::MAX >> bits)]
}

fn part() -> impl Strategy<Value = Part> {
    prop_oneof![
        3 => prop::collection::vec(ids(), 0..60).prop_map(|ids| Part::Packed(1, ids)),
        1 => ids().prop_map(|id| Part::Single(1, id)),
        2 => prop::collection::vec(any::<u64>(), 1..3).prop_map(|values| Part::Packed(2, values)),
        1 => any::<u64>().prop_map(|value| Part::Single(2, value)),
        4 => [0..3_u8, 0..2_u8, 0..3_u8, 0..2_u8].prop_map(Part::Label),
        1 => (0..3_u8).prop_map(Part::Unknown),
    ]
}

/// A sample as a server writes it, or of parts in any order.
fn parts() -> impl Strategy<Value = Vec<Part>> {
    let plain = (
        prop::collection::vec(ids(), 0..40),
        any::<u64>(),
        prop::collection::vec([0..3_u8, 0..2_u8, 0..3_u8, 0..2_u8], 0..3),
    );
    prop_oneof![
        plain.prop_map(|(ids, value, labels)| {
            let parts = [Part::Packed(1, ids), Part::Packed(2, vec![value])].into_iter();
            parts.chain(labels.into_iter().map(Part::Label)).collect()
        }),
        prop::collection::vec(part(), 0..6),
    ]
}

fn write(parts: &[Part]) -> Vec<u8> {
    let mut sample = Vec::new();
    for part in parts {
        let (number, bytes) = match part {
            Part::Single(number, value) => {
                sample.push(number << 3);
                encode_varint(*value, &mut sample);
                continue;
            }
            Part::Packed(number, numbers) => {
                let mut bytes = Vec::new();
                numbers.iter().for_each(|&number| encode_varint(number, &mut bytes));
                (*number, bytes)
            }
            Part::Label([key, text, number, unit]) => (3, vec![8, *key, 16, *text, 24, *number, 32, *unit]),
            Part::Unknown(value) => (9, vec![*value]),
        };
        sample.push(number << 3 | 2);
        encode_varint(bytes.len() as u64, &mut sample);
        sample.extend_from_slice(&bytes);
    }
    sample
}

/// A label as pprof reads it, if it does not lose it.
fn label(label: &proto::Label, reading: Reading) -> Option<Label> {
    let [key, text, unit] = [label.key, label.str, label.num_unit].map(|row| StringId::new(row as usize));
    if label.str != 0 {
        Some(Label { key, value: LabelValue::Text(text) })
    } else if label.num != 0 || label.num_unit != 0 || reading == Reading::InFull {
        Some(Label { key, value: LabelValue::Number(label.num, unit) })
    } else {
        None
    }
}

proptest! {
    #[test]
    fn samples_are_what_prost_reads(
        all in prop::collection::vec(parts(), 1..40),
        in_full in any::<bool>(),
        locations in prop_oneof![Just(u64::MAX), 0..40_u64],
        most_labels in prop_oneof![Just(u64::MAX), 0..8_u64],
    ) {
        let reading = if in_full { Reading::InFull } else { Reading::AsPprof };
        let limits = Limits { locations, labels: most_labels, ..Limits::default() };
        let (mut samples, mut tables) = (Samples::new(reading), ProfileBuilder::default());
        let (mut ids, mut sets, mut first) = (Vec::new(), Vec::new(), None);
        for parts in &all {
            let bytes = write(parts);
            let expected = proto::Sample::decode(bytes.as_slice()).unwrap();
            let decoded = samples.decode(Reader::new(&bytes, 7, "sample"), 5, &mut tables, &limits);
            for &id in &expected.location_id {
                if !ids.contains(&id) {
                    ids.push(id);
                }
            }
            if ids.len() as u64 > locations {
                let wanted = LimitExceeded { what: "locations", limit: locations, wanted: locations + 1 };
                prop_assert_eq!(decoded, Err(DecodeError::new(5, "sample", wanted)));
                break;
            }
            if *first.get_or_insert(expected.value.len()) != expected.value.len() {
                prop_assert_eq!(decoded, Ok(()));
                continue;
            }
            let labels: Vec<Label> = expected.label.iter().filter_map(|of| label(of, reading)).collect();
            let count: usize = sets.iter().map(Vec::len).sum();
            let wanted = (count + labels.len()) as u64;
            if !labels.is_empty() && wanted > most_labels {
                let exceeded = LimitExceeded { what: "labels in distinct label sets", limit: most_labels, wanted };
                prop_assert_eq!(decoded, Err(DecodeError::new(5, "sample", exceeded)));
                break;
            }
            prop_assert_eq!(decoded, Ok(()));
            samples.settle(&mut tables, &limits).unwrap();
            let (stack, set) = (tables.samples.stacks().last(), tables.samples.labels().last());
            let stack = tables.stacks.get(*stack.unwrap());
            let named: Vec<u64> = stack.iter().map(|slot| samples.slots.named[slot.index()].0).collect();
            prop_assert_eq!(named, expected.location_id);
            prop_assert_eq!(tables.labels.get(*set.unwrap()), &labels);
            for (column, value) in expected.value.iter().enumerate() {
                prop_assert_eq!(tables.samples.values(column).last(), Some(value));
            }
            if !sets.contains(&labels) {
                sets.push(labels);
            }
            prop_assert!(tables.labels.len() <= sets.len() + 1);
        }
    }
}
