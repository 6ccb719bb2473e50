//! Bytes to a [`Profile`](crate::profile::Profile) and back.
//!
//! ```text
//!  file ─► Inflater ─────────► Decoder ──────────────────► Decoded { profile, warnings }
//!          gzip, zstd, raw;     profile.proto, message by
//!          one nested layer     message, into the columns
//!          └───────── Opener: both, with their times ────┘
//!
//!          └─ other bytes ─────► legacy: texts and binary formats of old, by what they hold
//!
//!  .zip ─► archive::read_zip ─► the files in it, each for an Opener
//!  text, HTML, binaries … ────► recognise: what a file is that is no profile
//!  profile ─► encode ─► .pb / .pb.gz
//! ```
//!
//! Everything is *pushed*: whoever reads the file hands on slices of any size, and neither the compressed nor the
//! inflated bytes ever lie in memory as a whole. The outcome does not depend on where the slices are cut.
//!
//! A file is hostile until proven otherwise. Nothing here panics, recurses, or allocates by a length that only
//! the file vouches for; [`Limits`] are asked before tables grow. What is accepted is what `go tool pprof` accepts,
//! and what is refused says which byte of what was being read, and [`advice`](advice()) says what to do about it.
#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::unreachable
    )
)]

mod advice;
pub mod archive;
mod compression;
mod content;
mod decoder;
mod encode;
mod enlarge;
mod error;
mod fields;
mod gzip;
mod label_memo;
mod legacy;
mod limits;
mod messages;
mod open;
pub mod proto;
mod references;
mod samples;
mod warning;
mod wire;
mod zstd;

pub use advice::{advice, warning_advice};
pub use compression::{Compression, Inflater};
pub use content::{Content, recognise};
pub use decoder::{Decoded, Decoder};
pub use encode::{encode, encode_gzip, encode_raw};
pub use enlarge::enlarge;
pub use error::{DecodeError, DecodeErrorKind, Table};
pub use legacy::Reading;
pub use limits::{LimitExceeded, Limits};
pub use open::{Opener, Sink, Timings, open_slice, open_slice_as};
pub use warning::{Warning, WarningKind};
