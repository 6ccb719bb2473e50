//! Short numbers against numbers of any length.

use proptest::prelude::*;

use super::*;

/// A number of any length, also of more bytes than it needs, or of more than a number may have.
fn varint() -> impl Strategy<Value = Vec<u8>> {
    let bytes = prop_oneof![10 => 0..4_usize, 1 => 0..12_usize];
    (bytes, 0..0x80_u8, any::<u8>()).prop_map(|(more, last, other)| {
        let mut bytes = vec![other | 0x80; more];
        bytes.push(last);
        bytes
    })
}

/// All numbers up to an error, or to the end.
fn numbers(mut reader: Reader<'_>) -> (Vec<u64>, Option<DecodeError>) {
    let mut numbers = Vec::new();
    while !reader.is_empty() {
        match reader.varint() {
            Ok(number) => numbers.push(number),
            Err(error) => return (numbers, Some(error)),
        }
    }
    (numbers, None)
}

proptest! {
    #[test]
    fn short_numbers_are_numbers(
        varints in prop::collection::vec(varint(), 0..150),
        tail in prop::collection::vec(any::<u8>(), 0..5),
    ) {
        let bytes = [varints.concat(), tail].concat();
        let whole = Reader::new(&bytes, 1000, "sample");
        let (expected, error) = numbers(whole);
        let (mut reader, mut short, mut found) = (whole, [LocationId::new(0); BLOCK], Vec::new());
        loop {
            let (count, largest) = reader.short_ids(&mut short);
            if count == 0 {
                // No number that is short and whole is left behind, unless few bytes are.
                let next = reader;
                let (mut after, few) = (next, next.bytes().len() < 8);
                let is_short = after.varint().is_ok() && next.bytes().len() - after.bytes().len() <= 4;
                prop_assert!(few || !is_short);
                match reader.varint() {
                    Ok(number) => found.push(number),
                    Err(_) => break,
                }
            } else {
                let rows = short[..count].iter().map(|row| row.index() as u32);
                prop_assert_eq!(rows.clone().max(), Some(largest));
                found.extend(rows.map(|row| u64::from(row.wrapping_add(1))));
            }
        }
        prop_assert_eq!(&found, &expected);
        if let Some(error) = error {
            prop_assert_eq!(numbers(reader).1, Some(error));
        } else {
            prop_assert!(reader.is_empty());
        }
    }
}
