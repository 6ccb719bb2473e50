//! Profiles that nobody would write, and that are profiles all the same.

use airflame::profile::{
    Function, FunctionId, Header, Label, LabelValue, Line, Location, LocationId, Mapping, MappingId, Profile,
    ProfileBuilder, StringId, Symbolized, ValueType,
};
use proptest::prelude::*;
use proptest::sample::Index;

type LinePlan = (Index, i64, i64);
type LocationPlan = (Option<Index>, u64, bool, Vec<LinePlan>);
/// A text, or a number and its unit.
type LabelPlan = (Index, Result<Index, (i64, Index)>);
type SamplePlan = (Vec<Index>, Vec<i64>, Vec<LabelPlan>);

#[derive(Debug, Clone)]
pub(crate) struct Plan {
    pub(crate) strings: Vec<Vec<u8>>,
    pub(crate) types: Vec<(Index, Index)>,
    pub(crate) mappings: Vec<(u64, u64, Index, Index, u8)>,
    pub(crate) functions: Vec<(Index, Index, Index, i64)>,
    pub(crate) locations: Vec<LocationPlan>,
    pub(crate) samples: Vec<SamplePlan>,
    pub(crate) numbers: (i64, i64, i64),
    pub(crate) texts: (Index, Index, Index, Index),
    pub(crate) comments: Vec<Index>,
    pub(crate) period_type: Option<(Index, Index)>,
    /// What is added to the ids of the wire: 0 gives Go's ids.
    pub(crate) id_step: u64,
}

pub(crate) fn plan() -> impl Strategy<Value = Plan> {
    use prop::collection::vec;
    let index = any::<Index>;
    let string = prop_oneof!["[a-z./*()\\pL ]{0,12}".prop_map(String::into_bytes), vec(any::<u8>(), 0..6)];
    let label = (index(), prop_oneof![index().prop_map(Ok), (any::<i64>(), index()).prop_map(Err)]);
    let tables = (
        vec(string, 0..20),
        vec((index(), index()), 1..4),
        vec((any::<u64>(), any::<u64>(), index(), index(), any::<u8>()), 0..3),
        vec((index(), index(), index(), any::<i64>()), 0..8),
        vec(
            (
                prop::option::of(index()),
                any::<u64>(),
                any::<bool>(),
                vec((index(), any::<i64>(), any::<i64>()), 0..3),
            ),
            0..12,
        ),
        vec((vec(index(), 0..8), vec(any::<i64>(), 3), vec(label, 0..4)), 0..20),
    );
    let header = (any::<(i64, i64, i64)>(), (index(), index(), index(), index()), vec(index(), 0..3));
    let rest = (
        prop::option::of((index(), index())),
        prop_oneof![Just(0), Just(1 << 40), any::<u32>().prop_map(u64::from)],
    );
    (tables, header, rest).prop_map(|(tables, (numbers, texts, comments), (period_type, id_step))| {
        let (strings, types, mappings, functions, locations, samples) = tables;
        Plan {
            strings,
            types,
            mappings,
            functions,
            locations,
            samples,
            numbers,
            texts,
            comments,
            period_type,
            id_step,
        }
    })
}

pub(crate) fn build(plan: &Plan) -> Profile {
    let mut tables = ProfileBuilder::default();
    for string in &plan.strings {
        tables.strings.push(string).unwrap();
    }
    let strings = tables.strings.len();
    let text = |index: &Index| StringId::new(index.index(strings));
    let value_type = |(kind, unit): &(Index, Index)| ValueType { kind: text(kind), unit: text(unit) };
    let wire_id = |row: usize| (row as u64 + 1).wrapping_add(plan.id_step.wrapping_mul(row as u64));
    tables.header = Header {
        sample_types: plan.types.iter().map(value_type).collect(),
        default_sample_type: text(&plan.texts.0),
        period_type: plan.period_type.as_ref().map(value_type),
        period: plan.numbers.0,
        time_nanos: plan.numbers.1,
        duration_nanos: plan.numbers.2,
        drop_frames: text(&plan.texts.1),
        keep_frames: text(&plan.texts.2),
        comments: plan.comments.iter().map(text).collect(),
        doc_url: text(&plan.texts.3),
        memory_stats: Vec::new(),
    };
    for (row, (start, limit, file, build_id, flags)) in plan.mappings.iter().enumerate() {
        let flag = |bit: u8| flags >> bit & 1 == 1;
        tables.mappings.push(Mapping {
            wire_id: wire_id(row),
            start: *start,
            limit: *limit,
            offset: *start ^ *limit,
            file: text(file),
            build_id: text(build_id),
            symbolized: Symbolized {
                functions: flag(0),
                filenames: flag(1),
                line_numbers: flag(2),
                inline_frames: flag(3),
            },
        });
    }
    for (row, (name, system_name, filename, start_line)) in plan.functions.iter().enumerate() {
        let (name, system_name, filename) = (text(name), text(system_name), text(filename));
        let wire_id = wire_id(row);
        tables.functions.push(Function { wire_id, name, system_name, filename, start_line: *start_line });
    }
    for (row, (mapping, address, is_folded, lines)) in plan.locations.iter().enumerate() {
        let mappings = plan.mappings.len();
        let mapping =
            mapping.as_ref().filter(|_| mappings > 0).map(|index| MappingId::new(index.index(mappings)));
        let functions = plan.functions.len();
        let lines = lines.iter().filter(|_| functions > 0).map(|(function, line, column)| Line {
            function: FunctionId::new(function.index(functions)),
            line: *line,
            column: *column,
        });
        let location = Location { wire_id: wire_id(row), mapping, address: *address, is_folded: *is_folded };
        tables.locations.push(location, lines);
    }
    tables.samples.set_column_count(plan.types.len());
    for (stack, values, labels) in &plan.samples {
        let locations = plan.locations.len();
        let stack =
            stack.iter().filter(|_| locations > 0).map(|index| LocationId::new(index.index(locations)));
        let stack: Vec<LocationId> = stack.collect();
        let stack = tables.stacks.intern(&stack);
        let labels = labels.iter().map(|(key, value)| Label {
            key: text(key),
            value: match value {
                Ok(value) => LabelValue::Text(text(value)),
                Err((number, unit)) => LabelValue::Number(*number, text(unit)),
            },
        });
        // Those that cannot be written, as in pprof.
        let labels = labels.filter(|label| {
            !matches!(label.value, LabelValue::Text(StringId::EMPTY) | LabelValue::Number(0, StringId::EMPTY))
        });
        let labels: Vec<Label> = labels.collect();
        let labels = tables.labels.intern(&labels);
        tables.samples.push(stack, labels, &values[..plan.types.len()]);
    }
    tables.finish().unwrap()
}
