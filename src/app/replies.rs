//! How the worker's replies change the state.

use std::rc::Rc;

use crate::worker::protocol::{
    FileId, NodeDetails, Problem, ProfileSummary, Purpose, Reply, Request, ViewId, ViewSpec, ViewSummary,
};

use super::{AlertKind, Command, State, Tab, WorkerHealth, Zoom, offer_for};

impl State {
    pub(super) fn take_reply(&mut self, reply: Reply) -> Vec<Command> {
        match reply {
            Reply::Ready => {
                self.worker = WorkerHealth::Ready;
                let search = &self.filters.search;
                if search.is_empty() {
                    Vec::new()
                } else {
                    vec![Command::Send(Request::Search { text: search.clone() })]
                }
            }
            Reply::Progress { file, stage, read } => {
                if let Some(reading) = self.readings.iter_mut().find(|reading| reading.file == file) {
                    self.is_slow = true;
                    reading.stage = stage;
                    reading.read = read;
                }
                Vec::new()
            }
            Reply::Combined { profiles } => self.take_combined(profiles),
            Reply::CombineFailed { problem } => {
                self.alert(AlertKind::Error, problem);
                Vec::new()
            }
            Reply::Opened { file, profile, warnings } => self.take_profile(file, profile, warnings),
            Reply::OpenFailed { problem, .. } => {
                self.alert(AlertKind::Error, problem);
                Vec::new()
            }
            Reply::OpenEnded { file, .. } => self.end_reading(file),
            Reply::Building { stage, done } => {
                if let Some(building) = &mut self.building {
                    self.is_slow = true;
                    building.stage = stage;
                    building.done = done;
                }
                Vec::new()
            }
            Reply::ViewCancelled => self.give_up_view(),
            Reply::Viewed(view) => self.take_view(*view),
            Reply::Functions { view, count } => {
                if let Some(shown) = self.view.as_mut().filter(|shown| shown.view == view) {
                    Rc::make_mut(shown).functions = count;
                }
                Vec::new()
            }
            Reply::ViewFailed { problem, filter } => self.take_refusal(problem, filter),
            Reply::Tags { view, tags } => {
                if self.is_shown(view) {
                    self.tags = Some(Rc::new(tags));
                }
                Vec::new()
            }
            Reply::Peek { view, peek } => {
                let is_selected = self.selected.as_ref().is_some_and(|details| details.row == peek.row);
                if self.is_shown(view) && is_selected {
                    self.peek = Some(Rc::new(*peek));
                }
                Vec::new()
            }
            Reply::Report { view, kind, text, notes } => {
                let shown = self.is_shown(view);
                if let Some(report) = self.report.as_mut().filter(|report| shown && report.kind == kind) {
                    report.text = Some(text.map(Rc::from));
                    report.notes = notes;
                }
                Vec::new()
            }
            Reply::Details { view, purpose, details } => self.take_details(view, purpose, *details),
            Reply::Top { view, window } => {
                if self.is_shown(view) && window.order == self.top.order {
                    self.top.window = Some(Rc::new(window));
                }
                Vec::new()
            }
            Reply::Series { view, window } => {
                if self.is_shown(view) {
                    self.take_series(window);
                }
                Vec::new()
            }
            Reply::SeriesRow { view, chart } => {
                if self.is_shown(view) {
                    self.take_series_row(*chart);
                }
                Vec::new()
            }
            Reply::Goroutines(list) => {
                self.take_goroutines(*list);
                Vec::new()
            }
            Reply::Leaks { profiles, found } => {
                self.take_leaks(&profiles, *found);
                Vec::new()
            }
            Reply::Found(found) => {
                if found.text == self.filters.search {
                    self.found = found;
                    return self.refresh_top();
                }
                Vec::new()
            }
            Reply::Fatal { message } => {
                self.worker = WorkerHealth::Dead(message);
                // What it died of may be the last wish.
                self.wanted = self.view.as_ref().map(|view| view.spec.clone());
                self.agree_with_wanted();
                let mut commands = Vec::new();
                if let Some(reading) = self.readings.first() {
                    commands.extend(self.files.leave_out(reading.file).map(Command::ForgetFile));
                    let problem = Problem {
                        name: reading.name.clone(),
                        what: "was being read when the worker stopped".to_owned(),
                        advice: "It is left out when the worker is restarted; the others are read again."
                            .to_owned(),
                    };
                    self.alert(AlertKind::Warning, problem);
                }
                self.readings.clear();
                self.building = None;
                commands
            }
            // Tiles go to the flame graph, not through the state, and what is rehearsed with to who rehearses.
            Reply::Tile { .. } | Reply::Stale | Reply::Rehearsed { .. } => Vec::new(),
        }
    }

