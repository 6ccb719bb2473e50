//! What becomes of a profile between its file and the list of open profiles.

use super::opening::Outcome;
use super::profiles::{Ready, ready};
use crate::analysis::{Pace, Stage, Work, drop_frames, shown_text};
use crate::open::Opened;
use crate::pprof::{Warning, warning_advice};
use crate::worker::protocol::Problem;

/// A profile that can be looked at.
#[derive(Debug)]
pub(super) struct Checked {
    /// Its path, for people.
    pub(super) name: String,
    /// The bytes of its file.
    pub(super) size: u64,
    /// What is odd about it.
    pub(super) warnings: Vec<Problem>,
    /// The profile, or its two sides.
    pub(super) ready: Ready,
}

/// Drops the frames that the profile itself asks to drop, as pprof does it before any report, and sums it up.
///
/// # Errors
/// What is wrong with the file, where there is no profile.
pub(super) fn check(outcome: Outcome, pace: Pace) -> Work<'static, Result<Checked, Problem>> {
    Box::pin(check_in_pieces(outcome, pace))
}

async fn check_in_pieces(outcome: Outcome, pace: Pace) -> Result<Checked, Problem> {
    let Outcome { name, size, result } = outcome;
    let Opened { profile, warnings, dump } = result?;
    let problem = |what, advice: &str| Problem { name: name.clone(), what, advice: advice.to_owned() };
    let warning = |warning: &Warning| problem(warning.to_string(), warning_advice(&warning.kind));
    let mut warnings: Vec<Problem> = warnings.iter().map(warning).collect();
    pace.begin(Stage::Checking).await;
    let profile = match drop_frames(&profile) {
        Ok(left) => left,
        Err(error) => {
            warnings.push(problem(shown_text(&error.to_string()), "All frames are shown, as in pprof."));
            profile
        }
    };
    pace.pause().await;
    let mut ready = ready(profile, &pace).await;
    ready.dump = dump;
    Ok(Checked { name, size, warnings, ready })
}
