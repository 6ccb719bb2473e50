//! What is computed over whole profiles, apart from the page: this is the part that must be fast.
//!
//! It is a package of its own for one reason: cargo chooses between speed and size for a package as a whole. These
//! layers are built with an eye on speed, and everything that runs once per click for size alone. The
//! package `airflame` has all of this as its own modules, and nobody else needs to know of it.

pub mod analysis;
pub mod goroutine;
pub mod open;
pub mod pprof;
pub mod profile;
pub mod scene;
pub mod units;
