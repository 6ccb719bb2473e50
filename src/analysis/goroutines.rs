//! The goroutines of one process, over all captures that there are of them.
//!
//! A dump (`debug=2`, a crash), a `goroutine` profile, its text (`debug=1`) and a `goroutineleak` profile all tell of the same
//! goroutines, each a part: a dump has ids, states, waits and creators, a profile the time, and only Go's own leak profile a
//! proof. Here they are groups by stack, labels apart, that are the same in every form.

mod build;
mod group;
mod names;
mod normal_name;
mod order;
mod source;
mod standard;

pub use group::{
    Capture, CaptureForm, GoroutineFrame, GoroutineGroup, GoroutineTable, GroupOrigin, GroupSnapshot,
};
pub use normal_name::normal_name;
pub use source::{Source, programs};
pub use standard::is_standard;
