//! The worker's session as the page uses it: requests in, replies out, no browser.

mod archives;
mod comparing;
mod extremes;
mod filters;
mod harness;
mod nodes;
mod opening;
mod random;
mod series;
mod series_table;
mod table;
mod viewing;
#[path = "../shared/watch.rs"]
mod watch;
mod wire;
mod yielding;
