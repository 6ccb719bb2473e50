//! The text reports of `go tool pprof`, to the byte.
//!
//! A report is bytes and not text: pprof prints names as they stand in the profile, UTF-8 or not.

mod comments;
mod raw;

pub use comments::comments;
pub use raw::raw;
