//! Shapes on a canvas of the page.

mod texts;

use js_sys::JsString;
use wasm_bindgen::prelude::*;
use wasm_bindgen::{Clamped, JsCast, JsValue};
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement, ImageData};

use self::texts::Texts;
use super::{HATCH_WIDTH, hatch_lines};
use crate::scene::colour::Colour;
use crate::scene::{Advances, FONT_FAMILY, FONT_SIZE, Rect, Shape, Size, Strips};

/// Draws shapes on one canvas. A flame graph has two, one above the other: an opaque one for the boxes, and a
/// transparent one for outlines, so that a move of the pointer never repaints the boxes.
///
/// A call into JavaScript costs more than a rectangle: rounded rectangles of a colour are one path, the many narrow ones
/// are [`Strips`], and the text of each colour is a colour and a font set once.
#[derive(Debug)]
pub struct CanvasPainter {
    canvas: HtmlCanvasElement,
    context: CanvasRenderingContext2d,
    is_opaque: bool,
    /// Nothing is drawn on it.
    is_blank: bool,
    /// Narrow boxes, and the canvas that takes their pixels; none where the browser gives no other.
    strips: (Strips, Option<CanvasRenderingContext2d>),
    /// The syntax of CSS for each colour so far, by ascending colour: a palette's worth.
    css: Vec<(Colour, JsString)>,
    texts: Texts,
    /// The font is set: giving the canvas a size takes it away.
    has_font: bool,
    /// Whether the browser knows rounded rectangles.
    is_rounding: bool,
    dpr: f64,
}

#[wasm_bindgen]
extern "C" {
    /// What is called for each box, with texts that JavaScript has already, and that can throw nothing.
    #[wasm_bindgen(extends = CanvasRenderingContext2d)]
    type Pen;

    #[wasm_bindgen(method, js_name = fillText)]
    fn write(this: &Pen, text: &JsString, x: f64, y: f64);

    #[wasm_bindgen(method, js_name = roundRect)]
    fn add_rounded(this: &Pen, x: f64, y: f64, width: f64, height: f64, radius: f64);

    #[wasm_bindgen(method, setter = fillStyle)]
    fn set_fill(this: &Pen, css: &JsString);

    #[wasm_bindgen(method, setter = strokeStyle)]
    fn set_stroke(this: &Pen, css: &JsString);
}

impl CanvasPainter {
    /// A painter of boxes, which fills the ground of its canvas itself.
    ///
    /// # Errors
    /// When the browser gives no context: the canvas has one of another kind, or memory is short.
    pub fn opaque(canvas: HtmlCanvasElement) -> Result<Self, JsValue> {
        Self::new(canvas, true)
    }

    /// A painter of outlines above another canvas.
    ///
    /// # Errors
    /// As [`opaque`](Self::opaque).
    pub fn transparent(canvas: HtmlCanvasElement) -> Result<Self, JsValue> {
        Self::new(canvas, false)
    }

    fn new(canvas: HtmlCanvasElement, is_opaque: bool) -> Result<Self, JsValue> {
        let options = js_sys::Object::new();
        js_sys::Reflect::set(&options, &"alpha".into(), &JsValue::from_bool(!is_opaque))?;
        let context: CanvasRenderingContext2d = canvas
            .get_context_with_context_options("2d", &options)?
            .ok_or_else(|| JsValue::from_str("The browser gives no 2D context for this canvas."))?
            .dyn_into()?;
        let aside = if is_opaque { context_aside(&canvas) } else { None };
        let is_rounding = js_sys::Reflect::has(&context, &"roundRect".into())?;
        Ok(Self {
            canvas,
            context,
            is_opaque,
            is_blank: true,
            strips: (Strips::default(), aside),
            css: Vec::new(),
            texts: Texts::new(),
            has_font: false,
            is_rounding,
            dpr: 1.0,
        })
    }

    /// The canvas.
    pub fn canvas(&self) -> &HtmlCanvasElement {
        &self.canvas
    }

