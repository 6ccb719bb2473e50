//! How a view comes about.

use std::cell::RefCell;
use std::rc::Rc;

use super::clock::Clock;
use super::filtering::BadViewFilter;
use super::form::{Form, FormKey, NoForm, Sides, nothing_left};
use super::view::View;
use crate::analysis::{Anchor, Measure, NodeId, Pace};
use crate::worker::protocol::{Filter, Kept, Problem, ViewId, ViewSpec, ViewSummary};

/// All that a view is built from. Nothing in it is borrowed, so that the session goes on while it is built.
pub(super) struct Plan {
    pub(super) id: ViewId,
    pub(super) spec: ViewSpec,
    pub(super) base: FormBase,
    pub(super) carried: Kept<Option<Carried>>,
    /// The filters of the view before.
    pub(super) filters_before: Vec<Filter>,
    /// What is searched for, at any time.
    pub(super) text: Rc<RefCell<String>>,
    pub(super) clock: Clock,
}

/// Where the form of a view comes from.
pub(super) enum FormBase {
    /// It is there, with a metric that was measured on it if it is the one that is shown.
    Known(Rc<Form>, Option<(Option<usize>, Rc<Measure>)>),
    /// It is built from profiles, unless one is closed.
    New(FormKey, Result<Sides, Problem>),
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
/// When there is no form for it.
pub(super) async fn build(plan: Plan, pace: Pace) -> Result<Built, NoForm> {
    let Plan { id, spec, base, carried, filters_before, text, clock } = plan;
    let start = clock.now();
    let is_known = matches!(base, FormBase::Known(..));
    let (form, measure) = match base {
        FormBase::Known(form, measure) => (form, measure),
        FormBase::New(key, sides) => (Rc::new(Form::build(sides?, key, &pace).await?), None),
    };
    check_new_filters(&form, &filters_before)?;
    let built = clock.now();
    let view = View::build(id, &spec, Rc::clone(&form), measure, &pace).await;
    let measured = clock.now();
    let functions = view.function_count(&pace).await;
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
        metrics: form.listed_metrics(),
        metric: view.metric.map(|metric| metric as u32),
        total: view.total(),
        largest_change: view.measure.largest_change,
        nodes: form.shape.tree().len() as u32 - 1,
        functions,
        stacks: form.stack_count(),
        rows: view.layout.row_count(),
        kept,
        samples: form.samples,
        unmatched: form.unmatched.clone(),
        has_labels: form.has_labels,
        saturated: view.measure.is_saturated(),
        notes: form.notes.clone(),
        tree_ms: if is_known { 0.0 } else { built - start },
        measure_ms: measured - built,
    };
    Ok((view, Box::new(summary)))
}

/// Refuses a filter that was just set and matches nothing: whoever set it has misspelt it. One that matched elsewhere
/// stays when another profile is shown.
fn check_new_filters(form: &Form, before: &[Filter]) -> Result<(), BadViewFilter> {
    let is_new = |filter: &&Filter| !before.contains(filter) && form.unmatched.contains(&filter.variable);
    match form.key.filters.iter().find(is_new) {
        Some(filter) => Err(nothing_left(filter.variable, &form.key.filters)),
        None => Ok(()),
    }
}
