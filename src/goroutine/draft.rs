//! A dump while it is read: tables that find what is in them.

use std::ops::Range;

use super::header::Header;
use super::labels::Pair;
use super::{Ancestor, Dump, DumpError, DumpForm, Elision, Goroutine};
use crate::profile::{
    Function, FunctionId, Label, LabelSetId, LabelValue, Line, Location, LocationId, ProfileBuilder,
    RowIndex, StackId, StringId, make_room, row_hash,
};

/// So many goroutines are read.
const MAX_GOROUTINES: usize = 16 << 20;

#[derive(Debug, Default)]
pub(super) struct Draft {
    tables: ProfileBuilder,
    functions: RowIndex,
    frames: RowIndex,
    inlined: Vec<LocationId>,
    goroutines: Vec<Goroutine>,
    ancestors: Vec<Ancestor>,
    elisions: Vec<Elision>,
    /// The goroutines of the last section, by id.
    ids: RowIndex,
    sections: Vec<Section>,
    pub(super) form: Option<DumpForm>,
    pub(super) cut_at: Option<u64>,
    pub(super) skipped_bytes: u64,
}

/// A stretch of the text in which no goroutine is told twice.
#[derive(Debug)]
struct Section {
    start: usize,
    /// Some goroutines of it stand one behind another, with nothing between: it is a dump, and no collection of single stacks.
    is_dump: bool,
}

/// A goroutine that was read to its end.
#[derive(Debug, Default)]
pub(super) struct Finished {
    pub(super) header: Header,
    pub(super) frames: Vec<LocationId>,
    pub(super) elided: Option<(u32, u32)>,
    pub(super) creator: Option<LocationId>,
    pub(super) parent: u64,
    pub(super) ancestors: Vec<(u64, Vec<LocationId>, Option<LocationId>)>,
    pub(super) is_unavailable: bool,
    pub(super) is_cut: bool,
    pub(super) offset: u64,
    /// Nothing but blank lines stands between it and the one before.
    pub(super) follows: bool,
}

impl Draft {
    pub(super) fn len(&self) -> usize {
        self.goroutines.len()
    }

    fn string(&mut self, text: &[u8], offset: u64) -> Result<StringId, DumpError> {
        self.tables.strings.intern_bytes(text).map_err(|source| DumpError::Strings { offset, source })
    }

    /// The frame of a function at a place, which is added unless it is there.
    pub(super) fn frame(
        &mut self,
        function: &[u8],
        file: &[u8],
        line: u32,
        is_inlined: bool,
        offset: u64,
    ) -> Result<LocationId, DumpError> {
        let hash = row_hash(&(function, file, line, is_inlined));
        let tables = &self.tables;
        let same = |row: usize| {
            let id = LocationId::new(row);
            let is_function = |known: FunctionId| {
                let known = tables.functions.get(known);
                tables.strings.bytes(known.name) == function && tables.strings.bytes(known.filename) == file
            };
            tables
                .locations
                .lines(id)
                .all(|known| known.line == i64::from(line) && is_function(known.function))
                && self.inlined.binary_search(&id).is_ok() == is_inlined
        };
        if let Some(row) = self.frames.find(hash, same) {
            return Ok(LocationId::new(row));
        }
        let function = self.function(function, file, offset)?;
        let wire_id = self.tables.locations.len() as u64 + 1;
        let location = Location { wire_id, mapping: None, address: 0, is_folded: false };
        let line = Line { function, line: line.into(), column: 0 };
        let id = self.tables.locations.push(location, [line]);
        if is_inlined {
            self.inlined.push(id);
        }
        self.frames.insert(hash, id.index());
        Ok(id)
    }

    fn function(&mut self, name: &[u8], file: &[u8], offset: u64) -> Result<FunctionId, DumpError> {
        let (name, filename) = (self.string(name, offset)?, self.string(file, offset)?);
        let hash = row_hash(&(name, filename));
        let table = &mut self.tables.functions;
        let same = |row| {
            let known = table.get(FunctionId::new(row));
            (known.name, known.filename) == (name, filename)
        };
        if let Some(row) = self.functions.find(hash, same) {
            return Ok(FunctionId::new(row));
        }
        let wire_id = table.len() as u64 + 1;
        let id = table.push(Function { wire_id, name, system_name: name, filename, start_line: 0 });
        self.functions.insert(hash, id.index());
        Ok(id)
    }

    fn labels(&mut self, pairs: &[Pair], offset: u64) -> Result<LabelSetId, DumpError> {
        let mut labels = Vec::with_capacity(pairs.len());
        for (key, value) in pairs {
            let key = self.string(key, offset)?;
            labels.push(Label { key, value: LabelValue::Text(self.string(value, offset)?) });
        }
        Ok(self.tables.labels.intern(&labels))
    }

    fn stack(&mut self, frames: &[LocationId], offset: u64) -> Result<StackId, DumpError> {
        let room = self.tables.make_room(1, frames.len(), 0);
        room.map_err(|source| DumpError::OutOfMemory { offset, source })?;
        Ok(self.tables.stacks.intern(frames))
    }

