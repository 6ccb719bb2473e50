//! The palette: every colour that the flame graph is drawn with, for one theme.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::{Colour, DiffStep, PackageHue, contrast};

/// Light or dark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Theme {
    /// Dark ink on light ground.
    #[default]
    Light,
    /// Light ink on dark ground.
    Dark,
}

/// A box's fill and the colour of the text on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Swatch {
    /// The fill.
    pub fill: Colour,
    /// The text, legible on the fill.
    pub text: Colour,
}

/// Every colour that the flame graph is drawn with, for one theme. Made once per theme.
#[derive(Debug)]
pub struct Palette {
    /// Behind everything.
    pub ground: Colour,
    /// Outlines and texts.
    pub ink: Colour,
    /// The root's box.
    pub root: Swatch,
    /// The bar of a net increase.
    pub more_bar: Colour,
    /// The bar of a net decrease.
    pub less_bar: Colour,
    packages: Vec<Swatch>,
    muted_packages: Vec<Swatch>,
    diff: Vec<Swatch>,
    muted_diff: Vec<Swatch>,
}

/// The few colours that a theme is made of: the page's custom properties of the same names.
struct Tokens {
    ground: Colour,
    raise: Colour,
    ink: Colour,
    ink2: Colour,
    box_text: Colour,
    more: Colour,
    less: Colour,
    same: Colour,
    more_bar: Colour,
    less_bar: Colour,
    package_lightness: f64,
    package_chroma: f64,
    /// How much of a colour is left where it recedes.
    muted_share: f64,
}

const LIGHT: Tokens = Tokens {
    ground: Colour::rgb(0xfb_fb_fa),
    raise: Colour::rgb(0xf3_f3_f1),
    ink: Colour::rgb(0x1b_1d_20),
    ink2: Colour::rgb(0x55_5a_62),
    box_text: Colour::rgb(0x1b_1d_20),
    more: Colour::rgb(0xd9_54_1e),
    less: Colour::rgb(0x2f_6f_b3),
    same: Colour::rgb(0xdc_dc_d8),
    more_bar: Colour::rgb(0x70_26_05),
    less_bar: Colour::rgb(0x0b_32_5e),
    package_lightness: 0.87,
    package_chroma: 0.07,
    muted_share: 0.4,
};

const DARK: Tokens = Tokens {
    ground: Colour::rgb(0x12_14_17),
    raise: Colour::rgb(0x20_24_2a),
    ink: Colour::rgb(0xe9_ea_ec),
    ink2: Colour::rgb(0xa5_ac_b6),
    box_text: Colour::rgb(0x14_16_1a),
    more: Colour::rgb(0xf0_80_3c),
    less: Colour::rgb(0x5b_9b_e0),
    same: Colour::rgb(0x34_3a_42),
    more_bar: Colour::rgb(0x6b_2a_0c),
    less_bar: Colour::rgb(0x11_36_63),
    package_lightness: 0.74,
    package_chroma: 0.085,
    muted_share: 0.28,
};

static LIGHT_PALETTE: LazyLock<Palette> = LazyLock::new(|| Palette::new(&LIGHT));
static DARK_PALETTE: LazyLock<Palette> = LazyLock::new(|| Palette::new(&DARK));

impl Palette {
    /// The palette of a theme.
    pub fn of(theme: Theme) -> &'static Self {
        match theme {
            Theme::Light => &LIGHT_PALETTE,
            Theme::Dark => &DARK_PALETTE,
        }
    }

    fn new(tokens: &Tokens) -> Self {
        let plain = |fill| Swatch { fill, text: legible(fill, &[tokens.box_text, tokens.ink]) };
        let muted = |swatch: &Swatch| {
            let fill = swatch.fill.mix(tokens.muted_share, tokens.ground);
            Swatch { fill, text: legible(fill, &[tokens.ink2, tokens.ink, tokens.box_text]) }
        };
        let package = |hue: PackageHue| plain(hue.colour(tokens.package_lightness, tokens.package_chroma));
        let change = |step: DiffStep| {
            let end = if step > DiffStep::SAME { tokens.more } else { tokens.less };
            plain(end.mix(step.magnitude().abs() * 0.85, tokens.same))
        };
        let packages: Vec<Swatch> = PackageHue::all().map(package).collect();
        let diff: Vec<Swatch> = DiffStep::all().map(change).collect();
        Self {
            ground: tokens.ground,
            ink: tokens.ink,
            root: Swatch { fill: tokens.raise, text: tokens.ink },
            more_bar: tokens.more_bar,
            less_bar: tokens.less_bar,
            muted_packages: packages.iter().map(muted).collect(),
            muted_diff: diff.iter().map(muted).collect(),
            packages,
            diff,
        }
    }

    /// The colours of a package's boxes.
    pub fn package(&self, hue: PackageHue, is_muted: bool) -> Swatch {
        let swatches = if is_muted { &self.muted_packages } else { &self.packages };
        swatches[hue.index()]
    }

    /// The colours of boxes that changed so.
    pub fn change(&self, step: DiffStep, is_muted: bool) -> Swatch {
        let swatches = if is_muted { &self.muted_diff } else { &self.diff };
        swatches[step.index()]
    }
}

