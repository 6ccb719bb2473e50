//! What narrows the view down: the search and pprof's filters, a chip each.

use crate::analysis::FilterVariable;
use crate::worker::protocol::{Filter, Problem};

/// The variables that hold filters, in the order in which they are offered, each with its name in the addresses of
/// pprof's own page.
pub const VARIABLES: [(FilterVariable, &str); 10] = [
    (FilterVariable::Focus, "f"),
    (FilterVariable::Ignore, "i"),
    (FilterVariable::Hide, "h"),
    (FilterVariable::Show, "s"),
    (FilterVariable::ShowFrom, "sf"),
    (FilterVariable::PruneFrom, "prunefrom"),
    (FilterVariable::TagFocus, "tf"),
    (FilterVariable::TagIgnore, "ti"),
    (FilterVariable::TagShow, "ts"),
    (FilterVariable::TagHide, "th"),
];

/// What narrows the view down.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filters {
    /// The text that is searched for.
    pub search: String,
    /// The filters, in the order in which the user set them.
    pub chips: Vec<Filter>,
}

impl Filters {
    /// The same with one filter more. What leaves something out adds up; of any other variable there is one, so that
    /// a new one takes the place of the old, as in pprof's own page.
    pub(super) fn with(&self, filter: Filter) -> Self {
        use FilterVariable::{Hide, Ignore, TagHide, TagIgnore};
        let mut chips = self.chips.clone();
        if !chips.contains(&filter) {
            let adds_up = matches!(filter.variable, Ignore | Hide | TagIgnore | TagHide);
            chips.retain(|chip| adds_up || chip.variable != filter.variable);
            chips.push(filter);
        }
        Self { search: self.search.clone(), chips }
    }

    /// The same without one filter.
    pub(super) fn without(&self, filter: &Filter) -> Self {
        let chips = self.chips.iter().filter(|chip| *chip != filter).cloned().collect();
        Self { search: self.search.clone(), chips }
    }
}

/// The filter that is being typed, and what was wrong with it when it was last tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The filter.
    pub filter: Filter,
    /// What is wrong: said at the field until it changes, or until another view is shown.
    pub problem: Option<Problem>,
}

impl Default for Draft {
    fn default() -> Self {
        let filter = Filter { variable: FilterVariable::Focus, text: String::new() };
        Self { filter, problem: None }
    }
}

/// A filter as its chip, the status line and a button's name write it: `focus main\.`.
pub fn filter_text(filter: &Filter, between: &str) -> String {
    [filter.variable.name(), between, &filter.text].concat()
}
