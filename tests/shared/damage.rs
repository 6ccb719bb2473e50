//! Files damaged at random.

use proptest::prelude::*;
use proptest::sample::Index;

/// One way to damage a file.
#[derive(Debug, Clone)]
pub(crate) enum Damage {
    Set { at: Index, byte: u8 },
    Flip { at: Index, bit: u8 },
    Cut { at: Index },
    Remove { at: Index, length: usize },
    Insert { at: Index, bytes: Vec<u8> },
    Repeat { from: Index, length: usize, at: Index },
    Splice { at: Index, other: Index, from: Index },
}

/// Any damage.
pub(crate) fn damage() -> impl Strategy<Value = Damage> {
    let index = any::<Index>;
    prop_oneof![
        4 => (index(), any::<u8>()).prop_map(|(at, byte)| Damage::Set { at, byte }),
        3 => (index(), 0..8_u8).prop_map(|(at, bit)| Damage::Flip { at, bit }),
        1 => index().prop_map(|at| Damage::Cut { at }),
        2 => (index(), 1..20_usize).prop_map(|(at, length)| Damage::Remove { at, length }),
        2 => (index(), prop::collection::vec(any::<u8>(), 1..12)).prop_map(|(at, bytes)| Damage::Insert { at, bytes }),
        2 => (index(), 1..200_usize, index()).prop_map(|(from, length, at)| Damage::Repeat { from, length, at }),
        1 => (index(), index(), index()).prop_map(|(at, other, from)| Damage::Splice { at, other, from }),
    ]
}

/// Damages a file; spliced are the others with it.
pub(crate) fn apply(file: &mut Vec<u8>, damage: &Damage, others: &[Vec<u8>]) {
    if file.is_empty() {
        return;
    }
    match damage {
        Damage::Set { at, byte } => *at.get_mut(file) = *byte,
        Damage::Flip { at, bit } => *at.get_mut(file) ^= 1 << bit,
        Damage::Cut { at } => file.truncate(at.index(file.len())),
        Damage::Remove { at, length } => {
            let at = at.index(file.len());
            file.drain(at..file.len().min(at + length));
        }
        Damage::Insert { at, bytes } => {
            let at = at.index(file.len());
            file.splice(at..at, bytes.iter().copied());
        }
        Damage::Repeat { from, length, at } => {
            let from = from.index(file.len());
            let part = file[from..file.len().min(from + length)].to_vec();
            let at = at.index(file.len());
            file.splice(at..at, part);
        }
        Damage::Splice { at, other, from } => {
            let other = other.get(others);
            if !other.is_empty() {
                file.truncate(at.index(file.len()));
                file.extend_from_slice(&other[from.index(other.len())..]);
            }
        }
    }
}

/// `AIRFLAME_MUTANTS` asks for more cases than the default run has time for; `share` is the part of them that a test gets.
pub(crate) fn cases(share: f64) -> u32 {
    let wanted = std::env::var("AIRFLAME_MUTANTS").ok().and_then(|cases| cases.parse().ok());
    (f64::from(wanted.unwrap_or(3000)) * share).ceil() as u32
}
