//! The messages besides samples: sample types, mappings, locations and functions.

use super::references::{IdMap, MaxReference};
use super::samples::string;
use super::wire::Reader;
use super::{DecodeError, DecodeErrorKind, LimitExceeded, Limits, Table};
use crate::profile::{
    Function, FunctionId, Line, Location, Mapping, MappingId, ProfileBuilder, Symbolized, ValueType,
};

/// Decodes a sample type or the period type.
pub(super) fn value_type(
    mut message: Reader<'_>,
    offset: u64,
    strings: &mut MaxReference,
) -> Result<ValueType, DecodeError> {
    let (mut kind, mut unit) = (0, 0);
    while let Some(field) = message.next_field()? {
        match field.number {
            1 => kind = field.number()?,
            2 => unit = field.number()?,
            _ => {}
        }
    }
    Ok(ValueType { kind: string(kind, offset, strings), unit: string(unit, offset, strings) })
}

/// The ids of one table, none of them 0 and each there once.
#[derive(Debug)]
struct Rows {
    table: Table,
    ids: IdMap,
}

impl Rows {
    fn new(table: Table) -> Self {
        Self { table, ids: IdMap::default() }
    }

    fn insert(&mut self, id: u64, offset: u64) -> Result<(), DecodeError> {
        let table = self.table;
        let refuse = |kind| Err(DecodeError::new(offset, table.name(), kind));
        if id == 0 {
            return refuse(DecodeErrorKind::ReservedId(table));
        }
        if self.ids.get(id).is_some() {
            return refuse(DecodeErrorKind::DuplicateId { table, id });
        }
        self.ids.insert(id);
        Ok(())
    }
}

/// Decodes the mappings straight into their table.
#[derive(Debug)]
pub(super) struct Mappings {
    rows: Rows,
    /// The largest string of a mapping.
    pub(super) strings: MaxReference,
}

impl Default for Mappings {
    fn default() -> Self {
        Self { rows: Rows::new(Table::Mapping), strings: MaxReference::default() }
    }
}

impl Mappings {
    pub(super) fn decode(
        &mut self,
        mut message: Reader<'_>,
        offset: u64,
        tables: &mut ProfileBuilder,
        limits: &Limits,
    ) -> Result<(), DecodeError> {
        let (mut wire_id, mut start, mut limit, mut file_offset) = (0, 0, 0, 0);
        let (mut file, mut build_id) = (0, 0);
        let mut symbolized = Symbolized::default();
        while let Some(field) = message.next_field()? {
            match field.number {
                1 => wire_id = field.number()?,
                2 => start = field.number()?,
                3 => limit = field.number()?,
                4 => file_offset = field.number()?,
                5 => file = field.number()?,
                6 => build_id = field.number()?,
                7 => symbolized.functions = field.number()? != 0,
                8 => symbolized.filenames = field.number()? != 0,
                9 => symbolized.line_numbers = field.number()? != 0,
                10 => symbolized.inline_frames = field.number()? != 0,
                _ => {}
            }
        }
        self.rows.insert(wire_id, offset)?;
        check("mappings", limits.mappings, tables.mappings.len() + 1, offset, "mapping")?;
        tables.mappings.push(Mapping {
            wire_id,
            start,
            limit,
            offset: file_offset,
            file: string(file, offset, &mut self.strings),
            build_id: string(build_id, offset, &mut self.strings),
            symbolized,
        });
        Ok(())
    }
}

/// Decodes the functions straight into their table.
#[derive(Debug)]
pub(super) struct Functions {
    rows: Rows,
    /// The largest string of a function.
    pub(super) strings: MaxReference,
}

impl Default for Functions {
    fn default() -> Self {
        Self { rows: Rows::new(Table::Function), strings: MaxReference::default() }
    }
}

