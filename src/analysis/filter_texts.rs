//! Filters as they are typed.

use super::{BadPattern, BadTagFilter, FilterVariable, Filters, NameFilters, Pattern, TagFilter};

/// The filters as texts, in pprof's syntax; an empty one filters nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub struct FilterTexts {
    /// Only samples with a frame that matches.
    pub focus: String,
    /// No samples with a frame that matches.
    pub ignore: String,
    /// No frames that match.
    pub hide: String,
    /// Only frames that match.
    pub show: String,
    /// Only frames from the one nearest to the root on that matches.
    pub show_from: String,
    /// No frames below one that matches.
    pub prune_from: String,
    /// Only samples with a label that matches.
    pub tag_focus: String,
    /// No samples with a label that matches.
    pub tag_ignore: String,
    /// Only labels whose key matches.
    pub tag_show: String,
    /// No labels whose key matches.
    pub tag_hide: String,
}

/// Why a filter cannot be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[error("{}: {problem}", .variable.name())]
pub struct BadFilter {
    /// Which filter.
    pub variable: FilterVariable,
    /// What is wrong with it.
    pub problem: BadFilterText,
}

/// What is wrong with the text of a filter.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum BadFilterText {
    /// It is no regular expression.
    #[error(transparent)]
    Pattern(#[from] BadPattern),
    /// It is no filter of labels.
    #[error(transparent)]
    Tag(#[from] BadTagFilter),
}

impl FilterTexts {
    /// All of them, in pprof's order.
    pub fn all(&self) -> [(FilterVariable, &str); 10] {
        [
            (FilterVariable::Focus, &self.focus),
            (FilterVariable::Ignore, &self.ignore),
            (FilterVariable::Hide, &self.hide),
            (FilterVariable::Show, &self.show),
            (FilterVariable::ShowFrom, &self.show_from),
            (FilterVariable::TagFocus, &self.tag_focus),
            (FilterVariable::TagIgnore, &self.tag_ignore),
            (FilterVariable::TagShow, &self.tag_show),
            (FilterVariable::TagHide, &self.tag_hide),
            (FilterVariable::PruneFrom, &self.prune_from),
        ]
    }

    /// The filters as pprof's variables, those that filter something, without `prune_from`, which pprof forgets to list.
    pub fn active(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let all = self.all().into_iter();
        all.filter(|(variable, text)| !text.is_empty() && *variable != FilterVariable::PruneFrom)
            .map(|(variable, text)| (variable.name(), text))
    }

    /// Whether nothing is filtered.
    pub fn is_empty(&self) -> bool {
        self.all().iter().all(|(_, text)| text.is_empty())
    }

    /// One of them, to be changed.
    pub fn get_mut(&mut self, variable: FilterVariable) -> &mut String {
        match variable {
            FilterVariable::Focus => &mut self.focus,
            FilterVariable::Ignore => &mut self.ignore,
            FilterVariable::Hide => &mut self.hide,
            FilterVariable::Show => &mut self.show,
            FilterVariable::ShowFrom => &mut self.show_from,
            FilterVariable::PruneFrom => &mut self.prune_from,
            FilterVariable::TagFocus => &mut self.tag_focus,
            FilterVariable::TagIgnore => &mut self.tag_ignore,
            FilterVariable::TagShow => &mut self.tag_show,
            FilterVariable::TagHide => &mut self.tag_hide,
        }
    }

    /// The filters that they mean.
    ///
    /// # Errors
    /// The first that means nothing.
    pub fn compile(&self) -> Result<Filters, BadFilter> {
        let pattern = |variable, text: &str| {
            let pattern = (!text.is_empty()).then(|| Pattern::new(text)).transpose();
            pattern.map_err(|problem| BadFilter { variable, problem: problem.into() })
        };
        let tag = |variable: FilterVariable, text: &str| {
            let filter = (!text.is_empty()).then(|| TagFilter::parse(variable.name(), text)).transpose();
            filter.map_err(|problem| BadFilter { variable, problem: problem.into() })
        };
        Ok(Filters {
            names: NameFilters {
                focus: pattern(FilterVariable::Focus, &self.focus)?,
                ignore: pattern(FilterVariable::Ignore, &self.ignore)?,
                hide: pattern(FilterVariable::Hide, &self.hide)?,
                show: pattern(FilterVariable::Show, &self.show)?,
                show_from: pattern(FilterVariable::ShowFrom, &self.show_from)?,
                prune_from: pattern(FilterVariable::PruneFrom, &self.prune_from)?,
            },
            tag_focus: tag(FilterVariable::TagFocus, &self.tag_focus)?,
            tag_ignore: tag(FilterVariable::TagIgnore, &self.tag_ignore)?,
            tag_show: pattern(FilterVariable::TagShow, &self.tag_show)?,
            tag_hide: pattern(FilterVariable::TagHide, &self.tag_hide)?,
        })
    }
}
