//! Shapes: what a painter draws, in CSS pixels.

use std::fmt;

use super::colour::Colour;

/// A rectangle in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rect {
    /// The left edge.
    pub x: f64,
    /// The top edge.
    pub y: f64,
    /// The width.
    pub width: f64,
    /// The height.
    pub height: f64,
}

impl Rect {
    /// The right edge.
    pub fn right(&self) -> f64 {
        self.x + self.width
    }

    /// The lower edge.
    pub fn bottom(&self) -> f64 {
        self.y + self.height
    }
}

/// One thing to draw.
///
/// Shapes of a kind do not cover each other, so a painter may draw all rectangles by colour, then all hatches,
/// bars, texts and outlines: **the order of the kinds below is the order of painting.**
#[derive(Debug, Clone, PartialEq)]
pub enum Shape {
    /// A filled box.
    Rect {
        /// Where.
        rect: Rect,
        /// The radius of its corners.
        radius: f64,
        /// Its colour.
        fill: Colour,
    },
    /// Diagonal lines over a box: what it stands for is gone.
    Hatch {
        /// Where.
        rect: Rect,
        /// The colour of the lines.
        stroke: Colour,
    },
    /// The bar in a box that shows its net change.
    Bar {
        /// Where.
        rect: Rect,
        /// Its colour.
        fill: Colour,
    },
    /// A line of text in [`FONT_FAMILY`](super::FONT_FAMILY) at [`FONT_SIZE`](super::FONT_SIZE).
    Text {
        /// Its left edge.
        x: f64,
        /// Its baseline.
        y: f64,
        /// How wide the page's font is supposed to make it: elsewhere another font may have to be squeezed.
        width: f64,
        /// What it says.
        text: String,
        /// Its colour.
        fill: Colour,
    },
    /// The outline of a box, centred on its edge.
    Outline {
        /// Where.
        rect: Rect,
        /// The radius of its corners.
        radius: f64,
        /// The width of the line.
        width: f64,
        /// Its colour.
        stroke: Colour,
    },
}

/// One line per shape, for snapshots: a test of a picture that shows what has changed in it.
impl fmt::Display for Shape {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = |rect: &Rect| {
            let [x, y, width, height] = [rect.x, rect.y, rect.width, rect.height].map(rounded);
            format!("{x},{y} {width}×{height}")
        };
        match self {
            Self::Rect { rect, radius, fill } => write!(f, "rect    {} r{radius} {fill}", place(rect)),
            Self::Hatch { rect, stroke } => write!(f, "hatch   {} {stroke}", place(rect)),
            Self::Bar { rect, fill } => write!(f, "bar     {} {fill}", place(rect)),
            Self::Text { x, y, text, fill, .. } => {
                write!(f, "text    {},{} {fill} {text}", rounded(*x), rounded(*y))
            }
            Self::Outline { rect, radius, width, stroke } => {
                write!(f, "outline {} r{radius} {width}px {stroke}", place(rect))
            }
        }
    }
}

/// A length to two decimals, without trailing zeros or a negative zero.
pub(crate) fn rounded(length: f64) -> f64 {
    (length * 100.0).round() / 100.0 + 0.0
}
