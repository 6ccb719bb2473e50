//! Shapes as a standalone SVG file.

use std::fmt::{self, Write};

use crate::scene::colour::Colour;
use crate::scene::{FONT_FAMILY, FONT_SIZE, Rect, Shape, Size};

/// What an SVG file says besides its shapes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SvgPage<'a> {
    /// Its title: the profile and its metric.
    pub title: &'a str,
    /// Its size in CSS pixels.
    pub size: Size,
    /// Behind everything.
    pub ground: Colour,
}

/// The shapes as a standalone SVG file, in the order of painting. The same shapes give the same file, byte by
/// byte: it holds no ids or times.
pub fn to_svg(page: &SvgPage<'_>, shapes: &[Shape]) -> String {
    let mut svg = String::with_capacity(256 + shapes.len() * 96);
    // Writing to a string does not fail.
    let _ = write_svg(&mut svg, page, shapes);
    svg
}

fn write_svg(svg: &mut String, page: &SvgPage<'_>, shapes: &[Shape]) -> fmt::Result {
    let Size { width, height } = page.size;
    let (width, height) = (Length(width), Length(height));
    let title = Escaped(page.title);
    writeln!(
        svg,
        r#"<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" font-family="{}" font-size="{FONT_SIZE}">"#,
        Escaped(FONT_FAMILY),
    )?;
    writeln!(svg, "<title>{title}</title>")?;
    writeln!(svg, r#"<rect width="{width}" height="{height}" fill="{}"/>"#, page.ground)?;
    for pass in [is_rect, is_hatch, is_bar, is_text, is_outline] {
        for shape in shapes.iter().filter(|shape| pass(shape)) {
            write_shape(svg, shape)?;
        }
    }
    writeln!(svg, "</svg>")
}

fn is_rect(shape: &Shape) -> bool {
    matches!(shape, Shape::Rect { .. })
}

fn is_hatch(shape: &Shape) -> bool {
    matches!(shape, Shape::Hatch { .. })
}

fn is_bar(shape: &Shape) -> bool {
    matches!(shape, Shape::Bar { .. })
}

fn is_text(shape: &Shape) -> bool {
    matches!(shape, Shape::Text { .. })
}

fn is_outline(shape: &Shape) -> bool {
    matches!(shape, Shape::Outline { .. })
}

fn write_shape(svg: &mut String, shape: &Shape) -> fmt::Result {
    match shape {
        Shape::Rect { rect, radius, fill } => {
            write!(svg, "<rect {}", Place(rect))?;
            if *radius > 0.0 {
                write!(svg, r#" rx="{}""#, Length(*radius))?;
            }
            writeln!(svg, r#" fill="{fill}"/>"#)
        }
        Shape::Hatch { rect, stroke } => {
            write!(svg, r#"<path d=""#)?;
            for [x1, y1, x2, y2] in super::hatch_lines(rect) {
                write!(svg, "M{} {}L{} {}", Length(x1), Length(y1), Length(x2), Length(y2))?;
            }
            writeln!(svg, r#"" stroke="{stroke}" stroke-width="{}" fill="none"/>"#, super::HATCH_WIDTH)
        }
        Shape::Bar { rect, fill } => writeln!(svg, r#"<rect {} fill="{fill}"/>"#, Place(rect)),
        Shape::Text { x, y, width, text, fill } => {
            let (x, y, width, text) = (Length(*x), Length(*y), Length(*width), Escaped(text));
            writeln!(
                svg,
                r#"<text x="{x}" y="{y}" textLength="{width}" lengthAdjust="spacingAndGlyphs" fill="{fill}" xml:space="preserve">{text}</text>"#
            )
        }
        Shape::Outline { rect, radius, width, stroke } => {
            let (place, radius, width) = (Place(rect), Length(*radius), Length(*width));
            writeln!(
                svg,
                r#"<rect {place} rx="{radius}" fill="none" stroke="{stroke}" stroke-width="{width}"/>"#
            )
        }
    }
}

/// A length to two decimals.
struct Length(f64);

impl fmt::Display for Length {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let length = if self.0.is_finite() { self.0 } else { 0.0 };
        write!(f, "{}", (length * 100.0).round() / 100.0 + 0.0)
    }
}

/// The attributes of a rectangle's place.
struct Place<'a>(&'a Rect);

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Rect { x, y, width, height } = *self.0;
        let (x, y, width, height) = (Length(x), Length(y), Length(width), Length(height));
        write!(f, r#"x="{x}" y="{y}" width="{width}" height="{height}""#)
    }
}

/// Text as XML has it. Control characters, which XML cannot hold, become the replacement character.
struct Escaped<'a>(&'a str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for character in self.0.chars() {
            match character {
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '&' => f.write_str("&amp;")?,
                '"' => f.write_str("&quot;")?,
                '\t' | '\n' | '\r' => f.write_char(' ')?,
                '\0'..'\u{20}' | '\u{fffe}' | '\u{ffff}' => f.write_char('\u{fffd}')?,
                _ => f.write_char(character)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_shape_has_its_element() {
        let rect = Rect { x: 1.0, y: 20.0, width: 30.004, height: 19.0 };
        let (ink, fill) = (Colour::rgb(0x1b_1d_20), Colour::rgb(0xd9_54_1e));
        let shapes = [
            Shape::Outline { rect, radius: 2.0, width: 2.0, stroke: ink },
            Shape::Text {
                x: 6.0,
                y: 33.0,
                width: 99.0,
                text: "Tree[K<V>] & \"x\"\u{1}".to_owned(),
                fill: ink,
            },
            Shape::Rect { rect, radius: 2.0, fill },
            Shape::Rect { rect, radius: 0.0, fill: fill.with_alpha(0x80) },
            Shape::Bar { rect: Rect { height: 3.0, ..rect }, fill: ink },
            Shape::Hatch { rect, stroke: ink.with_alpha(0x59) },
        ];
        let size = Size { width: 200.0, height: 60.0 };
        let page = SvgPage { title: "heap-6 <inuse_space>", size, ground: Colour::rgb(0xfb_fb_fa) };
        insta::assert_snapshot!(to_svg(&page, &shapes));
    }
}
