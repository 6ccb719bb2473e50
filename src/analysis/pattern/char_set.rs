//! Sets of characters, as ranges: what `[…]`, `\d` and `(?i)` mean.

use std::fmt::Write as _;

use crate::analysis::letter_case::{lower, upper};
use crate::analysis::sort_items;

/// Ranges of code points, both ends included, in any order until [`close`](CharSet::close) is called.
#[derive(Debug, Clone, Default)]
pub(super) struct CharSet {
    ranges: Vec<(u32, u32)>,
}

const LAST: u32 = char::MAX as u32;

/// The code points that are no characters. A text has none, and no range of ours may begin or end there.
const SURROGATES: (u32, u32) = (0xd800, 0xdfff);

/// Characters that are the same in another case and that the cases of Unicode do not lead to from each other:
/// all orbits of Go's `unicode.SimpleFold` that `lower` and `upper` leave open.
static ORBITS: [&str; 34] = [
    "Kk\u{212a}",
    "Ss\u{17f}",
    "\u{b5}\u{39c}\u{3bc}",
    "\u{c5}\u{e5}\u{212b}",
    "\u{1c4}\u{1c5}\u{1c6}",
    "\u{1c7}\u{1c8}\u{1c9}",
    "\u{1ca}\u{1cb}\u{1cc}",
    "\u{1f1}\u{1f2}\u{1f3}",
    "\u{345}\u{399}\u{3b9}\u{1fbe}",
    "\u{390}\u{1fd3}",
    "\u{392}\u{3b2}\u{3d0}",
    "\u{395}\u{3b5}\u{3f5}",
    "\u{398}\u{3b8}\u{3d1}\u{3f4}",
    "\u{39a}\u{3ba}\u{3f0}",
    "\u{3a0}\u{3c0}\u{3d6}",
    "\u{3a1}\u{3c1}\u{3f1}",
    "\u{3a3}\u{3c2}\u{3c3}",
    "\u{3a6}\u{3c6}\u{3d5}",
    "\u{3a9}\u{3c9}\u{2126}",
    "\u{3b0}\u{1fe3}",
    "\u{412}\u{432}\u{1c80}",
    "\u{414}\u{434}\u{1c81}",
    "\u{41e}\u{43e}\u{1c82}",
    "\u{421}\u{441}\u{1c83}",
    "\u{422}\u{442}\u{1c84}\u{1c85}",
    "\u{42a}\u{44a}\u{1c86}",
    "\u{462}\u{463}\u{1c87}",
    "\u{1c88}\u{a64a}\u{a64b}",
    "\u{1e60}\u{1e61}\u{1e9b}",
    "\u{df}\u{1e9e}",
    "\u{fb05}\u{fb06}",
    "\u{1fb3}\u{1fbc}",
    "\u{1fc3}\u{1fcc}",
    "\u{1ff3}\u{1ffc}",
];

/// Beyond these no character has a case.
const CASED: (u32, u32) = (0x41, 0x1e943);

/// The named classes of POSIX.
static NAMED: [(&str, &[(u32, u32)]); 14] = [
    ("alnum", &[(0x30, 0x39), (0x41, 0x5a), (0x61, 0x7a)]),
    ("alpha", &[(0x41, 0x5a), (0x61, 0x7a)]),
    ("ascii", &[(0, 0x7f)]),
    ("blank", &[(0x09, 0x09), (0x20, 0x20)]),
    ("cntrl", &[(0, 0x1f), (0x7f, 0x7f)]),
    ("digit", &[(0x30, 0x39)]),
    ("graph", &[(0x21, 0x7e)]),
    ("lower", &[(0x61, 0x7a)]),
    ("print", &[(0x20, 0x7e)]),
    ("punct", &[(0x21, 0x2f), (0x3a, 0x40), (0x5b, 0x60), (0x7b, 0x7e)]),
    ("space", &[(0x09, 0x0d), (0x20, 0x20)]),
    ("upper", &[(0x41, 0x5a)]),
    ("word", &[(0x30, 0x39), (0x41, 0x5a), (0x5f, 0x5f), (0x61, 0x7a)]),
    ("xdigit", &[(0x30, 0x39), (0x41, 0x46), (0x61, 0x66)]),
];

