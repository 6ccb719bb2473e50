//! What pprof does, written down as plainly as possible: every sample, every frame, hash sets.

use std::collections::{BTreeMap, HashSet};

use airflame::profile::{Profile, StackId};

/// The sums of one function.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Sums {
    pub(crate) flat: i64,
    pub(crate) cum: i64,
}

/// The names on a stack, root first.
pub(crate) fn names(profile: &Profile, stack: StackId) -> Vec<&str> {
    let mut names = Vec::new();
    for &location in profile.stacks().get(stack).iter().rev() {
        let lines: Vec<_> = profile.locations().lines(location).collect();
        names.extend(lines.iter().rev().map(|line| profile.text(profile.functions().name(line.function))));
    }
    names
}

/// Flat and cum of every function, where a sample counts once for a function however often it is on its stack.
pub(crate) fn top(profile: &Profile, column: usize) -> BTreeMap<String, Sums> {
    let mut rows: BTreeMap<String, Sums> = BTreeMap::new();
    for (&stack, &value) in profile.samples().stacks().iter().zip(profile.samples().values(column)) {
        let names = names(profile, stack);
        for name in names.iter().collect::<HashSet<_>>() {
            rows.entry((*name).to_owned()).or_default().cum += value;
        }
        if let Some(leaf) = names.last() {
            rows.get_mut(*leaf).unwrap().flat += value;
        }
    }
    rows.retain(|_, sums| *sums != Sums::default());
    rows
}

/// The value of every path of names, over all samples that begin with it.
pub(crate) fn paths(profile: &Profile, column: usize) -> BTreeMap<Vec<String>, i64> {
    let mut paths = BTreeMap::new();
    for (&stack, &value) in profile.samples().stacks().iter().zip(profile.samples().values(column)) {
        let names: Vec<String> = names(profile, stack).into_iter().map(str::to_owned).collect();
        for length in 0..=names.len() {
            *paths.entry(names[..length].to_vec()).or_insert(0) += value;
        }
    }
    paths
}

/// Which of `(inline)` and `(partial-inline)` pprof prints behind each function: by the calls into it, each judged
/// by the first use in every sample.
pub(crate) fn inlining(profile: &Profile, column: usize) -> BTreeMap<String, &'static str> {
    let mut edges: BTreeMap<(String, String), bool> = BTreeMap::new();
    // pprof does not merge the samples of a single profile: +2 and -2 on one stack are two samples.
    let samples = profile.samples();
    for (&stack, &value) in samples.stacks().iter().zip(samples.values(column)) {
        let mut seen = HashSet::new();
        let mut caller: Option<&str> = None;
        for &location in profile.stacks().get(stack).iter().rev().filter(|_| value != 0) {
            let lines: Vec<_> = profile.locations().lines(location).collect();
            for (depth, line) in lines.iter().rev().enumerate() {
                let name = profile.text(profile.functions().name(line.function));
                if let Some(caller) = caller.filter(|&caller| caller != name)
                    && seen.insert((caller, name))
                {
                    *edges.entry((caller.to_owned(), name.to_owned())).or_insert(true) &= depth > 0;
                }
                caller = Some(name);
            }
        }
    }
    let mut rows: BTreeMap<String, (bool, bool)> = BTreeMap::new();
    for ((_, callee), inlined) in edges {
        let row = rows.entry(callee).or_default();
        if inlined { row.0 = true } else { row.1 = true }
    }
    let suffix = |(inlined, real)| match (inlined, real) {
        (true, true) => " (partial-inline)",
        (true, false) => " (inline)",
        (false, _) => "",
    };
    rows.into_iter().map(|(name, ways)| (name, suffix(ways))).collect()
}
