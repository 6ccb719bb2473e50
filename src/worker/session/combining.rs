//! Open profiles put together.

use super::profiles::{Profiles, Ready, totals};
use crate::analysis::{CombineError, Pace, combine, run_unhurried, scaled};
use crate::profile::Profile;
use crate::worker::protocol::{Problem, ProfileId, Reply};

impl Profiles {
    /// Puts each group of profiles together and keeps the results.
    pub(super) fn combine(&mut self, groups: &[Vec<ProfileId>], mean: bool) -> Reply {
        let mut combined = Vec::with_capacity(groups.len());
        for group in groups {
            match self.put_together(group, mean) {
                Ok(profile) => combined.push((self.name(group, mean), profile)),
                Err(problem) => return Reply::CombineFailed { problem },
            }
        }
        let keep = |(name, profile): (String, Profile)| {
            let totals = run_unhurried(Box::pin(totals(&profile, &Pace::unhurried())));
            let mut summary = self.add(&name, 0, Ready::single(profile, totals)).remove(0);
            summary.is_combined = true;
            summary
        };
        Reply::Combined { profiles: combined.into_iter().map(keep).collect() }
    }

    fn put_together(&self, group: &[ProfileId], mean: bool) -> Result<Profile, Problem> {
        let problem = |what: String| Problem {
            name: self.name(group, mean),
            what,
            advice: "Choose snapshots of one kind that are open.".to_owned(),
        };
        let open = group.iter().filter_map(|&id| self.get(id));
        let profiles: Vec<Profile> = open.map(|open| Profile::clone(&open.profile)).collect();
        if profiles.len() < group.len() {
            return Err(problem("one of the profiles is closed".to_owned()));
        }
        let cannot = |error: CombineError| problem(error.to_string());
        let sum = combine(&profiles, &[], crate::analysis::Base::None, false).map_err(cannot)?.profile;
        if !mean || profiles.len() < 2 {
            return Ok(sum);
        }
        let ratio = 1.0 / profiles.len() as f64;
        Ok(scaled(&sum, &vec![ratio; sum.header().sample_types.len()]).map_err(cannot)?.profile)
    }

    /// `mean of heap-1.pb.gz … heap-3.pb.gz (3)`.
    fn name(&self, group: &[ProfileId], mean: bool) -> String {
        let file = |id: Option<&ProfileId>| {
            let open = id.and_then(|&id| self.get(id));
            open.map_or("", |open| open.name.rsplit('/').next().unwrap_or_default())
        };
        let what = if mean { "mean" } else { "sum" };
        match group {
            [only] => file(Some(only)).to_owned(),
            _ => format!("{what} of {} … {} ({})", file(group.first()), file(group.last()), group.len()),
        }
    }
}
