//! What a report is asked for.

use crate::analysis::{FilterTexts, Granularity, NodeOrder};

/// Which report is made.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub enum Command {
    /// The functions by what they cost (`-top`, `-text`).
    Top,
    /// Each function with its callers and callees (`-tree`).
    Tree,
    /// The same for functions whose name matches, with nothing left out (`-peek`).
    Peek(String),
    /// Every sample with its stack (`-traces`).
    Traces,
    /// The labels and what they sum up to (`-tags`).
    Tags,
    /// The tables of the profile (`-raw`).
    Raw,
    /// The comments of the profile (`-comments`).
    Comments,
    /// The source of functions whose name matches, with values beside its lines (`-list`).
    List(String),
}

/// How a report is made: pprof's variables, named and set as pprof does (`config.go`).
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// The sample type by name or number; the default one where it is empty.
    pub sample_index: String,
    /// Values are means: divided by the first sample type.
    pub mean: bool,
    /// What values are divided by before they are printed.
    pub divide_by: f64,
    /// The unit of values: `minimum` for one that suits all, `auto` for each its own, or any unit.
    pub unit: String,
    /// What nodes are ordered by.
    pub order: NodeOrder,
    /// What tells one node from another; `None` is the report's own choice.
    pub granularity: Option<Granularity>,
    /// Inlined calls count for the function that they are inlined into.
    pub no_inlines: bool,
    /// Lines are told apart by column.
    pub show_columns: bool,
    /// Nodes with a negative value are left out.
    pub drop_negative: bool,
    /// Percentages are of what the filters leave.
    pub relative_percentages: bool,
    /// The head says nothing of the profile.
    pub compact_labels: bool,
    /// How many nodes there are at most; 0 is all, -1 the report's own choice.
    pub node_count: i64,
    /// Nodes below this share of the total are left out.
    pub node_fraction: f64,
    /// Edges below this share of the total are left out.
    pub edge_fraction: f64,
    /// Whether anything is left out at all.
    pub trim: bool,
    /// The filters.
    pub filters: FilterTexts,
    /// Label keys, with commas between, whose values become frames at the root.
    pub tag_root: String,
    /// Label keys, with commas between, whose values become frames at the leaf.
    pub tag_leaf: String,
    /// Where source files are looked for, with colons between.
    pub source_path: String,
    /// What is taken off the paths of source files, with colons between.
    pub trim_path: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            sample_index: String::new(),
            mean: false,
            divide_by: 1.0,
            unit: "minimum".to_owned(),
            order: NodeOrder::Flat,
            granularity: None,
            no_inlines: false,
            show_columns: false,
            drop_negative: false,
            relative_percentages: false,
            compact_labels: false,
            node_count: -1,
            node_fraction: 0.005,
            edge_fraction: 0.001,
            trim: true,
            filters: FilterTexts::default(),
            tag_root: String::new(),
            tag_leaf: String::new(),
            source_path: String::new(),
            trim_path: String::new(),
        }
    }
}
