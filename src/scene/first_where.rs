//! Binary search in what is sorted by its edges.

/// The first entry of a range where `holds` does, which then holds for all that follow; its end where there is none.
pub(super) fn first_where(start: usize, end: usize, holds: impl Fn(usize) -> bool) -> usize {
    let (mut low, mut high) = (start, end);
    while low < high {
        let middle = low + (high - low) / 2;
        if holds(middle) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    low
}
