//! How filters come and go, and what is asked of the worker beside the view: labels, callers, reports.

use crate::worker::protocol::{Filter, NodeDetails, Problem, ReportKind, Request};

use super::{AlertKind, Command, Draft, Filters, OpenReport, State, Tab, filter_text};
use crate::analysis::FilterVariable;

impl State {
    pub(super) fn add_filter(&mut self, filter: Filter) -> Vec<Command> {
        if filter.text.trim().is_empty() || self.wanted.is_none() {
            return Vec::new();
        }
        self.change_filters(self.filters.with(filter))
    }

    /// Takes other filters, and keeps those before them for Undo.
    pub(super) fn change_filters(&mut self, filters: Filters) -> Vec<Command> {
        if filters == self.filters {
            return Vec::new();
        }
        // Typing on is one change: only a search that begins or ends is worth a step back.
        let types_on = !self.filters.search.is_empty() && !filters.search.is_empty();
        if !types_on || self.filters.chips != filters.chips {
            self.undo.push(self.filters.clone());
        }
        self.use_filters(filters)
    }

    pub(super) fn use_filters(&mut self, filters: Filters) -> Vec<Command> {
        let mut commands = Vec::new();
        if filters.search != self.filters.search {
            commands.push(Command::Send(Request::Search { text: filters.search.clone() }));
        }
        self.filters = filters;
        let chips = self.filters.chips.clone();
        commands.extend(self.change_view(|spec| spec.filters = chips));
        commands
    }

    /// What was asked for cannot be shown. The last good view stays, and so do the controls that describe it.
    pub(super) fn take_refusal(&mut self, problem: Problem, filter: Option<FilterVariable>) -> Vec<Command> {
        self.building = None;
        if filter.is_some() && self.looks_anew && !self.filters.chips.is_empty() {
            return self.do_without_filters(&problem);
        }
        let refused = std::mem::take(&mut self.filters.chips);
        self.wanted = self.view.as_ref().map(|view| view.spec.clone());
        self.agree_with_wanted();
        match filter {
            Some(variable) => {
                // What was refused can be mended where it was typed, wherever it came from.
                let of_variable =
                    |chip: &Filter| chip.variable == variable && !self.filters.chips.contains(chip);
                let filter = refused.into_iter().rev().find(of_variable);
                let filter = filter.unwrap_or_else(|| self.draft.filter.clone());
                self.draft = Draft { filter, problem: Some(problem) };
            }
            None => self.alert(AlertKind::Error, problem),
        }
        self.forget_idle_steps();
        Vec::new()
    }

    /// Taking a step back that changes nothing would be none.
    pub(super) fn forget_idle_steps(&mut self) {
        while self.undo.last() == Some(&self.filters) {
            self.undo.pop();
        }
    }

    /// Shows a profile without the filters that it cannot be shown with; Undo has them.
    fn do_without_filters(&mut self, problem: &Problem) -> Vec<Command> {
        let texts: Vec<_> = self.filters.chips.iter().map(|chip| filter_text(chip, " ")).collect();
        let what = [&problem.what, "; removed: ", &texts.join(", ")].concat();
        let advice = "Everything is shown. Undo puts the filters back.".to_owned();
        self.alert(AlertKind::Warning, Problem { name: problem.name.clone(), what, advice });
        self.change_filters(Filters { search: self.filters.search.clone(), chips: Vec::new() })
    }

    /// The controls say what is wanted, also after it was refused or overtaken.
    pub(super) fn agree_with_wanted(&mut self) {
        if let Some(spec) = &self.wanted {
            self.filters.chips.clone_from(&spec.filters);
            self.options.agree_with(spec);
        }
    }

    /// What was typed is a chip now, and nothing is wrong with what is shown.
    pub(super) fn end_draft(&mut self) {
        self.draft.problem = None;
        if self.filters.chips.contains(&self.draft.filter) {
            self.draft.filter.text.clear();
        }
    }

    pub(super) fn ask_for_tags(&self) -> Option<Command> {
        let view = self.view.as_ref().filter(|_| self.tab == Tab::Tags)?.view;
        Some(Command::Send(Request::Tags { view }))
    }

    /// Asks who calls a function that was selected, unless that is known.
    pub(super) fn ask_for_peek(&mut self, details: &NodeDetails) -> Option<Command> {
        let row = details.row;
        if details.place.depth > 0 && self.peek.as_ref().is_some_and(|peek| peek.row == row) {
            return None;
        }
        self.peek = None;
        let view = self.view.as_ref().filter(|_| details.place.depth > 0)?.view;
        Some(Command::Send(Request::Peek { view, row }))
    }

    pub(super) fn show_report(&mut self, kind: Option<ReportKind>) -> Vec<Command> {
        self.report = kind.map(OpenReport::new);
        self.ask_for_report().into_iter().collect()
    }

    pub(super) fn ask_for_report(&self) -> Option<Command> {
        let (report, view) = (self.report.as_ref()?, self.view.as_ref()?.view);
        Some(Command::Send(Request::Report { view, kind: report.kind.clone() }))
    }
}
