//! The colours of changes: a ramp from less over same to more, in several palettes.

use std::sync::OnceLock;

use serde::{Deserialize, Serialize};

use super::palette::Tokens;
use super::{Colour, DiffStep, Swatch, Theme};

/// Which colours mean less and more.
///
/// All are told apart by people who see red and green, or blue and yellow, alike: a test simulates it. Red against
/// green is not among them, because no shades of it pass.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum DiffPalette {
    /// Less is blue, more is orange.
    #[default]
    BlueOrange,
    /// Less is blue, more is yellow.
    BlueYellow,
    /// Less is purple, more is green.
    PurpleGreen,
}

/// Every colour of changes, for one palette and theme. Made once for each.
#[derive(Debug)]
pub struct DiffRamp {
    /// The bar of a net increase.
    pub more_bar: Colour,
    /// The bar of a net decrease.
    pub less_bar: Colour,
    plain: Vec<Swatch>,
    muted: Vec<Swatch>,
}

/// What a ramp is made of.
struct Ends {
    less: Colour,
    more: Colour,
    less_bar: Colour,
    more_bar: Colour,
}

const fn ends(less: u32, more: u32, less_bar: u32, more_bar: u32) -> Ends {
    let rgb = Colour::rgb;
    Ends { less: rgb(less), more: rgb(more), less_bar: rgb(less_bar), more_bar: rgb(more_bar) }
}

/// By theme, then by palette.
const ENDS: [[Ends; 3]; 2] = [
    [
        ends(0x2f_6f_b3, 0xd9_54_1e, 0x0b_32_5e, 0x70_26_05),
        ends(0x2f_6f_b3, 0xbf_8c_0a, 0x0b_32_5e, 0x4f_37_00),
        ends(0x9b_4b_bb, 0x2f_a0_3e, 0x40_10_55, 0x07_3a_11),
    ],
    [
        ends(0x5b_9b_e0, 0xf0_80_3c, 0x11_36_63, 0x6b_2a_0c),
        ends(0x5b_9b_e0, 0xe0_b0_30, 0x11_36_63, 0x52_3d_06),
        ends(0xc1_71_e3, 0x4c_c1_57, 0x45_13_5a, 0x0a_3d_14),
    ],
];

/// What is the same, by theme.
const SAME: [Colour; 2] = [Colour::rgb(0xdc_dc_d8), Colour::rgb(0x34_3a_42)];

/// How much of its end a change of the largest size has: the rest keeps texts legible.
const STRENGTH: f64 = 0.85;

static RAMPS: [[OnceLock<DiffRamp>; 3]; 2] = [const { [const { OnceLock::new() }; 3] }; 2];

