//! The bytes of a file to those that are to be decoded: the half of opening that can be done by somebody else.

use crate::pprof::{Compression, DecodeError, Inflater, Limits};

/// What an [`Unpacker`] hands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part<'a> {
    /// What the file is. That is said once, before all else.
    Begins {
        /// It is a zip file, whose bytes are handed on as they are: the list of its files stands at its end.
        is_archive: bool,
    },
    /// The next bytes, inflated unless they are of a zip file.
    Bytes(&'a [u8]),
}

/// Inflates a file that arrives in slices of any size, unless it is a zip file.
///
/// ```
/// use airflame::open::{Part, Unpacker};
/// # let file = airflame::pprof::encode_gzip(&airflame::profile::draw_profile("a a\nb c"));
/// let mut unpacker = Unpacker::default();
/// let mut inflated = Vec::new();
/// let mut take = |part: Part<'_>| match part {
///     Part::Begins { is_archive } => assert!(!is_archive),
///     Part::Bytes(bytes) => inflated.extend_from_slice(bytes),
/// };
/// for slice in file.chunks(10) {
///     unpacker.push(slice, &mut take)?;
/// }
/// unpacker.finish(&mut take)?;
/// assert!(!inflated.starts_with(&[0x1f, 0x8b]) && !inflated.is_empty());
/// # Ok::<(), airflame::pprof::DecodeError>(())
/// ```
#[derive(Debug)]
pub struct Unpacker {
    state: State,
}

#[derive(Debug)]
enum State {
    /// Fewer bytes than tell what it is.
    Unknown(Vec<u8>),
    Archive,
    Compressed(Box<Inflater>),
}

impl Default for Unpacker {
    fn default() -> Self {
        Self { state: State::Unknown(Vec::new()) }
    }
}

impl Unpacker {
    /// Takes the next bytes of the file.
    ///
    /// # Errors
    /// When they are no valid compressed data, or inflate to more than is read. What was inflated before is handed on
    /// first. The unpacker is then of no more use.
    pub fn push(&mut self, bytes: &[u8], take: &mut dyn FnMut(Part<'_>)) -> Result<(), DecodeError> {
        match &mut self.state {
            State::Unknown(head) => {
                head.extend_from_slice(bytes);
                if head.len() < Compression::HEAD { Ok(()) } else { self.begin(take) }
            }
            State::Archive => {
                take(Part::Bytes(bytes));
                Ok(())
            }
            State::Compressed(inflater) => inflater.push(bytes, &mut |inflated| {
                take(Part::Bytes(inflated));
                Ok(())
            }),
        }
    }

    /// Checks that the file ended where its compressed data do.
    ///
    /// # Errors
    /// When it did not.
    pub fn finish(&mut self, take: &mut dyn FnMut(Part<'_>)) -> Result<(), DecodeError> {
        self.begin(take)?;
        let State::Compressed(inflater) = &mut self.state else { return Ok(()) };
        inflater.finish(&mut |inflated| {
            take(Part::Bytes(inflated));
            Ok(())
        })
    }

    /// Tells what the file is, if that was not told, by the bytes so far.
    fn begin(&mut self, take: &mut dyn FnMut(Part<'_>)) -> Result<(), DecodeError> {
        let State::Unknown(head) = &mut self.state else { return Ok(()) };
        let head = std::mem::take(head);
        let is_archive = Compression::sniff(&head) == Compression::Zip;
        take(Part::Begins { is_archive });
        self.state = if is_archive {
            State::Archive
        } else {
            State::Compressed(Box::new(Inflater::new(Limits::default())))
        };
        self.push(&head, take)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::pprof::{DecodeErrorKind, encode_gzip};
    use crate::profile::draw_profile;

    /// What a file is, all of its bytes, and why there are no more.
    fn unpacked(file: &[u8], slice: usize) -> (Vec<bool>, Vec<u8>, Option<DecodeError>) {
        let (mut begun, mut inflated) = (Vec::new(), Vec::new());
        let mut take = |part: Part<'_>| match part {
            Part::Begins { is_archive } => begun.push(is_archive),
            Part::Bytes(bytes) => inflated.extend_from_slice(bytes),
        };
        let mut unpacker = Unpacker::default();
        let pushed = file.chunks(slice).try_for_each(|slice| unpacker.push(slice, &mut take));
        let error = pushed.and_then(|()| unpacker.finish(&mut take)).err();
        (begun, inflated, error)
    }

    #[test]
    fn a_zip_file_is_handed_on_as_it_is() {
        for file in [&b"PK\x03\x04 and then some"[..], b"PK\x05\x06"] {
            assert_eq!(unpacked(file, 3), (vec![true], file.to_vec(), None));
        }
    }

    #[test]
    fn what_is_shorter_than_any_mark_is_handed_on_at_its_end() {
        for file in [&b""[..], b"P", b"PK\x03"] {
            assert_eq!(unpacked(file, 1), (vec![false], file.to_vec(), None));
        }
    }

    #[test]
    fn what_was_inflated_comes_before_the_error() {
        let whole = encode_gzip(&draw_profile("a a\nb c"));
        let (_, inflated, error) = unpacked(&whole, whole.len());
        assert_eq!(error, None);
        let (begun, cut, error) = unpacked(&whole[..whole.len() - 3], 7);
        assert_eq!((begun, cut), (vec![false], inflated));
        assert_eq!(error.map(|error| error.kind), Some(DecodeErrorKind::CompressedDataCut));
    }

    proptest! {
        #[test]
        fn it_does_not_matter_how_a_file_is_cut(
            mark in prop::sample::select(vec![&b""[..], b"PK\x03\x04", b"\x1f\x8b\x08\0", b"\x28\xb5\x2f\xfd"]),
            bytes in prop::collection::vec(any::<u8>(), 0..200),
            slice in 1..50usize,
        ) {
            let file = [mark, &bytes].concat();
            prop_assert_eq!(unpacked(&file, slice), unpacked(&file, file.len().max(1)));
        }
    }
}
