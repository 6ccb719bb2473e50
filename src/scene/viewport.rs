//! The viewport: what part of the flame graph the canvas shows.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::{BoxPlace, FlameExtent, Rect, TileRequest};

/// The height of a row in CSS pixels; its box is one pixel less.
pub const ROW_HEIGHT: f64 = 20.0;

/// A width and a height in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Size {
    /// The width in CSS pixels.
    pub width: f64,
    /// The height in CSS pixels.
    pub height: f64,
}

/// What part of the flame graph the canvas shows, and on what canvas.
///
/// A viewport is a value: every act (zoom, pan, resize) makes a new one, which keeps within the graph. The page
/// holds one per flame graph and eases from one to the next.
///
/// ```
/// use airflame::scene::{FlameExtent, Size, Viewport};
///
/// let extent = FlameExtent { rows: 40, narrowest: 1e-6 };
/// let all = Viewport::fit(Size { width: 1000.0, height: 600.0 }, 2.0);
/// let closer = all.zoom_at(4.0, 250.0, &extent); // what lies under the pointer stays there
/// assert_eq!(closer.width, 0.25);
/// assert_eq!(closer.fraction_at(250.0), all.fraction_at(250.0));
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Viewport {
    /// The fraction of the root at the left edge.
    pub x: f64,
    /// How much of the root the width of the canvas shows: 1 for all, less when zoomed in.
    pub width: f64,
    /// How far the content is scrolled up, in CSS pixels.
    pub scroll: f64,
    /// The canvas in CSS pixels.
    pub size: Size,
    /// Device pixels per CSS pixel.
    pub dpr: f64,
}

impl Viewport {
    /// The least that can be shown of the root. `f64` fractions place a pixel of a 4K screen exactly until here.
    pub const MIN_WIDTH: f64 = 1.0 / (1_u64 << 36) as f64;

    /// How long to ease from one viewport to another, unless the user wants no motion.
    pub const EASE_MILLISECONDS: f64 = 140.0;

    /// All of the root, from the top. A size of nothing or nonsense counts as one pixel, such a `dpr` as 1.
    pub fn fit(size: Size, dpr: f64) -> Self {
        let pixels = |length: f64| if length.is_finite() { length.max(1.0) } else { 1.0 };
        let size = Size { width: pixels(size.width), height: pixels(size.height) };
        let dpr = if dpr.is_finite() && dpr > 0.0 { dpr } else { 1.0 };
        Self { x: 0.0, width: 1.0, scroll: 0.0, size, dpr }
    }

    /// The same part on another canvas.
    pub fn resized(&self, size: Size, dpr: f64, extent: &FlameExtent) -> Self {
        Self { x: self.x, width: self.width, scroll: self.scroll, ..Self::fit(size, dpr) }.clamped(extent)
    }

    /// Zooms by `factor` (over 1 is closer) so that what lies under `css_x` stays there, as far as the edges of
    /// the root allow.
    pub fn zoom_at(&self, factor: f64, css_x: f64, extent: &FlameExtent) -> Self {
        if !(factor.is_finite() && factor > 0.0) {
            return *self;
        }
        let width = (self.width / factor).clamp(min_width(extent), 1.0);
        let anchor = self.fraction_at(css_x);
        let x = anchor - (anchor - self.x) * (width / self.width);
        Self { x, width, ..*self }.clamped(extent)
    }

    /// Moves the content by CSS pixels: `dx` to the right, `dy` down, as a drag does.
    pub fn pan_by(&self, dx: f64, dy: f64, extent: &FlameExtent) -> Self {
        let x = self.x - dx / self.size.width * self.width;
        Self { x, scroll: self.scroll - dy, ..*self }.clamped(extent)
    }

    /// Lets a box fill the width, and scrolls no more than needed to show its row with some callers above.
    pub fn zoom_to(&self, place: &BoxPlace, extent: &FlameExtent) -> Self {
        let width = place.width.clamp(min_width(extent), 1.0);
        let x = place.x + (place.width - width) / 2.0;
        Self { x, width, ..*self }.scrolled_to(place.depth, extent).clamped(extent)
    }

    /// Zooms to a range of fractions, as a brush over the minimap does.
    pub fn zoom_to_range(&self, x0: f64, x1: f64, extent: &FlameExtent) -> Self {
        let (x0, x1) = (x0.min(x1), x0.max(x1));
        let width = (x1 - x0).clamp(min_width(extent), 1.0);
        Self { x: (x0 + x1 - width) / 2.0, width, ..*self }.clamped(extent)
    }

