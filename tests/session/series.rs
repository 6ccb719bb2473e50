//! Many snapshots of one process: one tree serves any two of them.

use airflame::analysis::{Normalise, ScalingReason};
use airflame::profile::draw_profile_with;
use airflame::worker::protocol::{Pair, ProfileId, Reply, Request, ViewId, ViewSpec};

use crate::harness::{Page, by, compared};

/// The six heaps of a service with planted leaks, as their files.
pub(crate) const HEAPS: [(&str, &[u8]); 6] = [
    ("heap-1.pb.gz", include_bytes!("../profiles/leaky-rate4096/heap-1.pb.gz")),
    ("heap-2.pb.gz", include_bytes!("../profiles/leaky-rate4096/heap-2.pb.gz")),
    ("heap-3.pb.gz", include_bytes!("../profiles/leaky-rate4096/heap-3.pb.gz")),
    ("heap-4.pb.gz", include_bytes!("../profiles/leaky-rate4096/heap-4.pb.gz")),
    ("heap-5.pb.gz", include_bytes!("../profiles/leaky-rate4096/heap-5.pb.gz")),
    ("heap-6.pb.gz", include_bytes!("../profiles/leaky-rate4096/heap-6.pb.gz")),
];

pub(crate) fn open_heaps(page: &mut Page) -> Vec<ProfileId> {
    HEAPS.iter().map(|(name, bytes)| page.open(name, bytes)).collect()
}

/// All rows of the table, without the numbers that another tree counts otherwise.
fn rows(page: &mut Page, view: ViewId) -> Vec<String> {
    let rows = page.top(view, Default::default(), 0, u32::MAX).rows;
    rows.iter()
        .map(|row| {
            let (name, inlined, presence) = (&row.name, row.inlined, row.presence);
            format!("{name} {inlined:?} {:?} {:?} {} {presence:?}", row.flat, row.cum, row.running)
        })
        .collect()
}

#[test]
fn any_two_compare_as_they_do_alone_without_another_tree() {
    let mut page = Page::new();
    let series = open_heaps(&mut page);
    let first = page.view(ViewSpec { series: series.clone(), ..compared(series[5], series[0]) });
    assert!(first.tree_ms > 0.0);
    for (target, base) in [(5, 0), (0, 5), (3, 2), (1, 4)] {
        let pair = compared(series[target], series[base]);
        for metric in ["inuse_space", "alloc_objects"] {
            let within = page.view(by(metric, &ViewSpec { series: series.clone(), ..pair.clone() }));
            assert_eq!(within.tree_ms, 0.0);
            let in_series = rows(&mut page, within.view);
            let mut other = Page::new();
            open_heaps(&mut other);
            let alone = other.view(by(metric, &pair));
            assert_eq!(
                (within.total, within.functions, within.stacks, &within.notes, within.rows),
                (alone.total, alone.functions, alone.stacks, &alone.notes, alone.rows)
            );
            assert_eq!(in_series, rows(&mut other, alone.view));
        }
    }
    // One alone is also there.
    let single = page.view(ViewSpec::of(series[2]));
    assert_eq!((single.tree_ms, single.total.base), (0.0, None));
}

#[test]
fn a_snapshot_that_is_closed_is_left_out() {
    let mut page = Page::new();
    let mut series = open_heaps(&mut page);
    let spec = ViewSpec { series: series.clone(), ..compared(series[5], series[0]) };
    let before = page.view(spec.clone());
    let closed = series.remove(3);
    page.session.handle(&Request::Close { profile: closed });
    // What is shown is not of it, and stays; another tree is built without it.
    assert!(page.top(before.view, Default::default(), 0, 1).row_count > 0);
    let after = page.view(spec);
    assert!(after.tree_ms > 0.0);
    assert_eq!(after.total, before.total);
}

/// Two profiles, compared as rates where they are rates.
fn as_rates(target: ProfileId, base: ProfileId) -> ViewSpec {
    ViewSpec { normalise: Normalise::Automatic, ..compared(target, base) }
}

