//! Functions: names and the files that they stand in.

use super::{FunctionId, StringId};

/// One function.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Function {
    /// The id that the file gave it.
    pub wire_id: u64,
    /// Its name as people read it.
    pub name: StringId,
    /// Its name as the linker has it.
    pub system_name: StringId,
    /// The source file.
    pub filename: StringId,
    /// The line where it begins, 0 where that is not known.
    pub start_line: i64,
}

/// The functions of a profile in the file's order, in columns.
#[derive(Debug, Clone, Default)]
pub struct FunctionTable {
    wire_ids: Vec<u64>,
    names: Vec<StringId>,
    system_names: Vec<StringId>,
    filenames: Vec<StringId>,
    start_lines: Vec<i64>,
}

impl FunctionTable {
    /// How many there are.
    pub fn len(&self) -> usize {
        self.names.len()
    }

    /// Whether nothing in the profile has a name.
    pub fn is_empty(&self) -> bool {
        self.names.is_empty()
    }

    /// One function.
    pub fn get(&self, id: FunctionId) -> Function {
        let row = id.index();
        Function {
            wire_id: self.wire_ids[row],
            name: self.names[row],
            system_name: self.system_names[row],
            filename: self.filenames[row],
            start_line: self.start_lines[row],
        }
    }

    /// A function's name.
    pub fn name(&self, id: FunctionId) -> StringId {
        self.names[id.index()]
    }

    /// All, in the file's order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = Function> + '_ {
        (0..self.len()).map(|row| self.get(FunctionId::new(row)))
    }

    /// Appends a function.
    pub fn push(&mut self, function: Function) -> FunctionId {
        self.wire_ids.push(function.wire_id);
        self.names.push(function.name);
        self.system_names.push(function.system_name);
        self.filenames.push(function.filename);
        self.start_lines.push(function.start_line);
        FunctionId::new(self.len() - 1)
    }
}
