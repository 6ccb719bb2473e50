//! The page: it holds the state, hands actions to it, and does what it says is to be done.

use std::collections::HashMap;

use gloo::events::{EventListener, EventListenerOptions};
use wasm_bindgen::JsCast as _;
use web_sys::{File, HtmlInputElement, KeyboardEvent};
use yew::prelude::*;

use super::acts::{Act, Acts};
use super::alerts::Alerts;
use super::compare_offer::CompareOffer;
use super::controls::Controls;
use super::drop_target::DropTarget;
use super::filter_bar::FilterBar;
use super::first_screen::FirstScreen;
use super::flame_surface::{FlameSurface, SurfaceEvent};
use super::flame_view::FlameView;
use super::foot::Foot;
use super::help::Help;
use super::inspector::Inspector;
use super::keys;
use super::readings::Readings;
use super::report_dialog::ReportDialog;
use super::tabs::TabState;
use super::tag_list::Tags;
use super::top_bar::TopBar;
use super::top_table::TopTable;
use crate::app::{
    Action, Command, Fragment, State, Tab, WorkerHealth, Zoom, document_title, report_command, status_line,
};
use crate::dom::files::{Dropped, NamedFile};
use crate::dom::{address, document, media};
use crate::worker::client::Client;
use crate::worker::protocol::{FileId, Problem, Purpose, Reply, Request};

/// What reaches the application.
pub(super) enum Message {
    /// Something for the state.
    Act(Action),
    /// The worker said something.
    Reply(Reply),
    /// Files were chosen.
    Files(Vec<NamedFile>),
    /// Something was dropped.
    Dropped(Dropped),
    /// Files hover over the window, or do no more.
    Over(bool),
    /// The user wants the picker.
    Pick,
    /// The user wants the example.
    Example,
    /// The flame graph reports.
    Surface(SurfaceEvent),
    /// Everything is to be seen.
    Fit,
    /// A node is to be selected or zoomed to.
    Describe(u32, Purpose),
    /// A row of the table is to be shown in the flame graph.
    Locate(u32),
    /// A key was pressed that no field wanted.
    Key(KeyboardEvent),
    /// The system's theme changed.
    Theme,
}

/// The root component.
pub(super) struct Application {
    state: State,
    client: Client,
    surface: FlameSurface,
    acts: Acts,
    /// The files that are being read or open. A `File` is a reference: it holds no bytes.
    files: HashMap<FileId, File>,
    next_file: u32,
    over: bool,
    input: NodeRef,
    _drops: DropTarget,
    _listeners: Vec<EventListener>,
}

impl Component for Application {
    type Message = Message;
    type Properties = ();

    fn create(ctx: &Context<Self>) -> Self {
        let link = ctx.link();
        let on_reply = link.callback(Message::Reply);
        let client = Client::new(move |_, reply| on_reply.emit(reply));
        let surface = FlameSurface::new(client.clone(), link.callback(Message::Surface));
        let drops = DropTarget::new(link.callback(Message::Over), link.callback(Message::Dropped));
        let mut listeners = vec![listen_to_keys(link.callback(Message::Key))];
        let on_theme = link.callback(|()| Message::Theme);
        listeners.extend(
            media::dark_query().map(|query| EventListener::new(&query, "change", move |_| on_theme.emit(()))),
        );
        Self {
            state: State::new(&Fragment::parse(&address::fragment())),
            client,
            surface,
            acts: Acts::default(),
            files: HashMap::new(),
            next_file: 0,
            over: false,
            input: NodeRef::default(),
            _drops: drops,
            _listeners: listeners,
        }
    }

