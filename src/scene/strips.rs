//! Narrow boxes as strips of pixels.
//!
//! A flame graph that is seen as a whole has ten thousand boxes of a pixel or two. A canvas takes longer to fill them than
//! all else on the page takes. But within a row they differ only in where they begin and end: one line of pixels says
//! all of them, and the canvas draws it as high as the row is.

use super::{Rect, Shape};

/// The rows of rectangles without rounded corners, a line of pixels each.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Strips {
    /// Red, green, blue and alpha of each pixel, line below line.
    pub pixels: Vec<u8>,
    /// Where the lines are drawn: the first device pixel and how many, downwards.
    pub rows: Vec<[f64; 2]>,
}

impl Strips {
    /// Whether a shape becomes part of a strip.
    #[inline]
    pub fn take(shape: &Shape) -> bool {
        matches!(shape, Shape::Rect { radius, .. } if *radius <= 0.0)
    }

    /// Takes the rectangles without rounded corners out of the shapes, for a canvas of so many device pixels across. Where
    /// there is none a line is transparent. Of two rectangles on a pixel the later is seen.
    pub fn fill(&mut self, shapes: &[Shape], width: u32, dpr: f64) {
        self.pixels.clear();
        self.rows.clear();
        let line = 4 * width as usize;
        // Edges lie on device pixels but for the error of a division. Other than `round`, this is one instruction.
        let device = |length: f64| (length * dpr + 0.5).floor();
        let mut last = None;
        for shape in shapes {
            let Shape::Rect { rect: Rect { x, y, width, height }, fill, .. } = shape else { continue };
            if !Self::take(shape) {
                continue;
            }
            if last.replace((*y, *height)) != Some((*y, *height)) {
                self.rows.push([device(*y), device(y + height) - device(*y)]);
                self.pixels.resize(self.rows.len() * line, 0);
            }
            // What is left of the canvas begins at its first pixel.
            let [from, to] = [*x, x + width].map(|x| 4 * device(x) as usize);
            let start = self.pixels.len() - line;
            let shown = self.pixels.get_mut(start + from.min(line)..start + to.min(line)).unwrap_or_default();
            for pixel in shown.chunks_exact_mut(4) {
                pixel.copy_from_slice(&fill.rgba());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scene::colour::Colour;

    #[test]
    fn rectangles_of_a_row_are_one_line() {
        let rect = |x, y, width, radius, fill| Shape::Rect {
            rect: Rect { x, y, width, height: 9.5 },
            radius,
            fill: Colour::rgb(fill),
        };
        let shapes = [
            rect(-2.0, 0.0, 3.0, 0.0, 0x01_02_03),
            rect(0.0, 0.0, 1.0, 2.0, 0xff_ff_ff),
            rect(1.0, 10.0, 0.5, 0.0, 0x04_05_06),
            rect(1.5, 10.0, 8.0, 0.0, 0x07_08_09),
        ];
        let mut strips = Strips::default();
        strips.fill(&shapes, 4, 2.0);
        assert_eq!(strips.rows, [[0.0, 19.0], [20.0, 19.0]]);
        let (first, second) = strips.pixels.split_at(16);
        assert_eq!(first, [1, 2, 3, 255, 1, 2, 3, 255, 0, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(second, [0, 0, 0, 0, 0, 0, 0, 0, 4, 5, 6, 255, 7, 8, 9, 255]);
        strips.fill(&[], 4, 2.0);
        assert_eq!(strips, Strips::default());
    }
}
