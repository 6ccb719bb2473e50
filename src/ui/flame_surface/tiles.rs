//! Which tile a graph asks for, and which it is sent without asking.

use wasm_bindgen::JsCast as _;
use web_sys::HtmlCanvasElement;

use super::{Dirty, FlameSurface};
use crate::dom::{document, media, performance};
use crate::render::canvas::CanvasPainter;
use crate::scene::{Advances, Tile, TileRequest};
use crate::worker::protocol::{Request, Side, ViewId};

impl FlameSurface {
    /// The tile that it will want of the next view first, as far as that can be known.
    pub(in crate::ui) fn wanted_tile(&self) -> Option<(Side, TileRequest)> {
        let state = self.inner.state.borrow();
        state.attachment.as_ref().map(|_| (self.inner.side, state.aim().screen_request()))
    }

    /// Gets ready for its first picture, while the worker is busy.
    pub(in crate::ui) fn prepare(&self) {
        let mut state = self.inner.state.borrow_mut();
        if state.advances.is_none() {
            state.advances = measure_aside().map(|advances| (media::device_pixel_ratio(), advances));
        }
    }

    /// Asks for the tile again, because what it says of the search has changed.
    pub(in crate::ui) fn refresh(&self) {
        {
            let mut state = self.inner.state.borrow_mut();
            state.tile_view = None;
            state.promised = None;
        }
        self.inner.waiting.set(false);
        self.request_tile();
    }

    /// Takes a tile from the worker.
    pub(in crate::ui) fn take_tile(&self, view: ViewId, tile: Tile) {
        let is_first = {
            let mut state = self.inner.state.borrow_mut();
            if state.view.as_ref().is_none_or(|shown| shown.view != view) {
                return;
            }
            self.inner.waiting.set(false);
            state.promised = None;
            let is_first = state.tile_view != Some(view);
            state.fresh |= is_first;
            state.tile_view = Some(view);
            state.extent = *tile.extent();
            state.tile = tile;
            state.viewport = state.viewport.clamped(&state.extent);
            state.dirty = Dirty { boxes: true, overlay: true };
            is_first
        };
        self.hover();
        self.request_tile();
        if is_first {
            // The browser may still be busy with the frame that has the rest of the page, and comes back late.
            self.frame(performance::now());
            self.request_margin();
        } else {
            self.request_frame();
        }
    }

    /// Asks for a tile if the one that is here does not serve. One is on its way at a time: the next is asked for
    /// when it has arrived, for where the viewport is by then.
    pub(super) fn request_tile(&self) {
        let state = self.inner.state.borrow();
        let (Some(view), Some(_)) = (&state.view, &state.attachment) else { return };
        // What is eased to is asked for at once, so that it is sharp when the movement ends.
        let aim = state.aim();
        let has_come = (state.tile_view == Some(view.view)).then(|| *state.tile.request());
        // Each tile takes a processor that the frames of the movement could use: the sharp one is asked for at rest.
        let serves = |request: TileRequest| match state.moved_by_hand {
            Some(_) => request.serves_in_motion(&aim, &state.extent),
            None => request.serves(&aim, &state.extent),
        };
        if !has_come.or(state.promised).is_some_and(serves) {
            self.ask_for(view.view, aim.tile_request());
        }
    }

    /// Asks for what lies around what is shown, once that is painted.
    fn request_margin(&self) {
        let state = self.inner.state.borrow();
        let Some(view) = &state.view else { return };
        let wanted = state.aim().tile_request();
        if !state.tile.request().contains(&wanted, &state.extent) {
            self.ask_for(view.view, wanted);
        }
    }

    fn ask_for(&self, view: ViewId, request: TileRequest) {
        if !self.inner.waiting.replace(true) {
            self.inner.client.send(Request::Tile { view, side: self.inner.side, request });
        }
    }
}

/// Measures the font on a canvas that is nowhere on the page.
fn measure_aside() -> Option<Advances> {
    let canvas: HtmlCanvasElement = document().create_element("canvas").ok()?.dyn_into().ok()?;
    Some(CanvasPainter::transparent(canvas).ok()?.measure_advances())
}
