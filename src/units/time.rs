//! Moments as text.

/// A moment in UTC, as `2026-11-22 05:30:52`; `None` where it is not known.
///
/// The civil date follows Howard Hinnant's `civil_from_days`.
pub fn utc_time(nanos: i64) -> Option<String> {
    if nanos == 0 {
        return None;
    }
    let seconds = nanos.div_euclid(1_000_000_000);
    let (days, second) = (seconds.div_euclid(86_400), seconds.rem_euclid(86_400));
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + i64::from(month <= 2);
    let (hour, minute, second) = (second / 3_600, second / 60 % 60, second % 60);
    Some(format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_the_time() {
        assert_eq!(utc_time(0), None);
        assert_eq!(utc_time(1_000_000_000).as_deref(), Some("1970-01-01 00:00:01"));
        assert_eq!(utc_time(951_782_400_000_000_000).as_deref(), Some("2000-02-29 00:00:00"));
        assert_eq!(utc_time(-1_000_000_000).as_deref(), Some("1969-12-31 23:59:59"));
        assert_eq!(utc_time(i64::MAX).as_deref(), Some("2262-04-11 23:47:16"));
    }
}
