//! Whether a clause holds of a group of goroutines, or of a stack of the heap.

use super::HeapFacts;
use super::clause::{Clause, Question as Q};
use super::evidence;
use crate::analysis::goroutines::{GoroutineGroup, GoroutineTable, GroupOrigin, is_standard};

/// What clauses are asked of.
pub(super) enum Asked<'a> {
    Goroutines { table: &'a GoroutineTable, group: &'a GoroutineGroup, at: usize },
    Heap(&'a HeapFacts<'a>),
}

impl<'a> Asked<'a> {
    pub(super) fn goroutines(table: &'a GoroutineTable, at: usize) -> Option<Self> {
        let group = table.groups.get(at)?;
        Some(Self::Goroutines { table, group, at })
    }

    pub(super) fn heap(facts: &'a HeapFacts<'a>) -> Self {
        Self::Heap(facts)
    }

    /// Whether the clause holds. A question of goroutines that is asked of a heap is answered with no, and the other way round.
    pub(super) fn holds(&self, clause: &Clause) -> bool {
        let answer = match self {
            Self::Goroutines { table, group, at } => of_group(table, group, *at, clause),
            Self::Heap(facts) => of_heap(facts, clause),
        };
        answer != clause.negated
    }
}

fn of_group(table: &GoroutineTable, group: &GoroutineGroup, at: usize, clause: &Clause) -> bool {
    let leaf = group.frames.first().map_or("", |frame| frame.function.as_str());
    match clause.question {
        Q::State => clause.matches(&group.state),
        Q::Leaf => clause.matches(leaf),
        Q::LeafOwn => !leaf.is_empty() && !is_standard(leaf),
        Q::Root => clause.matches(root(group)),
        Q::Has => has(group, clause),
        Q::Creator => group.creator.as_ref().is_some_and(|frame| clause.matches(&frame.function)),
        Q::Own => group.owner().is_some(),
        Q::Word => has_word(group, clause),
        Q::Beside => table.groups.iter().enumerate().any(|(other, of)| other != at && has(of, clause)),
        Q::Most => evidence::mostly_innermost(table, clause),
        Q::Runtime => group.origin == GroupOrigin::Runtime,
        Q::Proved => group.proved() > 0,
        Q::Steady => evidence::is_steady(table, group),
        Q::Unchanged => evidence::is_unchanged(table, group),
        Q::AtMost => evidence::newest(table, group) as f64 <= clause.number,
        Q::Kept => evidence::kept(table, group).is_some_and(|share| share >= evidence::KEPT),
        Q::Turnover => evidence::kept(table, group).is_some_and(|share| share <= evidence::TURNOVER),
        Q::Wakes => evidence::wakes(table, group),
        Q::Holder => evidence::has_holder(table, group),
        Q::Crossed => evidence::is_crossed(table, at),
        Q::SizeOver | Q::ObjectsUnder | Q::SurvivalOver | Q::SurvivalUnder => false,
    }
}

fn of_heap(facts: &HeapFacts<'_>, clause: &Clause) -> bool {
    let leaf = facts.stack.first().copied().unwrap_or("");
    match clause.question {
        Q::Leaf => clause.matches(leaf),
        Q::LeafOwn => !leaf.is_empty() && !is_standard(leaf),
        Q::Has => facts.stack.iter().any(|function| clause.matches(function)),
        Q::Own => facts.stack.iter().any(|function| !is_standard(function)),
        Q::SizeOver => facts.object_size > clause.number,
        Q::ObjectsUnder => (facts.objects as f64) < clause.number,
        Q::SurvivalOver => facts.survival.is_none_or(|survival| survival > clause.number),
        Q::SurvivalUnder => facts.survival.is_some_and(|survival| survival < clause.number),
        _ => false,
    }
}

/// Whether a group has a frame that matches.
pub(super) fn has(group: &GoroutineGroup, clause: &Clause) -> bool {
    group.frames.iter().any(|frame| clause.matches(&frame.function))
}

/// The outermost frame, but for the runtime's, which some forms show and others do not.
fn root(group: &GoroutineGroup) -> &str {
    let own = group.frames.iter().rev().find(|frame| !frame.function.starts_with("runtime."));
    own.map_or("", |frame| frame.function.as_str())
}

/// Whether the owner's name, without its package, has one of the words in it, in whatever case.
fn has_word(group: &GoroutineGroup, clause: &Clause) -> bool {
    let Some(owner) = group.owner() else { return false };
    let name = owner.function.rsplit('/').next().unwrap_or("");
    let name = name.split_once('.').map_or(name, |(_, name)| name).to_ascii_lowercase();
    clause.patterns.iter().any(|word| name.contains(&word.text))
}