    /// Gives the canvas as many pixels as the screen has for it. Call it before each [`paint`](Self::paint) with the
    /// device pixel ratio of that moment, which changes when a window is dragged to another screen.
    pub fn resize(&mut self, size: Size, dpr: f64) {
        let pixels = |length: f64| (length * dpr).round().clamp(1.0, 16_384.0) as u32;
        let (width, height) = (pixels(size.width), pixels(size.height));
        // Setting a size clears the canvas and its state, even where it is the same.
        let is_changed = [self.canvas.width(), self.canvas.height()] != [width, height];
        if is_changed {
            self.canvas.set_width(width);
            self.canvas.set_height(height);
            (self.is_blank, self.has_font) = (true, false);
        }
        self.dpr = dpr;
    }

    /// Strips as wide as the canvas with nothing in them, which the next [`paint`](Self::paint) draws below its shapes. `None` where
    /// the browser gives no canvas for their pixels.
    pub fn strips(&mut self) -> Option<&mut Strips> {
        let (strips, aside) = &mut self.strips;
        strips.clear(self.canvas.width());
        aside.is_some().then_some(strips)
    }

    /// Draws the strips and the shapes, and nothing else, on the ground.
    pub fn paint(&mut self, shapes: &[Shape], ground: Colour) {
        // A browser takes milliseconds to make the pixels of a canvas when it is drawn on first.
        let was_blank = std::mem::replace(&mut self.is_blank, !self.is_opaque && shapes.is_empty());
        if self.is_blank && was_blank {
            return;
        }
        let (width, height) = (f64::from(self.canvas.width()), f64::from(self.canvas.height()));
        // It fails for numbers that are not finite only, and then leaves the transform.
        let _ = self.context.set_transform(1.0, 0.0, 0.0, 1.0, 0.0, 0.0);
        if self.is_opaque {
            self.set_fill(ground);
            self.context.fill_rect(0.0, 0.0, width, height);
        } else {
            self.context.clear_rect(0.0, 0.0, width, height);
        }
        if self.draw_strips().is_none() {
            // Where memory is short for once, boxes are rectangles from the next frame on.
            self.strips.1 = None;
        }
        let _ = self.context.set_transform(self.dpr, 0.0, 0.0, self.dpr, 0.0, 0.0);
        self.paint_rects(shapes);
        self.paint_hatches(shapes);
        self.paint_bars(shapes);
        self.paint_texts(shapes);
        self.paint_outlines(shapes);
    }

    /// Measures the characters of the font of texts. Once for a device pixel ratio, for hinting depends on it.
    pub fn measure_advances(&self) -> Advances {
        self.context.set_font(&font());
        Advances::measure(|text| self.context.measure_text(text).map_or(f64::NAN, |metrics| metrics.width()))
    }

    /// Draws what is in the strips. `None` where that is not possible.
    fn draw_strips(&self) -> Option<()> {
        let (strips, aside) = &self.strips;
        if strips.rows().is_empty() {
            return Some(());
        }
        let (aside, width, lines) = (aside.as_ref()?, self.canvas.width(), strips.rows().len() as u32);
        let source = aside.canvas()?;
        if source.width() != width || source.height() < lines {
            source.set_width(width);
            source.set_height(lines);
        }
        let image = ImageData::new_with_u8_clamped_array(Clamped(strips.pixels()), width).ok()?;
        aside.put_image_data(&image, 0.0, 0.0).ok()?;
        self.context.set_image_smoothing_enabled(false);
        let across = f64::from(width);
        for (line, &[y, height]) in strips.rows().iter().enumerate() {
            self.context
                .draw_image_with_html_canvas_element_and_sw_and_sh_and_dx_and_dy_and_dw_and_dh(
                    &source,
                    0.0,
                    line as f64,
                    across,
                    1.0,
                    0.0,
                    y,
                    across,
                    height,
                )
                .ok()?;
        }
        Some(())
    }

