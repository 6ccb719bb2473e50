//! Series: the open profiles of one kind and one process, in time.

use std::cmp::Ordering;

use crate::analysis::{Break, breaks as trend_breaks, restarts};
use crate::worker::protocol::{ProfileId, ProfileSummary};

use super::{State, comparable, profile_kind};

/// The snapshots of one kind of profile of one program, in order.
#[derive(Debug, Clone, PartialEq)]
pub struct Series {
    /// What they are of, as Go's `/debug/pprof` calls it: `heap`.
    pub kind: String,
    /// The snapshots.
    pub snapshots: Vec<ProfileId>,
    /// What put them in order.
    pub order: SeriesOrder,
    /// Where the series is interrupted: between a snapshot and the one before it, by the place of the later.
    pub breaks: Vec<(usize, Break)>,
}

/// What puts snapshots in order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SeriesOrder {
    /// The time at which each was taken.
    Time,
    /// Their names, numbers in them by value, because some do not know their time or two have the same.
    Name,
    /// The user.
    Hand,
}

/// All series, in the order of their first snapshots. `by_hand` has profiles as the user put them.
pub fn all_series(profiles: &[ProfileSummary], by_hand: &[ProfileId]) -> Vec<Series> {
    // The two sides of one file that is a difference are no snapshots, nor is what was put together from several.
    let bases: Vec<ProfileId> = profiles.iter().filter_map(|profile| profile.base).collect();
    let is_side = |profile: &ProfileSummary| profile.base.is_some() || bases.contains(&profile.id);
    let mut groups: Vec<(String, Vec<&ProfileSummary>)> = Vec::new();
    for profile in profiles.iter().filter(|profile| !profile.is_combined && !is_side(profile)) {
        let kind = profile_kind(profile);
        // What is like the first of a group is like all of it: this is asked whenever the page is drawn.
        let is_alike = |(of, group): &&mut (String, Vec<&ProfileSummary>)| {
            *of == kind && group.first().is_some_and(|first| comparable(first, profile))
        };
        match groups.iter_mut().find(is_alike) {
            Some((_, group)) => group.push(profile),
            None => groups.push((kind, vec![profile])),
        }
    }
    groups.into_iter().map(|(kind, group)| series(kind, group, by_hand)).collect()
}

fn series(kind: String, mut group: Vec<&ProfileSummary>, by_hand: &[ProfileId]) -> Series {
    let hand = |profile: &ProfileSummary| by_hand.iter().position(|&id| id == profile.id);
    let order = if group.iter().all(|profile| hand(profile).is_some()) {
        group.sort_by_key(|profile| hand(profile));
        SeriesOrder::Hand
    } else {
        // What does not know its time stands last, as everywhere; profiles come in the order in which they were opened.
        group.sort_by(|left, right| {
            let key = |profile: &ProfileSummary| (profile.time_nanos == 0, profile.time_nanos);
            key(left).cmp(&key(right)).then_with(|| by_number(&left.name, &right.name))
        });
        let is_timed = group.iter().all(|profile| profile.time_nanos != 0)
            && group.windows(2).all(|pair| pair[0].time_nanos < pair[1].time_nanos);
        if is_timed { SeriesOrder::Time } else { SeriesOrder::Name }
    };
    let breaks = breaks(&group, order);
    Series { kind, snapshots: group.iter().map(|profile| profile.id).collect(), order, breaks }
}

/// Where the snapshots are interrupted; of those in another order than that of time nobody knows which time is long.
fn breaks(group: &[&ProfileSummary], order: SeriesOrder) -> Vec<(usize, Break)> {
    let is_timed = order == SeriesOrder::Time;
    let times: Vec<i64> = group.iter().map(|profile| if is_timed { profile.time_nanos } else { 0 }).collect();
    let builds: Vec<&str> = group.iter().map(|profile| profile.build_id.as_str()).collect();
    let total = |at: usize, metric: &str| {
        let profile: &ProfileSummary = group[at];
        let of = profile.sample_types.iter().find(|of| of.name == metric)?;
        // What was counted over a span of time is no counter.
        (profile.duration_nanos == 0).then_some(of.total)
    };
    let breaks = trend_breaks(&times, &restarts(group.len(), &total), &builds);
    breaks.into_iter().enumerate().filter_map(|(at, kind)| Some((at, kind?))).collect()
}

