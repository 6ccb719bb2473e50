//! The timeline: the totals of all snapshots of a program, and which two of them are compared.

use crate::units;
use crate::worker::protocol::{ProfileId, ProfileSummary};

use super::series::is_interrupted;
use super::{Break, Command, Series, SeriesOrder, State, profile_label};

/// The series of one program over a common axis, the one that is looked at first.
#[derive(Debug, Clone, PartialEq)]
pub struct Timeline {
    /// The series, each in a row.
    pub rows: Vec<TimelineRow>,
}

/// A series in a timeline.
#[derive(Debug, Clone, PartialEq)]
pub struct TimelineRow {
    /// What it is of: `heap`.
    pub kind: String,
    /// What is measured: the metric that is shown, or where this series lacks it, its default.
    pub metric: String,
    /// In which unit.
    pub unit: String,
    /// Its snapshots.
    pub points: Vec<Point>,
    /// Where it is interrupted: before which point.
    pub breaks: Vec<(usize, Break)>,
    /// What put the points in order.
    pub order: SeriesOrder,
    /// Which point is the base, if one is.
    pub base: Option<usize>,
    /// Which point is the target, if one is.
    pub target: Option<usize>,
}

/// A snapshot in a timeline.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// Which.
    pub profile: ProfileId,
    /// Its file and time.
    pub label: String,
    /// Where it stands between the first, 0, and the last, 1.
    pub x: f64,
    /// Its total as a share of the largest of its row, from 0 to 1.
    pub y: f64,
    /// Its total: Σ|value|, as pprof counts it.
    pub value: i64,
    /// When it was taken, in nanoseconds since 1970; 0 where it is not known.
    pub time_nanos: i64,
}

/// One of the two ends of a comparison, which the user takes hold of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Handle {
    /// What is compared with.
    Base,
    /// What is shown.
    Target,
}

/// What happened from one point to another.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Stretch {
    /// The value at its beginning.
    pub first: i64,
    /// The value at its end.
    pub last: i64,
    /// How much time lies between them, in nanoseconds; `None` where it is not known or nothing.
    pub nanos: Option<i64>,
    /// The change per hour; `None` where the time is not known or the process was started again on the way.
    pub per_hour: Option<i64>,
    /// Whether the process was started again on the way, or its program built anew.
    pub is_interrupted: bool,
}

/// How many rows are shown: more series of one program are in the selects only.
const MAX_ROWS: usize = 4;

impl Timeline {
    /// The timeline of what is wanted; nothing where there is no series of two snapshots to see.
    pub fn of(state: &State) -> Option<Self> {
        let wanted = state.wanted.as_ref()?;
        let shown = state.profile(wanted.target)?;
        let all = state.series();
        let binary =
            |series: &Series| series.snapshots.iter().find_map(|&id| state.profile(id)).map(|of| &of.binary);
        let of_program: Vec<&Series> =
            all.iter().filter(|series| binary(series) == Some(&shown.binary)).collect();
        let has_target = |series: &&Series| series.place(wanted.target).is_some();
        let (mut rows, others): (Vec<&Series>, Vec<&Series>) = of_program.into_iter().partition(has_target);
        rows.extend(others);
        rows.truncate(MAX_ROWS);
        if rows.iter().all(|series| series.snapshots.len() < 2) {
            return None;
        }
        let axis = Axis::of(&rows, state);
        let metric = wanted.metric.as_deref();
        let rows = rows.into_iter().filter_map(|series| {
            let mut row = row(series, state, metric, &axis)?;
            row.base = wanted.base.and_then(|base| series.place(base));
            row.target = series.place(wanted.target);
            Some(row)
        });
        Some(Self { rows: rows.collect() })
    }
}

/// The time of all rows; `None` where one of them does not know its time, or all is one moment.
struct Axis(Option<(i64, i64)>);

impl Axis {
    fn of(rows: &[&Series], state: &State) -> Self {
        let times = rows.iter().flat_map(|series| &series.snapshots);
        let times = || times.clone().filter_map(|&id| state.profile(id)).map(|profile| profile.time_nanos);
        let is_timed =
            rows.iter().all(|series| series.order == SeriesOrder::Time || series.snapshots.len() < 2);
        let (first, last) = (times().min().unwrap_or(0), times().max().unwrap_or(0));
        Self((is_timed && first != 0 && first < last).then_some((first, last)))
    }

    /// Where a snapshot stands: in time, or else by its place among so many.
    fn x(&self, time: i64, place: usize, count: usize) -> f64 {
        match self.0 {
            Some((first, last)) => (time - first) as f64 / (last - first) as f64,
            None if count < 2 => 0.5,
            None => place as f64 / (count - 1) as f64,
        }
    }
}

