//! The table of a series: its values are those of the snapshots.

use std::collections::BTreeMap;

use airflame::analysis::{Break, NoSlope, Weight};
use airflame::profile::{Header, Profile};
use airflame::worker::protocol::{
    ProfileId, Reply, Request, SeriesChart, SeriesColumn, SeriesRows, SeriesTableOrder, SeriesWindow, ViewId,
    ViewSpec,
};

use crate::harness::{Page, alone, by, compared};
use crate::series::{HEAPS, open_heaps};

const ALL: [SeriesRows; 3] =
    [SeriesRows::Functions(Weight::Flat), SeriesRows::Functions(Weight::Cum), SeriesRows::Stacks];

fn rows(page: &mut Page, view: ViewId, rows: SeriesRows, order: SeriesTableOrder) -> SeriesWindow {
    match page.ask(&Request::Series { view, rows, order, first: 0, count: u32::MAX }) {
        Reply::Series { view: of, window } => {
            assert_eq!((of, window.of, window.order), (view, rows, order));
            window
        }
        other => panic!("no rows but {other:?}"),
    }
}

fn chart(page: &mut Page, view: ViewId, rows: SeriesRows, row: u32) -> SeriesChart {
    match page.ask(&Request::SeriesRow { view, rows, row }) {
        Reply::SeriesRow { chart, .. } => *chart,
        other => panic!("no chart but {other:?}"),
    }
}

fn of_series(series: &[ProfileId], metric: &str) -> ViewSpec {
    let spec = ViewSpec { series: series.to_vec(), ..compared(series[series.len() - 1], series[0]) };
    by(metric, &spec)
}

#[test]
fn every_value_is_that_of_the_table_of_the_snapshot_alone() {
    let mut page = Page::new();
    let series = open_heaps(&mut page);
    for metric in ["inuse_space", "alloc_objects"] {
        for weight in [Weight::Flat, Weight::Cum] {
            let view = page.view(of_series(&series, metric)).view;
            let window = rows(&mut page, view, SeriesRows::Functions(weight), SeriesTableOrder::default());
            assert_eq!((window.snapshots.as_slice(), window.left_out), (&series[..], 0));
            assert_eq!(window.rows.len() as u32, window.row_count);
            for (at, &snapshot) in series.iter().enumerate() {
                let mut other = Page::new();
                open_heaps(&mut other);
                let alone = other.view(by(metric, &alone(snapshot)));
                assert_eq!(window.totals[at], Some(alone.total.target));
                let top = other.top(alone.view, Default::default(), 0, u32::MAX).rows;
                let mut wanted = BTreeMap::new();
                for row in top {
                    let value = if weight == Weight::Flat { row.flat.target } else { row.cum.target };
                    if value != 0 {
                        *wanted.entry(row.name).or_insert(0) += value;
                    }
                }
                let mut got = BTreeMap::new();
                for row in &window.rows {
                    match row.values[at] {
                        Some(0) => {}
                        value => *got.entry(row.name.clone()).or_insert(0) += value.expect("all have it"),
                    }
                }
                assert_eq!(got, wanted, "{metric} by {weight:?} in {snapshot:?}");
                if weight == Weight::Flat {
                    assert_eq!(window.totals[at], Some(got.values().sum()));
                }
            }
        }
    }
}

#[test]
fn stacks_sum_up_to_the_totals() {
    let mut page = Page::new();
    let series = open_heaps(&mut page);
    let view = page.view(of_series(&series, "inuse_space")).view;
    let window = rows(&mut page, view, SeriesRows::Stacks, SeriesTableOrder::default());
    for at in 0..series.len() {
        let sum = window.rows.iter().filter_map(|row| row.values[at]).sum();
        assert_eq!(window.totals[at], Some(sum));
    }
    assert!(window.rows[0].callers.contains(" ← "), "{:?}", window.rows[0]);
}

#[test]
fn a_chart_has_the_values_of_its_row_and_an_interval_around_each() {
    let mut page = Page::new();
    let series = open_heaps(&mut page);
    let view = page.view(of_series(&series, "inuse_space")).view;
    for of in ALL {
        let window = rows(&mut page, view, of, SeriesTableOrder::default());
        let mut uncertain = 0;
        for row in window.rows.iter().take(12) {
            let chart = chart(&mut page, view, of, row.row);
            assert_eq!(chart.row, *row);
            assert!(chart.stack_count as usize >= chart.stacks.len() && !chart.stacks.is_empty());
            for (value, band) in row.values.iter().zip(&chart.bands) {
                let (value, (low, high)) = (value.expect("all have it"), band.expect("a heap is sampled"));
                assert!(low <= value && value <= high, "{low} {value} {high}");
                uncertain += usize::from(low < high);
            }
            for stack in &chart.stacks {
                assert!(stack.text.contains(&row.name), "{} is not in {}", row.name, stack.text);
            }
            if of == SeriesRows::Stacks {
                let [stack] = &chart.stacks[..] else { panic!("a stack is one, not {:?}", chart.stacks) };
                assert_eq!((stack.first, stack.last), (row.first(), row.last()));
            }
        }
        // Only objects that are far larger than the sampling period are certain.
        assert!(uncertain > 50, "{uncertain} of 72");
    }
    // Nothing is told of a row that is not there.
    let request = Request::SeriesRow { view, rows: SeriesRows::Stacks, row: u32::MAX };
    assert_eq!(page.ask(&request), Reply::Stale);
}