    /// Moves no more than needed to bring a box into view, as keys and search do. A box that would be narrower
    /// than eight pixels is zoomed to, so that it is a fifth of the width.
    pub fn reveal(&self, place: &BoxPlace, extent: &FlameExtent) -> Self {
        let mut next = self.scrolled_to(place.depth, extent);
        if place.width / self.width * self.size.width < 8.0 {
            next.width = (place.width * 5.0).clamp(min_width(extent), 1.0).min(self.width);
        }
        let is_off = place.end() <= next.x || place.x >= next.x + next.width;
        let is_partly_off = place.x < next.x || place.end() > next.x + next.width;
        let fits = place.width <= next.width;
        if is_off || (fits && is_partly_off) {
            next.x = place.x + place.width / 2.0 - next.width / 2.0;
        }
        next.clamped(extent)
    }

    /// All of the root again, at the same scroll.
    pub fn zoomed_out(&self, extent: &FlameExtent) -> Self {
        Self { x: 0.0, width: 1.0, ..*self }.clamped(extent)
    }

    /// The nearest viewport that shows nothing beyond the graph: also what to do when the graph has changed.
    pub fn clamped(&self, extent: &FlameExtent) -> Self {
        let finite = |value: f64, otherwise: f64| if value.is_finite() { value } else { otherwise };
        let width = finite(self.width, 1.0).clamp(min_width(extent), 1.0);
        let x = finite(self.x, 0.0).clamp(0.0, 1.0 - width);
        let scroll = finite(self.scroll, 0.0).clamp(0.0, self.max_scroll(extent));
        Self { x, width, scroll, ..*self }
    }

    /// How far the content can be scrolled up.
    pub fn max_scroll(&self, extent: &FlameExtent) -> f64 {
        (content_height(extent) - self.size.height).max(0.0)
    }

    /// Whether all of the root's width is shown.
    pub fn is_fitted(&self) -> bool {
        self.width >= 1.0
    }

    /// The viewport at time `t` in `[0, 1]` on the way from `from` to `to`, slowing down towards the end. The ends
    /// are exact. The width changes by an even factor and one point of the root stays where it is, so that a zoom
    /// of ×1000 moves as evenly as one of ×2.
    pub fn ease(from: &Self, to: &Self, t: f64) -> Self {
        if t <= 0.0 {
            return *from;
        }
        if t.is_nan() || t >= 1.0 {
            return *to;
        }
        let eased = 1.0 - (1.0 - t).powi(3);
        let width = from.width * (to.width / from.width).powf(eased);
        let zoomed = from.width - to.width;
        let is_zoom = zoomed.abs() > 1e-9 * from.width.max(to.width);
        let moved = if is_zoom { (from.width - width) / zoomed } else { eased };
        Self {
            x: from.x + (to.x - from.x) * moved,
            width,
            scroll: from.scroll + (to.scroll - from.scroll) * eased,
            ..*to
        }
    }

    /// The fraction of the root at a CSS x of the canvas.
    pub fn fraction_at(&self, css_x: f64) -> f64 {
        self.x + css_x / self.size.width * self.width
    }

    /// The CSS x of a fraction of the root.
    pub fn css_x(&self, fraction: f64) -> f64 {
        (fraction - self.x) / self.width * self.size.width
    }

    /// The row at a CSS y of the canvas; none above the root.
    pub fn row_at(&self, css_y: f64) -> Option<u32> {
        let y = css_y + self.scroll;
        (y >= 0.0).then_some((y / ROW_HEIGHT) as u32)
    }

    /// The CSS y of the top of a row.
    pub fn css_y(&self, row: u32) -> f64 {
        f64::from(row) * ROW_HEIGHT - self.scroll
    }

    /// The rows of which something is shown; some may lie below the last row of the graph.
    pub fn visible_rows(&self) -> Range<u32> {
        let first = (self.scroll / ROW_HEIGHT).max(0.0) as u32;
        let end = ((self.scroll + self.size.height) / ROW_HEIGHT).ceil().max(0.0) as u32;
        first..end.max(first)
    }

    /// A CSS length rounded to device pixels.
    pub fn snap(&self, css: f64) -> f64 {
        // Other than `round`, this is one instruction, and it is asked for every edge of every box.
        (css * self.dpr + 0.5).floor() / self.dpr
    }

    /// How many device pixels the whole root would be wide.
    pub fn device_pixels_per_unit(&self) -> f64 {
        self.size.width * self.dpr / self.width
    }

