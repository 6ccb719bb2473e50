//! The verdict on real processes whose truth is known, and on simulated ones.

mod bad_input;
mod invariants;
mod process;
mod random;
mod runs;
mod simulated;
