//! The labels of what is shown.

use std::collections::BTreeMap;

use super::view::View;
use crate::analysis::{self, Column, LabelUnits, Pace, TagTable, sort_items};
use crate::profile::Profile;
use crate::worker::protocol::{Pair, TagKey, TagList, TagValue};

/// How many values of a key are told of.
const MAX_VALUES: usize = 500;

/// A value in target and base, and the filter for it.
#[derive(Default)]
struct Row {
    sum: Pair,
    filter: Option<String>,
}

/// The labels of the view's profiles by the metric that is shown: target and base side by side.
pub(super) async fn list(view: &View, pace: &Pace) -> TagList {
    let subject = view.form.subject();
    let metric = &view.measure.metric;
    let mut rows: BTreeMap<(String, String), Row> = BTreeMap::new();
    let mut sums: BTreeMap<String, Pair> = BTreeMap::new();
    let blank = Pair { target: 0, base: subject.base.map(|_| 0) };
    let sides = [(Some(subject.target), Some(metric.target)), (subject.base, metric.base)];
    for (at, (profile, column)) in sides.into_iter().enumerate() {
        let Some((profile, column)) = profile.zip(column) else { continue };
        let put = |pair: &mut Pair, value: i64| {
            if at == 0 { pair.target = value } else { pair.base = Some(value) }
        };
        for analysis::TagKey { key, total, rows: values } in table(profile, column, pace).await.keys {
            put(sums.entry(key.clone()).or_insert(blank), total);
            for value in values {
                let row = rows
                    .entry((key.clone(), value.value))
                    .or_insert_with(|| Row { sum: blank, filter: value.filter });
                put(&mut row.sum, value.sum);
            }
        }
    }
    let mut keys: Vec<TagKey> =
        sums.into_iter().map(|(key, sum)| TagKey { key, sum, values: Vec::new() }).collect();
    for ((key, text), Row { sum, filter }) in rows {
        if let Ok(at) = keys.binary_search_by(|other| other.key.cmp(&key)) {
            keys[at].values.push(TagValue { text, sum, filter });
        }
    }
    let mut left_out = 0;
    for key in &mut keys {
        // The sort is stable, and values stand by name.
        let size = |value: &TagValue| value.sum.delta().unsigned_abs();
        sort_items(&mut key.values, &|left, right| size(right).cmp(&size(left)));
        left_out += key.values.len().saturating_sub(MAX_VALUES) as u64;
        key.values.truncate(MAX_VALUES);
    }
    TagList { keys, left_out }
}

async fn table(profile: &Profile, column: Column, pace: &Pace) -> TagTable {
    let samples = profile.samples();
    let units = LabelUnits::of(profile);
    let values: Vec<i64> = if column.index < samples.column_count() {
        samples.values(column.index).iter().map(|&value| column.scaled(value)).collect()
    } else {
        vec![0; samples.len()]
    };
    pace.pause().await;
    TagTable::build(profile, &units, &values, "minimum")
}
