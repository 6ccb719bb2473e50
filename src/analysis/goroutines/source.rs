//! What a table of goroutines is made of, and which sources are of one program.

use super::CaptureForm;
use crate::analysis::goroutines::is_standard;
use crate::goroutine::Dump;
use crate::profile::Profile;

/// A file that tells of goroutines.
#[derive(Debug, Clone, Copy)]
pub struct Source<'a> {
    /// Its path, for people, and for the order where times are not known.
    pub name: &'a str,
    /// When it was taken, in nanoseconds since 1970; 0 where that is not known.
    pub time_nanos: i64,
    /// The profile, also of a dump.
    pub profile: &'a Profile,
    /// The goroutines one by one, where the file is a dump.
    pub dump: Option<&'a Dump>,
}

impl Source<'_> {
    /// What it is. `None` for what does not count goroutines: another profile, or one of the difference over a stretch of time
    /// (`?seconds=10`).
    pub fn form(&self) -> Option<CaptureForm> {
        if self.dump.is_some() {
            return Some(CaptureForm::Dump);
        }
        let header = self.profile.header();
        let kind = header.sample_types.first().map_or("", |kind| self.profile.text(kind.kind));
        match kind {
            _ if header.duration_nanos > 0 => None,
            "goroutine" => Some(CaptureForm::Profile),
            "goroutineleak" => Some(CaptureForm::LeakProfile),
            _ => None,
        }
    }

    /// What tells its program: the folders of its package `main`, and the packages that are not of the standard library. Both
    /// ascending.
    fn marks(&self) -> Marks {
        let tables = self.dump.map_or(self.profile, Dump::tables);
        let mut marks = Marks::default();
        for function in tables.functions().iter() {
            let name = tables.text(function.name);
            if name.starts_with("main.") {
                let file = tables.text(function.filename);
                let folder = file.rsplit_once(['/', '\\']).map_or("", |(folder, _)| folder);
                if !folder.is_empty() && !file.ends_with("_cgo_gotypes.go") {
                    marks.folders.push(folder.to_owned());
                }
            } else if !name.is_empty() && !is_standard(name) {
                marks.packages.push(package(name).to_owned());
            }
        }
        for all in [&mut marks.folders, &mut marks.packages] {
            all.sort_unstable();
            all.dedup();
        }
        marks
    }
}

#[derive(Debug, Default)]
struct Marks {
    folders: Vec<String>,
    packages: Vec<String>,
}

impl Marks {
    /// Whether two may be of one program: a program has one package `main`, and where one does not show it they must have another
    /// package in common. What shows neither is of any program.
    fn fits(&self, other: &Self) -> bool {
        if !self.folders.is_empty() && !other.folders.is_empty() {
            return common(&self.folders, &other.folders);
        }
        let is_bare = |marks: &Self| marks.packages.is_empty();
        is_bare(self) || is_bare(other) || common(&self.packages, &other.packages)
    }
}

/// Whether two ascending lists have something in common.
fn common(one: &[String], other: &[String]) -> bool {
    one.iter().any(|text| other.binary_search(text).is_ok())
}

/// The package of a function: up to the first dot behind the last slash, type arguments left out.
fn package(function: &str) -> &str {
    let plain = function.split_once('[').map_or(function, |(name, _)| name);
    let start = plain.rfind('/').map_or(0, |slash| slash + 1);
    let end = plain[start..].find('.').map_or(plain.len(), |dot| start + dot);
    &plain[..end]
}

/// Which sources are of one program, as places in ascending order; the largest program first, equal ones by their first name.
pub fn programs(sources: &[Source<'_>]) -> Vec<Vec<usize>> {
    let marks: Vec<Marks> = sources.iter().map(Source::marks).collect();
    let is_bare = |at: &usize| marks[*at].folders.is_empty() && marks[*at].packages.is_empty();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    // Those that show their `main` decide first, else one without it would join two programs that have a library in common.
    let mut order: Vec<usize> = (0..sources.len()).filter(|at| !is_bare(at)).collect();
    order.sort_by_key(|&at| (marks[at].folders.is_empty(), sources[at].name, at));
    for at in order {
        let fits = |group: &Vec<usize>| group.iter().any(|&other| marks[at].fits(&marks[other]));
        match groups.iter_mut().find(|group| fits(group)) {
            Some(group) => group.push(at),
            None => groups.push(vec![at]),
        }
    }
    groups.iter_mut().for_each(|group| group.sort_unstable());
    let first_name = |group: &Vec<usize>| group.iter().map(|&at| sources[at].name).min();
    groups.sort_by(|one, other| {
        other.len().cmp(&one.len()).then_with(|| first_name(one).cmp(&first_name(other)))
    });
    let bare = (0..sources.len()).filter(is_bare);
    if groups.is_empty() {
        let all: Vec<usize> = bare.collect();
        return if all.is_empty() { Vec::new() } else { vec![all] };
    }
    groups[0].extend(bare);
    groups[0].sort_unstable();
    groups
}
