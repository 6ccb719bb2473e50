//! Medians of runs.

use std::collections::BTreeMap;

use super::subjects::Run;

/// A number over all runs that have it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Spread {
    pub(super) median: f64,
    pub(super) least: f64,
    pub(super) most: f64,
    /// How many runs have it.
    pub(super) count: usize,
}

/// All runs of a subject on a file, by number.
#[derive(Debug, Default)]
pub(super) struct Sums {
    spreads: BTreeMap<String, Spread>,
    /// What went wrong, each sort once, with how often.
    pub(super) failures: BTreeMap<String, usize>,
}

impl Sums {
    pub(super) fn of(runs: &[Run]) -> Self {
        let mut numbers: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
        let mut failures = BTreeMap::new();
        for run in runs {
            for (name, &number) in &run.numbers {
                numbers.entry(name).or_default().push(number);
            }
            if let Some(failed) = &run.failed {
                *failures.entry(failed.clone()).or_default() += 1;
            }
        }
        let spreads =
            numbers.into_iter().filter_map(|(name, numbers)| Some((name.to_owned(), spread(numbers)?)));
        Self { spreads: spreads.collect(), failures }
    }

    pub(super) fn get(&self, name: &str) -> Option<Spread> {
        self.spreads.get(name).copied()
    }

    /// The median of a number.
    pub(super) fn median(&self, name: &str) -> Option<f64> {
        self.get(name).map(|spread| spread.median)
    }
}

fn spread(mut numbers: Vec<f64>) -> Option<Spread> {
    numbers.sort_by(f64::total_cmp);
    let (&least, &most) = (numbers.first()?, numbers.last()?);
    let (low, high) = (numbers[(numbers.len() - 1) / 2], numbers[numbers.len() / 2]);
    Some(Spread { median: f64::midpoint(low, high), least, most, count: numbers.len() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn medians_are_of_the_runs_that_have_the_number() {
        assert_eq!(spread(vec![]), None);
        assert_eq!(
            spread(vec![9.0, 1.0, 2.0]),
            Some(Spread { median: 2.0, least: 1.0, most: 9.0, count: 3 })
        );
        assert_eq!(spread(vec![4.0, 1.0]).unwrap().median, 2.5);
    }
}
