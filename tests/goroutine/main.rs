//! Dumps of goroutines: every text that Go writes, as it writes it and as people keep it.

mod corpus;
mod dialects;
#[path = "../shared/fixtures.rs"]
#[allow(dead_code)]
mod fixtures;
mod opening;
mod properties;
mod table;
mod truth;
