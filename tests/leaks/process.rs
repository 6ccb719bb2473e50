//! The files of one process, opened.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use airflame::analysis::goroutines::{GoroutineTable, Source};
use airflame::analysis::leaks::{Catalogue, Evidence, Findings, HeapSnapshot, Verdict, judge};
use airflame::open::{Opened, open_slice};
use airflame::pprof::Reading;

/// The catalogue, read once.
pub(crate) fn catalogue() -> &'static Catalogue {
    static CATALOGUE: LazyLock<Catalogue> = LazyLock::new(Catalogue::built_in);
    &CATALOGUE
}

/// A file with what is in it.
#[derive(Debug)]
pub(crate) struct File {
    pub(crate) name: String,
    pub(crate) opened: Opened,
}

/// The files of a folder whose names a predicate wants; others than heaps and goroutines are passed over.
pub(crate) fn files(folder: &Path, wanted: &dyn Fn(&str) -> bool) -> Vec<File> {
    let mut paths: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut files = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let is_known = ["heap-", "allocs-", "goroutine"].iter().any(|start| name.starts_with(start));
        if !is_known || !wanted(&name) {
            continue;
        }
        // An empty profile of another kind, or one that is meant to be refused, is no part of this.
        for opened in open_slice(Reading::InFull, &fs::read(&path).unwrap()).unwrap_or_default() {
            files.push(File { name: name.clone(), opened });
        }
    }
    files
}

/// The findings on some files, in the order that they are given in.
pub(crate) fn findings(files: &[&File]) -> Findings {
    let table = table(files);
    let is_heap = |file: &&&File| file.opened.dump.is_none() && !file.name.starts_with("goroutine");
    let heaps: Vec<HeapSnapshot<'_>> = files
        .iter()
        .filter(is_heap)
        .map(|file| HeapSnapshot { name: &file.name, profile: &file.opened.profile })
        .collect();
    judge(&Evidence { heaps: &heaps, goroutines: &table, limit: None }, catalogue())
}

pub(crate) fn table(files: &[&File]) -> GoroutineTable {
    let sources: Vec<Source<'_>> = files
        .iter()
        .map(|file| Source {
            name: &file.name,
            time_nanos: file.opened.profile.header().time_nanos,
            profile: &file.opened.profile,
            dump: file.opened.dump.as_deref(),
        })
        .collect();
    GoroutineTable::of(&sources)
}

pub(crate) fn all(files: &[File]) -> Vec<&File> {
    files.iter().collect()
}

/// Whether it says `leak`, sure or likely.
pub(crate) fn is_leak(verdict: Verdict) -> bool {
    verdict >= Verdict::LikelyLeak
}

/// Where the collection of runs with a known truth lies, beside the checkout.
pub(crate) fn collection() -> Option<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/profiles");
    if root.is_dir() {
        return Some(root);
    }
    eprintln!("SKIPPED: {} is not there; only tests/profiles is judged", root.display());
    None
}

/// A folder of `tests/profiles`.
pub(crate) fn own(folder: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/profiles").join(folder)
}
