//! tagfocus, tagignore, tagshow and taghide.

use super::draft::Draft;
use super::names::note;
use super::{FilterVariable, Filters};
use crate::analysis::{LabelUnits, Pattern};
use crate::profile::{Label, LabelSetId, LabelTable, StringId};

pub(super) fn filter(
    draft: &mut Draft<'_>,
    filters: &Filters,
    units: &LabelUnits,
    unmatched: &mut Vec<FilterVariable>,
) {
    if filters.tag_focus.is_some() || filters.tag_ignore.is_some() {
        filter_samples(draft, filters, units, unmatched);
    }
    if filters.tag_show.is_some() || filters.tag_hide.is_some() {
        filter_labels(draft, filters, unmatched);
    }
}

fn filter_samples(
    draft: &mut Draft<'_>,
    filters: &Filters,
    units: &LabelUnits,
    unmatched: &mut Vec<FilterVariable>,
) {
    let profile = draft.profile;
    let (mut any_focused, mut any_ignored) = (false, false);
    for set in draft.used_sets().iter().map(LabelSetId::new) {
        let labels = profile.labels().get(set);
        let focus = filters.tag_focus.as_ref();
        let is_focused = focus.is_none_or(|filter| filter.matches(profile, labels, units));
        let ignore = filters.tag_ignore.as_ref();
        let is_ignored = ignore.is_some_and(|filter| filter.matches(profile, labels, units));
        any_focused |= is_focused;
        any_ignored |= is_ignored;
        if !is_focused || is_ignored {
            draft.drop_set(set);
        }
    }
    note(unmatched, FilterVariable::TagFocus, filters.tag_focus.is_some(), any_focused);
    note(unmatched, FilterVariable::TagIgnore, filters.tag_ignore.is_some(), any_ignored);
}

fn filter_labels(draft: &mut Draft<'_>, filters: &Filters, unmatched: &mut Vec<FilterVariable>) {
    let profile = draft.profile;
    let mut shown = Keys::new(filters.tag_show.as_ref(), true);
    let mut hidden = Keys::new(filters.tag_hide.as_ref(), false);
    let mut table = LabelTable::default();
    let mut left: Vec<Label> = Vec::new();
    for set in draft.used_sets().iter().map(LabelSetId::new) {
        left.clear();
        left.extend(profile.labels().get(set).iter().filter(|label| {
            let text = |key| profile.text(key);
            // Both are asked of every label, because each notes whether it ever matched.
            let (is_shown, is_hidden) = (shown.matches(label.key, text), hidden.matches(label.key, text));
            is_shown && !is_hidden
        }));
        draft.replace_set(set, table.intern(&left));
    }
    draft.set_labels(table);
    note(unmatched, FilterVariable::TagShow, filters.tag_show.is_some(), shown.any);
    note(unmatched, FilterVariable::TagHide, filters.tag_hide.is_some(), hidden.any);
}

/// Which keys a pattern matches; there are few, and each is asked once.
struct Keys<'a> {
    pattern: Option<&'a Pattern>,
    /// What an expression that is not set matches.
    default: bool,
    known: Vec<(StringId, bool)>,
    any: bool,
}

impl<'a> Keys<'a> {
    fn new(pattern: Option<&'a Pattern>, default: bool) -> Self {
        Self { pattern, default, known: Vec::new(), any: false }
    }

    fn matches<'t>(&mut self, key: StringId, text: impl Fn(StringId) -> &'t str) -> bool {
        let Some(pattern) = self.pattern else { return self.default };
        if let Some(&(_, known)) = self.known.iter().find(|(other, _)| *other == key) {
            return known;
        }
        let is_match = pattern.is_match(text(key));
        self.known.push((key, is_match));
        self.any |= is_match;
        is_match
    }
}
