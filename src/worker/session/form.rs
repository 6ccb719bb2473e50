//! The form of what is shown: a tree of all profiles that it may be shown of.

use std::cell::RefCell;

use super::filtering::{BadViewFilter, FilteredProfile, ViewFilters};
use super::profiles::{OpenProfile, Profiles};
use super::view::Measured;
use crate::analysis::{Grouping, Pace, Shape, Stage};
use crate::profile::Profile;
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
    /// In the order of the key.
    pub(super) members: Vec<Member>,
    /// What was measured on it last, by this view or an earlier one.
    pub(super) measured: RefCell<Option<Measured>>,
}

/// A profile that a form is of.
#[derive(Debug)]
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

    /// Builds the tree: the one costly step of a view.
    ///
    /// # Errors
    /// When a filter cannot be understood.
    pub(super) async fn build(
        open: Vec<OpenProfile>,
        key: FormKey,
        pace: &Pace,
    ) -> Result<Self, BadViewFilter> {
        let filters = ViewFilters::new(&key.filters)?;
        let mut members = Vec::with_capacity(open.len());
        for open in open {
            let left = filters.apply(&open, pace).await;
            members.push(Member { open, left });
        }
        pace.begin(Stage::Tree).await;
        let profiles = members.iter().map(|member| &*member.left.profile).collect();
        let shape = Shape::of_profiles(profiles, key.grouping, pace).await;
        Ok(Self { key, shape, members, measured: RefCell::default() })
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
