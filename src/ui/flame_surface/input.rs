//! Pointers, wheel and keys on the graph.

use wasm_bindgen::JsCast as _;
use web_sys::{KeyboardEvent, PointerEvent, WheelEvent};

use super::{FlameSurface, SurfaceEvent};
use crate::app::{Gesture, Pointer, Zoom, wheel_gesture};
use crate::scene::{BoxKind, Step, hit_test};

/// How far a key pans, in CSS pixels.
const KEY_PAN: f64 = 100.0;

/// How much closer a key zooms.
const KEY_ZOOM: f64 = 1.6;

/// The height of a line where a wheel counts in lines, in CSS pixels.
const WHEEL_LINE: f64 = 18.0;

impl FlameSurface {
    pub(super) fn press(&self, event: &PointerEvent) {
        if event.button() != 0 {
            return;
        }
        let Some(target) = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok())
        else {
            return;
        };
        // A pointer that is gone already cannot be captured; it is not dragged either.
        let _ = target.set_pointer_capture(event.pointer_id());
        self.inner.state.borrow_mut().pointers.press(pointer(event));
    }

    pub(super) fn travel(&self, event: &PointerEvent) {
        let gestures = {
            let mut state = self.inner.state.borrow_mut();
            // A finger does not hover: where it was lifted, nothing points any more.
            let hovers = event.pointer_type() != "touch";
            state.pointer = hovers.then(|| (f64::from(event.offset_x()), f64::from(event.offset_y())));
            let gestures = state.pointers.travel(pointer(event));
            if let Some(attachment) = &state.attachment {
                let dragging = state.pointers.is_dragging();
                // Fails for no class that we set.
                let _ = attachment.place.class_list().toggle_with_force("dragging", dragging);
            }
            gestures
        };
        for gesture in gestures {
            self.take_gesture(gesture);
        }
        self.hover();
    }

    pub(super) fn release(&self, event: &PointerEvent) {
        let gesture = {
            let mut state = self.inner.state.borrow_mut();
            let gesture = state.pointers.release(pointer(event));
            if let Some(attachment) = &state.attachment {
                // Fails for no class that we set.
                let _ = attachment.place.class_list().remove_1("dragging");
            }
            gesture
        };
        if let Some(gesture) = gesture {
            self.take_gesture(gesture);
        }
        self.hover();
    }

    pub(super) fn cancel(&self, event: &PointerEvent) {
        self.inner.state.borrow_mut().pointers.cancel(event.pointer_id());
        self.leave(event);
    }

    pub(super) fn leave(&self, _event: &PointerEvent) {
        self.inner.state.borrow_mut().pointer = None;
        self.hover();
    }

    pub(super) fn take_wheel(&self, event: &WheelEvent) {
        event.prevent_default();
        let height = self.inner.state.borrow().viewport.size.height;
        let unit = match event.delta_mode() {
            WheelEvent::DOM_DELTA_LINE => WHEEL_LINE,
            WheelEvent::DOM_DELTA_PAGE => height,
            _ => 1.0,
        };
        self.take_gesture(wheel_gesture(
            event.delta_x() * unit,
            event.delta_y() * unit,
            f64::from(event.offset_x()),
            event.ctrl_key() || event.meta_key(),
            event.shift_key(),
        ));
        self.hover();
    }

    /// Takes a key if it means something to the graph; tells whether it did.
    pub(in crate::ui) fn take_key(&self, event: &KeyboardEvent) -> bool {
        if event.ctrl_key() || event.meta_key() || event.alt_key() {
            return false;
        }
        let (middle, selected) = {
            let state = self.inner.state.borrow();
            if state.view.is_none() || state.attachment.is_none() {
                return false;
            }
            (state.viewport.size.width / 2.0, state.selected)
        };
        let pan = |dx: f64, dy: f64| Gesture::Pan { dx, dy };
        // WASD by the place of the key, so that it is a cross on every keyboard; signs by what they say.
        let gesture = match (event.code().as_str(), event.shift_key()) {
            ("KeyW", false) | ("ArrowUp", true) => Some(pan(0.0, KEY_PAN)),
            ("KeyS", false) | ("ArrowDown", true) => Some(pan(0.0, -KEY_PAN)),
            ("KeyA", false) | ("ArrowLeft", true) => Some(pan(KEY_PAN, 0.0)),
            ("KeyD", false) | ("ArrowRight", true) => Some(pan(-KEY_PAN, 0.0)),
            _ => match event.key().as_str() {
                "+" | "=" => Some(Gesture::Zoom { factor: KEY_ZOOM, x: middle }),
                "-" | "_" => Some(Gesture::Zoom { factor: 1.0 / KEY_ZOOM, x: middle }),
                _ => None,
            },
        };
        if let Some(gesture) = gesture {
            self.take_gesture(gesture);
            return true;
        }
        let step = match event.key().as_str() {
            "0" | "Home" => {
                self.zoom_to(None);
                if let Some(peer) = self.peer() {
                    peer.zoom_to(None);
                }
                self.emit(SurfaceEvent::Zoomed(Zoom::Fit));
                return true;
            }
            "Enter" => {
                if let Some(place) = selected {
                    self.emit(SurfaceEvent::Zoom(place.node));
                }
                return selected.is_some();
            }
            "ArrowUp" => Step::Parent,
            "ArrowDown" => Step::WidestChild,
            "ArrowLeft" => Step::Previous,
            "ArrowRight" => Step::Next,
            _ => return false,
        };
        self.emit(SurfaceEvent::Walk(selected.map_or(0, |place| place.node), step));
        true
    }

    fn take_gesture(&self, gesture: Gesture) {
        match gesture {
            Gesture::Click { x, y } => self.click(x, y, SurfaceEvent::Select),
            Gesture::DoubleClick { x, y } => self.click(x, y, SurfaceEvent::Zoom),
            Gesture::Pan { dx, dy } => {
                self.move_both(|surface| surface.viewport.pan_by(dx, dy, &surface.extent));
            }
            Gesture::Zoom { factor, x } => {
                let at = x / self.inner.state.borrow().viewport.size.width;
                self.move_both(|surface| {
                    surface.viewport.zoom_at(factor, at * surface.viewport.size.width, &surface.extent)
                });
                let is_fitted = self.inner.state.borrow().viewport.is_fitted();
                self.emit(SurfaceEvent::Zoomed(if is_fitted { Zoom::Fit } else { Zoom::Free }));
            }
        }
    }

    fn click(&self, x: f64, y: f64, event: fn(u32) -> SurfaceEvent) {
        let node = {
            let state = self.inner.state.borrow();
            hit_test(&state.tile, &state.viewport, x, y)
                .filter(|hit| hit.kind == BoxKind::Box)
                .map(|hit| hit.place.node)
        };
        self.emit(node.map_or(SurfaceEvent::ClearSelection, event));
    }
}

fn pointer(event: &PointerEvent) -> Pointer {
    Pointer {
        id: event.pointer_id(),
        x: f64::from(event.offset_x()),
        y: f64::from(event.offset_y()),
        time: event.time_stamp(),
    }
}
