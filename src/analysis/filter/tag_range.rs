//! Ranges of numeric labels: `32kb`, `4mb:`, `:64kb`, `12kb:64mb` (`parseTagFilterRange` of pprof).

use super::tag::BadTagFilter;
use crate::units::scale;

/// A range of numbers in a unit, both ends included.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct TagRange {
    from: f64,
    to: f64,
    unit: String,
}

impl TagRange {
    /// The range that all of `text` says; `None` where it is none, and so is a regular expression.
    pub(super) fn parse(text: &str) -> Result<Option<Self>, BadTagFilter> {
        let (start, rest) = match text.strip_prefix(':') {
            Some(rest) => (None, rest),
            None => match amount(text) {
                Some((amount, rest)) => (Some(amount), rest),
                None => return Ok(None),
            },
        };
        let Some((start, end)) = (match (start, rest) {
            (Some(start), "") => Some((Some(start), Some(start))),
            (Some(start), ":") => Some((Some(start), None)),
            (start, rest) => {
                let rest = if start.is_some() { rest.strip_prefix(':') } else { Some(rest) };
                rest.and_then(amount).filter(|(_, rest)| rest.is_empty()).map(|(end, _)| (start, Some(end)))
            }
        }) else {
            return Ok(None);
        };
        let scaled = |(digits, unit): (&str, &str), to: &str| {
            let number =
                digits.parse().map_err(|_| BadTagFilter::NumberTooLarge { number: digits.to_owned() })?;
            let (value, unit) = scale(number, unit, to);
            Ok::<_, BadTagFilter>((value, unit.to_owned()))
        };
        let Some(first) = start.or(end) else { return Ok(None) };
        let (value, unit) = scaled(first, first.1)?;
        let mut range = Self { from: f64::NEG_INFINITY, to: f64::INFINITY, unit };
        if start.is_some() {
            range.from = value;
        }
        if let Some(end) = end {
            let (value, unit) = if start == Some(end) || start.is_none() {
                (value, range.unit.clone())
            } else {
                // An end without a unit is in that of the start, because a number of no unit scales to any.
                scaled(end, &range.unit)?
            };
            if unit != range.unit {
                return Ok(None);
            }
            range.to = value;
        }
        Ok(Some(range))
    }

    /// Whether a number in a unit lies in it. One of another kind of unit does not.
    pub(super) fn contains(&self, value: i64, unit: &str) -> bool {
        let (value, unit) = scale(value, unit, &self.unit);
        unit == self.unit && (self.from..=self.to).contains(&value)
    }
}

/// Digits with their sign and the letters behind them, at the beginning of a text, and what follows.
fn amount(text: &str) -> Option<((&str, &str), &str)> {
    let unsigned = text.strip_prefix(['+', '-']).unwrap_or(text);
    let digits = unsigned.trim_start_matches(|char: char| char.is_ascii_digit());
    if digits.len() == unsigned.len() {
        return None;
    }
    let rest = digits.trim_start_matches(|char: char| char.is_ascii_alphabetic());
    let number = &text[..text.len() - digits.len()];
    Some(((number, &digits[..digits.len() - rest.len()]), rest))
}
