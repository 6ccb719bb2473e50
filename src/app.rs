//! What the page knows and how it changes, without a browser.
//!
//! ```text
//!  click, key, reply ──► Action ──► State::apply ──► Vec<Command> ──► worker, clock, address bar
//!                                        │
//!                                        └──► State ──► ui
//! ```
//!
//! [`State::apply`] is the only thing that changes a [`State`], and says what is to be done in the world as
//! [`Command`]s, so that every behaviour of the page is tested natively.

mod action;
mod capture;
mod combining;
mod comparison;
mod diff_look;
#[cfg(test)]
mod diff_look_tests;
mod filtering;
#[cfg(test)]
mod filtering_tests;
mod filters;
mod fragment;
mod gesture;
mod goroutines;
mod leaks;
mod normalising;
#[cfg(test)]
mod offer_tests;
mod open_files;
mod options;
mod pending;
mod replies;
mod report;
mod series;
mod series_table;
mod state;
mod status;
mod tab;
mod timeline;
mod top_rows;
mod update;
#[cfg(test)]
mod update_tests;

pub use crate::analysis::Break;
pub use action::{Action, Command, Input};
pub use capture::{CAPTURES, Capture};
pub use comparison::{Offer, comparable, offer_for};
pub use diff_look::{DiffLook, ORDERS, PALETTES, SCALES, WIDTHS, choice_name, choice_of};
pub use filters::{Draft, Filters, VARIABLES, filter_text};
pub use fragment::Fragment;
pub use gesture::{Gesture, Pointer, PointerId, Pointers, wheel_gesture};
pub use goroutines::Goroutines;
pub use leaks::{Leaks, LeaksQuery};
pub use normalising::{AUTOMATIC, OFF, SET, factor_text, normalise_name, normalise_of, scaling_text};
pub use open_files::OpenFiles;
pub use options::{GRANULARITIES, Options};
pub use pending::Pending;
pub use report::{OpenReport, REPORTS, SHOWN_LINES, first_lines, report_command, report_kind, report_name};
pub use series::{Series, SeriesOrder, all_series};
pub use series_table::{SeriesTable, TABLES};
pub use state::{Alert, AlertId, AlertKind, Building, Reading, State, TopState, WorkerHealth, Zoom};
use status::profile_kind;
pub use status::{difference_text, document_title, duration_text, holdings, profile_label, status_line};
pub use tab::Tab;
pub use timeline::{Handle, Point, Stretch, Timeline, TimelineRow};
