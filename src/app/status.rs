//! What the page says of itself: the status line, the title, names and times.

use crate::units;
use crate::worker::protocol::{Difference, ProfileSummary, ViewSummary};

use super::{State, filter_text};

/// The one line that sums up what is shown: file, type, metric, total, filters.
pub fn status_line(state: &State) -> String {
    let Some(view) = &state.view else {
        return match (state.readings.len(), state.profiles.len()) {
            (0, 0) => "No profile is open.".to_owned(),
            (0, _) => String::new(),
            (1, _) => format!("Reading {}.", state.readings[0].name),
            (files, _) => format!("Reading {files} files."),
        };
    };
    let mut parts = vec![shown_name(state, view)];
    parts.extend(state.profile(view.spec.target).map(profile_kind));
    if let Some(metric) = view.metric.and_then(|metric| view.metrics.get(metric as usize)) {
        parts.push(metric.name.clone());
        let target = units::label(view.total.target, &metric.unit);
        parts.push(match view.total.base {
            Some(base) => format!("{} → {target} total", units::label(base, &metric.unit)),
            None => format!("{target} total"),
        });
    } else {
        parts.push("no samples".to_owned());
    }
    parts.extend(state.profile(view.spec.target).and_then(difference_text));
    if view.saturated {
        parts.push("a sum passed 64 bits and is held at its end".to_owned());
    }
    if !view.spec.filters.is_empty() {
        parts.extend(view.spec.filters.iter().map(|filter| filter_text(filter, "=")));
        parts.push(format!("{} of {} samples", view.samples.left, view.samples.all));
    }
    if !state.filters.search.is_empty() {
        parts.push(format!("search “{}”: {} frames", state.filters.search, state.found.frames));
    }
    parts.join(" · ")
}

/// What a profile is of, as Go's `/debug/pprof` calls it: `heap`, `allocs`, `CPU`, `goroutine`. Block and mutex
/// profiles have the same sample types and are both `contention`, as in pprof.
pub(super) fn profile_kind(profile: &ProfileSummary) -> String {
    let name = |index: usize| profile.sample_types.get(index).map(|metric| metric.name.as_str());
    let counts = |kind| profile.sample_types.iter().any(|metric| metric.name == kind);
    let default = profile.default_metric.and_then(|index| name(index as usize));
    let kind = match () {
        () if counts("inuse_space") && default == Some("alloc_space") => "allocs",
        () if counts("inuse_space") => "heap",
        () if counts("cpu") => "CPU",
        () if counts("contentions") => "contention",
        () if profile.sample_types.len() == 1 => name(0).unwrap_or_default(),
        () => &profile.period_type,
    };
    if kind.is_empty() { "profile".to_owned() } else { kind.to_owned() }
}

/// How a profile is a difference by itself, in words.
pub fn difference_text(profile: &ProfileSummary) -> Option<String> {
    let what = match profile.difference {
        Difference::No => return None,
        Difference::Marked => "this file is a difference: its base is marked by pprof::base",
        Difference::Signed => "this file has negative values: it is a difference",
        Difference::OverTime => "a delta of counters",
    };
    let is_over_time = profile.difference != Difference::Marked && profile.duration_nanos > 0;
    let over = is_over_time.then(|| [" over ", &duration_text(profile.duration_nanos)].concat());
    Some([what, &over.unwrap_or_default()].concat())
}

/// The title of the tab: `heap-6.pb.gz · inuse_space – Airflame`.
pub fn document_title(state: &State) -> String {
    let Some(view) = &state.view else { return "Airflame".to_owned() };
    let metric = view.metric.and_then(|metric| view.metrics.get(metric as usize));
    let metric = metric.map(|metric| format!(" · {}", metric.name)).unwrap_or_default();
    format!("{}{metric} – Airflame", shown_name(state, view))
}

fn shown_name(state: &State, view: &ViewSummary) -> String {
    let name = |id| state.profile(id).map(|profile| file_name(&profile.name).to_owned()).unwrap_or_default();
    match view.spec.base {
        Some(base) => format!("{} → {}", name(base), name(view.spec.target)),
        None => name(view.spec.target),
    }
}

/// A profile in a list: its file's name and the time it was taken, `heap-1.pb.gz · 05:30:52`.
pub fn profile_label(profile: &ProfileSummary) -> String {
    match units::utc_time(profile.time_nanos) {
        Some(time) => {
            format!("{} · {}", file_name(&profile.name), time.split_once(' ').map_or("", |(_, time)| time))
        }
        None => file_name(&profile.name).to_owned(),
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// What is open, in a few words for the top row: the program, and how many profiles of which kind, or the one
/// file's name.
pub fn holdings(state: &State) -> (String, String) {
    let profiles = &state.profiles;
    let Some(first) = profiles.first() else { return Default::default() };
    let one_program = profiles.iter().all(|profile| profile.binary == first.binary);
    let program = if one_program { first.binary.clone() } else { String::new() };
    let holdings = match profiles.len() {
        1 => file_name(&first.name).to_owned(),
        count => format!("{count} profiles"),
    };
    (program, holdings)
}

/// How much time lies between two moments, for people: `99 s`, `12 min`, `3.5 h`, `2.1 days`.
pub fn duration_text(nanos: i64) -> String {
    let seconds = nanos as f64 / 1e9;
    match seconds.abs() {
        size if size < 1.0 => format!("{:.0} ms", seconds * 1e3),
        size if size < 120.0 => format!("{seconds:.0} s"),
        size if size < 7_200.0 => format!("{:.0} min", seconds / 60.0),
        size if size < 172_800.0 => format!("{:.1} h", seconds / 3_600.0),
        _ => format!("{:.1} days", seconds / 86_400.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::state::tests::profile;

    #[test]
    fn tells_what_a_profile_is_of() {
        let heap = profile(1, "x", &["alloc_space", "inuse_space"], 0);
        let allocs = ProfileSummary { default_metric: Some(0), ..heap.clone() };
        let kinds = [
            heap,
            allocs,
            profile(1, "x", &["samples", "cpu"], 0),
            profile(1, "x", &["contentions", "delay"], 0),
            profile(1, "x", &["goroutineleak"], 0),
            profile(1, "x", &["a", "b"], 0),
        ];
        let kinds = kinds.each_ref().map(profile_kind);
        assert_eq!(kinds, ["heap", "allocs", "CPU", "contention", "goroutineleak", "space"]);
    }

    #[test]
    fn tells_that_one_file_is_a_difference() {
        let of = |difference| {
            difference_text(&ProfileSummary {
                difference,
                duration_nanos: 10_000_000_000,
                ..profile(1, "x", &["delay"], 0)
            })
        };
        assert_eq!(of(Difference::No), None);
        assert_eq!(of(Difference::OverTime).unwrap(), "a delta of counters over 10 s");
        assert_eq!(
            of(Difference::Signed).unwrap(),
            "this file has negative values: it is a difference over 10 s"
        );
        assert!(of(Difference::Marked).unwrap().ends_with("marked by pprof::base"));
    }

    #[test]
    fn tells_how_long() {
        let text = |seconds: f64| duration_text((seconds * 1e9) as i64);
        assert_eq!(
            [0.25, 99.0, 600.0, 9_000.0, 200_000.0].map(text),
            ["250 ms", "99 s", "10 min", "2.5 h", "2.3 days"]
        );
    }
}
