//! Two graphs that move together.

use std::rc::Rc;

use super::FlameSurface;
use crate::scene::BoxPlace;
use crate::worker::protocol::{NodeBox, Side};

impl FlameSurface {
    /// Lets two graphs move together.
    pub(in crate::ui) fn link(&self, other: &Self) {
        self.inner.peer.replace(Rc::downgrade(&other.inner));
        other.inner.peer.replace(Rc::downgrade(&self.inner));
    }

    /// Which graph of the view it is.
    pub(in crate::ui) fn side(&self) -> Side {
        self.inner.side
    }

    /// The graph that moves along, while it is on the page.
    pub(super) fn peer(&self) -> Option<Self> {
        let inner = self.inner.peer.borrow().upgrade()?;
        let is_shown = inner.state.borrow().attachment.is_some();
        is_shown.then_some(Self { inner })
    }

    /// Where a node lies in this graph, or the nearest of its callers that has a box here.
    pub(super) fn own_place(&self, place: NodeBox) -> Option<BoxPlace> {
        own_place(self.inner.side, place)
    }

    /// Marks what is hovered in the graph beside it.
    pub(super) fn set_echo(&self, echo: Option<(u32, u32)>) {
        {
            let mut state = self.inner.state.borrow_mut();
            state.echo = echo;
            state.dirty.overlay = true;
        }
        self.request_frame();
    }
}

/// Where a node lies in one of the graphs; nowhere in one that is not drawn.
pub(super) fn own_place(side: Side, place: NodeBox) -> Option<BoxPlace> {
    let NodeBox { node, depth, x, width, sides, .. } = place;
    match side {
        Side::Merged => Some(BoxPlace { node, depth, x, width }),
        Side::Base => sides.map(|[base, _]| base),
        Side::Target => sides.map(|[_, target]| target),
    }
}
