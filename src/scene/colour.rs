//! The colours of boxes: by package in one profile, by change in a diff, in both themes.
//!
//! Colours carry meaning here, so they are computed and tested rather than picked: boxes are OKLCH colours of one
//! lightness and chroma, and every text is legible on its box (WCAG 2.2 AA, a contrast of 4.5).

mod diff_colour;
mod diff_colouring;
mod diff_ramp;
mod oklch;
mod package_colour;
mod palette;

pub use diff_colour::DiffStep;
pub use diff_colouring::{DiffColouring, DiffScale, NoiseFloor};
pub use diff_ramp::{DiffPalette, DiffRamp};
pub use oklch::{Colour, contrast};
pub use package_colour::{PackageHue, PackageHues};
pub use palette::{Palette, Swatch, Theme};
