//! Shares as text.

/// The share of `value` in `total`, without sign and at least five wide, as pprof prints it (`Percentage`):
/// two decimals from 1 % on, two significant digits below, and `  100%` for all that is close to it.
///
/// ```
/// use airflame::units::percentage;
/// assert_eq!(percentage(-50, 100), "50.00%");
/// assert_eq!(percentage(1, 1_000), "  0.1%");
/// assert_eq!(percentage(1, 10_000_000), "1e-05%");
/// ```
pub fn percentage(value: i64, total: i64) -> String {
    let share = if total == 0 { 0.0 } else { (value as f64 / total as f64).abs() * 100.0 };
    if (99.95..=100.05).contains(&share) {
        "  100%".to_owned()
    } else if share >= 1.0 {
        format!("{share:5.2}%")
    } else {
        format!("{:>5}%", two_significant_digits(share))
    }
}

/// What `%.2g` of C and Go prints for `value` between 0 and 1: no trailing zeros, an exponent below 0.0001.
fn two_significant_digits(value: f64) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let scientific = format!("{value:.1e}");
    let Some((digits, exponent)) = scientific.split_once('e') else { return scientific };
    let exponent: i32 = exponent.parse().unwrap_or(0);
    let digits = digits.trim_end_matches('0').trim_end_matches('.');
    if exponent < -4 {
        return format!("{digits}e-{:02}", -exponent);
    }
    let significant = i32::from(digits.len() > 1) + 1;
    let decimals = usize::try_from(significant - 1 - exponent).unwrap_or(0);
    format!("{value:.decimals$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_those_of_pprof() {
        for (value, total, wanted) in [
            (0, 100, "    0%"),
            (1, 101, " 0.99%"),
            (1, 1_000, "  0.1%"),
            (995, 100_000, "    1%"),
            (1, 100_000, "0.001%"),
            (1, 10_000_000, "1e-05%"),
            (-50, 100, "50.00%"),
            (12_345, 100, "12345.00%"),
            (5, 0, "    0%"),
            (1, 1, "  100%"),
            (9_995, 10_000, "  100%"),
            (9_994, 10_000, "99.94%"),
            (1, 80_000, "0.0013%"),
            (123, 1_000_000, "0.012%"),
            (30_000_000, 4_611_686_018_467_387_392, "6.5e-10%"),
            (1, 3_298_534_883_332, "3e-11%"),
            (1, 100, " 1.00%"),
            (1, 8, "12.50%"),
        ] {
            assert_eq!(percentage(value, total), wanted, "{value} of {total}");
        }
    }
}
