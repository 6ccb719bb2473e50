//! How the state changes.

use std::rc::Rc;

use crate::worker::protocol::{
    FileId, Kept, NodeDetails, Problem, ProfileId, ProfileSummary, Purpose, Reply, Request, Stage, ViewId,
    ViewSpec, ViewSummary,
};

use super::Tab;
use super::{
    Action, Alert, AlertId, AlertKind, Building, Command, Draft, Filters, Input, Reading, State,
    WorkerHealth, Zoom, offer_for,
};

impl State {
    /// Takes an action or a reply in, and says what is to be done in the world.
    pub fn apply(&mut self, input: impl Into<Input>) -> Vec<Command> {
        let commands = match input.into() {
            Input::Action(action) => self.act(action),
            Input::Reply(reply) => self.take_reply(*reply),
        };
        self.is_slow &= !self.readings.is_empty() || self.building.is_some();
        commands
    }

    fn act(&mut self, action: Action) -> Vec<Command> {
        match action {
            Action::OpenFiles(files) => self.open_files(files),
            Action::Cancel(file) => self.cancel(file),
            Action::CloseProfile(profile) => self.close(profile),
            Action::ShowTab(tab) => {
                if tab.disabled_because(self).is_some() || tab == self.tab {
                    return Vec::new();
                }
                self.tab = tab;
                let mut commands = vec![Command::SyncAddress];
                if self.tags.is_none() {
                    commands.extend(self.ask_for_tags());
                }
                if tab == Tab::Top {
                    commands.extend(self.ask_for_missing_top());
                }
                commands
            }
            Action::Painted => self.ask_for_missing_top(),
            Action::SetMetric(metric) => {
                self.metric_wish = Some(metric.clone());
                self.change_view(|spec| spec.metric = Some(metric))
            }
            Action::SetBase(base) => {
                self.offer = None;
                self.change_view(|spec| spec.base = base)
            }
            Action::SetTarget(target) => {
                self.offer = None;
                self.change_view(|spec| spec.target = target)
            }
            Action::PutHandle(handle, to) => self.put_handle(handle, to),
            Action::StepHandle(handle, later) => {
                let to = self.step_handle(handle, later);
                to.map_or_else(Vec::new, |to| self.put_handle(handle, to))
            }
            Action::MoveSnapshot(profile, later) => {
                self.move_snapshot(profile, later);
                Vec::new()
            }
            Action::Pick(snapshot, is_picked) => {
                self.pick(snapshot, is_picked);
                Vec::new()
            }
            Action::Combine(mean) => self.combine_picked(mean),
            Action::SetEnds(ends) => {
                self.ends = ends;
                Vec::new()
            }
            Action::CompareEnds => self.compare_ends(),
            Action::Show(profile) => self.show(profile),
            Action::SwapBaseAndTarget => self.change_view(|spec| {
                if let Some(base) = spec.base {
                    spec.base = Some(spec.target);
                    spec.target = base;
                }
            }),
            Action::AcceptOffer => match self.offer.take() {
                Some(offer) => self.change_view(|spec| {
                    spec.base = Some(offer.base);
                    spec.target = offer.target;
                }),
                None => Vec::new(),
            },
            Action::DismissOffer => {
                self.offer = None;
                Vec::new()
            }
            Action::SetGranularity(granularity) => self.change_view(|spec| spec.granularity = granularity),
            Action::SetNoInlines(no_inlines) => self.change_view(|spec| spec.no_inlines = no_inlines),
            Action::SetRelative(relative) => self.change_view(|spec| spec.relative = relative),
            Action::SetShares(shares) => self.change_view(|spec| spec.shares = shares),
            Action::SetGraph(graph) => self.set_graph(graph),
            Action::SetNormalise(choice) => self.change_view(|spec| spec.normalise = choice),
            Action::SetWidth(width) => self.change_view(|spec| spec.width = width),
            Action::SetOrder(order) => {
                self.options.order = Some(order);
                self.change_view(|_| ())
            }
            Action::SetLook(look) => {
                self.look = look;
                vec![Command::Recolour, Command::SyncAddress]
            }
            Action::SetSearch(search) => {
                self.change_filters(Filters { search, chips: self.filters.chips.clone() })
            }
            Action::DraftFilter(filter) => {
                self.draft = Draft { filter, problem: None };
                Vec::new()
            }
            Action::AddDraft => {
                self.draft.problem = None;
                self.add_filter(self.draft.filter.clone())
            }
            Action::AddFilter(filter) => self.add_filter(filter),
            Action::RemoveFilter(filter) => self.change_filters(self.filters.without(&filter)),
            Action::UndoFilter => match self.undo.pop() {
                Some(filters) => self.use_filters(filters),
                None => Vec::new(),
            },
            Action::ResetFilters => self.change_filters(Filters::default()),
            Action::Zoomed(zoom) => {
                self.zoom = zoom;
                Vec::new()
            }
            Action::Locate(row) => {
                let view = self.view.iter();
                view.map(|view| Command::Send(Request::Locate { view: view.view, row })).collect()
            }
            Action::ClearSelection => {
                self.selected = None;
                self.peek = None;
                self.forget_series_row();
                Vec::new()
            }
            Action::ShowSeries(rows) => self.show_series(rows),
            Action::SetSeriesOrder(order) => self.set_series_order(order),
            Action::ChooseSeriesRow(row) => self.choose_series_row(row),
            Action::SetTopOrder(order) => {
                self.top.order = order;
                self.ask_for_first_top()
            }
            Action::NeedTopRows { first, count } => self.ask_for_top(first, count),
            Action::DismissAlert(id) => {
                self.alerts.retain(|alert| alert.id != id);
                Vec::new()
            }
            Action::Complain(problem) => {
                self.alert(AlertKind::Error, problem);
                Vec::new()
            }
            Action::ShowReport(kind) => self.show_report(kind),
            Action::ShowHelp(help) => {
                self.help = help;
                Vec::new()
            }
            Action::RestartWorker => self.restart_worker(),
        }
    }

