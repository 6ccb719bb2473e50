//! The tab Leaks: what is asked, and what was found.

use std::rc::Rc;

use crate::units;
use crate::worker::protocol::{CaptureTarget, LeaksPage, ProfileId, Request};

use super::goroutines::has_heap;
use super::{Command, State, Tab};

/// The tab Leaks.
#[derive(Debug, Clone, Default)]
pub struct Leaks {
    /// What was found, unless other profiles were opened since.
    pub found: Option<Rc<LeaksPage>>,
    /// What was asked last.
    pub asked: LeaksQuery,
    /// The profiles that were asked about last.
    of: Vec<ProfileId>,
    /// Whether the guide to capturing is shown.
    pub guide: bool,
}

/// What the user says of the process.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LeaksQuery {
    /// The limit of its memory as it was typed, `512MiB`.
    pub limit: String,
    /// Where its profiles come from.
    pub target: CaptureTarget,
}

/// How many samples all profiles together may have for leaks to be looked for before their tab is shown: the worker does nothing else
/// meanwhile, for some tenth of a second.
const IN_PASSING: u64 = 40_000;

impl State {
    /// Asks what leaks, where that is not known: in passing of what is soon judged, and of all else when the tab is shown.
    pub(super) fn ask_for_leaks(&mut self) -> Option<Command> {
        if self.leaks.found.is_some() || !self.readings.is_empty() {
            return None;
        }
        let evidence = self.evidence();
        let samples: u64 =
            evidence.iter().filter_map(|&id| self.profile(id)).map(|profile| profile.samples).sum();
        if evidence.is_empty()
            || evidence == self.leaks.of
            || (self.tab != Tab::Leaks && samples > IN_PASSING)
        {
            return None;
        }
        self.leaks.of = evidence;
        Some(self.leaks_request())
    }

    fn leaks_request(&self) -> Command {
        let LeaksQuery { limit, target } = &self.leaks.asked;
        Command::Send(Request::Leaks {
            profiles: self.leaks.of.clone(),
            limit: units::parse_bytes(limit),
            target: target.clone(),
            catalogue: self.texts.to_string(),
        })
    }

    /// Asks again with what the user says of the process.
    pub(super) fn query_leaks(&mut self, query: LeaksQuery) -> Vec<Command> {
        self.leaks.asked = query;
        if self.leaks.of.is_empty() { Vec::new() } else { vec![self.leaks_request()] }
    }

    pub(super) fn take_leaks(&mut self, of: &[ProfileId], found: LeaksPage) {
        if of == self.leaks.of {
            self.leaks.found = Some(Rc::new(found));
        }
    }

    /// What was said of goroutines and leaks is of other profiles than are open now.
    pub(super) fn forget_evidence(&mut self) {
        self.leaks.found = None;
        self.leaks.of.clear();
        self.goroutines.list = None;
        // Places of captures are those of the captures that were there.
        (self.goroutines.query.target, self.goroutines.query.base) = (None, None);
    }

    /// Asks for what the shown tab lacks.
    pub(super) fn ask_for_evidence(&mut self) -> Vec<Command> {
        self.ask_for_goroutines().into_iter().chain(self.ask_for_leaks()).collect()
    }

    /// Whether some open profile can tell of leaks.
    pub fn has_evidence(&self) -> bool {
        self.has_goroutines() || self.profiles.iter().any(has_heap)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Action;
    use crate::app::state::tests::profile;
    use crate::app::update_tests::{heap, opened, page};
    use crate::worker::protocol::{GoroutineQuery, ProfileSummary};

    fn requests(commands: Vec<Command>) -> Vec<Request> {
        let request = |command| match command {
            Command::Send(request @ (Request::Leaks { .. } | Request::Goroutines { .. })) => Some(request),
            _ => None,
        };
        commands.into_iter().filter_map(request).collect()
    }

    fn goroutines(id: u32) -> ProfileSummary {
        profile(id, &format!("goroutine-{id}.txt"), &["goroutine"], 0)
    }

    #[test]
    fn small_profiles_are_judged_in_passing_and_once() {
        let mut state = page(vec![heap(1, 10), heap(2, 20)]);
        let asked = requests(state.apply(Action::Painted));
        assert!(matches!(&*asked, [Request::Leaks { profiles, .. }] if profiles.len() == 2));
        assert_eq!(requests(state.apply(Action::Painted)), []);
        let mut large = heap(1, 10);
        large.samples = IN_PASSING + 1;
        let mut state = page(vec![large]);
        assert_eq!(requests(state.apply(Action::Painted)), [], "nobody asked for it");
        assert_eq!(requests(state.apply(Action::ShowTab(Tab::Leaks))).len(), 1);
    }

    #[test]
    fn another_profile_is_judged_with_the_others() {
        let mut state = page(vec![heap(1, 10)]);
        state.apply(Action::ShowTab(Tab::Leaks));
        state.apply(opened(2, goroutines(2)));
        assert!(state.leaks.found.is_none());
        let asked = requests(state.ask_for_evidence());
        assert!(matches!(&*asked, [Request::Leaks { profiles, .. }] if profiles.len() == 2));
        let asked = requests(state.apply(Action::CloseProfile(ProfileId(2))));
        assert!(matches!(&*asked, [Request::Leaks { profiles, .. }] if profiles.len() == 1));
    }

    #[test]
    fn the_limit_is_asked_with_what_was_judged() {
        let mut state = page(vec![heap(1, 10)]);
        state.apply(Action::ShowTab(Tab::Leaks));
        let query = LeaksQuery { limit: "512MiB".to_owned(), ..LeaksQuery::default() };
        let asked = requests(state.apply(Action::QueryLeaks(query)));
        assert!(matches!(asked[0], Request::Leaks { limit: Some(536_870_912), .. }));
    }

    #[test]
    fn groups_are_asked_for_when_their_tab_is_shown_and_when_the_question_changes() {
        let mut state = page(vec![goroutines(1)]);
        assert_eq!(
            requests(state.apply(Action::ShowTab(Tab::Goroutines))).len(),
            2,
            "groups, and leaks in passing"
        );
        let query = GoroutineQuery { state: "select".to_owned(), ..state.goroutines.query.clone() };
        let asked = requests(state.apply(Action::QueryGoroutines(query)));
        assert!(matches!(&*asked, [Request::Goroutines { query, .. }] if query.state == "select"));
    }
}