/// Heaps whose counters fell, and CPU profiles over different times.
fn two(page: &mut Page, kind: &str, values: [i64; 2], durations: [i64; 2]) -> [ProfileId; 2] {
    [0, 1].map(|at| {
        let profile = draw_profile_with(&[(kind, "count")], &format!("A\n{}", values[at]));
        let mut revision = profile.revise();
        revision.header.time_nanos = 1 + at as i64;
        revision.header.duration_nanos = durations[at];
        page.open_profile("x.pb.gz", &revision.finish().expect("it was valid before"))
    })
}

#[test]
fn rates_are_compared_as_rates_unless_the_user_wants_otherwise() {
    let mut page = Page::new();
    let [base, target] = two(&mut page, "cpu", [100, 300], [10, 20]);
    let diff = as_rates(target, base);
    let view = page.view(diff.clone());
    let scaling = view.scaling.unwrap();
    assert_eq!((scaling.factor, scaling.reason), (2.0, ScalingReason::Duration));
    assert_eq!(view.total, Pair { target: 300, base: Some(200) });
    let row = &page.top(view.view, Default::default(), 0, 1).rows[0];
    assert_eq!((row.flat.base, row.flat.delta()), (Some(200), 100));
    let off = page.view(ViewSpec { normalise: Normalise::Off, ..diff.clone() });
    assert_eq!((off.total.base, off.tree_ms), (Some(100), 0.0));
    let set = page.view(ViewSpec { normalise: Normalise::By(0.5), ..diff });
    assert_eq!(set.total.base, Some(50));
}

#[test]
fn counters_of_one_process_compare_as_they_are_and_of_two_by_their_totals() {
    let mut page = Page::new();
    let [base, target] = two(&mut page, "alloc_space", [100, 300], [0, 0]);
    assert_eq!(page.view(as_rates(target, base)).total.base, Some(100));
    assert_eq!(page.view(as_rates(base, target)).total.base, Some(300));
    let [base, target] = two(&mut page, "alloc_space", [300, 100], [0, 0]);
    let view = page.view(as_rates(target, base));
    assert_eq!((view.total.base, view.scaling.unwrap().reason), (Some(100), ScalingReason::Total));
}

#[test]
fn snapshots_are_summed_and_averaged() {
    let mut page = Page::new();
    let series = open_heaps(&mut page);
    let total = |page: &mut Page, id| page.view(by("inuse_space", &ViewSpec::of(id))).total.target;
    let totals: Vec<i64> = series.iter().map(|&id| total(&mut page, id)).collect();
    let combine = |page: &mut Page, groups: &[&[ProfileId]], mean| {
        let groups = groups.iter().map(|group| group.to_vec()).collect();
        match page.ask(&Request::Combine { groups, mean }) {
            Reply::Combined { profiles } => profiles,
            other => panic!("{other:?}"),
        }
    };
    let sum = combine(&mut page, &[&series[1..4]], false).remove(0);
    assert_eq!((sum.name.as_str(), sum.is_combined), ("sum of heap-2.pb.gz … heap-4.pb.gz (3)", true));
    assert_eq!(total(&mut page, sum.id), totals[1..4].iter().sum::<i64>());
    let means = combine(&mut page, &[&series[..2], &series[4..]], true);
    let [first, last] = [0, 1].map(|at| total(&mut page, means[at].id));
    // Each sample is rounded by itself.
    for (mean, of) in [(first, &totals[..2]), (last, &totals[4..])] {
        let exact = of.iter().sum::<i64>() / 2;
        assert!((mean - exact).abs() < 2_000, "{mean} and {exact}");
    }
    let closed = Request::Combine { groups: vec![vec![series[0], ProfileId(999)]], mean: true };
    assert!(matches!(page.ask(&closed), Reply::CombineFailed { .. }));
}
