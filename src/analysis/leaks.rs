//! Is it leaking, what, and why: the verdict on a process from its heap profiles and goroutines.
//!
//! ```text
//!  heap series ──► distinct snapshots ──► trend, sampling noise, guards ──┐
//!  goroutines ──► groups over captures ──► trend, same ids, Go's proof ───┼─► Findings: verdict, suspects, what to capture next
//!  catalogue ──► signatures of known causes ──────────────────────────────┘
//! ```
//!
//! Nothing here is text for people but names out of the files: `report::leaks` makes sentences of it. `docs/verdict.md`
//! explains the judgement and how often it errs.

mod advice;
mod catalogue;
mod findings;
mod forecast;
mod goroutines;
mod groups;
mod guards;
mod guide;
mod heap;
mod heap_owners;
mod heap_series;
mod join;
mod judge;
mod moments;
mod sampling;
mod thresholds;
mod trend_tests;

pub use catalogue::{BadCatalogue, Catalogue, Entry, HeapFacts};
pub use findings::{
    Advice, Evidence, Findings, Forecast, Guard, HealthyGroup, HeapSnapshot, Judgement, Note, Place,
    QuadrantPoint, Range, Subject, Suspect, SuspectKind, Test, Verdict,
};
pub use guide::{Block, Guide, Section};
pub use judge::judge;
