//! In which unit the numeric labels of a profile count.

use std::collections::{BTreeMap, BTreeSet};

use super::BitSet;
use crate::profile::{LabelValue, Profile};

/// The unit of each numeric label key (`NumLabelUnits` of pprof): the first that a sample gives it. Where none does,
/// `alignment` and `request` are in bytes, and any other key is its own unit, which suits one that is named `bytes`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LabelUnits {
    keys: BTreeMap<String, KeyUnits>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct KeyUnits {
    unit: String,
    ignored: BTreeSet<String>,
}

impl LabelUnits {
    /// Looks at the labels of all samples.
    pub fn of(profile: &Profile) -> Self {
        let mut keys: BTreeMap<String, KeyUnits> = BTreeMap::new();
        let mut seen = BitSet::new(profile.labels().len());
        for &set in profile.samples().labels() {
            if seen.contains(set.index()) {
                continue;
            }
            seen.insert(set.index());
            for label in profile.labels().get(set) {
                let LabelValue::Number(_, unit) = label.value else { continue };
                let (key, unit) = (profile.text(label.key), profile.text(unit));
                if !keys.contains_key(key) {
                    keys.insert(key.to_owned(), KeyUnits::default());
                }
                let Some(known) = keys.get_mut(key) else { continue };
                if known.unit.is_empty() {
                    unit.clone_into(&mut known.unit);
                } else if !unit.is_empty() && known.unit != unit && !known.ignored.contains(unit) {
                    known.ignored.insert(unit.to_owned());
                }
            }
        }
        for (key, units) in &mut keys {
            if units.unit.is_empty() {
                units.unit =
                    if matches!(key.as_str(), "alignment" | "request") { "bytes" } else { key }.to_owned();
            }
        }
        Self { keys }
    }

    /// The unit of a key, empty where no sample has a number of it.
    pub fn unit(&self, key: &str) -> &str {
        self.keys.get(key).map_or("", |units| &units.unit)
    }

    /// The keys that have several units, by name, each with the unit that counts and those that are ignored, which are
    /// sorted.
    pub fn ambiguous(&self) -> impl Iterator<Item = (&str, &str, impl Iterator<Item = &str>)> {
        self.keys
            .iter()
            .filter(|(_, units)| !units.ignored.is_empty())
            .map(|(key, units)| (key.as_str(), units.unit.as_str(), units.ignored.iter().map(String::as_str)))
    }

    /// What pprof says of the keys with several units, a line each, by name; pprof's own order is random.
    pub fn warnings(&self) -> Vec<String> {
        self.ambiguous()
            .map(|(key, unit, ignored)| {
                let ignored = ignored.collect::<Vec<_>>().join(", ");
                format!("For tag {key} used unit {unit}, also encountered unit(s) {ignored}")
            })
            .collect()
    }
}