#[test]
fn rows_stand_by_growth_and_by_all_else() {
    let mut page = Page::new();
    let series = open_heaps(&mut page);
    let view = page.view(of_series(&series, "inuse_space")).view;
    let of = SeriesRows::Functions(Weight::Flat);
    let by_growth = rows(&mut page, view, of, SeriesTableOrder::default());
    assert_eq!(by_growth.rows[0].name, "reflect.mapassign_faststr0");
    assert!(by_growth.rows.windows(2).all(|pair| pair[0].growth() >= pair[1].growth()));
    let mut order = |column, descending| {
        let rows = rows(&mut page, view, of, SeriesTableOrder { column, descending }).rows;
        assert_eq!(rows.len(), by_growth.rows.len());
        rows
    };
    assert!(order(SeriesColumn::Name, false).windows(2).all(|pair| pair[0].name <= pair[1].name));
    assert!(order(SeriesColumn::Last, true).windows(2).all(|pair| pair[0].last() >= pair[1].last()));
    assert!(order(SeriesColumn::First, false).windows(2).all(|pair| pair[0].first() <= pair[1].first()));
    assert!(order(SeriesColumn::Slope, true).windows(2).all(|pair| pair[0].slope >= pair[1].slope));
    // 19 MB in 99 seconds, nearly all of it on a straight line.
    let whole: f64 = by_growth.rows.iter().filter_map(|row| row.slope).sum();
    assert!((6e8..8e8).contains(&whole), "{whole} bytes per hour");
}

#[test]
fn one_snapshot_alone_has_the_same_table() {
    let mut page = Page::new();
    let series = open_heaps(&mut page);
    let compared = page.view(of_series(&series, "inuse_space")).view;
    let wanted = rows(&mut page, compared, SeriesRows::Stacks, SeriesTableOrder::default());
    let spec = ViewSpec { series: series.clone(), ..alone(series[3]) };
    let single = page.view(by("inuse_space", &spec)).view;
    assert_eq!(rows(&mut page, single, SeriesRows::Stacks, SeriesTableOrder::default()), wanted);
}

#[test]
fn pauses_change_nothing() {
    let (mut calm, mut hurried) = (Page::new(), Page::hurried());
    let series = open_heaps(&mut calm);
    open_heaps(&mut hurried);
    let (there, here) = (
        calm.view(of_series(&series, "inuse_space")).view,
        hurried.view(of_series(&series, "inuse_space")).view,
    );
    for of in ALL {
        let window = rows(&mut calm, there, of, SeriesTableOrder::default());
        assert_eq!(rows(&mut hurried, here, of, SeriesTableOrder::default()), window);
        let row = window.rows[0].row;
        assert_eq!(chart(&mut calm, there, of, row), chart(&mut hurried, here, of, row));
    }
}

/// One of the heaps with another header.
fn changed(at: usize, change: impl FnOnce(&mut Header)) -> Profile {
    let mut revision = airflame::pprof::open_slice(HEAPS[at].1).expect("it is a profile").profile.revise();
    change(&mut revision.header);
    revision.finish().expect("only the header was changed")
}

#[test]
fn restarts_and_missing_times_are_said() {
    let mut page = Page::new();
    // The process of heap-1 runs again, an hour after heap-6.
    let late = |header: &mut Header| header.time_nanos += 3_600_000_000_000;
    let mut series: Vec<_> =
        [3, 4, 5].iter().map(|&at: &usize| page.open(HEAPS[at].0, HEAPS[at].1)).collect();
    for at in [0, 1] {
        series.push(page.open_profile("again", &changed(at, late)));
    }
    let of = SeriesRows::Functions(Weight::Flat);
    let view = page.view(of_series(&series, "inuse_space")).view;
    let window = rows(&mut page, view, of, SeriesTableOrder::default());
    assert_eq!(window.breaks, [None, None, None, Some(Break::Restart), None]);
    assert_eq!(window.no_slope, None);
    let grown = window.rows.iter().find(|row| row.name == "reflect.mapassign_faststr0").expect("it leaks");
    assert!(grown.growth() < 0 && grown.slope.is_some_and(|slope| slope > 0.0), "{grown:?}");

    let timeless = page.open_profile("timeless", &changed(0, |header| header.time_nanos = 0));
    series.push(timeless);
    let view = page.view(of_series(&series, "inuse_space")).view;
    let window = rows(&mut page, view, of, SeriesTableOrder::default());
    assert_eq!(window.no_slope, Some(NoSlope::NoTime));
    assert!(window.rows.iter().all(|row| row.slope.is_none()));
    assert_eq!(window.places, [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]);
}

#[test]
fn a_snapshot_without_the_metric_is_a_hole() {
    let mut page = Page::new();
    let series = open_heaps(&mut page);
    let goroutines = page.open_file(2);
    let mixed = [series[0], goroutines, series[5]];
    let view = page.view(of_series(&mixed, "inuse_space")).view;
    let of = SeriesRows::Functions(Weight::Flat);
    let window = rows(&mut page, view, of, SeriesTableOrder::default());
    assert_eq!(window.totals[1], None);
    assert!(window.rows.iter().all(|row| row.values[1].is_none() && row.values[2].is_some()));
    let chart = chart(&mut page, view, of, window.rows[0].row);
    assert_eq!((chart.row.values[1], chart.bands[1]), (None, None));
}
