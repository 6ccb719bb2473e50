//! Snapshots put together: their sum, their mean, the mean of the first against the mean of the last.

use crate::worker::protocol::{ProfileId, ProfileSummary, Request};

use super::{Command, State};

impl State {
    /// The ticked snapshots of the series that is looked at, in its order.
    pub fn picked_snapshots(&self) -> Vec<ProfileId> {
        let mut snapshots = self.looked_at();
        snapshots.retain(|snapshot| self.picked.contains(snapshot));
        snapshots
    }

    fn looked_at(&self) -> Vec<ProfileId> {
        let series = self.wanted.as_ref().and_then(|wanted| self.series_of(wanted.target));
        series.map_or_else(Vec::new, |series| series.snapshots)
    }

    /// Ticks a snapshot, or no more.
    pub(super) fn pick(&mut self, snapshot: ProfileId, is_picked: bool) {
        self.picked.retain(|&other| other != snapshot);
        if is_picked {
            self.picked.push(snapshot);
        }
    }

    /// Asks for the sum or the mean of the ticked snapshots.
    pub(super) fn combine_picked(&self, mean: bool) -> Vec<Command> {
        let picked = self.picked_snapshots();
        if picked.len() < 2 {
            Vec::new()
        } else {
            vec![Command::Send(Request::Combine { groups: vec![picked], mean })]
        }
    }

    /// Asks for the means of the first and of the last snapshots, to be compared.
    pub(super) fn compare_ends(&self) -> Vec<Command> {
        let snapshots = self.looked_at();
        if snapshots.len() < 2 {
            return Vec::new();
        }
        let ends = self.ends.clamp(1, snapshots.len() / 2);
        let groups = vec![snapshots[..ends].to_vec(), snapshots[snapshots.len() - ends..].to_vec()];
        vec![Command::Send(Request::Combine { groups, mean: true })]
    }

    /// Shows what was put together: one profile, or the second against the first.
    pub(super) fn take_combined(&mut self, combined: Vec<ProfileSummary>) -> Vec<Command> {
        let ids: Vec<ProfileId> = combined.iter().map(|profile| profile.id).collect();
        self.profiles.extend(combined);
        match *ids {
            [only] => self.show(only),
            [base, target] => {
                // Where nothing is shown yet there is nothing to change.
                if self.wanted.is_none() {
                    return self.show(target);
                }
                self.change_view(|spec| {
                    spec.base = Some(base);
                    spec.target = target;
                })
            }
            _ => Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::Action;
    use crate::app::state::tests::profile;
    use crate::worker::protocol::{Reply, ViewSpec};

    fn state() -> State {
        let heap = |id: u32| profile(id, "heap", &["inuse_space"], i64::from(id));
        let wanted = Some(ViewSpec::of(ProfileId(1)));
        State { profiles: (1..=5).map(heap).collect(), wanted, ..State::default() }
    }

    fn groups(commands: &[Command]) -> Vec<Vec<u32>> {
        let [Command::Send(Request::Combine { groups, .. })] = commands else { panic!("{commands:?}") };
        groups.iter().map(|group| group.iter().map(|id| id.0).collect()).collect()
    }

    #[test]
    fn ticked_snapshots_are_put_together_in_their_order() {
        let mut state = state();
        state.apply(Action::Pick(ProfileId(4), true));
        assert_eq!(state.apply(Action::Combine(false)), []);
        for (id, is_picked) in [(2, true), (5, true), (5, false)] {
            state.apply(Action::Pick(ProfileId(id), is_picked));
        }
        assert_eq!(groups(&state.apply(Action::Combine(true))), [[2, 4]]);
    }

    #[test]
    fn the_ends_never_overlap() {
        let mut state = state();
        for (ends, expected) in [(1, [vec![1], vec![5]]), (9, [vec![1, 2], vec![4, 5]])] {
            state.apply(Action::SetEnds(ends));
            assert_eq!(groups(&state.apply(Action::CompareEnds)), expected);
        }
    }

    #[test]
    fn two_that_were_put_together_are_compared_and_are_no_snapshots() {
        let mut state = state();
        let mean = |id: u32| ProfileSummary { is_combined: true, ..profile(id, "mean", &["inuse_space"], 0) };
        let reply = Reply::Combined { profiles: vec![mean(7), mean(8)] };
        state.apply(super::super::Input::Reply(Box::new(reply)));
        let wanted = state.wanted.as_ref().unwrap();
        assert_eq!((wanted.base, wanted.target), (Some(ProfileId(7)), ProfileId(8)));
        assert_eq!(state.series()[0].snapshots.len(), 5);
    }
}
