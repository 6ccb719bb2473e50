//! What the percentages of a difference are of.

use std::cell::RefCell;
use std::rc::Rc;

use super::form::Member;
use super::view::View;
use crate::analysis::{Base, Pace, Valuation, combine, total};
use crate::profile::Profile;
use crate::worker::protocol::{Filter, ProfileId, Shares};

/// The totals of the change that were summed up last. Another metric of the same profiles finds them here.
pub(super) type LastChange = Rc<RefCell<Option<Change>>>;

/// Target less base, as pprof's `-base` makes one profile of them.
#[derive(Debug)]
pub(super) struct Change {
    of: ChangeKey,
    /// The total of each sample type by its name, or why pprof cannot subtract the two.
    totals: Result<Vec<(String, i64)>, String>,
}

/// What the change depends on.
#[derive(Debug, PartialEq)]
struct ChangeKey {
    target: ProfileId,
    base: ProfileId,
    /// The filters that percentages are relative to.
    filters: Vec<Filter>,
}

/// What the percentages of a view are of; with a note where that is not what was asked for.
pub(super) async fn whole(view: &View, last: &LastChange, pace: &Pace) -> (i64, Option<String>) {
    let of_base = view.total().share_total();
    let spec = &view.spec;
    let member = |id| view.form.place(id).and_then(|place| view.form.members.get(place));
    let sides = member(spec.target).zip(spec.base.and_then(member));
    let Some((((target, base), base_id), metric)) =
        sides.zip(spec.base).zip(view.metric).filter(|_| spec.shares == Shares::Change)
    else {
        return (of_base, None);
    };
    let filters = if spec.relative { spec.filters.clone() } else { Vec::new() };
    let key = ChangeKey { target: spec.target, base: base_id, filters };
    let is_known = last.borrow().as_ref().is_some_and(|change| change.of == key);
    if !is_known {
        pace.pause().await;
        let counted = |member: &Member| {
            Profile::clone(if spec.relative { &member.left.profile } else { &member.open.profile })
        };
        last.replace(Some(Change { of: key, totals: totals(counted(target), counted(base)) }));
    }
    let wanted = &view.sides.metrics[metric].kind;
    match last.borrow().as_ref().map(|change| &change.totals) {
        Some(Err(problem)) => {
            (of_base, Some(["shares are of the base, because pprof cannot subtract it: ", problem].concat()))
        }
        Some(Ok(totals)) => {
            let found = totals.iter().find(|(kind, _)| kind == wanted);
            (found.map_or(of_base, |(_, total)| *total), None)
        }
        None => (of_base, None),
    }
}

/// Σ|value| of what subtracting leaves, by sample type. Only equal stacks cancel out, by address, line and label: where one
/// stack of a function grew and another shrank both count, as in pprof.
fn totals(target: Profile, base: Profile) -> Result<Vec<(String, i64)>, String> {
    let combined = combine(&[target], &[base], Base::Subtracted, false);
    let profile = combined.map_err(|error| error.to_string())?.profile;
    let types = profile.header().sample_types.iter().enumerate();
    let of = |index| total(&profile, Valuation { index, mean: false }).value;
    Ok(types.map(|(index, of_type)| (profile.text(of_type.kind).to_owned(), of(index))).collect())
}
