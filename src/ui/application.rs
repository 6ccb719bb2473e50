//! The page: it holds the state, hands actions to it, and does what it says is to be done.

mod files;
mod handles;
mod keyboard;
mod shown;

use gloo::events::EventListener;
use web_sys::{File, HtmlDialogElement, KeyboardEvent};
use yew::html::Scope;
use yew::prelude::*;

use super::acts::{Act, Acts};
use super::alerts::alerts;
use super::capture_guide::capture_guide;
use super::compare_offer::compare_offer;
use super::drop_target::DropTarget;
use super::first_screen::first_screen;
use super::flame_graphs::FlameGraphs;
use super::flame_surface::SurfaceEvent;
use super::foot::foot;
use super::help::help;
use super::listeners::say;
use super::readings::readings;
use super::rehearsal::Rehearsal;
use super::row_window::RowWindow;
use super::timeline::TimelineEvent;
use super::top_bar::{chosen, top_bar};
use crate::app::{
    Action, Command, Fragment, Handle, Input, PALETTES, State, Tab, Zoom, choice_name, document_title,
    status_line,
};
use crate::dom::files::{Dropped, NamedFile};
use crate::dom::{address, example, media, page_text};
use crate::worker::client::Client;
use crate::worker::protocol::{FileId, Purpose, Reply, Request, RequestId};

/// What reaches the application.
pub(super) enum Message {
    /// Something for the state.
    Act(Action),
    /// The worker said something: the answer to a request, or by itself.
    Reply(Option<RequestId>, Reply),
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
    /// The pointer is on the timeline.
    Timeline(TimelineEvent),
    /// Another way to take profiles is to be told.
    Capture(usize),
    /// All callers, or all callees, are to be shown.
    OpenPeek(usize),
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
    /// It is time for the next message of the rehearsal.
    Rehearse,
}

/// What tells one application from another.
#[derive(Debug, Clone, Default, PartialEq, Properties)]
pub(super) struct Props {
    /// Nobody sees it: it has no worker, listens to nothing, and leaves the window alone.
    pub(super) is_rehearsing: bool,
}

/// The root component.
pub(super) struct Application {
    state: State,
    client: Client,
    graphs: FlameGraphs,
    acts: Acts,
    /// The files that are being read or open. A `File` is a reference: it holds no bytes.
    files: Vec<(FileId, File)>,
    next_file: u32,
    over: bool,
    /// The handle of the timeline that the pointer holds.
    grabbed: Option<Handle>,
    /// Which way to take profiles the first screen tells.
    capture: usize,
    /// Whether all callers, and all callees, of the function in that row of the table are shown.
    open_peeks: [bool; 2],
    peeked: Option<u32>,
    input: NodeRef,
    dialog: NodeRef,
    table: RowWindow,
    /// A dialog is on the page.
    has_dialog: bool,
    /// What the page does while it waits for its first file.
    rehearsal: Option<Rehearsal>,
    is_rehearsing: bool,
    _drops: Option<DropTarget>,
    _listeners: Vec<EventListener>,
}

impl Component for Application {
    type Message = Message;
    type Properties = Props;

    fn create(ctx: &Context<Self>) -> Self {
        let link = ctx.link();
        let is_rehearsing = ctx.props().is_rehearsing;
        let client = if is_rehearsing { Client::mute() } else { start_worker(link) };
        let graphs = FlameGraphs::new(&client, &link.callback(Message::Surface));
        let drops = (!is_rehearsing)
            .then(|| DropTarget::new(link.callback(Message::Over), link.callback(Message::Dropped)));
        let listeners = if is_rehearsing { Vec::new() } else { listen(link) };
        let fragment = if is_rehearsing { String::new() } else { address::fragment() };
        let mut state = State::new(&Fragment::parse(&fragment));
        state.texts = page_text::leaks().into();
        graphs.set_look(state.look);
        Self {
            state,
            client,
            graphs,
            acts: Acts::default(),
            files: Vec::new(),
            next_file: 0,
            over: false,
            grabbed: None,
            capture: 0,
            open_peeks: [false; 2],
            peeked: None,
            input: NodeRef::default(),
            dialog: NodeRef::default(),
            table: RowWindow::default(),
            has_dialog: false,
            rehearsal: None,
            is_rehearsing,
            _drops: drops,
            _listeners: listeners,
        }
    }

