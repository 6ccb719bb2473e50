//! What is shown, and what was shown before it.

use std::collections::VecDeque;
use std::rc::Rc;

use super::clock::Clock;
use super::form::{Form, FormKey, NoForm, nothing_left};
use super::profiles::Profiles;
use super::view::View;
use super::{details, peek, reports, table};
use crate::analysis::{Anchor, NodeId};
use crate::worker::protocol::{
    Filter, Found, Kept, ProfileId, Purpose, Reply, Request, ViewId, ViewSpec, ViewSummary,
};

/// The view that is shown, and the forms of those before it.
///
/// # Memory
/// Two forms are kept: that of the view, and the one before it, so that a base is taken away and put back in no
/// time. Where the two have more than [`MAX_NODES`] nodes together only that of the view is kept. While a third is
/// built, there is one beside it. Of sums and layouts there is one each: the view's.
pub(super) struct Viewer {
    clock: Clock,
    view: Option<View>,
    /// The latest first.
    forms: VecDeque<Rc<Form>>,
    /// Of which form the latest views were: the page may not have heard of the last of them.
    recent: VecDeque<(ViewId, FormKey)>,
    last_id: ViewId,
    text: String,
}

/// How many nodes two forms may have for both to be kept. A node takes some 20 bytes in a form.
const MAX_NODES: usize = 1 << 23;

/// How many views back the page may be.
const RECENT: usize = 16;

/// What becomes of the page's nodes in a new view.
enum Carried {
    /// The tree is the same.
    Same(NodeId),
    /// It is found again by names.
    By(Anchor),
}

impl Viewer {
    pub(super) fn new(clock: Clock) -> Self {
        Self {
            clock,
            view: None,
            forms: VecDeque::new(),
            recent: VecDeque::new(),
            last_id: ViewId(0),
            text: String::new(),
        }
    }

    /// Forgets what shows a closed profile.
    pub(super) fn forget(&mut self, profile: ProfileId) {
        self.view = self.view.take().filter(|view| !view.form.key.shows(profile));
        self.forms.retain(|form| !form.key.shows(profile));
        self.forms.shrink_to_fit();
    }

    /// Answers a question about what is shown; only of a view that is no more it knows nothing.
    pub(super) fn answer(&mut self, profiles: &Profiles, request: &Request) -> Reply {
        self.try_answer(profiles, request).unwrap_or(Reply::Stale)
    }

    fn try_answer(&mut self, profiles: &Profiles, request: &Request) -> Option<Reply> {
        match request {
            Request::View { spec, shown, keep } => Some(match self.show(profiles, spec, *shown, *keep) {
                Ok(summary) => Reply::Viewed(Box::new(summary)),
                Err(NoForm { problem, filter }) => Reply::ViewFailed { problem, filter },
            }),
            Request::Search { text } => {
                self.text.clone_from(text);
                let nothing = || Found { text: text.clone(), ..Found::default() };
                Some(Reply::Found(self.view.as_mut().map_or_else(nothing, |view| view.search(text))))
            }
            Request::Tile { view, request } => {
                let tile = Box::new(self.view(*view)?.tile(request));
                Some(Reply::Tile { view: *view, tile })
            }
            Request::Describe { view, node, purpose } => {
                let shown = self.view(*view)?;
                details::reply(shown, shown.node(*node)?, *purpose)
            }
            Request::Walk { view, node, step } => {
                let shown = self.view(*view)?;
                let tree = shown.form.shape.tree();
                let node = crate::scene::walk(&shown.layout, tree, shown.node(*node)?, *step);
                details::reply(shown, node, Purpose::Select)
            }
            Request::Locate { view, row } => {
                let shown = self.view(*view)?;
                details::reply(shown, details::widest_of_row(shown, *row)?, Purpose::Select)
            }
            Request::Top { view, order, first, count } => {
                let window = table::window(self.view(*view)?, *order, *first, *count);
                Some(Reply::Top { view: *view, window })
            }
            Request::Tags { view } => {
                Some(Reply::Tags { view: *view, tags: super::tags::list(self.view(*view)?) })
            }
            Request::Peek { view, row } => {
                let shown = self.view(*view)?;
                let graphs = shown.graphs.get_or_init(|| peek::graphs(shown));
                let peek = Box::new(peek::peek(shown, graphs, *row)?);
                Some(Reply::Peek { view: *view, peek })
            }
            Request::Report { view, kind } => Some(reports::reply(profiles, self.view(*view)?, kind)),
            Request::Open { .. }
            | Request::OpenExample { .. }
            | Request::Cancel { .. }
            | Request::Close { .. } => None,
        }
    }

