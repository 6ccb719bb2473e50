//! Painting a tile: boxes, bars and texts as shapes.

use std::ops::Range;

use super::colour::{Colour, DiffColouring, DiffRamp, Palette, Swatch, Theme};
use super::first_where::first_where;
use super::strips::{Strips, fill};
use super::{Advances, BoxKind, NameForm, Rect, Shape, Tile, Viewport, fit_name, fit_text};

/// From this many CSS pixels on a box has rounded corners.
const ROUNDED_FROM: f64 = 8.0;
/// The radius of rounded corners.
pub(super) const RADIUS: f64 = 2.0;
/// From this many visible CSS pixels on a box has a text and a bar.
const TEXT_FROM: f64 = 20.0;
/// The room to either side of a text.
const PADDING: f64 = 5.0;
/// The baseline of a text below the top of its row.
const BASELINE: f64 = 13.0;
/// The height of the bar of a net change.
const BAR_HEIGHT: f64 = 3.0;
/// How far beyond the canvas boxes are cut off: their corners must not show.
const OVERHANG: f64 = 8.0;

/// What the colour of a box says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Colouring {
    /// In a diff the change, else the package.
    #[default]
    Automatic,
    /// The package, in a diff too.
    Package,
}

/// How to paint a tile.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PaintOptions {
    /// The theme.
    pub theme: Theme,
    /// What the colour of a box says.
    pub colouring: Colouring,
    /// How changes are coloured.
    pub changes: DiffColouring,
    /// With how much of a name to begin.
    pub names: NameForm,
}

/// The shapes of a tile in a viewport, which need not be the one that it was cut for: an old tile is drawn scaled
/// until the new one is there. The shapes do not depend on anything but the arguments.
///
/// - A box takes its row's 20 pixels but for a line below and a gap at its right; edges lie on device pixels.
/// - Boxes that reach over both edges of the canvas (callers of what is zoomed to), what a search does not match,
///   and runs recede.
/// - A text stays at the left edge of the canvas while its box begins before it.
/// - In a diff a box has a bar for its net change, which grows from the left where it is more and from the right where
///   it is less, `+` where it is only in the target, and `−` and a hatch where it is only in the base. A change below the
///   noise floor has no colour and no bar; its `+`, `−` and hatch stay, since they say where a stack is, not how much.
pub fn paint_flame(
    tile: &Tile,
    viewport: &Viewport,
    advances: &Advances,
    options: &PaintOptions,
) -> Vec<Shape> {
    FlamePainter::new(tile, viewport, advances, options).paint(None)
}

/// The same, but with the boxes that have no rounded corners as lines of pixels in `strips`, which are as wide as the
/// canvas.
pub fn paint_flame_with_strips(
    tile: &Tile,
    viewport: &Viewport,
    advances: &Advances,
    options: &PaintOptions,
    strips: &mut Strips,
) -> Vec<Shape> {
    FlamePainter::new(tile, viewport, advances, options).paint(Some(strips))
}

struct FlamePainter<'a> {
    tile: &'a Tile,
    viewport: &'a Viewport,
    advances: &'a Advances,
    options: &'a PaintOptions,
    palette: &'static Palette,
    ramp: &'static DiffRamp,
    /// Device pixels per unit: a product for each edge in place of a quotient.
    scale: f64,
    row: Row,
    shapes: Vec<Shape>,
}

/// Where an entry is seen, in device pixels from the left edge of the canvas.
#[derive(Clone, Copy)]
struct Span {
    /// Its own edges.
    left: f64,
    right: f64,
    /// The edges of what is filled: whole pixels and at least one, without the gap, and cut off beyond the canvas.
    from: f64,
    to: f64,
}

impl<'a> FlamePainter<'a> {
    fn new(
        tile: &'a Tile,
        viewport: &'a Viewport,
        advances: &'a Advances,
        options: &'a PaintOptions,
    ) -> Self {
        Self {
            tile,
            viewport,
            advances,
            options,
            palette: Palette::of(options.theme),
            ramp: DiffRamp::of(options.theme, options.changes.palette),
            scale: viewport.device_pixels_per_unit(),
            row: Row::of(viewport, 0),
            shapes: Vec::new(),
        }
    }