    fn update(&mut self, ctx: &Context<Self>, message: Message) -> bool {
        match message {
            Message::Act(action) => self.act(action),
            Message::Reply(_, Reply::Rehearsed { messages }) => {
                // Whoever was faster needs no rehearsal any more.
                let is_idle = self.files.is_empty() && self.state.view.is_none();
                self.rehearsal =
                    is_idle.then(|| Rehearsal::new(messages, ctx.link().callback(|()| Message::Rehearse)));
                return false;
            }
            Message::Rehearse => {
                self.rehearsal.take_if(|rehearsal| !rehearsal.go_on());
                return false;
            }
            Message::Reply(to, reply) => return self.take_reply(to, reply),
            Message::Files(files) => self.open(files),
            Message::Dropped(dropped) => self.take_drop(dropped),
            Message::Over(over) => {
                if over && !self.over {
                    self.act(Action::ExpectFiles);
                }
                self.over = over;
            }
            Message::Pick => self.pick(),
            Message::Example => self.open(example::files()),
            Message::Surface(event) => return self.take_surface_event(event),
            Message::Timeline(event) => return self.take_timeline_event(event),
            Message::Capture(index) => self.capture = index,
            Message::OpenPeek(index) => self.open_peeks[index] = true,
            Message::Fit => self.fit(),
            Message::Describe(node, purpose) => self.describe(node, purpose),
            Message::Locate(row) => {
                self.act(Action::Locate(row));
                self.act(Action::ShowTab(Tab::Flame));
            }
            Message::Key(event) => return self.take_key(&event, ctx),
            // The legend has colours of the theme, too.
            Message::Theme => self.graphs.repaint(),
        }
        true
    }

    fn view(&self, ctx: &Context<Self>) -> Html {
        let link = ctx.link();
        let state = &self.state;
        let on_action = &link.callback(Message::Act);
        let is_open = state.view.is_some();
        // The elements of the first view are made while the worker builds its tree: they have their places, and nobody sees them.
        let expected = state.expected_view();
        let view = state.view.as_deref().or(expected.as_ref());
        let offer =
            state.offer.and_then(|offer| Some((state.profile(offer.base)?, state.profile(offer.target)?)));
        let on_choose = link.callback(|event: Event| Message::Files(chosen(&event).unwrap_or_default()));
        html! {
            <div class={classes!("page", is_open.then_some("is-open"), (state.tab != Tab::Flame).then_some("on-top"),
                choice_name(&PALETTES, state.look.palette))}>
                { top_bar(state, &self.input, on_choose, on_action) }
                { alerts(&state.alerts, on_action) }
                { self.worker_alert(on_action) }
                { readings(state, on_action) }
                if let Some((base, target)) = offer.filter(|_| !state.tab.is_whole()) { { compare_offer(base, target, on_action) } }
                <div class="stage">
                    if let Some(view) = view {
                        <div class={classes!("opened", (!is_open).then_some("is-expected"))}>{ self.opened(ctx, view, on_action) }</div>
                    }
                    if !is_open {
                        { first_screen(self.capture, &link.callback(Message::Capture), link.callback(|_| Message::Pick),
                            link.callback(|_| Message::Example), say(on_action, Action::ShowGuide(true))) }
                    }
                </div>
                { foot(&status_line(state), state.view.as_ref().map_or(&[], |view| &view.notes), self.acts.opened_ms()) }
                if self.over { <div class="drop-target">{ "Drop profiles to open them" }</div> }
                if state.help { { help(&self.dialog, on_action) } }
                if state.leaks.guide { { capture_guide(&self.dialog, &state.texts, on_action) } }
            </div>
        }
    }

    fn destroy(&mut self, _: &Context<Self>) {
        self.graphs.place(None);
    }

    fn rendered(&mut self, _: &Context<Self>, _: bool) {
        let state = &self.state;
        let is_flame = (state.view.is_some() || state.expected_view().is_some())
            && !matches!(state.tab, Tab::Top | Tab::Tags | Tab::Goroutines | Tab::Leaks);
        self.graphs.place(is_flame.then(|| state.graph()));
        if let Some(view) = state.view.as_ref().filter(|_| state.tab == Tab::Top) {
            let (row_count, first) =
                match (state.shown_series(), &state.series_table.window, &state.top.window) {
                    (Some(_), Some(window), _) => (window.row_count, window.first),
                    (Some(_), None, _) => (0, 0),
                    (None, _, window) => (view.functions, window.as_ref().map_or(0, |window| window.first)),
                };
            self.table.place(row_count, first);
        }
        let has_dialog = state.help || state.report.is_some() || state.leaks.guide;
        if has_dialog
            && !self.has_dialog
            && let Some(dialog) = self.dialog.cast::<HtmlDialogElement>()
        {
            // Fails only when it is open already.
            let _ = dialog.show_modal();
        }
        self.has_dialog = has_dialog;
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
        self.run_all(commands);
    }

