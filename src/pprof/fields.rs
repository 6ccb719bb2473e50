//! The fields of a profile, each decoded when it is there, and settled when all are.

use super::messages::{self, Functions, Locations, Mappings};
use super::references::MaxReference;
use super::samples::{Samples, string};
use super::warning::{NotUtf8, warnings};
use super::wire::{Field, Reader};
use super::{DecodeError, DecodeErrorKind, Decoded, LimitExceeded, Limits, Reading};
use crate::profile::{OutOfMemory, ProfileBuilder};

/// What is decoded so far, and what is to be settled at the end.
#[derive(Debug, Default)]
pub(super) struct Fields {
    tables: ProfileBuilder,
    samples: Samples,
    mappings: Mappings,
    functions: Functions,
    locations: Locations,
    /// The largest string of a sample type, of the period type, and of the profile itself.
    header_strings: MaxReference,
    /// How many strings there are, the empty one included.
    strings: u64,
    string_bytes: u64,
    not_utf8: NotUtf8,
    /// The first id that is there twice. Decoding goes on, because what comes may show that these are two profiles.
    duplicate: Option<DecodeError>,
}

/// Room is made for so many rows at a time.
const MOST_ROWS: usize = 1 << 15;

impl Fields {
    pub(super) fn new(reading: Reading) -> Self {
        Self { samples: Samples::new(reading), ..Self::default() }
    }

    /// Interns the stacks of all samples so far.
    pub(super) fn settle_stacks(&mut self, limits: &Limits) -> Result<(), DecodeError> {
        self.samples.settle(&mut self.tables, limits)
    }

    /// Makes room for what so many bytes of fields can add, or for the one field `alone` that has so many. The stacks of all samples so far
    /// [are interned](Self::settle_stacks).
    #[cold]
    pub(super) fn make_room(&mut self, bytes: usize, alone: Option<u32>) -> Result<(), OutOfMemory> {
        let of = |number: u32| if alone.is_none_or(|alone| alone == number) { bytes } else { 0 };
        self.samples.make_room(of(2))?;
        // A row takes two bytes at least, and a location one.
        self.tables.make_room((bytes / 2).min(MOST_ROWS), of(2), of(6))
    }

    /// Decodes one field, the first byte of which is byte `offset`.
    #[inline]
    pub(super) fn decode(
        &mut self,
        field: &Field<'_>,
        offset: u64,
        limits: &Limits,
    ) -> Result<(), DecodeError> {
        self.decode_field(field, offset, limits).or_else(|error| self.bear(error))
    }

    /// Decodes the message of a sample, the field of which begins at byte `offset`.
    #[inline]
    pub(super) fn decode_sample(
        &mut self,
        message: Reader<'_>,
        offset: u64,
        limits: &Limits,
    ) -> Result<(), DecodeError> {
        let result = self.samples.decode(message, offset, &mut self.tables, limits);
        result.or_else(|error| self.bear(error))
    }

    /// Bears with an error that may be explained by what comes, and names one for what it is in a whole field.
    #[cold]
    fn bear(&mut self, error: DecodeError) -> Result<(), DecodeError> {
        match error.kind {
            DecodeErrorKind::DuplicateId { .. } => {
                self.duplicate.get_or_insert(error);
                Ok(())
            }
            DecodeErrorKind::Truncated { missing } => {
                Err(DecodeError { kind: DecodeErrorKind::Overrun { missing }, ..error })
            }
            _ => Err(error),
        }
    }

    #[inline]
    fn decode_field(&mut self, field: &Field<'_>, offset: u64, limits: &Limits) -> Result<(), DecodeError> {
        let Self { tables, samples, mappings, functions, locations, header_strings, .. } = self;
        match field.number {
            2 => samples.decode(field.message("sample")?, offset, tables, limits),
            3 => mappings.decode(field.message("mapping")?, offset, tables, limits),
            4 => locations.decode(field.message("location")?, offset, limits),
            5 => functions.decode(field.message("function")?, offset, tables, limits),
            6 => self.string(field.message("string table")?, offset, limits),
            1 => {
                let wanted = tables.header.sample_types.len() as u64 + 1;
                check("sample types", limits.sample_types, wanted, offset, "sample type")?;
                let value_type = messages::value_type(field.message("sample type")?, offset, header_strings)?;
                tables.header.sample_types.push(value_type);
                Ok(())
            }
            _ => self.header(field, offset, limits),
        }
    }

