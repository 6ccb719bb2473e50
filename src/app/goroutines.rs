//! The tab Goroutines: what is asked, and what is known.

use std::rc::Rc;

use crate::worker::protocol::{
    Difference, GoroutineList, GoroutineQuery, ProfileId, ProfileSummary, Request,
};

use super::{Command, State, Tab};

/// How many groups are asked for at first, and how many more each time.
const PAGE: u32 = 50;

/// The tab Goroutines.
#[derive(Debug, Clone, PartialEq)]
pub struct Goroutines {
    /// What was asked last.
    pub query: GoroutineQuery,
    /// The answer, unless other profiles were opened since.
    pub list: Option<Rc<GoroutineList>>,
}

impl Default for Goroutines {
    fn default() -> Self {
        let query = GoroutineQuery { count: PAGE, ..GoroutineQuery::default() };
        Self { query, list: None }
    }
}

/// Whether a profile tells of goroutines.
fn has_goroutines(profile: &ProfileSummary) -> bool {
    profile.sample_types.iter().any(|of| matches!(&*of.name, "goroutine" | "goroutineleak"))
}

/// Whether a profile tells what is in use of a heap.
pub(super) fn has_heap(profile: &ProfileSummary) -> bool {
    profile.sample_types.iter().any(|of| of.name == "inuse_space")
}

impl State {
    /// The open profiles that tell of leaks: heaps and goroutines as they were at one time.
    pub fn evidence(&self) -> Vec<ProfileId> {
        let tells = |profile: &&ProfileSummary| {
            !profile.is_combined
                && profile.difference == Difference::No
                && (has_goroutines(profile) || has_heap(profile))
        };
        self.profiles.iter().filter(tells).map(|profile| profile.id).collect()
    }

    /// Whether some open profile tells of goroutines.
    pub fn has_goroutines(&self) -> bool {
        self.profiles.iter().any(has_goroutines)
    }

    /// Asks for the groups, if their tab is shown and they are not here.
    pub(super) fn ask_for_goroutines(&self) -> Option<Command> {
        let is_missing = self.goroutines.list.as_ref().is_none_or(|list| list.query != self.goroutines.query);
        (self.tab == Tab::Goroutines && is_missing).then(|| {
            Command::Send(Request::Goroutines {
                profiles: self.evidence(),
                query: self.goroutines.query.clone(),
                catalogue: self.texts.to_string(),
            })
        })
    }

    /// Asks another question. What is shown stays until its answer is here.
    pub(super) fn query_goroutines(&mut self, query: GoroutineQuery) -> Vec<Command> {
        let count = if query.count > self.goroutines.query.count { query.count } else { PAGE };
        self.goroutines.query = GoroutineQuery { count, ..query };
        self.ask_for_goroutines().into_iter().collect()
    }

    pub(super) fn take_goroutines(&mut self, list: GoroutineList) {
        if list.query == self.goroutines.query {
            self.goroutines.list = Some(Rc::new(list));
        }
    }
}

impl GoroutineList {
    /// The question for more groups, where there are more.
    pub fn more(&self) -> Option<GoroutineQuery> {
        let has_more = i64::from(self.shown) < self.left[0];
        has_more
            .then(|| GoroutineQuery { count: self.query.count.saturating_add(PAGE), ..self.query.clone() })
    }
}
