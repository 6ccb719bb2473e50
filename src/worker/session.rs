//! The session: the open profiles and what is shown of them. It decides everything and knows no browser.
//!
//! ```text
//!  slices ─► Opening ─► Profiles ─► Form ─► View ──────► tile, details, rows
//!            (a file)    (model)     (tree)  (one metric:
//!                                             sums, layout)
//! ```
//!
//! A *form* is built from stacks when target, base or granularity change, a *view* from a form when the metric or
//! the order change, and everything else is read off the view. `Viewer` says what is kept of them.
//!
//! What takes long is a `Job`: a future that owns all it needs and is polled for a slice of time. Between two slices
//! the session takes other requests, answers them from what is shown, and gives up what is not wanted any more.

mod ahead;
mod building;
mod checking;
mod clock;
mod combining;
mod comparison_notes;
mod details;
mod filtering;
mod form;
mod goroutine_rows;
mod goroutines;
mod job;
mod leaks_page;
mod measurements;
mod opening;
mod peek;
mod process;
mod profiles;
mod questions;
mod reports;
mod series;
mod series_chart;
mod series_table;
mod shares;
mod side_graphs;
mod sides;
mod sparks;
mod table;
mod tags;
mod view;
mod viewer;

use std::fmt;

use super::protocol::{Answer, FileId, Problem, ProfileId, Reply, Request, RequestId};
use crate::profile::warm_room;
use checking::{Checked, check};
pub use clock::Clock;
use job::Job;
use opening::Opening;
use process::Process;
use profiles::Profiles;
use viewer::Viewer;

/// The open profiles and what is shown of them.
pub struct Session {
    clock: Clock,
    openings: Vec<(FileId, Reading)>,
    profiles: Profiles,
    viewer: Viewer,
    /// What was asked about last.
    process: Option<Process>,
    /// Memory was touched for a first file.
    is_warm: bool,
}

/// A file that is being read, and its profile that is being checked.
struct Reading {
    opening: Opening,
    checking: Option<Job<Result<Checked, Problem>>>,
}

/// How much memory is touched for a file that is about to be chosen: what a profile of 20 MB takes to open, but for its tree.
const EXPECTED_BYTES: usize = 1 << 26;

impl Session {
    /// A session without profiles. `clock` gives milliseconds since whenever.
    pub fn new(clock: impl Fn() -> f64 + 'static) -> Self {
        Self::with_clock(Clock::new(clock))
    }

    /// As [`new`](Self::new), with a clock that others have, too.
    pub fn with_clock(clock: Clock) -> Self {
        let viewer = Viewer::new(clock.clone());
        Self {
            clock,
            openings: Vec::new(),
            profiles: Profiles::default(),
            viewer,
            process: None,
            is_warm: false,
        }
    }

    /// Its clock.
    pub fn clock(&self) -> Clock {
        self.clock.clone()
    }

    /// Begins to read a file. Its bytes come by [`feed`](Self::feed).
    pub fn open(&mut self, file: FileId, name: &str, size: u64) {
        self.viewer.hurry();
        self.take_opening(file);
        let opening = Opening::new(name, size, self.clock.clone());
        self.openings.push((file, Reading { opening, checking: None }));
    }

    /// Whether more is to be done for a file: after its failure or a [`Request::Cancel`], nothing is.
    pub fn is_reading(&self, file: FileId) -> bool {
        self.openings.iter().any(|(other, _)| *other == file)
    }

    /// Adds to the time that was spent waiting for a file's bytes.
    pub fn waited(&mut self, file: FileId, milliseconds: f64) {
        if let Some(reading) = self.reading(file) {
            reading.opening.waited(milliseconds);
        }
    }

    /// Takes the next bytes of a file. Bytes of a file that is not being read are ignored.
    pub fn feed(&mut self, file: FileId, bytes: &[u8]) -> Vec<Reply> {
        let Some(reading) = self.reading(file) else { return Vec::new() };
        match reading.opening.push(bytes) {
            Ok(()) => Vec::new(),
            Err(problem) => self.fail(file, problem),
        }
    }

    /// Goes on completing the profiles of a file, all of whose bytes were fed, for a slice of time. To be called until
    /// [`is_reading`](Self::is_reading) says no: between two slices the user may want something else.
    pub fn finish(&mut self, file: FileId) -> Vec<Reply> {
        let clock = self.clock.clone();
        let Some(Reading { opening, checking }) = self.reading(file) else { return Vec::new() };
        let checked = match checking {
            Some(job) => job.work(),
            None => {
                let outcome = opening.next();
                *checking = outcome.map(|outcome| Job::new(&clock, |pace| check(outcome, pace)));
                None
            }
        };
        if checked.is_some() {
            *checking = None;
        }
        let is_done = opening.is_done() && checking.is_none();
        let mut replies = checked.map_or_else(Vec::new, |checked| self.keep(file, checked));
        if is_done {
            replies.extend(self.end(file, false));
        }
        replies
    }

