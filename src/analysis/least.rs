//! The least of any range of numbers, and where the next small one stands.

use std::ops::Range;

/// Numbers, with the least of every sixteen, of every 256 and so on beside them.
///
/// ```text
///  numbers  3 1 4 1 | 5 9 2 6 | 5 3 5 8      (four in place of sixteen)
///  level 1     1         2         3
///  level 2               1
/// ```
///
/// A question goes up where nothing is found and down where something is: O(log n) each, in lines of memory that are read whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Least {
    /// The numbers, then the least of each block of the level before, until there is one block. Never empty.
    levels: Vec<Vec<u32>>,
}

/// How many numbers a block has: those of one line of the processor's cache.
const FAN: usize = 16;

impl Least {
    /// Prepares questions about some numbers.
    pub fn new(numbers: Vec<u32>) -> Self {
        let mut levels = vec![numbers];
        while let Some(last) = levels.last().filter(|last| last.len() > FAN) {
            let least = |block: &[u32]| block.iter().copied().min().unwrap_or(u32::MAX);
            let next = last.chunks(FAN).map(least).collect();
            levels.push(next);
        }
        Self { levels }
    }

    /// How many numbers there are.
    #[expect(clippy::len_without_is_empty, reason = "nobody asks for it")]
    pub fn len(&self) -> usize {
        self.levels[0].len()
    }

    /// The number at a place.
    #[inline]
    pub fn get(&self, at: usize) -> u32 {
        self.levels[0][at]
    }

    /// The first place from `from` on whose number is at most `limit`; the number of numbers where there is none.
    pub fn first_at_most(&self, from: usize, limit: u32) -> usize {
        let (mut level, mut at) = (0, from);
        loop {
            let numbers = &self.levels[level];
            match numbers.get(at) {
                None => return self.len(),
                Some(&number) if number <= limit => {
                    if level == 0 {
                        return at;
                    }
                    level -= 1;
                    at *= FAN;
                    continue;
                }
                Some(_) => at += 1,
            }
            if at.is_multiple_of(FAN) && level + 1 < self.levels.len() {
                at /= FAN;
                level += 1;
            }
        }
    }

    /// The last place before `before` whose number is at most `limit`.
    pub fn last_at_most(&self, before: usize, limit: u32) -> Option<usize> {
        let (mut level, mut end) = (0, before);
        loop {
            let last = end.checked_sub(1)?;
            if self.levels[level][last] <= limit {
                if level == 0 {
                    return Some(last);
                }
                level -= 1;
                end = (end * FAN).min(self.levels[level].len());
                continue;
            }
            end = last;
            if end.is_multiple_of(FAN) && level + 1 < self.levels.len() {
                end /= FAN;
                level += 1;
            }
        }
    }

    /// The least number of a range; `u32::MAX` of an empty one.
    pub fn of(&self, range: Range<usize>) -> u32 {
        let Range { mut start, mut end } = range;
        let mut least = u32::MAX;
        for numbers in &self.levels {
            let is_last = numbers.len() <= FAN;
            while start < end && (is_last || !start.is_multiple_of(FAN)) {
                least = least.min(numbers[start]);
                start += 1;
            }
            while start < end && !end.is_multiple_of(FAN) {
                end -= 1;
                least = least.min(numbers[end]);
            }
            if start >= end {
                break;
            }
            start /= FAN;
            end /= FAN;
        }
        least
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn questions_are_answered_as_by_looking_at_each(
            numbers in prop::collection::vec(0_u32..40, 0..1200),
            questions in prop::collection::vec((0_usize..1300, 0_usize..1300, 0_u32..40), 20),
        ) {
            let least = Least::new(numbers.clone());
            let kept: Vec<u32> = (0..least.len()).map(|at| least.get(at)).collect();
            prop_assert_eq!(&kept, &numbers);
            for (one, other, limit) in questions {
                let range = one.min(other).min(numbers.len())..one.max(other).min(numbers.len());
                let expected = numbers[range.clone()].iter().copied().min().unwrap_or(u32::MAX);
                prop_assert_eq!(least.of(range.clone()), expected);
                let first = (range.start..numbers.len()).find(|&at| numbers[at] <= limit);
                prop_assert_eq!(least.first_at_most(range.start, limit), first.unwrap_or(numbers.len()));
                let last = (0..range.end).rev().find(|&at| numbers[at] <= limit);
                prop_assert_eq!(least.last_at_most(range.end, limit), last);
            }
        }
    }
}
