//! The legend of a diff, which is always visible beside it.

use super::colour::{Colour, DiffColouring, DiffRamp, DiffScale, DiffStep, Theme};
use crate::units::{delta_label, label};

/// A mark on the ramp of a legend.
#[derive(Debug, Clone, PartialEq)]
pub struct LegendTick {
    /// Where on the ramp, from 0 at its left to 1.
    pub at: f64,
    /// What it says.
    pub label: String,
}

/// The legend of a diff: the ramp of its colours and what they mean, in numbers and in words that do not judge. More is
/// neither better nor worse.
#[derive(Debug, Clone, PartialEq)]
pub struct DiffLegend {
    /// The colours of the ramp from left to right, at even distances from 0 to 1.
    pub stops: Vec<Colour>,
    /// The marks below the ramp.
    pub ticks: [LegendTick; 5],
    /// Which changes are too small for a colour; empty where none is.
    pub floor: String,
    /// What marks other than colour say.
    pub marks: [&'static str; 3],
}

impl DiffLegend {
    /// The legend in a theme, of values in a unit.
    pub fn new(theme: Theme, colouring: &DiffColouring, unit: &str) -> Self {
        let ramp = DiffRamp::of(theme, colouring.palette);
        let value = |value: u64| i64::try_from(value).unwrap_or(i64::MAX);
        let (whole, half) = (value(colouring.largest), value(colouring.largest / 2));
        let is_absolute = colouring.scale == DiffScale::Absolute;
        let labels = match is_absolute {
            false => ["÷4 less", "÷2", "same", "×2", "×4 more"].map(str::to_owned),
            true => [
                delta_label(-whole, unit) + " less",
                delta_label(-half, unit),
                "0".to_owned(),
                delta_label(half, unit),
                delta_label(whole, unit) + " more",
            ],
        };
        let mut at = 0.0;
        let ticks = labels.map(|label| {
            at += 0.25;
            LegendTick { at: at - 0.25, label }
        });
        let shown = |step: DiffStep| {
            // What the floor leaves without colour has a place on the scale of values, but none on that of factors.
            let change = step.magnitude().abs() * colouring.largest as f64;
            let is_noise = is_absolute && change < colouring.floor as f64;
            ramp.swatch(if is_noise { DiffStep::SAME } else { step }, false).fill
        };
        let floor = match colouring.floor {
            0 => String::new(),
            floor => ["below ", &label(value(floor), unit), ": neutral"].concat(),
        };
        Self {
            stops: DiffStep::all().map(shown).collect(),
            ticks,
            floor,
            marks: [
                "+ only in target",
                "− only in base (hatched)",
                "bar: net change, more from the left, less from the right",
            ],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(legend: &DiffLegend) -> Vec<&str> {
        legend.ticks.iter().map(|tick| tick.label.as_str()).collect()
    }

    #[test]
    fn ticks_stand_where_their_colours_are() {
        let legend = DiffLegend::new(Theme::Light, &DiffColouring::default(), "bytes");
        let steps =
            [(1, 4), (1, 2), (1, 1), (2, 1), (4, 1)].map(|(target, base)| DiffStep::of_factor(base, target));
        for (tick, step) in legend.ticks.iter().zip(steps) {
            assert_eq!(tick.at * (DiffStep::COUNT - 1) as f64, step.index() as f64, "{}", tick.label);
        }
        assert_eq!(legend.stops.len(), DiffStep::COUNT);
        assert_eq!(labels(&legend), ["÷4 less", "÷2", "same", "×2", "×4 more"]);
        assert_eq!(legend.floor, "");
    }

    #[test]
    fn absolute_ticks_are_values() {
        let scale = DiffScale::Absolute;
        let colouring =
            DiffColouring { scale, largest: 15_938_355, floor: 24_064, ..DiffColouring::default() };
        let legend = DiffLegend::new(Theme::Dark, &colouring, "bytes");
        assert_eq!(labels(&legend), ["-15.20MB less", "-7.60MB", "0", "+7.60MB", "+15.20MB more"]);
        assert_eq!(legend.floor, "below 23.50kB: neutral");
    }

    #[test]
    fn the_ramp_is_neutral_below_the_floor() {
        let scale = DiffScale::Absolute;
        let colouring = DiffColouring { scale, largest: 160, floor: 25, ..DiffColouring::default() };
        let legend = DiffLegend::new(Theme::Light, &colouring, "count");
        let same = legend.stops[16];
        let neutral: Vec<usize> = (0..33).filter(|&step| legend.stops[step] == same).collect();
        assert_eq!(neutral, [14, 15, 16, 17, 18]);
    }
}
