//! Units, their families, and how a value goes from one to another.

/// One unit: how it is printed, how producers spell it, and how many of its family's base it holds.
struct Unit {
    name: &'static str,
    aliases: &'static [&'static str],
    factor: f64,
}

/// Units that convert to each other. A value that fits no unit, or is asked for in a unit that the family does
/// not have, is given in the default one.
struct Family {
    default: (&'static str, f64),
    units: &'static [Unit],
}

const fn unit(name: &'static str, aliases: &'static [&'static str], factor: f64) -> Unit {
    Unit { name, aliases, factor }
}

const KILO: f64 = 1024.0;

/// The families that pprof knows. It lists `μs` too, but the lookup takes one trailing `s` off every name of
/// more than two *bytes*, so that `μs` is never found; the same here.
static FAMILIES: [Family; 3] = [
    Family {
        default: ("B", 1.0),
        units: &[
            unit("B", &["b", "byte"], 1.0),
            unit("kB", &["kb", "kbyte", "kilobyte"], KILO),
            unit("MB", &["mb", "mbyte", "megabyte"], KILO * KILO),
            unit("GB", &["gb", "gbyte", "gigabyte"], KILO * KILO * KILO),
            unit("TB", &["tb", "tbyte", "terabyte"], KILO * KILO * KILO * KILO),
            unit("PB", &["pb", "pbyte", "petabyte"], KILO * KILO * KILO * KILO * KILO),
        ],
    },
    Family {
        default: ("s", 1e9),
        units: &[
            unit("ns", &["ns", "nanosecond"], 1.0),
            unit("us", &["μs", "us", "microsecond"], 1e3),
            unit("ms", &["ms", "millisecond"], 1e6),
            unit("s", &["s", "sec", "second"], 1e9),
            unit("hrs", &["hour", "hr"], 3600e9),
        ],
    },
    Family {
        default: ("GCU", 1.0),
        units: &[
            unit("n*GCU", &["nanogcu"], 1e-9),
            unit("u*GCU", &["microgcu"], 1e-6),
            unit("m*GCU", &["milligcu"], 1e-3),
            unit("GCU", &["gcu"], 1.0),
            unit("k*GCU", &["kilogcu"], 1e3),
            unit("M*GCU", &["megagcu"], 1e6),
            unit("G*GCU", &["gigagcu"], 1e9),
            unit("T*GCU", &["teragcu"], 1e12),
            unit("P*GCU", &["petagcu"], 1e15),
        ],
    },
];

impl Family {
    /// The unit that `spelling` means: any case, with or without a plural `s`.
    fn find(&self, spelling: &str) -> Option<&'static Unit> {
        let lower = spelling.to_ascii_lowercase();
        let name = if lower.len() > 2 { lower.strip_suffix('s').unwrap_or(&lower) } else { &lower };
        self.units.iter().find(|unit| unit.aliases.contains(&name))
    }

    /// The largest unit that `base` holds at least one of, or else the default.
    fn fitting(&self, base: f64) -> (&'static str, f64) {
        let fitting = self.units.iter().rev().find(|unit| base / unit.factor >= 1.0);
        fitting.map_or(self.default, |unit| (unit.name, unit.factor))
    }
}

/// Converts `value` from one unit to another and names the unit that it is then in (`Scale` of pprof).
///
/// To `auto` or `minimum`, it becomes the largest unit of which there is at least one. The unit is empty where
/// saying it would not help, as for `count`. A unit of no family is kept, and the value with it.
///
/// ```
/// use airflame::units::scale;
/// assert_eq!(scale(2048, "mb", "auto"), (2.0, "GB"));
/// assert_eq!(scale(-1, "s", "ms"), (-1000.0, "ms"));
/// assert_eq!(scale(5, "widgets", "auto"), (5.0, ""));
/// ```
pub fn scale<'a>(value: i64, from: &str, to: &'a str) -> (f64, &'a str) {
    // Which unit fits is asked of the size without its sign; i64::MIN alone has none in an i64, as in pprof.
    if value < 0
        && let Some(positive) = value.checked_neg()
    {
        let (scaled, unit) = scale(positive, from, to);
        return (-scaled, unit);
    }
    for family in &FAMILIES {
        let Some(from) = family.find(from) else { continue };
        let base = value as f64 * from.factor;
        let (unit, factor) = if matches!(to, "auto" | "minimum") {
            family.fitting(base)
        } else {
            family.find(to).map_or(family.default, |unit| (unit.name, unit.factor))
        };
        return (base / factor, unit);
    }
    let unit = if matches!(to, "count" | "sample" | "unit" | "minimum" | "auto") { "" } else { to };
    (value as f64, unit)
}

/// Whether the unit measures time, of which a share of the profile's duration can be told.
pub fn is_time_unit(unit: &str) -> bool {
    FAMILIES[1].find(unit).is_some()
}

