//! What keys do, wherever the focus is.

use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast as _;
use web_sys::KeyboardEvent;
use yew::{Callback, Context};

use super::{Application, Message};
use crate::app::{Action, Handle, Tab, Zoom};
use crate::dom::document;
use crate::ui::keys;

impl Application {
    /// What a key means outside of fields; keys of the flame graph are tried first.
    pub(super) fn take_key(&mut self, event: &KeyboardEvent, ctx: &Context<Self>) -> bool {
        if self.state.help || self.state.report.is_some() || self.state.leaks.guide {
            return false;
        }
        if event.key() == "Escape" {
            return self.step_back();
        }
        if keys::is_for_a_field(event) {
            return false;
        }
        if self.state.tab == Tab::Flame
            && !keys::is_on_a_control(event)
            && self.graphs.keyed(self.state.graph()).take_key(event)
        {
            event.prevent_default();
            return false;
        }
        let key = event.key();
        match key.as_str() {
            "/" => {
                event.prevent_default();
                keys::focus("search");
            }
            "?" => self.act(Action::ShowHelp(true)),
            "x" => self.act(Action::SwapBaseAndTarget),
            "[" | "]" => self.act(Action::StepHandle(Handle::Target, key == "]")),
            "{" | "}" => self.act(Action::StepHandle(Handle::Base, key == "}")),
            "o" => self.pick(),
            "c" => {
                if let Some(selected) = &self.state.selected {
                    let stack = selected.stack.clone();
                    wasm_bindgen_futures::spawn_local(async move {
                        crate::dom::clipboard::copy(&stack).await;
                    });
                }
            }
            digit => {
                let tab = digit.parse::<usize>().ok().and_then(|digit| Tab::ALL.get(digit.wrapping_sub(1)));
                let Some(&tab) = tab else { return false };
                ctx.link().send_message(Message::Act(Action::ShowTab(tab)));
                return false;
            }
        }
        true
    }

    /// One step back: what is said of a filter, the search, then the selection, then the zoom.
    fn step_back(&mut self) -> bool {
        if self.state.draft.problem.is_some() {
            self.act(Action::DraftFilter(self.state.draft.filter.clone()));
        } else if !self.state.filters.search.is_empty() {
            self.act(Action::SetSearch(String::new()));
        } else if self.state.selected.is_some() || self.state.series_table.asked.is_some() {
            self.clear_selection();
        } else if self.state.zoom != Zoom::Fit {
            self.fit();
        } else {
            return false;
        }
        true
    }
}

/// Listens to the keys that no field has taken.
pub(super) fn listen(on_key: Callback<KeyboardEvent>) -> EventListener {
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(&document(), "keydown", options, move |event| {
        if let Some(event) = event.dyn_ref::<KeyboardEvent>()
            && !event.default_prevented()
        {
            on_key.emit(event.clone());
        }
    })
}