    fn open_files(&mut self, files: Vec<(FileId, String, u64)>) -> Vec<Command> {
        let commands = files.into_iter().map(|(file, name, size)| {
            self.files.read(file, name.clone(), size);
            self.start_reading(file, name, size)
        });
        commands.collect()
    }

    /// Has the worker read a file.
    fn start_reading(&mut self, file: FileId, name: String, size: u64) -> Command {
        if self.readings.is_empty() {
            self.fresh.clear();
        }
        let request = Request::Open { file, name: name.clone(), size };
        self.readings.push(Reading { file, name, size, read: 0, stage: Stage::Reading, cancelled: false });
        Command::SendFile(file, request)
    }

    fn close(&mut self, profile: ProfileId) -> Vec<Command> {
        if self.profile(profile).is_none() {
            return Vec::new();
        }
        let mut commands = self.forget_profile(profile);
        if self.profiles.is_empty() && self.readings.is_empty() {
            commands.extend(self.restart_worker());
            return commands;
        }
        match self.wanted.clone() {
            Some(spec) if spec.target == profile => {
                let next = spec.base.or_else(|| self.profiles.last().map(|next| next.id));
                self.wanted = None;
                match next {
                    Some(target) => commands.extend(self.show(target)),
                    None => {
                        self.forget_view();
                        commands.push(Command::ShowView);
                    }
                }
            }
            Some(spec) if spec.base == Some(profile) => {
                commands.extend(self.change_view(|spec| spec.base = None));
            }
            _ => {}
        }
        commands
    }

    /// Takes a profile off the list.
    pub(super) fn forget_profile(&mut self, profile: ProfileId) -> Vec<Command> {
        self.profiles.retain(|open| open.id != profile);
        self.fresh.retain(|&open| open != profile);
        self.offer = self.offer.filter(|offer| offer.base != profile && offer.target != profile);
        let close = Command::Send(Request::Close { profile });
        [close].into_iter().chain(self.files.closed(profile).map(Command::ForgetFile)).collect()
    }

    /// Starts a new worker, which gives back what the profiles took, because a wasm memory never shrinks; and has it
    /// read again what was open in the old one. A file that was being read when the
    /// old one died is left out: it is the likeliest cause.
    pub(super) fn restart_worker(&mut self) -> Vec<Command> {
        self.worker = WorkerHealth::Starting;
        self.profiles.clear();
        self.readings.clear();
        self.fresh.clear();
        self.offer = None;
        self.forget_view();
        let mut commands = vec![Command::RestartWorker, Command::ShowView, Command::SyncAddress];
        for (file, name, size) in self.files.read_again() {
            commands.push(self.start_reading(file, name, size));
        }
        commands
    }

    fn forget_view(&mut self) {
        if self.is_diff() {
            std::mem::swap(&mut self.top.order, &mut self.top.other_order);
        }
        self.wanted = None;
        self.asked = None;
        self.building = None;
        self.view = None;
        self.selected = None;
        self.peek = None;
        self.tags = None;
        self.report = None;
        self.draft = Draft::default();
        self.zoom = Zoom::Fit;
        self.top.window = None;
        self.forget_series_rows();
        self.tab = Tab::default();
    }

    /// Asks for the view that is wanted so far, changed by `change`.
    pub(super) fn change_view(&mut self, change: impl FnOnce(&mut ViewSpec)) -> Vec<Command> {
        let Some(wanted) = &self.wanted else { return Vec::new() };
        let mut spec = wanted.clone();
        change(&mut spec);
        if spec.base == Some(spec.target) {
            spec.base = None;
        }
        spec.order = self.options.order_for(&spec);
        spec.series = self.snapshots_for(spec.target, spec.base);
        if self.wanted.as_ref() == Some(&spec) {
            return Vec::new();
        }
        self.looks_anew = false;
        self.ask_for_view(spec)
    }

    pub(super) fn show(&mut self, target: ProfileId) -> Vec<Command> {
        let (metric, filters) = (self.metric_wish.clone(), self.filters.chips.clone());
        let mut spec = ViewSpec { metric, filters, ..ViewSpec::of(target) };
        self.options.put(&mut spec);
        spec.series = self.snapshots_for(target, None);
        self.looks_anew = true;
        self.ask_for_view(spec)
    }

    fn ask_for_view(&mut self, spec: ViewSpec) -> Vec<Command> {
        self.wanted = Some(spec.clone());
        self.asked = Some(spec.clone());
        self.building = Some(Building { stage: Stage::Tree, done: None, cancelled: false });
        self.agree_with_wanted();
        let keep = Kept {
            zoom: self.zoom.node().map(|place| place.node),
            selected: self.selected.as_ref().map(|details| details.place.node),
        };
        let shown = self.view.as_ref().map(|view| view.view);
        vec![Command::Send(Request::View { spec, shown, keep })]
    }

    pub(super) fn alert(&mut self, kind: AlertKind, problem: Problem) {
        let id = AlertId(self.next_alert);
        self.next_alert += 1;
        self.alerts.push(Alert { id, kind, problem });
    }

    fn take_reply(&mut self, reply: Reply) -> Vec<Command> {
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
            // Tiles go to the flame graph, not through the state.
            Reply::Tile { .. } | Reply::Stale => Vec::new(),
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
