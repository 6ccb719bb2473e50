//! What leaks, in words.

use serde::{Deserialize, Serialize};

use super::rich_text::RichText;

/// What was found, as the page shows it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LeaksPage {
    /// Something leaks, or is likely to: the tab says so before it is shown.
    pub is_alarming: bool,
    /// The verdict: its word, what it is of, and its numbers.
    pub verdict: RichText,
    /// The questions that it stands on, and a picture of the growth.
    pub why: [RichText; 2],
    /// The suspects, as the items of a list.
    pub suspects: RichText,
    /// Functions by allocation rate and survival.
    pub quadrant: RichText,
    /// What to capture next.
    pub advice: RichText,
    /// What is set aside, what to know, and the statistics of memory.
    pub beside: RichText,
    /// All of it, to be copied into a ticket.
    pub markdown: String,
    /// The same without marks.
    pub plain: String,
}
