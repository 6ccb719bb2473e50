//! The whole window takes a drop, also over a loaded profile.

use std::cell::Cell;
use std::rc::Rc;

use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast as _;
use web_sys::DragEvent;
use yew::prelude::*;

use crate::dom::files::{Dropped, from_drop};
use crate::dom::window;

/// Listens for drops as long as it lives.
pub(super) struct DropTarget {
    _listeners: Vec<EventListener>,
}

impl DropTarget {
    /// `on_over` is told when files begin and cease to hover over the window, `on_drop` what was dropped.
    pub(super) fn new(on_over: Callback<bool>, on_drop: Callback<Dropped>) -> Self {
        // Entering a child is reported before leaving its parent: only the balance tells who is inside.
        let inside = Rc::new(Cell::new(0_i32));
        let options = EventListenerOptions::enable_prevent_default();
        let listen = |name: &'static str, handler: Box<dyn Fn(&DragEvent)>| {
            EventListener::new_with_options(&window(), name, options, move |event| {
                if let Some(event) = event.dyn_ref::<DragEvent>()
                    && has_files(event)
                {
                    event.prevent_default();
                    handler(event);
                }
            })
        };
        let (entered, left, dropped) = (inside.clone(), inside.clone(), inside);
        let (over_entered, over_left, over_dropped) = (on_over.clone(), on_over.clone(), on_over);
        let listeners = vec![
            listen(
                "dragenter",
                Box::new(move |_| {
                    entered.set(entered.get() + 1);
                    over_entered.emit(true);
                }),
            ),
            listen(
                "dragleave",
                Box::new(move |_| {
                    left.set((left.get() - 1).max(0));
                    if left.get() == 0 {
                        over_left.emit(false);
                    }
                }),
            ),
            listen(
                "dragover",
                Box::new(|event| {
                    if let Some(transfer) = event.data_transfer() {
                        transfer.set_drop_effect("copy");
                    }
                }),
            ),
            listen(
                "drop",
                Box::new(move |event| {
                    dropped.set(0);
                    over_dropped.emit(false);
                    let Some(transfer) = event.data_transfer() else { return };
                    let files = from_drop(&transfer);
                    let on_drop = on_drop.clone();
                    wasm_bindgen_futures::spawn_local(async move { on_drop.emit(files.await) });
                }),
            ),
        ];
        Self { _listeners: listeners }
    }
}

/// Whether a drag brings files, and not a text or a link of the page.
fn has_files(event: &DragEvent) -> bool {
    event.data_transfer().is_some_and(|transfer| transfer.types().includes(&"Files".into(), 0))
}
