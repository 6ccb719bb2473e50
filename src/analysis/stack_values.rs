//! What each distinct stack is worth.

use super::node_values::{add, size};
use super::{BitSet, Column};
use crate::profile::{LabelSetId, LabelValue, Profile, StackId};

/// Which values of a sample are looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Valuation {
    /// The sample type that is shown.
    pub index: usize,
    /// Whether values are means: divided by the sum of the first sample type (pprof's `-mean`).
    pub mean: bool,
}

impl Valuation {
    /// The value of a sample and what it is divided by; the divisor is 0 without a mean.
    fn columns(self, profile: &Profile) -> (&[i64], Option<&[i64]>) {
        let samples = profile.samples();
        (samples.values(self.index), self.mean.then(|| samples.values(0)))
    }
}

/// A sum and the sum that it is divided by when it is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub struct Amount {
    /// The sum of the values.
    pub value: i64,
    /// The sum of the divisors; 0 where values are no means.
    pub divisor: i64,
}

impl Amount {
    /// What is shown: the value, or the mean, cut to an integer as pprof does.
    pub fn shown(self) -> i64 {
        if self.divisor == 0 { self.value } else { self.value.saturating_div(self.divisor) }
    }

    /// Whether both sums are nothing, by which pprof takes no notice of a sample.
    pub fn is_nothing(self) -> bool {
        self.value == 0 && self.divisor == 0
    }

    /// Adds, and notes where a sum does not fit.
    pub(super) fn add(&mut self, other: Self, saturated: &mut bool) {
        self.value = add(self.value, other.value, saturated);
        self.divisor = add(self.divisor, other.divisor, saturated);
        // The one quotient that does not fit.
        *saturated |= self.value == i64::MIN && self.divisor == -1;
    }
}

/// The sums of the samples of each distinct stack: what a graph is built from, since it does not look at labels.
#[derive(Debug, Clone)]
pub struct StackValues {
    amounts: Vec<Amount>,
    touched: BitSet,
    /// Whether a sum did not fit an `i64` and was held at its end.
    pub saturated: bool,
}

impl StackValues {
    /// Sums the samples of `profile`, which has the column.
    pub fn sum(profile: &Profile, valuation: Valuation) -> Self {
        let stacks = profile.stacks().len();
        let mut sums =
            Self { amounts: vec![Amount::default(); stacks], touched: BitSet::new(stacks), saturated: false };
        for (sample, &stack) in profile.samples().stacks().iter().enumerate() {
            sums.add(stack, sample_amount(profile, valuation, sample));
        }
        sums
    }

    /// Sums one column, in the unit of its metric; a column that does not exist is all nothing.
    pub fn sum_column(profile: &Profile, column: Column) -> Self {
        let stacks = profile.stacks().len();
        let mut sums =
            Self { amounts: vec![Amount::default(); stacks], touched: BitSet::new(stacks), saturated: false };
        if column.index < profile.samples().column_count() {
            let values = profile.samples().values(column.index);
            for (&stack, &value) in profile.samples().stacks().iter().zip(values) {
                let value = column.scaled_noting(value, &mut sums.saturated);
                sums.add(stack, Amount { value, divisor: 0 });
            }
        }
        sums
    }

    fn add(&mut self, stack: StackId, amount: Amount) {
        if !amount.is_nothing() {
            self.touched.insert(stack.index());
            self.amounts[stack.index()].add(amount, &mut self.saturated);
        }
    }

    /// The sum of a stack; `None` where no sample of it is anything.
    pub(super) fn get(&self, stack: StackId) -> Option<Amount> {
        self.touched.contains(stack.index()).then(|| self.amounts[stack.index()])
    }

    /// The stacks with a sample that is not nothing, and their sums. A sum can still be nothing, where values are negative.
    pub fn iter(&self) -> impl Iterator<Item = (StackId, Amount)> + '_ {
        self.touched.iter().map(|row| (StackId::new(row), self.amounts[row]))
    }
}

/// The value of one sample, and its divisor.
pub fn sample_amount(profile: &Profile, valuation: Valuation, sample: usize) -> Amount {
    let (values, divisors) = valuation.columns(profile);
    Amount { value: values[sample], divisor: divisors.map_or(0, |divisors| divisors[sample]) }
}

/// What percentages are of (`computeTotal` of pprof).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Total {
    /// Σ|value| over all samples, or over those of the base where they are marked and not all nothing; divided by the
    /// sum of divisors for a mean.
    pub value: i64,
    /// Whether a sum did not fit an `i64` and was held at its end.
    pub saturated: bool,
}

/// The total of a profile, samples without a stack included.
///
/// Samples that are labelled `pprof::base=true` are the base of a difference, which percentages are then of.
pub fn total(profile: &Profile, valuation: Valuation) -> Total {
    let is_base: Vec<bool> = profile.labels().ids().map(|set| is_base_set(profile, set)).collect();
    let [mut all, mut base] = [Amount::default(); 2];
    let mut saturated = false;
    for (sample, set) in profile.samples().labels().iter().enumerate() {
        let Amount { value, divisor } = sample_amount(profile, valuation, sample);
        let size = Amount { value: size(value, &mut saturated), divisor };
        all.add(size, &mut saturated);
        if is_base[set.index()] {
            base.add(size, &mut saturated);
        }
    }
    let total = if base.value > 0 { base } else { all };
    Total { value: total.shown(), saturated }
}

/// The label by which pprof marks the samples of a `-diff_base`.
pub const BASE_KEY: &str = "pprof::base";

/// Whether the samples of a label set are those of a base.
pub fn is_base_set(profile: &Profile, set: LabelSetId) -> bool {
    profile.labels().get(set).iter().any(|label| {
        profile.text(label.key) == BASE_KEY
            && matches!(label.value, LabelValue::Text(text) if profile.text(text) == "true")
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::draw_profile_with;

    #[test]
    fn equal_stacks_are_summed() {
        let profile = draw_profile_with(&[("n", "count"), ("t", "ns")], "A  A  B\nB  B  C\n2  1  0\n7  8  0");
        let sums = StackValues::sum(&profile, Valuation { index: 1, mean: true });
        let all: Vec<_> = sums.iter().map(|(_, amount)| amount).collect();
        assert_eq!(all, [Amount { value: 15, divisor: 3 }]);
        assert_eq!(all[0].shown(), 5);
        assert_eq!(total(&profile, Valuation { index: 1, mean: true }).value, 5);
        assert_eq!(total(&profile, Valuation { index: 1, mean: false }).value, 15);
    }

    #[test]
    fn a_mean_that_does_not_fit_says_so() {
        let profile = draw_profile_with(&[("n", "count"), ("t", "ns")], "A\n-1\n-9223372036854775808");
        let sums = StackValues::sum(&profile, Valuation { index: 1, mean: true });
        assert!(sums.saturated);
        assert_eq!(sums.iter().next().map(|(_, amount)| amount.shown()), Some(i64::MAX));
    }

    #[test]
    fn a_sum_that_does_not_fit_says_so() {
        let profile = draw_profile_with(&[("n", "count")], "A  A\n9223372036854775807  1");
        let sums = StackValues::sum(&profile, Valuation { index: 0, mean: false });
        assert!(sums.saturated);
        assert_eq!(
            total(&profile, Valuation { index: 0, mean: false }),
            Total { value: i64::MAX, saturated: true }
        );
    }
}
