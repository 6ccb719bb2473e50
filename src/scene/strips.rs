//! Narrow boxes as strips of pixels.
//!
//! A flame graph that is seen as a whole has ten thousand boxes of a pixel or two. A canvas takes longer to fill them than
//! all else on the page takes. But within a row they differ only in where they begin and end: one line of pixels says
//! all of them, and the canvas draws it as high as the row is.

use super::colour::Colour;

/// The rows of boxes without rounded corners, a line of pixels each.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Strips {
    /// Red, green, blue and alpha of each pixel, line below line. Where there is no box it is transparent.
    pixels: Vec<[u8; 4]>,
    /// Where the lines are drawn: the first device pixel and how many, downwards.
    rows: Vec<[f64; 2]>,
    width: usize,
}

impl Strips {
    /// Takes all lines away, for a canvas of so many device pixels across.
    pub fn clear(&mut self, width: u32) {
        self.pixels.clear();
        self.rows.clear();
        self.width = width as usize;
    }

    /// Red, green, blue and alpha of each pixel, line below line.
    pub fn pixels(&self) -> &[u8] {
        self.pixels.get(..self.rows.len() * self.width).unwrap_or_default().as_flattened()
    }

    /// For each line, the first device pixel that it is drawn on and on how many, downwards.
    pub fn rows(&self) -> &[[f64; 2]] {
        &self.rows
    }

    /// A line below the last, in which nothing is. It is one only if it is [kept](Self::keep).
    pub(super) fn line(&mut self) -> &mut [[u8; 4]] {
        let start = self.rows.len() * self.width;
        self.pixels.truncate(start);
        self.pixels.resize(start + self.width, [0; 4]);
        &mut self.pixels[start..]
    }

    /// Keeps the latest line, which is drawn on `height` device pixels from `top` on.
    pub(super) fn keep(&mut self, top: f64, height: f64) {
        self.rows.push([top, height]);
    }
}

/// Fills the device pixels `from..to` of a line, as far as they lie on the canvas. Of two boxes on a pixel the later is seen.
#[inline]
pub(super) fn fill(line: &mut [[u8; 4]], from: f64, to: f64, colour: Colour) {
    // What is left of the canvas begins at its first pixel.
    let (from, to) = ((from as usize).min(line.len()), (to as usize).min(line.len()));
    for pixel in line.get_mut(from..to).unwrap_or_default() {
        *pixel = colour.rgba();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn boxes_of_a_row_are_one_line() {
        let [one, two, three] = [0x01_02_03, 0x04_05_06, 0x07_08_09].map(Colour::rgb);
        let mut strips = Strips::default();
        strips.clear(4);
        fill(strips.line(), -4.0, 2.0, one);
        strips.keep(0.0, 19.0);
        fill(strips.line(), 0.0, 4.0, three);
        let line = strips.line();
        fill(line, 2.0, 3.0, two);
        fill(line, 2.0, 3.0, three);
        fill(line, 3.0, 19.0, two);
        fill(line, 9.0, 12.0, one);
        strips.keep(40.0, 19.0);
        fill(strips.line(), 0.0, 4.0, one);
        assert_eq!(strips.rows(), [[0.0, 19.0], [40.0, 19.0]], "what is not kept is no line");
        let (first, second) = strips.pixels().split_at(16);
        assert_eq!(first, [1, 2, 3, 255, 1, 2, 3, 255, 0, 0, 0, 0, 0, 0, 0, 0]);
        assert_eq!(second, [0, 0, 0, 0, 0, 0, 0, 0, 7, 8, 9, 255, 4, 5, 6, 255]);
        strips.clear(7);
        assert!(strips.pixels().is_empty() && strips.rows().is_empty());
    }
}
