//! The verdict on real processes whose truth is known, and on simulated ones.

mod explore;
mod grouping;
