//! Stacks, one after the other, as a running program meets them.
//!
//! A goroutine does one thing for a while: from an entry it walks down along calls, and the stacks that follow share a
//! part of the way and then part from it. So stacks that stand near each other are alike, without being sorted. At each
//! step a function's first calls are much likelier than the others; so few paths are hot, and the tail is long.

use rustc_hash::FxHashSet;

use crate::program::{NONE, Program};
use crate::random::{Random, mix};
use crate::spec::{Kind, Sharing, Spec};
use crate::values;

/// How likely a goroutine goes on with what it does.
const GOES_ON: f64 = 0.93;
/// How likely it is met at the same stack again: with another size of object, or for another tenant.
const SAME_STACK: f64 = 0.3;
/// How much a function prefers its first calls.
const CALL_SKEW: i32 = 3;
/// How much goroutines prefer the first entries.
const ENTRY_SKEW: i32 = 3;
/// How often another stack is looked for where one was met before.
const TRIES: usize = 30;

/// What `pprof.Do` says around a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) struct Labels {
    pub(crate) handler: usize,
    pub(crate) tenant: usize,
}

/// The values of the label `handler`.
pub(crate) const HANDLERS: &[&str] = &[
    "GET /",
    "GET /healthz",
    "GET /v1/orders",
    "POST /v1/orders",
    "GET /v1/orders/{id}",
    "GET /v1/search",
    "POST /v1/events",
    "GET /v1/reports/{id}",
    "POST /v1/checkout",
    "GET /v1/catalog",
    "PUT /v1/cart/{id}",
    "DELETE /v1/cart/{id}",
    "GET /v1/invoices",
    "POST /v1/webhooks",
    "GET /metrics",
];

/// A stack and what tells it from others of the same calls.
#[derive(Debug, Clone, Default, Hash)]
pub(crate) struct Met {
    /// Sites, root first.
    pub(crate) stack: Vec<u32>,
    /// The size of the object; 0 where there are none.
    pub(crate) size: u64,
    pub(crate) labels: Option<Labels>,
}

impl Met {
    /// The same for equal ones; for different ones, in practice, different.
    pub(crate) fn key(&self) -> u64 {
        let labels = self.labels.map_or(0, |labels| 1 + labels.handler * 100_000 + labels.tenant);
        let start = mix(self.size ^ ((labels as u64) << 40));
        self.stack.iter().fold(start, |key, &site| mix(key ^ u64::from(site)).wrapping_add(key << 1))
    }
}

/// Walks through a program.
#[derive(Debug)]
pub(crate) struct Walker<'p> {
    program: &'p Program,
    spec: &'p Spec,
    random: Random,
    met: Met,
    seen: FxHashSet<u64>,
    index: usize,
    /// All sites in some order, how far it was looked at, and which sites were met.
    order: Vec<u32>,
    looked_at: usize,
    covered: Vec<bool>,
}

impl<'p> Walker<'p> {
    pub(crate) fn new(program: &'p Program, spec: &'p Spec) -> Self {
        let mut random = Random::new(spec.seed, 2);
        let mut order: Vec<_> = (0..program.sites.len() as u32).collect();
        for at in (1..order.len()).rev() {
            order.swap(at, random.below(at + 1));
        }
        let covered = vec![false; order.len()];
        let (met, seen) = (Met::default(), FxHashSet::default());
        Self { program, spec, random, met, seen, index: 0, order, looked_at: 0, covered }
    }

    /// The next stack; none is met twice, but where a program has fewer stacks than it is asked for.
    pub(crate) fn next(&mut self) -> &Met {
        self.index += 1;
        let rare = self.rare_site();
        for attempt in 0..TRIES {
            self.step(rare, attempt);
            if self.seen.insert(self.met.key()) {
                break;
            }
        }
        for &site in &self.met.stack {
            self.covered[site as usize] = true;
        }
        &self.met
    }

    /// A site that nobody came by yet, so that all are met before the samples end.
    fn rare_site(&mut self) -> Option<u32> {
        let due = self.index as u64 * self.order.len() as u64 / self.spec.samples.max(1) as u64;
        while self.looked_at < self.order.len().min(due as usize) {
            let site = self.order[self.looked_at];
            self.looked_at += 1;
            if !self.covered[site as usize] {
                return Some(site);
            }
        }
        None
    }

    fn step(&mut self, rare: Option<u32>, attempt: usize) {
        let depth = self.depth();
        if self.spec.sharing == Sharing::Scattered {
            self.scatter(depth, rare);
        } else if let Some(site) = rare {
            self.met.labels = self.labels();
            self.program.path_to(site, &mut self.met.stack);
            if self.program.sites[site as usize].callee != NONE {
                self.walk_down(depth, CALL_SKEW);
            }
        } else if self.met.stack.is_empty() || !self.random.chance(GOES_ON) {
            self.met.labels = self.labels();
            self.met.stack.clear();
            self.walk_down(depth, CALL_SKEW);
        } else if self.random.chance(SAME_STACK) {
            if self.spec.kind != Kind::Heap {
                self.met.labels = self.labels();
            }
        } else {
            let len = self.met.stack.len();
            let kept = len - 1 - self.random.skewed(len, 2);
            self.met.stack.truncate(kept.min(depth - 1));
            // Where all that is likely was met, something less likely is looked for.
            self.walk_down(depth, if attempt < 8 { CALL_SKEW } else { 1 });
        }
        self.met.size = if self.spec.kind == Kind::Heap { values::size(&mut self.random) } else { 0 };
    }

    /// How deep a stack is to be: around what is asked for, and sometimes, in a recursion, twice of it.
    fn depth(&mut self) -> usize {
        let mean = self.spec.depth as f64;
        let share = 0.35 + 0.64 * (self.random.unit() + self.random.unit());
        let deep = if self.random.chance(0.01) { 2.0 } else { 1.0 };
        ((mean * share * deep).round() as usize).max(2)
    }

    fn labels(&mut self) -> Option<Labels> {
        let random = &mut self.random;
        random.chance(self.spec.labels).then(|| Labels {
            handler: random.skewed(HANDLERS.len(), 2),
            tenant: random.skewed(self.program.tenants.len(), 3),
        })
    }

    /// Goes on from where the stack ends, or from an entry, until it is as deep as wished.
    fn walk_down(&mut self, depth: usize, skew: i32) {
        let Self { program, random, met, .. } = self;
        let mut function = match met.stack.last() {
            Some(&site) => program.sites[site as usize].callee as usize,
            None => random.skewed(program.entries, ENTRY_SKEW),
        };
        while met.stack.len() + 1 < depth {
            let calls = &program.functions[function].calls;
            let site = calls.start + random.skewed(calls.len(), skew) as u32;
            met.stack.push(site);
            function = program.sites[site as usize].callee as usize;
        }
        let ends = &program.functions[function].ends;
        met.stack.push(ends.start + random.skewed(ends.len(), 2) as u32);
    }

    fn scatter(&mut self, depth: usize, rare: Option<u32>) {
        let Self { program, random, met, .. } = self;
        met.stack.clear();
        met.stack.extend((0..depth).map(|_| random.below(program.sites.len()) as u32));
        if let (Some(site), Some(end)) = (rare, met.stack.last_mut()) {
            *end = site;
        }
    }
}
