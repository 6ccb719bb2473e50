//! Scaling and formatting of values, as pprof does it (`internal/measurement` of google/pprof).
//!
//! ```text
//!  value, unit ─► scale ─► label        "1.50MB", "30ms", "5"
//!  value, total ─► percentage           "49.02%", "  100%", "1e-05%"
//!  text ─► parse_number               0.25
//!  two units ─► finest_unit             in which two profiles are compared
//! ```
//!
//! Its users check our numbers against pprof's, so both must print the same text, with the same quirks.

mod bytes;
mod label;
mod number;
mod percentage;
mod scale;
mod time;

pub use bytes::parse_bytes;
pub use label::{common_unit, delta_label, label, scaled_label, unit_between};
pub use number::parse_number;
pub use percentage::percentage;
pub use scale::{finest_unit, is_time_unit, scale};
pub use time::utc_time;