fn row(series: &Series, state: &State, metric: Option<&str>, axis: &Axis) -> Option<TimelineRow> {
    let profiles: Vec<&ProfileSummary> =
        series.snapshots.iter().filter_map(|&id| state.profile(id)).collect();
    let first = profiles.first()?;
    let named = |name: &str| first.sample_types.iter().position(|of| of.name == name);
    let default = first.default_metric.map(|metric| metric as usize);
    let column = metric.and_then(named).or(default).unwrap_or(0);
    let shown = first.sample_types.get(column)?;
    let value = |profile: &ProfileSummary| profile.sample_types.get(column).map_or(0, |of| of.total);
    let largest = profiles.iter().map(|profile| value(profile)).max().unwrap_or(0).max(1);
    let count = profiles.len();
    let point = |(place, profile): (usize, &&ProfileSummary)| Point {
        profile: profile.id,
        label: profile_label(profile),
        x: axis.x(profile.time_nanos, place, count),
        y: value(profile) as f64 / largest as f64,
        value: value(profile),
        time_nanos: profile.time_nanos,
    };
    Some(TimelineRow {
        kind: series.kind.clone(),
        metric: shown.name.clone(),
        unit: shown.unit.clone(),
        points: profiles.iter().enumerate().map(point).collect(),
        breaks: series.breaks.clone(),
        order: series.order,
        base: None,
        target: None,
    })
}

impl TimelineRow {
    /// The point nearest to a place of the axis.
    pub fn nearest(&self, x: f64) -> Option<usize> {
        let distance = |at: &usize| (self.points[*at].x - x).abs();
        (0..self.points.len()).min_by(|left, right| distance(left).total_cmp(&distance(right)))
    }

    /// Which handle the pointer takes at a point: the one that lies there, or else the nearer, or the one that is wanted.
    pub fn handle_at(&self, point: usize, wants_base: bool) -> Handle {
        let away = |handle: Option<usize>| handle.map_or(usize::MAX, |handle| handle.abs_diff(point));
        if wants_base || away(self.base) < away(self.target) { Handle::Base } else { Handle::Target }
    }

    /// What happened between base and target, or from the first to the last where there is no base here.
    pub fn stretch(&self) -> Option<Stretch> {
        let (from, to) = match (self.base, self.target) {
            (Some(base), Some(target)) => (base, target),
            _ => (0, self.points.len().checked_sub(1)?),
        };
        let (first, last) = (self.points.get(from)?, self.points.get(to)?);
        let nanos = last.time_nanos.saturating_sub(first.time_nanos);
        let is_known = self.order != SeriesOrder::Name && first.time_nanos != 0 && last.time_nanos != 0;
        let nanos = (is_known && nanos != 0).then_some(nanos);
        let is_interrupted = is_interrupted(&self.breaks, from, to);
        let change = last.value.saturating_sub(first.value);
        let per_hour =
            nanos.filter(|_| !is_interrupted).map(|nanos| (change as f64 * 3.6e12 / nanos as f64) as i64);
        Some(Stretch { first: first.value, last: last.value, nanos, per_hour, is_interrupted })
    }

    /// What is to be known of its order and interruptions, in words; empty where all is plain.
    pub fn remarks(&self) -> Vec<String> {
        let mut remarks = Vec::new();
        match self.order {
            SeriesOrder::Time => {}
            SeriesOrder::Name => {
                let untimed = self.points.iter().filter(|point| point.time_nanos == 0).count();
                remarks.push(match untimed {
                    0 => "Some snapshots have the same time stamp: these are ordered by name.".to_owned(),
                    count => format!(
                        "{count} of {} snapshots do not know their time: they are ordered by name.",
                        self.points.len()
                    ),
                });
            }
            SeriesOrder::Hand => remarks.push("The snapshots are in your order.".to_owned()),
        }
        let restarts = self.breaks.iter().filter(|(_, kind)| *kind == Break::Restart).count();
        if restarts > 1 && restarts * 3 >= self.points.len() {
            remarks.push(
                "Counters fall again and again: these may be snapshots of several processes.".to_owned(),
            );
        }
        for &(at, kind) in self.breaks.iter().take(3) {
            let (Some(before), Some(after)) =
                (at.checked_sub(1).and_then(|at| self.points.get(at)), self.points.get(at))
            else {
                continue;
            };
            let what = match kind {
                Break::Restart => "counters fell: the process was started again, or it is another one",
                Break::OtherBuild => "the program is another build",
                Break::Gap => "much more time than between the others",
            };
            remarks.push([&before.label, " → ", &after.label, ": ", what, "."].concat());
        }
        remarks
    }

    /// What a point says: `heap-1.pb.gz · 05:30:52, 3.85MB`.
    pub fn point_text(&self, at: usize) -> String {
        let point = self.points.get(at);
        point.map_or_else(String::new, |point| {
            [&point.label, ", ", &units::label(point.value, &self.unit)].concat()
        })
    }
}

impl State {
    /// Moves a handle to a snapshot. Base and target are never the same: there the handle stays where it was.
    pub(super) fn put_handle(&mut self, handle: Handle, to: ProfileId) -> Vec<Command> {
        self.offer = None;
        self.change_view(|spec| match handle {
            Handle::Base if to != spec.target => spec.base = Some(to),
            Handle::Target if Some(to) != spec.base => spec.target = to,
            _ => {}
        })
    }

