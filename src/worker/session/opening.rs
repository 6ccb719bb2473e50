//! A file that is being opened: slices in, profiles out.

use std::collections::VecDeque;

use super::clock::Clock;
use crate::open::{Opened, Opener, opener};
use crate::pprof::archive::{ArchiveFiles, read_zip};
use crate::pprof::{DecodeError, DecodeErrorKind, LimitExceeded, Limits, Reading, advice};
use crate::worker::protocol::{Problem, Timings};

/// A file that is being read.
///
/// Its first bytes say what it is, never its name: a profile is inflated and decoded as it comes, so that its bytes
/// never lie in memory as a whole; the list of a zip file stands at its end, so that one is collected first.
///
/// ```text
///  push, push, …, push ─► next, next, …, None
///  slices of the file     a profile, or why there is none; several for a zip file, and for a log with several dumps
/// ```
#[derive(Debug)]
pub(super) struct Opening {
    name: String,
    size: u64,
    clock: Clock,
    content: Content,
    /// What a text holds beside the capture that was given last.
    more: VecDeque<Outcome>,
    /// What the stages took that are over; the running one keeps its own.
    timings: Timings,
}

#[derive(Debug)]
enum Content {
    /// Fewer bytes than tell what it is.
    Unknown(Vec<u8>),
    Profile(Box<Opener>),
    Collected(Vec<u8>),
    Archive(Box<ArchiveFiles<Vec<u8>>>),
    Done,
}

/// A profile of a file, or why there is none.
#[derive(Debug)]
pub(super) struct Outcome {
    /// Its path, for people.
    pub(super) name: String,
    /// The bytes of its file.
    pub(super) size: u64,
    /// The profile.
    pub(super) result: Result<Opened, Problem>,
}

/// How many bytes tell whether a file is a zip file.
const MAGIC_BYTES: usize = 4;

/// The largest zip file that is collected. It lies in memory while the profiles in it are decoded.
const MAX_ARCHIVE_BYTES: usize = 1 << 30;

impl Opening {
    pub(super) fn new(name: &str, size: u64, clock: Clock) -> Self {
        Self {
            name: name.to_owned(),
            size,
            clock,
            content: Content::Unknown(Vec::new()),
            more: VecDeque::new(),
            timings: Timings::default(),
        }
    }

    /// Adds to the time that was spent waiting for its bytes.
    pub(super) fn waited(&mut self, milliseconds: f64) {
        self.timings.read += milliseconds;
    }

    /// How long its stages took so far.
    pub(super) fn timings(&self) -> Timings {
        let mut timings = self.timings;
        if let Content::Profile(opener) = &self.content {
            add_times(&mut timings, opener);
        }
        timings
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    /// When the file can be no profile, whatever follows.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Result<(), Problem> {
        match &mut self.content {
            Content::Unknown(start) => {
                start.extend_from_slice(bytes);
                if start.len() < MAGIC_BYTES { Ok(()) } else { self.recognise() }
            }
            Content::Profile(opener) => opener.push(bytes).map_err(|error| problem(&self.name, &error)),
            Content::Collected(archive) => {
                if archive.len() + bytes.len() > MAX_ARCHIVE_BYTES
                    || archive.try_reserve(bytes.len()).is_err()
                {
                    return Err(self.archive_too_large());
                }
                archive.extend_from_slice(bytes);
                Ok(())
            }
            Content::Archive(_) | Content::Done => Ok(()),
        }
    }

    /// The next profile of the file, after all its bytes were pushed; `None` when there are no more.
    pub(super) fn next(&mut self) -> Option<Outcome> {
        if let Some(outcome) = self.more.pop_front() {
            return Some(outcome);
        }
        if matches!(self.content, Content::Unknown(_))
            && let Err(problem) = self.recognise()
        {
            self.content = Content::Done;
            return Some(self.outcome(Err(problem)));
        }
        match std::mem::replace(&mut self.content, Content::Done) {
            Content::Unknown(_) | Content::Done => None,
            Content::Profile(mut opener) => {
                let result = opener.finish();
                add_times(&mut self.timings, &opener);
                self.outcomes(self.name.clone(), self.size, result)
            }
            Content::Collected(bytes) => match read_zip(bytes, Limits::default()) {
                Ok(files) => self.next_of_archive(Box::new(files), true),
                Err(error) => {
                    let advice = error.kind.advice().to_owned();
                    Some(self.outcome(Err(Problem {
                        name: self.name.clone(),
                        what: error.to_string(),
                        advice,
                    })))
                }
            },
            Content::Archive(files) => self.next_of_archive(files, false),
        }
    }

