//! The table of functions.

use super::details::presence;
use super::view::View;
use crate::analysis::{Inlining, Pace, TopOrder, TopTable, Weight, shown_text};
use crate::worker::protocol::{Inlined, Pair, TopRow, TopWindow};

/// The rows of a view in the order that was asked for last.
#[derive(Debug)]
pub(super) struct Table {
    order: TopOrder,
    top: TopTable,
    /// The sum of the shown flat values over each row and all before it.
    running: Vec<i64>,
}

/// More rows than this nobody sees at once.
const MAX_ROWS: u32 = 10_000;

impl Table {
    fn sort(mut top: TopTable, view: &View, order: TopOrder) -> Self {
        top.sort(view.form.shape.frames(), order);
        let mut sum = 0_i64;
        let running = top.rows().iter().map(|row| {
            sum = sum.saturating_add(row.flat());
            sum
        });
        let running = running.collect();
        Self { order, top, running }
    }
}

/// Some rows of the table, which is made or put into another order when need be.
pub(super) async fn window(view: &View, order: TopOrder, first: u32, count: u32, pace: &Pace) -> TopWindow {
    let known = view.table.take();
    let table = match known {
        Some(table) if table.order == order => table,
        Some(table) => Table::sort(table.top, view, order),
        None => {
            let (shape, subject) = (&view.form.shape, view.subject());
            Table::sort(TopTable::build_paced(shape, subject, &view.measure, pace).await, view, order)
        }
    };
    let mut slot = view.table.borrow_mut();
    let table = slot.insert(table);
    let rows = table.top.rows();
    let shown = rows.iter().zip(&table.running).skip(first as usize).take(count.min(MAX_ROWS) as usize);
    TopWindow {
        order,
        first,
        row_count: rows.len() as u32,
        rows: shown.map(|(row, &running)| top_row(view, row, running)).collect(),
    }
}

fn top_row(view: &View, row: &crate::analysis::TopRow, running: i64) -> TopRow {
    let pair =
        |weight| Pair { target: row.target(weight), base: view.measure.is_diff().then(|| row.base(weight)) };
    TopRow {
        row: row.row.index() as u32,
        name: shown_text(view.form.shape.frames().row_name(row.row)),
        inlined: match row.inlining {
            Inlining::None => Inlined::No,
            Inlining::Partial => Inlined::Partly,
            Inlining::Full => Inlined::Yes,
        },
        flat: pair(Weight::Flat),
        cum: pair(Weight::Cum),
        running,
        is_match: view.is_row_marked(row.row),
        presence: presence(pair(Weight::Cum)),
    }
}
