//! The form of what is shown: a tree, and the metrics that can be measured on it.

use std::rc::Rc;

use super::filtering::{BadViewFilter, ViewFilters};
use super::profiles::{OpenProfile, Profiles, total};
use crate::analysis::{
    Column, FilterVariable, Grouping, Metric, Pace, Shape, Stage, Subject, shown_start, shown_text,
};
use crate::profile::Profile;
use crate::worker::protocol::{self, Filter, Left, Pair, Problem, ProfileId, ViewSpec};

/// What a form depends on: as long as it stays the same, another metric or order needs no new tree.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FormKey {
    pub(super) target: ProfileId,
    pub(super) base: Option<ProfileId>,
    pub(super) grouping: Grouping,
    pub(super) filters: Vec<Filter>,
}

/// A tree of one profile or of two, and all that is the same whatever is measured on it.
#[derive(Debug)]
pub(super) struct Form {
    pub(super) key: FormKey,
    pub(super) shape: Shape,
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
    target: Rc<Profile>,
    base: Option<Rc<Profile>>,
    default_metric: Option<usize>,
}

impl FormKey {
    pub(super) fn of(spec: &ViewSpec) -> Self {
        let grouping =
            Grouping { granularity: spec.granularity, no_inlines: spec.no_inlines, ..Grouping::default() };
        Self { target: spec.target, base: spec.base, grouping, filters: spec.filters.clone() }
    }

    /// Whether it shows a profile.
    pub(super) fn shows(&self, profile: ProfileId) -> bool {
        self.target == profile || self.base == Some(profile)
    }
}

/// The profiles that a form is built from.
#[derive(Debug)]
pub(super) struct Sides {
    target: OpenProfile,
    base: Option<OpenProfile>,
}

impl Sides {
    /// Those that `key` names.
    ///
    /// # Errors
    /// When one is closed.
    pub(super) fn find(profiles: &Profiles, key: &FormKey) -> Result<Self, Problem> {
        let target = open_profile(profiles, key.target)?;
        let base = key.base.map(|base| open_profile(profiles, base)).transpose()?;
        Ok(Self { target, base })
    }
}

impl Form {
    /// Builds the tree: the one costly step of a view.
    ///
    /// # Errors
    /// When two profiles have nothing in common, or a filter cannot be used or leaves nothing.
    pub(super) async fn build(sides: Sides, key: FormKey, pace: &Pace) -> Result<Self, NoForm> {
        let Sides { target, base } = sides;
        let filters = ViewFilters::new(&key.filters)?;
        let left = filters.apply(&target, pace).await;
        let base_left = match &base {
            Some(base) => Some(filters.apply(base, pace).await),
            None => None,
        };
        let samples = sum_left(left.samples, base_left.as_ref().map(|base| base.samples));
        let in_base = |variable: &FilterVariable| {
            base_left.as_ref().is_none_or(|base| base.unmatched.contains(variable))
        };
        let unmatched: Vec<_> = left.unmatched.iter().copied().filter(in_base).collect();
        if let Some(last) = key.filters.last().filter(|_| samples.left == 0 && samples.all > 0) {
            let guilty = unmatched.last().copied().unwrap_or(last.variable);
            return Err(nothing_left(guilty, &key.filters).into());
        }
        let subject =
            Subject { target: &left.profile, base: base_left.as_ref().map(|base| base.profile.as_ref()) };
        let metrics = subject.metrics().map_err(|error| Problem {
            name: target.name.to_string(),
            what: error.to_string(),
            advice: "Compare profiles of the same kind: a heap with a heap, goroutines with goroutines."
                .to_owned(),
        })?;
        let mut totals = Vec::with_capacity(metrics.len());
        let mut left_totals = Vec::with_capacity(metrics.len());
        for metric in &metrics {
            let all = Pair {
                target: total_of(&target, metric.target),
                base: base.as_ref().zip(metric.base).map(|(base, column)| total_of(base, column)),
            };
            totals.push(all);
            left_totals.push(if key.filters.is_empty() {
                all
            } else {
                pace.pause().await;
                Pair {
                    target: total(subject.target, metric.target),
                    base: subject.base.zip(metric.base).map(|(base, column)| total(base, column)),
                }
            });
        }
        pace.begin(Stage::Tree).await;
        let shape = Shape::build_paced(subject, key.grouping, pace).await;
        let mut notes = base
            .as_ref()
            .map_or_else(Vec::new, |base| comparison_notes(&target.profile, &base.profile, &metrics));
        let cut = shape.stack_nodes().cut_stacks();
        if cut > 0 {
            notes.push(format!("{cut} stacks are cut short, because the tree has as many nodes as fit"));
        }
        Ok(Self {
            key,
            default_metric: default_metric(&target.profile, &metrics),
            shape,
            metrics,
            totals,
            left_totals,
            samples,
            unmatched,
            has_labels: [Some(&target), base.as_ref()].into_iter().flatten().any(OpenProfile::has_labels),
            notes,
            target: left.profile,
            base: base_left.map(|base| base.profile),
        })
    }

