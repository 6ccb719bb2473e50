//! The findings as JSON, with stable keys: `docs/leaks.md` lists them. Natively only, and without a crate for it: the page has
//! no use for JSON, and its wasm no room.

use std::fmt::Write as _;

use super::tests_in_words::kind_name;
use super::{FindingsText, word};
use crate::analysis::goroutines::{GoroutineGroup, GoroutineTable};
use crate::analysis::leaks::{Catalogue, Findings, Judgement, Range, Suspect, Test};

/// A text between quotation marks, as JSON has it.
pub fn quoted(text: &str) -> String {
    let mut quoted = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\n' => quoted.push_str("\\n"),
            '\t' => quoted.push_str("\\t"),
            control if control < ' ' => {
                let _ = write!(quoted, "\\u{:04x}", u32::from(control));
            }
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

/// An object from its keys and values, which are JSON already.
fn object(fields: &[(&str, String)]) -> String {
    let fields: Vec<String> = fields.iter().map(|(key, value)| format!("{}: {value}", quoted(key))).collect();
    format!("{{{}}}", fields.join(", "))
}

/// An array; with `lines`, an item on each line.
fn array(items: impl Iterator<Item = String>, lines: bool) -> String {
    let items: Vec<String> = items.collect();
    if lines && !items.is_empty() {
        format!("[\n    {}\n  ]", items.join(",\n    "))
    } else {
        format!("[{}]", items.join(", "))
    }
}

/// A number; JSON has no infinity.
fn number(value: f64) -> String {
    if value.is_finite() { value.to_string() } else { "null".to_owned() }
}

fn or_null(value: Option<String>) -> String {
    value.unwrap_or_else(|| "null".to_owned())
}

fn texts<'a>(items: impl Iterator<Item = &'a str>) -> String {
    array(items.map(quoted), false)
}

fn integers(values: &[Option<i64>]) -> String {
    array(values.iter().map(|value| or_null(value.map(|value| value.to_string()))), false)
}

fn range(range: Range) -> String {
    object(&[("value", number(range.value)), ("low", number(range.low)), ("high", number(range.high))])
}

fn tests(tests: &[Test]) -> String {
    let test = |test: &Test| {
        object(&[
            ("test", quoted(&format!("{:?}", test.guard).to_ascii_lowercase())),
            ("value", number(test.value)),
            ("threshold", number(test.threshold)),
            ("passed", test.passed.to_string()),
        ])
    };
    array(tests.iter().map(test), false)
}

fn judgement(of: &Judgement) -> String {
    object(&[
        ("verdict", quoted(word(of.verdict))),
        ("snapshots", of.snapshots[0].to_string()),
        ("distinct", of.snapshots[1].to_string()),
        ("values", integers(&of.values)),
        ("times", array(of.times.iter().map(i64::to_string), false)),
        ("per_hour", or_null(of.per_hour.map(range))),
        ("newest", range(of.newest)),
        ("survival", or_null(of.survival.map(number))),
        ("allocation_rate", or_null(of.allocation_rate.map(number))),
        ("tests", tests(&of.tests)),
    ])
}

fn suspect(of: &Suspect, catalogue: &Catalogue) -> String {
    let entry = of.signature.and_then(|number| catalogue.entry(number));
    let known: Vec<i64> = of.values.iter().flatten().copied().collect();
    let stack = of
        .stack
        .iter()
        .map(|place| object(&[("function", quoted(&place.function)), ("source", quoted(&place.source))]));
    let label = |(key, value, share): &(String, String, f64)| {
        object(&[("key", quoted(key)), ("value", quoted(value)), ("share", number(*share))])
    };
    object(&[
        ("kind", quoted(kind_name(of.kind))),
        ("verdict", quoted(word(of.verdict))),
        ("function", quoted(&of.function)),
        ("state", quoted(&of.state)),
        ("signature", or_null(of.signature.map(|number| number.to_string()))),
        ("title", or_null(entry.map(|entry| quoted(&entry.title)))),
        ("counts", array(known.first().into_iter().chain(known.last()).map(i64::to_string), false)),
        ("values", integers(&of.values)),
        ("per_hour", or_null(of.per_hour.map(range))),
        ("share", number(of.share)),
        ("survival", or_null(of.survival.map(range))),
        ("kept_ids", or_null(of.kept.map(|[kept, first]| format!("[{kept}, {first}]")))),
        ("proved", of.proved.to_string()),
        ("minutes", or_null(of.minutes.map(|minutes| minutes.to_string()))),
        ("labels", array(of.labels.iter().map(label), false)),
        ("creator", or_null(of.creator.as_deref().map(quoted))),
        ("joined", array(of.joined.iter().map(usize::to_string), false)),
        ("is_joined", of.is_joined.to_string()),
        ("stack", array(stack, false)),
        ("tests", tests(&of.tests)),
    ])
}

