//! How a view comes about.

use std::cell::RefCell;
use std::rc::Rc;

use super::clock::Clock;
use super::filtering::BadViewFilter;
use super::form::{Form, FormKey};
use super::profiles::OpenProfile;
use super::shares::{self, LastChange};
use super::sides::{NoSides, Sides, nothing_left};
use super::view::View;
use crate::analysis::{Anchor, NodeId, Pace};
use crate::pprof::{DecodeErrorKind, advice};
use crate::profile::check_room;
use crate::worker::protocol::{Filter, Kept, Problem, ViewId, ViewSpec, ViewSummary};

/// All that a view is built from. Nothing in it is borrowed, so that the session goes on while it is built.
pub(super) struct Plan {
    pub(super) id: ViewId,
    pub(super) spec: ViewSpec,
    pub(super) base: FormBase,
    pub(super) carried: Kept<Option<Carried>>,
    /// How many functions the view before has, as the page was told.
    pub(super) functions_before: Option<u32>,
    /// The filters of the view before.
    pub(super) filters_before: Vec<Filter>,
    /// What is searched for, at any time.
    pub(super) text: Rc<RefCell<String>>,
    pub(super) last_change: LastChange,
    pub(super) clock: Clock,
}

/// Where the form of a view comes from.
pub(super) enum FormBase {
    /// It is there.
    Known(Rc<Form>),
    /// It is made of profiles, unless one is closed, and of the forms that are known.
    New(FormKey, Result<Vec<OpenProfile>, Problem>, Vec<Rc<Form>>),
}

/// What becomes of the page's nodes in a new view.
pub(super) enum Carried {
    /// The tree is the same.
    Same(NodeId),
    /// It is found again by names.
    By(Anchor),
}

/// A view, and what the page is told of it.
pub(super) type Built = (View, Box<ViewSummary>);

/// Builds a view.
///
/// # Errors
/// When there is nothing to show.
pub(super) async fn build(plan: Plan, pace: Pace) -> Result<Built, NoSides> {
    let Plan { id, spec, base, carried, functions_before, filters_before, text, last_change, clock } = plan;
    let start = clock.now();
    let is_known = matches!(base, FormBase::Known(..));
    let form = match base {
        FormBase::Known(form) => form,
        FormBase::New(key, open, known) => Rc::new(Form::build(open?, key, &known, &pace).await?),
    };
    let known = form.measured.borrow().sides().cloned();
    let sides = match known {
        Some(sides) if sides.are_of(&form, &spec) => sides,
        _ => Rc::new(Sides::new(&form, &spec, &pace).await?),
    };
    check_new_filters(&form, &sides, &filters_before)?;
    check_memory(&form, &sides)?;
    let built = clock.now();
    let view = View::build(id, &spec, Rc::clone(&form), Rc::clone(&sides), &pace).await;
    let end = clock.now();
    // They are counted when the picture is there, which waits for nothing, unless the page has no number at all.
    let functions = match view.measure.known_row_count() {
        Some(count) => count as u32,
        None => match functions_before {
            Some(before) => before,
            None => view.function_count(&pace).await,
        },
    };
    let (whole, note) = shares::whole(&view, &last_change, &pace).await;
    let find = |carried: Option<Carried>| {
        view.kept_place(match carried? {
            Carried::Same(node) => node,
            Carried::By(anchor) => anchor.find(&form.shape).node,
        })
    };
    let kept = Kept { zoom: find(carried.zoom), selected: find(carried.selected) };
    let text = text.borrow().clone();
    if !text.is_empty() {
        view.search(&text, &pace).await;
    }
    let summary = ViewSummary {
        view: view.id,
        spec: view.spec.clone(),
        metrics: sides.listed_metrics(),
        metric: view.metric.map(|metric| metric as u32),
        total: view.total(),
        whole,
        largest_change: view.measure.largest_change,
        nodes: form.shape.tree().len() as u32 - 1,
        functions,
        stacks: sides.stack_count(&form),
        rows: view.row_count(),
        kept,
        samples: sides.samples,
        unmatched: sides.unmatched.clone(),
        has_labels: sides.has_labels,
        saturated: view.measure.is_saturated(),
        scaling: view.metric.and_then(|metric| sides.scalings.get(metric).copied()),
        notes: sides.notes.iter().cloned().chain(note).collect(),
        tree_ms: if is_known { 0.0 } else { built - start },
        measure_ms: end - built,
    };
    Ok((view, Box::new(summary)))
}

/// Refuses a view that there is no memory for, before it is measured and laid out: a path takes 24 bytes in the sums of each profile,
/// 16 in the widths of a comparison, and some 5 in the layout.
pub(super) fn check_memory(form: &Form, sides: &Sides) -> Result<(), Problem> {
    let columns = if sides.subject(form).base.is_some() { 9 } else { 4 };
    let paths = form.shape.tree().path_count() as u64;
    check_room(columns, 8 * paths, "the values of a flame graph").map_err(|full| Problem {
        name: form.members.first().map_or_else(String::new, |member| member.open.name.to_string()),
        what: full.to_string(),
        advice: advice(&DecodeErrorKind::OutOfMemory(full)).into_owned(),
    })
}

/// Refuses a filter that was just set and matches nothing: whoever set it has misspelt it. One that matched elsewhere
/// stays when another profile is shown.
fn check_new_filters(form: &Form, sides: &Sides, before: &[Filter]) -> Result<(), BadViewFilter> {
    let is_new = |filter: &&Filter| !before.contains(filter) && sides.unmatched.contains(&filter.variable);
    match form.key.filters.iter().find(is_new) {
        Some(filter) => Err(nothing_left(filter.variable, &form.key.filters)),
        None => Ok(()),
    }
}