    /// Decodes a field that is there once for the whole profile.
    fn header(&mut self, field: &Field<'_>, offset: u64, limits: &Limits) -> Result<(), DecodeError> {
        let header = &mut self.tables.header;
        let strings = &mut self.header_strings;
        match field.number {
            7 => header.drop_frames = string(field.number()?, offset, strings),
            8 => header.keep_frames = string(field.number()?, offset, strings),
            9 => {
                // So does pprof find that somebody wrote two profiles into one file.
                if header.time_nanos != 0 {
                    return Err(DecodeError::new(offset, "profile", DecodeErrorKind::Concatenated));
                }
                header.time_nanos = field.signed()?;
            }
            10 => header.duration_nanos = field.signed()?,
            11 => {
                let value_type = messages::value_type(field.message("period type")?, offset, strings)?;
                header.period_type = Some(value_type);
            }
            12 => header.period = field.signed()?,
            13 => {
                let comments = &mut header.comments;
                field.each(|index| {
                    check("comments", limits.strings, comments.len() as u64 + 1, offset, "comments")?;
                    comments.push(string(index, offset, strings));
                    Ok(())
                })?;
            }
            14 => header.default_sample_type = string(field.number()?, offset, strings),
            15 => header.doc_url = string(field.number()?, offset, strings),
            _ => {}
        }
        Ok(())
    }

    /// Takes the next string of the table. The first is the empty one, which our table has from the beginning.
    fn string(&mut self, message: Reader<'_>, offset: u64, limits: &Limits) -> Result<(), DecodeError> {
        let bytes = message.bytes();
        self.strings += 1;
        if self.strings == 1 {
            let refuse = DecodeError::new(offset, "string table", DecodeErrorKind::FirstStringNotEmpty);
            return if bytes.is_empty() { Ok(()) } else { Err(refuse) };
        }
        self.string_bytes += bytes.len() as u64;
        check("strings", limits.strings.min(u32::MAX.into()), self.strings, offset, "string table")?;
        check("bytes of strings", limits.string_bytes, self.string_bytes, offset, "string table")?;
        let table = &mut self.tables.strings;
        let broken = table.not_utf8().len();
        let full = LimitExceeded { what: "bytes of strings", limit: u32::MAX.into(), wanted: 1 << 32 };
        let id = table.push(bytes).map_err(|_| DecodeError::new(offset, "string table", full))?;
        if table.not_utf8().len() > broken {
            self.not_utf8.note(id, offset);
        }
        Ok(())
    }

    /// Settles all references, in the order in which pprof checks them.
    pub(super) fn finish(mut self, limits: &Limits) -> Result<Decoded, DecodeError> {
        self.settle_stacks(limits)?;
        if let Some(duplicate) = self.duplicate {
            return Err(duplicate);
        }
        self.check_strings()?;
        let Self { mut tables, samples, mappings, functions, locations, not_utf8, .. } = self;
        samples.check_values(tables.header.sample_types.len())?;
        let rows = locations.resolve(&mappings, &functions, &mut tables)?;
        samples.rename_locations(&rows, &mut tables)?;
        let inconsistent = |invalid| DecodeError::new(0, "profile", DecodeErrorKind::Inconsistent(invalid));
        let profile = tables.finish().map_err(inconsistent)?;
        let warnings = warnings(&not_utf8, &profile);
        Ok(Decoded { profile, warnings })
    }

    /// Checks that every name is in the string table.
    fn check_strings(&self) -> Result<(), DecodeError> {
        if self.strings == 0 {
            return Err(DecodeError::new(0, "string table", DecodeErrorKind::NoStrings));
        }
        let strings = self.strings;
        let kinds = [
            ("profile", self.header_strings),
            ("sample", self.samples.strings),
            ("mapping", self.mappings.strings),
            ("function", self.functions.strings),
        ];
        match kinds.into_iter().find(|(_, max)| max.index >= strings) {
            Some((context, MaxReference { index, offset })) => {
                Err(DecodeError::new(offset, context, DecodeErrorKind::UnknownString { index, strings }))
            }
            None => Ok(()),
        }
    }
}

fn check(
    what: &'static str,
    limit: u64,
    wanted: u64,
    offset: u64,
    context: &'static str,
) -> Result<(), DecodeError> {
    LimitExceeded::check(what, limit, wanted).map_err(|exceeded| DecodeError::new(offset, context, exceeded))
}
