//! Which rows of the table are asked for.

use super::{Command, State};
use crate::worker::protocol::Request;

/// How many rows of the table are asked for at first: more than a screen shows.
const FIRST_ROWS: u32 = 80;

impl State {
    /// Asks for the first rows, unless some are here.
    pub(super) fn ask_for_missing_top(&self) -> Vec<Command> {
        let is_here = match self.shown_series() {
            Some(_) => self.series_table.window.is_some(),
            None => self.top.window.is_some(),
        };
        if is_here { Vec::new() } else { self.ask_for_first_top() }
    }

    /// Asks for the first rows.
    pub(super) fn ask_for_first_top(&self) -> Vec<Command> {
        self.ask_for_top(0, FIRST_ROWS)
    }

    /// Asks again for the rows that are here: what they say of the search has changed.
    pub(super) fn refresh_top(&self) -> Vec<Command> {
        let Some(window) = &self.top.window else { return Vec::new() };
        self.ask_for_top(window.first, (window.rows.len() as u32).max(FIRST_ROWS))
    }

    /// Asks for some rows of the table that is shown: that of functions, or that of the series.
    pub(super) fn ask_for_top(&self, first: u32, count: u32) -> Vec<Command> {
        let Some(view) = &self.view else { return Vec::new() };
        let series = self.series_request(view.view, first, count);
        let top = || Request::Top { view: view.view, order: self.top.order, first, count };
        vec![Command::Send(series.unwrap_or_else(top))]
    }
}
