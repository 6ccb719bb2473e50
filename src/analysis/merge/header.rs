//! What merged profiles say of themselves.

use super::alike::Part;
use crate::profile::{Header, Profile, RowMap, StringId, StringTable, StringTableFull, ValueType};

/// The header of the merged parts (`combineHeaders` of pprof), and whether the durations did not fit together.
///
/// The earliest time counts, where a time that is not known counts as the earliest unless it stands first; the
/// longest period; all durations together; each comment once; and of the rest what the first says of it.
pub(super) fn combined_header(
    parts: &[Part<'_>],
    strings: &mut StringTable,
) -> Result<(Header, bool), StringTableFull> {
    let mut header = Header::default();
    let mut saturated = false;
    let mut comments = RowMap::default();
    for (place, part) in parts.iter().enumerate() {
        let own = part.profile.header();
        let mut copy = |id: StringId| strings.intern_bytes(part.profile.strings().bytes(id));
        if header.time_nanos == 0 || own.time_nanos < header.time_nanos {
            header.time_nanos = own.time_nanos;
        }
        saturated |= header.duration_nanos.checked_add(own.duration_nanos).is_none();
        header.duration_nanos = header.duration_nanos.saturating_add(own.duration_nanos);
        if header.period == 0 || header.period < part.period {
            header.period = part.period;
        }
        for &comment in &own.comments {
            let comment = copy(comment)?;
            if comments.get(&comment).is_none() {
                comments.insert(comment, ());
                header.comments.push(comment);
            }
        }
        if header.default_sample_type == StringId::EMPTY {
            header.default_sample_type = copy(part.default_sample_type)?;
        }
        if header.doc_url == StringId::EMPTY {
            header.doc_url = copy(own.doc_url)?;
        }
        if place == 0 {
            header.drop_frames = copy(own.drop_frames)?;
            header.keep_frames = copy(own.keep_frames)?;
            (header.sample_types, header.period_type) = types(part, strings)?;
        }
    }
    Ok((header, saturated))
}

/// The sample types and the period type of the first part, in the common units.
fn types(
    part: &Part<'_>,
    strings: &mut StringTable,
) -> Result<(Vec<ValueType>, Option<ValueType>), StringTableFull> {
    let profile: &Profile = part.profile;
    let mut copy = |value_type: ValueType, unit: Option<&str>| {
        let bytes = |id| profile.strings().bytes(id);
        let unit = unit.map_or(bytes(value_type.unit), str::as_bytes);
        Ok(ValueType {
            kind: strings.intern_bytes(bytes(value_type.kind))?,
            unit: strings.intern_bytes(unit)?,
        })
    };
    let header = profile.header();
    let columns = part.columns.iter().zip(&part.units);
    let sample_types = columns
        .map(|(column, &unit)| copy(header.sample_types[column.index], unit))
        .collect::<Result<_, _>>()?;
    let period_type = header.period_type.map(|own| copy(own, part.period_unit)).transpose()?;
    Ok((sample_types, period_type))
}
