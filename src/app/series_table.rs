//! The table of a series, and the row of it that is looked at.

use std::rc::Rc;

use crate::worker::protocol::{Request, SeriesChart, SeriesRows, SeriesTableOrder, SeriesWindow, ViewId};

use super::{Command, State};

/// The table of a series, as far as the page has it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct SeriesTable {
    /// Of what it is, where it is wanted in place of the table of functions. The user's wish outlives views without a series.
    pub rows: Option<SeriesRows>,
    /// In which order.
    pub order: SeriesTableOrder,
    /// The rows that are here.
    pub window: Option<Rc<SeriesWindow>>,
    /// The row that was chosen last.
    pub asked: Option<u32>,
    /// All about it, once it is known.
    pub chart: Option<Rc<SeriesChart>>,
}

/// What the select **Table** offers: the table, and its name.
pub const TABLES: [(Option<SeriesRows>, &str); 4] = {
    use crate::analysis::Weight::{Cum, Flat};
    [
        (None, "Top functions"),
        (Some(SeriesRows::Functions(Flat)), "Series: functions"),
        (Some(SeriesRows::Functions(Cum)), "Series: functions, cum"),
        (Some(SeriesRows::Stacks), "Series: stacks"),
    ]
};

impl State {
    /// Whether what is shown is one of several snapshots.
    pub fn has_series(&self) -> bool {
        let series = self.view.as_ref().and_then(|view| self.series_of(view.spec.target));
        series.is_some_and(|series| series.snapshots.len() >= 2)
    }

    /// Of what the table of the series is, where it takes the place of the table of functions.
    pub fn shown_series(&self) -> Option<SeriesRows> {
        let has_all = self.view.as_ref().is_some_and(|view| view.spec.series.len() >= 2);
        self.series_table.rows.filter(|_| has_all)
    }

    /// Shows the table of functions, or one of the series.
    pub(super) fn show_series(&mut self, rows: Option<SeriesRows>) -> Vec<Command> {
        self.series_table.rows = rows;
        self.forget_series_rows();
        // Its view is of all snapshots. Who goes back to the functions may go on with that.
        let commands = if rows.is_some() { self.change_view(|_| {}) } else { Vec::new() };
        if commands.is_empty() { self.ask_for_missing_top() } else { commands }
    }

    pub(super) fn set_series_order(&mut self, order: SeriesTableOrder) -> Vec<Command> {
        self.series_table.order = order;
        self.ask_for_first_top()
    }

    /// Forgets what is of a view that is no more.
    pub(super) fn forget_series_rows(&mut self) {
        self.series_table.window = None;
        self.forget_series_row();
    }

    pub(super) fn forget_series_row(&mut self) {
        self.series_table.asked = None;
        self.series_table.chart = None;
    }

    /// Chooses a row, of which all is to be told.
    pub(super) fn choose_series_row(&mut self, row: u32) -> Vec<Command> {
        let (Some(view), Some(rows)) = (&self.view, self.shown_series()) else { return Vec::new() };
        self.series_table.asked = Some(row);
        vec![Command::Send(Request::SeriesRow { view: view.view, rows, row })]
    }

    /// The request for some rows of the series, if its table is shown.
    pub(super) fn series_request(&self, view: ViewId, first: u32, count: u32) -> Option<Request> {
        let rows = self.shown_series()?;
        Some(Request::Series { view, rows, order: self.series_table.order, first, count })
    }

    pub(super) fn take_series(&mut self, window: SeriesWindow) {
        let table = &mut self.series_table;
        if table.rows == Some(window.of) && table.order == window.order {
            table.window = Some(Rc::new(window));
        }
    }

    pub(super) fn take_series_row(&mut self, chart: SeriesChart) {
        let table = &mut self.series_table;
        if table.rows == Some(chart.of) && table.asked == Some(chart.row.row) {
            table.chart = Some(Rc::new(chart));
        }
    }
}