    /// The profiles that it is of.
    pub(super) fn subject(&self) -> Subject<'_> {
        Subject { target: &self.target, base: self.base.as_deref() }
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
    pub(super) fn stack_count(&self) -> u64 {
        // Row 0 of each table is the empty stack.
        self.subject().profiles().iter().map(|profile| profile.stacks().len() as u64 - 1).sum()
    }
}

/// Why there is no form: what is wrong, and the filter that is at fault, if one is.
#[derive(Debug)]
pub(super) struct NoForm {
    pub(super) problem: Problem,
    pub(super) filter: Option<FilterVariable>,
}

impl From<Problem> for NoForm {
    fn from(problem: Problem) -> Self {
        Self { problem, filter: None }
    }
}

impl From<BadViewFilter> for NoForm {
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

fn sum_left(target: Left, base: Option<Left>) -> Left {
    let base = base.unwrap_or_default();
    Left { left: target.left + base.left, all: target.all + base.all }
}

fn open_profile(profiles: &Profiles, id: ProfileId) -> Result<OpenProfile, Problem> {
    profiles.get(id).cloned().ok_or_else(|| Problem {
        name: String::new(),
        what: "the profile that was to be shown is closed".to_owned(),
        advice: "Choose another, or open it again.".to_owned(),
    })
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

/// What two profiles do not share, in words.
fn comparison_notes(target: &Profile, base: &Profile, metrics: &[Metric]) -> Vec<String> {
    let only = |profile: &Profile, side: &str, is_shown: &dyn Fn(usize) -> bool| {
        let types = profile.header().sample_types.iter().enumerate();
        let names: Vec<&str> = types
            .filter(|(at, _)| !is_shown(*at))
            .map(|(_, of)| shown_start(profile.text(of.kind)))
            .collect();
        let verb = if names.len() == 1 { "is" } else { "are" };
        (!names.is_empty()).then(|| format!("{} {verb} only in the {side} and left out", names.join(", ")))
    };
    let in_target = |at| metrics.iter().any(|metric| metric.target.index == at);
    let in_base = |at| metrics.iter().any(|metric| metric.base.is_some_and(|column| column.index == at));
    let mut notes: Vec<String> =
        [only(target, "target", &in_target), only(base, "base", &in_base)].into_iter().flatten().collect();
    for metric in metrics {
        for (side, profile, column) in [("target", target, Some(metric.target)), ("base", base, metric.base)]
        {
            if let Some(column) = column.filter(|column| column.ratio != 1.0) {
                let unit = shown_start(profile.text(profile.header().sample_types[column.index].unit));
                let (kind, shown) = (shown_start(&metric.kind), shown_start(&metric.unit));
                notes.push(format!("{kind} of the {side} is in {unit} and was converted to {shown}"));
            }
        }
    }
    notes
}
