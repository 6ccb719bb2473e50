//! A view: one metric measured on a form, and laid out.

use std::cell::{OnceCell, RefCell};
use std::rc::Rc;

use super::form::Form;
use super::series_table::SeriesTable;
use super::side_graphs::SideGraphs;
use super::sides::Sides;
use super::table::Table;
use crate::analysis::{
    BitSet, CallGraph, FrameId, Measure, NodeId, Pace, RowId, Search, Stage, Subject, Subtree, shown_start,
    shown_text,
};
use crate::scene::colour::PackageHue;
use crate::scene::{BoxPlace, Boxes, FlameLayout, Tile, TileRequest, TileSource};
use crate::units::{delta_label, label};
use crate::worker::protocol::{Found, Graph, NodeBox, Pair, ProfileId, Side, ViewId, ViewSpec};

/// What is shown. Its parts are shared with the next view where that has the same.
#[derive(Debug)]
pub(super) struct View {
    pub(super) id: ViewId,
    /// What was asked for, with the metric named.
    pub(super) spec: ViewSpec,
    pub(super) form: Rc<Form>,
    pub(super) sides: Rc<Sides>,
    /// Which of their metrics it is; `None` where there are none.
    pub(super) metric: Option<usize>,
    pub(super) measure: Rc<Measure>,
    pub(super) layout: FlameLayout,
    /// The graphs of base and target by themselves, where they are to be seen side by side.
    pub(super) sides_apart: Option<SideGraphs>,
    /// The table of functions, made when first it is asked for.
    pub(super) table: RefCell<Option<Table>>,
    /// The table of the series, as it was asked for last.
    pub(super) series: RefCell<Option<SeriesTable>>,
    /// The call graphs of target and base, made when first a function's callers are asked for.
    pub(super) graphs: OnceCell<Vec<CallGraph>>,
    pub(super) marks: RefCell<Option<Marks>>,
}

/// What a search marks.
#[derive(Debug)]
pub(super) struct Marks {
    /// What was looked for.
    pub(super) text: String,
    search: Search,
    /// The rows of which some frame was found.
    rows: BitSet,
}

impl View {
    /// Measures the sides of a form and lays it out.
    pub(super) async fn build(
        id: ViewId,
        spec: &ViewSpec,
        form: Rc<Form>,
        sides: Rc<Sides>,
        pace: &Pace,
    ) -> Self {
        pace.begin(Stage::Layout).await;
        let metric = sides.choose_metric(spec.metric.as_deref());
        let measure = form.measured.borrow_mut().measure(&form, &sides, metric, spec.width);
        pace.pause().await;
        let layout = FlameLayout::new(form.shape.tree(), measure.widths(), spec.order);
        let sides_apart = match spec.graph {
            Graph::SideBySide => SideGraphs::build(form.shape.tree(), &measure, spec.order, pace).await,
            Graph::Merged => None,
        };
        let name = metric.map(|metric| shown_text(&sides.metrics[metric].kind));
        let spec = ViewSpec { metric: name, ..spec.clone() };
        Self {
            id,
            spec,
            form,
            sides,
            metric,
            measure,
            layout,
            sides_apart,
            table: RefCell::default(),
            series: RefCell::default(),
            graphs: OnceCell::new(),
            marks: RefCell::default(),
        }
    }

    /// Whether a profile is one of its sides.
    pub(super) fn shows(&self, profile: ProfileId) -> bool {
        self.spec.target == profile || self.spec.base == Some(profile)
    }

