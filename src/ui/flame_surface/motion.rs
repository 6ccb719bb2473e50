//! How the viewport moves: at once under a hand, by an ease to a node; and what is put off until it rests.

use super::{Dirty, FlameSurface, Surface};
use crate::dom::{media, performance};
use crate::scene::Viewport;
use crate::worker::protocol::NodeBox;

/// How long nothing must have moved under a hand until it rests, in milliseconds: the notches of a wheel come closer.
const REST_MILLISECONDS: f64 = 80.0;

/// A way from one viewport to another.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ease {
    from: Viewport,
    to: Viewport,
    start: f64,
}

impl FlameSurface {
    /// Lets a node fill the width, or shows everything.
    pub(in crate::ui) fn zoom_to(&self, place: Option<NodeBox>) {
        let target = {
            let state = self.inner.state.borrow();
            match place.and_then(|place| self.own_place(place)) {
                Some(place) => state.viewport.zoom_to(&place, &state.extent),
                None => state.viewport.zoomed_out(&state.extent),
            }
        };
        self.go_to(target);
    }

    /// Moves to a viewport, with an ease unless the user wants no motion.
    pub(super) fn go_to(&self, target: Viewport) {
        {
            let mut state = self.inner.state.borrow_mut();
            state.moving = true;
            state.moved_by_hand = None;
            if media::wants_no_motion() || state.attachment.is_none() {
                state.viewport = target;
                state.ease = None;
            } else {
                state.ease = Some(Ease { from: state.viewport, to: target, start: performance::now() });
            }
            state.dirty = Dirty { boxes: true, overlay: true };
        }
        self.request_tile();
        self.request_frame();
    }

    /// Moves this graph, and the one beside it alike: both are zoomed to the same node, or show all, but seldom at the same
    /// place of their own widths.
    pub(super) fn move_both(&self, moved: impl Fn(&Surface) -> Viewport) {
        self.move_by(&moved);
        if let Some(peer) = self.peer() {
            peer.move_by(&moved);
        }
    }

    /// Moves the viewport at once: what follows a finger must not lag behind it.
    fn move_by(&self, moved: &dyn Fn(&Surface) -> Viewport) {
        {
            let mut state = self.inner.state.borrow_mut();
            if let Some(ease) = state.ease.take() {
                state.viewport = ease.to;
            }
            state.viewport = moved(&state);
            state.dirty = Dirty { boxes: true, overlay: true };
            state.moving = true;
            state.moved_by_hand = Some(performance::now());
        }
        self.request_tile();
        self.request_frame();
    }
}

impl Surface {
    /// Where it is, or is on its way to.
    pub(super) fn aim(&self) -> Viewport {
        self.ease.map_or(self.viewport, |ease| ease.to)
    }

    /// Moves on along the ease; tells whether it has just ended.
    pub(super) fn take_ease(&mut self, time: f64) -> bool {
        let Some(ease) = self.ease else { return false };
        let t = (time - ease.start) / Viewport::EASE_MILLISECONDS;
        self.viewport = Viewport::ease(&ease.from, &ease.to, t.max(0.0));
        self.dirty = Dirty { boxes: true, overlay: true };
        if t >= 1.0 {
            self.ease = None;
        }
        self.ease.is_none()
    }

    /// Tells whether the hand that moved it has just come to rest.
    pub(super) fn take_rest(&mut self, time: f64) -> bool {
        let rests = self.moved_by_hand.is_some_and(|last| time - last >= REST_MILLISECONDS);
        if rests {
            self.moved_by_hand = None;
        }
        rests
    }

    /// Whether something is still to come without anybody doing anything.
    pub(super) fn is_under_way(&self) -> bool {
        self.ease.is_some() || self.moved_by_hand.is_some()
    }
}