/// Compares names as people do: `heap-2` stands before `heap-10`.
fn by_number(left: &str, right: &str) -> Ordering {
    let (mut left, mut right) = (left.as_bytes(), right.as_bytes());
    loop {
        let digits = |text: &[u8]| text.iter().take_while(|byte| byte.is_ascii_digit()).count();
        let (a, b) = (digits(left), digits(right));
        if a > 0 && b > 0 {
            let number = |text: &[u8], count: usize| {
                let zeros = text[..count].iter().take_while(|&&byte| byte == b'0').count();
                (count - zeros, text[zeros..count].to_vec())
            };
            let order = number(left, a).cmp(&number(right, b));
            if order.is_ne() {
                return order;
            }
            (left, right) = (&left[a..], &right[b..]);
            continue;
        }
        match (left.split_first(), right.split_first()) {
            (Some((a, rest)), Some((b, other))) if a == b => (left, right) = (rest, other),
            _ => return left.cmp(right),
        }
    }
}

impl Series {
    /// The place of a snapshot.
    pub fn place(&self, profile: ProfileId) -> Option<usize> {
        self.snapshots.iter().position(|&snapshot| snapshot == profile)
    }
}

/// Whether the process or its program changed between two places of a series with these breaks.
pub(super) fn is_interrupted(breaks: &[(usize, Break)], from: usize, to: usize) -> bool {
    let (first, last) = (from.min(to), from.max(to));
    breaks.iter().any(|&(at, kind)| kind != Break::Gap && at > first && at <= last)
}

impl State {
    /// All series of open profiles.
    pub fn series(&self) -> Vec<Series> {
        all_series(&self.profiles, &self.by_hand)
    }

    /// The series that a profile is a snapshot of.
    pub fn series_of(&self, profile: ProfileId) -> Option<Series> {
        self.series().into_iter().find(|series| series.place(profile).is_some())
    }

    /// The snapshots that the tree of a view is to be of: all of the series when its table is wanted, or when two
    /// of it are compared and there are others.
    pub(super) fn snapshots_for(&self, target: ProfileId, base: Option<ProfileId>) -> Vec<ProfileId> {
        let series = self.series_of(target);
        if self.series_table.rows.is_some() {
            return series
                .filter(|series| series.snapshots.len() > 1)
                .map_or_else(Vec::new, |series| series.snapshots);
        }
        let series = base.and_then(|base| Some((base, series?)));
        match series {
            Some((base, series)) if series.place(base).is_some() && series.snapshots.len() > 2 => {
                series.snapshots
            }
            _ => Vec::new(),
        }
    }