impl DiffRamp {
    /// The ramp of a palette in a theme.
    pub fn of(theme: Theme, palette: DiffPalette) -> &'static Self {
        RAMPS[theme as usize][palette as usize].get_or_init(|| {
            Self::new(Tokens::of(theme), SAME[theme as usize], &ENDS[theme as usize][palette as usize])
        })
    }

    fn new(tokens: &Tokens, same: Colour, ends: &Ends) -> Self {
        let swatch = |step: DiffStep| {
            let end = if step > DiffStep::SAME { ends.more } else { ends.less };
            tokens.plain(end.mix(step.magnitude().abs() * STRENGTH, same))
        };
        let plain: Vec<Swatch> = DiffStep::all().map(swatch).collect();
        let muted = plain.iter().map(|swatch| tokens.muted(swatch)).collect();
        Self { more_bar: ends.more_bar, less_bar: ends.less_bar, plain, muted }
    }

    /// The colours of boxes that changed so.
    pub fn swatch(&self, step: DiffStep, is_muted: bool) -> Swatch {
        let swatches = if is_muted { &self.muted } else { &self.plain };
        swatches[step.index()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::colour::contrast;
    use crate::scene::colour::oklch::oklab_from_linear;

    const THEMES: [Theme; 2] = [Theme::Light, Theme::Dark];
    const PALETTES: [DiffPalette; 3] =
        [DiffPalette::BlueOrange, DiffPalette::BlueYellow, DiffPalette::PurpleGreen];

    fn ramps() -> impl Iterator<Item = (Theme, DiffPalette, &'static DiffRamp)> {
        let all = THEMES.into_iter().flat_map(|theme| PALETTES.map(|palette| (theme, palette)));
        all.map(|(theme, palette)| (theme, palette, DiffRamp::of(theme, palette)))
    }

    /// How a colour is seen: by most people, and without the cones for red, for green and for blue light. The matrices
    /// work on linear light, with severity 1: G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, "A
    /// Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE TVCG 15 (2009), table 1.
    const EYES: [(&str, [[f64; 3]; 3]); 4] = [
        ("most", [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]),
        (
            "protanopia",
            [
                [0.152_286, 1.052_583, -0.204_868],
                [0.114_503, 0.786_281, 0.099_216],
                [-0.003_882, -0.048_116, 1.051_998],
            ],
        ),
        (
            "deuteranopia",
            [
                [0.367_322, 0.860_646, -0.227_968],
                [0.280_085, 0.672_501, 0.047_413],
                [-0.011_820, 0.042_940, 0.968_881],
            ],
        ),
        (
            "tritanopia",
            [
                [1.255_528, -0.076_749, -0.178_779],
                [-0.078_411, 0.930_809, 0.147_602],
                [0.004_733, 0.691_367, 0.303_900],
            ],
        ),
    ];

    fn seen(colour: Colour, eyes: &[[f64; 3]; 3]) -> [f64; 3] {
        let light = colour.linear();
        let part = |row: &[f64; 3]| row.iter().zip(light).map(|(share, part)| share * part).sum::<f64>();
        oklab_from_linear([part(&eyes[0]), part(&eyes[1]), part(&eyes[2])])
    }

    /// How far apart two colours are in OKLab. From about 0.02 on they can be told apart side by side.
    fn distance(one: Colour, other: Colour, eyes: &[[f64; 3]; 3]) -> f64 {
        let (one, other) = (seen(one, eyes), seen(other, eyes));
        one.iter().zip(other).map(|(one, other)| (one - other).powi(2)).sum::<f64>().sqrt()
    }

    #[test]
    fn less_and_more_are_told_apart_by_all_eyes() {
        for (theme, palette, ramp) in ramps() {
            for (eyes, matrix) in &EYES {
                let at = |index| ramp.swatch(DiffStep::all().nth(index).unwrap(), false).fill;
                let ends = distance(at(0), at(32), matrix);
                assert!(ends >= 0.15, "{theme:?} {palette:?} {eyes}: the ends are {ends:.3} apart");
                let halves = distance(at(8), at(24), matrix);
                assert!(halves >= 0.07, "{theme:?} {palette:?} {eyes}: the halves are {halves:.3} apart");
                for end in [0, 32] {
                    let same = distance(at(end), at(16), matrix);
                    assert!(same >= 0.15, "{theme:?} {palette:?} {eyes}: {end} is {same:.3} from same");
                }
            }
        }
    }

    #[test]
    fn red_and_green_would_not_pass() {
        let (less, more) = (Colour::rgb(0x2e_8b_3a), Colour::rgb(0xd0_34_2c));
        let worst = EYES.iter().map(|(_, matrix)| distance(less, more, matrix)).fold(1.0, f64::min);
        assert!(worst < 0.07, "{worst:.3}");
    }

    #[test]
    fn every_text_is_legible() {
        for (theme, palette, ramp) in ramps() {
            for (step, is_muted) in DiffStep::all().flat_map(|step| [(step, false), (step, true)]) {
                let swatch = ramp.swatch(step, is_muted);
                let contrast = contrast(swatch.fill, swatch.text);
                let Swatch { fill, text } = swatch;
                assert!(contrast >= 4.5, "{theme:?} {palette:?}: {text} on {fill}: {contrast:.2}");
            }
        }
    }

    #[test]
    fn the_ramp_goes_evenly_away_from_same() {
        for (theme, palette, ramp) in ramps() {
            let steps: Vec<f64> =
                DiffStep::all().map(|step| ramp.swatch(step, false).fill.lightness()).collect();
            let falls = theme == Theme::Light;
            let (less, more) = (&steps[..=16], &steps[16..]);
            assert!(
                more.windows(2).all(|pair| (pair[0] > pair[1]) == falls),
                "{theme:?} {palette:?} {more:?}"
            );
            assert!(
                less.windows(2).all(|pair| (pair[0] < pair[1]) == falls),
                "{theme:?} {palette:?} {less:?}"
            );
        }
    }

    #[test]
    fn bars_stand_out_from_the_boxes_they_are_in() {
        for (theme, palette, ramp) in ramps() {
            for (step, bar) in [(DiffStep::LEAST, ramp.less_bar), (DiffStep::MOST, ramp.more_bar)] {
                // Non-text contrast of WCAG: 3.
                let contrast = contrast(ramp.swatch(step, false).fill, bar);
                assert!(contrast >= 3.0, "{theme:?} {palette:?} {bar}: {contrast:.2}");
            }
        }
    }
}