/// The findings as a JSON object.
pub fn json(findings: &Findings, text: &FindingsText, catalogue: &Catalogue) -> String {
    let forecast = findings.forecast.map(|forecast| {
        object(&[
            ("limit", forecast.limit.to_string()),
            ("now", forecast.now.to_string()),
            ("from", forecast.from_nanos.to_string()),
            ("soonest_hours", number(forecast.hours[0])),
            ("latest_hours", number(forecast.hours[1])),
        ])
    });
    let healthy = |of: &crate::analysis::leaks::HealthyGroup| {
        object(&[
            ("function", quoted(&of.function)),
            ("state", quoted(&of.state)),
            ("value", of.value.to_string()),
        ])
    };
    let memory: Vec<(&str, String)> =
        findings.memory.iter().map(|(name, values)| (*name, integers(values))).collect();
    let advice = text
        .advice
        .iter()
        .map(|advice| object(&[("why", quoted(&advice.why)), ("command", quoted(&advice.command))]));
    let fields = [
        ("verdict", quoted(&text.verdict)),
        ("title", quoted(&text.title)),
        ("summary", texts(text.summary.iter().chain(&text.reasons).map(String::as_str))),
        ("heap", or_null(findings.heap.as_ref().map(judgement))),
        ("goroutines", or_null(findings.goroutines.as_ref().map(judgement))),
        ("suspects", array(findings.suspects.iter().map(|of| suspect(of, catalogue)), true)),
        ("loud", array(findings.loud.iter().map(healthy), true)),
        ("healthy", array(findings.healthy.iter().map(healthy), true)),
        ("forecast", or_null(forecast)),
        ("memory", object(&memory)),
        ("notes", texts(text.notes.iter().map(String::as_str))),
        ("advice", array(advice, true)),
    ];
    let lines: Vec<String> =
        fields.iter().map(|(key, value)| format!("  {}: {value}", quoted(key))).collect();
    format!("{{\n{}\n}}\n", lines.join(",\n"))
}

fn group(of: &GoroutineGroup, table: &GoroutineTable, at: usize, catalogue: &Catalogue) -> String {
    let newest = table.counting().last().and_then(|&newest| of.snapshots.get(newest));
    let states = newest.map(|newest| newest.states.as_slice()).unwrap_or_default();
    let frames = of.frames.iter().map(|frame| {
        let source =
            if frame.file.is_empty() { String::new() } else { format!("{}:{}", frame.file, frame.line) };
        object(&[("function", quoted(&frame.function)), ("source", quoted(&source))])
    });
    let state =
        |(state, count): &(String, i64)| object(&[("state", quoted(state)), ("count", count.to_string())]);
    object(&[
        ("function", or_null(of.owner().or(of.frames.first()).map(|frame| quoted(&frame.function)))),
        ("state", quoted(&of.state)),
        ("count", newest.map_or(0, |newest| newest.count).to_string()),
        ("counts", array(of.snapshots.iter().map(|snapshot| snapshot.count.to_string()), false)),
        ("states", array(states.iter().map(state), false)),
        ("leaked", of.proved().to_string()),
        ("minutes", or_null(newest.and_then(|newest| newest.minutes).map(|minutes| minutes.to_string()))),
        ("creator", or_null(of.creator.as_ref().map(|creator| quoted(&creator.function)))),
        ("origin", quoted(&format!("{:?}", of.origin).to_ascii_lowercase())),
        ("healthy", or_null(catalogue.healthy(table, at).map(quoted))),
        ("signature", or_null(catalogue.of_goroutines(table, at).map(|number| number.to_string()))),
        ("stack", array(frames, false)),
    ])
}

/// The groups of goroutines as a JSON object.
pub fn goroutines_json(table: &GoroutineTable, catalogue: &Catalogue) -> String {
    let capture = |capture: &crate::analysis::goroutines::Capture| {
        object(&[
            ("name", quoted(&capture.name)),
            ("form", quoted(&format!("{:?}", capture.form).to_ascii_lowercase())),
            ("time", capture.time_nanos.to_string()),
            ("total", capture.total.to_string()),
            ("is_cut", capture.is_cut.to_string()),
        ])
    };
    let groups = table.groups.iter().enumerate().map(|(at, of)| group(of, table, at, catalogue));
    format!(
        "{{\n  \"captures\": {},\n  \"groups\": {}\n}}\n",
        array(table.captures.iter().map(capture), true),
        array(groups, true)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_escaped() {
        assert_eq!(quoted("a\"b\\c\nd\te\u{1}ü"), "\"a\\\"b\\\\c\\nd\\te\\u0001ü\"");
        assert_eq!(
            (number(f64::INFINITY), number(1.5), number(3.0)),
            ("null".into(), "1.5".into(), "3".into())
        );
    }
}
