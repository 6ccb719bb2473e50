//! What the application shows of an open profile, and of a worker that is no more.

use yew::prelude::*;

use super::{Application, Message};
use crate::app::{Action, Tab, Timeline, WorkerHealth, Zoom, document_title, report_command};
use crate::ui::controls::controls;
use crate::ui::elements::{button, words};
use crate::ui::filter_bar::filter_bar;
use crate::ui::flame_view::{self, flame_view};
use crate::ui::goroutine_list::goroutine_list;
use crate::ui::inspector::{self, inspector};
use crate::ui::leaks_view::leaks_view;
use crate::ui::listeners::say;
use crate::ui::report_dialog::report_dialog;
use crate::ui::series_chart::series_chart;
use crate::ui::series_table::{series_table, table_choice};
use crate::ui::snapshot_list::snapshot_list;
use crate::ui::tag_list::tag_list;
use crate::ui::timeline::timeline;
use crate::ui::top_table::{self, top_table};
use crate::worker::protocol::{Purpose, ViewSummary};

impl Application {
    /// What is shown of an open profile.
    pub(super) fn opened(
        &self,
        ctx: &Context<Self>,
        view: &ViewSummary,
        on_action: &Callback<Action>,
    ) -> Html {
        let state = &self.state;
        let Some(wanted) = &state.wanted else { return html! {} };
        let link = ctx.link();
        let on_select = &link.callback(|node| Message::Describe(node, Purpose::Select));
        let selected = state.selected.as_deref();
        let shown = match state.tab {
            Tab::Top if state.shown_series().is_some() => series_table(&self.table, state, on_action),
            Tab::Top => top_table(&top_table::Props {
                elements: &self.table,
                view,
                profiles: &state.profiles,
                window: state.top.window.as_ref(),
                order: state.top.order,
                searching: !state.filters.search.is_empty(),
                selected: selected.map(|details| details.name.as_str()),
                on_action,
                on_locate: &link.callback(Message::Locate),
            }),
            Tab::Tags => tag_list(view, state.tags.as_deref(), on_action),
            _ => flame_view(flame_view::Props {
                graphs: &self.graphs,
                graph: state.graph(),
                view,
                selected,
                look: state.look,
                order: wanted.order,
                on_action,
                zoomed: state.zoom != Zoom::Fit,
                on_fit: link.callback(|_| Message::Fit),
                on_select,
            }),
        };
        let chart = state.series_table.chart.as_deref().filter(|_| state.tab == Tab::Top);
        let chart = chart.zip(state.series_table.window.as_deref());
        let inspector = || {
            inspector(&inspector::Props {
                view,
                profiles: &state.profiles,
                selected,
                peek: state.peek.as_deref(),
                open_peeks: self.open_peeks,
                on_action,
                on_select,
                on_zoom: &link.callback(|node| Message::Describe(node, Purpose::Zoom)),
                on_open_peek: &link.callback(Message::OpenPeek),
            })
        };
        let report = state.report.as_ref().map(|report| {
            let pattern = selected.map_or("", |details| &details.pattern);
            report_dialog(&self.dialog, report, report_command(report, state), pattern, on_action)
        });
        let panel = |shown: Html| {
            html! {
                <section class="view" id="view" role="tabpanel" aria-labelledby={format!("tab-{}", state.tab.slug())}>{ shown }</section>
            }
        };
        // What is judged is all that is open, and not one view of it.
        let whole = match state.tab {
            Tab::Goroutines => Some(goroutine_list(state, on_action)),
            Tab::Leaks => Some(leaks_view(state, on_action)),
            _ => None,
        };
        if let Some(whole) = whole {
            return html! {
                <main class="main whole">
                    <h1 class="visually-hidden">{ document_title(state) }</h1>
                    { panel(whole) }
                </main>
            };
        }
        html! {
            <>
                { for Timeline::of(state).map(|line| {
                    timeline(&line, snapshot_list(state, &line, on_action), &link.callback(Message::Timeline), on_action)
                }) }
                { controls(view, wanted, state.look, &state.profiles, on_action) }
                { filter_bar(state, &view.unmatched, on_action) }
                <main class="main">
                    <h1 class="visually-hidden">{ document_title(state) }</h1>
                    { panel(html! {
                        <>
                            if state.tab == Tab::Top && state.has_series() { { table_choice(state, on_action) } }
                            { shown }
                        </>
                    }) }
                    { match chart {
                        Some((chart, window)) => series_chart(chart, window, state, on_action),
                        None => inspector(),
                    } }
                </main>
                { for report }
            </>
        }
    }

    /// The worker is dead: what it said last, and the way to go on.
    pub(super) fn worker_alert(&self, on_action: &Callback<Action>) -> Html {
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
                { button(Some("button small"), [""; 2], false, say(on_action, Action::RestartWorker), words("Restart worker")) }
            </div>
        }
    }
}