    fn update(&mut self, ctx: &Context<Self>, message: Message) -> bool {
        match message {
            Message::Act(action) => self.act(action),
            Message::Reply(reply) => return self.take_reply(reply),
            Message::Files(files) => self.open(files),
            Message::Dropped(dropped) => self.take_drop(dropped),
            Message::Over(over) => self.over = over,
            Message::Pick => self.pick(),
            Message::Example => {
                let file = self.name_file();
                self.acts.begin(Act::Open);
                self.act(Action::OpenExample(file));
            }
            Message::Surface(event) => return self.take_surface_event(event),
            Message::Fit => self.fit(),
            Message::Describe(node, purpose) => self.describe(node, purpose),
            Message::Locate(row) => {
                self.act(Action::Locate(row));
                self.act(Action::ShowTab(Tab::Flame));
            }
            Message::Key(event) => return self.take_key(&event, ctx),
            Message::Theme => {
                self.surface.repaint();
                return false;
            }
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let link = ctx.link();
        let state = &self.state;
        let on_action = link.callback(Message::Act);
        let is_open = state.view.is_some();
        let tabs = if is_open { Tab::ALL.map(|tab| tab_state(tab, state)).to_vec() } else { Vec::new() };
        let (program, holdings) = crate::app::holdings(state);
        let offer =
            state.offer.and_then(|offer| Some((state.profile(offer.base)?, state.profile(offer.target)?)));
        let on_example = link.callback(|()| Message::Example);
        html! {
            <div class={classes!("page", is_open.then_some("is-open"), (state.tab != Tab::Flame).then_some("on-top"))}>
                <TopBar {program} {holdings} {tabs} shown={state.tab} input={self.input.clone()}
                    on_files={link.callback(Message::Files)} on_action={on_action.clone()} />
                <Alerts alerts={state.alerts.clone()} on_action={on_action.clone()} />
                { self.worker_alert(&on_action) }
                <Readings readings={state.readings.clone()} on_action={on_action.clone()} />
                if let Some((base, target)) = offer {
                    <CompareOffer base={base.clone()} target={target.clone()} on_action={on_action.clone()} />
                }
                if is_open {
                    { self.opened(ctx, &on_action) }
                } else {
                    <FirstScreen on_open={link.callback(|()| Message::Pick)} {on_example} />
                }
                <Foot status={status_line(state)}
                    notes={state.view.as_ref().map(|view| view.notes.clone()).unwrap_or_default()}
                    opened_ms={self.acts.opened_ms()} />
                if self.over { <div class="drop-target">{ "Drop profiles to open them" }</div> }
                if state.help { <Help {on_action} /> }
            </div>
        }
    }
}

impl Application {
    /// Hands an action to the state and does what follows.
    fn act(&mut self, action: Action) {
        let act = Act::of(&action);
        let commands = self.state.apply(action);
        // What changes nothing is no act: nothing would be painted that ends it.
        if let Some(act) = act.filter(|_| !commands.is_empty()) {
            self.acts.begin(act);
        }
        for command in commands {
            self.run(command);
        }
    }

    fn run(&mut self, command: Command) {
        match command {
            Command::Send(request) => {
                self.client.send(request);
            }
            Command::SendFile(id, request) => {
                if let Some(file) = self.files.get(&id) {
                    self.client.send_open(request, file);
                }
            }
            Command::ForgetFile(id) => {
                self.files.remove(&id);
            }
            Command::RestartWorker => self.client.restart(),
            Command::ShowView => self.surface.set_view(self.state.view.clone()),
            Command::Zoom(place) => self.surface.zoom_to(place),
            Command::SyncAddress => address::replace_fragment(&self.state.fragment().to_text()),
        }
    }

    fn take_reply(&mut self, reply: Reply) -> bool {
        match reply {
            Reply::Tile { view, tile } => {
                self.surface.take_tile(view, *tile);
                return false;
            }
            Reply::Details { view, purpose: Purpose::Hover, details } => {
                self.surface.take_hover(view, &details);
                return false;
            }
            _ => {}
        }
        if let Reply::OpenEnded { timings, .. } = &reply {
            self.acts.stages(timings);
        }
        if let Reply::Viewed(view) = &reply {
            self.acts.tree(view);
        }
        let found = matches!(reply, Reply::Found(_));
        let fills = match reply {
            Reply::Top { .. } => Some(Tab::Top),
            Reply::Tags { .. } => Some(Tab::Tags),
            _ => None,
        };
        if matches!(reply, Reply::ViewFailed { .. }) {
            self.acts.give_up();
        }
        self.act(Action::Reply(Box::new(reply)));
        if found {
            self.surface.refresh();
        }
        // The flame graph tells by itself when it is painted; a table is as soon as its rows are here.
        if fills == Some(self.state.tab) {
            self.acts.shown();
        }
        self.surface.set_selected(self.state.selected.as_ref().map(|details| details.place));
        address::set_title(&document_title(&self.state));
        true
    }

