//! A profile to `profile.proto`.

use std::collections::HashSet;
use std::io::{self, Write};

use prost::Message;
use prost::encoding::{WireType, encode_key, encode_varint};

use super::proto;
use crate::profile::{Label, LabelValue, Profile, StringId, ValueType};

/// Writes a profile as `profile.proto`, message by message: the encoded profile never lies in memory as a whole.
///
/// Decoding gives an equal profile back. Ids are those that the profile came with, unless two rows have the same,
/// as in a profile put together from several; they are numbered anew then. A label that is the number 0 without a
/// unit is lost, as it is in pprof.
///
/// # Errors
/// Those of `output`.
pub fn encode(profile: &Profile, output: &mut impl Write) -> io::Result<()> {
    let mut fields = FieldWriter { output, buffer: Vec::new() };
    let header = profile.header();
    for value_type in &header.sample_types {
        fields.message(1, &encode_value_type(value_type))?;
    }
    let mappings = wire_ids(profile.mappings().iter().map(|mapping| mapping.wire_id));
    let locations = wire_ids(profile.locations().ids().map(|id| profile.locations().get(id).wire_id));
    let functions = wire_ids(profile.functions().iter().map(|function| function.wire_id));
    let of = |ids: &[u64], row: usize| ids.get(row).copied().unwrap_or(0);

    let samples = profile.samples();
    let mut sample = proto::Sample::default();
    for (row, (&stack, &labels)) in samples.stacks().iter().zip(samples.labels()).enumerate() {
        sample.location_id.clear();
        sample.location_id.extend(profile.stacks().get(stack).iter().map(|id| of(&locations, id.index())));
        sample.value.clear();
        let values =
            (0..samples.column_count()).map(|column| samples.values(column).get(row).copied().unwrap_or(0));
        sample.value.extend(values);
        sample.label.clear();
        sample.label.extend(profile.labels().get(labels).iter().map(encode_label));
        fields.message(2, &sample)?;
    }
    for (mapping, &id) in profile.mappings().iter().zip(&mappings) {
        fields.message(
            3,
            &proto::Mapping {
                id,
                memory_start: mapping.start,
                memory_limit: mapping.limit,
                file_offset: mapping.offset,
                filename: index(mapping.file),
                build_id: index(mapping.build_id),
                has_functions: mapping.symbolized.functions,
                has_filenames: mapping.symbolized.filenames,
                has_line_numbers: mapping.symbolized.line_numbers,
                has_inline_frames: mapping.symbolized.inline_frames,
            },
        )?;
    }
    let mut message = proto::Location::default();
    for (row, &id) in profile.locations().ids().zip(&locations) {
        let location = profile.locations().get(row);
        message.id = id;
        message.mapping_id = location.mapping.map_or(0, |mapping| of(&mappings, mapping.index()));
        message.address = location.address;
        message.is_folded = location.is_folded;
        message.line.clear();
        message.line.extend(profile.locations().lines(row).map(|line| proto::Line {
            function_id: of(&functions, line.function.index()),
            line: line.line,
            column: line.column,
        }));
        fields.message(4, &message)?;
    }
    for (function, &id) in profile.functions().iter().zip(&functions) {
        fields.message(
            5,
            &proto::Function {
                id,
                name: index(function.name),
                system_name: index(function.system_name),
                filename: index(function.filename),
                start_line: function.start_line,
            },
        )?;
    }
    let strings = profile.strings();
    for string in (0..strings.len()).map(StringId::new) {
        fields.bytes(6, strings.bytes(string))?;
    }
    // The fields that are there once are those of a profile without tables.
    fields.fields(&proto::Profile {
        drop_frames: index(header.drop_frames),
        keep_frames: index(header.keep_frames),
        time_nanos: header.time_nanos,
        duration_nanos: header.duration_nanos,
        period_type: header.period_type.as_ref().map(encode_value_type),
        period: header.period,
        comment: header.comments.iter().copied().map(index).collect(),
        default_sample_type: index(header.default_sample_type),
        doc_url: index(header.doc_url),
        ..proto::Profile::default()
    })
}

/// A profile as `profile.proto`, not compressed: `.pb`.
pub fn encode_raw(profile: &Profile) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Writing to a vector does not fail.
    let _ = encode(profile, &mut bytes);
    bytes
}

/// A profile as gzipped `profile.proto`: `.pb.gz`, what Go writes and everybody reads.
pub fn encode_gzip(profile: &Profile) -> Vec<u8> {
    let output = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    let mut buffered = io::BufWriter::with_capacity(64 * 1024, output);
    // Writing to a vector does not fail.
    let _ = encode(profile, &mut buffered);
    buffered.into_inner().ok().and_then(|gzip| gzip.finish().ok()).unwrap_or_default()
}

fn index(string: StringId) -> i64 {
    string.index() as i64
}

fn encode_value_type(value_type: &ValueType) -> proto::ValueType {
    proto::ValueType { r#type: index(value_type.kind), unit: index(value_type.unit) }
}

fn encode_label(label: &Label) -> proto::Label {
    let key = index(label.key);
    match label.value {
        LabelValue::Text(text) => proto::Label { key, str: index(text), ..Default::default() },
        LabelValue::Number(num, unit) => {
            proto::Label { key, num, num_unit: index(unit), ..Default::default() }
        }
    }
}

/// The ids to write for the rows of a table: their own, if each has one.
fn wire_ids(ids: impl ExactSizeIterator<Item = u64>) -> Vec<u64> {
    let ids: Vec<u64> = ids.collect();
    // Most tables are numbered from 1 on, or at least in order.
    let is_ascending = ids.windows(2).all(|pair| matches!(pair, [a, b] if a < b));
    let mut seen = HashSet::new();
    if !ids.contains(&0) && (is_ascending || ids.iter().all(|id| seen.insert(id))) {
        return ids;
    }
    (1..=ids.len() as u64).collect()
}

/// Writes fields through a buffer that holds one of them.
struct FieldWriter<'a, W> {
    output: &'a mut W,
    buffer: Vec<u8>,
}

impl<W: Write> FieldWriter<'_, W> {
    fn message(&mut self, number: u32, message: &impl Message) -> io::Result<()> {
        self.buffer.clear();
        encode_key(number, WireType::LengthDelimited, &mut self.buffer);
        // A vector takes whatever is written.
        let _ = message.encode_length_delimited(&mut self.buffer);
        self.output.write_all(&self.buffer)
    }

    fn bytes(&mut self, number: u32, bytes: &[u8]) -> io::Result<()> {
        self.buffer.clear();
        encode_key(number, WireType::LengthDelimited, &mut self.buffer);
        encode_varint(bytes.len() as u64, &mut self.buffer);
        self.output.write_all(&self.buffer)?;
        self.output.write_all(bytes)
    }

    fn fields(&mut self, message: &impl Message) -> io::Result<()> {
        self.buffer.clear();
        let _ = message.encode(&mut self.buffer);
        self.output.write_all(&self.buffer)
    }
}
