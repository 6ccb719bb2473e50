//! A whole profile as text (`-raw`), as `Profile.String()` of pprof has it.

use std::collections::BTreeMap;
use std::io::Write as _;

use crate::analysis::sort_items;
use crate::profile::{Label, LabelValue, LocationId, Mapping, Profile, StringId, ValueType};

/// A whole profile as text: header, samples, locations and mappings, with the ids of the file.
///
/// `go tool pprof -raw` shows a profile without mappings as [`with_a_mapping`](crate::analysis::with_a_mapping) makes
/// it, and prunes what `drop_frames` says; here it is printed as it is.
pub fn raw(profile: &Profile) -> Vec<u8> {
    let mut report = Report { profile, text: Vec::new() };
    report.header();
    report.samples();
    report.text.extend_from_slice(b"Locations\n");
    profile.locations().ids().for_each(|id| report.location(id));
    report.text.extend_from_slice(b"Mappings\n");
    profile.mappings().iter().for_each(|mapping| report.mapping(&mapping));
    report.text
}

struct Report<'a> {
    profile: &'a Profile,
    text: Vec<u8>,
}

impl Report<'_> {
    fn number(&mut self, number: impl std::fmt::Display) {
        // Writing to a vector cannot fail.
        let _ = write!(self.text, "{number}");
    }

    fn bytes(&mut self, bytes: &[u8]) {
        self.text.extend_from_slice(bytes);
    }

    fn name(&mut self, id: StringId) {
        self.text.extend_from_slice(self.profile.strings().bytes(id));
    }

    /// A line of the header that is one name.
    fn named(&mut self, title: &[u8], name: StringId) {
        self.bytes(title);
        self.name(name);
        self.bytes(b"\n");
    }

    fn header(&mut self) {
        let header = self.profile.header();
        for &comment in &header.comments {
            self.named(b"Comment: ", comment);
        }
        if !self.profile.strings().bytes(header.doc_url).is_empty() {
            self.named(b"Doc: ", header.doc_url);
        }
        let nothing = ValueType { kind: StringId::EMPTY, unit: StringId::EMPTY };
        let ValueType { kind, unit } = header.period_type.unwrap_or(nothing);
        self.bytes(b"PeriodType: ");
        self.name(kind);
        self.bytes(b" ");
        self.name(unit);
        self.bytes(b"\nPeriod: ");
        self.number(header.period);
        if header.time_nanos != 0 {
            self.bytes(b"\nTime: ");
            self.time(header.time_nanos);
        }
        if header.duration_nanos != 0 {
            // The precision of the verb cuts the text, not the number.
            let cut: String = go_duration(header.duration_nanos).chars().take(4).collect();
            self.bytes(b"\nDuration: ");
            self.bytes(cut.as_bytes());
        }
        self.bytes(b"\nSamples:\n");
    }

    fn samples(&mut self) {
        let (profile, header) = (self.profile, self.profile.header());
        let strings = profile.strings();
        let start = self.text.len();
        for ValueType { kind, unit } in &header.sample_types {
            self.name(*kind);
            self.bytes(b"/");
            self.name(*unit);
            let is_default = strings.bytes(*kind) == strings.bytes(header.default_sample_type);
            self.bytes(if is_default { b"[dflt] " } else { b" " });
        }
        trim_from(&mut self.text, start);
        self.bytes(b"\n");
        let samples = profile.samples();
        for (row, (&stack, &labels)) in samples.stacks().iter().zip(samples.labels()).enumerate() {
            for column in 0..samples.column_count() {
                let value = samples.values(column)[row];
                self.number(format_args!(" {value:10}"));
            }
            self.bytes(b": ");
            for &location in profile.stacks().get(stack) {
                let id = profile.locations().get(location).wire_id;
                self.number(format_args!("{id} "));
            }
            self.bytes(b"\n");
            self.labels(profile.labels().get(labels));
        }
    }

    /// Texts stand in one line and numbers in another, each sorted.
    fn labels(&mut self, labels: &[Label]) {
        let strings = self.profile.strings();
        let mut texts: BTreeMap<&[u8], Vec<&[u8]>> = BTreeMap::new();
        let mut numbers: BTreeMap<&[u8], Vec<(i64, StringId)>> = BTreeMap::new();
        for label in labels {
            let key = strings.bytes(label.key);
            match label.value {
                LabelValue::Text(text) => texts.entry(key).or_default().push(strings.bytes(text)),
                LabelValue::Number(number, unit) => numbers.entry(key).or_default().push((number, unit)),
            }
        }
        let texts = texts.into_iter().map(|(key, values)| list(key, &values));
        self.sorted(texts.collect());
        let numbers = numbers.into_iter().map(|(key, values)| {
            // One unit is enough for all of a key to be shown with theirs.
            let has_units = values.iter().any(|(_, unit)| *unit != StringId::EMPTY);
            let shown = values.iter().map(|(number, unit)| {
                let mut shown = number.to_string().into_bytes();
                if has_units {
                    shown.push(b' ');
                    shown.extend_from_slice(strings.bytes(*unit));
                }
                shown
            });
            list(key, &shown.collect::<Vec<_>>())
        });
        self.sorted(numbers.collect());
    }

    fn sorted(&mut self, mut lists: Vec<Vec<u8>>) {
        if !lists.is_empty() {
            sort_items(&mut lists, &Ord::cmp);
            self.bytes(b"                ");
            self.bytes(&lists.join(&b' '));
            self.bytes(b"\n");
        }
    }

    fn location(&mut self, id: LocationId) {
        let profile = self.profile;
        let location = profile.locations().get(id);
        self.number(format_args!("{:6}: {:#x} ", location.wire_id, location.address));
        if let Some(mapping) = location.mapping {
            self.number(format_args!("M={} ", profile.mappings().get(mapping).wire_id));
        }
        if location.is_folded {
            self.bytes(b"[F] ");
        }
        for (row, line) in profile.locations().lines(id).enumerate() {
            if row > 0 {
                self.bytes(b"\n             ");
            }
            let function = profile.functions().get(line.function);
            self.name(function.name);
            self.bytes(b" ");
            self.name(function.filename);
            self.number(format_args!(":{}:{} s={}", line.line, line.column, function.start_line));
            let strings = profile.strings();
            if strings.bytes(function.name) != strings.bytes(function.system_name) {
                self.bytes(b"(");
                self.name(function.system_name);
                self.bytes(b")");
            }
        }
        self.bytes(b"\n");
    }

    fn mapping(&mut self, mapping: &Mapping) {
        let Mapping { wire_id, start, limit, offset, file, build_id, symbolized } = *mapping;
        self.number(format_args!("{wire_id}: {start:#x}/{limit:#x}/{offset:#x} "));
        self.name(file);
        self.bytes(b" ");
        self.name(build_id);
        self.bytes(b" ");
        let bits = [
            (symbolized.functions, b"[FN]"),
            (symbolized.filenames, b"[FL]"),
            (symbolized.line_numbers, b"[LN]"),
            (symbolized.inline_frames, b"[IN]"),
        ];
        for (_, bit) in bits.into_iter().filter(|(is_set, _)| *is_set) {
            self.bytes(bit);
        }
        self.bytes(b"\n");
    }

    /// A time of UTC, as Go prints it: `2026-11-22 11:09:20.5 +0000 UTC`.
    fn time(&mut self, nanos: i64) {
        const SECOND: i64 = 1_000_000_000;
        let (seconds, fraction) = (nanos.div_euclid(SECOND), nanos.rem_euclid(SECOND));
        let (day, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
        let (year, month, day) = date(day);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        self.number(format_args!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"));
        if fraction != 0 {
            let digits = format!("{fraction:09}");
            self.number(format_args!(".{}", digits.trim_end_matches('0')));
        }
        self.bytes(b" +0000 UTC");
    }
}

/// `key:[value value]`
fn list(key: &[u8], values: &[impl AsRef<[u8]>]) -> Vec<u8> {
    let values: Vec<&[u8]> = values.iter().map(AsRef::as_ref).collect();
    [key, b":[", &values.join(&b' '), b"]"].concat()
}

/// Removes white space at both ends of what was written from `start` on.
fn trim_from(text: &mut Vec<u8>, start: usize) {
    let line = text.split_off(start);
    // Names that are not UTF-8 hold no white space of Unicode that would stand at an end.
    text.extend_from_slice(
        std::str::from_utf8(&line).map_or(line.trim_ascii(), |line| line.trim().as_bytes()),
    );
}

/// Year, month and day of a day since 1970 (H. Hinnant's `civil_from_days`, in which a year begins in March).
fn date(day: i64) -> (i64, i64, i64) {
    let day = day + 719_468;
    let (era, day_of_era) = (day.div_euclid(146_097), day.rem_euclid(146_097));
    let year = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + i64::from(month <= 2), month, day)
}

