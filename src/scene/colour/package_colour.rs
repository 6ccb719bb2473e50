//! The hue of a package.

use std::cell::RefCell;

use super::Colour;
use crate::analysis::function_name;

/// The hue of a package: a hash of its name, so that a package has one colour in every metric, file and session,
/// and on every machine. Names without a package are grey.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct PackageHue(u8);

impl PackageHue {
    /// How many hues there are, besides grey: nearer ones could not be told apart.
    pub const HUES: usize = 48;

    /// Where hashes begin: chosen so that the packages which meet on most screens (`main`, `runtime`, `net/http`,
    /// `encoding/json`, `database/sql`, …) are far apart.
    const SEED: u64 = 3330;

    /// The hue of names without a package.
    pub const GREY: Self = Self(Self::HUES as u8);

    /// The hue of the package that a function is in.
    pub fn of_function(name: &str) -> Self {
        Self::of_package(function_name::package(name))
    }

    /// The hue of a package.
    pub fn of_package(package: &str) -> Self {
        if package.is_empty() {
            return Self::GREY;
        }
        // FNV-1a, then a multiplication that spreads it: the high bits choose.
        let hash = package
            .bytes()
            .fold(Self::SEED, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3));
        let spread = hash.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 32;
        Self(((spread * Self::HUES as u64) >> 32) as u8)
    }

    /// All hues, grey last.
    pub fn all() -> impl Iterator<Item = Self> {
        (0..=Self::HUES as u8).map(Self)
    }

    /// Its index among [`all`](Self::all).
    pub fn index(self) -> usize {
        usize::from(self.0)
    }

    /// The hue at an index; grey where there is none.
    pub(in crate::scene) fn of_index(index: usize) -> Self {
        Self(index.min(Self::HUES) as u8)
    }

    /// The colour of this hue at a lightness and chroma.
    pub(super) fn colour(self, lightness: f64, chroma: f64) -> Colour {
        let degrees = self.index() as f64 * (360.0 / Self::HUES as f64);
        Colour::oklch(lightness, if self == Self::GREY { 0.0 } else { chroma }, degrees)
    }
}

/// The hues of the functions of a table, each found when first it is asked for: what a tile needs to know of ten thousand frames.
#[derive(Debug, Default)]
pub struct PackageHues {
    /// The index of each, + 1, and 0 where it was not asked for.
    known: RefCell<Vec<u8>>,
}

impl PackageHues {
    /// The hue of the function in a row of the table, which is always the same one for a row.
    pub fn of<'a>(&self, row: usize, name: impl FnOnce() -> &'a str) -> PackageHue {
        let mut known = self.known.borrow_mut();
        if known.len() <= row {
            known.resize(row + 1, 0);
        }
        if known[row] == 0 {
            known[row] = PackageHue::of_function(name()).0 + 1;
        }
        PackageHue(known[row] - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_of_a_package_share_their_hue() {
        let hue = PackageHue::of_function("net/http.(*conn).serve");
        assert_eq!(hue, PackageHue::of_function("net/http.HandlerFunc.ServeHTTP"));
        assert_eq!(hue, PackageHue::of_package("net/http"));
        assert_eq!(PackageHue::of_function("_start"), PackageHue::GREY);
    }

    #[test]
    fn a_name_is_asked_for_once() {
        let hues = PackageHues::default();
        assert_eq!(hues.of(7, || "net/http.serve"), PackageHue::of_package("net/http"));
        assert_eq!(hues.of(7, || unreachable!("it is known")), PackageHue::of_package("net/http"));
        assert_eq!(hues.of(0, || "_start"), PackageHue::GREY);
        assert_eq!(hues.of(0, || unreachable!("so is grey")), PackageHue::GREY);
    }

    #[test]
    fn hues_are_stable_over_versions() {
        let packages =
            ["main", "runtime", "net/http", "encoding/json", "github.com/acme/hookrelay/internal/store"];
        let hues = packages.map(|package| PackageHue::of_package(package).index());
        insta::assert_compact_debug_snapshot!(hues);
    }

    #[test]
    fn packages_that_meet_on_most_screens_are_told_apart() {
        let packages =
            ["main", "runtime", "net/http", "encoding/json", "database/sql", "reflect", "bufio", "sync"];
        let hues = packages.map(|package| PackageHue::of_package(package).index());
        for (at, &one) in hues.iter().enumerate() {
            for &other in &hues[..at] {
                let apart = one.abs_diff(other).min(PackageHue::HUES - one.abs_diff(other));
                assert!(apart >= 4, "{hues:?}");
            }
        }
    }

    #[test]
    fn packages_spread_over_the_circle() {
        let packages = (0..480).map(|at| format!("example.com/module/package{at}"));
        let mut counts = [0; PackageHue::HUES];
        for package in packages {
            counts[PackageHue::of_package(&package).index()] += 1;
        }
        assert!(counts.iter().all(|&count| (1..=30).contains(&count)), "{counts:?}");
    }
}
