//! What is to be known of a comparison, in words.

use super::profiles::main_binary;
use crate::analysis::{Metric, shown_start};
use crate::profile::Profile;
use crate::units;

/// What two profiles do not share, in words.
pub(super) fn comparison_notes(target: &Profile, base: &Profile, metrics: &[Metric]) -> Vec<String> {
    let only = |profile: &Profile, side: &str, is_shown: &dyn Fn(usize) -> bool| {
        let types = profile.header().sample_types.iter().enumerate();
        let names: Vec<&str> = types
            .filter(|(at, _)| !is_shown(*at))
            .map(|(_, of)| shown_start(profile.text(of.kind)))
            .collect();
        let verb = if names.len() == 1 { "is" } else { "are" };
        (!names.is_empty()).then(|| format!("{} {verb} only in the {side} and left out", names.join(", ")))
    };
    let in_target = |at| metrics.iter().any(|metric| metric.target.index == at);
    let in_base = |at| metrics.iter().any(|metric| metric.base.is_some_and(|column| column.index == at));
    let mut notes: Vec<String> =
        [only(target, "target", &in_target), only(base, "base", &in_base)].into_iter().flatten().collect();
    for metric in metrics {
        for (side, profile, column) in [("target", target, Some(metric.target)), ("base", base, metric.base)]
        {
            if let Some(column) = column.filter(|column| column.ratio != 1.0) {
                let unit = shown_start(profile.text(profile.header().sample_types[column.index].unit));
                let (kind, shown) = (shown_start(&metric.kind), shown_start(&metric.unit));
                notes.push(format!("{kind} of the {side} is in {unit} and was converted to {shown}"));
            }
        }
    }
    notes
}

/// What differs in how two profiles were taken, in words. They are compared all the same, as pprof compares them.
pub(super) fn circumstances(target: &Profile, base: &Profile) -> Vec<String> {
    let mut notes = Vec::new();
    let [binary, base_binary] = [target, base].map(main_binary);
    let build = |profile: &Profile| {
        let main = profile.mappings().main();
        main.map(|main| shown_start(profile.text(main.build_id)).to_owned()).unwrap_or_default()
    };
    let [build, base_build] = [target, base].map(build);
    let differ = |one: &str, other: &str| !one.is_empty() && !other.is_empty() && one != other;
    if differ(&binary, &base_binary) {
        notes.push(format!("the base is of the binary {base_binary}, the target of {binary}"));
    } else if differ(&build, &base_build) {
        notes
            .push(format!("the base is of another build of the binary: {base_build}, the target of {build}"));
    }
    let period = |profile: &Profile| {
        let header = profile.header();
        let of = header.period_type.map(|of| [of.kind, of.unit].map(|text| shown_start(profile.text(text))));
        let [kind, unit] = of.unwrap_or_default();
        (header.period, kind.to_owned(), unit.to_owned())
    };
    let (target_period, base_period) = (period(target), period(base));
    if (&target_period.1, &target_period.2) != (&base_period.1, &base_period.2) {
        let name = |(_, kind, unit): &(i64, String, String)| format!("{kind}/{unit}");
        notes.push(format!(
            "the base was sampled by {}, the target by {}",
            name(&base_period),
            name(&target_period)
        ));
    } else if target_period.0 != base_period.0 {
        let text = |value: i64| units::label(value, &target_period.2);
        notes.push(format!(
            "the base was sampled every {}, the target every {}: the finer one sees more",
            text(base_period.0),
            text(target_period.0)
        ));
    }
    let time = target.header().time_nanos;
    if time != 0 && time == base.header().time_nanos {
        notes.push("base and target have the same time stamp".to_owned());
    }
    notes
}
