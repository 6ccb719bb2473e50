//! A profile, once it is built.

use super::{
    FunctionTable, Header, LabelTable, LocationTable, MappingTable, Revision, SampleTable, StackTable,
    StringId, StringTable, sample_index_by_name,
};

/// A profile that nothing changes any more: every id in it is known to exist.
///
/// Made by [`ProfileBuilder::finish`](super::ProfileBuilder::finish), or from another by [`revise`](Self::revise). A
/// clone shares its tables.
#[derive(Debug, Clone)]
pub struct Profile {
    tables: Revision,
}

impl Profile {
    /// What the profile says of itself.
    pub fn header(&self) -> &Header {
        &self.tables.header
    }

    /// Its strings.
    pub fn strings(&self) -> &StringTable {
        &self.tables.strings
    }

    /// Its mappings.
    pub fn mappings(&self) -> &MappingTable {
        &self.tables.mappings
    }

    /// Its functions.
    pub fn functions(&self) -> &FunctionTable {
        &self.tables.functions
    }

    /// Its locations and their lines.
    pub fn locations(&self) -> &LocationTable {
        &self.tables.locations
    }

    /// Its distinct stacks.
    pub fn stacks(&self) -> &StackTable {
        &self.tables.stacks
    }

    /// Its distinct label sets.
    pub fn labels(&self) -> &LabelTable {
        &self.tables.labels
    }

    /// Its samples.
    pub fn samples(&self) -> &SampleTable {
        &self.tables.samples
    }

    /// The text of a string.
    pub fn text(&self, id: StringId) -> &str {
        self.tables.strings.get(id)
    }

    /// The column that pprof shows when nobody asks for another: the default sample type, or else the last.
    /// `None` only where there are no sample types, and so no samples.
    pub fn default_sample_index(&self) -> Option<usize> {
        self.sample_index("")
    }

    /// The column that pprof shows for a name or number; see [`sample_index_by_name`].
    pub fn sample_index(&self, name: &str) -> Option<usize> {
        let header = self.header();
        sample_index_by_name(&header.sample_types, header.default_sample_type, self.strings(), name)
    }

    /// Its tables, to make another profile from them.
    pub fn revise(&self) -> Revision {
        self.tables.clone()
    }

    pub(super) fn frozen(tables: Revision) -> Self {
        Self { tables }
    }
}
