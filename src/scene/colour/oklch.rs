//! Colours of the screen, and OKLCH, the space to choose them in.

use std::fmt;

/// A colour of the screen: sRGB with alpha, `0xRRGGBBAA`. It shows itself in the syntax of CSS.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Colour(u32);

impl Colour {
    /// An opaque colour from `0xRRGGBB`.
    pub const fn rgb(hex: u32) -> Self {
        Self(hex << 8 | 0xff)
    }

    /// Red, green, blue and alpha.
    pub const fn rgba(self) -> [u8; 4] {
        self.0.to_be_bytes()
    }

    /// An opaque colour from OKLCH: lightness and chroma as in CSS's `oklch()`, the hue in degrees. A colour that
    /// no screen shows keeps its lightness and hue, and loses chroma until one does.
    pub fn oklch(lightness: f64, chroma: f64, hue: f64) -> Self {
        let (sin, cos) = hue.to_radians().sin_cos();
        let linear = |chroma: f64| linear_from_oklab([lightness, chroma * cos, chroma * sin]);
        let is_shown = |rgb: [f64; 3]| rgb.iter().all(|part| (-1e-6..=1.0 + 1e-6).contains(part));
        if is_shown(linear(chroma)) {
            return Self::from_linear(linear(chroma));
        }
        let (mut shown, mut hidden) = (0.0, chroma);
        for _ in 0..16 {
            let middle = (shown + hidden) / 2.0;
            if is_shown(linear(middle)) {
                shown = middle;
            } else {
                hidden = middle;
            }
        }
        Self::from_linear(linear(shown))
    }

    /// The same colour, more or less transparent.
    pub const fn with_alpha(self, alpha: u8) -> Self {
        Self(self.0 & 0xffff_ff00 | alpha as u32)
    }

    /// The alpha: 255 is opaque.
    pub const fn alpha(self) -> u8 {
        self.0 as u8
    }

    /// A mix of `share` of this colour with `other`, in OKLab as CSS's `color-mix(in oklab, …)` does. Opaque.
    pub fn mix(self, share: f64, other: Self) -> Self {
        let (one, two) = (oklab_from_linear(self.linear()), oklab_from_linear(other.linear()));
        let part = |at: usize| one[at] * share + two[at] * (1.0 - share);
        Self::from_linear(linear_from_oklab([part(0), part(1), part(2)]))
    }

    /// The relative luminance of WCAG: 0 for black, 1 for white.
    pub fn luminance(self) -> f64 {
        let [red, green, blue] = self.linear();
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    }

    /// Its lightness in OKLab.
    pub fn lightness(self) -> f64 {
        oklab_from_linear(self.linear())[0]
    }

    /// Red, green and blue in linear light, from 0 to 1.
    pub(super) fn linear(self) -> [f64; 3] {
        [24, 16, 8].map(|shift| {
            let part = f64::from((self.0 >> shift & 0xff) as u8) / 255.0;
            if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
        })
    }

    fn from_linear(linear: [f64; 3]) -> Self {
        let hex = linear.iter().fold(0, |hex, part| {
            let part = part.clamp(0.0, 1.0);
            let encoded =
                if part <= 0.003_130_8 { part * 12.92 } else { 1.055 * part.powf(1.0 / 2.4) - 0.055 };
            hex << 8 | (encoded * 255.0).round() as u32
        });
        Self::rgb(hex)
    }
}

impl fmt::Display for Colour {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.alpha() {
            0xff => write!(f, "#{:06x}", self.0 >> 8),
            _ => write!(f, "#{:08x}", self.0),
        }
    }
}

/// The contrast of two opaque colours by WCAG, from 1 to 21.
pub fn contrast(one: Colour, two: Colour) -> f64 {
    let (one, two) = (one.luminance(), two.luminance());
    (one.max(two) + 0.05) / (one.min(two) + 0.05)
}

/// Björn Ottosson's matrices: <https://bottosson.github.io/posts/oklab/>.
fn linear_from_oklab([lightness, a, b]: [f64; 3]) -> [f64; 3] {
    let long = (lightness + 0.396_337_777_4 * a + 0.215_803_757_3 * b).powi(3);
    let medium = (lightness - 0.105_561_345_8 * a - 0.063_854_172_8 * b).powi(3);
    let short = (lightness - 0.089_484_177_5 * a - 1.291_485_548_0 * b).powi(3);
    [
        4.076_741_662_1 * long - 3.307_711_591_3 * medium + 0.230_969_929_2 * short,
        -1.268_438_004_6 * long + 2.609_757_401_1 * medium - 0.341_319_396_5 * short,
        -0.004_196_086_3 * long - 0.703_418_614_7 * medium + 1.707_614_701_0 * short,
    ]
}

/// The place in OKLab, in which distances are as people see them.
pub(super) fn oklab_from_linear([red, green, blue]: [f64; 3]) -> [f64; 3] {
    let long = (0.412_221_470_8 * red + 0.536_332_536_3 * green + 0.051_445_992_9 * blue).cbrt();
    let medium = (0.211_903_498_2 * red + 0.680_699_545_1 * green + 0.107_396_956_6 * blue).cbrt();
    let short = (0.088_302_461_9 * red + 0.281_718_837_6 * green + 0.629_978_700_5 * blue).cbrt();
    [
        0.210_454_255_3 * long + 0.793_617_785_0 * medium - 0.004_072_046_8 * short,
        1.977_998_495_1 * long - 2.428_592_205_0 * medium + 0.450_593_709_9 * short,
        0.025_904_037_1 * long + 0.782_771_766_2 * medium - 0.808_675_766_0 * short,
    ]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn oklch_gives_what_browsers_give() {
        // Left: oklch() in Chromium, read back from a canvas.
        let table = [
            ("#ffffff", (1.0, 0.0, 0.0)),
            ("#000000", (0.0, 0.0, 0.0)),
            ("#ff0000", (0.627_955, 0.257_683, 29.233_9)),
            ("#00ff00", (0.866_44, 0.294_827, 142.495_3)),
            ("#0000ff", (0.452_014, 0.313_214, 264.052_0)),
            ("#808080", (0.599_871, 0.0, 0.0)),
        ];
        for (css, (lightness, chroma, hue)) in table {
            assert_eq!(Colour::oklch(lightness, chroma, hue).to_string(), css);
        }
    }

    #[test]
    fn a_colour_beyond_the_screen_keeps_its_lightness() {
        let clipped = Colour::oklch(0.87, 0.4, 264.0);
        assert!((clipped.lightness() - 0.87).abs() < 0.005, "{clipped} {}", clipped.lightness());
    }

    #[test]
    fn mixing_is_even_in_lightness() {
        let (black, white) = (Colour::rgb(0), Colour::rgb(0xff_ff_ff));
        assert_eq!(white.mix(1.0, black), white);
        assert_eq!(white.mix(0.0, black), black);
        assert!((white.mix(0.5, black).lightness() - 0.5).abs() < 0.003);
    }

    #[test]
    fn contrast_is_that_of_wcag() {
        assert!((contrast(Colour::rgb(0), Colour::rgb(0xff_ff_ff)) - 21.0).abs() < 1e-9);
        assert!((contrast(Colour::rgb(0x76_76_76), Colour::rgb(0xff_ff_ff)) - 4.54).abs() < 0.01);
    }

    #[test]
    fn css_names_alpha_only_where_there_is_one() {
        assert_eq!(Colour::rgb(0x0a_0b_0c).to_string(), "#0a0b0c");
        assert_eq!(Colour::rgb(0x0a_0b_0c).with_alpha(0x80).to_string(), "#0a0b0c80");
    }
}
