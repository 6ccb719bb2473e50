//! The two profiles of a form that a view is about, or the one: what can be measured on them.

use super::comparison_notes::{circumstances, comparison_notes};
use super::filtering::BadViewFilter;
use super::form::{Form, Member, closed};
use super::profiles::{OpenProfile, total};
use crate::analysis::{
    Column, FilterVariable, Metric, Normalise, Pace, Scaling, ScalingSide, Subject, shown_text,
};
use crate::profile::Profile;
use crate::worker::protocol::{self, Filter, Left, Pair, Problem, ProfileId, ViewSpec};

/// Target and base among the members of a [`Form`], and all that is the same whichever metric is measured on them.
#[derive(Debug)]
pub(super) struct Sides {
    target: usize,
    base: Option<usize>,
    /// What can be measured, in the target's order.
    pub(super) metrics: Vec<Metric>,
    /// The totals of `metrics`, in all samples.
    pub(super) totals: Vec<Pair>,
    /// The totals of `metrics` in what the filters leave.
    pub(super) left_totals: Vec<Pair>,
    /// How many samples the filters leave.
    pub(super) samples: Left,
    /// The filters that match nothing, neither in the target nor in the base.
    pub(super) unmatched: Vec<FilterVariable>,
    /// Whether some sample has a label, before the filters.
    pub(super) has_labels: bool,
    /// What was left out or changed so that two profiles compare, in words.
    pub(super) notes: Vec<String>,
    /// What the base's values of each of `metrics` are multiplied by, and why; empty without a base.
    pub(super) scalings: Vec<Scaling>,
    normalise: Normalise,
    default_metric: Option<usize>,
}

impl Sides {
    /// Those that a view names.
    ///
    /// # Errors
    /// When two profiles have nothing in common, or the filters leave nothing of them.
    pub(super) async fn new(form: &Form, spec: &ViewSpec, pace: &Pace) -> Result<Self, NoSides> {
        let target_place = find(form, spec.target)?;
        let base_place = spec.base.map(|base| find(form, base)).transpose()?;
        let target = &form.members[target_place];
        let base = base_place.map(|place| &form.members[place]);
        let filters = &form.key.filters;
        let samples = sum_left(target.left.samples, base.map(|base| base.left.samples));
        let in_base =
            |variable: &FilterVariable| base.is_none_or(|base| base.left.unmatched.contains(variable));
        let unmatched: Vec<_> = target.left.unmatched.iter().copied().filter(in_base).collect();
        if let Some(last) = filters.last().filter(|_| samples.left == 0 && samples.all > 0) {
            let guilty = unmatched.last().copied().unwrap_or(last.variable);
            return Err(nothing_left(guilty, filters).into());
        }
        let subject = Subject::of_series(&form.profiles(), target_place, base_place);
        let mut metrics = subject.metrics().map_err(|error| Problem {
            name: target.open.name.to_string(),
            what: error.to_string(),
            advice: "Compare profiles of the same kind: a heap with a heap, goroutines with goroutines."
                .to_owned(),
        })?;
        // The sides of one file cannot but agree: nothing is to be said of them, and nothing to be scaled.
        let is_one_file = target.open.split.as_ref().is_some_and(|(base, _)| Some(*base) == spec.base);
        let mut notes = base.map_or_else(Vec::new, |base| {
            let mut notes = comparison_notes(&target.open.profile, &base.open.profile, &metrics);
            if !is_one_file {
                notes.extend(circumstances(&target.open.profile, &base.open.profile));
            }
            notes
        });
        let normalise = if is_one_file { Normalise::Off } else { spec.normalise };
        let scalings = base.map_or_else(Vec::new, |base| scale(&mut metrics, normalise, base, target));
        let mut totals = Vec::with_capacity(metrics.len());
        let mut left_totals = Vec::with_capacity(metrics.len());
        for metric in &metrics {
            let all = Pair {
                target: total_of(&target.open, metric.target),
                base: base.zip(metric.base).map(|(base, column)| total_of(&base.open, column)),
            };
            totals.push(all);
            left_totals.push(if filters.is_empty() {
                all
            } else {
                pace.pause().await;
                Pair {
                    target: total(subject.target, metric.target),
                    base: subject.base.zip(metric.base).map(|(base, column)| total(base, column)),
                }
            });
        }
        let cut = form.shape.stack_paths().cut_stacks();
        if cut > 0 {
            notes.push(format!("{cut} stacks are cut short, because there are more frames than fit"));
        }
        let has_labels = |member: &Member| member.open.has_labels();
        Ok(Self {
            target: target_place,
            base: base_place,
            default_metric: default_metric(&target.open.profile, &metrics),
            metrics,
            totals,
            left_totals,
            samples,
            unmatched,
            has_labels: has_labels(target) || base.is_some_and(has_labels),
            notes,
            scalings,
            normalise: spec.normalise,
        })
    }

