//! Columns of numbers on the wire: as they lie in memory, and not number by number.
//!
//! A tile of a full screen has a million bytes of them; coding each by itself took as long as finding the boxes.
//! For fields with `#[serde(with = "packed")]`.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{Error, Visitor};
use serde::{Deserializer, Serializer};

/// Numbers that are packed, the lowest byte first.
pub(super) trait Packed: Sized {
    fn pack(column: &[Self]) -> Vec<u8>;

    /// `None` where the bytes are no whole numbers.
    fn unpack(bytes: &[u8]) -> Option<Vec<Self>>;
}

macro_rules! packed {
    ($($number:ty),*) => {$(
        impl Packed for $number {
            fn pack(column: &[Self]) -> Vec<u8> {
                let mut bytes = vec![0; size_of_val(column)];
                for (place, number) in bytes.as_chunks_mut().0.iter_mut().zip(column) {
                    *place = number.to_le_bytes();
                }
                bytes
            }

            fn unpack(bytes: &[u8]) -> Option<Vec<Self>> {
                let (numbers, rest) = bytes.as_chunks();
                rest.is_empty().then(|| numbers.iter().map(|&number| Self::from_le_bytes(number)).collect())
            }
        }
    )*};
}

packed!(u8, u32, i64, f64);

pub(super) fn serialize<T: Packed, S: Serializer>(column: &[T], to: S) -> Result<S::Ok, S::Error> {
    to.serialize_bytes(&T::pack(column))
}

pub(super) fn deserialize<'de, T: Packed, D: Deserializer<'de>>(from: D) -> Result<Vec<T>, D::Error> {
    from.deserialize_bytes(Numbers(PhantomData))
}

struct Numbers<T>(PhantomData<T>);

impl<T: Packed> Visitor<'_> for Numbers<T> {
    type Value = Vec<T>;

    fn expecting(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str("the bytes of numbers")
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Vec<T>, E> {
        T::unpack(bytes).ok_or_else(|| E::invalid_length(bytes.len(), &self))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_cross_as_they_are() {
        assert_eq!(u32::pack(&[1, 0x0203_0405]), [1, 0, 0, 0, 5, 4, 3, 2]);
        let (whole, parts) = ([i64::MIN, -1, 7], [f64::MIN_POSITIVE, -0.0, 0.1]);
        assert_eq!(i64::unpack(&i64::pack(&whole)).as_deref(), Some(&whole[..]));
        assert_eq!(f64::unpack(&f64::pack(&parts)).as_deref(), Some(&parts[..]));
        assert_eq!(u32::unpack(&[]), Some(Vec::new()));
    }

    #[test]
    fn what_is_cut_is_refused() {
        assert_eq!((u32::unpack(&[1, 2, 3, 4, 5]), f64::unpack(&[0; 7])), (None, None));
    }
}
