//! Airflame opens pprof profiles in a browser tab and never sends them anywhere.
//!
//! ```text
//!  File ─► worker reads slices ─► inflate ─► decode into columns ─► intern stacks
//!                                 └──────────── pprof ──────────────────────┘ │
//!                                                                          profile
//!  (metric, granularity, base) ─► frames, call tree ─► sums ─► layout ─► tiles ─► canvas
//!                                 └──── analysis ─────────┘    └── scene ─────┘  render
//! ```
//!
//! The layers, each of which uses only those above it:
//!
//! - [`profile`]: the model, columnar tables with typed ids
//! - [`pprof`]: bytes to profile and back
//! - [`goroutine`]: texts with stacks of goroutines, to dumps and profiles
//! - [`open`]: any file to profiles, and to the dumps of goroutines beside them
//! - [`units`]: scaling and formatting of values as pprof does it
//! - [`analysis`]: pure questions to profiles
//! - [`report`]: pprof's text reports, to the byte
//! - [`scene`]: the flame graph as data
//! - [`render`]: shapes to canvas and SVG
//! - [`worker`]: the session that owns the profiles, and its protocol
//! - [`app`]: what the page knows and how it changes
//! - `dom`, `ui`: the browser, and the components; they exist on wasm32 only
//!
//! The pure ones from [`profile`] to [`scene`], but for [`report`], are the package `airflame-engine`, which is built
//! for speed and the rest for size; they are modules of this crate all the same.
//!
//! `tests/layering` keeps them so, and `docs/architecture.md` tells why.

pub mod app;
#[cfg(target_arch = "wasm32")]
pub mod dom;
pub mod render;
pub mod report;
#[cfg(target_arch = "wasm32")]
pub mod ui;
pub mod worker;

pub use airflame_engine::{analysis, goroutine, open, pprof, profile, scene, units};