    /// The rectangle in CSS pixels that a box covers before gaps, unclipped, its edges on device pixels.
    pub fn box_rect(&self, place: &BoxPlace) -> Rect {
        let left = self.snap(self.css_x(place.x));
        let right = self.snap(self.css_x(place.end()));
        let top = self.snap(self.css_y(place.depth));
        let bottom = self.snap(self.css_y(place.depth) + ROW_HEIGHT);
        Rect { x: left, y: top, width: right - left, height: bottom - top }
    }

    /// The tile to ask for: what is shown, half a screen more to either side and above and below, so that small
    /// moves have something to show until the next tile is here.
    pub fn tile_request(&self) -> TileRequest {
        let screen = self.screen_request();
        let margin = (screen.end_row - screen.first_row) / 2;
        TileRequest {
            x0: (self.x - self.width / 2.0).max(0.0),
            x1: (self.x + self.width * 1.5).min(1.0),
            first_row: screen.first_row.saturating_sub(margin),
            end_row: screen.end_row.saturating_add(margin),
            ..screen
        }
    }

    /// The tile of what is shown and nothing else: what is waited for comes first, and is there in two thirds of the time.
    pub fn screen_request(&self) -> TileRequest {
        let rows = self.visible_rows();
        TileRequest {
            x0: self.x.max(0.0),
            x1: (self.x + self.width).min(1.0),
            first_row: rows.start,
            end_row: rows.end,
            device_pixels_per_unit: self.device_pixels_per_unit(),
        }
    }

    /// Scrolls no more than needed to show a row and three rows to either side of it.
    fn scrolled_to(&self, row: u32, extent: &FlameExtent) -> Self {
        let margin = (3.0 * ROW_HEIGHT).min((self.size.height - ROW_HEIGHT).max(0.0) / 2.0);
        let top = f64::from(row) * ROW_HEIGHT;
        let lowest = (top + ROW_HEIGHT + margin - self.size.height).max(0.0);
        let highest = (top - margin).max(0.0).max(lowest);
        let scroll = self.scroll.clamp(lowest, highest).min(self.max_scroll(extent));
        Self { scroll, ..*self }
    }
}

/// The height of all rows in CSS pixels.
fn content_height(extent: &FlameExtent) -> f64 {
    f64::from(extent.rows) * ROW_HEIGHT
}

