//! The palette: every colour that the flame graph is drawn with, for one theme.

use std::sync::LazyLock;

use serde::{Deserialize, Serialize};

use super::{Colour, PackageHue, contrast};

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

/// Every colour that the flame graph is drawn with, for one theme, but those of changes, which are a
/// [`DiffRamp`](super::DiffRamp). Made once per theme.
#[derive(Debug)]
pub struct Palette {
    /// Behind everything.
    pub ground: Colour,
    /// Outlines and texts.
    pub ink: Colour,
    /// The root's box.
    pub root: Swatch,
    packages: Vec<Swatch>,
    muted_packages: Vec<Swatch>,
}

/// The few colours that a theme is made of: the page's custom properties of the same names.
pub(super) struct Tokens {
    ground: Colour,
    raise: Colour,
    ink: Colour,
    ink2: Colour,
    box_text: Colour,
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
        let package =
            |hue: PackageHue| tokens.plain(hue.colour(tokens.package_lightness, tokens.package_chroma));
        let packages: Vec<Swatch> = PackageHue::all().map(package).collect();
        Self {
            ground: tokens.ground,
            ink: tokens.ink,
            root: Swatch { fill: tokens.raise, text: tokens.ink },
            muted_packages: packages.iter().map(|swatch| tokens.muted(swatch)).collect(),
            packages,
        }
    }

    /// The colours of a package's boxes.
    pub fn package(&self, hue: PackageHue, is_muted: bool) -> Swatch {
        let swatches = if is_muted { &self.muted_packages } else { &self.packages };
        swatches[hue.index()]
    }
}

impl Tokens {
    pub(super) fn of(theme: Theme) -> &'static Self {
        match theme {
            Theme::Light => &LIGHT,
            Theme::Dark => &DARK,
        }
    }

    /// A box of that fill.
    pub(super) fn plain(&self, fill: Colour) -> Swatch {
        Swatch { fill, text: legible(fill, &[self.box_text, self.ink]) }
    }

    /// The same where it recedes.
    pub(super) fn muted(&self, swatch: &Swatch) -> Swatch {
        let fill = swatch.fill.mix(self.muted_share, self.ground);
        Swatch { fill, text: legible(fill, &[self.ink2, self.ink, self.box_text]) }
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
            for swatch in packages.chain(muted).chain([palette.root]) {
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
    fn what_recedes_is_nearer_to_the_ground() {
        for theme in [Theme::Light, Theme::Dark] {
            let palette = Palette::of(theme);
            for hue in PackageHue::all() {
                let (plain, muted) = (palette.package(hue, false).fill, palette.package(hue, true).fill);
                assert!(contrast(muted, palette.ground) < contrast(plain, palette.ground));
            }
        }
    }
}
