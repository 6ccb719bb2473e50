//! The catalogue of known leaks, and of what only looks like one.
//!
//! ```text
//!  static/leaks.txt ─► parse ─► entries, each with rules ─► of_goroutines, of_heap: a number
//!                          └──► healthy groups, with rules ─► healthy: the reason
//! ```
//!
//! What is known of leaks is data and no code: the text says how each is recognised. Its head explains the format. The page
//! keeps it outside of the wasm, and hands it to [`Catalogue::parse`].

mod clause;
mod evidence;
mod matching;
mod parse;

use crate::analysis::goroutines::GoroutineTable;
use clause::Clause;
use matching::Asked;

/// What the catalogue says of a known leak.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// Its number: 1 to 40 are those of `goroutines.md` §3, 41 is any other stack that keeps what it allocates.
    pub number: u32,
    /// In a few words.
    pub title: String,
    /// What is wrong, in plain words.
    pub diagnosis: String,
    /// The fix as a short Go example, lines with `-`, `+` or a space before.
    pub fix: String,
    /// How to confirm it.
    pub confirm: String,
    /// Where to read more.
    pub reference: String,
    /// Whether Go's own goroutineleak profile finds it; `None` where that varies.
    pub seen_by_go: Option<bool>,
    /// Whether the culprit's own frame is in no dump, so that labelling goroutines is the advice.
    pub culprit_is_gone: bool,
}

/// What tells the signature of a suspect of the heap.
#[derive(Debug, Clone, Copy)]
pub struct HeapFacts<'a> {
    /// The functions of the stack from the leaf to the root.
    pub stack: &'a [&'a str],
    /// The mean size of its objects in bytes.
    pub object_size: f64,
    /// Objects in use in the newest snapshot.
    pub objects: i64,
    /// Δ inuse ÷ Δ alloc; `None` where nothing was allocated or only one snapshot is there.
    pub survival: Option<f64>,
}

/// Signatures and healthy groups, read from the catalogue's text.
#[derive(Debug, Clone, Default)]
pub struct Catalogue {
    entries: Vec<Entry>,
    goroutines: Vec<Rule>,
    heap: Vec<Rule>,
    healthy: Vec<Rule>,
    reasons: Vec<String>,
}

/// Clauses that must all hold.
#[derive(Debug, Clone)]
struct Rule {
    clauses: Vec<Clause>,
    /// The place of what it tells: in the entries, or in the reasons.
    of: usize,
}

/// Why a text is no catalogue.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line} of the catalogue: {what}")]
pub struct BadCatalogue {
    /// The line, from 1.
    pub line: usize,
    /// What is wrong with it.
    pub what: &'static str,
}

impl Catalogue {
    /// Reads a catalogue; what belongs to the guide is passed over.
    ///
    /// # Errors
    /// On the first line that is not understood.
    pub fn parse(text: &str) -> Result<Self, BadCatalogue> {
        parse::parse(text)
    }

    /// The text of `static/leaks.txt`. The page has it outside of the wasm.
    #[cfg(not(target_arch = "wasm32"))]
    pub const BUILT_IN: &'static str = include_str!("../../../static/leaks.txt");

    /// The catalogue of `static/leaks.txt`, which a test reads; empty if it were broken.
    #[cfg(not(target_arch = "wasm32"))]
    pub fn built_in() -> Self {
        Self::parse(Self::BUILT_IN).unwrap_or_default()
    }

    /// All entries, in the order in which they are tried.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The entry with a number.
    pub fn entry(&self, number: u32) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.number == number)
    }

    /// The signature that a group of goroutines has, by number; of several the most telling, which stands first in the text.
    /// A group that is [healthy](Self::healthy) has none.
    pub fn of_goroutines(&self, table: &GoroutineTable, group: usize) -> Option<u32> {
        let asked = Asked::goroutines(table, group)?;
        if self.first(&self.healthy, &asked).is_some() {
            return None;
        }
        self.number(self.first(&self.goroutines, &asked))
    }

    /// The signature that a stack of a heap has, by number.
    pub fn of_heap(&self, facts: &HeapFacts<'_>) -> Option<u32> {
        self.number(self.first(&self.heap, &Asked::heap(facts)))
    }

    /// Why a group is healthy by itself, in a few words: it is never flagged without other evidence.
    pub fn healthy(&self, table: &GoroutineTable, group: usize) -> Option<&str> {
        let asked = Asked::goroutines(table, group)?;
        let of = self.first(&self.healthy, &asked)?;
        self.reasons.get(of).map(String::as_str)
    }

    fn first(&self, rules: &[Rule], asked: &Asked<'_>) -> Option<usize> {
        let holds = |rule: &&Rule| rule.clauses.iter().all(|clause| asked.holds(clause));
        rules.iter().find(holds).map(|rule| rule.of)
    }

    fn number(&self, of: Option<usize>) -> Option<u32> {
        self.entries.get(of?).map(|entry| entry.number)
    }
}

#[cfg(test)]
mod tests;
