//! What the page does while it waits for its first file.

use yew::{AppHandle, Callback, Renderer};

use super::application::{Application, Message, Props};
use crate::dom::document;
use crate::dom::frame::FrameLoop;
use crate::worker::protocol::{Answer, decode};

/// An application that nobody sees: it is told what the worker says of the example, a message in each frame.
///
/// A browser compiles a function when it is called first, and the first flame graph calls more than a thousand: in Chromium
/// some 60 ms, which are over by the time a file is chosen. It is not on the page, asks no worker, and is forgotten when a
/// file comes or all is said.
pub(super) struct Rehearsal {
    application: Option<AppHandle<Application>>,
    messages: std::vec::IntoIter<Vec<u8>>,
    frames: FrameLoop,
}

impl Rehearsal {
    /// Begins; `on_step` is called when it is time to [go on](Self::go_on).
    pub(super) fn new(messages: Vec<Vec<u8>>, on_step: Callback<()>) -> Self {
        let frames = FrameLoop::new(move |_| on_step.emit(()));
        frames.request();
        Self { application: None, messages: messages.into_iter(), frames }
    }

    /// Rehearses the next message, and says whether there are others.
    pub(super) fn go_on(&mut self) -> bool {
        let Some(application) = &self.application else {
            self.application = start();
            self.frames.request();
            return self.application.is_some();
        };
        let message = self.messages.next().and_then(|message| decode::<Answer>(&message).ok());
        let Some(Answer { to, reply }) = message else { return false };
        application.send_message(Message::Reply(to, reply));
        self.frames.request();
        true
    }
}

impl Drop for Rehearsal {
    fn drop(&mut self) {
        if let Some(application) = self.application.take() {
            application.destroy();
        }
    }
}

fn start() -> Option<AppHandle<Application>> {
    let nowhere = document().create_element("div").ok()?;
    Some(Renderer::with_root_and_props(nowhere, Props { is_rehearsing: true }).render())
}
