//! Text reports of what is shown.

use super::filtering::texts;
use super::profiles::Profiles;
use super::view::View;
use crate::analysis::Base;
use crate::profile::Profile;
use crate::report::{NoSourceFiles, Report, Settings, generate, prepare};
use crate::worker::protocol::{Problem, Reply, ReportKind, Shares, ViewSpec};

/// More text than this nobody copies, and the page could not hold it.
const MAX_BYTES: usize = 16 << 20;

/// The report of a view: what `go tool pprof` prints for its profiles, filters, metric and granularity.
pub(super) fn reply(profiles: &Profiles, view: &View, kind: &ReportKind) -> Reply {
    let (text, notes) = match report(profiles, &view.spec, kind) {
        Ok(Report { text, notes }) => (Ok(text), notes),
        Err(what) => {
            let advice = "Change the filters, or choose another report.".to_owned();
            (Err(Problem { name: "report".to_owned(), what, advice }), Vec::new())
        }
    };
    let mut notes = notes;
    let text = text.map(|mut text| {
        if text.len() > MAX_BYTES {
            let end = text[..MAX_BYTES].iter().rposition(|&byte| byte == b'\n').map_or(0, |at| at + 1);
            notes.push(format!("the text is cut after {} of {} MiB", MAX_BYTES >> 20, text.len() >> 20));
            text.truncate(end);
        }
        String::from_utf8_lossy(&text).into_owned()
    });
    Reply::Report { view: view.id, kind: kind.clone(), text, notes }
}

fn report(profiles: &Profiles, spec: &ViewSpec, kind: &ReportKind) -> Result<Report, String> {
    let open = |id| profiles.get(id).map(|open| open.profile.as_ref().clone()).ok_or("the profile is closed");
    let target = open(spec.target)?;
    let bases = spec.base.map(open).transpose()?.into_iter().collect::<Vec<_>>();
    let base = match spec.shares {
        _ if bases.is_empty() => Base::None,
        Shares::Base => Base::Diff,
        Shares::Change => Base::Subtracted,
    };
    let whole = match profiles.get(spec.target).and_then(|open| open.split.as_ref()) {
        // The sides are no files: pprof has only the one that they are from.
        Some((other, whole)) if Some(*other) == spec.base && base == Base::Diff => {
            Some(Profile::clone(whole))
        }
        _ => None,
    };
    let base = if whole.is_some() { Base::None } else { base };
    let prepared = prepare(&[whole.unwrap_or(target)], &bases, base, false, true);
    let prepared = prepared.map_err(|error| error.to_string())?;
    let mut passes = texts(&spec.filters).into_iter();
    let settings = Settings {
        sample_index: spec.metric.clone().unwrap_or_default(),
        granularity: Some(spec.granularity),
        no_inlines: spec.no_inlines,
        relative_percentages: spec.relative,
        filters: passes.next().unwrap_or_default(),
        ..Settings::default()
    };
    let mut profile = prepared.profile;
    for pass in passes {
        let units = crate::analysis::LabelUnits::of(&profile);
        let filters = pass.compile().map_err(|error| error.to_string())?;
        profile = filters.apply(&profile, &units).profile;
    }
    generate(&profile, kind, &settings, &NoSourceFiles).map_err(|error| error.to_string())
}