    fn take_surface_event(&mut self, event: SurfaceEvent) -> bool {
        match event {
            SurfaceEvent::Painted => self.acts.shown(),
            SurfaceEvent::Select(node) => {
                self.describe(node, Purpose::Select);
                false
            }
            SurfaceEvent::Zoom(node) => {
                self.describe(node, Purpose::Zoom);
                false
            }
            SurfaceEvent::Zoomed(zoom) => {
                let changed = self.state.zoom != zoom;
                self.act(Action::Zoomed(zoom));
                changed
            }
            SurfaceEvent::ClearSelection => {
                self.clear_selection();
                true
            }
            SurfaceEvent::Walk(node, step) => {
                if let Some(view) = &self.state.view {
                    self.client.send(Request::Walk { view: view.view, node, step });
                }
                false
            }
        }
    }

    fn clear_selection(&mut self) {
        self.act(Action::ClearSelection);
        self.surface.set_selected(None);
    }

    fn describe(&mut self, node: u32, purpose: Purpose) {
        if let Some(view) = &self.state.view {
            self.client.send(Request::Describe { view: view.view, node, purpose });
        }
    }

    fn name_file(&mut self) -> FileId {
        self.next_file += 1;
        FileId(self.next_file)
    }

    fn open(&mut self, files: Vec<NamedFile>) {
        if files.is_empty() {
            return;
        }
        self.acts.begin(Act::Open);
        let mut named = Vec::new();
        for NamedFile { path, file } in files {
            let id = self.name_file();
            named.push((id, path, file.size() as u64));
            self.files.insert(id, file);
        }
        self.act(Action::OpenFiles(named));
    }

    fn take_drop(&mut self, dropped: Dropped) {
        if dropped.files.is_empty() && dropped.unreadable.is_empty() {
            self.complain("the drop", "there is no file in it", "Drop profile files, folders or zip files.");
        }
        for path in &dropped.unreadable {
            self.complain(
                path,
                "the browser could not read it",
                "Check its permissions, or open it with Open….",
            );
        }
        if dropped.too_many {
            let advice = "Drop a smaller folder to be sure that nothing is left out.";
            self.complain("the drop", "it holds more than 2,000 files, and only the first are read", advice);
        }
        self.open(dropped.files);
    }

    fn complain(&mut self, name: &str, what: &str, advice: &str) {
        let problem = Problem { name: name.to_owned(), what: what.to_owned(), advice: advice.to_owned() };
        self.act(Action::Complain(problem));
    }

    fn pick(&self) {
        if let Some(input) = self.input.cast::<HtmlInputElement>() {
            input.click();
        }
    }

    /// What a key means outside of fields; keys of the flame graph are tried first.
    fn take_key(&mut self, event: &KeyboardEvent, ctx: &Context<Self>) -> bool {
        if self.state.help || self.state.report.is_some() {
            return false;
        }
        if event.key() == "Escape" {
            return self.step_back();
        }
        if keys::is_for_a_field(event) {
            return false;
        }
        if self.state.tab == Tab::Flame && !keys::is_on_a_control(event) && self.surface.take_key(event) {
            event.prevent_default();
            return false;
        }
        let key = event.key();
        match key.as_str() {
            "/" => {
                event.prevent_default();
                keys::focus("search");
            }
            "?" => self.act(Action::ShowHelp(true)),
            "x" => self.act(Action::SwapBaseAndTarget),
            "o" => self.pick(),
            "c" => {
                if let Some(selected) = &self.state.selected {
                    let stack = selected.stack.clone();
                    wasm_bindgen_futures::spawn_local(async move {
                        crate::dom::clipboard::copy(&stack).await;
                    });
                }
            }
            digit => {
                let tab = digit.parse::<usize>().ok().and_then(|digit| Tab::ALL.get(digit.wrapping_sub(1)));
                let Some(&tab) = tab else { return false };
                ctx.link().send_message(Message::Act(Action::ShowTab(tab)));
                return false;
            }
        }
        true
    }

