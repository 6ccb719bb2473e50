//! The labels of what is shown.

use super::view::View;
use crate::analysis::{self, Column, LabelUnits, Pace, TagRow, TagTable, is_cut, shown_text, sort_items};
use crate::profile::Profile;
use crate::worker::protocol::{Pair, TagKey, TagList, TagValue};

/// How many values of a key are told of at most, and at least. Between the two all keys share [`MAX_ROWS`].
const MAX_VALUES: usize = 100;
const MIN_VALUES: usize = 5;
/// How many values are told of in all: each is a row of the page.
const MAX_ROWS: usize = 500;

/// The labels of the view's profiles by the metric that is shown: target and base side by side.
pub(super) async fn list(view: &View, pace: &Pace) -> TagList {
    let subject = view.subject();
    let metric = &view.measure.metric;
    let is_diff = subject.base.is_some();
    let sides = [(Some(subject.target), Some(metric.target)), (subject.base, metric.base)];
    let mut keys: Vec<TagKey> = Vec::new();
    for (at, (profile, column)) in sides.into_iter().enumerate() {
        let Some((profile, column)) = profile.zip(column) else { continue };
        let pair = |sum: i64| match at {
            0 => Pair { target: sum, base: is_diff.then_some(0) },
            _ => Pair { target: 0, base: Some(sum) },
        };
        for analysis::TagKey { key, total, rows } in table(profile, column, pace).await.keys {
            let value = |row: TagRow| TagValue { text: row.value, sum: pair(row.sum), filter: row.filter };
            keys.push(TagKey { key, sum: pair(total), values: rows.into_iter().map(value).collect() });
        }
    }
    // Sorting is stable: where both sides have a key or a value the target's comes first, and takes up what the base has.
    let both = |sum: Pair, of_base: Pair| Pair { base: of_base.base, ..sum };
    sort_items(&mut keys, &|left, right| left.key.cmp(&right.key));
    keys.dedup_by(|of_base, key| {
        let is_same = of_base.key == key.key;
        if is_same {
            key.sum = both(key.sum, of_base.sum);
            key.values.append(&mut of_base.values);
        }
        is_same
    });
    let size = |sum: Pair| sum.delta().unsigned_abs();
    let mut left_out = 0;
    // Where there are too many keys only the largest are told of.
    if keys.len() > MAX_ROWS / MIN_VALUES {
        sort_items(&mut keys, &|left, right| size(right.sum).cmp(&size(left.sum)));
        left_out += keys.drain(MAX_ROWS / MIN_VALUES..).map(|key| key.values.len() as u64).sum::<u64>();
        sort_items(&mut keys, &|left, right| left.key.cmp(&right.key));
    }
    let most_values = (MAX_ROWS / keys.len().max(1)).clamp(MIN_VALUES, MAX_VALUES);
    for TagKey { key, values, .. } in &mut keys {
        sort_items(values, &|left, right| left.text.cmp(&right.text));
        values.dedup_by(|of_base, value| {
            let is_same = of_base.text == value.text;
            if is_same {
                value.sum = both(value.sum, of_base.sum);
            }
            is_same
        });
        sort_items(values, &|left, right| size(right.sum).cmp(&size(left.sum)));
        left_out += values.len().saturating_sub(most_values) as u64;
        values.truncate(most_values);
        for text in values.iter_mut().map(|value| &mut value.text).chain([key]).filter(|text| is_cut(text)) {
            *text = shown_text(text);
        }
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
