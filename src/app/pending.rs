//! What the user waits for: how far it is, and how it is given up.

use crate::units;
use crate::worker::protocol::{FileId, ProfileId, Request, Stage, ViewSpec};

use super::{Command, State};

/// What is said of the work that is under way.
#[derive(Debug, Clone, PartialEq)]
pub struct Pending {
    /// What it is for: `Reading heap.pb.gz`.
    pub name: String,
    /// What is being done, and how far it is: `1 MB of 3 MB`, `Building the call tree`.
    pub stage: String,
    /// The share that is done, from 0 to 1, where that is known.
    pub done: Option<f64>,
    /// How many files wait behind it.
    pub waiting: usize,
    /// Whether it can be given up, or is given up already.
    pub can_cancel: bool,
}

impl Pending {
    /// What to say, or nothing where what is under way takes no time worth speaking of.
    pub fn of(state: &State) -> Option<Self> {
        if !state.is_slow {
            return None;
        }
        if let Some(reading) = state.readings.first() {
            let stage = match (reading.cancelled, reading.stage) {
                (true, _) => "Stopping".to_owned(),
                (false, Stage::Reading) => {
                    let bytes = |bytes| units::label(i64::try_from(bytes).unwrap_or(i64::MAX), "bytes");
                    [&bytes(reading.read), " of ", &bytes(reading.size)].concat()
                }
                (false, stage) => stage_name(stage).to_owned(),
            };
            return Some(Self {
                name: ["Reading ", &reading.name].concat(),
                stage,
                done: Some(reading.read as f64 / reading.size.max(1) as f64),
                waiting: state.readings.len() - 1,
                can_cancel: state.readings.iter().any(|reading| !reading.cancelled),
            });
        }
        let (building, wanted) = (state.building?, state.wanted.as_ref()?);
        let name = state.profile(wanted.target).map_or("", |profile| &profile.name);
        let stage = if building.cancelled { "Stopping" } else { stage_name(building.stage) };
        Some(Self {
            name: ["Showing ", name].concat(),
            stage: stage.to_owned(),
            done: building.done.map(f64::from),
            waiting: 0,
            can_cancel: state.can_cancel_view(),
        })
    }
}

fn stage_name(stage: Stage) -> &'static str {
    match stage {
        Stage::Reading => "Reading",
        Stage::Checking => "Checking",
        Stage::Filtering => "Filtering",
        Stage::Tree => "Building the call tree",
        Stage::Layout => "Laying out",
    }
}

impl State {
    /// Gives up a file that is being read, or all that is under way.
    pub(super) fn cancel(&mut self, file: Option<FileId>) -> Vec<Command> {
        let mut commands = Vec::new();
        for reading in &mut self.readings {
            if !reading.cancelled && file.is_none_or(|file| file == reading.file) {
                reading.cancelled = true;
                commands.push(Command::Send(Request::Cancel { file: reading.file }));
            }
        }
        if file.is_none()
            && self.can_cancel_view()
            && let Some(building) = &mut self.building
        {
            building.cancelled = true;
            commands.push(Command::Send(Request::CancelView));
        }
        commands
    }

    /// Whether a view is being built that can be given up: there is none to go back to where the profile that is shown
    /// was closed.
    fn can_cancel_view(&self) -> bool {
        let is_open = |spec: &ViewSpec| {
            [Some(spec.target), spec.base].into_iter().flatten().all(|id| self.profile(id).is_some())
        };
        self.building.is_some_and(|building| !building.cancelled)
            && self.view.as_ref().is_none_or(|view| is_open(&view.spec))
    }

    /// The view that was being built is given up: what was shown stays. Profiles that were just opened, and were to be
    /// looked at for the first time, are closed again, as if their files had not been read to the end.
    pub(super) fn give_up_view(&mut self) -> Vec<Command> {
        if self.building.take_if(|building| building.cancelled).is_none() {
            // It was there already, or something else was asked for since.
            return Vec::new();
        }
        let given_up = std::mem::replace(&mut self.wanted, self.view.as_ref().map(|view| view.spec.clone()));
        self.asked.clone_from(&self.wanted);
        self.agree_with_wanted();
        self.forget_idle_steps();
        let sides = |spec: &ViewSpec| [Some(spec.target), spec.base];
        let closed: Vec<ProfileId> = match (&self.view, given_up) {
            (None, _) => self.fresh.clone(),
            (Some(view), Some(spec)) if self.looks_anew => {
                let is_new =
                    |side: &ProfileId| self.fresh.contains(side) && !sides(&view.spec).contains(&Some(*side));
                sides(&spec).into_iter().flatten().filter(is_new).collect()
            }
            _ => Vec::new(),
        };
        let mut commands: Vec<Command> =
            closed.into_iter().flat_map(|profile| self.forget_profile(profile)).collect();
        if self.profiles.is_empty() && self.readings.is_empty() {
            commands.extend(self.restart_worker());
        }
        commands
    }
}

#[cfg(test)]
mod tests;