    /// One step back: what is said of a filter, the search, then the selection, then the zoom.
    fn step_back(&mut self) -> bool {
        if self.state.draft.problem.is_some() {
            self.act(Action::DraftFilter(self.state.draft.filter.clone()));
        } else if !self.state.filters.search.is_empty() {
            self.act(Action::SetSearch(String::new()));
        } else if self.state.selected.is_some() {
            self.clear_selection();
        } else if self.state.zoom != Zoom::Fit {
            self.fit();
        } else {
            return false;
        }
        true
    }

    fn fit(&mut self) {
        self.act(Action::Zoomed(Zoom::Fit));
        self.surface.zoom_to(None);
    }

    /// What is shown of an open profile.
    fn opened(&self, ctx: &Context<Self>, on_action: &Callback<Action>) -> Html {
        let state = &self.state;
        let (Some(view), Some(wanted)) = (&state.view, &state.wanted) else { return html! {} };
        let link = ctx.link();
        let on_select = link.callback(|node| Message::Describe(node, Purpose::Select));
        let on_zoom = link.callback(|node| Message::Describe(node, Purpose::Zoom));
        let on_fit = link.callback(|()| Message::Fit);
        let selected_name = state.selected.as_ref().map(|details| AttrValue::from(details.name.clone()));
        html! {
            <>
                <Controls view={view.clone()} wanted={wanted.clone()} profiles={state.profiles.clone()}
                    on_action={on_action.clone()} />
                <FilterBar filters={state.filters.clone()} draft={state.draft.clone()}
                    unmatched={view.unmatched.clone()} found_frames={state.found.frames}
                    can_undo={!state.undo.is_empty()} on_action={on_action.clone()} />
                <main class="main">
                    <h1 class="visually-hidden">{ document_title(state) }</h1>
                    <section class="view" id="view" role="tabpanel" aria-labelledby={format!("tab-{}", state.tab.slug())}>
                        if state.tab == Tab::Top {
                            <TopTable view={view.clone()} window={state.top.window.clone()} order={state.top.order}
                                searching={!state.filters.search.is_empty()} selected={selected_name}
                                on_action={on_action.clone()} on_locate={link.callback(Message::Locate)} />
                        } else if state.tab == Tab::Tags {
                            <Tags view={view.clone()} tags={state.tags.clone()} on_action={on_action.clone()} />
                        } else {
                            <FlameView surface={self.surface.clone()} view={view.clone()}
                                selected={state.selected.clone()} zoomed={state.zoom != Zoom::Fit} {on_fit}
                                on_select={on_select.clone()} />
                        }
                    </section>
                    <Inspector view={view.clone()} profiles={state.profiles.clone()} selected={state.selected.clone()}
                        peek={state.peek.clone()} on_action={on_action.clone()} {on_select} {on_zoom} />
                </main>
                if let Some(report) = &state.report {
                    <ReportDialog report={report.clone()} command={report_command(report, state)}
                        pattern={state.selected.as_ref().map(|details| details.pattern.clone()).unwrap_or_default()}
                        on_action={on_action.clone()} />
                }
            </>
        }
    }

    /// The worker is dead: what it said last, and the way to go on.
    fn worker_alert(&self, on_action: &Callback<Action>) -> Html {
        let WorkerHealth::Dead(message) = &self.state.worker else { return html! {} };
        html! {
            <div class="alert" role="alert">
                <span class="sign">{ "Error" }</span>
                <div>
                    <p><b>{ "Airflame’s worker stopped" }</b>{ ": " }{ message }</p>
                    <p class="advice">
                        { "This is a fault of Airflame, not of your profile. Restart the worker and open your files again." }
                    </p>
                </div>
                <button class="button small" onclick={on_action.reform(|_: MouseEvent| Action::RestartWorker)}>
                    { "Restart worker" }
                </button>
            </div>
        }
    }
}

fn tab_state(tab: Tab, state: &State) -> TabState {
    TabState { tab, disabled_because: tab.disabled_because(state) }
}

fn listen_to_keys(on_key: Callback<KeyboardEvent>) -> EventListener {
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(&document(), "keydown", options, move |event| {
        if let Some(event) = event.dyn_ref::<KeyboardEvent>()
            && !event.default_prevented()
        {
            on_key.emit(event.clone());
        }
    })
}
