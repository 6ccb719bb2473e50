//! Locations: addresses, and the lines that they stand for.

use std::ops::Range;

use super::{FunctionId, LocationId, MappingId};

/// One source line of a location.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Line {
    /// The function it is in.
    pub function: FunctionId,
    /// Its number, 0 where that is not known.
    pub line: i64,
    /// The column in it, 0 where that is not known.
    pub column: i64,
}

/// One location without its lines, which [`LocationTable::lines`] gives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Location {
    /// The id that the file gave it.
    pub wire_id: u64,
    /// The binary it lies in; `None` where the file names none, or one that it does not describe.
    pub mapping: Option<MappingId>,
    /// The address, 0 where that is not known.
    pub address: u64,
    /// Several functions share this address because the linker folded equal code.
    pub is_folded: bool,
}

/// The locations of a profile in the file's order, in columns.
///
/// A location has several lines where calls were inlined: **the innermost, inlined callee stands first and the
/// function that was really called stands last**. It has none where the profile is not symbolized. The lines
/// of all locations lie end to end in columns of their own.
#[derive(Debug, Clone, Default)]
pub struct LocationTable {
    wire_ids: Vec<u64>,
    mappings: Vec<Option<MappingId>>,
    addresses: Vec<u64>,
    folded: Vec<bool>,
    /// `line_ends[i]` is where the lines of location `i` end; they start where those of `i - 1` end.
    line_ends: Vec<u32>,
    line_functions: Vec<FunctionId>,
    line_numbers: Vec<i64>,
    line_columns: Vec<i64>,
}

impl LocationTable {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.addresses.len()
    }

    /// Whether no sample can have a stack.
    pub fn is_empty(&self) -> bool {
        self.addresses.is_empty()
    }

    /// How many lines all locations have together.
    pub fn line_count(&self) -> usize {
        self.line_functions.len()
    }

    /// One location.
    pub fn get(&self, id: LocationId) -> Location {
        let row = id.index();
        Location {
            wire_id: self.wire_ids[row],
            mapping: self.mappings[row],
            address: self.addresses[row],
            is_folded: self.folded[row],
        }
    }

    /// The binary that a location lies in.
    #[inline]
    pub fn mapping(&self, id: LocationId) -> Option<MappingId> {
        self.mappings[id.index()]
    }

    /// The functions of a location's [`lines`](Self::lines), innermost first.
    #[inline]
    pub fn functions(&self, id: LocationId) -> &[FunctionId] {
        &self.line_functions[self.line_rows(id)]
    }

    /// The lines of a location, innermost first.
    pub fn lines(&self, id: LocationId) -> impl DoubleEndedIterator<Item = Line> + ExactSizeIterator + '_ {
        self.line_rows(id).map(|at| Line {
            function: self.line_functions[at],
            line: self.line_numbers[at],
            column: self.line_columns[at],
        })
    }

    #[inline]
    fn line_rows(&self, id: LocationId) -> Range<usize> {
        let row = id.index();
        let start = if row == 0 { 0 } else { self.line_ends[row - 1] as usize };
        start..self.line_ends[row] as usize
    }

    /// The ids of all locations, in the file's order.
    pub fn ids(&self) -> impl ExactSizeIterator<Item = LocationId> + use<> {
        (0..self.len()).map(LocationId::new)
    }

    /// Appends a location with its lines, innermost first.
    pub fn push(&mut self, location: Location, lines: impl IntoIterator<Item = Line>) -> LocationId {
        self.wire_ids.push(location.wire_id);
        self.mappings.push(location.mapping);
        self.addresses.push(location.address);
        self.folded.push(location.is_folded);
        for line in lines {
            self.line_functions.push(line.function);
            self.line_numbers.push(line.line);
            self.line_columns.push(line.column);
        }
        self.line_ends.push(self.line_functions.len() as u32);
        LocationId::new(self.len() - 1)
    }
}
