//! Profiles of any size to measure with, as Go's runtime writes them.
//!
//! ```text
//!  Spec ─► Program ─► Walker ─► write ─► profile.proto, raw or gzipped
//!  what    functions   stack by   in Go's
//!  to      and their   stack,     order,
//!  make    call sites  with values streaming
//! ```
//!
//! Nobody's production profile can be published, and those of toy programs are too small to measure with. So a
//! program is made up: packages, methods, closures, generics, call sites that inline, functions that call many
//! and most that call few. Its stacks are walks along its calls, so that they share their roots as real ones do.
//! Everything follows from the seed; nothing but the program and the hashes of its stacks lies in memory.

mod extreme;
mod message;
mod names;
mod program;
mod random;
mod spec;
mod values;
mod walker;
mod write;

pub use extreme::{Extreme, write_extreme};
pub use spec::{Kind, Preset, Sharing, Snapshot, Spec, UnknownPreset};
pub use write::{Written, gzip, raw, write};