    /// Whether it is known that [`next`](Self::next) gives no more.
    pub(super) fn is_done(&self) -> bool {
        self.more.is_empty() && matches!(self.content, Content::Done)
    }

    fn recognise(&mut self) -> Result<(), Problem> {
        let Content::Unknown(start) = &mut self.content else { return Ok(()) };
        let start = std::mem::take(start);
        // The second is that of an empty zip file.
        let is_archive = start.starts_with(b"PK\x03\x04") || start.starts_with(b"PK\x05\x06");
        self.check_size(is_archive)?;
        if is_archive {
            self.content = Content::Collected(start);
            return Ok(());
        }
        self.content = Content::Profile(Box::new(self.opener()));
        self.push(&start)
    }

    /// Refuses what is too large by the size of its file alone, before the rest of it is read. How much a compressed file
    /// inflates to only inflating it can tell; but no compression makes a file larger by more than a thousandth.
    fn check_size(&self, is_archive: bool) -> Result<(), Problem> {
        let limit = Limits::default().inflated_bytes;
        let least = self.size - self.size / 1000;
        if is_archive && self.size > MAX_ARCHIVE_BYTES as u64 {
            return Err(self.archive_too_large());
        }
        if is_archive || least <= limit {
            return Ok(());
        }
        let exceeded = LimitExceeded { what: "inflated bytes", limit, wanted: least };
        let what = exceeded.to_string();
        let advice = advice(&DecodeErrorKind::Limit(exceeded)).into_owned();
        Err(Problem { name: self.name.clone(), what, advice })
    }

    fn next_of_archive(&mut self, mut files: Box<ArchiveFiles<Vec<u8>>>, is_first: bool) -> Option<Outcome> {
        let Some(file) = files.next() else {
            if !is_first {
                return None;
            }
            let what = "there are no files in the zip file".to_owned();
            let advice = "Pack the profiles again, or open them one by one.".to_owned();
            return Some(self.outcome(Err(Problem { name: self.name.clone(), what, advice })));
        };
        self.content = Content::Archive(files);
        match file {
            Ok(file) => {
                let name = format!("{}/{}", self.name, file.path);
                let mut opener = self.opener();
                let result = opener.push(&file.bytes).and_then(|()| opener.finish());
                add_times(&mut self.timings, &opener);
                self.outcomes(name, file.bytes.len() as u64, result)
            }
            Err(error) => {
                let name = match &error.path {
                    Some(path) => format!("{}/{path}", self.name),
                    None => self.name.clone(),
                };
                let (what, advice) = (error.to_string(), error.kind.advice().to_owned());
                Some(Outcome { size: 0, result: Err(Problem { name: name.clone(), what, advice }), name })
            }
        }
    }

    /// The first profile of a file, and keeps the others: a log may hold several dumps, which have numbers behind its name.
    fn outcomes(
        &mut self,
        name: String,
        size: u64,
        result: Result<Vec<Opened>, DecodeError>,
    ) -> Option<Outcome> {
        let opened = match result {
            Ok(opened) => opened,
            Err(error) => return Some(Outcome { size, result: Err(problem(&name, &error)), name }),
        };
        let is_one = opened.len() == 1;
        for (at, opened) in opened.into_iter().enumerate() {
            let name = if is_one { name.clone() } else { format!("{name} #{}", at + 1) };
            self.more.push_back(Outcome { name, size, result: Ok(opened) });
        }
        self.more.pop_front()
    }

    fn opener(&self) -> Opener {
        let clock = self.clock.clone();
        opener(Reading::InFull, Limits::default(), move || clock.now())
    }

    fn outcome(&self, result: Result<Opened, Problem>) -> Outcome {
        Outcome { name: self.name.clone(), size: self.size, result }
    }

    fn archive_too_large(&self) -> Problem {
        Problem {
            name: self.name.clone(),
            what: format!("the zip file is larger than {} MiB", MAX_ARCHIVE_BYTES >> 20),
            advice: "Unpack it, and open the profiles that you need.".to_owned(),
        }
    }
}

fn add_times(timings: &mut Timings, opener: &Opener) {
    timings.inflate += opener.timings().inflate_ms;
    timings.decode += opener.timings().decode_ms;
}

fn problem(name: &str, error: &DecodeError) -> Problem {
    Problem { name: name.to_owned(), what: error.to_string(), advice: advice(&error.kind).into_owned() }
}