/// The least width to show: the narrowest box fills the canvas, as far as numbers are exact.
fn min_width(extent: &FlameExtent) -> f64 {
    let narrowest = if extent.narrowest.is_nan() { 1.0 } else { extent.narrowest };
    narrowest.clamp(Viewport::MIN_WIDTH, 1.0)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const EXTENT: FlameExtent = FlameExtent { rows: 100, narrowest: 1e-9 };

    fn screen() -> Viewport {
        Viewport::fit(Size { width: 1000.0, height: 600.0 }, 2.0)
    }

    fn any_viewport() -> impl Strategy<Value = Viewport> {
        (1e-8..1.0_f64, 0.0..1.0_f64, 0.0..2000.0_f64, 1.0..3.0_f64).prop_map(|(width, at, scroll, dpr)| {
            let x = at * (1.0 - width);
            Viewport { x, width, scroll, dpr, ..screen() }.clamped(&EXTENT)
        })
    }

    #[test]
    fn a_fitted_viewport_shows_the_root_from_edge_to_edge() {
        let all = screen();
        assert_eq!((all.css_x(0.0), all.css_x(1.0), all.css_y(2)), (0.0, 1000.0, 40.0));
        assert_eq!(all.visible_rows(), 0..30);
        assert_eq!((all.row_at(19.9), all.row_at(20.0), all.row_at(-1.0)), (Some(0), Some(1), None));
        assert!(all.is_fitted());
    }

    #[test]
    fn nonsense_is_survived() {
        let odd = Viewport::fit(Size { width: f64::NAN, height: 0.0 }, 0.0);
        assert_eq!((odd.size.width, odd.size.height, odd.dpr), (1.0, 1.0, 1.0));
        assert_eq!(screen().zoom_at(f64::NAN, 3.0, &EXTENT), screen());
        assert_eq!(screen().zoom_at(0.0, 3.0, &EXTENT), screen());
        let lost = Viewport { x: f64::NAN, width: f64::NAN, scroll: f64::INFINITY, ..screen() };
        assert_eq!(lost.clamped(&EXTENT), screen());
        let empty = FlameExtent { rows: 1, narrowest: f64::NAN };
        assert_eq!(screen().zoom_at(10.0, 3.0, &empty), screen());
    }

    #[test]
    fn zooming_to_a_box_fills_the_width_and_shows_its_row() {
        let place = BoxPlace { node: 9, depth: 60, x: 0.25, width: 0.125 };
        let zoomed = screen().zoom_to(&place, &EXTENT);
        assert_eq!((zoomed.x, zoomed.width), (0.25, 0.125));
        assert!(zoomed.visible_rows().contains(&60));
        assert_eq!(zoomed.zoom_to(&place, &EXTENT), zoomed);
        let tiny = BoxPlace { node: 9, depth: 0, x: 1.0 - 1e-13, width: 1e-13 };
        let deepest = screen().zoom_to(&tiny, &FlameExtent { rows: 3, narrowest: 1e-13 });
        assert_eq!(deepest.width, Viewport::MIN_WIDTH);
        assert!(deepest.x + deepest.width <= 1.0);
    }

    #[test]
    fn revealing_moves_only_when_needed() {
        let zoomed = Viewport { x: 0.4, width: 0.1, ..screen() };
        let inside = BoxPlace { node: 1, depth: 2, x: 0.41, width: 0.05 };
        assert_eq!(zoomed.reveal(&inside, &EXTENT), zoomed);
        let outside = BoxPlace { node: 1, depth: 90, x: 0.8, width: 0.05 };
        let revealed = zoomed.reveal(&outside, &EXTENT);
        assert_eq!(revealed.width, 0.1);
        assert!(revealed.x <= 0.8 && revealed.x + revealed.width >= 0.85);
        assert!(revealed.visible_rows().contains(&90));
        let narrow = BoxPlace { node: 1, depth: 2, x: 0.41, width: 1e-6 };
        assert_eq!(zoomed.reveal(&narrow, &EXTENT).width, 5.0 * 1e-6);
    }

    #[test]
    fn scroll_ends_with_the_content() {
        let all = screen();
        assert_eq!(all.max_scroll(&EXTENT), 1400.0);
        assert_eq!(all.pan_by(0.0, -9999.0, &EXTENT).scroll, 1400.0);
        assert_eq!(all.pan_by(0.0, 9999.0, &EXTENT).scroll, 0.0);
        let short = FlameExtent { rows: 3, narrowest: 1.0 };
        assert_eq!(all.pan_by(0.0, -9999.0, &short).scroll, 0.0);
    }

    proptest! {
        #[test]
        fn zooming_in_keeps_the_anchor(view in any_viewport(), factor in 1.0..50.0_f64, at in 0.0..1000.0_f64) {
            let zoomed = view.zoom_at(factor, at, &EXTENT);
            let moved = zoomed.css_x(view.fraction_at(at)) - at;
            // A pixel has at least 1e-9 / 1e-16 / 1000 = 10,000 places at this depth.
            prop_assert!(moved.abs() < 1e-3, "{moved}");
        }

        #[test]
        fn zooming_keeps_within_the_root(view in any_viewport(), factor in 0.01..50.0_f64, at in -99.0..1099.0_f64) {
            let zoomed = view.zoom_at(factor, at, &EXTENT);
            prop_assert!(zoomed.x >= 0.0 && zoomed.x + zoomed.width <= 1.0 + 1e-15);
            prop_assert!(zoomed.width >= EXTENT.narrowest);
        }

        #[test]
        fn conversions_are_inverse(view in any_viewport(), css in 0.0..1000.0_f64) {
            prop_assert!((view.css_x(view.fraction_at(css)) - css).abs() < 1e-3);
        }

        #[test]
        fn easing_ends_exactly_and_stays_between(from in any_viewport(), to in any_viewport(), t in 0.0..1.0_f64) {
            prop_assert_eq!(Viewport::ease(&from, &to, 0.0), from);
            prop_assert_eq!(Viewport::ease(&from, &to, 1.0), to);
            let between = Viewport::ease(&from, &to, t);
            let slack = 1e-9;
            prop_assert!(between.width >= from.width.min(to.width) * (1.0 - slack));
            prop_assert!(between.width <= from.width.max(to.width) * (1.0 + slack));
            prop_assert!(between.x >= from.x.min(to.x) - slack && between.x <= from.x.max(to.x) + slack);
        }

        #[test]
        fn a_request_serves_its_own_viewport(view in any_viewport()) {
            let (tile, screen) = (view.tile_request(), view.screen_request());
            prop_assert!(tile.serves(&view, &EXTENT) && screen.serves(&view, &EXTENT));
            prop_assert!(tile.contains(&screen, &EXTENT) && (tile == screen || !screen.contains(&tile, &EXTENT)));
        }
    }
}
