//! The flame graphs of a page: the one of all, and the pair of base and target, of which the one or the other is shown.

use std::rc::Rc;

use yew::Callback;

use super::flame_surface::{FlameSurface, SurfaceEvent};
use super::flame_view::Elements;
use crate::app::DiffLook;
use crate::dom::media;
use crate::scene::{Size, Tile, TileRequest, Viewport};
use crate::worker::client::Client;
use crate::worker::protocol::{Graph, NodeBox, NodeDetails, RequestId, Side, ViewId, ViewSummary};

/// The graphs, and the elements that they are drawn on.
pub(super) struct FlameGraphs {
    merged: FlameSurface,
    /// The base's and the target's.
    pair: [FlameSurface; 2],
    merged_elements: Elements,
    pair_elements: [Elements; 2],
    /// What is on the page.
    shown: Option<Graph>,
    /// Who asked for the latest view, and the tiles that the worker sends with it.
    asked: Option<(RequestId, Vec<(Side, TileRequest)>)>,
    /// What the view that came last is the answer to.
    answered: Option<RequestId>,
}

impl FlameGraphs {
    /// Graphs that show nothing yet. What happens to one of the pair happens to both.
    pub(super) fn new(client: &Client, on_event: &Callback<SurfaceEvent>) -> Self {
        let surface = |side| FlameSurface::new(client.clone(), side, on_event.clone());
        let pair = [Side::Base, Side::Target].map(surface);
        pair[0].link(&pair[1]);
        Self {
            merged: surface(Side::Merged),
            pair,
            merged_elements: Elements::default(),
            pair_elements: Default::default(),
            shown: None,
            asked: None,
            answered: None,
        }
    }

    /// Takes or leaves the page, once the elements are there.
    pub(super) fn place(&mut self, graph: Option<Graph>) {
        if graph == self.shown {
            return;
        }
        self.shown = graph;
        self.all().for_each(FlameSurface::detach);
        match graph {
            Some(Graph::Merged) => self.merged_elements.attach(&self.merged),
            Some(Graph::SideBySide) => {
                self.pair_elements.iter().zip(&self.pair).for_each(|(place, surface)| place.attach(surface));
            }
            None => {}
        }
    }

    /// The elements to draw on, with the name of each graph.
    pub(super) fn elements(&self, graph: Graph) -> Vec<(&'static str, &Elements)> {
        match graph {
            Graph::Merged => vec![("Flame graph", &self.merged_elements)],
            Graph::SideBySide => {
                let [base, target] = &self.pair_elements;
                vec![("Flame graph of the base", base), ("Flame graph of the target", target)]
            }
        }
    }

    /// The graph that takes keys. Of a pair either does: both move.
    pub(super) fn keyed(&self, graph: Graph) -> &FlameSurface {
        if graph == Graph::SideBySide { &self.pair[1] } else { &self.merged }
    }

    /// The tiles that the next view will be looked at through. Where no graph is on the page yet, `is_first` wants that of
    /// the graph that will be.
    pub(super) fn wanted_tiles(&self, is_first: bool) -> Vec<(Side, TileRequest)> {
        let wanted: Vec<_> = self.all().filter_map(FlameSurface::wanted_tile).collect();
        if wanted.is_empty() && is_first { vec![(Side::Merged, first_tile())] } else { wanted }
    }

    /// These tiles were asked for together with a view.
    pub(super) fn ask(&mut self, id: RequestId, tiles: Vec<(Side, TileRequest)>) {
        self.asked = Some((id, tiles));
        self.all().for_each(FlameSurface::prepare);
    }

    /// A view has come: the answer to this request.
    pub(super) fn hear(&mut self, answered: Option<RequestId>) {
        self.answered = answered;
    }

    /// See [`FlameSurface::set_view`].
    pub(super) fn set_view(&self, view: Option<&Rc<ViewSummary>>) {
        let asked = self.asked.as_ref().filter(|(id, _)| Some(*id) == self.answered);
        let tiles = asked.map_or(&[][..], |(_, tiles)| tiles);
        for surface in self.all() {
            let promised = tiles.iter().find(|(side, _)| *side == surface.side());
            surface.set_view(view.cloned(), promised.map(|(_, request)| *request));
        }
    }

    /// See [`FlameSurface::set_look`].
    pub(super) fn set_look(&self, look: DiffLook) {
        self.all().for_each(|surface| surface.set_look(look));
    }

    /// See [`FlameSurface::zoom_to`].
    pub(super) fn zoom_to(&self, place: Option<NodeBox>) {
        self.all().for_each(|surface| surface.zoom_to(place));
    }

    /// See [`FlameSurface::set_selected`].
    pub(super) fn set_selected(&self, place: Option<NodeBox>) {
        self.all().for_each(|surface| surface.set_selected(place));
    }

    /// See [`FlameSurface::take_tile`].
    pub(super) fn take_tile(&self, view: ViewId, side: Side, tile: Tile) {
        let surface = match side {
            Side::Merged => &self.merged,
            Side::Base => &self.pair[0],
            Side::Target => &self.pair[1],
        };
        surface.take_tile(view, tile);
    }

    /// See [`FlameSurface::take_hover`].
    pub(super) fn take_hover(&self, view: ViewId, details: &NodeDetails) {
        self.all().for_each(|surface| surface.take_hover(view, details));
    }

    /// See [`FlameSurface::refresh`].
    pub(super) fn refresh(&self) {
        self.all().for_each(FlameSurface::refresh);
    }

    /// See [`FlameSurface::repaint`].
    pub(super) fn repaint(&self) {
        self.all().for_each(FlameSurface::repaint);
    }

    fn all(&self) -> impl Iterator<Item = &FlameSurface> {
        std::iter::once(&self.merged).chain(&self.pair)
    }
}

/// The tile of a graph that is not on the page yet. How large it will be is a guess by the styles: beside the inspector on a wide
/// window, and below and above what there always is. Where it is wrong the graph asks again.
fn first_tile() -> TileRequest {
    const INSPECTOR: f64 = 344.0;
    const BARS: f64 = 150.0;
    const WIDE: f64 = 900.0;
    let [width, height] = media::window_size();
    let width = if width < WIDE { width } else { width - INSPECTOR };
    let height = (height - BARS).max(1.0);
    Viewport::fit(Size { width, height }, media::device_pixel_ratio()).screen_request()
}
