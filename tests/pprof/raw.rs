//! Samples, locations and mappings against `go tool pprof -raw`.

use std::fmt::Write as _;

use airflame::pprof::open_slice;
use airflame::profile::Profile;

use crate::fixtures;

/// The lines of `-raw` from the samples on, without labels, as `String` of pprof's `profile.go` has them.
pub(crate) fn raw(profile: &Profile) -> String {
    let mut text = String::new();
    let samples = profile.samples();
    for (row, &stack) in samples.stacks().iter().enumerate() {
        let values = (0..samples.column_count()).map(|column| format!(" {:10}", samples.values(column)[row]));
        write!(text, "{}: ", values.collect::<String>()).unwrap();
        for &location in profile.stacks().get(stack) {
            write!(text, "{} ", profile.locations().get(location).wire_id).unwrap();
        }
        text.push('\n');
    }
    text.push_str("Locations\n");
    for id in profile.locations().ids() {
        let location = profile.locations().get(id);
        // The tool makes up a mapping where there is none.
        let mapping = if profile.mappings().is_empty() { Some(1) } else { None };
        let mapping = mapping.or(location.mapping.map(|id| profile.mappings().get(id).wire_id));
        let mapping = mapping.map_or(String::new(), |id| format!("M={id} "));
        let folded = if location.is_folded { "[F] " } else { "" };
        let head = format!("{:6}: {:#x} {mapping}{folded}", location.wire_id, location.address);
        let lines = profile.locations().lines(id);
        if lines.len() == 0 {
            writeln!(text, "{head}").unwrap();
        }
        for (number, line) in lines.enumerate() {
            let function = profile.functions().get(line.function);
            let (name, file) = (profile.text(function.name), profile.text(function.filename));
            let (row, column, start) = (line.line, line.column, function.start_line);
            let head = if number == 0 { head.as_str() } else { "             " };
            write!(text, "{head}{name} {file}:{row}:{column} s={start}").unwrap();
            let system_name = profile.text(function.system_name);
            if system_name != name {
                write!(text, "({system_name})").unwrap();
            }
            text.push('\n');
        }
    }
    text
}

/// The same part of the text of the tool.
pub(crate) fn expected(text: &str) -> String {
    let (_, samples) = text.split_once("Samples:\n").unwrap();
    let (_, lines) = samples.split_once('\n').unwrap();
    let (lines, _) = lines.split_once("Mappings\n").unwrap();
    let (samples, locations) = lines.split_once("Locations\n").unwrap();
    let is_sample = |line: &&str| {
        let values = line.split(':').next().unwrap_or_default();
        line.contains(": ") && values.split_whitespace().all(|value| value.parse::<i64>().is_ok())
    };
    let samples: Vec<&str> = samples.lines().filter(is_sample).collect();
    let samples = samples.iter().map(|line| format!("{line}\n")).collect::<String>();
    format!("{samples}Locations\n{locations}")
}

#[test]
fn agrees_with_the_raw_text_of_pprof() {
    let mut compared = 0;
    for fixture in fixtures::valid() {
        // Scaled values and labels that look like samples are for the report that prints this text.
        let Some(text) = fixtures::oracle_text(&fixture, "raw.txt") else { continue };
        let profile = open_slice(&fixture.bytes).unwrap().profile;
        assert_eq!(raw(&profile), expected(&text), "{}", fixture.path);
        compared += 1;
    }
    assert!(compared > 20, "{compared}");
}
