//! The graph's place on the page: its elements, and what listens to them.

use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;
use web_sys::{Event, HtmlCanvasElement, HtmlElement, PointerEvent, ResizeObserver, WheelEvent};

use super::FlameSurface;
use crate::dom::media;
use crate::render::canvas::CanvasPainter;
use crate::scene::Size;

/// The elements of a graph on the page. When it is dropped, nothing listens any more.
pub(super) struct Attachment {
    pub(super) place: HtmlElement,
    pub(super) boxes: CanvasPainter,
    pub(super) overlay: CanvasPainter,
    pub(super) tooltip: HtmlElement,
    _listeners: Vec<EventListener>,
    _resizes: Option<Resizes>,
}

impl Attachment {
    /// Listens to the elements. `None` where the browser gives no canvas to draw on.
    pub(super) fn new(
        surface: &FlameSurface,
        place: HtmlElement,
        boxes: HtmlCanvasElement,
        overlay: HtmlCanvasElement,
        tooltip: HtmlElement,
    ) -> Option<Self> {
        let listeners = listen(surface, &boxes);
        let resizes = Resizes::observe(surface, &place);
        let boxes = CanvasPainter::opaque(boxes).ok()?;
        let overlay = CanvasPainter::transparent(overlay).ok()?;
        Some(Self { place, boxes, overlay, tooltip, _listeners: listeners, _resizes: resizes })
    }

    /// How large the graph is. What is rehearsed lies nowhere, and is as large as the window.
    pub(super) fn size(&self) -> Size {
        if self.place.is_connected() {
            let (width, height) = (self.place.client_width(), self.place.client_height());
            return Size { width: width.into(), height: height.into() };
        }
        let [width, height] = media::window_size();
        Size { width, height }
    }
}

fn listen(surface: &FlameSurface, canvas: &HtmlCanvasElement) -> Vec<EventListener> {
    let options = EventListenerOptions::enable_prevent_default();
    let pointer = |name: &'static str, handler: fn(&FlameSurface, &PointerEvent)| {
        let surface = surface.clone();
        EventListener::new_with_options(canvas, name, options, move |event| {
            if let Some(event) = event.dyn_ref::<PointerEvent>() {
                handler(&surface, event);
            }
        })
    };
    let wheel = {
        let surface = surface.clone();
        EventListener::new_with_options(canvas, "wheel", options, move |event| {
            if let Some(event) = event.dyn_ref::<WheelEvent>() {
                surface.take_wheel(event);
            }
        })
    };
    vec![
        wheel,
        pointer("pointerdown", FlameSurface::press),
        pointer("pointermove", FlameSurface::travel),
        pointer("pointerup", FlameSurface::release),
        pointer("pointercancel", FlameSurface::cancel),
        pointer("pointerleave", FlameSurface::leave),
    ]
}

/// Watches the size of an element.
struct Resizes {
    observer: ResizeObserver,
    _closure: Closure<dyn FnMut(Event)>,
}

impl Resizes {
    fn observe(surface: &FlameSurface, element: &HtmlElement) -> Option<Self> {
        let surface = surface.clone();
        let closure = Closure::<dyn FnMut(Event)>::new(move |_| surface.resize());
        let observer = ResizeObserver::new(closure.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Self { observer, _closure: closure })
    }
}

impl Drop for Resizes {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
