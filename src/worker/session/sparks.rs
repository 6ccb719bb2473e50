//! Series of values as small lines.

use crate::scene::{SeriesPlot, plot_range};
use crate::worker::protocol::rich_text::RichText;

/// The size of a line in CSS pixels, and what is left free around it.
const SIZE: [f64; 2] = [120.0, 20.0];
const MARGIN: f64 = 3.0;

/// Adds a line of values at even distances.
pub(super) fn spark(page: &mut RichText, values: &[Option<i64>]) {
    let last = values.len().saturating_sub(1).max(1) as f64;
    let places: Vec<f64> = (0..values.len()).map(|at| at as f64 / last).collect();
    let plot = SeriesPlot {
        places: &places,
        breaks: &[],
        area: [MARGIN, MARGIN, SIZE[0] - MARGIN, SIZE[1] - MARGIN],
        range: plot_range(values.iter().copied().flatten()),
    };
    let numbers: Vec<String> = values.iter().flatten().map(i64::to_string).collect();
    page.open("svg.spark").attribute("role", "img").attribute("aria-label", &numbers.join(", "));
    page.attribute("width", &SIZE[0].to_string()).attribute("height", &SIZE[1].to_string());
    if values.len() > 1 {
        page.open("path.line").attribute("d", &plot.line(values)).close();
    }
    page.close();
}