impl Swatch {
    /// The lines over a box of what is gone: away from the text, so that it stays legible.
    pub fn hatch(&self) -> Colour {
        let is_dark_text = self.text.luminance() < self.fill.luminance();
        if is_dark_text { WHITE.with_alpha(0x70) } else { BLACK.with_alpha(0x70) }
    }
}

const BLACK: Colour = Colour::rgb(0);
const WHITE: Colour = Colour::rgb(0xff_ff_ff);

/// The first of the colours that is legible on `fill`; black or white where none is, one of which always is.
fn legible(fill: Colour, preferred: &[Colour]) -> Colour {
    let is_legible = |&text: &Colour| contrast(fill, text) >= 4.5;
    let last = if is_legible(&WHITE) { WHITE } else { BLACK };
    preferred.iter().copied().find(is_legible).unwrap_or(last)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_is_legible_in_both_themes() {
        for theme in [Theme::Light, Theme::Dark] {
            let palette = Palette::of(theme);
            let packages = PackageHue::all().map(|hue| palette.package(hue, false));
            let muted = PackageHue::all().map(|hue| palette.package(hue, true));
            let changes = DiffStep::all().map(|step| palette.change(step, false));
            let muted_changes = DiffStep::all().map(|step| palette.change(step, true));
            let all = packages.chain(muted).chain(changes).chain(muted_changes).chain([palette.root]);
            for swatch in all {
                let contrast = contrast(swatch.fill, swatch.text);
                assert!(contrast >= 4.5, "{theme:?}: {} on {}: {contrast:.2}", swatch.text, swatch.fill);
            }
        }
    }

    #[test]
    fn text_on_packages_is_dark_in_both_themes() {
        for (theme, text) in [(Theme::Light, LIGHT.box_text), (Theme::Dark, DARK.box_text)] {
            let palette = Palette::of(theme);
            assert!(PackageHue::all().all(|hue| palette.package(hue, false).text == text));
        }
    }

    #[test]
    fn packages_are_equally_light() {
        for (theme, lightness) in [(Theme::Light, 0.87), (Theme::Dark, 0.74)] {
            for hue in PackageHue::all() {
                let fill = Palette::of(theme).package(hue, false).fill;
                assert!((fill.lightness() - lightness).abs() < 0.006, "{theme:?} {hue:?} {fill}");
            }
        }
    }

    #[test]
    fn the_ramp_goes_evenly_away_from_same() {
        for theme in [Theme::Light, Theme::Dark] {
            let steps: Vec<f64> =
                DiffStep::all().map(|step| Palette::of(theme).change(step, false).fill.lightness()).collect();
            let (less, more) = steps.split_at(DiffStep::SAME.index());
            let falls = theme == Theme::Light;
            assert!(more.windows(2).all(|pair| (pair[0] > pair[1]) == falls), "{theme:?} {more:?}");
            assert!(less.windows(2).all(|pair| (pair[0] < pair[1]) == falls), "{theme:?} {less:?}");
        }
    }

    #[test]
    fn what_recedes_is_nearer_to_the_ground() {
        for theme in [Theme::Light, Theme::Dark] {
            let palette = Palette::of(theme);
            for hue in PackageHue::all() {
                let (plain, muted) = (palette.package(hue, false).fill, palette.package(hue, true).fill);
                assert!(contrast(muted, palette.ground) < contrast(plain, palette.ground));
            }
        }
    }

    #[test]
    fn bars_stand_out_from_the_boxes_they_are_in() {
        for theme in [Theme::Light, Theme::Dark] {
            let palette = Palette::of(theme);
            let ends = [(DiffStep::LEAST, palette.less_bar), (DiffStep::MOST, palette.more_bar)];
            for (step, bar) in ends {
                // Non-text contrast of WCAG: 3.
                let contrast = contrast(palette.change(step, false).fill, bar);
                assert!(contrast >= 3.0, "{theme:?} {bar}: {contrast:.2}");
            }
        }
    }
}
