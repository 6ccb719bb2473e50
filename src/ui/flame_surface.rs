//! The flame graph's moving parts: viewport, tiles, hover, and two canvases, outside of Yew.
//!
//! ```text
//!  pointer, wheel, key ─► viewport ─► one animation frame ─► paint what is here, scaled
//!                              └──► tile not fine enough? ─► ask the worker, one request at a time
//! ```
//!
//! The page draws what it has until the next tile arrives, so that a frame costs what the screen shows and never
//! what the profile holds.

mod attachment;
mod input;
mod motion;
mod pairing;
mod tiles;

use std::cell::{Cell, OnceCell, RefCell};
use std::rc::{Rc, Weak};

use web_sys::{HtmlCanvasElement, HtmlElement};
use yew::Callback;

use self::attachment::Attachment;
use self::motion::Ease;
use self::pairing::own_place;
use super::tooltip;
use crate::app::{DiffLook, Pointers, Zoom};
use crate::dom::frame::FrameLoop;
use crate::dom::{media, performance};
use crate::scene::colour::{Palette, Theme};
use crate::scene::{
    Advances, BoxKind, BoxPlace, FlameExtent, NameForm, Overlay, PaintOptions, Size, Step, Tile, TileRequest,
    Viewport, hit_test, paint_flame, paint_flame_with_strips, paint_overlay,
};
use crate::worker::client::Client;
use crate::worker::protocol::{NodeBox, NodeDetails, Purpose, Request, Side, ViewId, ViewSummary};

/// What the flame graph reports.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum SurfaceEvent {
    /// The tile of the current view was painted.
    Painted,
    /// A node was clicked.
    Select(u32),
    /// A node is to be zoomed to.
    Zoom(u32),
    /// The viewport was zoomed by hand.
    Zoomed(Zoom),
    /// The ground beside the boxes was clicked.
    ClearSelection,
    /// A key walks on from a node.
    Walk(u32, Step),
}

/// A handle on the flame graph; clones are the same graph.
#[derive(Clone)]
pub(super) struct FlameSurface {
    inner: Rc<Inner>,
}

impl PartialEq for FlameSurface {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.inner, &other.inner)
    }
}

struct Inner {
    client: Client,
    /// Which graph of the view it is.
    side: Side,
    /// The graph beside it, which moves along.
    peer: RefCell<Weak<Self>>,
    on_event: Callback<SurfaceEvent>,
    state: RefCell<Surface>,
    frames: OnceCell<FrameLoop>,
    /// A tile is on its way.
    waiting: Cell<bool>,
}

struct Surface {
    attachment: Option<Attachment>,
    view: Option<Rc<ViewSummary>>,
    theme: Theme,
    /// How changes are coloured.
    look: DiffLook,
    tile: Tile,
    /// The view that `tile` is of.
    tile_view: Option<ViewId>,
    /// The tile of the view that the worker sends without being asked again.
    promised: Option<TileRequest>,
    extent: FlameExtent,
    viewport: Viewport,
    ease: Option<Ease>,
    /// When a hand moved the viewport last, until it rests.
    moved_by_hand: Option<f64>,
    pointers: Pointers,
    /// Where the pointer rests, while none is pressed.
    pointer: Option<(f64, f64)>,
    hovered: Option<Hovered>,
    /// What is hovered in the graph beside it: node and frame.
    echo: Option<(u32, u32)>,
    selected: Option<NodeBox>,
    advances: Option<(f64, Advances)>,
    dirty: Dirty,
    /// The next frame is one of a pan or zoom, and is measured.
    moving: bool,
    /// A tile of the current view was taken and not yet painted.
    fresh: bool,
}

/// The box under the pointer.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Hovered {
    place: BoxPlace,
    frame: u32,
}

/// What must be painted again.
#[derive(Debug, Clone, Copy, Default)]
struct Dirty {
    boxes: bool,
    overlay: bool,
}

impl FlameSurface {
    /// A graph that shows nothing yet, on no canvas.
    pub(super) fn new(client: Client, side: Side, on_event: Callback<SurfaceEvent>) -> Self {
        let surface = Surface {
            attachment: None,
            view: None,
            theme: theme(),
            look: DiffLook::default(),
            tile: Tile::empty(),
            tile_view: None,
            promised: None,
            extent: FlameExtent { rows: 1, narrowest: Viewport::MIN_WIDTH },
            viewport: Viewport::fit(Size { width: 1.0, height: 1.0 }, 1.0),
            ease: None,
            moved_by_hand: None,
            pointers: Pointers::default(),
            pointer: None,
            hovered: None,
            echo: None,
            selected: None,
            advances: None,
            dirty: Dirty::default(),
            moving: false,
            fresh: false,
        };
        let inner = Rc::new(Inner {
            client,
            side,
            peer: RefCell::default(),
            on_event,
            state: RefCell::new(surface),
            frames: OnceCell::new(),
            waiting: Cell::new(false),
        });
        let weak = Rc::downgrade(&inner);
        let frames = FrameLoop::new(move |time| {
            if let Some(inner) = weak.upgrade() {
                Self { inner }.frame(time);
            }
        });
        // Set once, here.
        let _ = inner.frames.set(frames);
        Self { inner }
    }