    fn view(&self, id: ViewId) -> Option<&View> {
        self.view.as_ref().filter(|view| view.id == id)
    }

    fn show(
        &mut self,
        profiles: &Profiles,
        spec: &ViewSpec,
        shown: Option<ViewId>,
        keep: Kept<Option<u32>>,
    ) -> Result<ViewSummary, NoForm> {
        let key = FormKey::of(spec);
        let shown = shown.and_then(|shown| self.recent.iter().find(|(view, _)| *view == shown));
        let shown = shown.map(|(_, key)| key);
        let carried = Kept {
            zoom: self.carry(shown, &key, keep.zoom),
            selected: self.carry(shown, &key, keep.selected),
        };
        let start = self.clock.now();
        let known = self.form(&key);
        let is_built = known.is_none();
        let form = match known {
            Some(form) => form,
            None => {
                // Of the two that are kept only that of the view is worth its memory while a third is built.
                let current = self.view.as_ref().map(|view| view.form.key.clone());
                self.forms.retain(|form| Some(&form.key) == current.as_ref());
                Rc::new(Form::build(profiles, key)?)
            }
        };
        self.check_new_filters(&form)?;
        let built = self.clock.now();
        self.last_id.0 += 1;
        let mut view = View::new(self.last_id, spec, Rc::clone(&form), self.view.as_ref());
        let measured = self.clock.now();
        let find = |carried: Option<Carried>| {
            view.kept_place(match carried? {
                Carried::Same(node) => node,
                Carried::By(anchor) => anchor.find(&form.shape).node,
            })
        };
        let kept = Kept { zoom: find(carried.zoom), selected: find(carried.selected) };
        if !self.text.is_empty() {
            view.search(&self.text);
        }
        let summary = ViewSummary {
            view: view.id,
            spec: view.spec.clone(),
            metrics: form.listed_metrics(),
            metric: view.metric.map(|metric| metric as u32),
            total: view.total(),
            nodes: form.shape.tree().len() as u32 - 1,
            functions: view.function_count(),
            stacks: form.stack_count(),
            rows: view.layout.row_count(),
            kept,
            samples: form.samples,
            unmatched: form.unmatched.clone(),
            has_labels: form.has_labels,
            saturated: view.measure.is_saturated(),
            notes: form.notes.clone(),
            tree_ms: if is_built { built - start } else { 0.0 },
            measure_ms: measured - built,
        };
        self.remember(view);
        Ok(summary)
    }

    /// What finds a node of the page's in another view. Nodes of a view that is forgotten are given up.
    fn carry(&self, shown: Option<&FormKey>, key: &FormKey, node: Option<u32>) -> Option<Carried> {
        let shown = shown?;
        let form = self.form(shown)?;
        let node = NodeId::new(node? as usize);
        if node.index() >= form.shape.tree().len() {
            return None;
        }
        Some(if shown == key { Carried::Same(node) } else { Carried::By(Anchor::of(&form.shape, node)) })
    }

    /// Refuses a filter that was just set and matches nothing: whoever set it has misspelt it. One that matched elsewhere
    /// stays when another profile is shown.
    fn check_new_filters(&self, form: &Form) -> Result<(), NoForm> {
        let before = self.view.as_ref().map_or(&[][..], |view| &view.spec.filters);
        let is_new = |filter: &&Filter| !before.contains(filter) && form.unmatched.contains(&filter.variable);
        match form.key.filters.iter().find(is_new) {
            Some(filter) => Err(nothing_left(filter.variable, &form.key.filters).into()),
            None => Ok(()),
        }
    }

    fn form(&self, key: &FormKey) -> Option<Rc<Form>> {
        self.forms.iter().find(|form| form.key == *key).cloned()
    }

    fn remember(&mut self, view: View) {
        self.recent.push_front((view.id, view.form.key.clone()));
        self.recent.truncate(RECENT);
        self.forms.retain(|form| form.key != view.form.key);
        self.forms.push_front(Rc::clone(&view.form));
        let nodes: usize = self.forms.iter().take(2).map(|form| form.shape.tree().len()).sum();
        self.forms.truncate(if nodes > MAX_NODES { 1 } else { 2 });
        self.view = Some(view);
    }
}
