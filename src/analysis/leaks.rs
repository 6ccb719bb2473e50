//! Is it leaking, what, and why: the verdict on a process from its heap profiles and goroutines.
//!
//! ```text
//!  heap series ──► distinct snapshots ──► trend, sampling noise, guards ──┐
//!  goroutines ──► groups over captures ──► trend, same ids, Go's proof ───┼─► Findings: verdict, suspects, what to capture next
//!  catalogue ──► signatures of known causes ──────────────────────────────┘
//! ```
//!
//! Nothing here is text for people but names out of the files: `report::leaks` makes sentences of it.

mod catalogue;
mod findings;
mod guide;

pub use catalogue::{BadCatalogue, Catalogue, Entry, HeapFacts};
pub use findings::{
    Advice, Evidence, Findings, Forecast, Guard, HealthyGroup, HeapSnapshot, Judgement, Note, Place,
    QuadrantPoint, Range, Subject, Suspect, SuspectKind, Test, Verdict,
};
pub use guide::{Block, Guide, Section};
