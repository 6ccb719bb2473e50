//! Numbers as the sentences have them: bytes as pprof prints them, and the rest short.

use crate::analysis::leaks::{Range, SuspectKind};
use crate::units::label;

/// A whole number with commas between thousands.
///
/// ```
/// use airflame::report::leaks::thousands;
/// assert_eq!((thousands(1_234_567), thousands(-999), thousands(0)), ("1,234,567".into(), "-999".into(), "0".into()));
/// ```
pub fn thousands(value: i64) -> String {
    let digits = value.unsigned_abs().to_string();
    let mut text = String::from(if value < 0 { "-" } else { "" });
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A value of a heap or of goroutines.
pub(super) fn amount(kind: SuspectKind, value: f64) -> String {
    match kind {
        SuspectKind::Heap => label(value as i64, "bytes"),
        SuspectKind::Goroutines => thousands(value.round() as i64),
    }
}

/// The same with its sign.
pub(super) fn change(kind: SuspectKind, value: f64) -> String {
    let text = amount(kind, value);
    if value > 0.0 && text != "0" { "+".to_owned() + &text } else { text }
}

/// Growth per hour: `+727MB/h`.
pub(super) fn rate(kind: SuspectKind, growth: Range) -> String {
    change(kind, growth.value) + "/h"
}

/// The range of growth per hour, ` (690MB to 768MB)`; empty where it is exact.
pub(super) fn rate_range(kind: SuspectKind, growth: Range) -> String {
    let [low, high] = [growth.low, growth.high].map(|end| amount(kind, end));
    if low == high { String::new() } else { format!(" ({low} to {high})") }
}

/// A share as a whole percentage, or with a digit where it is below one.
pub(super) fn percent(share: f64) -> String {
    let percent = share * 100.0;
    if percent > 0.0 && percent < 0.95 { format!("{percent:.1}%") } else { format!("{percent:.0}%") }
}

/// A number that is no measure of anything: as many digits as it needs.
pub(super) fn plain(value: f64) -> String {
    let size = value.abs();
    match () {
        () if value == value.round() => thousands(value as i64),
        () if size >= 100.0 => thousands(value.round() as i64),
        () if size >= 10.0 => format!("{value:.1}"),
        () if size >= 0.095 => format!("{value:.2}"),
        () if size >= 0.00095 => format!("{value:.4}").trim_end_matches('0').to_owned(),
        () => "0.001 or less".to_owned(),
    }
}

/// A span of hours: `38 to 43 minutes`. Its unit is that of the sooner.
pub(super) fn span(hours: [f64; 2]) -> String {
    const UNITS: [(f64, &str); 3] = [(48.0, "days"), (2.0, "hours"), (0.0, "minutes")];
    let (least, unit) = UNITS.into_iter().find(|(least, _)| hours[0] >= *least).unwrap_or(UNITS[2]);
    let size = if least > 2.0 {
        24.0
    } else if least > 0.0 {
        1.0
    } else {
        1.0 / 60.0
    };
    let digits = |hours: f64| {
        let value = hours / size;
        if value < 10.0 { format!("{value:.1}") } else { thousands(value.round() as i64) }
    };
    let [soonest, latest] = hours.map(digits);
    match () {
        () if hours[1].is_infinite() => format!("{soonest} {unit} at the soonest, or never"),
        () if soonest == latest => format!("about {soonest} {unit}"),
        () => format!("{soonest} to {latest} {unit}"),
    }
}

/// A length of time in nanoseconds.
pub(super) fn duration(nanos: i64) -> String {
    let seconds = nanos / 1_000_000_000;
    match seconds {
        0..120 => format!("{seconds} s"),
        120..7200 => format!("{} minutes", seconds / 60),
        7200..172_800 => format!("{} hours", seconds / 3600),
        _ => format!("{} days", seconds / 86_400),
    }
}

/// A function without the path of its package: `webhook.processWebhook.func1`.
pub(super) fn short_name(function: &str) -> &str {
    // A path may also stand in the brackets of type arguments.
    let end = function.find('[').unwrap_or(function.len());
    let start = function.get(..end).and_then(|name| name.rfind('/')).map_or(0, |slash| slash + 1);
    function.get(start..).unwrap_or(function)
}

/// A word with an `s` where there are several.
pub(super) fn counted(count: i64, word: &str) -> String {
    thousands(count) + " " + word + if count == 1 { "" } else { "s" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        assert_eq!(span([0.63, 0.72]), "38 to 43 minutes");
        assert_eq!(span([3.0, f64::INFINITY]), "3.0 hours at the soonest, or never");
        assert_eq!(span([60.0, 61.0]), "about 2.5 days");
        assert_eq!(span([0.0, 0.0]), "about 0.0 minutes");
        assert_eq!(
            (percent(0.984), percent(0.004), percent(0.0)),
            ("98%".into(), "0.4%".into(), "0%".into())
        );
        assert_eq!((plain(22.04), plain(0.0014), plain(6.0)), ("22.0".into(), "0.0014".into(), "6".into()));
        let growth = Range { value: 762_314_752.0, low: 723_517_440.0, high: 805_306_368.0 };
        assert_eq!(
            rate(SuspectKind::Heap, growth) + &rate_range(SuspectKind::Heap, growth),
            "+727MB/h (690MB to 768MB)"
        );
        let exact = Range { value: 5860.4, low: 5860.4, high: 5860.4 };
        assert_eq!(
            (rate(SuspectKind::Goroutines, exact), rate_range(SuspectKind::Goroutines, exact)),
            ("+5,860/h".into(), String::new())
        );
        assert_eq!(short_name("github.com/a/b.(*T).F[...].func1"), "b.(*T).F[...].func1");
        assert_eq!(short_name("main.F[go.shape/x]"), "main.F[go.shape/x]");
        assert_eq!(
            (duration(100_000_000_000), duration(600_000_000_000)),
            ("100 s".into(), "10 minutes".into())
        );
    }
}
