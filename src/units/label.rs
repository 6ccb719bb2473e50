//! Values as text.

use super::scale;

/// A value in `to`, as pprof prints it: two decimals unless they are zero, the unit right behind, and a bare
/// `0` for nothing (`ScaledLabel` of pprof).
///
/// ```
/// use airflame::units::scaled_label;
/// assert_eq!(scaled_label(1_048_575, "bytes", "auto"), "1024kB");
/// assert_eq!(scaled_label(25, "ms", "s"), "0.03s");
/// ```
pub fn scaled_label(value: i64, from: &str, to: &str) -> String {
    // Not only shorter: it is exact beyond 2^53, where a float is not.
    if from.is_empty() && to == "count" {
        return value.to_string();
    }
    let (scaled, unit) = scale(value, from, to);
    let mut text = format!("{scaled:.2}");
    if text.ends_with(".00") {
        text.truncate(text.len() - 3);
    }
    if text == "0" || text == "-0" {
        return "0".to_owned();
    }
    text + unit
}

/// A value in the unit that suits it: `1.50MB`, `30ms`, `5` (`Label` of pprof).
pub fn label(value: i64, unit: &str) -> String {
    scaled_label(value, unit, "auto")
}

/// A difference in the unit that suits it, always with its sign: `+1.50MB`, `-3`, `0`.
pub fn delta_label(value: i64, unit: &str) -> String {
    let label = label(value, unit);
    if value > 0 && label != "0" { format!("+{label}") } else { label }
}

/// The unit that suits all values of a report, of which `smallest` is the smallest that is not zero and `total`
/// the total (`selectOutputUnit` of pprof, its `-unit=minimum`).
///
/// It is the unit of the smallest, unless that lies more than a hundred times below the total in another
/// unit: then the unit in which the smallest shows as about 0.01.
///
/// ```
/// use airflame::units::common_unit;
/// assert_eq!(common_unit(10_000_000, 220_000_000, "nanoseconds"), "ms");
/// assert_eq!(common_unit(512, 24_000_000, "bytes"), "kB");
/// assert_eq!(common_unit(1, 770, "count"), "count");
/// ```
pub fn common_unit(smallest: i64, total: i64, unit: &str) -> &str {
    unit_between(if smallest == 0 { total } else { smallest }, total, unit)
}

/// The same for a smallest value that is taken as it is: 0 has a unit of its own.
pub fn unit_between(smallest: i64, total: i64, unit: &str) -> &str {
    let fitting = |value| scale(value, unit, "minimum").1;
    let mut common = fitting(smallest);
    if common != fitting(total) && smallest.saturating_mul(100) < total {
        common = fitting(smallest.saturating_mul(100));
    }
    if common.is_empty() { unit } else { common }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_those_of_pprof() {
        for (value, from, to, wanted) in [
            (1023, "bytes", "auto", "1023B"),
            (1_048_575, "bytes", "auto", "1024kB"),
            (15, "ms", "s", "0.01s"),
            (25, "ms", "s", "0.03s"),
            (125, "kb", "mb", "0.12MB"),
            (3599, "s", "auto", "3599s"),
            (3600, "s", "auto", "1hrs"),
            (0, "bytes", "auto", "0"),
            (0, "widgets", "widgets", "0"),
            (5, "samples", "samples", "5samples"),
            (5, "samples", "auto", "5"),
            (7, "", "count", "7"),
            (i64::MAX, "", "count", "9223372036854775807"),
            (-1536, "bytes", "auto", "-1.50kB"),
            (-1, "ns", "s", "0"),
        ] {
            assert_eq!(scaled_label(value, from, to), wanted, "{value} {from} -> {to}");
        }
    }

    #[test]
    fn a_difference_has_a_sign() {
        assert_eq!(delta_label(1536, "bytes"), "+1.50kB");
        assert_eq!(delta_label(-1536, "bytes"), "-1.50kB");
        assert_eq!(delta_label(3, "count"), "+3");
        assert_eq!(delta_label(0, "bytes"), "0");
    }
}
