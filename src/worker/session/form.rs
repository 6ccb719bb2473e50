//! The form of what is shown: a tree of all profiles that it may be shown of.

use std::cell::RefCell;
use std::rc::Rc;

use super::filtering::{BadViewFilter, FilteredProfile, ViewFilters};
use super::measurements::Measurements;
use super::profiles::{OpenProfile, Profiles};
use crate::analysis::{Grouping, Pace, Shape, Stage, Work};
use crate::profile::Profile;
use crate::scene::colour::PackageHues;
use crate::worker::protocol::{Filter, Problem, ProfileId, ViewSpec};

/// What a form depends on: as long as it stays the same, another metric, order or pair of its members needs no new tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FormKey {
    /// The target, the base if there is one, then the other snapshots of their series.
    pub(super) members: Vec<ProfileId>,
    pub(super) grouping: Grouping,
    pub(super) filters: Vec<Filter>,
}

/// More distinct stacks than this one tree does not hold for the sake of a series: then it is of the two that are compared.
/// Their tree takes some hundred megabytes.
const MAX_SERIES_STACKS: usize = 1 << 21;

impl FormKey {
    /// What a view needs, and with it the rest of its series, if that is not too much.
    pub(super) fn of(spec: &ViewSpec, profiles: &Profiles) -> Self {
        let grouping =
            Grouping { granularity: spec.granularity, no_inlines: spec.no_inlines, ..Grouping::default() };
        let mut members: Vec<ProfileId> = std::iter::once(spec.target).chain(spec.base).collect();
        let others = spec.series.iter().filter(|id| !members.contains(id));
        let others: Vec<(ProfileId, usize)> =
            others.filter_map(|&id| Some((id, profiles.get(id)?.profile.stacks().len()))).collect();
        if others.iter().map(|(_, stacks)| stacks).sum::<usize>() <= MAX_SERIES_STACKS {
            members.extend(others.into_iter().map(|(id, _)| id));
        }
        Self { members, grouping, filters: spec.filters.clone() }
    }

    /// Whether it is of a profile.
    pub(super) fn has(&self, profile: ProfileId) -> bool {
        self.members.contains(&profile)
    }

    /// Whether a form of this key can show all that one of the other could.
    pub(super) fn serves(&self, other: &Self) -> bool {
        self.grouping == other.grouping
            && self.filters == other.filters
            && other.members.iter().all(|&member| self.has(member))
    }
}

/// A tree of one profile or of several, and what the filters left of them: all that is the same whichever two are compared.
#[derive(Debug)]
pub(super) struct Form {
    pub(super) key: FormKey,
    pub(super) shape: Shape,
    /// The colours of its frames.
    pub(super) hues: Rc<PackageHues>,
    /// In the order of the key.
    pub(super) members: Vec<Member>,
    /// That without the filters, which it was made of.
    pub(super) whole: Option<Rc<Form>>,
    /// What was measured on it, for this view or an earlier one.
    pub(super) measured: RefCell<Measurements>,
}

/// A profile that a form is of.
#[derive(Debug, Clone)]
pub(super) struct Member {
    /// The profile as it is open.
    pub(super) open: OpenProfile,
    /// What the filters leave of it.
    pub(super) left: FilteredProfile,
}

impl Form {
    /// The open profiles that `key` names.
    ///
    /// # Errors
    /// When one is closed.
    pub(super) fn find(profiles: &Profiles, key: &FormKey) -> Result<Vec<OpenProfile>, Problem> {
        key.members.iter().map(|&id| profiles.get(id).cloned().ok_or_else(closed)).collect()
    }

