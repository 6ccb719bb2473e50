//! The worker: it owns the open profiles and answers the page's questions.
//!
//! ```text
//!  page                                   worker
//!  client ── Envelope<Request> + File ──► serve ── Request ──► session (pure)
//!         ◄──────── Reply ─────────────         ◄── Reply ───
//! ```
//!
//! [`protocol`] is the language of the two, [`session`] decides everything and knows no browser, and
//! [`queue`] drops requests that a later one has made pointless. `serve` and `client` carry messages; [`rehearsal`] is what
//! the worker does before there are any.

#[cfg(target_arch = "wasm32")]
pub mod client;
pub mod protocol;
pub mod queue;
pub mod rehearsal;
#[cfg(target_arch = "wasm32")]
pub mod serve;
pub mod session;