impl Functions {
    pub(super) fn decode(
        &mut self,
        mut message: Reader<'_>,
        offset: u64,
        tables: &mut ProfileBuilder,
        limits: &Limits,
    ) -> Result<(), DecodeError> {
        let (mut wire_id, mut name, mut system_name, mut filename, mut start_line) = (0, 0, 0, 0, 0);
        while let Some(field) = message.next_field()? {
            match field.number {
                1 => wire_id = field.number()?,
                2 => name = field.number()?,
                3 => system_name = field.number()?,
                4 => filename = field.number()?,
                5 => start_line = field.signed()?,
                _ => {}
            }
        }
        self.rows.insert(wire_id, offset)?;
        check("functions", limits.functions, tables.functions.len() + 1, offset, "function")?;
        tables.functions.push(Function {
            wire_id,
            name: string(name, offset, &mut self.strings),
            system_name: string(system_name, offset, &mut self.strings),
            filename: string(filename, offset, &mut self.strings),
            start_line,
        });
        Ok(())
    }
}

/// Decodes locations, which wait here until the functions are known that their lines name.
#[derive(Debug)]
pub(super) struct Locations {
    rows: Rows,
    waiting: Vec<Waiting>,
    lines: Vec<WaitingLine>,
}

#[derive(Debug)]
struct Waiting {
    wire_id: u64,
    mapping: u64,
    address: u64,
    is_folded: bool,
    lines: u32,
    offset: u64,
}

#[derive(Debug, Default)]
struct WaitingLine {
    function: u64,
    line: i64,
    column: i64,
}

impl Default for Locations {
    fn default() -> Self {
        Self { rows: Rows::new(Table::Location), waiting: Vec::new(), lines: Vec::new() }
    }
}

impl Locations {
    pub(super) fn decode(
        &mut self,
        mut message: Reader<'_>,
        offset: u64,
        limits: &Limits,
    ) -> Result<(), DecodeError> {
        let mut location = Waiting { wire_id: 0, mapping: 0, address: 0, is_folded: false, lines: 0, offset };
        while let Some(field) = message.next_field()? {
            match field.number {
                1 => location.wire_id = field.number()?,
                2 => location.mapping = field.number()?,
                3 => location.address = field.number()?,
                4 => {
                    check(
                        "lines",
                        limits.lines.min(u32::MAX.into()),
                        self.lines.len() + 1,
                        offset,
                        "location",
                    )?;
                    self.lines.push(line(field.message("line")?)?);
                    location.lines += 1;
                }
                5 => location.is_folded = field.number()? != 0,
                _ => {}
            }
        }
        self.rows.insert(location.wire_id, offset)?;
        check("locations", limits.locations, self.waiting.len() + 1, offset, "location")?;
        self.waiting.push(location);
        Ok(())
    }

    /// Fills the table of locations, now that mappings and functions are known, and returns their rows by wire id.
    /// As in pprof, a mapping that does not exist is as good as none, and a function must exist.
    pub(super) fn resolve(
        self,
        mappings: &Mappings,
        functions: &Functions,
        tables: &mut ProfileBuilder,
    ) -> Result<IdMap, DecodeError> {
        let mut waiting_lines = self.lines.into_iter();
        let mut lines = Vec::new();
        for location in self.waiting {
            lines.clear();
            for line in waiting_lines.by_ref().take(location.lines as usize) {
                let Some(function) = functions.rows.ids.get(line.function) else {
                    let kind =
                        DecodeErrorKind::UnknownFunction { location: location.wire_id, id: line.function };
                    return Err(DecodeError::new(location.offset, "location", kind));
                };
                let function = FunctionId::new(function as usize);
                lines.push(Line { function, line: line.line, column: line.column });
            }
            let mapping = mappings.rows.ids.get(location.mapping).map(|row| MappingId::new(row as usize));
            let Waiting { wire_id, address, is_folded, .. } = location;
            tables.locations.push(Location { wire_id, mapping, address, is_folded }, lines.iter().copied());
        }
        Ok(self.rows.ids)
    }
}

fn line(mut message: Reader<'_>) -> Result<WaitingLine, DecodeError> {
    let mut line = WaitingLine::default();
    while let Some(field) = message.next_field()? {
        match field.number {
            1 => line.function = field.number()?,
            2 => line.line = field.signed()?,
            3 => line.column = field.signed()?,
            _ => {}
        }
    }
    Ok(line)
}

fn check(
    what: &'static str,
    limit: u64,
    wanted: usize,
    offset: u64,
    context: &'static str,
) -> Result<(), DecodeError> {
    let wanted = wanted as u64;
    LimitExceeded::check(what, limit, wanted).map_err(|exceeded| DecodeError::new(offset, context, exceeded))
}
