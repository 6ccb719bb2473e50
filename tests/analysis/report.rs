//! `pprof -top` as text, made of our numbers: what is compared with pprof's.

use airflame::analysis::{
    Granularity, Grouping, Measure, Metric, Shape, Subject, TopColumn, TopOrder, TopRow, TopTable,
};
use airflame::units::{common_unit, percentage, scaled_label};

/// The flags of a `-top`.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Flags {
    pub(crate) grouping: Grouping,
    /// `-cum`.
    pub(crate) cum: bool,
    /// Leaves out what is below 0.5 %, which is the default of `-nodefraction`.
    pub(crate) trim: bool,
    /// `-unit`; `None` is `minimum`.
    pub(crate) unit: Option<&'static str>,
}

/// The unit that the stored texts are printed in, for a type that is in `unit`.
pub(crate) fn exact_unit(unit: &str) -> Option<&'static str> {
    match unit {
        "bytes" => Some("B"),
        "nanoseconds" => Some("ns"),
        "microseconds" => Some("us"),
        "milliseconds" => Some("ms"),
        "kilobytes" => Some("kB"),
        _ => None,
    }
}

pub(crate) fn grouping(granularity: Granularity) -> Grouping {
    Grouping { granularity, ..Grouping::default() }
}

/// The lines of `-top` from `Showing nodes` on, without the one on what was dropped.
pub(crate) fn top(subject: Subject<'_>, metric: &Metric, flags: Flags) -> Vec<String> {
    let shape = Shape::build(subject, flags.grouping);
    top_of(&shape, subject, metric, flags)
}

pub(crate) fn top_of(shape: &Shape, subject: Subject<'_>, metric: &Metric, flags: Flags) -> Vec<String> {
    let measure = Measure::new(shape, subject, metric);
    let mut table = TopTable::build(shape, subject, &measure);
    table.drop_unchanged();
    if flags.cum {
        table.sort(shape.frames(), TopOrder { column: TopColumn::Cum, descending: true });
    }
    let smallest_kept = if flags.trim { (table.shown() as f64 * 0.005) as i64 } else { 0 };
    let rows: Vec<&TopRow> =
        table.rows().iter().filter(|row| row.cum().abs() >= smallest_kept.abs()).collect();
    let size = |row: &&TopRow| if row.flat() == 0 { row.cum().abs() } else { row.flat().abs() };
    let smallest = rows.iter().map(size).filter(|&size| size > 0).min().unwrap_or(0);
    let unit = match flags.unit {
        Some(unit) => unit,
        None if rows.is_empty() => "minimum",
        None => common_unit(smallest, measure.total, &metric.unit),
    };
    let label = |value: i64| scaled_label(value, &metric.unit, unit);
    let share = |value: i64| percentage(value, measure.total);
    let shown: i64 = rows.iter().map(|row| row.flat()).sum();
    let mut lines = vec![
        format!(
            "Showing nodes accounting for {}, {} of {} total",
            label(shown),
            share(shown).trim(),
            label(measure.total)
        ),
        "      flat  flat%   sum%        cum   cum%".to_owned(),
    ];
    let mut sum = 0;
    for row in rows {
        sum += row.flat();
        lines.push(format!(
            "{:>10} {} {} {:>10} {}  {}{}",
            label(row.flat()),
            share(row.flat()),
            share(sum),
            label(row.cum()),
            share(row.cum()),
            shape.frames().row_name(row.row),
            row.inlining.suffix(),
        ));
    }
    lines
}
