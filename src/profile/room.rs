//! Asking for memory before a table grows.

use super::RowIndex;

/// There is not so much memory. A browser tab has 4 GiB at most, and less where others have taken it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("there is no memory left: {} MiB more were asked for, for {what}", bytes.div_ceil(1 << 20))]
pub struct OutOfMemory {
    /// What was to grow, in the plural.
    pub what: &'static str,
    /// How many bytes were asked for.
    pub bytes: u64,
}

/// Columns that stay below so many rows grow without being asked for: that takes less than a megabyte.
const SMALL: usize = 1 << 16;

/// Columns that stay below so many bytes quadruple: what is asked for and not used takes no memory of the computer.
const SMALL_BYTES: usize = 1 << 22;

/// Makes room for so many rows more. A column grows by at least its own length, as it does by itself, and by three
/// times as much while it is small.
#[inline(never)]
pub(crate) fn make_room<T>(column: &mut Vec<T>, more: usize, what: &'static str) -> Result<(), OutOfMemory> {
    let wanted = column.len().saturating_add(more);
    if wanted <= SMALL || wanted <= column.capacity() {
        return Ok(());
    }
    let quadruple = column.capacity().saturating_mul(4);
    let is_small = quadruple.saturating_mul(size_of::<T>()) <= SMALL_BYTES;
    let rows = wanted.max(if is_small { quadruple } else { column.capacity().saturating_mul(2) });
    let bytes = (rows as u64).saturating_mul(size_of::<T>() as u64);
    column.try_reserve(rows - column.len()).map_err(|_| OutOfMemory { what, bytes })
}

/// The same for what finds rows.
pub(super) fn make_index_room(
    index: &mut RowIndex,
    more: usize,
    what: &'static str,
) -> Result<(), OutOfMemory> {
    let bytes = 16 * (index.len() as u64).saturating_add(more as u64);
    if index.len() < SMALL || index.make_room(more) { Ok(()) } else { Err(OutOfMemory { what, bytes }) }
}

/// Asks for the memory of so many columns of so many bytes each, and gives it back: whoever takes it next gets it. They are
/// asked for one by one, as they will be, so that what lies free between others is used.
///
/// # Errors
/// When there is not so much.
pub fn check_room(columns: u64, bytes: u64, what: &'static str) -> Result<(), OutOfMemory> {
    let mut rooms = Vec::new();
    for _ in 0..columns {
        let mut room = Vec::<u8>::new();
        let is_there = usize::try_from(bytes).is_ok_and(|bytes| room.try_reserve_exact(bytes).is_ok());
        if !is_there {
            return Err(OutOfMemory { what, bytes: bytes.saturating_mul(columns) });
        }
        rooms.push(room);
    }
    // Else the compiler takes it that nobody asks.
    std::hint::black_box(&rooms);
    Ok(())
}

/// Asks for so many bytes in one piece, touches them and gives them back. Where there are not so many, nothing happens.
///
/// An operating system hands a page of memory out when it is written to first, and fills it with zeros then. Who does that ahead does not
/// wait for it later, and takes memory that perhaps nobody uses.
pub fn warm_room(bytes: usize) {
    const PAGE: usize = 4096;
    let mut room = Vec::<u8>::new();
    if room.try_reserve_exact(bytes).is_ok() {
        room.spare_capacity_mut().iter_mut().step_by(PAGE).for_each(|byte| {
            byte.write(0);
        });
        // Else the compiler takes it that nobody reads it.
        std::hint::black_box(room.spare_capacity_mut());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_asked_for_and_given_back() {
        assert_eq!(check_room(3, 100 << 20, "values"), Ok(()));
        assert_eq!(check_room(0, u64::MAX, "values"), Ok(()));
        warm_room(1 << 20);
        warm_room(usize::MAX);
        for (bytes, all) in [(1 << 61, 1 << 62), (u64::MAX, u64::MAX)] {
            let refused = OutOfMemory { what: "values", bytes: all };
            assert_eq!(check_room(2, bytes, "values"), Err(refused));
        }
    }

    #[test]
    fn what_cannot_be_had_is_said() {
        let mut column = vec![0_u64; 3];
        assert_eq!(make_room(&mut column, SMALL, "rows"), Ok(()));
        assert!(column.capacity() >= SMALL + 3);
        let refused = make_room(&mut column, 1 << 60, "rows").unwrap_err();
        assert_eq!(refused.what, "rows");
        assert!(refused.bytes >= 1 << 63, "{refused}");
        let few = OutOfMemory { what: "samples", bytes: 5 << 20 };
        assert_eq!(few.to_string(), "there is no memory left: 5 MiB more were asked for, for samples");
    }
}