    fn paint_rects(&mut self, shapes: &[Shape]) {
        let colours = shapes.iter().enumerate().filter_map(|(at, shape)| match shape {
            Shape::Rect { fill, .. } => Some((*fill, at as u32)),
            _ => None,
        });
        let mut rects: Vec<(Colour, u32)> = colours.collect();
        rects.sort_unstable();
        for of_colour in rects.chunk_by(|one, other| one.0 == other.0) {
            self.context.begin_path();
            for &(_, at) in of_colour {
                if let Some(Shape::Rect { rect, radius, .. }) = shapes.get(at as usize) {
                    self.add_rect(rect, *radius);
                }
            }
            self.set_fill(of_colour[0].0);
            self.context.fill();
        }
    }

    fn paint_hatches(&mut self, shapes: &[Shape]) {
        for shape in shapes {
            let Shape::Hatch { rect, stroke } = shape else { continue };
            self.context.begin_path();
            for [x1, y1, x2, y2] in hatch_lines(rect) {
                self.context.move_to(x1, y1);
                self.context.line_to(x2, y2);
            }
            self.set_stroke(*stroke, HATCH_WIDTH);
            self.context.stroke();
        }
    }

    fn paint_bars(&mut self, shapes: &[Shape]) {
        let mut last = None;
        for shape in shapes {
            let Shape::Bar { rect, fill } = shape else { continue };
            if last.replace(*fill) != Some(*fill) {
                self.set_fill(*fill);
            }
            self.context.fill_rect(rect.x, rect.y, rect.width, rect.height);
        }
    }

    fn paint_texts(&mut self, shapes: &[Shape]) {
        if !std::mem::replace(&mut self.has_font, true) {
            self.context.set_font(&font());
            self.context.set_text_baseline("alphabetic");
        }
        let mut last = None;
        for shape in shapes {
            let Shape::Text { x, y, text, fill, .. } = shape else { continue };
            if last.replace(*fill) != Some(*fill) {
                self.set_fill(*fill);
            }
            self.context.unchecked_ref::<Pen>().write(self.texts.of(text), *x, *y);
        }
    }

    fn paint_outlines(&mut self, shapes: &[Shape]) {
        for shape in shapes {
            let Shape::Outline { rect, radius, width, stroke } = shape else { continue };
            self.context.begin_path();
            self.add_rect(rect, *radius);
            self.set_stroke(*stroke, *width);
            self.context.stroke();
        }
    }

    fn add_rect(&self, rect: &Rect, radius: f64) {
        let Rect { x, y, width, height } = *rect;
        if radius > 0.0 && self.is_rounding {
            self.context.unchecked_ref::<Pen>().add_rounded(x, y, width, height, radius);
        } else {
            self.context.rect(x, y, width, height);
        }
    }

    fn set_fill(&mut self, colour: Colour) {
        let css = css_of(&mut self.css, colour);
        self.context.unchecked_ref::<Pen>().set_fill(css);
    }

    fn set_stroke(&mut self, colour: Colour, width: f64) {
        let css = css_of(&mut self.css, colour);
        self.context.unchecked_ref::<Pen>().set_stroke(css);
        self.context.set_line_width(width);
    }
}

/// A canvas that is nowhere on the page.
fn context_aside(canvas: &HtmlCanvasElement) -> Option<CanvasRenderingContext2d> {
    let aside = canvas.owner_document()?.create_element("canvas").ok()?;
    aside.dyn_into::<HtmlCanvasElement>().ok()?.get_context("2d").ok()??.dyn_into().ok()
}

/// The font of texts in the syntax of CSS.
fn font() -> String {
    format!("{FONT_SIZE}px {FONT_FAMILY}")
}

fn css_of(known: &mut Vec<(Colour, JsString)>, colour: Colour) -> &JsString {
    let row = known.binary_search_by_key(&colour, |(colour, _)| *colour).unwrap_or_else(|row| {
        known.insert(row, (colour, colour.to_string().into()));
        row
    });
    &known[row].1
}
