//! Profiles brought to the same sample types, in the same order and units.

use super::values::{are_all, picked};
use super::{CombineError, Combined};
use crate::analysis::diff::sample_type_names;
use crate::analysis::metric::Column;
use crate::profile::{Profile, RowMap, StringId, ValueType};
use crate::units::{finest_unit, scale};

/// A profile, and how it is read so that it is like others.
#[derive(Debug)]
pub(super) struct Part<'a> {
    pub(super) profile: &'a Profile,
    /// Where it has each of the common sample types, and what brings that to the common unit.
    pub(super) columns: Vec<Column>,
    /// The common unit of each, where there is more than one profile; `None` leaves its own.
    pub(super) units: Vec<Option<&'a str>>,
    pub(super) default_sample_type: StringId,
    pub(super) period: i64,
    pub(super) period_unit: Option<&'a str>,
}

impl<'a> Part<'a> {
    /// A profile as it is.
    pub(super) fn whole(profile: &'a Profile) -> Self {
        let header = profile.header();
        let types = header.sample_types.len();
        Self {
            profile,
            columns: (0..types).map(|index| Column { index, ratio: 1.0 }).collect(),
            units: vec![None; types],
            default_sample_type: header.default_sample_type,
            period: header.period,
            period_unit: None,
        }
    }

    /// The profile with the picked columns only, which is what pprof makes of one that is not merged.
    pub(super) fn apart(&self) -> Result<Combined, CombineError> {
        let mut saturated = false;
        let mut revision = self.profile.revise();
        if !are_all(&self.columns, self.profile.header().sample_types.len()) {
            let types = &self.profile.header().sample_types;
            revision.header.sample_types = self.columns.iter().map(|column| types[column.index]).collect();
            revision.header.default_sample_type = self.default_sample_type;
            revision.samples = picked(self.profile.samples(), &self.columns, &mut saturated).into();
        }
        Ok(Combined { profile: revision.finish()?, saturated })
    }
}

type Kinds<'a> = RowMap<&'a [u8], usize>;

fn kind_bytes(profile: &Profile, index: usize) -> &[u8] {
    profile.strings().bytes(profile.header().sample_types[index].kind)
}

/// How to read profiles so that they have the same sample types: those that are in all of them, in the order of the
/// first and in the finest unit (`CompatibilizeSampleTypes` and `ScaleProfiles` of pprof).
///
/// pprof counts how often a type stands in the profiles and takes one for common that stands as often as there are
/// profiles. So a type that stands twice in one is either not common, or found to be missing in another.
pub(super) fn alike(profiles: &[Profile]) -> Result<Vec<Part<'_>>, CombineError> {
    let Some(first) = profiles.first() else { return Err(CombineError::NoProfiles) };
    let mut counts = Kinds::default();
    for profile in profiles {
        for index in 0..profile.header().sample_types.len() {
            *counts.get_or_insert_with(kind_bytes(profile, index), || 0) += 1;
        }
    }
    let types = &first.header().sample_types;
    let is_common = |&index: &usize| counts.get(&kind_bytes(first, index)) == Some(&profiles.len());
    let common: Vec<usize> = (0..types.len()).filter(is_common).collect();
    if common.is_empty() {
        let profiles = profiles.iter().map(sample_type_names).collect();
        return Err(CombineError::NoCommonSampleType { profiles });
    }
    let mut parts: Vec<Part<'_>> =
        profiles.iter().map(|profile| part(first, &common, profile)).collect::<Result<_, _>>()?;
    if parts.len() > 1 {
        share_period_unit(&mut parts)?;
        for column in 0..common.len() {
            share_unit(&mut parts, column)?;
        }
    }
    Ok(parts)
}

/// Picks the common sample types. The default stays where it is one of them; else it is the first, unless nothing is
/// picked or moved.
fn part<'a>(first: &Profile, common: &[usize], profile: &'a Profile) -> Result<Part<'a>, CombineError> {
    let header = profile.header();
    let mut places = Kinds::default();
    for index in 0..header.sample_types.len() {
        places.insert(kind_bytes(profile, index), index);
    }
    let mut part = Part { columns: Vec::new(), units: vec![None; common.len()], ..Part::whole(profile) };
    for &at in common {
        let kind = kind_bytes(first, at);
        let Some(&index) = places.get(&kind) else {
            return Err(CombineError::RepeatedSampleType {
                kind: String::from_utf8_lossy(kind).into_owned(),
            });
        };
        part.columns.push(Column { index, ratio: 1.0 });
    }
    if !are_all(&part.columns, header.sample_types.len()) {
        let default = profile.strings().bytes(header.default_sample_type);
        let stays = part.columns.iter().any(|column| kind_bytes(profile, column.index) == default);
        if !stays && let Some(column) = part.columns.first() {
            part.default_sample_type = header.sample_types[column.index].kind;
        }
    }
    Ok(part)
}

/// Takes the finest unit of a column for all, and the ratios that lead to it.
fn share_unit<'a>(parts: &mut [Part<'a>], column: usize) -> Result<(), CombineError> {
    let value_type = |part: &Part<'a>| {
        let profile = part.profile;
        let value_type = profile.header().sample_types[part.columns[column].index];
        (profile.text(value_type.kind), profile.text(value_type.unit))
    };
    let unit = finest(parts.iter().map(value_type)).map_err(|[(kind, first), (_, other)]| {
        CombineError::SampleUnits { kind: kind.to_owned(), first: first.to_owned(), other: other.to_owned() }
    })?;
    for part in parts {
        let own = value_type(part).1;
        part.columns[column].ratio = scale(1, own, unit).0;
        part.units[column] = Some(unit);
    }
    Ok(())
}

/// The same of what the profiles were sampled by. Periods are cut off to whole numbers.
fn share_period_unit<'a>(parts: &mut [Part<'a>]) -> Result<(), CombineError> {
    let period_type = |part: &Part<'a>| {
        let profile: &'a Profile = part.profile;
        let texts = |period_type: ValueType| (profile.text(period_type.kind), profile.text(period_type.unit));
        profile.header().period_type.map_or(("", ""), texts)
    };
    let unit = finest(parts.iter().map(period_type)).map_err(|pair| {
        let [first, other] = pair.map(|(kind, unit)| match kind {
            "" => "nothing that it names".to_owned(),
            _ => format!("{kind}/{unit}"),
        });
        CombineError::PeriodTypes { first, other }
    })?;
    for part in parts {
        part.period = scale(part.period, period_type(part).1, unit).0 as i64;
        part.period_unit = Some(unit);
    }
    Ok(())
}

/// A type and its unit.
type Texts<'a> = (&'a str, &'a str);

/// The finest unit of value types, or two of them that are not the same or do not convert to each other
/// (`CommonValueType` of pprof, which lets types differ by a plural `s`, and then `Merge`, which does not).
fn finest<'a>(mut types: impl Iterator<Item = Texts<'a>>) -> Result<&'a str, [Texts<'a>; 2]> {
    let Some(mut finest) = types.next() else { return Ok("") };
    for other in types {
        match finest_unit(finest.1, other.1) {
            Some(unit) if finest.0 == other.0 => finest.1 = unit,
            _ => return Err([finest, other]),
        }
    }
    Ok(finest.1)
}
