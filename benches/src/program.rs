//! A program that is made up: functions, call sites, and who calls whom.
//!
//! Functions stand roughly in the order of their depth: entries first, then servers and middleware, the program
//! itself, libraries, and the standard library last. A call goes to a function that stands a little further on, or to one
//! of the few that everybody calls, and now and then back: recursion. How often a function is called from a site is not
//! told here; see [`Walker`](crate::walker::Walker).

use std::ops::Range;

use crate::names::{ENTRIES, Home, Names};
use crate::random::Random;
use crate::spec::Spec;

/// No function.
pub(crate) const NONE: u32 = u32::MAX;
/// Where the text segment of the program begins, as the linker of Go on amd64 has it.
pub(crate) const TEXT_START: u64 = 0x40_0000;

/// A function.
#[derive(Debug)]
pub(crate) struct Function {
    pub(crate) name: String,
    pub(crate) file: String,
    pub(crate) start_line: u32,
    /// Its sites that call something.
    pub(crate) calls: Range<u32>,
    /// Its sites that do something themselves: where stacks end.
    pub(crate) ends: Range<u32>,
}

/// A place in the machine code: what a profile calls a location.
#[derive(Debug)]
pub(crate) struct Site {
    pub(crate) function: u32,
    /// What it calls; `NONE` where stacks end.
    pub(crate) callee: u32,
    /// Which functions are inlined here, innermost first, then `NONE`.
    pub(crate) inlined: [u32; 2],
    pub(crate) line: u32,
    pub(crate) address: u64,
}

/// The program.
#[derive(Debug)]
pub(crate) struct Program {
    pub(crate) functions: Vec<Function>,
    pub(crate) sites: Vec<Site>,
    /// How many of the functions, the first ones, are entries of goroutines.
    pub(crate) entries: usize,
    /// For each function the site that calls it before all others; `NONE` for entries.
    pub(crate) caller: Vec<u32>,
    /// Values of the label `tenant`.
    pub(crate) tenants: Vec<String>,
    /// Where its text segment ends.
    pub(crate) text_end: u64,
}

/// How many functions everybody calls.
const HUBS: usize = 150;

impl Program {
    pub(crate) fn new(spec: &Spec) -> Self {
        let mut random = Random::new(spec.seed, 1);
        let entries = ENTRIES.len();
        let functions = spec.functions.max(2 * entries);
        let counts = site_counts(functions, spec.locations.max(2 * functions), &mut random);
        let mut program = Self::with_sites(entries, &counts, &mut random);
        program.connect(&mut random);
        program.tenants = (0..400).map(|tenant| format!("tenant-{:05}", tenant * 37 + 1_000)).collect();
        program
    }

    /// Functions with their names and sites that call nothing yet.
    fn with_sites(entries: usize, counts: &[[u32; 2]], random: &mut Random) -> Self {
        let (mut names, mut functions, mut sites) = (Names::default(), Vec::new(), Vec::new());
        let mut address = TEXT_START + 0x1000;
        for (index, &[calls, ends]) in counts.iter().enumerate() {
            let (name, file) = if index < entries {
                names.entry(index)
            } else {
                names.function(home(index as f64 / counts.len() as f64, random), random)
            };
            let start_line = 10 + random.below(1_500) as u32;
            let start = sites.len() as u32;
            let mut line = start_line;
            for _ in 0..calls + ends {
                line += 1 + random.below(5) as u32;
                address += 8 + random.below(90) as u64;
                sites.push(Site { function: index as u32, callee: NONE, inlined: [NONE; 2], line, address });
            }
            address = (address + 64).next_multiple_of(32);
            let (calls, ends) = (start..start + calls, start + calls..start + calls + ends);
            functions.push(Function { name, file, start_line, calls, ends });
        }
        let caller = vec![NONE; functions.len()];
        Self {
            functions,
            sites,
            entries,
            caller,
            tenants: Vec::new(),
            text_end: address.next_multiple_of(0x1000),
        }
    }