    pub(super) fn push(&mut self, finished: &Finished) -> Result<(), DumpError> {
        let Finished { header, offset, .. } = finished;
        let offset = *offset;
        if self.goroutines.len() >= MAX_GOROUTINES {
            return Err(DumpError::TooMany { offset, limit: MAX_GOROUTINES });
        }
        let no_room = |source| DumpError::OutOfMemory { offset, source };
        make_room(&mut self.goroutines, 1, "goroutines").map_err(no_room)?;
        let of = self.goroutines.len();
        let is_repeated = self.place(header, finished, of);
        let goroutine = Goroutine {
            id: header.id,
            state: self.string(&header.state, offset)?,
            stack: self.stack(&finished.frames, offset)?,
            labels: self.labels(&header.labels, offset)?,
            creator: finished.creator,
            parent: finished.parent,
            minutes: header.minutes,
            bubble: header.bubble,
            is_leaked: header.is_leaked,
            is_scan: header.is_scan,
            is_durable: header.is_durable,
            is_locked: header.is_locked,
            is_unavailable: finished.is_unavailable,
            is_cut: finished.is_cut,
            is_repeated,
            offset,
        };
        self.goroutines.push(goroutine);
        for (id, frames, creator) in &finished.ancestors {
            let stack = self.stack(frames, offset)?;
            self.ancestors.push(Ancestor { of, id: *id, stack, creator: *creator });
        }
        if let Some((behind, count)) = finished.elided {
            self.elisions.push(Elision { of, behind, count });
        }
        let form = match header {
            Header { has_address: true, .. } => Some(DumpForm::Crash),
            Header { is_of_goleak: true, .. } => Some(DumpForm::Goleak),
            _ => None,
        };
        self.form = form.or(self.form);
        Ok(())
    }

    /// Finds the section of a goroutine, and whether it tells of one that is told already.
    fn place(&mut self, header: &Header, finished: &Finished, row: usize) -> bool {
        if header.id == 0 {
            self.open_section(row, false);
            return false;
        }
        let hash = row_hash(&header.id);
        let goroutines = &self.goroutines;
        let is_known =
            |row: usize| goroutines.get(row).is_some_and(|known| known.id == header.id && !known.is_repeated);
        let known = self.ids.find(hash, is_known);
        if let Some(known) = known {
            // In a crash each thread tells of the goroutine that it runs, which the first could not look at.
            if header.has_address {
                let better = !finished.is_unavailable;
                match self.goroutines.get_mut(known) {
                    Some(known) if better && known.is_unavailable => known.is_repeated = true,
                    _ => return true,
                }
            } else {
                self.ids = RowIndex::default();
                self.sections.push(Section { start: row, is_dump: false });
            }
        }
        self.open_section(row, finished.follows);
        self.ids.insert(hash, row);
        false
    }

    fn open_section(&mut self, row: usize, follows: bool) {
        if self.sections.is_empty() {
            self.sections.push(Section { start: row, is_dump: false });
        }
        if let Some(section) = self.sections.last_mut() {
            section.is_dump |= follows && row > section.start;
        }
    }

    /// The captures: each section that is a dump, with the single stacks before it. Of a goroutine that is in both, the
    /// last counts.
    fn captures(&mut self) -> Vec<Range<usize>> {
        let mut captures: Vec<Range<usize>> = Vec::new();
        let mut start = 0;
        let ends = self.sections.iter().skip(1).map(|section| section.start).chain([self.goroutines.len()]);
        for (section, end) in self.sections.iter().zip(ends) {
            if section.is_dump {
                captures.push(start..end);
                start = end;
            }
        }
        if start < self.goroutines.len() {
            match captures.last_mut() {
                Some(last) => last.end = self.goroutines.len(),
                None => captures.push(start..self.goroutines.len()),
            }
        }
        if self.sections.len() > captures.len() {
            for capture in &captures {
                let Some(goroutines) = self.goroutines.get_mut(capture.clone()) else { continue };
                let mut ids = RowIndex::default();
                for row in (0..goroutines.len()).rev() {
                    let Some(id) = goroutines.get(row).map(|goroutine| goroutine.id) else { continue };
                    let hash = row_hash(&id);
                    let is_known = |other: usize| goroutines.get(other).is_some_and(|other| other.id == id);
                    if ids.find(hash, is_known).is_some() {
                        if let Some(goroutine) = goroutines.get_mut(row) {
                            goroutine.is_repeated = true;
                        }
                    } else if goroutines.get(row).is_some_and(Goroutine::is_counted) {
                        ids.insert(hash, row);
                    }
                }
            }
        }
        captures
    }

    pub(super) fn finish(mut self) -> Result<Dump, DumpError> {
        if self.goroutines.is_empty() {
            return Err(DumpError::NoGoroutine);
        }
        let captures = self.captures();
        Ok(Dump {
            tables: self.tables.finish()?,
            inlined: self.inlined,
            goroutines: self.goroutines,
            ancestors: self.ancestors,
            elisions: self.elisions,
            captures,
            form: self.form.unwrap_or_default(),
            cut_at: self.cut_at,
            skipped_bytes: self.skipped_bytes,
        })
    }
}
