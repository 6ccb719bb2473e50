//! The language of page and worker: requests, and the replies to them.
//!
//! A message crosses as the bytes that [`encode`] makes of it. A `File` goes beside its [`Request::Open`]: the
//! browser hands it over by reference.
//!
//! Values are plain numbers with their units; the page makes text of them.

mod goroutines;
mod leaks;
mod reply;
mod request;
pub mod rich_text;
mod series;
mod view;

use serde::{Deserialize, Serialize, de::DeserializeOwned};

pub use crate::analysis::{SeriesRows, Stage};
pub use goroutines::{GoroutineCapture, GoroutineList, GoroutineOrder, GoroutineQuery};
pub use leaks::LeaksPage;
pub use reply::{Difference, Metric, Problem, ProfileSummary, Reply, Timings};
pub use request::{CaptureTarget, Filter, Graph, Kept, Purpose, ReportKind, Request, Shares, Side, ViewSpec};
pub use series::{SeriesChart, SeriesColumn, SeriesRow, SeriesStack, SeriesTableOrder, SeriesWindow};
pub(in crate::worker) use series::{first_of, last_of};
pub use view::{
    Found, Inlined, Left, NodeBox, NodeDetails, NodeMetric, Pair, Peek, PeekEdge, Presence, Relative, TagKey,
    TagList, TagValue, TopRow, TopWindow, ViewSummary,
};

/// Numbers a request, so that its reply finds the one who asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RequestId(pub u32);

/// Names a file that the user chose. The page gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct FileId(pub u32);

/// Names an open profile. The worker gives it; a zip file holds several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ProfileId(pub u32);

/// Names one state of what is shown: profiles, metric, granularity and order. Whatever asks about nodes names
/// the view that it saw them in, so that an answer never mixes two trees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct ViewId(pub u32);

/// A request with its number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Envelope {
    /// Its number, ascending.
    pub id: RequestId,
    /// What is asked.
    pub request: Request,
}

/// A reply, and which request it answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    /// The request; `None` for what the worker says on its own, such as [`Reply::Ready`].
    pub to: Option<RequestId>,
    /// What the worker says.
    pub reply: Reply,
}

/// A message as bytes.
pub fn encode<T: Serialize>(message: &T) -> Vec<u8> {
    // Writing to a Vec fails only where a type has no length or no form, and none of ours is such.
    postcard::to_allocvec(message).unwrap_or_default()
}

/// A message from its bytes.
///
/// # Errors
/// When the bytes are none of this version's messages: page and worker are not of one build.
pub fn decode<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, postcard::Error> {
    postcard::from_bytes(bytes)
}