impl CharSet {
    /// The named class of POSIX, if there is one of that name.
    pub(super) fn named(name: &str) -> Option<Self> {
        let (_, ranges) = NAMED.iter().find(|(known, _)| *known == name)?;
        Some(Self { ranges: ranges.to_vec() })
    }

    /// What `\d`, `\s` and `\w` mean: ASCII only, and `\s` without the vertical tab.
    pub(super) fn perl(letter: char) -> Option<Self> {
        match letter {
            'd' => Self::named("digit"),
            'w' => Self::named("word"),
            's' => Some(Self { ranges: vec![(0x09, 0x0a), (0x0c, 0x0d), (0x20, 0x20)] }),
            _ => None,
        }
    }

    pub(super) fn add(&mut self, from: u32, to: u32) {
        self.ranges.push((from, to));
    }

    pub(super) fn add_all(&mut self, other: Self) {
        self.ranges.extend(other.ranges);
    }

    /// Adds what is the same in another case.
    pub(super) fn fold(&mut self) {
        for at in 0..self.ranges.len() {
            let (from, to) = self.ranges[at];
            if from <= CASED.0 && to >= CASED.1 {
                continue;
            }
            let cased = from.max(CASED.0)..=to.min(CASED.1);
            for char in cased.filter_map(char::from_u32) {
                for other in other_cases(char) {
                    self.ranges.push((other, other));
                }
            }
        }
        self.close();
    }

    /// All characters that are not in the set.
    pub(super) fn negated(mut self) -> Self {
        self.close();
        let mut rest = Self::default();
        let mut next = 0;
        for (from, to) in self.ranges {
            if next < from {
                rest.add(next, from - 1);
            }
            next = to + 1;
        }
        if next <= LAST {
            rest.add(next, LAST);
        }
        rest
    }

    /// Sorts the ranges and joins those that touch.
    fn close(&mut self) {
        sort_items(&mut self.ranges, &Ord::cmp);
        self.ranges.dedup_by(|next, last| {
            let touches = next.0 <= last.1.saturating_add(1);
            if touches {
                last.1 = last.1.max(next.1);
            }
            touches
        });
    }

    /// Writes it as a class that regex-lite reads.
    pub(super) fn write(mut self, out: &mut String) {
        self.close();
        out.push('[');
        let start = out.len();
        for (from, to) in self.ranges {
            let is_surrogate = |code| (SURROGATES.0..=SURROGATES.1).contains(&code);
            let from = if is_surrogate(from) { SURROGATES.1 + 1 } else { from };
            let to = if is_surrogate(to) { SURROGATES.0 - 1 } else { to };
            if from <= to {
                let _ = write!(out, "\\x{{{from:x}}}-\\x{{{to:x}}}");
            }
        }
        if out.len() == start {
            out.push_str("^\\x{0}-\\x{10ffff}");
        }
        out.push(']');
    }
}

fn other_cases(char: char) -> impl Iterator<Item = u32> {
    let orbit = ORBITS.iter().find(|orbit| orbit.contains(char)).copied().unwrap_or_default();
    // Greek letters with an iota below become two capitals; their title cases lie eight above them.
    let title = matches!(char, '\u{1f80}'..='\u{1faf}').then_some(u32::from(char) ^ 8);
    // The dotted İ and dotless ı are of no other case, although Unicode lowers the one and raises the other.
    let has_case = !matches!(char, '\u{130}' | '\u{131}');
    [lower(char), upper(char)]
        .into_iter()
        .chain(orbit.chars())
        .map(u32::from)
        .chain(title)
        .filter(move |&other| has_case && other != u32::from(char))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn single(mut mapped: impl Iterator<Item = char>) -> Option<char> {
        mapped.next().filter(|_| mapped.next().is_none())
    }

    #[test]
    fn no_case_of_unicode_is_missed() {
        for char in (CASED.0..=CASED.1).filter_map(char::from_u32) {
            let others: BTreeSet<u32> = other_cases(char).collect();
            let cases = [single(char.to_lowercase()), single(char.to_uppercase())];
            for other in cases.into_iter().flatten().filter(|&other| other != char) {
                let has_case = !matches!(char, '\u{130}' | '\u{131}');
                assert_eq!(others.contains(&u32::from(other)), has_case, "{char:?} and {other:?}");
            }
        }
    }
}
