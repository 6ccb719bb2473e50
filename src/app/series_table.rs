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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::analysis::Weight;
    use crate::app::update_tests::{asked, heap, page, reply, viewed};
    use crate::app::{Action, Tab};
    use crate::worker::protocol::{Kept, ProfileId, Reply, SeriesRow};

    const FUNCTIONS: SeriesRows = SeriesRows::Functions(Weight::Flat);

    fn window(of: SeriesRows, order: SeriesTableOrder) -> SeriesWindow {
        SeriesWindow {
            of,
            order,
            unit: "bytes".to_owned(),
            snapshots: vec![ProfileId(1), ProfileId(2)],
            left_out: 0,
            places: vec![0.0, 1.0],
            breaks: vec![None; 2],
            no_slope: None,
            totals: vec![Some(1); 2],
            first: 0,
            row_count: 0,
            rows: Vec::new(),
        }
    }

    fn requests(commands: Vec<Command>) -> Vec<Request> {
        let sent = |command| if let Command::Send(request) = command { Some(request) } else { None };
        commands.into_iter().filter_map(sent).collect()
    }

    /// A page that shows the table of two snapshots, and the number of its view.
    fn shown() -> State {
        let mut state = page(vec![heap(1, 10), heap(2, 20)]);
        state.apply(Action::ShowTab(Tab::Top));
        assert!(state.has_series() && state.shown_series().is_none());
        let commands = state.apply(Action::ShowSeries(Some(FUNCTIONS)));
        let spec = asked(&commands).expect("a view of all snapshots").clone();
        assert_eq!(spec.series, [ProfileId(1), ProfileId(2)]);
        let commands = requests(state.apply(viewed(70, &spec, Kept::default())));
        assert!(
            commands.iter().any(|request| matches!(request, Request::Series { rows: FUNCTIONS, .. })),
            "{commands:?}"
        );
        state
    }

    #[test]
    fn its_view_is_of_all_snapshots() {
        let mut state = shown();
        assert_eq!(state.shown_series(), Some(FUNCTIONS));
        // Another table of the same view needs no other view.
        let commands = requests(state.apply(Action::ShowSeries(Some(SeriesRows::Stacks))));
        assert!(matches!(commands[..], [Request::Series { rows: SeriesRows::Stacks, first: 0, .. }]));
        let commands = requests(state.apply(Action::ShowSeries(None)));
        assert!(matches!(commands[..], [Request::Top { .. }]), "{commands:?}");
    }

    #[test]
    fn a_single_snapshot_has_none() {
        let mut state = page(vec![heap(1, 10)]);
        assert!(!state.has_series());
        let commands = state.apply(Action::ShowSeries(Some(FUNCTIONS)));
        assert!(asked(&commands).is_none() && state.shown_series().is_none());
    }

    #[test]
    fn late_rows_are_not_taken() {
        let mut state = shown();
        let view = state.view.as_ref().map(|view| view.view).expect("it is shown");
        let late = SeriesTableOrder { descending: false, ..SeriesTableOrder::default() };
        for other in [window(SeriesRows::Stacks, SeriesTableOrder::default()), window(FUNCTIONS, late)] {
            state.apply(reply(Reply::Series { view, window: other }));
            assert!(state.series_table.window.is_none());
        }
        let rows = window(FUNCTIONS, SeriesTableOrder::default());
        state.apply(reply(Reply::Series { view, window: rows.clone() }));
        assert_eq!(state.series_table.window.as_deref(), Some(&rows));
        let commands = requests(state.apply(Action::SetSeriesOrder(late)));
        assert!(matches!(commands[..], [Request::Series { order, .. }] if order == late));
    }

    #[test]
    fn a_row_is_chosen_and_given_up() {
        let mut state = shown();
        let view = state.view.as_ref().map(|view| view.view).expect("it is shown");
        let commands = requests(state.apply(Action::ChooseSeriesRow(7)));
        assert_eq!(commands, [Request::SeriesRow { view, rows: FUNCTIONS, row: 7 }]);
        let chart = |row| {
            let row = SeriesRow {
                row,
                name: "f".to_owned(),
                callers: String::new(),
                values: vec![Some(1); 2],
                slope: None,
            };
            let (bands, stacks) = (vec![None; 2], Vec::new());
            reply(Reply::SeriesRow {
                view,
                chart: Box::new(SeriesChart { of: FUNCTIONS, row, bands, stacks, stack_count: 0 }),
            })
        };
        state.apply(chart(6));
        assert!(state.series_table.chart.is_none());
        state.apply(chart(7));
        assert_eq!(state.series_table.chart.as_ref().map(|chart| chart.row.row), Some(7));
        state.apply(Action::ClearSelection);
        assert!(state.series_table.chart.is_none() && state.series_table.asked.is_none());
    }
}
