//! What the base is multiplied by, in words and in the address bar.

use super::duration_text;
use crate::analysis::{Normalise, Scaling, ScalingReason};
use crate::units::parse_number;
use crate::worker::protocol::ProfileSummary;

/// The ways to normalise that can be chosen, by their values on the page and in the address bar.
pub const AUTOMATIC: &str = "auto";
/// Nothing is multiplied.
pub const OFF: &str = "off";
/// The user sets the factor.
pub const SET: &str = "set";

/// What a choice is called on the page: one of [`AUTOMATIC`], [`OFF`], [`SET`].
pub fn normalise_name(choice: Normalise) -> &'static str {
    match choice {
        Normalise::Automatic => AUTOMATIC,
        Normalise::Off => OFF,
        Normalise::By(_) => SET,
    }
}

/// A choice in the address bar: empty for the usual one, else `off` or the factor.
pub(super) fn normalise_text(choice: Normalise) -> String {
    match choice {
        Normalise::Automatic => String::new(),
        Normalise::Off => OFF.to_owned(),
        Normalise::By(factor) => factor.to_string(),
    }
}

/// The choice that a text in the address bar, or typed as a factor, means.
pub fn normalise_of(text: &str) -> Normalise {
    if text == OFF {
        return Normalise::Off;
    }
    let factor = parse_number(text.trim()).filter(|factor| *factor > 0.0);
    factor.map_or(Normalise::Automatic, Normalise::By)
}

/// A factor to four significant digits, at most: `×1.234`, `×0.05`.
pub fn factor_text(factor: f64) -> String {
    let digits = (3.0 - factor.abs().max(1e-9).log10().floor()).clamp(0.0, 9.0) as usize;
    let text = format!("×{factor:.digits$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// Why the base has its factor, in one sentence.
pub fn scaling_text(scaling: Scaling, base: &ProfileSummary, target: &ProfileSummary) -> String {
    let factor = factor_text(scaling.factor);
    let why = match scaling.reason {
        ScalingReason::Stock => "what is in use is compared as it is",
        ScalingReason::Same => "both were counted over the same time or sum up to the same",
        ScalingReason::OneProcess => {
            "readings of one process’s counters, the difference is what happened in between"
        }
        ScalingReason::Duration => {
            let [from, to] = [base, target].map(|side| duration_text(side.duration_nanos));
            return ["base ", &factor, ": it was counted over ", &from, ", the target over ", &to].concat();
        }
        ScalingReason::Total => "the totals differ, and it is not known over which times they were counted",
        ScalingReason::Chosen => "as you chose",
    };
    ["base ", &factor, ": ", why].concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::app::state::tests::profile;

    #[test]
    fn factors_are_short() {
        let texts = [1.0, 2.5, 1.23456, 0.012345, 123456.7, 9.99996].map(factor_text);
        assert_eq!(texts, ["×1", "×2.5", "×1.235", "×0.01235", "×123457", "×10"]);
    }

    #[test]
    fn the_address_bar_gives_back_what_it_was_given() {
        for choice in [Normalise::Automatic, Normalise::Off, Normalise::By(0.25)] {
            assert_eq!(normalise_of(&normalise_text(choice)), choice);
        }
        assert_eq!(["", "x", "0", "-1", "inf"].map(normalise_of), [Normalise::Automatic; 5]);
    }

    #[test]
    fn says_over_which_times() {
        let mut sides = [profile(1, "a", &["cpu"], 1), profile(2, "b", &["cpu"], 2)];
        (sides[0].duration_nanos, sides[1].duration_nanos) = (10_000_000_000, 25_000_000_000);
        let scaling = Scaling { factor: 2.5, reason: ScalingReason::Duration };
        assert_eq!(
            scaling_text(scaling, &sides[0], &sides[1]),
            "base ×2.5: it was counted over 10 s, the target over 25 s"
        );
    }
}
