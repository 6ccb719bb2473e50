//! Sorting texts.

use super::key_sort::{KeySort, Keyed};

/// The rows of some texts in ascending order of these, equal ones by row.
///
/// It sorts by the first eight bytes, then each group of equal ones by the next: names of a program begin alike, and in a
/// browser two texts are compared byte by byte.
pub(super) fn order_of(texts: &[&str]) -> Vec<u32> {
    let mut items: Vec<Keyed> = (0..texts.len() as u32).map(|row| Keyed { key: 0, row, note: 0 }).collect();
    let mut sorter = KeySort::default();
    let mut groups = vec![(0..items.len(), 0)];
    while let Some((group, at)) = groups.pop() {
        let start = group.start;
        let items = &mut items[group];
        for item in &mut *items {
            item.key = bytes_at(texts[item.row as usize], at);
        }
        sorter.sort(items);
        let mut next = 0;
        for run in items.chunk_by_mut(|left, right| left.key == right.key) {
            let mut behind = next..next + run.len();
            next = behind.end;
            if run.len() > 1 {
                behind.start += ended(texts, run, at, &mut sorter);
                if behind.len() > 1 {
                    groups.push((start + behind.start..start + behind.end, at + BYTES));
                }
            }
        }
    }
    items.into_iter().map(|item| item.row).collect()
}

/// So many bytes are compared at once.
const BYTES: usize = size_of::<u64>();

/// Puts those first that end in the bytes at a place, in which all are equal but for how many there are: the shortest first. Says how
/// many they are.
fn ended(texts: &[&str], run: &mut [Keyed], at: usize, sorter: &mut KeySort) -> usize {
    let mut count = 0;
    for item in &mut *run {
        item.key = (texts[item.row as usize].len() - at).min(BYTES + 1) as u64;
        count += usize::from(item.key <= BYTES as u64);
    }
    sorter.sort(run);
    count
}

/// Eight bytes of a text as a number that is ordered as they are; zeros behind its end.
#[inline]
fn bytes_at(text: &str, at: usize) -> u64 {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    match rest.first_chunk() {
        Some(&bytes) => u64::from_be_bytes(bytes),
        None => rest.iter().rev().fold(0, |word, &byte| word >> 8 | u64::from(byte) << 56),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn texts_are_in_the_order_of_their_bytes(
            texts in prop::collection::vec("(github[.]com/ab?){0,3}[\0ab/é]{0,9}", 0..120),
        ) {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let mut expected: Vec<u32> = (0..texts.len() as u32).collect();
            expected.sort_by_key(|&row| texts[row as usize]);
            prop_assert_eq!(order_of(&texts), expected);
        }
    }
}
