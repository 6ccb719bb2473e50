//! Columns of numbers on their way to the page.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Deserializer, Error, Visitor};
use serde::ser::Serializer;

use super::BoxKind;

/// A number of so many bytes. A column of them crosses as bytes in one piece: one by one they would take a browser several times as
/// long as they take to be made.
pub(super) trait Packed<const BYTES: usize>: Copy {
    fn pack(self) -> [u8; BYTES];
    fn unpack(bytes: [u8; BYTES]) -> Self;
}

macro_rules! packed {
    ($number:ty, $bytes:literal) => {
        impl Packed<$bytes> for $number {
            #[inline(always)]
            fn pack(self) -> [u8; $bytes] {
                self.to_le_bytes()
            }

            #[inline(always)]
            fn unpack(bytes: [u8; $bytes]) -> Self {
                Self::from_le_bytes(bytes)
            }
        }
    };
}

packed!(u32, 4);
packed!(i64, 8);
packed!(f64, 8);

impl Packed<1> for BoxKind {
    fn pack(self) -> [u8; 1] {
        [u8::from(self == Self::Run)]
    }

    fn unpack([byte]: [u8; 1]) -> Self {
        if byte == 0 { Self::Box } else { Self::Run }
    }
}

pub(super) fn serialize<const BYTES: usize, T: Packed<BYTES>, S: Serializer>(
    column: &[T],
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut bytes = vec![0; column.len() * BYTES];
    let (packed, _) = bytes.as_chunks_mut();
    for (packed, number) in packed.iter_mut().zip(column) {
        *packed = number.pack();
    }
    serializer.serialize_bytes(&bytes)
}

pub(super) fn deserialize<'de, const BYTES: usize, T: Packed<BYTES>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Vec<T>, D::Error> {
    deserializer.deserialize_bytes(Column(PhantomData))
}

struct Column<const BYTES: usize, T>(PhantomData<T>);

impl<const BYTES: usize, T: Packed<BYTES>> Visitor<'_> for Column<BYTES, T> {
    type Value = Vec<T>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a column of numbers")
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Vec<T>, E> {
        match bytes.as_chunks() {
            (packed, []) => Ok(packed.iter().map(|&packed| T::unpack(packed)).collect()),
            _ => Err(E::invalid_length(bytes.len(), &self)),
        }
    }
}
