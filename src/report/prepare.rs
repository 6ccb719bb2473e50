//! What becomes of profiles before a report is made of them.

use super::source_files::trimmed;
use super::{ReportError, Settings};
use crate::analysis::{Base, CombineError, combine, drop_frames};
use crate::profile::{
    Function, FunctionTable, InvalidProfile, Line, LocationTable, MappingTable, Profile, StringId,
};

/// The profile that reports are made of.
#[derive(Debug, Clone)]
pub struct Prepared {
    /// The profile.
    pub profile: Profile,
    /// Whether a sum or product left the range of 64 bits and stands at its end.
    pub saturated: bool,
}

/// Makes one profile of the sources and the bases that they are compared with, and leaves out the frames that the profile
/// itself does not want, unless `all_frames` is set (`fetchProfiles` of pprof).
///
/// # Errors
/// See [`CombineError`].
pub fn prepare(
    sources: &[Profile],
    bases: &[Profile],
    base: Base,
    normalize: bool,
    all_frames: bool,
) -> Result<Prepared, CombineError> {
    let combined = combine(sources, bases, base, normalize)?;
    let profile = if all_frames {
        let mut revision = combined.profile.revise();
        revision.header.drop_frames = StringId::EMPTY;
        revision.header.keep_frames = StringId::EMPTY;
        revision.finish()?
    } else {
        // pprof does not say that an expression of the profile itself is wrong, and keeps all frames.
        drop_frames(&combined.profile).unwrap_or(combined.profile)
    };
    Ok(Prepared { profile, saturated: combined.saturated })
}

/// The profile with the paths of its source files as the settings cut them.
pub(super) fn with_trimmed_paths(profile: &Profile, settings: &Settings) -> Result<Profile, ReportError> {
    let Settings { trim_path, source_path, .. } = settings;
    let cut = |path: StringId| {
        let path = profile.text(path);
        let rest = trimmed(path, trim_path, source_path);
        (rest.len() < path.len()).then(|| rest.to_owned())
    };
    if profile.functions().iter().all(|function| cut(function.filename).is_none()) {
        return Ok(profile.clone());
    }
    let mut revision = profile.revise();
    let mut functions = FunctionTable::default();
    for function in profile.functions().iter() {
        let filename = match cut(function.filename) {
            Some(path) => revision.strings.intern(&path)?,
            None => function.filename,
        };
        functions.push(Function { filename, ..function });
    }
    revision.functions = functions.into();
    Ok(revision.finish()?)
}

/// The profile with only the outermost line of each location (`-raw -noinlines`).
pub(super) fn without_inlined(profile: &Profile, keep_columns: bool) -> Result<Profile, InvalidProfile> {
    let mut revision = profile.revise();
    let mut locations = LocationTable::default();
    for id in profile.locations().ids() {
        let line = profile.locations().lines(id).next_back();
        let column = |line: Line| if keep_columns { line.column } else { 0 };
        locations.push(profile.locations().get(id), line.map(|line| Line { column: column(line), ..line }));
    }
    revision.locations = locations.into();
    let mut mappings = MappingTable::default();
    for mut mapping in profile.mappings().iter() {
        mapping.symbolized.inline_frames = false;
        mappings.push(mapping);
    }
    revision.mappings = mappings.into();
    revision.finish()
}
