//! Whether two profiles compare as they are, or as rates.

use serde::{Deserialize, Serialize};

use crate::profile::Profile;

/// What the values of the base are multiplied by before they are compared.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub enum Normalise {
    /// Whatever makes rates of what are rates; see [`Scaling::automatic`].
    #[default]
    Automatic,
    /// Nothing: values are compared as they are, as `go tool pprof -diff_base` does.
    Off,
    /// What the user says.
    By(f64),
}

/// A factor of the base, and where it comes from.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Scaling {
    /// What values of the base are multiplied by; 1 where they are compared as they are.
    pub factor: f64,
    /// Why.
    pub reason: ScalingReason,
}

/// Why values of a base are multiplied, or are not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ScalingReason {
    /// What is in use at a moment is no rate, and of what nobody knows nobody can say that it is one.
    Stock,
    /// Both were counted over times of the same length, or sum up to the same.
    Same,
    /// They are two readings of the counters of one process: their difference is what happened in between.
    OneProcess,
    /// They were counted over times of different lengths.
    Duration,
    /// They sum up to different totals, and it is not known over which times.
    Total,
    /// The user said so.
    Chosen,
}

/// The facts of one side that say how it compares.
#[derive(Debug, Clone, Copy)]
pub struct ScalingSide<'a> {
    /// The profile.
    pub profile: &'a Profile,
    /// The totals of its sample types: Σ|value|.
    pub totals: &'a [i64],
}

/// The sample types that grow with the time that they are counted over. What is in use, goroutines, and what nobody knows
/// compare as they are.
const RATES: [&str; 6] = ["alloc_space", "alloc_objects", "cpu", "samples", "contentions", "delay"];

/// The sample types that are read off counters, which only grow while a process lives.
pub const COUNTERS: [&str; 4] = ["alloc_space", "alloc_objects", "contentions", "delay"];

/// Durations and totals that differ by less than this share are the same: no two CPU profiles are of exactly ten seconds.
const SAME: f64 = 0.01;

impl Scaling {
    /// How the metric `kind` compares, whose totals are `total` in target and base.
    pub fn of(
        choice: Normalise,
        kind: &str,
        base: ScalingSide<'_>,
        target: ScalingSide<'_>,
        total: [i64; 2],
    ) -> Self {
        match choice {
            Normalise::Automatic => Self::automatic(kind, base, target, total),
            Normalise::Off => Self { factor: 1.0, reason: ScalingReason::Chosen },
            Normalise::By(factor) if factor.is_finite() && factor > 0.0 => {
                Self { factor, reason: ScalingReason::Chosen }
            }
            Normalise::By(_) => Self { factor: 1.0, reason: ScalingReason::Chosen },
        }
    }

    /// The factor that makes rates of what are rates:
    ///
    /// - What is in use, goroutines, and what is not known to be a rate compare as they are.
    /// - What was counted over known times compares per second: the factor is the target's time over the base's.
    /// - Counters of one process compare as they are: their difference is what happened between the two readings. It is one
    ///   process when of all counters the later reading, or where the times are not known one of the two, is nowhere less.
    /// - Else, the base gets the total of the target, so that shares are compared.
    fn automatic(
        kind: &str,
        base: ScalingSide<'_>,
        target: ScalingSide<'_>,
        [target_total, base_total]: [i64; 2],
    ) -> Self {
        let [from, to] = [base, target].map(|side| side.profile.header().duration_nanos);
        let (reason, ratio) = if !RATES.contains(&kind) {
            (ScalingReason::Stock, 1.0)
        } else if from > 0 && to > 0 {
            (ScalingReason::Duration, to as f64 / from as f64)
        } else if COUNTERS.contains(&kind) && is_one_process(base, target) {
            (ScalingReason::OneProcess, 1.0)
        } else if base_total > 0 && target_total > 0 {
            (ScalingReason::Total, target_total as f64 / base_total as f64)
        } else {
            (ScalingReason::Same, 1.0)
        };
        match reason {
            ScalingReason::Duration | ScalingReason::Total if (ratio - 1.0).abs() < SAME => {
                Self { factor: 1.0, reason: ScalingReason::Same }
            }
            _ => Self { factor: ratio, reason },
        }
    }
}

