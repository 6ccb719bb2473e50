//! How a profile is checked, and how another is made from it.

use super::{
    FunctionTable, Header, LabelTable, LabelValue, LocationTable, MappingTable, Profile, SampleTable, Shared,
    StackTable, StringId, StringTable, ValueType,
};

/// The tables of a profile, to be changed into those of another. What is not changed is shared with it.
///
/// ```
/// # let profile = airflame::profile::draw_profile("main\n1");
/// let mut revision = profile.revise();
/// revision.header.time_nanos = 42;
/// assert_eq!(revision.finish()?.header().time_nanos, 42);
/// # Ok::<(), airflame::profile::InvalidProfile>(())
/// ```
#[derive(Debug, Clone)]
pub struct Revision {
    /// What the profile says of itself.
    pub header: Header,
    /// Its strings.
    pub strings: Shared<StringTable>,
    /// Its mappings.
    pub mappings: Shared<MappingTable>,
    /// Its functions.
    pub functions: Shared<FunctionTable>,
    /// Its locations and their lines.
    pub locations: Shared<LocationTable>,
    /// Its distinct stacks.
    pub stacks: Shared<StackTable>,
    /// Its distinct label sets.
    pub labels: Shared<LabelTable>,
    /// Its samples.
    pub samples: Shared<SampleTable>,
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

impl Revision {
    /// Checks that every reference exists and that values fit their types.
    ///
    /// # Errors
    /// See [`InvalidProfile`].
    pub fn finish(mut self) -> Result<Profile, InvalidProfile> {
        let types = self.header.sample_types.len();
        if types == 0 && !self.samples.is_empty() {
            return Err(InvalidProfile::NoSampleTypes);
        }
        if self.samples.is_empty() && self.samples.column_count() != types {
            self.samples.set_column_count(types);
        }
        if self.samples.column_count() != types {
            return Err(InvalidProfile::ValueCount { values: self.samples.column_count(), types });
        }
        self.check_references()?;
        if self.stacks.is_interning() {
            self.stacks.freeze();
        }
        if self.labels.is_interning() {
            self.labels.freeze();
        }
        Ok(Profile::frozen(self))
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
                && header.memory_stats.iter().all(|stat| known(stat.name))
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
        missing(self.stacks.are_below(locations.len()), "location")?;
        missing(self.samples.stacks().iter().all(|stack| stack.index() < self.stacks.len()), "stack")?;
        missing(self.samples.labels().iter().all(|set| set.index() < self.labels.len()), "label set")
    }
}
