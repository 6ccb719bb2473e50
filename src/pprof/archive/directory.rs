//! The list of files of a zip archive, which stands at its end (APPNOTE.TXT 4.3).
//!
//! ```text
//!  [other data] header data … header data │ entry … entry │ [end of 64 bits, locator] end [comment]
//!               the files                   the directory
//! ```
//!
//! It is read as Go's `archive/zip` reads it: what the directory says counts, and a header is only asked where its
//! data begin. Data before the archive, as in a program that unpacks itself, shift all places.

use std::ops::Range;

use super::ArchiveErrorKind;
use crate::pprof::{LimitExceeded, Limits};

/// What the directory says of a file.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    /// Where its name stands.
    pub(super) name: Range<usize>,
    /// Bit 0: it is encrypted.
    pub(super) flags: u16,
    /// 0: stored, 8: deflated.
    pub(super) method: u16,
    pub(super) crc: u32,
    /// How many bytes it has in the archive.
    pub(super) packed: u64,
    /// How many bytes it shall have.
    pub(super) size: u64,
    /// Where its header stands.
    header: u64,
}

/// Numbers at places of a slice, the lower byte first.
#[derive(Clone, Copy)]
struct Record<'a>(&'a [u8]);

impl<'a> Record<'a> {
    /// The record at a place that begins with a signature.
    fn at(bytes: &'a [u8], place: u64, signature: &[u8; 4]) -> Option<Self> {
        let record = bytes.get(usize::try_from(place).ok()?..)?;
        record.starts_with(signature).then_some(Self(record))
    }

    fn number<const BYTES: usize>(self, at: usize) -> Option<u64> {
        let bytes = self.0.get(at..at + BYTES)?;
        Some(bytes.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte)))
    }

    fn u16(self, at: usize) -> Option<u16> {
        self.number::<2>(at).map(|number| number as u16)
    }
}

/// The end of the directory.
struct End {
    /// Where it stands.
    place: u64,
    disk: u64,
    count: u64,
    size: u64,
    offset: u64,
}

/// What stands in place of a number that needs 64 bits.
const LARGE: u64 = u32::MAX as u64;
const END_BYTES: usize = 22;
const LOCATOR_BYTES: u64 = 20;
const LARGE_END_BYTES: u64 = 56;
const ENTRY_BYTES: usize = 46;
const HEADER_BYTES: u64 = 30;

/// The files in the order of the directory.
pub(super) fn read(archive: &[u8], limits: &Limits) -> Result<Vec<Entry>, ArchiveErrorKind> {
    let end = end(archive).ok_or(ArchiveErrorKind::Broken)?;
    if end.disk != 0 {
        return Err(ArchiveErrorKind::Unsupported);
    }
    LimitExceeded::check("files in the archive", limits.archive_entries, end.count)?;
    entries(archive, &end).ok_or(ArchiveErrorKind::Broken)
}

fn end(archive: &[u8]) -> Option<End> {
    let nearest = archive.len().checked_sub(END_BYTES)?;
    // A comment of at most 64 KiB may stand behind it.
    let place = (nearest.saturating_sub(u16::MAX.into())..=nearest).rev().find(|&place| {
        let comment = Record::at(archive, place as u64, b"PK\x05\x06").and_then(|end| end.u16(20));
        comment.is_some_and(|comment| place + END_BYTES + usize::from(comment) <= archive.len())
    })? as u64;
    let record = Record::at(archive, place, b"PK\x05\x06")?;
    let [disk, count] = [4, 10].map(|at| record.number::<2>(at));
    let [size, offset] = [12, 16].map(|at| record.number::<4>(at));
    let end = End { place, disk: disk?, count: count?, size: size?, offset: offset? };
    if end.count < u16::MAX.into() && end.size < LARGE && end.offset < LARGE {
        return Some(end);
    }
    Some(large_end(archive, place).unwrap_or(end))
}

/// The end in 64 bits, which some writers make even where 32 would do.
fn large_end(archive: &[u8], end: u64) -> Option<End> {
    let locator = end.checked_sub(LOCATOR_BYTES)?;
    let said = Record::at(archive, locator, b"PK\x06\x07")?.number::<8>(8)?;
    // Where the archive is shifted, it is still the record before the locator.
    let places = [Some(said), locator.checked_sub(LARGE_END_BYTES)];
    places.into_iter().flatten().find_map(|place| {
        let record = Record::at(archive, place, b"PK\x06\x06")?;
        let [count, size, offset] = [32, 40, 48].map(|at| record.number::<8>(at));
        Some(End { place, disk: record.number::<4>(16)?, count: count?, size: size?, offset: offset? })
    })
}

fn entries(archive: &[u8], end: &End) -> Option<Vec<Entry>> {
    if end.count == 0 {
        return Some(Vec::new());
    }
    let shifted = end.place.checked_sub(end.size).and_then(|start| start.checked_sub(end.offset));
    let shift = [Some(0), shifted].into_iter().flatten().find(|&shift| {
        let place = end.offset.checked_add(shift);
        place.is_some_and(|place| Record::at(archive, place, b"PK\x01\x02").is_some())
    })?;
    let mut place = usize::try_from(end.offset + shift).ok()?;
    let mut entries = Vec::new();
    for _ in 0..end.count {
        let (entry, next) = entry(archive, place, shift)?;
        entries.push(entry);
        place = next;
    }
    Some(entries)
}

/// The entry at a place, and where the next one stands.
fn entry(archive: &[u8], place: usize, shift: u64) -> Option<(Entry, usize)> {
    let record = Record::at(archive, place as u64, b"PK\x01\x02")?;
    let [name, extra, comment] = [28, 30, 32].map(|at| record.u16(at).map(usize::from));
    let name = place + ENTRY_BYTES..place + ENTRY_BYTES + name?;
    let extra = name.end..name.end + extra?;
    let next = extra.end + comment?;
    archive.get(..next)?;

    let mut large = large_numbers(archive.get(extra)?);
    let mut number = |at| match record.number::<4>(at)? {
        LARGE => {
            let (number, rest) = large.split_at_checked(8)?;
            large = rest;
            Record(number).number::<8>(0)
        }
        number => Some(number),
    };
    // In the order in which they have numbers of 64 bits.
    let [size, packed, header] = [24, 20, 42].map(&mut number);
    let entry = Entry {
        name,
        flags: record.u16(8)?,
        method: record.u16(10)?,
        crc: record.number::<4>(16)? as u32,
        packed: packed?,
        size: size?,
        header: header?.checked_add(shift)?,
    };
    Some((entry, next))
}

/// The extra field with those numbers of an entry that need 64 bits.
fn large_numbers(mut extra: &[u8]) -> &[u8] {
    while let (Some(id), Some(length)) = (Record(extra).u16(0), Record(extra).u16(2)) {
        let Some((field, rest)) = extra.get(4..).and_then(|rest| rest.split_at_checked(length.into())) else {
            break;
        };
        if id == 1 {
            return field;
        }
        extra = rest;
    }
    &[]
}

impl Entry {
    /// Its bytes as they are packed.
    pub(super) fn data<'a>(&self, archive: &'a [u8]) -> Option<&'a [u8]> {
        let header = Record::at(archive, self.header, b"PK\x03\x04")?;
        let (name, extra) = (header.number::<2>(26)?, header.number::<2>(28)?);
        let start = self.header.checked_add(HEADER_BYTES + name + extra)?;
        let end = start.checked_add(self.packed)?;
        archive.get(usize::try_from(start).ok()?..usize::try_from(end).ok()?)
    }
}
