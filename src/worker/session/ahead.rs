//! What is made before anybody asks for it.

use std::rc::Rc;

use super::building::check_memory;
use super::clock::Clock;
use super::form::{Form, FormKey};
use super::job::Job;
use super::profiles::OpenProfile;
use super::sides::Sides;
use crate::analysis::Pace;
use crate::worker::protocol::{ProfileId, ViewSpec};

/// The form of a comparison that the page offers. It is made while nobody waits for anything, measured, and kept until it is shown
/// or something is that it has no part in.
#[derive(Default)]
pub(super) struct Ahead {
    making: Option<(FormKey, Job<Option<Form>>)>,
    made: Option<Rc<Form>>,
}

/// More distinct stacks than this are not worth the memory of a tree that perhaps nobody asks for.
const MAX_STACKS: usize = 1 << 19;

impl Ahead {
    /// Begins, unless it is made already or too much. `known` are forms that it may be made of.
    pub(super) fn begin(
        &mut self,
        clock: &Clock,
        (key, spec): (FormKey, ViewSpec),
        open: Vec<OpenProfile>,
        known: Vec<Rc<Form>>,
    ) {
        let stacks: usize = open.iter().map(|open| open.profile.stacks().len()).sum();
        if stacks > MAX_STACKS || self.making.as_ref().is_some_and(|(making, _)| *making == key) {
            return;
        }
        let of = key.clone();
        let make = |pace: Pace| async move {
            let form = Form::build(open, key, &known, &pace).await.ok()?;
            let sides = Rc::new(Sides::new(&form, &spec, &pace).await.ok()?);
            check_memory(&form, &sides).ok()?;
            pace.pause().await;
            let metric = sides.choose_metric(spec.metric.as_deref());
            form.measured.borrow_mut().measure(&form, &sides, metric, spec.width);
            Some(form)
        };
        self.making = Some((of, Job::new(clock, |pace| Box::pin(make(pace)))));
    }

    /// What is made.
    pub(super) fn made(&self) -> Option<&Rc<Form>> {
        self.made.as_ref()
    }

    /// Whether there is something to go on with.
    pub(super) fn is_making(&self) -> bool {
        self.making.is_some()
    }

    /// Goes on for a slice of time.
    pub(super) fn work(&mut self) {
        if let Some((_, job)) = &mut self.making
            && let Some(made) = job.work()
        {
            self.made = made.map(Rc::new);
            self.making = None;
        }
    }

    /// Stops making it: somebody waits for something else.
    pub(super) fn stop(&mut self) {
        self.making = None;
    }

    /// Forgets what is of a closed profile.
    pub(super) fn forget(&mut self, profile: ProfileId) {
        self.making.take_if(|(key, _)| key.has(profile));
        self.made.take_if(|form| form.key.has(profile));
    }

    /// Another form is shown now: this one is kept if that may become a part of it, and not if it is that itself.
    pub(super) fn shown(&mut self, shown: &Form) {
        self.made.take_if(|made| shown.key == made.key || !shown.is_of_use(&made.key));
    }
}