    /// The snapshot that a handle reaches by one step through its series, past the other handle.
    pub(super) fn step_handle(&self, handle: Handle, later: bool) -> Option<ProfileId> {
        let wanted = self.wanted.as_ref()?;
        let series = self.series_of(wanted.target)?;
        let (from, other) = match handle {
            Handle::Target => (wanted.target, wanted.base),
            // A base that is not there yet begins beside the target.
            Handle::Base => (wanted.base.unwrap_or(wanted.target), Some(wanted.target)),
        };
        let place = series.place(from)?;
        let next = |place: usize| if later { Some(place + 1) } else { place.checked_sub(1) };
        let step = next(place)?;
        let reached = *series.snapshots.get(step)?;
        if Some(reached) != other { Some(reached) } else { series.snapshots.get(next(step)?).copied() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::state::tests::profile;
    use crate::worker::protocol::ViewSpec;

    fn state() -> State {
        let heap = |id: u32, second: i64, space: i64| {
            let mut heap = profile(id, &format!("heap-{id}"), &["alloc_space", "inuse_space"], second);
            heap.default_metric = Some(1);
            heap.sample_types[0].total = i64::from(id) * 100;
            heap.sample_types[1].total = space;
            heap
        };
        let profiles = vec![
            heap(1, 1000, 50),
            profile(9, "g", &["goroutine"], 1500),
            heap(2, 2000, 100),
            heap(3, 4600, 200),
        ];
        State { profiles, wanted: Some(ViewSpec::of(ProfileId(3))), ..State::default() }
    }

    #[test]
    fn points_stand_in_time_and_to_scale() {
        let timeline = Timeline::of(&state()).unwrap();
        let kinds: Vec<_> = timeline.rows.iter().map(|row| row.kind.as_str()).collect();
        assert_eq!(kinds, ["heap", "goroutine"]);
        let row = &timeline.rows[0];
        assert_eq!((row.metric.as_str(), row.target, row.base), ("inuse_space", Some(2), None));
        let places: Vec<_> = row.points.iter().map(|point| (point.x, point.y)).collect();
        assert_eq!(places, [(0.0, 0.25), (1.0 / 3.6, 0.5), (1.0, 1.0)]);
        assert!((timeline.rows[1].points[0].x - 0.5 / 3.6).abs() < 1e-12);
        assert_eq!([0.1, 0.2, 0.9].map(|x| row.nearest(x)), [Some(0), Some(1), Some(2)]);
        let stretch = row.stretch().unwrap();
        assert_eq!((stretch.first, stretch.last, stretch.per_hour), (50, 200, Some(150)));
    }

    #[test]
    fn nothing_is_averaged_over_a_restart() {
        let mut state = state();
        state.profiles[3].sample_types[0].total = 1;
        let timeline = Timeline::of(&state).unwrap();
        let stretch = timeline.rows[0].stretch().unwrap();
        assert_eq!((stretch.is_interrupted, stretch.per_hour), (true, None));
        assert!(timeline.rows[0].remarks()[0].contains("counters fell"), "{:?}", timeline.rows[0].remarks());
    }

    #[test]
    fn without_time_points_stand_evenly() {
        let mut state = state();
        for profile in &mut state.profiles {
            profile.time_nanos = 0;
        }
        let timeline = Timeline::of(&state).unwrap();
        let xs: Vec<_> = timeline.rows[0].points.iter().map(|point| point.x).collect();
        assert_eq!(xs, [0.0, 0.5, 1.0]);
        assert_eq!(timeline.rows[0].stretch().unwrap().per_hour, None);
        assert!(timeline.rows[0].remarks()[0].starts_with("3 of 3 snapshots do not know their time"));
    }

    #[test]
    fn one_snapshot_alone_has_no_timeline() {
        let mut state = state();
        state.profiles.truncate(2);
        assert_eq!(Timeline::of(&state), None);
    }

    #[test]
    fn handles_step_past_each_other() {
        let mut state = state();
        assert_eq!(state.step_handle(Handle::Target, true), None);
        assert_eq!(state.step_handle(Handle::Target, false), Some(ProfileId(2)));
        assert_eq!(state.step_handle(Handle::Base, false), Some(ProfileId(2)));
        state.put_handle(Handle::Base, ProfileId(2));
        assert_eq!(state.step_handle(Handle::Target, false), Some(ProfileId(1)));
        assert_eq!(state.step_handle(Handle::Base, true), None);
        assert_eq!(state.put_handle(Handle::Base, ProfileId(3)), []);
        assert_eq!(state.put_handle(Handle::Base, ProfileId(1)).len(), 1);
        assert_eq!(state.wanted.as_ref().unwrap().series, [1, 2, 3].map(ProfileId));
        state.put_handle(Handle::Base, ProfileId(2));
        let row = &Timeline::of(&state).unwrap().rows[0];
        assert_eq!((row.handle_at(0, false), row.handle_at(2, false)), (Handle::Base, Handle::Target));
        assert_eq!(row.handle_at(2, true), Handle::Base);
    }
}
