//! The table of functions.

use airflame::analysis::{TopColumn, TopOrder};
use airflame::worker::protocol::{Inlined, Reply, Request, ViewId};

use crate::harness::{Page, alone};

#[test]
fn rows_are_those_of_pprof() {
    let mut page = Page::new();
    let heap = page.open_file(1);
    let view = page.view(alone(heap));
    let window = page.top(view.view, TopOrder::default(), 0, 6);
    assert_eq!((window.first, window.row_count), (0, view.functions));
    // `go tool pprof -top -nodecount=0 -nodefraction=0 -edgefraction=0 -unit=B`
    let rows: Vec<_> =
        window.rows.iter().map(|row| (row.name.as_str(), row.flat.target, row.cum.target)).collect();
    assert_eq!(rows[0], ("reflect.mapassign_faststr0", 12_076_083, 12_076_083));
    assert_eq!(rows[1], ("reflect.unsafe_New", 2_117_725, 2_117_725));
    assert_eq!(window.rows[1].running, 12_076_083 + 2_117_725);
    let writer = window.rows.iter().find(|row| row.name == "bufio.NewWriterSize").expect("it is the sixth");
    assert_eq!(writer.inlined, Inlined::Yes);
}

#[test]
fn windows_of_the_table_fit_together() {
    let mut page = Page::new();
    let heap = page.open_file(1);
    let view = page.view(alone(heap)).view;
    let order = TopOrder { column: TopColumn::Cum, descending: true };
    let whole = page.top(view, order, 0, 10_000);
    assert_eq!(whole.rows.len() as u32, whole.row_count);
    assert_eq!(page.top(view, order, 10, 5).rows, whole.rows[10..15]);
    assert_eq!(page.top(view, order, whole.row_count - 1, 5).rows.len(), 1);
    assert_eq!(page.top(view, order, u32::MAX, u32::MAX).rows, []);
    assert!(whole.rows.windows(2).all(|pair| pair[0].cum.target >= pair[1].cum.target));
    let by_name = page.top(view, TopOrder { column: TopColumn::Name, descending: false }, 0, 10_000);
    assert!(by_name.rows.windows(2).all(|pair| pair[0].name <= pair[1].name));
    assert_eq!(by_name.rows.last().map(|row| row.running), whole.rows.last().map(|row| row.running));
}

#[test]
fn rows_are_marked_and_located() {
    let mut page = Page::new();
    let heap = page.open_file(1);
    let view = page.view(alone(heap)).view;
    page.search("mapassign");
    let rows = page.top(view, TopOrder::default(), 0, 10_000).rows;
    assert!(rows.iter().any(|row| row.is_match));
    assert!(rows.iter().all(|row| row.is_match == row.name.contains("mapassign")));
    for row in rows.iter().take(20) {
        let details = page.locate(view, row.row);
        assert_eq!(details.name, row.name);
        assert!(details.place.width > 0.0);
    }
}

#[test]
fn a_table_of_an_old_view_is_stale() {
    let mut page = Page::new();
    let heap = page.open_file(1);
    page.view(alone(heap));
    let top = Request::Top { view: ViewId(77), order: TopOrder::default(), first: 0, count: 10 };
    assert_eq!(page.ask(&top), Reply::Stale);
}
