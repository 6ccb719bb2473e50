//! What the filters of a view leave of its profiles.

use std::rc::Rc;

use super::profiles::OpenProfile;
use crate::analysis::{BitSet, FilterTexts, FilterVariable, Filters, LabelUnits, Pace, Stage, in_pieces};
use crate::profile::{Profile, StackId};
use crate::worker::protocol::{Filter, Left, Problem};

/// The filters of a view, understood.
#[derive(Debug, Clone, Default)]
pub(super) struct ViewFilters {
    passes: Vec<Filters>,
}

/// What the filters left of a profile.
#[derive(Debug, Clone)]
pub(super) struct FilteredProfile {
    pub(super) profile: Rc<Profile>,
    pub(super) samples: Left,
    /// How many distinct stacks are left, without the empty one.
    pub(super) stacks: u64,
    /// The filters that matched nothing in it.
    pub(super) unmatched: Vec<FilterVariable>,
}

impl FilteredProfile {
    fn new(profile: Rc<Profile>, all: u64, unmatched: Vec<FilterVariable>) -> Self {
        let left = profile.samples().len() as u64;
        // Row 0 of the table is the empty stack.
        let stacks = profile.stacks().len() as u64 - 1;
        Self { profile, samples: Left { left, all }, unmatched, stacks }
    }

    /// The stacks of which some sample is left, where they have the ids that they had.
    pub(super) fn used_stacks(&mut self) -> BitSet {
        let mut used = BitSet::new(self.profile.stacks().len());
        let stacks = self.profile.samples().stacks();
        in_pieces(stacks.len(), &mut |piece| {
            stacks[piece].iter().for_each(|stack| used.insert(stack.index()));
        });
        self.stacks = used.iter().filter(|&stack| stack != StackId::EMPTY.index()).count() as u64;
        used
    }
}

/// Why a filter cannot be used: which, and what to say of it.
#[derive(Debug, Clone)]
pub(super) struct BadViewFilter {
    pub(super) variable: FilterVariable,
    pub(super) problem: Problem,
}

/// The filters as pprof's variables. What adds up is joined by `|`, as pprof's page does it; a further `tagignore` cannot be
/// joined, and is a pass of its own.
pub(super) fn texts(filters: &[Filter]) -> Vec<FilterTexts> {
    let mut passes = vec![FilterTexts::default()];
    for Filter { variable, text } in filters {
        let slot = passes[0].get_mut(*variable);
        match variable {
            _ if slot.is_empty() => slot.clone_from(text),
            FilterVariable::Ignore | FilterVariable::Hide | FilterVariable::TagHide => {
                slot.push('|');
                slot.push_str(text);
            }
            _ => {
                let mut pass = FilterTexts::default();
                pass.get_mut(*variable).clone_from(text);
                passes.push(pass);
            }
        }
    }
    passes
}

impl ViewFilters {
    /// Understands the filters of a view.
    ///
    /// # Errors
    /// The first that cannot be understood.
    pub(super) fn new(filters: &[Filter]) -> Result<Self, BadViewFilter> {
        for Filter { variable, text } in filters {
            // Each by itself: of two that are joined nobody could say which is wrong.
            let mut alone = FilterTexts::default();
            alone.get_mut(*variable).clone_from(text);
            alone.compile().map_err(|error| BadViewFilter {
                variable: error.variable,
                problem: Problem {
                    name: error.variable.name().to_owned(),
                    what: error.problem.to_string(),
                    advice: "Filters are regular expressions in Go's syntax; put a \\ before a character that is meant as it is."
                        .to_owned(),
                },
            })?;
        }
        let passes = texts(filters).iter().map(FilterTexts::compile).collect::<Result<Vec<_>, _>>();
        // Each was understood by itself, and joining by `|` changes nothing of that.
        Ok(Self { passes: passes.unwrap_or_default() })
    }

    /// Whether nothing is taken out of any stack.
    pub(super) fn keep_whole_stacks(&self) -> bool {
        self.passes.iter().all(Filters::keep_whole_stacks)
    }

    /// What they leave of a profile. With `keeps_ids`, which is for filters that keep whole stacks, stacks have the ids that they had.
    pub(super) async fn apply(&self, open: &OpenProfile, keeps_ids: bool, pace: &Pace) -> FilteredProfile {
        let all = open.profile.samples().len() as u64;
        if self.passes.iter().all(Filters::is_empty) {
            return FilteredProfile::new(Rc::clone(&open.profile), all, Vec::new());
        }
        pace.begin(Stage::Filtering).await;
        let asks_for_labels = self.passes.iter().any(Filters::ask_for_labels);
        let units = if asks_for_labels { LabelUnits::of(&open.profile) } else { LabelUnits::default() };
        let mut profile = Profile::clone(&open.profile);
        let mut unmatched = Vec::new();
        for pass in &self.passes {
            let filtered = pass.apply_paced(&profile, &units, keeps_ids, pace).await;
            profile = filtered.profile;
            unmatched.extend(filtered.unmatched);
        }
        FilteredProfile::new(Rc::new(profile), all, unmatched)
    }
}
