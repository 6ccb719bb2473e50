//! The flame graph as data: where boxes lie, what a screen shows of them, and the shapes that draw it.
//!
//! ```text
//!  in the worker                                    on the page, once per frame
//!  call tree ─► FlameLayout ─► Tile ── message ──►  Tile + Viewport ─► paint_flame   ─► shapes ─► canvas or SVG
//!   + widths      (its rows)    (one screenful)                      ─► paint_overlay ─► shapes ─► second canvas
//!                └─► walk (arrow keys)                               ─► hit_test (hover, click)
//! ```
//!
//! # Coordinates
//! There are three, and only [`Viewport`] converts between them.
//! - **Fractions** of the root, in `[0, 1]`, and rows, which are depths: what a [`FlameLayout`] and a [`Tile`]
//!   speak. They do not depend on the screen.
//! - **CSS pixels** from the top left of the canvas: what pointers and [`Shape`]s speak.
//! - **Device pixels**, `dpr` to a CSS pixel: edges of shapes are rounded to them, so that boxes are crisp.
//!
//! Fractions are `f64`: near 1 they are exact to 1.1e-16. At [`Viewport::MIN_WIDTH`] a screen of 4096 device
//! pixels shows 1.5e-11 of the root, so that a pixel still has 32 representable places.

mod box_place;
pub mod colour;
mod first_where;
mod flame_layout;
mod flame_painter;
mod hit_test;
mod leak_plots;
mod legend;
mod overlay_painter;
mod packed;
mod series_plot;
mod shapes;
mod strips;
#[cfg(test)]
mod test_scene;
mod text_fit;
mod tile;
mod tile_cutter;
mod tile_frames;
mod viewport;
mod walk;

pub use box_place::BoxPlace;
pub use flame_layout::{Beside, Boxes, FlameExtent, FlameLayout, SiblingOrder};
pub use flame_painter::{Colouring, PaintOptions, paint_flame, paint_flame_with_strips};
pub use hit_test::{Hit, hit_test};
pub use leak_plots::{Trajectory, quadrant};
pub use legend::{DiffLegend, LegendTick};
pub use overlay_painter::{Overlay, paint_overlay};
pub use series_plot::{SeriesPlot, plot_range};
pub use shapes::{Rect, Shape};
pub use strips::Strips;
pub use text_fit::{Advances, FONT_FAMILY, FONT_SIZE, Label, NameForm, fit_name, fit_text};
pub use tile::{BoxKind, Tile, TileRequest, TileSource};
pub use tile_frames::TileFrame;
pub use viewport::{ROW_HEIGHT, Size, Viewport};
pub use walk::{Step, walk};
