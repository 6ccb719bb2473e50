//! Sorting stacks word by word.

use super::ranks::Ranks;
use super::stack_words::StackWords;

/// Stacks on their way into order, by the words of [`StackWords`].
///
/// It sorts by the first word, then each group of equal ones by the next, and so on: a radix sort with digits of
/// 64 bits. A word is fetched once for each time that it is looked at, and lies beside the stack's number while it is sorted by.
/// On the way it falls out how many frames each stack has in common with the one before.
pub(super) struct WordSort {
    items: Vec<Item>,
    /// Groups of items that are equal up to a word.
    groups: Vec<Group>,
}

/// A stack.
#[derive(Debug, Clone, Copy)]
pub(super) struct Item {
    /// The word that the stack is sorted by.
    key: u64,
    pub(super) stack: u32,
    /// How many frames the stack has in common with the one before; [`ALL`] where it is equal.
    pub(super) shared: u32,
}

/// More frames than any stack has.
const ALL: u32 = u32::MAX;

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
        let items = (0..stacks).map(|stack| Item { key: 0, stack, shared: 0 }).collect();
        Self { items, groups: vec![Group { start: 0, end: stacks, word: 0 }] }
    }

    /// Sorts some more, and says whether something is left to sort.
    #[inline(never)]
    pub(super) fn run(&mut self, words: &StackWords, ranks: &Ranks) -> bool {
        let mut left = PIECE;
        while let Some(group) = self.groups.pop() {
            self.sort(words, ranks, group);
            left = left.saturating_sub((group.end - group.start) as usize);
            if left == 0 {
                return true;
            }
        }
        false
    }

    /// The stacks in order.
    pub(super) fn finish(self) -> Vec<Item> {
        self.items
    }

    fn sort(&mut self, words: &StackWords, ranks: &Ranks, group: Group) {
        let Group { start, end, word } = group;
        let items = &mut self.items[start as usize..end as usize];
        // What the first shares with the group before it, whichever it will be.
        let shared_by_first = items[0].shared;
        let mut different = 0;
        let first = words.word(items[0].stack, word as usize);
        for item in items.iter_mut() {
            item.key = words.word(item.stack, word as usize);
            different |= item.key ^ first;
        }
        if different != 0 {
            sort_by_key(items);
        }
        items[0].shared = shared_by_first;
        let mut run = 0;
        for at in 1..=items.len() {
            if at < items.len() && items[at].key == items[run].key {
                continue;
            }
            if at - run > 1 && words.is_full(items[run].key) {
                let of_all = |at: usize| start + at as u32;
                self.groups.push(Group { start: of_all(run), end: of_all(at), word: word + 1 });
            } else {
                // They end here, and are equal.
                for equal in &mut items[run + 1..at] {
                    equal.shared = ALL;
                }
            }
            let key = items[run].key;
            if let Some(next) = items.get_mut(at) {
                next.shared = word * ranks.per_word() as u32 + ranks.common(key, next.key) as u32;
            }
            run = at;
        }
    }
}

/// Small groups are most of them, and are in order after a few steps.
fn sort_by_key(items: &mut [Item]) {
    if items.len() > 20 {
        items.sort_unstable_by_key(|item| item.key);
        return;
    }
    for end in 1..items.len() {
        let item = items[end];
        let mut at = end;
        while at > 0 && items[at - 1].key > item.key {
            items[at] = items[at - 1];
            at -= 1;
        }
        items[at] = item;
    }
}
