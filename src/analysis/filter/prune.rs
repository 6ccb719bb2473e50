//! prune_from, and the frames that a profile itself asks to drop (`profile/prune.go` of pprof).

use super::draft::{Draft, Lines};
use crate::analysis::BitSet;
use crate::analysis::{BadPattern, Pattern};
use crate::profile::{LocationId, Profile, StringId};

/// The regular expressions by which a profile drops frames are wrong. pprof says nothing and drops nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("failed to compile regexp {expression}: {reason}")]
pub struct BadFrames {
    /// The expression, as it stands in the profile.
    pub expression: String,
    /// What is wrong with it.
    #[source]
    pub reason: BadPattern,
}

/// Takes the frames out that the profile asks to drop, with all that lies below them, towards the leaf
/// (`RemoveUninteresting` of pprof). Its `drop_frames` and `keep_frames` must match the whole name of a function, without
/// its arguments.
///
/// What matches at the root of a stack stays, up to the first frame that does not, so that not everything is dropped.
/// pprof does this when it has read a profile, before anything else.
///
/// # Errors
/// When one of the expressions is wrong. pprof then goes on with the profile as it is.
pub fn drop_frames(profile: &Profile) -> Result<Profile, BadFrames> {
    let header = profile.header();
    let Some(drop) = whole_name(profile, header.drop_frames)? else { return Ok(profile.clone()) };
    let keep = whole_name(profile, header.keep_frames)?;
    let functions = functions_where(profile, |name| {
        drop.is_match(name) && !keep.as_ref().is_some_and(|keep| keep.is_match(name))
    });
    let mut draft = Draft::new(profile, false);
    let mut dropped = BitSet::new(profile.locations().len());
    let mut dropped_below = BitSet::new(profile.locations().len());
    draft.edit_lines(|id, lines| {
        let Some(outermost) = lines.iter().rposition(|(_, line)| functions.contains(line.function.index()))
        else {
            return;
        };
        if outermost + 1 == lines.len() {
            dropped.insert(id.index());
        } else {
            lines.drain(..=outermost);
            dropped_below.insert(id.index());
        }
    });
    draft.edit_stacks(|_, stack| {
        let is_dropped = |&location: &LocationId| dropped.contains(location.index());
        let is_match =
            |location: &LocationId| is_dropped(location) || dropped_below.contains(location.index());
        let first_user = stack.iter().rposition(|location| !is_match(location)).unwrap_or(0);
        let start = match stack[..first_user.min(stack.len())].iter().rposition(is_match) {
            Some(at) if is_dropped(&stack[at]) => at + 1,
            Some(at) => at,
            None => 0,
        };
        Some(start..stack.len())
    });
    Ok(draft.finish())
}

fn whole_name(profile: &Profile, expression: StringId) -> Result<Option<Pattern>, BadFrames> {
    let text = profile.text(expression);
    if text.is_empty() {
        return Ok(None);
    }
    let bad = |reason| BadFrames { expression: text.to_owned(), reason };
    Pattern::new(&["^(", text, ")$"].concat()).map(Some).map_err(bad)
}

/// Takes out what lies below the lowest frame that matches, but not that frame. Where none matches, all stays.
pub(super) fn prune_from(draft: &mut Draft<'_>, pattern: &Pattern) {
    let functions = functions_where(draft.profile, |name| pattern.is_match(name));
    let mut matched = BitSet::new(draft.profile.locations().len());
    draft.edit_lines(|id, lines: &mut Lines| {
        let is_match = |(_, line): &(usize, crate::profile::Line)| functions.contains(line.function.index());
        if let Some(innermost) = lines.iter().position(is_match) {
            lines.drain(..innermost);
            matched.insert(id.index());
        }
    });
    draft.edit_stacks(|draft, stack| {
        let is_match =
            |&location: &LocationId| !draft.is_hidden(location) && matched.contains(location.index());
        Some(stack.iter().position(is_match).unwrap_or(0)..stack.len())
    });
}

/// The functions with a name of which, without its arguments, `matches` is true.
fn functions_where(profile: &Profile, matches: impl Fn(&str) -> bool) -> BitSet {
    let mut known: Vec<Option<bool>> = vec![None; profile.strings().len()];
    let mut functions = BitSet::new(profile.functions().len());
    for (row, function) in profile.functions().iter().enumerate() {
        let name = function.name;
        let is_match = || matches(without_arguments(profile.text(name)));
        if !profile.text(name).is_empty() && *known[name.index()].get_or_insert_with(is_match) {
            functions.insert(row);
        }
    }
    functions
}

/// A function's name up to its arguments, without the dot that the linker of PowerPC puts before it (`simplifyFunc`
/// of pprof).
fn without_arguments(name: &str) -> &str {
    let name = name.strip_prefix('.').unwrap_or(name);
    let mut from = 0;
    while let Some(found) = name[from..].find('(') {
        let at = from + found;
        let rest = &name[at..];
        from = if rest.starts_with("(anonymous namespace)") {
            at + "(anonymous namespace)".len()
        } else if rest.starts_with("()") && name[from..at].ends_with("operator") {
            at + "()".len()
        } else {
            return &name[..at];
        };
    }
    name
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_cut_from_a_name() {
        for (name, wanted) in [
            ("main.run", "main.run"),
            (".main", "main"),
            ("..main", ".main"),
            ("f(int)", "f"),
            ("main.(*T).Run", "main."),
            ("(anonymous namespace)::f(int)", "(anonymous namespace)::f"),
            ("T::operator()(int) const", "T::operator()"),
            ("T::operator()", "T::operator()"),
            ("(anonymous namespace)::T::operator()()", "(anonymous namespace)::T::operator()"),
            ("()", ""),
        ] {
            assert_eq!(without_arguments(name), wanted, "{name}");
        }
    }
}
