//! Painters of shapes: one scene, two media.
//!
//! ```text
//!  scene ─► shapes ─┬─► canvas (the screen; exists in the browser only)
//!                   └─► SVG    (a file to keep)
//! ```

#[cfg(target_arch = "wasm32")]
pub mod canvas;
pub mod svg;

use crate::scene::Rect;

/// How far apart the lines of a hatch are, in CSS pixels along the x axis.
const HATCH_STEP: f64 = 6.0;

/// How wide the lines of a hatch are, in CSS pixels.
const HATCH_WIDTH: f64 = 1.5;

/// The lines of a hatch over a rectangle, each `[x1, y1, x2, y2]`, cut off at its edges. They lie on one grid for
/// all rectangles, so that neighbours look like one cloth.
fn hatch_lines(rect: &Rect) -> impl Iterator<Item = [f64; 4]> + use<> {
    let Rect { x, y, width, height } = *rect;
    let (right, bottom) = (x + width, y + height);
    // A line is where x + y is a multiple of the step.
    let first = ((x + y) / HATCH_STEP).floor() as i64 + 1;
    let last = ((right + bottom) / HATCH_STEP).ceil() as i64 - 1;
    (first..=last).map(move |line| {
        let sum = line as f64 * HATCH_STEP;
        let (low, high) = ((sum - bottom).max(x), (sum - y).min(right));
        [low, sum - low, high, sum - high]
    })
}
