//! Sorting stacks word by word.

use super::stack_words::StackWords;
use crate::analysis::key_sort::{KeySort, Keyed};

/// Stacks on their way into order, by the words of [`StackWords`].
///
/// It sorts by the first word, then each group of equal ones by the next, and so on: a radix sort with digits of
/// 64 bits. A word is fetched once for each time that it is looked at, and lies beside the stack's number while it is sorted by.
/// On the way it falls out how many frames each stack has in common with the one before.
///
/// An item is a stack: its row is where its words start, and its note how many frames it has in common with the one before, or [`ALL`]
/// where it is equal.
pub(super) struct WordSort {
    items: Vec<Keyed>,
    sorter: KeySort,
    /// Groups of items that are equal up to a word.
    groups: Vec<Group>,
}

/// More frames than any stack has.
pub(super) const ALL: u32 = u32::MAX;

#[derive(Debug, Clone, Copy)]
struct Group {
    start: u32,
    end: u32,
    word: u32,
}

/// How many items are looked at in one piece: some milliseconds, unless one group is larger.
const PIECE: usize = 1 << 16;

impl WordSort {
    pub(super) fn new(words: &StackWords) -> Self {
        let stacks = words.len() as u32;
        let items = words.starts().iter().map(|&start| Keyed { key: 0, row: start, note: 0 }).collect();
        Self { items, sorter: KeySort::default(), groups: vec![Group { start: 0, end: stacks, word: 0 }] }
    }

    /// Sorts some more, and says whether something is left to sort.
    #[inline(never)]
    pub(super) fn run(&mut self, words: &StackWords) -> bool {
        let mut left = PIECE;
        while let Some(group) = self.groups.pop() {
            self.sort(words, group);
            left = left.saturating_sub((group.end - group.start) as usize);
            if left == 0 {
                return true;
            }
        }
        false
    }

    /// The stacks in order.
    pub(super) fn finish(self) -> Vec<Keyed> {
        self.items
    }

    fn sort(&mut self, words: &StackWords, group: Group) {
        let Group { start, end, word } = group;
        let items = &mut self.items[start as usize..end as usize];
        // What the first shares with the group before it, whichever it will be.
        let shared_by_first = items[0].note;
        for item in items.iter_mut() {
            item.key = words.word(item.row, word);
        }
        self.sorter.sort(items);
        items[0].note = shared_by_first;
        let mut run = 0;
        for at in 1..=items.len() {
            if at < items.len() && items[at].key == items[run].key {
                continue;
            }
            if at - run > 1 && words.goes_on(items[run].key, word) {
                let of_all = |at: usize| start + at as u32;
                self.groups.push(Group { start: of_all(run), end: of_all(at), word: word + 1 });
            } else {
                // They end here, and are equal.
                for equal in &mut items[run + 1..at] {
                    equal.note = ALL;
                }
            }
            let key = items[run].key;
            if let Some(next) = items.get_mut(at) {
                next.note = words.common(word, key, next.key);
            }
            run = at;
        }
    }
}
