//! Files of a process to what is found of it.

use crate::analysis::goroutines::{GoroutineTable, Source, programs};
use crate::analysis::leaks::{Catalogue, Evidence, Findings, HeapSnapshot, Note, judge};
use crate::goroutine::Dump;
use crate::profile::Profile;

/// A file that was opened: a profile, or a dump and the profile of it.
#[derive(Debug, Clone, Copy)]
pub struct File<'a> {
    /// Its path, for people, and for the order where times are not known.
    pub name: &'a str,
    /// The profile, also of a dump.
    pub profile: &'a Profile,
    /// The goroutines one by one, where it is a dump.
    pub dump: Option<&'a Dump>,
}

/// What is found of a process.
#[derive(Debug, Clone, Default)]
pub struct Examined {
    /// Its goroutines.
    pub table: GoroutineTable,
    /// The findings.
    pub findings: Findings,
}

/// What is found of a process by all files that there are of it, in whatever order. Where files are of several programs, the one
/// with most files is examined, and a note names the other files.
pub fn examine(files: &[File<'_>], limit: Option<i64>, catalogue: &Catalogue) -> Examined {
    let all: Vec<Source<'_>> = files.iter().map(source).collect();
    let of_programs = programs(&all);
    let (first, others) =
        of_programs.split_first().map_or((&[][..], &[][..]), |(first, others)| (&first[..], others));
    let is_heap = |file: &&File<'_>| {
        let profile = file.profile;
        let mut kinds = profile.header().sample_types.iter();
        file.dump.is_none() && kinds.any(|kind| profile.text(kind.kind) == "inuse_space")
    };
    let ours: Vec<&File<'_>> = first.iter().map(|&at| &files[at]).collect();
    let heaps: Vec<HeapSnapshot<'_>> = ours
        .iter()
        .copied()
        .filter(is_heap)
        .map(|file| HeapSnapshot { name: file.name, profile: file.profile })
        .collect();
    let goroutines: Vec<Source<'_>> = first.iter().map(|&at| all[at]).collect();
    let table = GoroutineTable::of(&goroutines);
    let mut findings = judge(&Evidence { heaps: &heaps, goroutines: &table, limit }, catalogue);
    let foreign: Vec<String> = others.iter().flatten().map(|&at| files[at].name.to_owned()).collect();
    if !foreign.is_empty() {
        findings.notes.push(Note::OtherPrograms(foreign));
    }
    Examined { table, findings }
}

fn source<'a>(file: &File<'a>) -> Source<'a> {
    let time_nanos = file.profile.header().time_nanos;
    Source { name: file.name, time_nanos, profile: file.profile, dump: file.dump }
}