    /// The profiles that are shown.
    pub(super) fn subject(&self) -> Subject<'_> {
        self.sides.subject(&self.form)
    }

    /// A node of its tree by the number that the page has of it.
    pub(super) fn node(&self, node: u32) -> Option<NodeId> {
        let node = node as usize;
        (node < self.form.shape.tree().len()).then(|| NodeId::new(node))
    }

    /// Marks what a text finds; an empty one marks nothing.
    pub(super) async fn search(&self, text: &str, pace: &Pace) -> Found {
        let frames = self.form.shape.frames();
        let is_diff = self.measure.is_diff();
        if text.trim().is_empty() {
            self.marks.take();
            return Found {
                text: text.to_owned(),
                frames: 0,
                cum: Pair { target: 0, base: is_diff.then_some(0) },
            };
        }
        let search = Search::new(frames, text);
        pace.pause().await;
        let mut rows = BitSet::new(frames.row_count());
        for frame in search.frames() {
            rows.insert(frames.row(frame).index());
        }
        let tree = self.form.shape.tree();
        let target = search.matched(tree, self.measure.target.sums());
        pace.pause().await;
        let base = self.measure.base.as_ref().map(|base| search.matched(tree, base.sums()));
        let cum = Pair { target, base };
        let found = Found { text: text.to_owned(), frames: search.frame_count() as u32, cum };
        self.marks.replace(Some(Marks { text: text.to_owned(), search, rows }));
        found
    }

    /// Whether the search finds a frame of a row of the table.
    pub(super) fn is_row_marked(&self, row: RowId) -> bool {
        self.marks.borrow().as_ref().is_some_and(|marks| marks.rows.contains(row.index()))
    }

    /// How many rows its graph has, or the higher of two.
    pub(super) fn row_count(&self) -> u32 {
        self.sides_apart.as_ref().map_or(self.layout.row_count(), SideGraphs::row_count)
    }

    /// Cuts a tile out of one of its graphs.
    pub(super) fn tile(&self, side: Side, request: &TileRequest) -> Tile {
        if let Some(apart) = self.sides_apart.as_ref().filter(|_| side != Side::Merged) {
            return apart.tile(self, side, request);
        }
        Tile::cut(&self.boxes(), request, self)
    }

    /// Where its boxes lie.
    pub(super) fn boxes(&self) -> Boxes<'_> {
        self.layout.on(self.form.shape.tree(), self.measure.widths())
    }

    /// Where a node lies; nowhere, at no width, if it has no box.
    pub(super) fn place(&self, node: NodeId) -> NodeBox {
        let place = self.boxes().place(node);
        let nowhere = || BoxPlace {
            node: node.index() as u32,
            depth: self.form.shape.tree().depth(node),
            x: 0.0,
            width: 0.0,
        };
        self.node_box(place.unwrap_or_else(nowhere))
    }

    fn node_box(&self, BoxPlace { node, depth, x, width }: BoxPlace) -> NodeBox {
        let id = NodeId::new(node as usize);
        let frame = self.form.shape.tree().frame(id).index() as u32;
        let sides = self.sides_apart.as_ref().map(|apart| apart.places(self, id));
        NodeBox { node, frame, x, width, depth, sides }
    }

    /// Where a node lies that is to be kept: it, or else the nearest of its callers that has a box. Where nothing
    /// but the root is left of the path, nothing is kept.
    pub(super) fn kept_place(&self, node: NodeId) -> Option<NodeBox> {
        let place = self.boxes().nearest(node);
        (node == NodeId::ROOT || place.node != 0).then(|| self.node_box(place))
    }

    /// A node's values in target and base.
    pub(super) fn cum(&self, node: NodeId) -> Pair {
        let subtree = self.form.shape.tree().subtree(node);
        let base = self.measure.base.as_ref().map(|base| base.cum(subtree));
        Pair { target: self.measure.target.cum(subtree), base }
    }

    /// A node's own values in target and base.
    pub(super) fn flat(&self, node: NodeId) -> Pair {
        let base = self.measure.is_diff().then(|| self.measure.base_flat(node));
        Pair { target: self.measure.target_flat(node), base }
    }

    /// The totals of target and base.
    pub(super) fn total(&self) -> Pair {
        let empty = Pair { target: 0, base: self.measure.is_diff().then_some(0) };
        self.metric.map_or(empty, |metric| self.totals()[metric])
    }

    /// What percentages are of, by metric: all samples, or what the filters leave.
    pub(super) fn totals(&self) -> &[Pair] {
        if self.spec.relative { &self.sides.left_totals } else { &self.sides.totals }
    }

    /// How many functions some value passes through.
    pub(super) async fn function_count(&self, pace: &Pace) -> u32 {
        self.measure.row_count(&self.form.shape, self.subject(), pace).await as u32
    }
}

impl TileSource for View {
    fn name(&self, frame: FrameId) -> &str {
        // No box is so wide that it would show more.
        shown_start(self.form.shape.frames().name(frame))
    }

    fn hue(&self, frame: FrameId) -> PackageHue {
        self.form.hues.of(frame.index(), || self.name(frame))
    }

    fn root_label(&self) -> String {
        let unit = &shown_text(&self.measure.metric.unit);
        let cum = self.cum(NodeId::ROOT);
        let target = label(cum.target, unit);
        match cum.base {
            None => format!("all {target}"),
            Some(base) => format!("all {} → {target} {}", label(base, unit), delta_label(cum.delta(), unit)),
        }
    }

    fn is_searching(&self) -> bool {
        self.marks.borrow().is_some()
    }

    fn is_match(&self, frame: FrameId) -> bool {
        self.marks.borrow().as_ref().is_some_and(|marks| marks.search.matches(frame))
    }

    fn diff(&self, _node: NodeId, at: Subtree) -> Option<(i64, i64)> {
        let base = self.measure.base.as_ref()?.cum(at);
        Some((base, self.measure.target.cum(at)))
    }
}
