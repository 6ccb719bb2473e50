//! Every number that a verdict depends on, each with its reason.
//!
//! "§4" is that of goroutines.md; "simulated" is the table of `docs/verdict.md`, which `cargo xtask verdict-table` writes.

/// So many distinct snapshots are wanted for `leak`: simulated, 95 % of the leaks of two noise deviations pass then, and
/// less than 2 % of what is none.
pub(super) const FOR_LEAK: usize = 8;
/// So many for `likely leak` (§4.2): the smallest p of six is 0.0014, and the guards have two values on each side.
pub(super) const FOR_LIKELY: usize = 6;
/// Of fewer no order is significant: the smallest p of three is 0.17 (§4.2).
pub(super) const FOR_TREND: usize = 4;

/// The largest p of the Mann–Kendall test that passes (§4.2).
pub(super) const RISING: f64 = 0.01;
/// The same for four and five values, which make a suspect at most: the smallest p of four is 0.042.
pub(super) const RISING_OF_FEW: f64 = 0.05;
/// How many standard deviations of the difference growth has to be: one of a thousand by chance (§4.2, "real").
pub(super) const REAL: f64 = 3.0;
/// Growth as a share of the median (§4.2, "material").
pub(super) const MATERIAL: f64 = 0.1;
/// Growth of a heap in bytes (§4.2, "material").
pub(super) const HEAP_BYTES: f64 = 1_048_576.0;
/// Growth of one function of a heap, or of what sampling shows if that is more.
pub(super) const OWNER_BYTES: f64 = 65_536.0;
/// And this part of all growth: the hundreds of functions below it are no news.
pub(super) const OWNER_SHARE: f64 = 0.003;
/// Up to this part a function also has to keep a quarter of what it makes.
pub(super) const SMALL_SHARE: f64 = 0.02;
/// The part from which on what goroutines hold is shown with them, though it is no suspect by itself.
pub(super) const HELD_SHARE: f64 = 0.005;
/// Growth of all goroutines (§4.2).
pub(super) const GOROUTINES: f64 = 10.0;
/// Growth of one group of goroutines (§4.2).
pub(super) const GROUP: f64 = 5.0;
/// The slope of the second half against the first's (§4.2, "late"): simulated, 0.45 costs the leaks of two deviations that
/// make the power 95 %.
pub(super) const LATE: f64 = 0.4;
/// The same where survival has to make up for missing snapshots.
pub(super) const LATE_OF_FEW: f64 = 0.7;
/// Falls as a share of rises (§4.2, "smooth").
pub(super) const FALLS: f64 = 0.25;
/// The largest step as a share of the rises (§4.2, "smooth").
pub(super) const STEP: f64 = 0.6;
/// Σ(steps²) ÷ Σ(distances from the line²): a line with independent noise is over it, a random walk under it. Simulated:
/// two of a hundred random walks of eight pass all guards, and 95 % of the leaks of two noise deviations.
pub(super) const STRAIGHT: f64 = 4.2;
/// The t of the mean step, for what grows by independent steps, as the noted objects of a sampled leak do. Simulated as above.
pub(super) const STEADY: f64 = 3.2;
/// Allocation rate of the last third against the first's (§4.2, "load").
pub(super) const LOAD: f64 = 1.3;

/// From which share of ids on a group is the same goroutines, and up to which it is turnover (§4.2: 100 % of every
/// leak's and 0 of 22 of a ramp's were kept).
pub(super) const KEPT: f64 = 0.9;
/// See [`KEPT`].
pub(super) const TURNOVER: f64 = 0.2;
/// Of fewer ids a share says nothing.
pub(super) const FEWEST_IDS: usize = 3;
/// A wait from which on a goroutine that sends or locks is stuck: LeakProf's and goleak's users take minutes, and no
/// request lasts so long.
pub(super) const LONG_WAIT: u32 = 10;
/// How many alike make that a pattern.
pub(super) const MANY_ALIKE: i64 = 10;
/// How many alike in one snapshot make a signature a suspect.
pub(super) const SIGNATURE: i64 = 5;

/// Under this survival a function keeps nothing (§4.3).
pub(super) const GARBAGE: f64 = 0.05;
/// Over this one it keeps what it makes.
pub(super) const KEEPS: f64 = 0.5;
/// Over this one nearly all of it: what makes up for missing snapshots.
pub(super) const KEEPS_MOST: f64 = 0.75;
/// Bytes per second from which on allocation is pressure: the collector of an idle program has not that much.
pub(super) const PRESSURE: f64 = 1_048_576.0;
/// The share of all allocation that makes a function loud.
pub(super) const LOUD: f64 = 0.1;
/// Growth below so many sampling periods cannot be claimed (§4.1).
pub(super) const DETECTABLE: f64 = 5.0;
/// Descriptors for each goroutine that are a burst of the past (§3, row 35): they are never freed.
pub(super) const BURST: i64 = 4;
/// And at least so many of them.
pub(super) const BURST_OBJECTS: i64 = 1000;
/// Snapshots nearer to each other than this share of the usual interval are of one moment.
pub(super) const ONE_MOMENT: f64 = 0.1;
/// So many snapshots are judged; of more, evenly chosen ones, since the tests look at all pairs.
pub(super) const MOST: usize = 200;
/// Points of the plot.
pub(super) const POINTS: usize = 200;
/// How far the growth of two groups may be apart that are one cause, as a share.
pub(super) const ALIKE: f64 = 0.15;