/// Whether two readings of counters may be of one process.
fn is_one_process(base: ScalingSide<'_>, target: ScalingSide<'_>) -> bool {
    let binaries = [base, target].map(|side| {
        let main = side.profile.mappings().main();
        main.map_or(["", ""], |main| [main.file, main.build_id].map(|text| side.profile.text(text)))
    });
    let differs = |part: usize| {
        let [base, target] = [binaries[0][part], binaries[1][part]];
        !base.is_empty() && !target.is_empty() && base != target
    };
    if differs(0) || differs(1) {
        return false;
    }
    let times = [base, target].map(|side| side.profile.header().time_nanos);
    let is_ordered = !times.contains(&0) && times[0] != times[1];
    let may_be = |base_is_first: bool| !is_ordered || (times[0] < times[1]) == base_is_first;
    (may_be(true) && grew(base, target)) || (may_be(false) && grew(target, base))
}

/// Whether no counter is less in `after` than in `before`.
fn grew(before: ScalingSide<'_>, after: ScalingSide<'_>) -> bool {
    let total = |side: ScalingSide<'_>, kind: &str| {
        let types = &side.profile.header().sample_types;
        let at = types.iter().position(|of| side.profile.text(of.kind) == kind)?;
        side.totals.get(at).copied()
    };
    COUNTERS.iter().all(|kind| match (total(before, kind), total(after, kind)) {
        (Some(before), Some(after)) => before <= after,
        _ => true,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profile::draw_profile_with;

    fn profile(kind: &str, value: i64, time: i64, duration: i64) -> Profile {
        let profile = draw_profile_with(&[(kind, "count")], &format!("A\n{value}"));
        let mut revision = profile.revise();
        (revision.header.time_nanos, revision.header.duration_nanos) = (time, duration);
        revision.finish().expect("it was valid before")
    }

    fn scaling(kind: &str, base: (i64, i64, i64), target: (i64, i64, i64)) -> (f64, ScalingReason) {
        let [from, to] = [base, target].map(|(value, time, duration)| profile(kind, value, time, duration));
        let (base_totals, target_totals) = ([base.0], [target.0]);
        let side = |profile, totals| ScalingSide { profile, totals };
        let Scaling { factor, reason } = Scaling::of(
            Normalise::Automatic,
            kind,
            side(&from, &base_totals),
            side(&to, &target_totals),
            [target.0, base.0],
        );
        (factor, reason)
    }

    #[test]
    fn what_is_there_at_a_moment_is_no_rate() {
        assert_eq!(scaling("inuse_space", (5, 1, 0), (500, 2, 0)), (1.0, ScalingReason::Stock));
        assert_eq!(scaling("goroutine", (5, 1, 10), (500, 2, 20)), (1.0, ScalingReason::Stock));
    }

    #[test]
    fn spans_of_time_compare_per_second() {
        assert_eq!(scaling("cpu", (5, 1, 10_000), (5, 2, 25_000)), (2.5, ScalingReason::Duration));
        assert_eq!(scaling("cpu", (5, 1, 10_000), (9, 2, 10_050)), (1.0, ScalingReason::Same));
        assert_eq!(scaling("alloc_space", (5, 1, 10), (9, 2, 5)), (0.5, ScalingReason::Duration));
    }

    #[test]
    fn counters_of_one_process_compare_as_they_are_either_way() {
        assert_eq!(scaling("alloc_space", (5, 1, 0), (9, 2, 0)), (1.0, ScalingReason::OneProcess));
        assert_eq!(scaling("alloc_space", (9, 2, 0), (5, 1, 0)), (1.0, ScalingReason::OneProcess));
        assert_eq!(scaling("delay", (9, 0, 0), (5, 0, 0)), (1.0, ScalingReason::OneProcess));
    }

    #[test]
    fn other_processes_compare_by_their_totals() {
        assert_eq!(scaling("alloc_space", (8, 1, 0), (4, 2, 0)), (0.5, ScalingReason::Total));
        assert_eq!(scaling("cpu", (4, 0, 0), (8, 0, 0)), (2.0, ScalingReason::Total));
        assert_eq!(scaling("cpu", (0, 0, 0), (8, 0, 0)), (1.0, ScalingReason::Same));
    }

    #[test]
    fn the_user_has_the_last_word() {
        let one = profile("cpu", 1, 0, 1);
        let side = ScalingSide { profile: &one, totals: &[1] };
        let by = |choice| Scaling::of(choice, "cpu", side, side, [1, 1]).factor;
        assert_eq!(
            [1.5, 0.0, -1.0, f64::NAN, f64::INFINITY].map(|factor| by(Normalise::By(factor))),
            [1.5, 1.0, 1.0, 1.0, 1.0]
        );
        assert_eq!(by(Normalise::Off), 1.0);
    }
}
