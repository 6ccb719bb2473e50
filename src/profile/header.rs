//! What a profile says of itself as a whole.

use super::{MemoryStat, StringId, ValueType};

/// The fields of `profile.proto` that are said once for the whole profile.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// What each column of values counts.
    pub sample_types: Vec<ValueType>,
    /// The sample type that its producer would show first; empty where it names none.
    pub default_sample_type: StringId,
    /// What the sampling period counts, such as `space` in `bytes`.
    pub period_type: Option<ValueType>,
    /// How many of `period_type` lie between two samples; 0 where it is not known.
    pub period: i64,
    /// When the profile was taken, in nanoseconds since 1970; 0 where it is not known.
    pub time_nanos: i64,
    /// Over how long it was taken, in nanoseconds; 0 for a snapshot.
    pub duration_nanos: i64,
    /// A regular expression of functions that are dropped with all that they call.
    pub drop_frames: StringId,
    /// A regular expression of functions that are kept although `drop_frames` matches them.
    pub keep_frames: StringId,
    /// Free text of the producer, a line each.
    pub comments: Vec<StringId>,
    /// Where the producer documents its profile.
    pub doc_url: StringId,
    /// Statistics of memory, which only the text of a heap profile has; `profile.proto` has no place for them.
    pub memory_stats: Vec<MemoryStat>,
}

impl Default for Header {
    fn default() -> Self {
        Self {
            sample_types: Vec::new(),
            default_sample_type: StringId::EMPTY,
            period_type: None,
            period: 0,
            time_nanos: 0,
            duration_nanos: 0,
            drop_frames: StringId::EMPTY,
            keep_frames: StringId::EMPTY,
            comments: Vec::new(),
            doc_url: StringId::EMPTY,
            memory_stats: Vec::new(),
        }
    }
}
