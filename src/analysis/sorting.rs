//! Sorting that is compiled once.

use std::cmp::Ordering;

/// Sorts rows by what `compare` says of two of them, stably.
///
/// The standard sort is compiled anew for every type and every comparison, at some 8 KB of the page each time. This one
/// is compiled once. It is for what is sorted once per click, not once per frame or node.
pub fn sort_rows(rows: &mut [u32], compare: &mut dyn FnMut(u32, u32) -> Ordering) {
    rows.sort_by(|&left, &right| compare(left, right));
}

/// Sorts a few items stably, in place: some twenty are in order after a few steps, for which nothing is to be set up.
#[inline(always)]
pub fn sort_few<T: Copy>(items: &mut [T], is_behind: impl Fn(&T, &T) -> bool) {
    for end in 1..items.len() {
        let item = items[end];
        let mut at = end;
        while at > 0 && is_behind(&items[at - 1], &item) {
            items[at] = items[at - 1];
            at -= 1;
        }
        items[at] = item;
    }
}

/// More than these are not sorted by [`sort_few`].
pub const FEW: usize = 20;

/// Sorts items stably, by [`sort_rows`] of their places.
pub fn sort_items<T>(items: &mut Vec<T>, compare: &dyn Fn(&T, &T) -> Ordering) {
    let mut rows: Vec<u32> = (0..items.len() as u32).collect();
    sort_rows(&mut rows, &mut |left, right| compare(&items[left as usize], &items[right as usize]));
    let mut left: Vec<Option<T>> = items.drain(..).map(Some).collect();
    items.extend(rows.into_iter().filter_map(|row| left[row as usize].take()));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_items_stay_in_order() {
        let mut items = vec![(2, 'a'), (1, 'b'), (2, 'c'), (1, 'd')];
        sort_items(&mut items, &|left, right| left.0.cmp(&right.0));
        assert_eq!(items, [(1, 'b'), (1, 'd'), (2, 'a'), (2, 'c')]);
        let mut items = [(2, 'a'), (1, 'b'), (2, 'c'), (1, 'd')];
        sort_few(&mut items, |left, right| left.0 > right.0);
        assert_eq!(items, [(1, 'b'), (1, 'd'), (2, 'a'), (2, 'c')]);
    }
}
