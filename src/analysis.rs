//! Pure questions to profiles.
//!
//! ```text
//!  subject ─► frame table ─► call tree ─► measure (one metric) ─► top, search, layout
//!  (1 or 2     (grouping)     (shape only)  (sums only)
//!  profiles)
//!
//!  profile ─► filters, label frames, merge ─► profile                 (a subject is made of what is left)
//!  profile ─► frame table, stack values ─► call graph ─► trimmed      (the reports, and who calls a function)
//!  profile ─► tag table
//! ```
//!
//! A view of the page is made in two steps, which change at different times:
//!
//! - a [`Shape`], the frames and the tree, is built when the profiles or the [`Grouping`] change;
//! - a [`Measure`], the sums of one [`Metric`] on that shape, when the metric changes.
//!
//! ```
//! use airflame::analysis::{Grouping, Measure, Shape, Subject, TopTable};
//! let profile = airflame::profile::draw_profile("
//!     main  main
//!     read  write
//!     30    12
//! ");
//! let subject = Subject::single(&profile);
//! let shape = Shape::build(subject, Grouping::default());
//! let measure = Measure::new(&shape, subject, &subject.metrics().unwrap()[0]);
//! let top = TopTable::build(&shape, subject, &measure);
//! assert_eq!(shape.frames().row_name(top.rows()[0].row), "read");
//! assert_eq!((top.rows()[0].flat(), measure.total), (30, 42));
//! ```

mod anchor;
mod bit_set;
mod call_graph;
mod call_tree;
mod diff;
mod diff_width;
mod filter;
mod filter_texts;
mod frame_table;
pub mod function_name;
mod go_path;
pub mod goroutines;
mod grouping;
mod key_sort;
mod label_frames;
mod label_units;
pub mod leaks;
mod least;
mod letter_case;
mod mapping_key;
mod measure;
mod merge;
mod metric;
mod node_values;
mod normalise;
mod pace;
mod path_sums;
mod pattern;
mod row_marks;
mod sampling_error;
mod search;
mod series_values;
mod shape;
mod shown_text;
mod sorting;
mod stack_text;
mod stack_values;
mod subject;
mod tag_table;
#[cfg(test)]
mod test_sampling;
mod text_order;
mod text_pool;
mod top;
mod tree_builder;
mod trend;
mod unknown_mapping;

pub use anchor::{Anchor, Anchored};
pub use bit_set::BitSet;
pub use call_graph::{CallEdge, CallGraph, CallNode, Neighbours, NodeOrder, TrimmedGraph, Trimming};
pub use call_tree::{CallTree, FrameId, NodeId, PathId, Subtree, Visit};
pub use diff::{Change, NoCommonSampleType};
pub use diff_width::DiffWidth;
pub use filter::{
    BadFrames, BadTagFilter, FilterVariable, Filtered, Filters, NameFilters, TagFilter, drop_frames,
};
pub use filter_texts::{BadFilter, BadFilterText, FilterTexts};
pub use frame_table::{FrameAt, FrameTable, RowId};
pub use go_path::base_name;
pub use grouping::{Granularity, Grouping};
pub use label_frames::{LabelFrames, add_label_frames};
pub use label_units::LabelUnits;
pub use least::Least;
pub use measure::Measure;
pub use merge::{
    Base, CombineError, Combined, SplitDiff, combine, negated, normalize_ratios, scaled, split_base,
    split_signs, with_base_label,
};
pub use metric::{Column, Metric};
pub use node_values::NodeValues;
pub use normalise::{COUNTERS, Normalise, Scaling, ScalingReason, ScalingSide};
pub use pace::{Pace, Pause, Repeated, Stage, Work, in_pieces, run_unhurried};
pub use path_sums::PathSums;
pub use pattern::{BadPattern, Pattern, PatternProblem};
pub use row_marks::Inlining;
pub use sampling_error::{SampledSum, Sampling};
pub use search::Search;
pub use series_values::{SeriesMetric, SeriesRows, SeriesValues};
pub use shape::Shape;
pub use shown_text::{is_cut, shown_start, shown_text};
pub use sorting::{FEW, sort_few, sort_items, sort_rows};
pub use stack_text::stack_text;
pub use stack_values::{Amount, BASE_KEY, StackValues, Total, Valuation, is_base_set, sample_amount, total};
pub use subject::Subject;
pub use tag_table::{TagKey, TagRow, TagTable};
pub use top::{TopColumn, TopOrder, TopRow, TopTable, Weight};
pub use tree_builder::StackPaths;
pub use trend::{Break, NoSlope, Trend, breaks, gaps, restarts};
pub use unknown_mapping::with_a_mapping;

pub use crate::profile::RowMap;
