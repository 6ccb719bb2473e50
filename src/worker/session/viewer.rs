//! What is shown, and what was shown before it.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::rc::Rc;

use super::ahead::Ahead;
use super::building::{Built, Carried, FormBase, Plan, build};
use super::clock::Clock;
use super::form::{Form, FormKey};
use super::job::Job;
use super::profiles::Profiles;
use super::questions::Questions;
use super::shares::LastChange;
use super::sides::NoSides;
use super::view::View;
use super::{details, reports};
use crate::analysis::{Anchor, NodeId, Pace};
use crate::scene::TileRequest;
use crate::worker::protocol::{
    Answer, Found, Kept, ProfileId, Purpose, Reply, Request, RequestId, Side, ViewId, ViewSpec,
};
use crate::worker::queue::Kind;

/// The view that is shown, and the forms of those before it.
///
/// # Memory
/// Two forms are kept: that of the view, and the one before it, so that a base is taken away and put back in no
/// time. Where the two have more than [`MAX_PATHS`] paths together only that of the view is kept. While a third is
/// built, there is one beside it, and one of an offered comparison, which shares the words of those that it is of. Of layouts there is one, the view's, and each form keeps the sums that were measured on it.
pub(super) struct Viewer {
    clock: Clock,
    view: Option<Rc<View>>,
    /// The latest first.
    forms: VecDeque<Rc<Form>>,
    /// Of which form the latest views were: the page may not have heard of the last of them.
    recent: VecDeque<(ViewId, FormKey)>,
    last_id: ViewId,
    text: Rc<RefCell<String>>,
    last_change: LastChange,
    building: Option<Building>,
    ahead: Ahead,
    /// Somebody waits for a file: nothing is measured that nobody asked for.
    is_hurried: bool,
    /// What the page wants to see of the view as soon as it has heard of it.
    due: VecDeque<(RequestId, Request)>,
    /// How many functions it has is counted.
    counting: Option<Job<Reply>>,
    /// How many functions it has, as the page was told.
    functions: Option<u32>,
    questions: Questions,
}

/// The view that is being built. There is one at most: a later wish takes the place of an earlier.
struct Building {
    /// Who asked for it.
    asker: RequestId,
    key: FormKey,
    /// What is to be seen of it first.
    tiles: Vec<(Side, TileRequest)>,
    job: Job<Result<Built, NoSides>>,
}

/// How many paths two forms may have for both to be kept. A path of 40 frames takes some 150 bytes in a form.
const MAX_PATHS: usize = 1 << 20;

/// How many views back the page may be.
const RECENT: usize = 16;

impl Viewer {
    pub(super) fn new(clock: Clock) -> Self {
        Self {
            clock,
            view: None,
            forms: VecDeque::new(),
            recent: VecDeque::new(),
            last_id: ViewId(0),
            text: Rc::default(),
            last_change: Rc::default(),
            building: None,
            ahead: Ahead::default(),
            is_hurried: false,
            due: VecDeque::new(),
            counting: None,
            functions: None,
            questions: Questions::default(),
        }
    }

    /// Forgets what shows a closed profile, and gives up what was to show it.
    pub(super) fn forget(&mut self, profile: ProfileId) -> Vec<Answer> {
        let mut answers = Vec::new();
        if self.view.take_if(|view| view.shows(profile)).is_some() {
            self.counting = None;
            self.functions = None;
            answers.extend(self.questions.give_up());
        }
        self.forms.retain(|form| !form.key.has(profile));
        self.forms.shrink_to_fit();
        self.ahead.forget(profile);
        let building = self.building.take_if(|building| building.key.has(profile));
        answers.extend(building.map(|building| stale(building.asker)));
        if self.building.is_none() {
            self.questions.release();
        }
        answers
    }