    /// Says what each site calls, and what is inlined there.
    fn connect(&mut self, random: &mut Random) {
        let count = self.functions.len();
        for function in self.entries..count {
            self.give_a_caller(function, random);
        }
        let hubs: Vec<_> = (0..HUBS).map(|_| (self.entries + count) / 2 + random.below(count / 2)).collect();
        let near = count / 12;
        for function in 0..count {
            for site in self.functions[function].calls.clone() {
                if self.sites[site as usize].callee != NONE {
                    continue;
                }
                let further = function + 1 + random.skewed(near, 2);
                let callee = match random.unit() {
                    kind if kind < 0.02 => function.saturating_sub(random.skewed(4, 2)),
                    kind if kind < 0.7 && further < count => further,
                    _ => hubs[random.skewed(hubs.len(), 3)],
                };
                self.sites[site as usize].callee = callee.min(count - 1).max(self.entries) as u32;
            }
        }
        for site in &mut self.sites {
            let lines = [0.8, 0.95].iter().filter(|&&share| random.chance(1.0 - share)).count();
            for inlined in &mut site.inlined[..lines] {
                // What is small enough to be inlined is called a little further on as well, or from everywhere.
                let further = site.function as usize + 1 + random.skewed(near, 2);
                *inlined = if further < count { further } else { *random.pick(&hubs) } as u32;
            }
        }
    }

    /// Makes some function that stands shortly before this one call it, so that every function is called.
    fn give_a_caller(&mut self, function: usize, random: &mut Random) {
        let window = (self.functions.len() / 24).max(2 * self.entries);
        let first = function.saturating_sub(window);
        let tries: Vec<_> = (0..4).map(|_| first + random.below(function - first)).collect();
        // There is a free site: every function before this one has one, and each of them took at most one.
        for caller in tries.into_iter().chain((0..function).rev()) {
            let mut calls = self.functions[caller].calls.clone();
            if let Some(site) = calls.find(|&site| self.sites[site as usize].callee == NONE) {
                self.sites[site as usize].callee = function as u32;
                self.caller[function] = site;
                return;
            }
        }
    }

    /// The way from an entry to a site, the site included, root first.
    pub(crate) fn path_to(&self, site: u32, path: &mut Vec<u32>) {
        path.clear();
        let mut next = site;
        while next != NONE {
            path.push(next);
            next = self.caller[self.sites[next as usize].function as usize];
        }
        path.reverse();
    }
}

/// How many sites of each sort each function has: one of each at least; a few functions have hundreds.
fn site_counts(functions: usize, sites: usize, random: &mut Random) -> Vec<[u32; 2]> {
    let mut counts = vec![[1, 1]; functions];
    let mut order: Vec<_> = (0..functions).collect();
    for at in (1..functions).rev() {
        order.swap(at, random.below(at + 1));
    }
    for _ in 2 * functions..sites {
        let function = order[random.skewed(functions, 3)];
        counts[function][usize::from(random.chance(0.35))] += 1;
    }
    counts
}

/// Whose function it is, by how deep it stands.
fn home(depth: f64, random: &mut Random) -> Home {
    match depth + 0.3 * (random.unit() - 0.5) {
        depth if depth < 0.06 => Home::Library,
        depth if depth < 0.5 => Home::Program,
        depth if depth < 0.75 => Home::Library,
        _ => Home::Standard,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_function_is_reached_and_every_site_is_its_own() {
        let spec = Spec::heap_1mb();
        let program = Program::new(&spec);
        assert_eq!((program.functions.len(), program.sites.len()), (spec.functions, spec.locations));
        let mut path = Vec::new();
        for site in 0..program.sites.len() as u32 {
            program.path_to(site, &mut path);
            assert!((program.sites[path[0] as usize].function as usize) < program.entries);
            assert!(path.windows(2).all(|pair| {
                program.sites[pair[0] as usize].callee == program.sites[pair[1] as usize].function
            }));
        }
        assert!(program.sites.windows(2).all(|pair| pair[0].address < pair[1].address));
        let most = program.functions.iter().map(|function| function.calls.len()).max();
        assert!(most > Some(25), "some functions call many: {most:?}");
        let inlining = program.sites.iter().filter(|site| site.inlined[0] != NONE).count() as f64;
        assert!((0.18..0.28).contains(&(inlining / program.sites.len() as f64)));
    }
}
