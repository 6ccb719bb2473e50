use super::*;
use crate::analysis::{Filters, TagFilter};
use crate::profile::{Label, SampleTable, StackId, draw_profile};

enum Value {
    Text(&'static str),
    Number(i64, &'static str),
}
use Value::{Number, Text};

fn profile(samples: &[(&[(&str, Value)], i64)]) -> Profile {
    let mut revision = draw_profile("A\n1").revise();
    let mut table = SampleTable::default();
    table.set_column_count(1);
    for (labels, value) in samples {
        let labels: Vec<Label> = labels
            .iter()
            .map(|(key, value)| Label {
                key: revision.strings.intern(key).unwrap(),
                value: match value {
                    Text(text) => LabelValue::Text(revision.strings.intern(text).unwrap()),
                    Number(number, unit) => {
                        LabelValue::Number(*number, revision.strings.intern(unit).unwrap())
                    }
                },
            })
            .collect();
        table.push(StackId::EMPTY, revision.labels.intern(&labels), &[*value]);
    }
    revision.samples = table.into();
    revision.finish().unwrap()
}

fn table(profile: &Profile) -> TagTable {
    TagTable::build(profile, &LabelUnits::of(profile), profile.samples().values(0), "minimum")
}

fn example() -> Profile {
    profile(&[
        (&[("user", Text("a,b=c")), ("bytes", Number(1536, ""))], 5),
        (&[("user", Text("x.y")), ("bytes", Number(1537, ""))], -7),
        (&[("user", Text("xzy")), ("bytes", Number(4096, ""))], 7),
        (&[("user", Text("0")), ("odd unit", Number(3, "n/s"))], 0),
        (&[("a=b", Text("v,w")), ("", Text("no key")), ("", Number(3, ""))], 11),
        (&[], 100),
    ])
}

#[test]
fn rows_are_sorted_by_the_size_of_their_sum() {
    let table = table(&example());
    let text: Vec<String> = table
        .keys
        .iter()
        .map(|key| {
            let rows: Vec<String> =
                key.rows.iter().map(|row| [&row.value, "=", &row.sum.to_string()].concat()).collect();
            format!("{}: {} ({})", key.key, key.total, rows.join(" "))
        })
        .collect();
    assert_eq!(
        text,
        [
            ": 22 (3=11 no key=11)",
            "a=b: 11 (v,w=11)",
            "bytes: 5 (4kB=7 1.50kB=-2)",
            "odd unit: 0 (3=0)",
            "user: 5 (x.y=-7 xzy=7 a,b=c=5 0=0)",
        ]
    );
    assert!(!table.saturated);
}

#[test]
fn the_filter_of_a_row_keeps_just_its_samples() {
    let profile = example();
    let units = LabelUnits::of(&profile);
    let mut rows = 0;
    for key in table(&profile).keys {
        for row in key.rows {
            let Some(text) = &row.filter else {
                assert_eq!((key.key.as_str(), row.value.as_str()), ("", "3"));
                continue;
            };
            let filters = Filters {
                tag_focus: Some(TagFilter::parse("tagfocus", text).unwrap()),
                ..Filters::default()
            };
            let left = filters.apply(&profile, &units).profile;
            let with_both = if row.value == "1.50kB" { 2 } else { 1 };
            assert_eq!(left.samples().len(), with_both, "{text}");
            assert_eq!(left.samples().values(0).iter().sum::<i64>(), row.sum, "{text}");
            rows += 1;
        }
    }
    assert_eq!(rows, 9);
}

#[test]
fn a_sum_that_does_not_fit_says_so() {
    let profile = profile(&[(&[("k", Text("v"))], i64::MAX), (&[("k", Text("v"))], 1)]);
    let table = table(&profile);
    assert_eq!((table.keys[0].rows[0].sum, table.saturated), (i64::MAX, true));
}
