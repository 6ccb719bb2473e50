//! How a profile is built, checked and frozen.

use super::{
    FunctionTable, Header, InvalidProfile, LabelTable, LocationTable, MappingTable, OutOfMemory, Profile,
    Revision, SampleTable, StackTable, StringTable,
};

/// The tables of a profile while it is built. They are filled in any order; [`finish`](Self::finish) checks them.
#[derive(Debug, Clone, Default)]
pub struct ProfileBuilder {
    /// What the profile says of itself.
    pub header: Header,
    /// Its strings.
    pub strings: StringTable,
    /// Its mappings.
    pub mappings: MappingTable,
    /// Its functions.
    pub functions: FunctionTable,
    /// Its locations and their lines.
    pub locations: LocationTable,
    /// Its distinct stacks.
    pub stacks: StackTable,
    /// Its distinct label sets.
    pub labels: LabelTable,
    /// Its samples.
    pub samples: SampleTable,
}

impl ProfileBuilder {
    /// Makes room for so many rows more in each table that grows with a file, and for one stack of so many locations and
    /// so many bytes of strings.
    ///
    /// # Errors
    /// When there is no memory for it. The tables are as they were.
    pub fn make_room(&mut self, rows: usize, locations: usize, bytes: usize) -> Result<(), OutOfMemory> {
        self.samples.make_room(rows)?;
        self.stacks.make_room(rows, locations)?;
        self.strings.make_room(rows, bytes)?;
        self.labels.make_room(rows)
    }

    /// Checks that every reference exists and that values fit their types, and freezes the tables.
    ///
    /// # Errors
    /// See [`InvalidProfile`].
    pub fn finish(mut self) -> Result<Profile, InvalidProfile> {
        self.samples.shrink();
        Revision {
            header: self.header,
            strings: self.strings.into(),
            mappings: self.mappings.into(),
            functions: self.functions.into(),
            locations: self.locations.into(),
            stacks: self.stacks.into(),
            labels: self.labels.into(),
            samples: self.samples.into(),
        }
        .finish()
    }
}
