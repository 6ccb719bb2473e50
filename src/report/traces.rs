//! Every sample with its stack: `-traces`.

use std::collections::BTreeMap;

use super::values::Values;
use crate::analysis::{FrameTable, LabelUnits, Valuation, sample_amount, sort_items};
use crate::profile::{Label, LabelValue, Profile};
use crate::units::label as unit_label;

const SEPARATOR: &str = "-----------+-------------------------------------------------------";

/// The samples below the head (`printTraces` of pprof). Samples without a stack are left out.
pub(super) fn print(
    profile: &Profile,
    frames: &FrameTable,
    valuation: Valuation,
    units: &LabelUnits,
    values: &Values,
    lines: &mut Vec<String>,
) {
    let samples = profile.samples();
    for (sample, (&stack, &labels)) in samples.stacks().iter().zip(samples.labels()).enumerate() {
        let stack = profile.stacks().get(stack);
        if stack.is_empty() {
            continue;
        }
        lines.push(SEPARATOR.to_owned());
        let labels = profile.labels().get(labels);
        lines.extend(label_lines(profile, labels, &|_, value| match value {
            LabelValue::Text(text) => Some(profile.text(text).to_owned()),
            LabelValue::Number(..) => None,
        }));
        lines.extend(label_lines(profile, labels, &|key, value| match value {
            LabelValue::Text(_) => None,
            LabelValue::Number(number, _) => Some(unit_label(number, units.unit(key))),
        }));
        let mut value = values.label(sample_amount(profile, valuation, sample).shown());
        for &location in stack {
            for frame in frames.frames_of(0, location).iter().rev() {
                let inlined = if frame.is_inlined() { " (inline)" } else { "" };
                let name = frames.row_name(frames.row(frame.frame()));
                lines.push(format!("{value:>10}   {name}{inlined}"));
                value.clear();
            }
        }
    }
    lines.push(SEPARATOR.to_owned());
}

/// A line for each key with the values that have a text, in the order of the lines.
fn label_lines(
    profile: &Profile,
    labels: &[Label],
    text: &dyn Fn(&str, LabelValue) -> Option<String>,
) -> Vec<String> {
    let mut by_key: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for label in labels {
        let key = profile.text(label.key);
        if let Some(text) = text(key, label.value) {
            by_key.entry(key).or_default().push(text);
        }
    }
    let mut lines: Vec<String> =
        by_key.into_iter().map(|(key, values)| format!("{key:>10}:  {}", values.join(" "))).collect();
    sort_items(&mut lines, &Ord::cmp);
    lines
}