    /// Gives a file up because its bytes cannot be had.
    pub fn fail(&mut self, file: FileId, problem: Problem) -> Vec<Reply> {
        let Some(end) = self.end(file, false) else { return Vec::new() };
        vec![Reply::OpenFailed { file, problem }, end]
    }

    /// Answers a request, or begins to, where that takes long: then [`work`](Self::work) goes on. To a
    /// [`Request::Open`] there is no answer: the file's bytes are fed.
    pub fn begin(&mut self, id: RequestId, request: &Request) -> Vec<Answer> {
        let replies = match request {
            Request::Open { file, name, size } => {
                self.open(*file, name, *size);
                Vec::new()
            }
            // Whoever runs the session rehearses, and in another one.
            Request::Rehearse { .. } => Vec::new(),
            Request::Expect => {
                // Once: what is free then is seldom in one piece, and memory would grow by as much each time.
                if !std::mem::replace(&mut self.is_warm, true) {
                    warm_room(EXPECTED_BYTES);
                }
                Vec::new()
            }
            Request::Cancel { file } => self.end(*file, true).into_iter().collect(),
            Request::Close { profile } => {
                self.profiles.close(*profile);
                self.process = None;
                return self.viewer.forget(*profile);
            }
            Request::Goroutines { profiles, query, catalogue } => {
                let list = goroutines::list(self.process(profiles, catalogue), query);
                vec![Reply::Goroutines(Box::new(list))]
            }
            Request::Leaks { profiles, limit, target, catalogue } => {
                let found = self.process(profiles, catalogue).leaks(*limit, target);
                vec![Reply::Leaks { profiles: profiles.clone(), found: Box::new(found) }]
            }
            Request::Combine { groups, mean } => vec![self.profiles.combine(groups, *mean)],
            request => return self.viewer.begin(&self.profiles, id, request),
        };
        replies.into_iter().map(|reply| Answer { to: Some(id), reply }).collect()
    }

    /// Whether something was begun and is not answered yet.
    pub fn is_working(&self) -> bool {
        self.viewer.is_working()
    }

    /// Goes on with what was begun for a slice of time.
    pub fn work(&mut self) -> Vec<Answer> {
        self.viewer.work()
    }

    /// Answers a request at once, however long that takes, and all that was begun before it.
    pub fn handle(&mut self, request: &Request) -> Vec<Reply> {
        let mut answers = self.begin(RequestId(0), request);
        while self.is_working() {
            answers.extend(self.work());
        }
        let mut replies: Vec<Reply> = Vec::with_capacity(answers.len());
        for Answer { reply, .. } in answers {
            match reply {
                Reply::Building { .. } => {}
                // Whoever waits for all is told at once.
                Reply::Functions { view, count } => {
                    let viewed = replies.iter_mut().find_map(|reply| match reply {
                        Reply::Viewed(viewed) if viewed.view == view => Some(viewed),
                        _ => None,
                    });
                    if let Some(viewed) = viewed {
                        viewed.functions = count;
                    }
                }
                reply => replies.push(reply),
            }
        }
        replies
    }

    /// What is known of a process, which is made where it is not there.
    fn process(&mut self, profiles: &[ProfileId], catalogue: &str) -> &mut Process {
        let known = self.process.take().filter(|process| process.is_of(profiles, catalogue));
        self.process.insert(known.unwrap_or_else(|| Process::of(&self.profiles, profiles, catalogue)))
    }

    fn keep(&mut self, file: FileId, checked: Result<Checked, Problem>) -> Vec<Reply> {
        let Checked { name, size, mut warnings, ready } = match checked {
            Ok(checked) => checked,
            Err(problem) => return vec![Reply::OpenFailed { file, problem }],
        };
        let opened = self.profiles.add(&name, size, ready).into_iter();
        opened
            .map(|profile| Reply::Opened { file, profile, warnings: std::mem::take(&mut warnings) })
            .collect()
    }

    fn end(&mut self, file: FileId, cancelled: bool) -> Option<Reply> {
        let opening = self.take_opening(file)?;
        Some(Reply::OpenEnded { file, cancelled, timings: opening.timings() })
    }

    fn reading(&mut self, file: FileId) -> Option<&mut Reading> {
        self.openings.iter_mut().find(|(other, _)| *other == file).map(|(_, reading)| reading)
    }

    fn take_opening(&mut self, file: FileId) -> Option<Opening> {
        let row = self.openings.iter().position(|(other, _)| *other == file)?;
        Some(self.openings.swap_remove(row).1.opening)
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("profiles", &self.profiles).finish_non_exhaustive()
    }
}