    fn paint(mut self, mut strips: Option<&mut Strips>) -> Vec<Shape> {
        let visible = self.viewport.visible_rows();
        let tile = self.tile;
        for (depth, entries) in tile.rows().filter(|(depth, _)| visible.contains(depth)) {
            self.row = Row::of(self.viewport, depth);
            let (x, end) = (self.viewport.x, self.viewport.x + self.viewport.width);
            let from = first_where(entries.start, entries.end, |entry| tile.end(entry) > x);
            let to = first_where(from, entries.end, |entry| tile.x(entry) >= end);
            let line = strips.as_deref_mut().map(Strips::line);
            let is_used = self.paint_row(from..to, depth, line);
            if let Some(strips) = strips.as_deref_mut().filter(|_| is_used) {
                strips.keep(self.row.top, self.row.height);
            }
        }
        self.shapes
    }

    /// Paints boxes without rounded corners on the line, if there is one, and tells whether there are any. A screen has
    /// ten thousand of them: this is what a frame takes.
    fn paint_row(&mut self, entries: Range<usize>, depth: u32, mut line: Option<&mut [[u8; 4]]>) -> bool {
        let mut is_used = false;
        let rounded_from = ROUNDED_FROM * self.viewport.dpr;
        let (tile, x0, scale) = (self.tile, self.viewport.x, self.scale);
        let Row { gap, low, high, .. } = self.row;
        for (entry, (x, width, kind)) in entries.clone().zip(tile.columns(entries)) {
            let (left, right) = ((x - x0) * scale, (x + width - x0) * scale);
            let is_box = kind == BoxKind::Box;
            // Boxes of an old tile, and runs of a few small boxes far apart, are left out rather than shown too wide.
            if right - left < if is_box { 0.25 } else { 0.5 } {
                continue;
            }
            // Other than `round`, this is one instruction.
            let from = (left.clamp(low, high) + 0.5).floor();
            let to = (right.clamp(low, high) + 0.5).floor();
            // A gap would eat up narrow boxes, and part what a run holds together.
            let to = if is_box && to - from >= 3.0 * gap { to - gap } else { to.max(from + 1.0) };
            let span = Span { left, right, from, to };
            let swatch = self.swatch(entry, kind, depth, &span);
            let is_rounded = is_box && to - from >= rounded_from;
            match &mut line {
                Some(line) if !is_rounded => {
                    fill(line, from, to, swatch.fill);
                    is_used = true;
                }
                _ => {
                    let radius = if is_rounded { RADIUS } else { 0.0 };
                    self.shapes.push(Shape::Rect { rect: self.rect(&span), radius, fill: swatch.fill });
                }
            }
            // What is narrower has neither text nor bar, and a hatch only where it has two values.
            if is_box && (is_rounded || tile.is_diff()) {
                self.paint_rest(entry, depth, &span, swatch);
            }
        }
        is_used
    }

    /// The rectangle to fill, in CSS pixels.
    fn rect(&self, span: &Span) -> Rect {
        let css = |length: f64| length / self.viewport.dpr;
        let Row { top, height, .. } = self.row;
        Rect { x: css(span.from), y: css(top), width: css(span.to - span.from), height: css(height) }
    }

    fn paint_rest(&mut self, entry: usize, depth: u32, span: &Span, swatch: Swatch) {
        let rect = self.rect(span);
        if depth > 0 {
            let dpr = self.viewport.dpr;
            self.paint_change(entry, &rect, swatch, span.left / dpr, span.right / dpr);
        }
        self.paint_text(entry, depth, &rect, swatch.text);
    }

