//! Sums over the paths of a tree.

use std::ops::Range;

/// The sums of a value of each path of a [`CallTree`](super::CallTree) over any range of paths, and so over any subtree.
///
/// What is kept is the sum of all before each path: a range is worth the difference of two of them, however many paths it has.
/// They are kept in 128 bits, in which no sum of `i64` overflows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathSums {
    /// One more than there are paths.
    before: Vec<i128>,
}

impl PathSums {
    /// Sums up a value of each path.
    pub fn new(values: impl ExactSizeIterator<Item = i64>) -> Self {
        let mut before = Vec::with_capacity(values.len() + 1);
        let mut sum = 0_i128;
        before.push(sum);
        for value in values {
            sum += i128::from(value);
            before.push(sum);
        }
        Self { before }
    }

    /// How many paths there are.
    pub fn path_count(&self) -> usize {
        self.before.len() - 1
    }

    /// The sum of a range of paths, held at the end of `i64` where it does not fit.
    #[inline]
    pub fn of(&self, paths: Range<usize>) -> i64 {
        let sum = self.before[paths.end] - self.before[paths.start];
        i64::try_from(sum).unwrap_or(if sum < 0 { i64::MIN } else { i64::MAX })
    }

    /// The sum of all paths.
    pub fn whole(&self) -> i64 {
        self.of(0..self.path_count())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_stop_at_the_end() {
        let sums = PathSums::new([i64::MAX, 1, -5, i64::MIN, i64::MIN].into_iter());
        assert_eq!((sums.of(0..1), sums.of(0..2), sums.of(0..3)), (i64::MAX, i64::MAX, i64::MAX - 4));
        assert_eq!((sums.of(3..5), sums.of(1..3), sums.of(2..2)), (i64::MIN, -4, 0));
        assert_eq!(sums.whole(), i64::MIN);
    }
}
