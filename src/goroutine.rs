//! Texts that hold stacks of goroutines, to a [`Dump`].
//!
//! ```text
//!  slices ─► Parser: lines ─► margin, escapes ─► headers, frames, labels ─► Dump ─► to_profile ─► Profile
//! ```
//!
//! Go writes them at many places: `/debug/pprof/goroutine?debug=2`, `runtime.Stack`, a panic, a fatal error, `SIGQUIT`;
//! goleak reports them, and logs carry them behind margins of their own or inside JSON. All are read by what they hold, from
//! Go 1.18 to 1.27. `docs/goroutines.md` tells the forms.
//!
//! What is read is hostile until proven otherwise: nothing here recurses, panics, or allocates by a number of the text.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::unreachable
    )
)]

mod draft;
mod dump;
mod error;
mod frame;
mod header;
mod labels;
mod margin;
mod parser;
mod reader;
mod scan;
mod to_profile;

pub use dump::{Ancestor, Dump, DumpForm, Elision, Frame, Goroutine};
pub use error::DumpError;
pub use parser::{Parser, parse_slice};
pub use reader::find_header;