    #[inline(always)]
    fn swatch(&self, entry: usize, kind: BoxKind, depth: u32, span: &Span) -> Swatch {
        if depth == 0 {
            return self.palette.root;
        }
        let dpr = self.viewport.dpr;
        let is_caller = span.left < -dpr && span.right > (self.viewport.size.width + 1.0) * dpr;
        let is_muted = match self.tile.is_searching() {
            true => !self.tile.is_match(entry),
            false => is_caller || kind == BoxKind::Run,
        };
        match (self.options.colouring, self.tile.values(entry)) {
            (Colouring::Automatic, Some((base, target))) => {
                self.ramp.swatch(self.options.changes.step(base, target), is_muted)
            }
            _ => self.palette.package(self.tile.hue(entry), is_muted),
        }
    }

    /// The hatch and the bar of a box in a diff. The bar begins at the box's own edge, whatever is visible.
    fn paint_change(&mut self, entry: usize, rect: &Rect, swatch: Swatch, left: f64, right: f64) {
        let Some((base, target)) = self.tile.values(entry) else { return };
        if target == 0 && base != 0 {
            self.shapes.push(Shape::Hatch { rect: *rect, stroke: swatch.hatch() });
        }
        if rect.width < TEXT_FROM || self.options.changes.is_noise(base, target) {
            return;
        }
        let largest = base.unsigned_abs().max(target.unsigned_abs()).max(1);
        let length = (right - left) * (target.abs_diff(base) as f64 / largest as f64).min(1.0);
        let (x, end, fill) = if target > base {
            let end = self.viewport.snap(left + length);
            (rect.x, end.min(rect.right()), self.ramp.more_bar)
        } else {
            let x = self.viewport.snap(right - length);
            (x.max(rect.x), rect.right(), self.ramp.less_bar)
        };
        let height = self.viewport.snap(BAR_HEIGHT).max(1.0 / self.viewport.dpr);
        let bar = Rect { x, y: rect.bottom() - height, width: end - x, height };
        if bar.width > 0.0 && target != base {
            self.shapes.push(Shape::Bar { rect: bar, fill });
        }
    }

    fn paint_text(&mut self, entry: usize, depth: u32, rect: &Rect, fill: Colour) {
        let left = rect.x.max(0.0);
        let right = rect.right().min(self.viewport.size.width);
        if right - left < TEXT_FROM {
            return;
        }
        let mark = match self.tile.values(entry) {
            Some((0, target)) if target != 0 && depth > 0 => "+ ",
            Some((base, 0)) if base != 0 && depth > 0 => "− ",
            _ => "",
        };
        let room = right - left - 2.0 * PADDING - self.advances.width(mark);
        let label = match depth {
            0 => fit_text(self.tile.root_label(), room, self.advances),
            _ => fit_name(self.tile.name(entry), self.options.names, room, self.advances),
        };
        // The mark is worth its place without a name, too.
        let text = match label {
            Some(label) => label.drawn(mark),
            None if !mark.is_empty() && room >= 0.0 => mark.trim_end().to_owned(),
            None => return,
        };
        let y = self.viewport.snap(self.viewport.css_y(depth) + BASELINE);
        let x = self.viewport.snap(left + PADDING);
        self.shapes.push(Shape::Text { x, y, width: self.advances.width(&text), text, fill });
    }
}

/// What the boxes of a row have in common, in device pixels.
#[derive(Clone, Copy)]
struct Row {
    /// The gap between boxes.
    gap: f64,
    top: f64,
    height: f64,
    /// Where boxes are cut off to either side.
    low: f64,
    high: f64,
}

impl Row {
    fn of(viewport: &Viewport, depth: u32) -> Self {
        let device = |css: f64| (css * viewport.dpr + 0.5).floor();
        let gap = device(1.0).max(1.0);
        let top = device(viewport.css_y(depth));
        let height = device(viewport.css_y(depth + 1)) - top - gap;
        let (low, high) = (-OVERHANG * viewport.dpr, (viewport.size.width + OVERHANG) * viewport.dpr);
        Self { gap, top, height, low, high }
    }
}

#[cfg(test)]
mod tests;
