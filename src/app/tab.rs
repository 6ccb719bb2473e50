//! The views, one per tab.

use super::State;

/// A view of what is open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Tab {
    /// The flame graph.
    #[default]
    Flame,
    /// The table of functions.
    Top,
    /// The call tree as a table.
    CallTree,
    /// The call graph.
    CallGraph,
    /// Values by source line.
    Source,
    /// Labels and their values.
    Tags,
    /// Goroutines by stack.
    Goroutines,
    /// What leaks.
    Leaks,
}

impl Tab {
    /// All, in the order of their tabs and of the keys 1 to 8.
    pub const ALL: [Self; 8] = [
        Self::Flame,
        Self::Top,
        Self::CallTree,
        Self::CallGraph,
        Self::Source,
        Self::Tags,
        Self::Goroutines,
        Self::Leaks,
    ];

    /// Its name on screen.
    pub fn name(self) -> &'static str {
        match self {
            Self::Flame => "Flame graph",
            Self::Top => "Top",
            Self::CallTree => "Call tree",
            Self::CallGraph => "Call graph",
            Self::Source => "Source",
            Self::Tags => "Tags",
            Self::Goroutines => "Goroutines",
            Self::Leaks => "Leaks",
        }
    }

    /// Its name in the address bar and in element ids.
    pub fn slug(self) -> &'static str {
        match self {
            Self::Flame => "flame",
            Self::Top => "top",
            Self::CallTree => "tree",
            Self::CallGraph => "graph",
            Self::Source => "source",
            Self::Tags => "tags",
            Self::Goroutines => "goroutines",
            Self::Leaks => "leaks",
        }
    }

    /// Whether it tells of all that is open at once, and not of what is compared.
    pub fn is_whole(self) -> bool {
        matches!(self, Self::Goroutines | Self::Leaks)
    }

    /// The tab of that slug.
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|tab| tab.slug() == slug)
    }

    /// Why the tab has nothing to show, if it has not.
    pub fn disabled_because(self, state: &State) -> Option<&'static str> {
        match self {
            Self::Flame | Self::Top | Self::Tags if state.view.is_none() => Some("Open a profile first."),
            Self::Tags if !state.view.as_ref().is_some_and(|view| view.has_labels) => {
                Some("No sample of these profiles has labels.")
            }
            Self::Goroutines if state.has_goroutines() => None,
            Self::Goroutines => Some("Open a goroutine profile or a dump of goroutines first."),
            Self::Leaks if state.has_evidence() => None,
            Self::Leaks => Some("Open heap profiles, or profiles or dumps of goroutines, first."),
            Self::Flame | Self::Top | Self::Tags => None,
            _ => Some("This version of Airflame does not have this view."),
        }
    }
}
