//! The series that a view is of: its snapshots, its metric, and what interrupts it.

use super::form::Member;
use super::view::View;
use crate::analysis::{Break, NoSlope, SeriesMetric, Trend, breaks, restarts};
use crate::profile::Profile;
use crate::worker::protocol::ProfileId;

/// The snapshots of a view's series that its form holds, by their places in the form.
pub(super) struct Series<'a> {
    view: &'a View,
    pub(super) places: Vec<usize>,
    /// In each snapshot what the view measures.
    pub(super) metric: SeriesMetric,
    /// When they were taken, in nanoseconds; 0 where that is not known.
    times: Vec<i64>,
    pub(super) breaks: Vec<Option<Break>>,
    pub(super) trend: Result<Trend, NoSlope>,
}

impl<'a> Series<'a> {
    pub(super) fn of(view: &'a View) -> Self {
        let places: Vec<usize> = view.spec.series.iter().filter_map(|&id| view.form.place(id)).collect();
        let target = view.subject().target_place();
        let mut metric = SeriesMetric::of(&view.form.profiles(), target, &view.measure.metric);
        metric.columns = places.iter().map(|&place| metric.columns[place]).collect();
        let members: Vec<&'a Member> = places.iter().map(|&place| &view.form.members[place]).collect();
        let times: Vec<i64> = members.iter().map(|member| member.open.profile.header().time_nanos).collect();
        let unit = |metric: &str| Some(total_of(members.first()?, metric)?.1);
        let total = |at: usize, metric: &str| {
            let (total, of) = total_of(members[at], metric)?;
            (Some(of) == unit(metric)).then_some(total)
        };
        let build = |member: &&'a Member| {
            let profile = &member.open.profile;
            profile.mappings().main().map_or("", |main| profile.text(main.build_id))
        };
        let builds: Vec<&str> = members.iter().map(build).collect();
        let breaks = breaks(&times, &restarts(members.len(), &total), &builds);
        let has_value: Vec<bool> = metric.columns.iter().map(Option::is_some).collect();
        let trend = Trend::new(&times, &has_value, &breaks);
        Self { view, places, metric, times, breaks, trend }
    }

    /// The snapshots as the filters left them, each with its place in the form.
    pub(super) fn snapshots(&self) -> Vec<(usize, &'a Profile)> {
        let profile = |&place: &usize| (place, &*self.view.form.members[place].left.profile);
        self.places.iter().map(profile).collect()
    }

    pub(super) fn ids(&self) -> Vec<ProfileId> {
        self.places.iter().map(|&place| self.view.form.key.members[place]).collect()
    }

    /// Where each snapshot stands between the first and the last: in time where that ascends, else evenly.
    pub(super) fn axis(&self) -> Vec<f64> {
        let times = &self.times;
        let (Some(&first), Some(&last)) = (times.first(), times.last()) else { return Vec::new() };
        let ascends = !times.contains(&0) && times.windows(2).all(|pair| pair[0] < pair[1]);
        let place = |(at, time): (usize, &i64)| {
            let [past, all] = if ascends {
                [time.saturating_sub(first), last.saturating_sub(first)]
            } else {
                [at as i64, times.len() as i64 - 1]
            };
            past as f64 / all.max(1) as f64
        };
        times.iter().enumerate().map(place).collect()
    }
}

/// The total of a metric that was counted since the start of the process, before the filters, and its unit.
fn total_of<'a>(member: &'a Member, metric: &str) -> Option<(i64, &'a str)> {
    let profile = &member.open.profile;
    let header = profile.header();
    if header.duration_nanos > 0 {
        return None;
    }
    let column = header.sample_types.iter().position(|column| profile.text(column.kind) == metric)?;
    Some((*member.open.totals.get(column)?, profile.text(header.sample_types[column].unit)))
}
