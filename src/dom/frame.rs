//! Animation frames.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen::JsCast as _;
use wasm_bindgen::closure::Closure;

use super::window;

/// Runs one function in the next animation frame, once however often it is asked for.
///
/// The closure is made once: a graph that is dragged asks for a frame at every move of the pointer.
#[derive(Clone)]
pub struct FrameLoop {
    inner: Rc<Inner>,
}

/// What the browser calls with the time of the frame.
type OnFrame = Closure<dyn FnMut(f64)>;

struct Inner {
    pending: Cell<Option<i32>>,
    closure: RefCell<Option<OnFrame>>,
}

impl std::fmt::Debug for FrameLoop {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FrameLoop").field("pending", &self.inner.pending.get()).finish()
    }
}

impl FrameLoop {
    /// A loop that runs `paint`, which is told the time of the frame in milliseconds.
    pub fn new(mut paint: impl FnMut(f64) + 'static) -> Self {
        let inner = Rc::new(Inner { pending: Cell::new(None), closure: RefCell::new(None) });
        let weak = Rc::downgrade(&inner);
        let closure = Closure::new(move |time| {
            if let Some(inner) = weak.upgrade() {
                inner.pending.set(None);
            }
            paint(time);
        });
        *inner.closure.borrow_mut() = Some(closure);
        Self { inner }
    }

    /// Asks for a frame.
    pub fn request(&self) {
        if self.inner.pending.get().is_some() {
            return;
        }
        let closure = self.inner.closure.borrow();
        let Some(closure) = closure.as_ref() else { return };
        self.inner.pending.set(window().request_animation_frame(closure.as_ref().unchecked_ref()).ok());
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        if let Some(pending) = self.pending.get() {
            // Nothing is left to paint; a frame that cannot be cancelled finds no closure.
            let _ = window().cancel_animation_frame(pending);
        }
    }
}
