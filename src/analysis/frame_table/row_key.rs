//! What makes two locations the same node for pprof, and what it calls the node.

use crate::analysis::go_path;
use crate::analysis::text_pool::{TextId, TextPool};

/// The identity of a node of pprof's graph (`NodeInfo`), after aggregation has blanked what the granularity
/// does not keep. `object` and `start_line` count only for nodes without a function name, unless rows are kept apart by object.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) struct RowKey {
    pub(super) name: TextId,
    pub(super) address: u64,
    pub(super) file: TextId,
    pub(super) start_line: i64,
    pub(super) line: i64,
    pub(super) column: i64,
    pub(super) object: TextId,
}

impl RowKey {
    /// The key of which nothing is known.
    pub(super) const UNKNOWN: Self = Self {
        name: TextId::EMPTY,
        address: 0,
        file: TextId::EMPTY,
        start_line: 0,
        line: 0,
        column: 0,
        object: TextId::EMPTY,
    };

    /// Whether the function is all that its name says: nearly all rows are so.
    pub(super) fn is_function(&self) -> bool {
        self.name != TextId::EMPTY && self.address == 0 && self.line == 0 && self.file == TextId::EMPTY
    }

    /// The name that pprof prints (`PrintableName`): the address, the function, the file with the line, as far
    /// as they are kept; with none of the last two the binary in brackets, or `<unknown>`.
    pub(super) fn printable_name(&self, texts: &TextPool) -> String {
        use std::fmt::Write as _;
        let (name, file, object) = (texts.get(self.name), texts.get(self.file), texts.get(self.object));
        let mut printable = String::new();
        let mut push = |part: std::fmt::Arguments<'_>| {
            let space = if printable.is_empty() { "" } else { " " };
            // Writing to a String cannot fail.
            let _ = write!(printable, "{space}{part}");
        };
        if self.address != 0 {
            push(format_args!("{:016x}", self.address));
        }
        if !name.is_empty() {
            push(format_args!("{name}"));
        }
        if self.line != 0 {
            match self.column {
                0 => push(format_args!("{file}:{}", self.line)),
                column => push(format_args!("{file}:{}:{column}", self.line)),
            }
        } else if !file.is_empty() {
            push(format_args!("{file}"));
        } else if !name.is_empty() {
        } else if !object.is_empty() {
            push(format_args!("[{}]", go_path::base_name(object)));
        } else {
            push(format_args!("<unknown>"));
        }
        printable
    }

    /// What Go's `fmt.Sprint` prints of the key, by which pprof orders nodes that have the same name and values.
    pub(super) fn printed(&self, texts: &TextPool) -> String {
        let (name, file, object) = (texts.get(self.name), texts.get(self.file), texts.get(self.object));
        let Self { address, start_line, line, column, .. } = self;
        format!("{{{name}  {address} {file} {start_line} {line} {column} {object}}}")
    }
}
