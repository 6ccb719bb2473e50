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

mod clock;
mod details;
mod filtering;
mod form;
mod opening;
mod peek;
mod profiles;
mod reports;
mod table;
mod tags;
mod view;
mod viewer;

use std::fmt;

use super::example;
use super::protocol::{FileId, Problem, ProfileId, Reply, Request};
use crate::analysis::drop_frames;
use crate::pprof::warning_advice;
use clock::Clock;
use opening::{Opening, Outcome};
use profiles::Profiles;
use viewer::Viewer;

/// The open profiles and what is shown of them.
pub struct Session {
    clock: Clock,
    openings: Vec<(FileId, Opening)>,
    profiles: Profiles,
    viewer: Viewer,
}

impl Session {
    /// A session without profiles. `clock` gives milliseconds since whenever.
    pub fn new(clock: impl Fn() -> f64 + 'static) -> Self {
        let clock = Clock::new(clock);
        let viewer = Viewer::new(clock.clone());
        Self { clock, openings: Vec::new(), profiles: Profiles::default(), viewer }
    }

    /// Begins to read a file. Its bytes come by [`feed`](Self::feed).
    pub fn open(&mut self, file: FileId, name: &str, size: u64) {
        self.take_opening(file);
        self.openings.push((file, Opening::new(name, size, self.clock.clone())));
    }

    /// Whether more is to be done for a file: after its failure or a [`Request::Cancel`], nothing is.
    pub fn is_reading(&self, file: FileId) -> bool {
        self.openings.iter().any(|(other, _)| *other == file)
    }

    /// Adds to the time that was spent waiting for a file's bytes.
    pub fn waited(&mut self, file: FileId, milliseconds: f64) {
        if let Some(opening) = self.opening(file) {
            opening.waited(milliseconds);
        }
    }

    /// Takes the next bytes of a file. Bytes of a file that is not being read are ignored.
    pub fn feed(&mut self, file: FileId, bytes: &[u8]) -> Vec<Reply> {
        let Some(opening) = self.opening(file) else { return Vec::new() };
        match opening.push(bytes) {
            Ok(()) => Vec::new(),
            Err(problem) => self.fail(file, problem),
        }
    }

    /// Completes the next profile of a file, all of whose bytes were fed. To be called until
    /// [`is_reading`](Self::is_reading) says no: a zip file holds several, and between two of them the user may
    /// want something else.
    pub fn finish(&mut self, file: FileId) -> Vec<Reply> {
        let Some(opening) = self.opening(file) else { return Vec::new() };
        let outcome = opening.next();
        let is_done = opening.is_done();
        let mut replies: Vec<Reply> = outcome.map_or_else(Vec::new, |outcome| self.keep(file, outcome));
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

    /// Answers a request. To a [`Request::Open`] there is no answer: the file's bytes are fed.
    pub fn handle(&mut self, request: &Request) -> Vec<Reply> {
        match request {
            Request::Open { file, name, size } => {
                self.open(*file, name, *size);
                Vec::new()
            }
            Request::OpenExample { file } => self.open_example(*file),
            Request::Cancel { file } => self.end(*file, true).into_iter().collect(),
            Request::Close { profile } => {
                self.close(*profile);
                Vec::new()
            }
            request => vec![self.viewer.answer(&self.profiles, request)],
        }
    }

    fn open_example(&mut self, file: FileId) -> Vec<Reply> {
        let mut replies = Vec::new();
        let mut timings = super::protocol::Timings::default();
        for example in example::FILES {
            let mut opening = Opening::new(example.name, example.bytes.len() as u64, self.clock.clone());
            let outcome = match opening.push(example.bytes) {
                Ok(()) => opening.next(),
                Err(problem) => Some(opening.failure(problem)),
            };
            timings.inflate += opening.timings().inflate;
            timings.decode += opening.timings().decode;
            replies.extend(outcome.into_iter().flat_map(|outcome| self.keep(file, outcome)));
        }
        replies.push(Reply::OpenEnded { file, cancelled: false, timings });
        replies
    }

    fn close(&mut self, profile: ProfileId) {
        self.profiles.close(profile);
        self.viewer.forget(profile);
    }

    fn keep(&mut self, file: FileId, Outcome { name, size, result }: Outcome) -> Vec<Reply> {
        let decoded = match result {
            Ok(decoded) => decoded,
            Err(problem) => return vec![Reply::OpenFailed { file, problem }],
        };
        let warning = |warning: &crate::pprof::Warning| Problem {
            name: name.clone(),
            what: warning.to_string(),
            advice: warning_advice(&warning.kind).to_owned(),
        };
        let mut warnings: Vec<Problem> = decoded.warnings.iter().map(warning).collect();
        // As pprof does it before any report.
        let profile = drop_frames(&decoded.profile).unwrap_or_else(|error| {
            warnings.push(Problem {
                name: name.clone(),
                what: error.to_string(),
                advice: "All frames are shown, as in pprof.".to_owned(),
            });
            decoded.profile
        });
        let opened = self.profiles.add(&name, size, &profile);
        let opened = opened.into_iter();
        opened
            .map(|profile| Reply::Opened { file, profile, warnings: std::mem::take(&mut warnings) })
            .collect()
    }

    fn end(&mut self, file: FileId, cancelled: bool) -> Option<Reply> {
        let opening = self.take_opening(file)?;
        Some(Reply::OpenEnded { file, cancelled, timings: opening.timings() })
    }

    fn opening(&mut self, file: FileId) -> Option<&mut Opening> {
        self.openings.iter_mut().find(|(other, _)| *other == file).map(|(_, opening)| opening)
    }

    fn take_opening(&mut self, file: FileId) -> Option<Opening> {
        let row = self.openings.iter().position(|(other, _)| *other == file)?;
        Some(self.openings.swap_remove(row).1)
    }
}

impl fmt::Debug for Session {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Session").field("profiles", &self.profiles).finish_non_exhaustive()
    }
}
