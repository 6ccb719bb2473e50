//! The worker's session as the page uses it: requests in, replies out, no browser.

mod archives;
mod comparing;
mod filters;
mod harness;
mod nodes;
mod opening;
mod random;
mod table;
mod viewing;
mod wire;
mod yielding;
