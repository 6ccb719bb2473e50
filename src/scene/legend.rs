//! The legend of a diff, which is always visible beside it.

use super::colour::{Colour, DiffStep, Palette, Theme};

/// A mark on the ramp of a legend.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct LegendTick {
    /// Where on the ramp, from 0 at its left to 1.
    pub at: f64,
    /// What it says.
    pub label: &'static str,
}

/// The legend of a diff: the ramp of its colours and what they mean, in words that do not judge. More is neither
/// better nor worse.
#[derive(Debug, Clone, PartialEq)]
pub struct DiffLegend {
    /// The colours of the ramp from left to right, at even distances from 0 to 1.
    pub stops: Vec<Colour>,
    /// The marks below the ramp.
    pub ticks: [LegendTick; 5],
    /// What marks other than colour say.
    pub marks: [&'static str; 3],
}

impl DiffLegend {
    /// The legend in a theme.
    pub fn new(theme: Theme) -> Self {
        let palette = Palette::of(theme);
        let tick = |at, label| LegendTick { at, label };
        Self {
            stops: DiffStep::all().map(|step| palette.change(step, false).fill).collect(),
            ticks: [
                tick(0.0, "÷4 less"),
                tick(0.25, "÷2"),
                tick(0.5, "same"),
                tick(0.75, "×2"),
                tick(1.0, "×4 more"),
            ],
            marks: ["+ only in target", "− only in base (hatched)", "bar: net change"],
        }
    }

    /// The ramp as a CSS image.
    pub fn css_gradient(&self) -> String {
        let stops: Vec<String> = self.stops.iter().map(Colour::to_string).collect();
        format!("linear-gradient(90deg, {})", stops.join(", "))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ticks_stand_where_their_colours_are() {
        let legend = DiffLegend::new(Theme::Light);
        let steps = [(1, 4), (1, 2), (1, 1), (2, 1), (4, 1)].map(|(target, base)| DiffStep::of(base, target));
        for (tick, step) in legend.ticks.iter().zip(steps) {
            assert_eq!(tick.at * (DiffStep::COUNT - 1) as f64, step.index() as f64, "{}", tick.label);
        }
        assert_eq!(legend.stops.len(), DiffStep::COUNT);
        assert!(legend.css_gradient().starts_with("linear-gradient(90deg, #"));
    }
}
