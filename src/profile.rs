//! The model of a profile: columnar tables with typed ids, built once, then frozen.
//!
//! ```text
//!  Profile ── samples ──► stacks ──► locations ──► lines ──► functions ──► strings
//!                  └────► label sets                  └► mappings ────────► strings
//! ```
//!
//! It mirrors `profile.proto` of google/pprof with three differences, all made once, at decoding: ids are
//! dense and typed, so that a reference is an index that is known to exist; equal stacks and equal label
//! sets are stored once, so that work per stack is done once however many samples share it; and values lie
//! in one column per sample type, so that a metric is read without touching the others.
//!
//! This layer uses nothing else of the crate.

mod builder;
mod drawn;
mod frozen;
mod function_table;
mod header;
mod ids;
mod label_table;
mod location_table;
mod mapping_table;
mod memory_stats;
mod revision;
mod room;
mod row_index;
mod sample_table;
mod sample_type;
mod shared;
mod stack_table;
mod string_table;

pub use builder::ProfileBuilder;
pub use drawn::{draw_profile, draw_profile_with};
pub use frozen::Profile;
pub use function_table::{Function, FunctionTable};
pub use header::Header;
pub(crate) use ids::table_id;
pub use ids::{FunctionId, LabelSetId, LocationId, MappingId, SampleId, StackId, StringId};
pub use label_table::{Label, LabelTable, LabelValue};
pub use location_table::{Line, Location, LocationTable};
pub use mapping_table::{Mapping, MappingTable, Symbolized};
pub use memory_stats::MemoryStat;
pub use revision::{InvalidProfile, Revision};
pub(crate) use room::make_room;
pub use room::{OutOfMemory, check_room, warm_room};
pub use row_index::{RowHasher, RowIndex, RowMap, row_hash};
pub use sample_table::SampleTable;
pub use sample_type::{ValueType, sample_index_by_name};
pub use shared::Shared;
pub use stack_table::StackTable;
pub use string_table::{StringTable, StringTableFull};
