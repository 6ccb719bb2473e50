//! What was measured on a form.

use std::rc::Rc;

use super::form::Form;
use super::sides::Sides;
use crate::analysis::{Column, DiffWidth, Measure, Metric};

/// One metric of the sides of a form.
#[derive(Debug, Clone)]
struct Measured {
    sides: Rc<Sides>,
    metric: Option<usize>,
    measure: Rc<Measure>,
}

/// What was measured on a form, what is shown last.
///
/// # Memory
/// Of one metric in any case; of others of the same sides where there are few, and all together take no more than [`MAX_BYTES`].
#[derive(Debug, Default)]
pub(super) struct Measurements {
    all: Vec<Measured>,
}

/// What the sums of all metrics may take for them to be kept, and to be made before anybody asks for them.
const MAX_BYTES: usize = 1 << 26;

/// Go's profiles have up to four metrics. Nobody looks at all of a thousand.
const MAX_METRICS: usize = 16;

impl Measurements {
    /// The sides that were measured last.
    pub(super) fn sides(&self) -> Option<&Rc<Sides>> {
        self.all.last().map(|last| &last.sides)
    }

    /// A metric of the sides of the form, measured unless it is known. Sums that are the same are taken over from what was
    /// measured last.
    pub(super) fn measure(
        &mut self,
        form: &Form,
        sides: &Rc<Sides>,
        metric: Option<usize>,
        width: DiffWidth,
    ) -> Rc<Measure> {
        let is_it = |known: &Measured| known.metric == metric && Rc::ptr_eq(&known.sides, sides);
        let measure = match self.all.iter().position(is_it).map(|at| self.all.remove(at).measure) {
            Some(known) if known.width == width => known,
            Some(known) => Rc::new(known.redrawn(width)),
            None => {
                let before = self.all.last().map(|known| &*known.measure);
                measured(before, form, sides, metric, width)
            }
        };
        self.all.retain(|known| Rc::ptr_eq(&known.sides, sides));
        if !is_small(form, sides) {
            self.all.clear();
        }
        self.all.push(Measured { sides: Rc::clone(sides), metric, measure: Rc::clone(&measure) });
        measure
    }

    /// Whether another metric can be measured before anybody asks for it.
    pub(super) fn has_more(&self, form: &Form) -> bool {
        self.next(form).is_some()
    }

    /// Measures one.
    pub(super) fn measure_next(&mut self, form: &Form) {
        if let (Some(next), Some(last)) = (self.next(form), self.all.last()) {
            let (sides, metric) = (Rc::clone(&last.sides), Some(next));
            let measure = measured(Some(&last.measure), form, &sides, metric, last.measure.width);
            self.all.insert(0, Measured { sides, metric, measure });
        }
    }

    fn next(&self, form: &Form) -> Option<usize> {
        let sides = self.sides().filter(|sides| is_small(form, sides))?;
        let is_known = |metric: &usize| self.all.iter().any(|known| known.metric == Some(*metric));
        (0..sides.metrics.len()).find(|metric| !is_known(metric))
    }
}

fn measured(
    before: Option<&Measure>,
    form: &Form,
    sides: &Sides,
    metric: Option<usize>,
    width: DiffWidth,
) -> Rc<Measure> {
    let of = metric.map_or_else(nothing, |metric| sides.metrics[metric].clone());
    Rc::new(Measure::after(before, &form.shape, sides.subject(form), &of, width))
}

/// A path has two sums of each side, and a width where there are two.
fn is_small(form: &Form, sides: &Sides) -> bool {
    let sums = if sides.subject(form).base.is_some() { 5 } else { 2 };
    let bytes = form.shape.tree().path_count().saturating_mul(8 * sums);
    sides.metrics.len() <= MAX_METRICS && bytes.saturating_mul(sides.metrics.len()) <= MAX_BYTES
}

/// What is measured on a profile without sample types, which has no samples either: a column that it has not.
fn nothing() -> Metric {
    let column = Column { index: usize::MAX, ratio: 1.0 };
    Metric { kind: String::new(), unit: String::new(), target: column, base: None }
}