    /// Takes its place on the page.
    pub(super) fn attach(
        &self,
        place: HtmlElement,
        boxes: HtmlCanvasElement,
        overlay: HtmlCanvasElement,
        tooltip: HtmlElement,
    ) {
        let attachment = Attachment::new(self, place, boxes, overlay, tooltip);
        self.inner.state.borrow_mut().attachment = attachment;
        self.resize();
    }

    /// Leaves the page; what it shows is kept.
    pub(super) fn detach(&self) {
        let mut state = self.inner.state.borrow_mut();
        state.attachment = None;
        state.hovered = None;
        state.echo = None;
        state.pointer = None;
        state.pointers = Pointers::default();
    }

    /// Shows a view, or nothing; of a view the worker may have promised a tile. The viewport stays: whoever changed the
    /// profile says where to look.
    pub(super) fn set_view(&self, view: Option<Rc<ViewSummary>>, promised: Option<TileRequest>) {
        {
            let mut state = self.inner.state.borrow_mut();
            state.promised = promised;
            state.hovered = None;
            state.echo = None;
            state.hide_tooltip();
            match &view {
                None => {
                    state.tile = Tile::empty();
                    state.tile_view = None;
                    state.viewport = Viewport::fit(state.viewport.size, state.viewport.dpr);
                    state.selected = None;
                }
                Some(view) => state.extent = FlameExtent { rows: view.rows, narrowest: Viewport::MIN_WIDTH },
            }
            state.view = view;
        }
        // The old tile stays on screen until the new one is there.
        self.inner.waiting.set(false);
        self.request_tile();
    }

    /// Paints everything again: the theme or the canvas has changed.
    pub(super) fn repaint(&self) {
        {
            let mut state = self.inner.state.borrow_mut();
            state.theme = theme();
            state.dirty = Dirty { boxes: true, overlay: true };
        }
        self.request_frame();
    }

    /// Colours changes so. What is shown has all that it takes, so that nobody is asked.
    pub(super) fn set_look(&self, look: DiffLook) {
        self.inner.state.borrow_mut().look = look;
        self.repaint();
    }

    /// Marks the selected node and, if it is a new one, brings it into view.
    pub(super) fn set_selected(&self, selected: Option<NodeBox>) {
        let target = {
            let mut state = self.inner.state.borrow_mut();
            if state.selected == selected {
                return;
            }
            state.selected = selected;
            state.dirty.overlay = true;
            let aim = state.aim();
            let place = selected.and_then(|place| self.own_place(place));
            place.map(|place| aim.reveal(&place, &state.extent)).filter(|target| *target != aim)
        };
        match target {
            Some(target) => self.go_to(target),
            None => self.request_frame(),
        }
    }

    /// Takes the details of the hovered box.
    pub(super) fn take_hover(&self, view: ViewId, details: &NodeDetails) {
        let state = self.inner.state.borrow();
        let Some(shown) = state.view.as_ref().filter(|shown| shown.view == view) else { return };
        let is_hovered = state.hovered.is_some_and(|hovered| hovered.place.node == details.place.node);
        let (Some(attachment), Some((x, y)), true) = (&state.attachment, state.pointer, is_hovered) else {
            return;
        };
        tooltip::fill(&attachment.tooltip, details, shown);
        attachment.tooltip.set_hidden(false);
        tooltip::place(&attachment.tooltip, &attachment.place, x, y);
    }

    fn emit(&self, event: SurfaceEvent) {
        self.inner.on_event.emit(event);
    }

    fn request_frame(&self) {
        if let Some(frames) = self.inner.frames.get() {
            frames.request();
        }
    }

    /// Takes the size of its place.
    fn resize(&self) {
        {
            let mut state = self.inner.state.borrow_mut();
            let Some(attachment) = &state.attachment else { return };
            let size = attachment.size();
            if size.width < 1.0 || size.height < 1.0 {
                return;
            }
            // A way is not worth going on with: both its ends are of another size.
            state.viewport = state.aim().resized(size, media::device_pixel_ratio(), &state.extent);
            state.ease = None;
            state.dirty = Dirty { boxes: true, overlay: true };
        }
        self.request_tile();
        // A canvas that is resized is blank until it is painted: at once, and not in a later frame.
        self.frame(performance::now());
    }