    /// Makes the tree, of those that are known as far as it can: the one costly step of a view.
    ///
    /// # Errors
    /// When a filter cannot be understood.
    pub(super) fn build<'a>(
        open: Vec<OpenProfile>,
        key: FormKey,
        known: &'a [Rc<Self>],
        pace: &'a Pace,
    ) -> Work<'a, Result<Self, BadViewFilter>> {
        Box::pin(async move {
            let filters = ViewFilters::new(&key.filters)?;
            if let Some(whole) =
                known.iter().find(|form| filters.keep_whole_stacks() && form.is_whole_of(&key))
                && let Some(form) = whole.kept(&key, &filters, pace).await
            {
                return Ok(form);
            }
            if let [target, base] = *key.members {
                let find = |member| {
                    let key = FormKey { members: vec![member], ..key.clone() };
                    known.iter().find(|form| form.key == key).ok_or(key)
                };
                // Where there is nothing of the target there is nothing to be gained.
                if let Ok(of_target) = find(target) {
                    let of_base = match (find(base), open.get(1)) {
                        (Ok(of_base), _) => Some(Rc::clone(of_base)),
                        (Err(key), Some(open)) => {
                            Some(Rc::new(Self::build(vec![open.clone()], key, known, pace).await?))
                        }
                        _ => None,
                    };
                    if let Some(of_base) = of_base
                        && let Some(form) = Self::merged(&key, [of_target, &of_base], pace).await
                    {
                        return Ok(form);
                    }
                }
            }
            let mut members = Vec::with_capacity(open.len());
            for open in open {
                let left = filters.apply(&open, false, pace).await;
                members.push(Member { open, left });
            }
            pace.begin(Stage::Tree).await;
            let profiles = members.iter().map(|member| &*member.left.profile).collect();
            let shape = Shape::of_profiles(profiles, key.grouping, pace).await;
            Ok(Self::new(key, shape, members))
        })
    }

    fn new(key: FormKey, shape: Shape, members: Vec<Member>) -> Self {
        Self { key, shape, hues: Rc::default(), members, whole: None, measured: RefCell::default() }
    }

    /// Whether a form may be made of it and perhaps others.
    pub(super) fn is_of_use(&self, key: &FormKey) -> bool {
        let FormKey { members, grouping, filters } = &self.key;
        *grouping == key.grouping
            && (filters.is_empty() || *filters == key.filters)
            && members.iter().all(|&member| key.has(member))
    }

    /// Whether it is what a key would be of without its filters.
    fn is_whole_of(&self, key: &FormKey) -> bool {
        let Self { key: FormKey { members, grouping, filters }, .. } = self;
        filters.is_empty()
            && !key.filters.is_empty()
            && *grouping == key.grouping
            && members.len() == key.members.len()
            && key.members.iter().all(|&member| self.key.has(member))
    }

    /// What filters leave of it that keep whole stacks.
    async fn kept(self: &Rc<Self>, key: &FormKey, filters: &ViewFilters, pace: &Pace) -> Option<Self> {
        let (mut members, mut used) = (Vec::new(), Vec::new());
        for Member { open, .. } in &self.members {
            let mut left = filters.apply(open, true, pace).await;
            used.push(left.used_stacks());
            members.push(Member { open: open.clone(), left });
        }
        let shape = self.shape.kept(&used)?;
        let key = FormKey { members: self.key.members.clone(), ..key.clone() };
        // It has the same frames.
        let (whole, hues) = (Some(Rc::clone(self)), Rc::clone(&self.hues));
        Some(Self { whole, hues, ..Self::new(key, shape, members) })
    }

    /// The form of two profiles, of each of which there is one.
    async fn merged(key: &FormKey, forms: [&Self; 2], pace: &Pace) -> Option<Self> {
        let [target, base] = forms.map(|form| form.members.first());
        let members = [target?, base?];
        pace.begin(Stage::Tree).await;
        let profiles = members.map(|member| &*member.left.profile);
        let shape = Shape::merged(forms.map(|form| &form.shape), profiles, pace).await?;
        Some(Self::new(key.clone(), shape, members.map(Member::clone).into()))
    }

    /// How many paths it has, and what it was made of, if that is kept.
    pub(super) fn path_count(&self) -> usize {
        let whole = self.whole.as_ref().map_or(0, |whole| whole.shape.tree().path_count());
        self.shape.tree().path_count() + whole
    }

    /// The place of a profile among the members.
    pub(super) fn place(&self, profile: ProfileId) -> Option<usize> {
        self.key.members.iter().position(|&member| member == profile)
    }

    /// What the filters left of the members.
    pub(super) fn profiles(&self) -> Vec<&Profile> {
        self.members.iter().map(|member| &*member.left.profile).collect()
    }
}

/// What is said where a profile is not there any more.
pub(super) fn closed() -> Problem {
    Problem {
        name: String::new(),
        what: "the profile that was to be shown is closed".to_owned(),
        advice: "Choose another, or open it again.".to_owned(),
    }
}
