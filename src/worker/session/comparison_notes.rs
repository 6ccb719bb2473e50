//! What is to be known of a comparison, in words.

use crate::analysis::{Metric, shown_start};
use crate::profile::Profile;

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