    /// Finds what lies under the pointer.
    fn hover(&self) {
        let found = {
            let mut state = self.inner.state.borrow_mut();
            let still = state.pointer.filter(|_| !state.pointers.is_dragging());
            let found = still.and_then(|(x, y)| {
                let hit = hit_test(&state.tile, &state.viewport, x, y)?;
                let is_box = hit.kind == BoxKind::Box;
                is_box.then_some(Hovered { place: hit.place, frame: hit.frame.frame })
            });
            // To ask how large it is makes the browser lay the page out.
            if let (Some(attachment), Some((x, y)), true) =
                (&state.attachment, state.pointer, found.is_some())
                && !attachment.tooltip.hidden()
            {
                tooltip::place(&attachment.tooltip, &attachment.place, x, y);
            }
            if found == state.hovered {
                return;
            }
            state.hovered = found;
            state.dirty.overlay = true;
            state.hide_tooltip();
            if let Some(attachment) = &state.attachment {
                // Fails for no class that we set.
                let _ = attachment.place.class_list().toggle_with_force("over-box", found.is_some());
            }
            found
        };
        if let Some(peer) = self.peer() {
            peer.set_echo(found.map(|found| (found.place.node, found.frame)));
        }
        self.describe_hovered();
        self.request_frame();
    }

    /// Asks for what the tooltip says; not of the boxes that pass under the pointer while a hand moves the graph.
    fn describe_hovered(&self) {
        let state = self.inner.state.borrow();
        if let (Some(view), Some(hovered), None) = (&state.view, state.hovered, state.moved_by_hand) {
            let node = hovered.place.node;
            self.inner.client.send(Request::Describe { view: view.view, node, purpose: Purpose::Hover });
        }
    }

    /// Paints what has changed.
    fn frame(&self, time: f64) {
        let start = performance::now();
        let (moved, painted, settled, rests) = {
            let mut state = self.inner.state.borrow_mut();
            let settled = state.take_ease(time);
            let rests = state.take_rest(time);
            let moved = std::mem::take(&mut state.moving) || state.ease.is_some();
            let painted = state.paint(self.inner.side);
            (moved, painted, settled, rests)
        };
        if moved {
            performance::measure("frame", start, performance::now() - start);
        }
        if painted {
            self.emit(SurfaceEvent::Painted);
        }
        if settled {
            self.hover();
        }
        if rests {
            self.request_tile();
            self.describe_hovered();
        }
        if self.inner.state.borrow().is_under_way() {
            self.request_frame();
        }
    }
}

impl Surface {
    /// Paints what is dirty; tells whether a new view was painted for the first time.
    fn paint(&mut self, side: Side) -> bool {
        let Some(attachment) = &mut self.attachment else { return false };
        let theme = self.theme;
        let ground = Palette::of(theme).ground;
        let viewport = &self.viewport;
        if self.advances.as_ref().is_none_or(|(dpr, _)| *dpr != viewport.dpr) {
            self.advances = Some((viewport.dpr, attachment.boxes.measure_advances()));
        }
        let Some((_, advances)) = &self.advances else { return false };
        if self.dirty.boxes {
            let changes = self.view.as_ref().map(|view| self.look.colouring(view)).unwrap_or_default();
            let options = PaintOptions { theme, changes, names: NameForm::Full, ..PaintOptions::default() };
            let boxes = &mut attachment.boxes;
            boxes.resize(viewport.size, viewport.dpr);
            let shapes = match boxes.strips() {
                Some(strips) => paint_flame_with_strips(&self.tile, viewport, advances, &options, strips),
                None => paint_flame(&self.tile, viewport, advances, &options),
            };
            boxes.paint(&shapes, ground);
        }
        if self.dirty.overlay {
            let hovered = self.hovered;
            let selected = self.selected;
            let frames =
                [hovered.map(|one| one.frame), self.echo.map(|echo| echo.1), selected.map(|one| one.frame)];
            let same_frame = frames.into_iter().flatten().next();
            let echo =
                self.echo.and_then(|(node, _)| self.tile.entry_of(node)).map(|entry| self.tile.place(entry));
            // A caller that stands for a node without a box is zoomed to, and not marked in its place.
            let is_it = |own: &BoxPlace| selected.is_some_and(|place| place.node == own.node);
            let overlay = Overlay {
                hovered: hovered.map(|one| one.place).or(echo),
                selected: selected.and_then(|place| own_place(side, place)).filter(is_it),
                same_frame,
            };
            let shapes = paint_overlay(&self.tile, viewport, &overlay, theme);
            attachment.overlay.resize(viewport.size, viewport.dpr);
            attachment.overlay.paint(&shapes, ground);
        }
        let painted = self.dirty.boxes && std::mem::take(&mut self.fresh);
        self.dirty = Dirty::default();
        painted
    }

    fn hide_tooltip(&self) {
        if let Some(attachment) = &self.attachment {
            attachment.tooltip.set_hidden(true);
        }
    }
}

/// The system's theme. To ask the browser takes a while, and it tells when it changes.
fn theme() -> Theme {
    if media::is_dark() { Theme::Dark } else { Theme::Light }
}