    /// Puts a snapshot one place earlier or later than it stands.
    pub(super) fn move_snapshot(&mut self, profile: ProfileId, later: bool) {
        let Some(mut series) = self.series_of(profile) else { return };
        let Some(place) = series.place(profile) else { return };
        let other = if later { place + 1 } else { place.wrapping_sub(1) };
        if other < series.snapshots.len() {
            series.snapshots.swap(place, other);
            self.by_hand.retain(|id| !series.snapshots.contains(id));
            self.by_hand.extend(series.snapshots);
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::app::state::tests::profile;

    const HEAP: [&str; 2] = ["alloc_space", "inuse_space"];

    fn heap(id: u32, name: &str, second: i64, alloc: i64) -> ProfileSummary {
        let mut heap = profile(id, name, &HEAP, second);
        heap.sample_types[0].total = alloc;
        heap
    }

    fn ids(series: &Series) -> Vec<u32> {
        series.snapshots.iter().map(|id| id.0).collect()
    }

    #[test]
    fn kinds_are_series_of_their_own_in_time() {
        let profiles = [
            heap(1, "c", 30, 3),
            profile(2, "g", &["goroutine"], 10),
            heap(3, "a", 10, 1),
            heap(4, "b", 20, 2),
            profile(5, "h", &["goroutine"], 5),
        ];
        let all = all_series(&profiles, &[]);
        assert_eq!(all.iter().map(ids).collect::<Vec<_>>(), [vec![3, 4, 1], vec![5, 2]]);
        assert_eq!((all[0].kind.as_str(), all[0].order, all[0].breaks.len()), ("heap", SeriesOrder::Time, 0));
        let other = ProfileSummary { binary: "other".to_owned(), ..heap(6, "d", 15, 1) };
        let all = all_series(&[heap(1, "a", 10, 1), other], &[]);
        assert_eq!(all.len(), 2, "two programs are two series");
    }

    #[test]
    fn without_time_numbers_in_names_count() {
        let profiles =
            [heap(1, "heap-10.pb", 0, 9), heap(2, "heap-9.pb", 0, 9), heap(3, "heap-09b.pb", 0, 9)];
        let series = &all_series(&profiles, &[])[0];
        assert_eq!((ids(series), series.order), (vec![2, 3, 1], SeriesOrder::Name));
        let same_time = [heap(1, "b", 7, 1), heap(2, "a", 7, 1)];
        let series = &all_series(&same_time, &[])[0];
        assert_eq!((ids(series), series.order), (vec![2, 1], SeriesOrder::Name));
    }

    #[test]
    fn the_user_has_the_last_word() {
        let mut state =
            State { profiles: vec![heap(1, "a", 10, 1), heap(2, "b", 20, 2)], ..State::default() };
        state.move_snapshot(ProfileId(1), true);
        let series = &state.series()[0];
        assert_eq!((ids(series), series.order), (vec![2, 1], SeriesOrder::Hand));
        // A further one is put in its place by time, as long as nobody says where.
        state.profiles.push(heap(3, "c", 15, 2));
        assert_eq!((ids(&state.series()[0]), state.series()[0].order), (vec![1, 3, 2], SeriesOrder::Time));
    }

    #[test]
    fn interruptions_are_told() {
        let mut profiles = vec![heap(1, "a", 10, 100), heap(2, "b", 20, 200), heap(3, "c", 30, 150)];
        profiles.extend([heap(4, "d", 40, 300), heap(5, "e", 140, 400), heap(6, "f", 150, 500)]);
        profiles[4].build_id = "x".to_owned();
        profiles[5].build_id = "y".to_owned();
        let series = &all_series(&profiles, &[])[0];
        assert_eq!(series.breaks, [(2, Break::Restart), (4, Break::Gap), (5, Break::OtherBuild)]);
        let between = |from, to| is_interrupted(&series.breaks, from, to);
        assert!(between(0, 2) && between(5, 4));
        assert!(!between(2, 4) && !between(0, 1));
    }

    #[test]
    fn what_was_counted_over_a_time_is_no_counter() {
        let mut profiles = [heap(1, "a", 10, 100), heap(2, "b", 20, 50)];
        profiles[1].duration_nanos = 1;
        assert_eq!(all_series(&profiles, &[])[0].breaks, []);
    }

    proptest! {
        #[test]
        fn the_order_of_the_drop_does_not_matter(
            times in proptest::collection::btree_set(1..1000_i64, 1..12),
            seed in any::<u64>(),
        ) {
            let profiles: Vec<_> =
                times.iter().enumerate().map(|(id, &time)| heap(id as u32, "x", time, time)).collect();
            let mut shuffled = profiles.clone();
            shuffled.sort_by_key(|profile| seed.rotate_left(profile.id.0 * 7) ^ u64::from(profile.id.0));
            prop_assert_eq!(all_series(&shuffled, &[]), all_series(&profiles, &[]));
        }

        #[test]
        fn names_are_in_a_total_order(names in proptest::collection::vec("[a0-9]{0,6}", 3)) {
            let order = |a: usize, b: usize| by_number(&names[a], &names[b]);
            prop_assert_eq!(order(0, 1), order(1, 0).reverse());
            if order(0, 1).is_le() && order(1, 2).is_le() {
                prop_assert!(order(0, 2).is_le());
            }
        }
    }
}
