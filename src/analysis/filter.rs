//! pprof's filters: which samples are kept, and which frames and labels of them.
//!
//! ```text
//!  names ── each once ─► locations ── each once ─► stacks ─┐
//!                                                          ├─► samples, by lookup
//!  labels ───────────── each set once ─────────────────────┘
//! ```
//!
//! A filter takes frames from the ends of a stack or hides locations everywhere, so that what it leaves of a stack is
//! told by two numbers, and stacks are copied once, behind the last filter. Samples stay as they are and in their
//! order; those whose stacks have become equal are not merged, as pprof does not merge them.

mod draft;
mod frame_names;
mod names;
mod prune;
mod tag;
mod tag_range;
mod tags;

pub use prune::{BadFrames, drop_frames};
pub use tag::{BadTagFilter, TagFilter};

use super::{LabelUnits, Pace, Pattern, Work, run_unhurried};
use crate::profile::Profile;
use draft::Draft;

/// The filters by the names of frames: a function's name, its file, or the file of the mapping.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NameFilters {
    /// Keeps the samples with a frame that matches.
    pub focus: Option<Pattern>,
    /// Drops the samples with a frame that matches, whatever `focus` says.
    pub ignore: Option<Pattern>,
    /// Takes the frames that match out of their stacks.
    pub hide: Option<Pattern>,
    /// Takes all other frames out, those without symbols too.
    pub show: Option<Pattern>,
    /// Takes out what lies above, towards the root, of the highest frame that matches; a sample without one is dropped.
    pub show_from: Option<Pattern>,
    /// Takes out what lies below, towards the leaf, of the lowest frame that matches. It is asked of function names
    /// only, without their arguments.
    pub prune_from: Option<Pattern>,
}

/// All filters, in pprof's names. A sample must pass each one that is set.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filters {
    /// Those by the names of frames.
    pub names: NameFilters,
    /// Keeps the samples whose labels match.
    pub tag_focus: Option<TagFilter>,
    /// Drops the samples whose labels match.
    pub tag_ignore: Option<TagFilter>,
    /// Keeps the labels whose key matches.
    pub tag_show: Option<Pattern>,
    /// Drops the labels whose key matches.
    pub tag_hide: Option<Pattern>,
}

/// A filter, as pprof names the variable that holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum FilterVariable {
    /// `focus`
    Focus,
    /// `ignore`
    Ignore,
    /// `hide`
    Hide,
    /// `show`
    Show,
    /// `show_from`
    ShowFrom,
    /// `tagfocus`
    TagFocus,
    /// `tagignore`
    TagIgnore,
    /// `tagshow`
    TagShow,
    /// `taghide`
    TagHide,
    /// `prune_from`
    PruneFrom,
}

impl FilterVariable {
    /// Its name in pprof.
    pub fn name(self) -> &'static str {
        match self {
            Self::Focus => "focus",
            Self::Ignore => "ignore",
            Self::Hide => "hide",
            Self::Show => "show",
            Self::ShowFrom => "show_from",
            Self::TagFocus => "tagfocus",
            Self::TagIgnore => "tagignore",
            Self::TagShow => "tagshow",
            Self::TagHide => "taghide",
            Self::PruneFrom => "prune_from",
        }
    }

    /// Its name in pprof's warning `Focus expression matched no samples`; pprof has none of `prune_from`.
    pub fn warning_name(self) -> &'static str {
        match self {
            Self::Focus => "Focus",
            Self::Ignore => "Ignore",
            Self::Hide => "Hide",
            Self::Show => "Show",
            Self::ShowFrom => "ShowFrom",
            Self::TagFocus => "TagFocus",
            Self::TagIgnore => "TagIgnore",
            Self::TagShow => "TagShow",
            Self::TagHide => "TagHide",
            Self::PruneFrom => "PruneFrom",
        }
    }
}

/// What filters leave of a profile.
#[derive(Debug, Clone)]
pub struct Filtered {
    /// What is left. Its locations and label sets have the ids that they had, its stacks have not, unless that was wanted.
    pub profile: Profile,
    /// The filters that matched nothing.
    pub unmatched: Vec<FilterVariable>,
}

impl Filters {
    /// Whether none is set.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Applies them in pprof's order (`applyFocus`). `units` are those of the profile as it was read, before any filter.
    pub fn apply(&self, profile: &Profile, units: &LabelUnits) -> Filtered {
        run_unhurried(self.apply_paced(profile, units, false, &Pace::unhurried()))
    }

    /// Whether stacks are kept or dropped as they are: nothing is taken out of any.
    pub fn keep_whole_stacks(&self) -> bool {
        let NameFilters { focus: _, ignore: _, hide, show, show_from, prune_from } = &self.names;
        [hide, show, show_from, prune_from].into_iter().all(Option::is_none)
    }

    /// Whether labels are asked for.
    pub fn ask_for_labels(&self) -> bool {
        self.tag_focus.is_some() || self.tag_ignore.is_some()
    }

    /// The same, filter by filter. With `keeps_ids` stacks have the ids that they had, and those of which no sample is left are still
    /// there: that is for filters that [keep whole stacks](Self::keep_whole_stacks).
    pub fn apply_paced<'a>(
        &'a self,
        profile: &'a Profile,
        units: &'a LabelUnits,
        keeps_ids: bool,
        pace: &'a Pace,
    ) -> Work<'a, Filtered> {
        Box::pin(async move {
            let mut unmatched = Vec::new();
            if self.is_empty() {
                return Filtered { profile: profile.clone(), unmatched };
            }
            let mut draft = Draft::new(profile, keeps_ids && self.keep_whole_stacks());
            names::filter(&mut draft, &self.names, &mut unmatched);
            pace.pause().await;
            tags::filter(&mut draft, self, units, &mut unmatched);
            if let Some(pattern) = &self.names.prune_from {
                pace.pause().await;
                prune::prune_from(&mut draft, pattern);
            }
            pace.pause().await;
            Filtered { profile: draft.finish(), unmatched }
        })
    }
}

#[cfg(test)]
mod tests;
