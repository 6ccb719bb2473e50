//! What the page says of itself: the status line, the title, names and times.

use crate::units;
use crate::worker::protocol::{ProfileSummary, ViewSummary};

use super::State;

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
    if view.saturated {
        parts.push("a sum passed 64 bits and is held at its end".to_owned());
    }
    if !state.filters.search.is_empty() {
        parts.push(format!("search “{}”: {} frames", state.filters.search, state.found.frames));
    }
    parts.join(" · ")
}

/// What a profile is of, as Go's `/debug/pprof` calls it: `heap`, `allocs`, `CPU`, `goroutine`. Block and mutex
/// profiles have the same sample types and are both `contention`, as in pprof.
fn profile_kind(profile: &ProfileSummary) -> String {
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
    match time_text(profile.time_nanos) {
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

/// A moment in UTC, as `2026-11-22 05:30:52`; `None` where it is not known.
///
/// The civil date follows Howard Hinnant's `civil_from_days`.
pub fn time_text(nanos: i64) -> Option<String> {
    if nanos == 0 {
        return None;
    }
    let seconds = nanos.div_euclid(1_000_000_000);
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    Some(format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"))
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
    fn tells_the_time() {
        assert_eq!(time_text(0), None);
        assert_eq!(time_text(1_000_000_000).as_deref(), Some("1970-01-01 00:00:01"));
        assert_eq!(time_text(951_782_400_000_000_000).as_deref(), Some("2000-02-29 00:00:00"));
        assert_eq!(time_text(-1_000_000_000).as_deref(), Some("1969-12-31 23:59:59"));
        assert_eq!(time_text(i64::MAX).as_deref(), Some("2262-04-11 23:47:16"));
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
