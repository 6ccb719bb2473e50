//! Many snapshots of one process: one tree serves any two of them.

use airflame::worker::protocol::{ProfileId, ViewId, ViewSpec};

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
    page.session.handle(&airflame::worker::protocol::Request::Close { profile: closed });
    // What is shown is not of it, and stays; another tree is built without it.
    assert!(page.top(before.view, Default::default(), 0, 1).row_count > 0);
    let after = page.view(spec);
    assert!(after.tree_ms > 0.0);
    assert_eq!(after.total, before.total);
}