/// A duration as Go prints it: `1h2m3.5s`, and below a second `1.5ms`, `1.5µs` or `15ns`.
fn go_duration(nanos: i64) -> String {
    let sign = if nanos < 0 { "-" } else { "" };
    let nanos = nanos.unsigned_abs();
    let with_fraction = |whole: u64, unit: u64| {
        let digits = unit.ilog10() as usize;
        let fraction = format!("{:0digits$}", whole % unit);
        let fraction = if unit == 1 { "" } else { fraction.trim_end_matches('0') };
        let point = if fraction.is_empty() { "" } else { "." };
        format!("{}{point}{fraction}", whole / unit)
    };
    let text = match nanos {
        0 => "0s".to_owned(),
        1..1_000 => format!("{nanos}ns"),
        1_000..1_000_000 => format!("{}µs", with_fraction(nanos, 1_000)),
        1_000_000..1_000_000_000 => format!("{}ms", with_fraction(nanos, 1_000_000)),
        _ => {
            let (minutes, rest) = (nanos / 60_000_000_000, nanos % 60_000_000_000);
            let seconds = with_fraction(rest, 1_000_000_000);
            match (minutes / 60, minutes % 60) {
                (0, 0) => format!("{seconds}s"),
                (0, minutes) => format!("{minutes}m{seconds}s"),
                (hours, minutes) => format!("{hours}h{minutes}m{seconds}s"),
            }
        }
    };
    format!("{sign}{text}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_those_of_go() {
        let cases = [
            (1, "1ns"),
            (1_100, "1.1µs"),
            (2_000_000, "2ms"),
            (30_123_000_000, "30.123s"),
            (60_000_000_000, "1m0s"),
            (3_661_000_000_001, "1h1m1.000000001s"),
            (-1_500_000_000, "-1.5s"),
            (i64::MIN, "-2562047h47m16.854775808s"),
        ];
        for (nanos, expected) in cases {
            assert_eq!(go_duration(nanos), expected);
        }
    }

    #[test]
    fn dates_are_right() {
        assert_eq!(date(0), (1970, 1, 1));
        assert_eq!(date(11_016), (2000, 2, 29));
        assert_eq!(date(-1), (1969, 12, 31));
        assert_eq!(date(20_779), (2026, 11, 22));
    }
}
