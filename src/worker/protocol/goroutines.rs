//! The goroutines of the open profiles, group by group.

use serde::{Deserialize, Serialize};

use super::ProfileId;
use super::rich_text::RichText;

/// What is asked about goroutines.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct GoroutineQuery {
    /// The capture that is looked at, by its place; the newest that counts all goroutines where it is not named.
    pub target: Option<u32>,
    /// The capture that it is compared with; the oldest where it is not named.
    pub base: Option<u32>,
    /// Only those in this state, unless it is empty.
    pub state: String,
    /// Only groups with a goroutine that has waited so many minutes.
    pub minutes: u32,
    /// Only groups with a frame of this package, unless it is empty.
    pub package: String,
    /// Only groups with a goroutine that has this label, `key=value`, unless it is empty.
    pub label: String,
    /// Only groups that name this somewhere in their stack, creator or state, without regard to case.
    pub text: String,
    /// In which order.
    pub order: GoroutineOrder,
    /// Those that are set aside as healthy are shown, too.
    pub healthy: bool,
    /// How many groups are wanted.
    pub count: u32,
}

/// In which order groups stand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum GoroutineOrder {
    /// Those that grew most first.
    #[default]
    Change,
    /// Those with most goroutines first.
    Count,
    /// Those that have waited longest first.
    Wait,
}

/// The goroutines of the open profiles, as a query leaves them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GoroutineList {
    /// What was asked.
    pub query: GoroutineQuery,
    /// All captures, oldest first.
    pub captures: Vec<GoroutineCapture>,
    /// The places of target and base; the same where there is one.
    pub target: u32,
    /// See `target`.
    pub base: u32,
    /// All states with their goroutines in the target, most first.
    pub states: Vec<(String, i64)>,
    /// The packages of own code, and those of Go, with their goroutines in the target, most first; at most 100.
    pub packages: Vec<(String, i64)>,
    /// Labels as `key=value` with their goroutines in the target, most first; at most 100.
    pub labels: Vec<(String, i64)>,
    /// The first groups that the query leaves, as the items of a list.
    pub rows: RichText,
    /// How many they are.
    pub shown: u32,
    /// How many groups and goroutines it leaves in all, in the target.
    pub left: [i64; 2],
    /// How many groups and goroutines of the target are set aside as healthy.
    pub healthy: [i64; 2],
    /// What to know of these captures.
    pub notes: Vec<String>,
}

/// A capture of goroutines.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GoroutineCapture {
    /// The profile that it is open as; that of its first file where it has several.
    pub profile: Option<ProfileId>,
    /// Its path, for people.
    pub name: String,
    /// What it is, in a word.
    pub form: String,
    /// How many goroutines it tells of.
    pub total: i64,
    /// It ends in the middle.
    pub is_cut: bool,
    /// It tells of leaked goroutines only.
    pub only_leaked: bool,
}
