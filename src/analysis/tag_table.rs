//! What the samples of each label value sum to (`-tags` of pprof).

use std::collections::BTreeMap;

use super::node_values::add;
use super::pattern::Pattern;
use super::sorting::sort_items;
use super::{BitSet, LabelUnits, is_cut};
use crate::profile::{LabelSetId, LabelValue, Profile};
use crate::units::scaled_label;

/// The label keys of a profile, by name, with the values of each.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TagTable {
    /// The keys, by name.
    pub keys: Vec<TagKey>,
    /// Whether a sum did not fit an `i64` and was held at its end. pprof's would have wrapped around.
    pub saturated: bool,
}

/// One label key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagKey {
    /// The key.
    pub key: String,
    /// The sum of all its rows. A sample with two values of the key counts twice in it, as in pprof.
    pub total: i64,
    /// Its values, by the size of their sum, largest first, then by name.
    pub rows: Vec<TagRow>,
}

/// One value of a label key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagRow {
    /// The value, a number with its unit. Numbers that print alike are one row, as in pprof.
    pub value: String,
    /// The sum of its samples.
    pub sum: i64,
    /// The text of the [`TagFilter`](super::TagFilter) that matches just the samples of this row; `None` where pprof's
    /// syntax cannot say it: for numbers of a key with an `=` in it or without a name, and for a value that is a text
    /// in some samples and a number in others. Nor is there one where key or value is too long to be shown.
    pub filter: Option<String>,
}

/// What is known of a row while samples are added.
#[derive(Default)]
struct Sum {
    sum: i64,
    is_text: bool,
    /// The least and the largest number that print as this value.
    numbers: Option<(i64, i64)>,
}

impl TagTable {
    /// Sums `values`, one for each sample of the profile. Numbers are in the units of `units` and are printed in
    /// `output_unit`, pprof's `-unit`: `minimum` unless something else is asked for.
    ///
    /// A mean does not reach this table: pprof divides the total of the profile only.
    pub fn build(profile: &Profile, units: &LabelUnits, values: &[i64], output_unit: &str) -> Self {
        let mut saturated = false;
        let mut used = BitSet::new(profile.labels().len());
        let mut sums = vec![0_i64; profile.labels().len()];
        for (set, &value) in profile.samples().labels().iter().zip(values) {
            used.insert(set.index());
            let sum = &mut sums[set.index()];
            *sum = add(*sum, value, &mut saturated);
        }
        let mut keys: BTreeMap<&str, (i64, BTreeMap<String, Sum>)> = BTreeMap::new();
        for set in used.iter() {
            for label in profile.labels().get(LabelSetId::new(set)) {
                let key = profile.text(label.key);
                let (total, rows) = keys.entry(key).or_default();
                *total = add(*total, sums[set], &mut saturated);
                let row = match label.value {
                    LabelValue::Text(text) => {
                        let row = rows.entry(profile.text(text).to_owned()).or_default();
                        row.is_text = true;
                        row
                    }
                    LabelValue::Number(number, _) => {
                        let text = scaled_label(number, units.unit(key), output_unit);
                        let row = rows.entry(text).or_default();
                        let (least, most) = row.numbers.unwrap_or((number, number));
                        row.numbers = Some((least.min(number), most.max(number)));
                        row
                    }
                };
                row.sum = add(row.sum, sums[set], &mut saturated);
            }
        }
        let keys = keys.into_iter().map(|(key, (total, rows))| {
            let row = |(value, sum): (String, Sum)| {
                let filter = filter(key, &value, &sum, units.unit(key));
                TagRow { value, sum: sum.sum, filter }
            };
            let mut rows: Vec<TagRow> = rows.into_iter().map(row).collect();
            sort_items(&mut rows, &|left, right| right.sum.unsigned_abs().cmp(&left.sum.unsigned_abs()));
            TagKey { key: key.to_owned(), total, rows }
        });
        Self { keys: keys.collect(), saturated }
    }
}

/// The filter that matches one row and nothing else.
fn filter(key: &str, value: &str, sum: &Sum, unit: &str) -> Option<String> {
    if is_cut(key) || is_cut(value) {
        return None;
    }
    let has_key_form = !key.is_empty() && !key.contains('=');
    match (sum.is_text, sum.numbers) {
        // A comma would begin another expression, and an `=` end the key.
        (true, None) if has_key_form => {
            Some([key, "=^", &Pattern::quote(value).replace(',', r"\x2c"), "$"].concat())
        }
        (true, None) => {
            let quoted =
                Pattern::quote(&[key, ":", value].concat()).replace(',', r"\x2c").replace('=', r"\x3d");
            Some(["^", &quoted, "$"].concat())
        }
        (false, Some((least, most))) if has_key_form => {
            // A unit that is no word cannot be said, and need not: such a number is the same in any unit.
            let unit = if unit.bytes().all(|byte| byte.is_ascii_alphabetic()) { unit } else { "" };
            let end = if least == most { String::new() } else { [":", &most.to_string(), unit].concat() };
            Some([key, "=", &least.to_string(), unit, &end].concat())
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
