//! The catalogue of known leaks, and of what only looks like one.

use crate::analysis::goroutines::GoroutineTable;

/// What the catalogue says of a known leak.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Entry {
    /// Its number, 1 to 40.
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
    /// The entry with a number.
    pub fn entry(&self, number: u32) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.number == number)
    }

    /// The signature that a group of goroutines has, by number; of several the most telling.
    pub fn of_goroutines(&self, _table: &GoroutineTable, _group: usize) -> Option<u32> {
        None
    }

    /// The signature that a stack of a heap has, by number.
    pub fn of_heap(&self, _facts: &HeapFacts<'_>) -> Option<u32> {
        None
    }

    /// Why a group is healthy by itself, in a few words: it is never flagged without other evidence.
    pub fn healthy(&self, _table: &GoroutineTable, _group: usize) -> Option<&str> {
        None
    }
}
