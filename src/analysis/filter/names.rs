//! focus, ignore, hide, show and show_from (`profile/filter.go` of pprof).

use super::draft::{Draft, Lines};
use super::frame_names::FrameNames;
use super::{FilterVariable, NameFilters};
use crate::analysis::BitSet;
use crate::profile::Location;

/// How many locations of a stack are looked at together.
const FEW: usize = 8;

pub(super) fn filter(draft: &mut Draft<'_>, filters: &NameFilters, unmatched: &mut Vec<FilterVariable>) {
    if filters.focus.is_some() || filters.ignore.is_some() || filters.hide.is_some() || filters.show.is_some()
    {
        filter_samples(draft, filters, unmatched);
    }
    if let Some(pattern) = &filters.show_from {
        let names = FrameNames::matching(draft.profile, pattern);
        show_from(draft, &names, unmatched);
    }
}

/// Notes in `unmatched` that a filter which is set matched nothing.
pub(super) fn note(unmatched: &mut Vec<FilterVariable>, kind: FilterVariable, is_set: bool, matched: bool) {
    if is_set && !matched {
        unmatched.push(kind);
    }
}

/// Any location that matches `ignore` drops a sample, and one that matches `focus` keeps it; a location without lines
/// left is hidden. Samples that have no stack match nothing, so that each of the four filters drops them.
fn filter_samples(draft: &mut Draft<'_>, filters: &NameFilters, unmatched: &mut Vec<FilterVariable>) {
    let profile = draft.profile;
    let names = |pattern: &Option<_>| pattern.as_ref().map(|pattern| FrameNames::matching(profile, pattern));
    let focus = names(&filters.focus);
    let ignore = names(&filters.ignore);
    let hide = names(&filters.hide);
    let show = names(&filters.show);

    let locations = profile.locations();
    // A byte for each: they are asked for of every location of every stack.
    let mut focused = vec![false; locations.len()];
    let mut ignored = vec![false; locations.len()];
    let mut hidden = BitSet::new(locations.len());
    let (mut hide_matched, mut show_matched) = (false, false);
    draft.edit_lines(|id, lines| {
        let location = locations.get(id);
        if ignore.as_ref().is_some_and(|names| matches(names, location, lines)) {
            ignored[id.index()] = true;
        } else if focus.as_ref().is_none_or(|names| matches(names, location, lines)) {
            focused[id.index()] = true;
        }
        if let Some(names) = hide.as_ref().filter(|names| matches(names, location, lines)) {
            hide_matched = true;
            let hides_all = names.has_mapping_of(location);
            lines.retain(|&(_, line)| !hides_all && !names.has_line(line));
            if lines.is_empty() {
                hidden.insert(id.index());
            }
        }
        if let Some(names) = &show {
            if !names.has_mapping_of(location) {
                lines.retain(|&(_, line)| names.has_line(line));
            }
            if lines.is_empty() {
                hidden.insert(id.index());
            }
            show_matched |= !lines.is_empty();
        }
    });
    note(unmatched, FilterVariable::Focus, focus.is_some(), focused.contains(&true));
    note(unmatched, FilterVariable::Ignore, ignore.is_some(), ignored.contains(&true));
    note(unmatched, FilterVariable::Hide, hide.is_some(), hide_matched);
    note(unmatched, FilterVariable::Show, show.is_some(), show_matched);

    draft.hide(hidden);
    draft.edit_stacks(|draft, stack| {
        // To look whether one is found takes longer than to look at the next.
        let has = |marks: &[bool]| {
            let mut parts = stack.chunks(FEW);
            parts.any(|part| part.iter().fold(false, |has, location| has | marks[location.index()]))
        };
        let is_kept = has(&focused) && (ignore.is_none() || !has(&ignored));
        (is_kept && stack.iter().any(|&location| !draft.is_hidden(location))).then_some(0..stack.len())
    });
}

fn matches(names: &FrameNames, location: Location, lines: &Lines) -> bool {
    lines.iter().any(|&(_, line)| names.has_line(line)) || names.has_mapping_of(location)
}

/// Cuts the stacks above the highest location that matches, and that location above its outermost line that does.
fn show_from(draft: &mut Draft<'_>, names: &FrameNames, unmatched: &mut Vec<FilterVariable>) {
    let locations = draft.profile.locations();
    let mut shown = BitSet::new(locations.len());
    draft.edit_lines(|id, lines| {
        if names.has_mapping_of(locations.get(id)) {
            shown.insert(id.index());
        } else if let Some(last) = lines.iter().rposition(|&(_, line)| names.has_line(line)) {
            lines.truncate(last + 1);
            shown.insert(id.index());
        }
    });
    note(unmatched, FilterVariable::ShowFrom, true, !shown.is_empty());
    draft.edit_stacks(|draft, stack| {
        let is_shown = |&location: &_| !draft.is_hidden(location) && shown.contains(location.index());
        stack.iter().rposition(is_shown).map(|highest| 0..highest + 1)
    });
}
