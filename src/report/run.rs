//! A command line from its files to its report.

use super::flags::Invocation;
use super::{Report, ReportError, SATURATED, SourceFiles, generate, prepare};
use crate::analysis::{CombineError, with_a_mapping};
use crate::open::open_slice;
use crate::pprof::{DecodeError, Reading};
use crate::profile::{InvalidProfile, MappingTable, Profile, StringId, StringTableFull};

/// Why a command line has no report.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RunError {
    /// None of the profiles could be read.
    #[error("none of the {what} profiles could be read: {}", .problems.join("; "))]
    NothingRead {
        /// `source` or `base`.
        what: &'static str,
        /// What is wrong with each.
        problems: Vec<String>,
    },
    /// The profiles do not go together.
    #[error(transparent)]
    Combine(#[from] CombineError),
    /// The report cannot be made.
    #[error(transparent)]
    Report(#[from] ReportError),
    /// The comment does not fit.
    #[error(transparent)]
    Strings(#[from] StringTableFull),
    /// The comment does not fit.
    #[error(transparent)]
    Profile(#[from] InvalidProfile),
}

/// Reads the profiles that a command line names, as pprof reads them, and makes its report. A profile that cannot be read is left
/// out and noted, as long as there is another.
///
/// # Errors
/// See [`RunError`]; it fails exactly where pprof does.
pub fn run(invocation: &Invocation, files: &dyn SourceFiles) -> Result<Report, RunError> {
    let mut notes = Vec::new();
    let (program, sources) = split_program(&invocation.sources, files);
    let mut sources = read("source", sources, files, &mut notes)?;
    if program.is_some() || !invocation.build_id.is_empty() {
        for profile in &mut sources {
            *profile = with_main_binary(profile, program, &invocation.build_id)?;
        }
    }
    let bases = read("base", &invocation.bases, files, &mut notes)?;
    let prepared = prepare(&sources, &bases, invocation.base, invocation.normalize, invocation.all_frames)?;
    if prepared.saturated {
        notes.push(SATURATED.to_owned());
    }
    let mut profile = prepared.profile;
    if !invocation.comment.is_empty() {
        let mut revision = profile.revise();
        let comment = revision.strings.intern(&invocation.comment)?;
        revision.header.comments.push(comment);
        profile = revision.finish()?;
    }
    let mut report = generate(&profile, &invocation.command, &invocation.settings, files)?;
    notes.append(&mut report.notes);
    Ok(Report { notes, ..report })
}

/// The profile with another file and build id for its main binary; a build id that is there stays.
fn with_main_binary(profile: &Profile, program: Option<&str>, build_id: &str) -> Result<Profile, RunError> {
    let mut revision = with_a_mapping(profile).revise();
    let mut mappings = MappingTable::default();
    for (at, mut mapping) in revision.mappings.clone().iter().enumerate() {
        if at == 0 {
            if let Some(program) = program {
                mapping.file = revision.strings.intern(program)?;
            }
            if mapping.build_id == StringId::EMPTY {
                mapping.build_id = revision.strings.intern(build_id)?;
            }
        }
        mappings.push(mapping);
    }
    revision.mappings = mappings.into();
    Ok(revision.finish()?)
}

/// The program that may stand before the profiles, and the profiles.
fn split_program<'a>(sources: &'a [String], files: &dyn SourceFiles) -> (Option<&'a str>, &'a [String]) {
    let is_program = |path: &String| {
        files.read(path).is_ok_and(|bytes| {
            bytes.starts_with(b"\x7fELF")
                || bytes.starts_with(b"MZ")
                || bytes.starts_with(b"\xcf\xfa\xed\xfe")
        })
    };
    match sources {
        [program, profiles @ ..] if !profiles.is_empty() && is_program(program) => (Some(program), profiles),
        _ => (None, sources),
    }
}

fn read(
    what: &'static str,
    paths: &[String],
    files: &dyn SourceFiles,
    notes: &mut Vec<String>,
) -> Result<Vec<Profile>, RunError> {
    let mut profiles = Vec::new();
    let mut problems = Vec::new();
    for path in paths {
        let opened = files.read(path).and_then(|bytes| {
            let opened = open_slice(Reading::AsPprof, &bytes);
            opened.map_err(|error: DecodeError| error.to_string())
        });
        match opened {
            Ok(opened) => profiles.extend(opened.into_iter().map(|opened| opened.profile)),
            Err(problem) => problems.push(format!("{path}: {problem}")),
        }
    }
    if profiles.is_empty() && !paths.is_empty() {
        return Err(RunError::NothingRead { what, problems });
    }
    notes.append(&mut problems);
    Ok(profiles)
}