    fn take_profile(
        &mut self,
        file: FileId,
        profile: ProfileSummary,
        warnings: Vec<Problem>,
    ) -> Vec<Command> {
        for problem in warnings {
            self.alert(AlertKind::Warning, problem);
        }
        let (id, base) = (profile.id, profile.base);
        self.files.opened(file, id);
        self.forget_evidence();
        let key = |profile: &ProfileSummary| (profile.time_nanos == 0, profile.time_nanos);
        let at = self.profiles.partition_point(|other| key(other) <= key(&profile));
        self.profiles.insert(at, profile);
        let first_of_batch = self.fresh.is_empty();
        self.fresh.push(id);
        // The first of several is shown at once; which of them matters most is known when all are open.
        if first_of_batch {
            return self.show(id);
        }
        // A file that is a difference is shown as one: its other side came before.
        let shows_other_side = self.wanted.as_ref().is_some_and(|spec| Some(spec.target) == base);
        if !shows_other_side {
            return Vec::new();
        }
        self.change_view(|spec| {
            spec.target = id;
            spec.base = base;
        })
    }

    fn end_reading(&mut self, file: FileId) -> Vec<Command> {
        let mut commands: Vec<_> = self.files.ended(file).map(Command::ForgetFile).into_iter().collect();
        self.readings.retain(|reading| reading.file != file);
        if !self.readings.is_empty() || self.fresh.is_empty() {
            return commands;
        }
        if self.tab.is_whole() {
            commands.extend(self.ask_for_evidence());
        }
        self.offer = offer_for(&self.profiles, &self.fresh);
        if let Some(offer) = self.offer
            && self.wanted.as_ref().is_some_and(|spec| spec.base.is_none() && spec.target != offer.target)
        {
            commands.extend(self.show(offer.target));
        }
        commands
    }

    fn take_view(&mut self, view: ViewSummary) -> Vec<Command> {
        if self.asked.as_ref().is_none_or(|asked| !answers(&view.spec, asked)) {
            // A later wish is on its way; drawing this one would only flicker.
            return Vec::new();
        }
        self.building = None;
        let mut commands = vec![Command::ShowView, Command::SyncAddress];
        let was_diff = self.is_diff();
        self.wanted = Some(view.spec.clone());
        self.agree_with_wanted();
        self.end_draft();
        self.looks_anew = false;
        // A free zoom stays where it is; a node is followed to where it lies now.
        if self.zoom.node().is_some() {
            self.zoom = Zoom::to(view.kept.zoom);
            commands.push(Command::Zoom(self.zoom.node()));
        }
        // The root says nothing of what was selected.
        let selected = view.kept.selected.filter(|place| place.depth > 0);
        let id = view.view;
        if was_diff != view.spec.base.is_some() {
            std::mem::swap(&mut self.top.order, &mut self.top.other_order);
        }
        self.top.window = None;
        self.forget_series_rows();
        self.peek = None;
        self.tags = None;
        if let Some(report) = &mut self.report {
            report.text = None;
        }
        self.view = Some(Rc::new(view));
        if self.tab.disabled_because(self).is_some() {
            self.tab = Tab::default();
        }
        match selected {
            Some(place) => {
                let purpose = Purpose::Select;
                commands.push(Command::Send(Request::Describe { view: id, node: place.node, purpose }));
            }
            None => self.selected = None,
        }
        // The table can wait until the flame graph is painted.
        if self.tab != Tab::Flame {
            commands.extend(self.ask_for_first_top());
        }
        commands.extend(self.ask_for_tags());
        commands.extend(self.ask_for_report());
        if !self.filters.search.is_empty() {
            commands.push(Command::Send(Request::Search { text: self.filters.search.clone() }));
        }
        commands
    }

    fn take_details(&mut self, view: ViewId, purpose: Purpose, details: NodeDetails) -> Vec<Command> {
        if !self.is_shown(view) || purpose == Purpose::Hover {
            return Vec::new();
        }
        let mut commands: Vec<_> = self.ask_for_peek(&details).into_iter().collect();
        let place = details.place;
        self.selected = Some(Rc::new(details));
        if purpose == Purpose::Zoom {
            self.zoom = Zoom::to(Some(place));
            commands.push(Command::Zoom(self.zoom.node()));
        }
        commands
    }

    fn is_shown(&self, view: ViewId) -> bool {
        self.view.as_ref().is_some_and(|shown| shown.view == view)
    }
}

/// Whether a view is the answer to a wish. The answer always names a metric, the wish only sometimes, and a
/// metric that the profiles lack is replaced by their default.
fn answers(spec: &ViewSpec, wanted: &ViewSpec) -> bool {
    ViewSpec { metric: wanted.metric.clone(), ..spec.clone() } == *wanted
}
