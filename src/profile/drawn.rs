//! Profiles drawn as columns of text, which is how tests and examples make them.

use super::{Function, FunctionId, Line, Location, LocationId, Profile, ProfileBuilder, ValueType};

/// Builds a profile of one sample type, `samples` in `count`, from a drawing.
///
/// Each column is a stack with its root on top; the last row gives the values, 1 where it is left out.
/// Cells are parted by two spaces or more, so that a name may hold single spaces; `.` is an empty cell.
///
/// ```
/// let profile = airflame::profile::draw_profile("
///     A  A  A
///     B  B  D
///     C  E  .
///     5  3  2
/// ");
/// assert_eq!(profile.samples().values(0), [5, 3, 2]);
/// assert_eq!(profile.stacks().len(), 4); // and the empty stack
/// ```
///
/// # Panics
/// When the drawing is not of that form: it is a literal in a test.
pub fn draw_profile(drawing: &str) -> Profile {
    draw_profile_with(&[("samples", "count")], drawing)
}

/// As [`draw_profile`], with sample types of your own: the last rows give the values, one row per type.
///
/// # Panics
/// When the drawing is not of that form: it is a literal in a test.
#[expect(clippy::expect_used, reason = "a drawing is a literal, and a wrong one must stop its test")]
pub fn draw_profile_with(sample_types: &[(&str, &str)], drawing: &str) -> Profile {
    let mut rows: Vec<Vec<&str>> =
        drawing.lines().map(str::trim).filter(|row| !row.is_empty()).map(cells).collect();
    let columns = rows.first().map_or(0, Vec::len);
    assert!(rows.iter().all(|row| row.len() == columns), "every row has a cell for each column");
    let is_number = |row: &Vec<&str>| row.iter().all(|cell| cell.parse::<i64>().is_ok());
    let mut values = Vec::new();
    while values.len() < sample_types.len() && rows.last().is_some_and(is_number) {
        values.insert(0, rows.pop().expect("there is a last row"));
    }
    assert!(values.is_empty() || values.len() == sample_types.len(), "one row of values per sample type");

    let mut builder = ProfileBuilder::default();
    for (kind, unit) in sample_types {
        let kind = builder.strings.intern(kind).expect("a drawing is small");
        let unit = builder.strings.intern(unit).expect("a drawing is small");
        builder.header.sample_types.push(ValueType { kind, unit });
    }
    builder.samples.set_column_count(sample_types.len());
    let mut names: Vec<&str> = Vec::new();
    for column in 0..columns {
        let mut stack = Vec::new();
        for name in rows.iter().map(|row| row[column]).filter(|&name| name != ".") {
            let known = names.iter().position(|&other| other == name);
            let row = known.unwrap_or_else(|| {
                add_function(&mut builder, name);
                names.push(name);
                names.len() - 1
            });
            stack.push(LocationId::new(row));
        }
        stack.reverse();
        let stack = builder.stacks.intern(&stack);
        let value = |row: usize| values.get(row).map_or(1, |row| row[column].parse().expect("checked above"));
        let sample: Vec<i64> = (0..sample_types.len()).map(value).collect();
        builder.samples.push(stack, super::LabelSetId::EMPTY, &sample);
    }
    builder.finish().expect("a drawing is a valid profile")
}

#[expect(clippy::expect_used, reason = "as above")]
fn add_function(builder: &mut ProfileBuilder, name: &str) {
    let name = builder.strings.intern(name).expect("a drawing is small");
    let wire_id = builder.functions.len() as u64 + 1;
    let function = builder.functions.push(Function {
        wire_id,
        name,
        system_name: name,
        filename: super::StringId::EMPTY,
        start_line: 0,
    });
    debug_assert_eq!(function, FunctionId::new(builder.locations.len()));
    builder.locations.push(
        Location { wire_id, mapping: None, address: 0, is_folded: false },
        [Line { function, line: 0, column: 0 }],
    );
}

fn cells(row: &str) -> Vec<&str> {
    row.split("  ").map(str::trim).filter(|cell| !cell.is_empty()).collect()
}
