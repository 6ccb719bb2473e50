//! How the state changes.

use crate::worker::protocol::{FileId, Kept, Problem, ProfileId, Request, Stage, ViewSpec};

use super::Tab;
use super::{
    Action, Alert, AlertId, AlertKind, Building, Command, Draft, Filters, Input, Offer, Reading, State,
    WorkerHealth, Zoom,
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
            // While one is read the worker has better things to do.
            Action::ExpectFiles if !self.readings.is_empty() => Vec::new(),
            Action::ExpectFiles => vec![Command::Send(Request::Expect)],
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
                commands.extend(self.ask_for_evidence());
                commands
            }
            Action::Painted => {
                let mut commands = self.ask_for_missing_top();
                commands.extend(self.ask_for_leaks());
                commands.extend(self.prepare_offer());
                commands
            }
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
            Action::QueryGoroutines(query) => self.query_goroutines(query),
            Action::QueryLeaks(query) => self.query_leaks(query),
            Action::ShowGuide(guide) => {
                self.leaks.guide = guide;
                Vec::new()
            }
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
        commands.extend(self.ask_for_evidence());
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
        self.forget_evidence();
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
        self.forget_evidence();
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
        let spec = self.changed_spec(change).filter(|spec| self.wanted.as_ref() != Some(spec));
        let Some(spec) = spec else { return Vec::new() };
        self.looks_anew = false;
        self.ask_for_view(spec)
    }

    /// What is wanted so far, changed by `change`.
    fn changed_spec(&self, change: impl FnOnce(&mut ViewSpec)) -> Option<ViewSpec> {
        let mut spec = self.wanted.clone()?;
        change(&mut spec);
        if spec.base == Some(spec.target) {
            spec.base = None;
        }
        spec.order = self.options.order_for(&spec);
        spec.series = self.snapshots_for(spec.target, spec.base);
        Some(spec)
    }

    /// Lets the worker get ready for the comparison that is offered.
    fn prepare_offer(&self) -> Option<Command> {
        let Offer { base, target } = self.offer?;
        let spec = self.changed_spec(|spec| spec.base = Some(base))?;
        let is_next = spec.target == target && self.wanted.as_ref().is_some_and(|spec| spec.base.is_none());
        is_next.then_some(Command::Send(Request::Prepare { spec }))
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
        vec![Command::Send(Request::View { spec, shown, keep, tiles: Vec::new() })]
    }

    pub(super) fn alert(&mut self, kind: AlertKind, problem: Problem) {
        let id = AlertId(self.next_alert);
        self.next_alert += 1;
        self.alerts.push(Alert { id, kind, problem });
    }
}