/// The finer of two units, in which values of both can be said without loss; `None` where the two do not
/// convert to each other (`CommonValueType` of pprof).
///
/// ```
/// use airflame::units::finest_unit;
/// assert_eq!(finest_unit("milliseconds", "nanoseconds"), Some("nanoseconds"));
/// assert_eq!(finest_unit("count", "bytes"), None);
/// ```
pub fn finest_unit<'a>(first: &'a str, second: &'a str) -> Option<&'a str> {
    if first == second {
        return Some(first);
    }
    let related = FAMILIES.iter().any(|family| family.find(first).is_some() && family.find(second).is_some());
    related.then(|| if scale(1, second, first).0 < 1.0 { second } else { first })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scales_as_pprof_does() {
        // The table of pprof's own TestScale, at the commit of our oracle.
        for (value, from, to, wanted, unit) in [
            (1, "s", "ms", 1000.0, "ms"),
            (1, "kb", "b", 1024.0, "B"),
            (1, "kbyte", "b", 1024.0, "B"),
            (1, "kilobyte", "b", 1024.0, "B"),
            (1, "mb", "kb", 1024.0, "kB"),
            (1, "gb", "mb", 1024.0, "MB"),
            (1024, "gb", "tb", 1.0, "TB"),
            (1024, "tb", "pb", 1.0, "PB"),
            (2048, "mb", "auto", 2.0, "GB"),
            (-1, "s", "ms", -1000.0, "ms"),
            (1, "foo", "count", 1.0, ""),
            (1, "foo", "bar", 1.0, "bar"),
            (2000, "count", "count", 2000.0, ""),
            (2000, "count", "auto", 2000.0, ""),
            (2000, "count", "minimum", 2000.0, ""),
            (80_000_000_000, "nanogcu", "petagcus", 8e-14, "P*GCU"),
            (15_000_000_000, "microGCU", "teraGCU", 1.5e-8, "T*GCU"),
            (3_000_000, "milliGCU", "gigagcu", 3e-6, "G*GCU"),
            (1000, "kilogcu", "megagcu", 1.0, "M*GCU"),
            (2000, "GCU", "kiloGCU", 2.0, "k*GCU"),
            (7, "megaGCU", "gcu", 7e6, "GCU"),
            (5, "gigagcus", "milligcu", 5e12, "m*GCU"),
            (7, "teragcus", "microGCU", 7e18, "u*GCU"),
            (1, "petaGCU", "nanogcus", 1e24, "n*GCU"),
            (100, "NanoGCU", "auto", 100.0, "n*GCU"),
            (5000, "nanogcu", "auto", 5.0, "u*GCU"),
            (3000, "MicroGCU", "auto", 3.0, "m*GCU"),
            (4000, "MilliGCU", "auto", 4.0, "GCU"),
            (4000, "GCU", "auto", 4.0, "k*GCU"),
            (5000, "KiloGCU", "auto", 5.0, "M*GCU"),
            (6000, "MegaGCU", "auto", 6.0, "G*GCU"),
            (7000, "GigaGCU", "auto", 7.0, "T*GCU"),
            (8000, "TeraGCU", "auto", 8.0, "P*GCU"),
            (9000, "PetaGCU", "auto", 9000.0, "P*GCU"),
            (1, "bytes", "foo", 1.0, "B"),
            (1, "μs", "ns", 1.0, "ns"),
            (2, "hours", "s", 7200.0, "s"),
            (2, "minutes", "s", 2.0, "s"),
            (0, "ns", "auto", 0.0, "s"),
        ] {
            let (got, got_unit) = scale(value, from, to);
            assert_eq!(got_unit, unit, "{value} {from} -> {to}");
            assert!((got - wanted).abs() <= wanted.abs() * 1e-4, "{value} {from} -> {to}: {got}");
        }
    }

    #[test]
    fn the_smallest_number_has_no_opposite() {
        assert_eq!(scale(i64::MIN, "ns", "ns"), (i64::MIN as f64, "ns"));
        assert_eq!(scale(i64::MIN, "ns", "auto"), (i64::MIN as f64 / 1e9, "s"));
    }

    #[test]
    fn the_finer_unit_is_common() {
        assert_eq!(finest_unit("kilobytes", "bytes"), Some("bytes"));
        assert_eq!(finest_unit("bytes", "kilobytes"), Some("bytes"));
        assert_eq!(finest_unit("nanoseconds", "ns"), Some("nanoseconds"));
        assert_eq!(finest_unit("widgets", "widgets"), Some("widgets"));
        assert_eq!(finest_unit("bytes", "nanoseconds"), None);
        assert_eq!(finest_unit("count", "objects"), None);
    }

    #[test]
    fn time_is_known_from_the_rest() {
        assert!(is_time_unit("nanoseconds"));
        assert!(is_time_unit("hours"));
        assert!(!is_time_unit("bytes"));
        assert!(!is_time_unit(""));
    }
}