    fn run_all(&mut self, commands: Vec<Command>) {
        for command in commands {
            self.run(command);
        }
        let peeked = self.state.peek.as_ref().map(|peek| peek.row);
        if peeked != self.peeked {
            self.peeked = peeked;
            self.open_peeks = [false; 2];
        }
    }

    fn run(&mut self, command: Command) {
        match command {
            Command::Send(Request::View { spec, shown, keep, .. }) => {
                let is_first = self.state.view.is_none() && self.state.tab == Tab::Flame;
                let tiles = self.graphs.wanted_tiles(is_first);
                let id = self.client.send(Request::View { spec, shown, keep, tiles: tiles.clone() });
                self.graphs.ask(id, tiles);
            }
            Command::Send(request) => {
                self.client.send(request);
            }
            Command::SendFile(id, request) => {
                if let Some((_, file)) = self.files.iter().find(|(other, _)| *other == id) {
                    self.client.send_open(request, file);
                }
            }
            Command::ForgetFile(id) => {
                self.files.retain(|(other, _)| *other != id);
            }
            Command::RestartWorker => self.client.restart(),
            Command::ShowView => self.graphs.set_view(self.state.view.as_ref()),
            Command::Recolour => self.graphs.set_look(self.state.look),
            Command::Zoom(place) => self.graphs.zoom_to(place),
            Command::SyncAddress if self.is_rehearsing => {}
            Command::SyncAddress => address::replace_fragment(&self.state.fragment().to_text()),
        }
    }

    fn take_reply(&mut self, to: Option<RequestId>, reply: Reply) -> bool {
        match reply {
            Reply::Tile { view, side, tile } => {
                self.graphs.take_tile(view, side, *tile);
                return false;
            }
            Reply::Details { view, purpose: Purpose::Hover, details } => {
                self.graphs.take_hover(view, &details);
                return false;
            }
            _ => {}
        }
        if let Reply::OpenEnded { timings, .. } = &reply {
            self.acts.stages(timings);
        }
        if let Reply::Viewed(view) = &reply {
            self.acts.tree(view);
            self.graphs.hear(to);
        }
        let found = matches!(reply, Reply::Found(_));
        let fills = match reply {
            Reply::Top { .. } | Reply::Series { .. } => Some(Tab::Top),
            Reply::Tags { .. } => Some(Tab::Tags),
            _ => None,
        };
        match reply {
            Reply::ViewFailed { .. } => self.acts.give_up(),
            Reply::ViewCancelled => self.acts.cancel(),
            _ => {}
        }
        let commands = self.state.apply(Input::Reply(Box::new(reply)));
        self.run_all(commands);
        if found {
            self.graphs.refresh();
        }
        // The flame graph tells by itself when it is painted; a table is as soon as its rows are here.
        if fills == Some(self.state.tab) {
            self.acts.shown();
        }
        self.graphs.set_selected(self.state.selected.as_ref().map(|details| details.place));
        if !self.is_rehearsing {
            address::set_title(&document_title(&self.state));
        }
        true
    }

    fn take_surface_event(&mut self, event: SurfaceEvent) -> bool {
        match event {
            SurfaceEvent::Painted => {
                let has_opened = self.acts.shown();
                let commands = self.state.apply(Input::Action(Action::Painted));
                self.run_all(commands);
                has_opened
            }
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
        self.graphs.set_selected(None);
    }

    fn describe(&mut self, node: u32, purpose: Purpose) {
        if let Some(view) = &self.state.view {
            self.client.send(Request::Describe { view: view.view, node, purpose });
        }
    }

    fn fit(&mut self) {
        self.act(Action::Zoomed(Zoom::Fit));
        self.graphs.zoom_to(None);
    }
}

fn start_worker(link: &Scope<Application>) -> Client {
    let on_reply = link.callback(|(to, reply)| Message::Reply(to, reply));
    let client = Client::new(move |to, reply| on_reply.emit((to, reply)));
    // Only the first worker rehearses: what the browser has made fast stays so for those that replace it.
    client.send(Request::Rehearse { profiles: example::profiles() });
    client
}

/// Listens to what happens to the window.
fn listen(link: &Scope<Application>) -> Vec<EventListener> {
    let mut listeners = vec![keyboard::listen(link.callback(Message::Key))];
    let on_theme = link.callback(|()| Message::Theme);
    let theme = media::dark_query();
    listeners.extend(theme.map(|query| EventListener::new(&query, "change", move |_| on_theme.emit(()))));
    listeners
}
