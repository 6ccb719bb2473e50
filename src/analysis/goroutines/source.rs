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
    fn is_bare(&self) -> bool {
        self.folders.is_empty() && self.packages.is_empty()
    }

    /// How much speaks for one program: a program has one package `main`, and where one does not show it the packages that they have
    /// in common count, or at least their module.
    fn common(&self, other: &Self) -> usize {
        let both = |one: &[String], other: &[String]| {
            one.iter().filter(|text| other.binary_search(text).is_ok()).count()
        };
        if !self.folders.is_empty() && !other.folders.is_empty() {
            return if both(&self.folders, &other.folders) > 0 { usize::MAX } else { 0 };
        }
        let packages = both(&self.packages, &other.packages);
        if packages > 0 {
            return packages + 1;
        }
        let is_of_module = |one: &Self, other: &Self| {
            one.folders
                .iter()
                .any(|folder| other.packages.iter().any(|package| of_one_module(folder, package)))
        };
        usize::from(is_of_module(self, other) || is_of_module(other, self))
    }
}

/// Whether the path of a folder has the first three elements of a package's path, as those of one module on most hosts do.
fn of_one_module(folder: &str, package: &str) -> bool {
    let module: Vec<&str> = package.splitn(4, '/').take(3).collect();
    module.len() == 3 && [folder, "/"].concat().contains(&[&module.join("/"), "/"].concat())
}

/// The package of a function: up to the first dot behind the last slash, type arguments left out.
fn package(function: &str) -> &str {
    let plain = function.split_once('[').map_or(function, |(name, _)| name);
    let start = plain.rfind('/').map_or(0, |slash| slash + 1);
    let end = plain[start..].find('.').map_or(plain.len(), |dot| start + dot);
    &plain[..end]
}

/// Which sources are of one program, as places in ascending order; the largest program first, equal ones by their first name. Sources
/// that show no code but Go's own are taken to be of the largest.
pub fn programs(sources: &[Source<'_>]) -> Vec<Vec<usize>> {
    let marks: Vec<Marks> = sources.iter().map(Source::marks).collect();
    let (bare, mut order): (Vec<usize>, Vec<usize>) = (0..sources.len()).partition(|&at| marks[at].is_bare());
    // Those that show their `main` come first: what shows none may have a library in common with several.
    order.sort_by_key(|&at| (marks[at].folders.is_empty(), sources[at].name, at));
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for at in order {
        let common = |group: &Vec<usize>| group.iter().map(|&other| marks[at].common(&marks[other])).max();
        let best = groups
            .iter_mut()
            .map(|group| (common(group).unwrap_or(0), group))
            .max_by_key(|(common, _)| *common);
        match best {
            Some((common, group)) if common > 0 => group.push(at),
            _ => groups.push(vec![at]),
        }
    }
    let first_name = |group: &Vec<usize>| group.iter().map(|&at| sources[at].name).min();
    groups.sort_by_key(|group| (std::cmp::Reverse(group.len()), first_name(group)));
    match groups.first_mut() {
        Some(largest) => largest.extend(bare),
        None if !bare.is_empty() => groups.push(bare),
        None => {}
    }
    groups.iter_mut().for_each(|group| group.sort_unstable());
    groups
}