    /// Answers a question, or begins to; only of a view that is no more it knows nothing.
    pub(super) fn begin(&mut self, profiles: &Profiles, id: RequestId, request: &Request) -> Vec<Answer> {
        let to = |reply| Answer { to: Some(id), reply };
        match request {
            Request::View { spec, shown, keep, tiles } => {
                self.ahead.stop();
                let plan = self.plan(profiles, spec, *shown, *keep);
                let job = Job::new(&self.clock, |pace| Box::pin(build(plan, pace)));
                let building =
                    Building { asker: id, key: FormKey::of(spec, profiles), tiles: tiles.clone(), job };
                let before = self.building.replace(building);
                self.questions.hold();
                before.map(|before| stale(before.asker)).into_iter().collect()
            }
            Request::Prepare { spec } => {
                self.prepare(profiles, spec);
                Vec::new()
            }
            Request::CancelView => {
                let given_up = self.building.take().map(|building| stale(building.asker));
                self.questions.release();
                given_up.into_iter().chain([to(Reply::ViewCancelled)]).collect()
            }
            Request::Search { text } => {
                self.text.replace(text.clone());
                match &self.view {
                    Some(view) => self.questions.ask(&self.clock, view, id, request),
                    None => vec![to(Reply::Found(Found { text: text.clone(), ..Found::default() }))],
                }
            }
            Request::Top { view, .. }
            | Request::Series { view, .. }
            | Request::SeriesRow { view, .. }
            | Request::Tags { view }
            | Request::Peek { view, .. } => match self.view(*view).cloned() {
                Some(view) => self.questions.ask(&self.clock, &view, id, request),
                None => vec![stale(id)],
            },
            request => {
                let kind = Kind::of(request);
                self.due.retain(|(_, due)| kind.is_none() || Kind::of(due) != kind);
                vec![to(self.look_up(request, Some(profiles)).unwrap_or(Reply::Stale))]
            }
        }
    }

    /// What is only looked up.
    fn look_up(&self, request: &Request, profiles: Option<&Profiles>) -> Option<Reply> {
        match request {
            Request::Tile { view, side, request } => {
                let tile = Box::new(self.view(*view)?.tile(*side, request));
                Some(Reply::Tile { view: *view, side: *side, tile })
            }
            Request::Describe { view, node, purpose } => {
                let shown = self.view(*view)?;
                details::reply(shown, shown.node(*node)?, *purpose)
            }
            Request::Walk { view, node, step } => {
                let shown = self.view(*view)?;
                let node = crate::scene::walk(&shown.boxes(), shown.node(*node)?, *step);
                details::reply(shown, node, Purpose::Select)
            }
            Request::Locate { view, row } => {
                let shown = self.view(*view)?;
                details::reply(shown, details::widest_of_row(shown, *row)?, Purpose::Select)
            }
            Request::Report { view, kind } => Some(reports::reply(profiles?, self.view(*view)?, kind)),
            _ => None,
        }
    }

    /// Whether something was begun and is not answered yet, or can be made before anybody asks for it.
    pub(super) fn is_working(&self) -> bool {
        self.building.is_some()
            || !self.due.is_empty()
            || self.counting.is_some()
            || !self.questions.is_empty()
            || self.ahead.is_making()
            || self.unmeasured().is_some()
    }

    /// Goes on for a slice of time: the latest wish first. Questions that were asked after a view come before it, and those that were
    /// asked earlier behind it, when they are of no more use: whoever sees another view asks anew.
    pub(super) fn work(&mut self) -> Vec<Answer> {
        if let Some((id, request)) = self.due.pop_front() {
            let reply = self.look_up(&request, None).unwrap_or(Reply::Stale);
            return vec![Answer { to: Some(id), reply }];
        }
        if self.building.is_none()
            && let Some(counting) = &mut self.counting
        {
            let Some(reply) = counting.work() else { return Vec::new() };
            self.counting = None;
            if let Reply::Functions { count, .. } = reply
                && self.functions.replace(count) == Some(count)
            {
                return Vec::new();
            }
            return vec![Answer { to: None, reply }];
        }
        if self.questions.is_ready() {
            return self.questions.work().into_iter().collect();
        }
        let Some(Building { asker, tiles, job, .. }) = &mut self.building else {
            if self.ahead.is_making() {
                self.ahead.work();
            } else if let Some(view) = self.unmeasured() {
                view.form.measured.borrow_mut().measure_next(&view.form);
            }
            return Vec::new();
        };
        let to = *asker;
        let Some(result) = job.work() else {
            let progress = job.progress().map(|(stage, done)| Reply::Building { stage, done });
            return progress.into_iter().map(|reply| Answer { to: Some(to), reply }).collect();
        };
        let tiles = std::mem::take(tiles);
        self.building = None;
        match result {
            Ok((view, summary)) => {
                let view = self.remember(view);
                self.functions = Some(summary.functions);
                self.counting = self.count();
                let due = |(side, request)| (to, Request::Tile { view, side, request });
                self.due = tiles.into_iter().map(due).collect();
                let mut answers = vec![Answer { to: Some(to), reply: Reply::Viewed(summary) }];
                answers.append(&mut self.questions.give_up_held());
                answers
            }
            Err(NoSides { problem, filter }) => {
                self.questions.release();
                vec![Answer { to: Some(to), reply: Reply::ViewFailed { problem, filter } }]
            }
        }
    }

