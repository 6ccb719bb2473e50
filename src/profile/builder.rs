//! How a profile is built, checked and frozen.

use super::{
    FunctionTable, Header, LabelTable, LabelValue, LocationTable, MappingTable, SampleTable, StackTable,
    StringId, StringTable, ValueType, sample_index_by_name,
};

/// A profile that nothing changes any more: every id in it is known to exist.
///
/// Made by [`ProfileBuilder::finish`].
#[derive(Debug, Clone)]
pub struct Profile {
    tables: ProfileBuilder,
}

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

/// Why tables are no profile. A decoder finds these first and says where in the file; here they guard what is
/// built by other means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidProfile {
    /// There are samples, but nothing says what their values count (`CheckValid` of pprof).
    #[error("there are samples but no sample types")]
    NoSampleTypes,
    /// The samples have another number of values than there are sample types (`CheckValid` of pprof).
    #[error("the samples have {values} values and there are {types} sample types")]
    ValueCount {
        /// How many values a sample has.
        values: usize,
        /// How many sample types there are.
        types: usize,
    },
    /// A table names a row that does not exist.
    #[error("a reference to a {0} does not exist")]
    MissingReference(&'static str),
}

impl ProfileBuilder {
    /// Checks that every reference exists and that values fit their types, and freezes the tables.
    ///
    /// # Errors
    /// See [`InvalidProfile`].
    pub fn finish(mut self) -> Result<Profile, InvalidProfile> {
        let types = self.header.sample_types.len();
        if types == 0 && !self.samples.is_empty() {
            return Err(InvalidProfile::NoSampleTypes);
        }
        if self.samples.is_empty() {
            self.samples.set_column_count(types);
        }
        if self.samples.column_count() != types {
            return Err(InvalidProfile::ValueCount { values: self.samples.column_count(), types });
        }
        self.check_references()?;
        self.stacks.freeze();
        self.labels.freeze();
        Ok(Profile { tables: self })
    }

    fn check_references(&self) -> Result<(), InvalidProfile> {
        let missing =
            |exists: bool, what| if exists { Ok(()) } else { Err(InvalidProfile::MissingReference(what)) };
        let strings = self.strings.len();
        let known = |id: StringId| id.index() < strings;
        let value_type = |value: &ValueType| known(value.kind) && known(value.unit);
        let header = &self.header;
        let named = [header.default_sample_type, header.drop_frames, header.keep_frames, header.doc_url];
        missing(
            named.into_iter().chain(header.comments.iter().copied()).all(known)
                && header.sample_types.iter().all(value_type)
                && header.period_type.iter().all(value_type)
                && self.mappings.iter().all(|mapping| known(mapping.file) && known(mapping.build_id))
                && self.functions.iter().all(|function| {
                    known(function.name) && known(function.system_name) && known(function.filename)
                })
                && self.labels.all().iter().all(|label| {
                    known(label.key)
                        && match label.value {
                            LabelValue::Text(text) => known(text),
                            LabelValue::Number(_, unit) => known(unit),
                        }
                }),
            "string",
        )?;
        let locations = &self.locations;
        missing(
            locations.ids().all(|id| {
                locations.get(id).mapping.is_none_or(|mapping| mapping.index() < self.mappings.len())
            }),
            "mapping",
        )?;
        missing(
            locations
                .ids()
                .all(|id| locations.lines(id).all(|line| line.function.index() < self.functions.len())),
            "function",
        )?;
        missing(self.stacks.max_location().is_none_or(|id| id.index() < locations.len()), "location")?;
        missing(self.samples.stacks().iter().all(|stack| stack.index() < self.stacks.len()), "stack")?;
        missing(self.samples.labels().iter().all(|set| set.index() < self.labels.len()), "label set")
    }
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

    /// Gives the tables back for building another profile from them.
    pub fn into_builder(self) -> ProfileBuilder {
        self.tables
    }
}