    /// Whether they are those that a view names.
    pub(super) fn are_of(&self, form: &Form, spec: &ViewSpec) -> bool {
        self.normalise == spec.normalise
            && Some(self.target) == form.place(spec.target)
            && self.base == spec.base.and_then(|base| form.place(base))
    }

    /// The profiles that are shown, as the filters left them.
    pub(super) fn subject<'a>(&self, form: &'a Form) -> Subject<'a> {
        Subject::of_series(&form.profiles(), self.target, self.base)
    }

    /// The metric of that name, or the one that pprof would show: the target's default, or the last of those that
    /// both have. `None` only where there are none.
    pub(super) fn choose_metric(&self, name: Option<&str>) -> Option<usize> {
        let find = |name: &str| self.metrics.iter().position(|metric| shown_text(&metric.kind) == name);
        // The old name of pprof for what is in use.
        let named = name.and_then(|name| find(name).or_else(|| find(name.strip_prefix("inuse_")?)));
        named.or(self.default_metric)
    }

    /// The metrics as the page lists them.
    pub(super) fn listed_metrics(&self) -> Vec<protocol::Metric> {
        let listed = |(metric, total): (&Metric, &Pair)| protocol::Metric {
            name: shown_text(&metric.kind),
            unit: shown_text(&metric.unit),
            total: total.target,
        };
        self.metrics.iter().zip(&self.totals).map(listed).collect()
    }

    /// How many distinct stacks the profiles have: those of both, where there are two.
    pub(super) fn stack_count(&self, form: &Form) -> u64 {
        let places = std::iter::once(self.target).chain(self.base);
        places.map(|place| form.members[place].left.stacks).sum()
    }
}

/// Why there is nothing to show: what is wrong, and the filter that is at fault, if one is.
#[derive(Debug)]
pub(super) struct NoSides {
    pub(super) problem: Problem,
    pub(super) filter: Option<FilterVariable>,
}

impl From<Problem> for NoSides {
    fn from(problem: Problem) -> Self {
        Self { problem, filter: None }
    }
}

impl From<BadViewFilter> for NoSides {
    fn from(BadViewFilter { variable, problem }: BadViewFilter) -> Self {
        Self { problem, filter: Some(variable) }
    }
}

/// What is said of a filter that leaves no sample, or that matches none.
pub(super) fn nothing_left(variable: FilterVariable, filters: &[Filter]) -> BadViewFilter {
    let filter = filters.iter().rev().find(|filter| filter.variable == variable);
    let text = filter.map_or("", |filter| filter.text.as_str());
    BadViewFilter {
        variable,
        problem: Problem {
            name: variable.name().to_owned(),
            what: format!("{} {text} matches nothing here", variable.name()),
            advice: "Check its spelling: upper and lower case matter, unless (?i) stands before it."
                .to_owned(),
        },
    }
}

/// Multiplies the base's column of each metric as it is wanted, and says by what. All samples count for it, whatever filters
/// leave: a filter must not change what is the same.
fn scale(metrics: &mut [Metric], choice: Normalise, base: &Member, target: &Member) -> Vec<Scaling> {
    let [base_side, target_side] =
        [base, target].map(|side| ScalingSide { profile: &side.open.profile, totals: &side.open.totals });
    let of = |metric: &mut Metric| {
        let totals = [
            total_of(&target.open, metric.target),
            metric.base.map_or(0, |column| total_of(&base.open, column)),
        ];
        let scaling = Scaling::of(choice, &metric.kind, base_side, target_side, totals);
        if let Some(column) = &mut metric.base {
            column.ratio *= scaling.factor;
        }
        scaling
    };
    metrics.iter_mut().map(of).collect()
}

fn find(form: &Form, profile: ProfileId) -> Result<usize, Problem> {
    form.place(profile).ok_or_else(closed)
}

fn sum_left(target: Left, base: Option<Left>) -> Left {
    let base = base.unwrap_or_default();
    Left { left: target.left + base.left, all: target.all + base.all }
}

fn total_of(profile: &OpenProfile, column: Column) -> i64 {
    match profile.totals.get(column.index) {
        Some(&total) if column.ratio == 1.0 => total,
        _ => total(&profile.profile, column),
    }
}

fn default_metric(target: &Profile, metrics: &[Metric]) -> Option<usize> {
    let index = target.default_sample_index()?;
    metrics.iter().position(|metric| metric.target.index == index).or(metrics.len().checked_sub(1))
}