    /// Counts the functions of the view, where that was not done on the way.
    fn count(&self) -> Option<Job<Reply>> {
        let view = self.view.clone().filter(|view| view.measure.known_row_count().is_none())?;
        let count = |pace: Pace| async move {
            Reply::Functions { view: view.id, count: view.function_count(&pace).await }
        };
        Some(Job::new(&self.clock, |pace| Box::pin(count(pace))))
    }

    fn view(&self, id: ViewId) -> Option<&Rc<View>> {
        self.view.as_ref().filter(|view| view.id == id)
    }

    /// What is needed to build a view.
    fn plan(
        &mut self,
        profiles: &Profiles,
        spec: &ViewSpec,
        shown: Option<ViewId>,
        keep: Kept<Option<u32>>,
    ) -> Plan {
        let key = FormKey::of(spec, profiles);
        let shown = shown.and_then(|shown| self.recent.iter().find(|(view, _)| *view == shown));
        let shown = shown.map(|(_, key)| key);
        let all = self.all_forms();
        let known = all.iter().find(|form| form.key.serves(&key)).cloned();
        let of = known.as_ref().map_or(&key, |form| &form.key);
        let carried =
            Kept { zoom: self.carry(shown, of, keep.zoom), selected: self.carry(shown, of, keep.selected) };
        let base = match known {
            Some(form) => FormBase::Known(form),
            None => {
                // Of the two that are kept only that of the view is worth its memory while a third is built.
                let current = self.view.as_ref().map(|view| view.form.key.clone());
                self.forms.retain(|form| Some(&form.key) == current.as_ref());
                let open = Form::find(profiles, &key);
                let of_use = all.into_iter().filter(|form| form.is_of_use(&key)).collect();
                FormBase::New(key, open, of_use)
            }
        };
        self.last_id.0 += 1;
        Plan {
            id: self.last_id,
            spec: spec.clone(),
            base,
            carried,
            functions_before: self.functions,
            filters_before: self.view.as_ref().map_or_else(Vec::new, |view| view.spec.filters.clone()),
            text: Rc::clone(&self.text),
            last_change: Rc::clone(&self.last_change),
            clock: self.clock.clone(),
        }
    }

    /// Begins to make what is offered, unless it is there.
    fn prepare(&mut self, profiles: &Profiles, spec: &ViewSpec) {
        let key = FormKey::of(spec, profiles);
        let mut known = self.all_forms();
        if known.iter().any(|form| form.key.serves(&key)) {
            return;
        }
        known.retain(|form| form.is_of_use(&key));
        // Where one is closed, nothing is to be made.
        if let Ok(open) = Form::find(profiles, &key) {
            self.ahead.begin(&self.clock, (key, spec.clone()), open, known);
        }
    }

    /// Does nothing any more that nobody waits for.
    pub(super) fn hurry(&mut self) {
        self.ahead.stop();
        self.is_hurried = true;
    }

    /// The view, if another metric of it can be measured before anybody asks for it.
    fn unmeasured(&self) -> Option<&Rc<View>> {
        self.view.as_ref().filter(|view| !self.is_hurried && view.form.measured.borrow().has_more(&view.form))
    }

    /// All forms that there are.
    fn all_forms(&self) -> Vec<Rc<Form>> {
        let kept = self.forms.iter().flat_map(|form| [Some(form), form.whole.as_ref()]).flatten();
        kept.chain(self.ahead.made()).cloned().collect()
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

    fn form(&self, key: &FormKey) -> Option<Rc<Form>> {
        self.forms.iter().find(|form| form.key == *key).cloned()
    }

    fn remember(&mut self, view: View) -> ViewId {
        let id = view.id;
        self.recent.push_front((view.id, view.form.key.clone()));
        self.recent.truncate(RECENT);
        self.forms.retain(|form| form.key != view.form.key);
        self.forms.push_front(Rc::clone(&view.form));
        self.ahead.shown(&view.form);
        self.is_hurried = false;
        let paths: usize = self.forms.iter().take(2).map(|form| form.path_count()).sum();
        self.forms.truncate(if paths > MAX_PATHS { 1 } else { 2 });
        // What is searched for may have changed after it was looked for here.
        view.marks.borrow_mut().take_if(|marks| marks.text != *self.text.borrow());
        self.view = Some(Rc::new(view));
        id
    }
}

fn stale(id: RequestId) -> Answer {
    Answer { to: Some(id), reply: Reply::Stale }
}
