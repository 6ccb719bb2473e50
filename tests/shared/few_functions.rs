//! Profiles of few functions.

use airflame::profile::{
    Function, LabelSetId, Line, Location, LocationId, Profile, ProfileBuilder, StringId, ValueType,
};
use proptest::collection::vec;
use proptest::prelude::*;

/// A profile of few functions, so that recursion and inlining abound: locations are lists of functions, innermost
/// first, and samples are lists of locations, leaf first, with a value.
pub(crate) fn build(locations: &[Vec<usize>], samples: &[(Vec<usize>, i64)]) -> Profile {
    let mut builder = ProfileBuilder::default();
    let kind = builder.strings.intern("samples").unwrap();
    let unit = builder.strings.intern("count").unwrap();
    builder.header.sample_types.push(ValueType { kind, unit });
    builder.samples.set_column_count(1);
    let functions: Vec<_> = (0..6)
        .map(|at| {
            let name = builder.strings.intern(&format!("f{at}")).unwrap();
            let wire_id = at + 1;
            builder.functions.push(Function {
                wire_id,
                name,
                system_name: name,
                filename: StringId::EMPTY,
                start_line: 0,
            })
        })
        .collect();
    for (at, lines) in locations.iter().enumerate() {
        let location = Location { wire_id: at as u64 + 1, mapping: None, address: 0, is_folded: false };
        let line = |&function: &usize| Line { function: functions[function % 6], line: 0, column: 0 };
        builder.locations.push(location, lines.iter().map(line));
    }
    for (stack, value) in samples {
        let stack: Vec<_> = stack.iter().map(|at| LocationId::new(at % locations.len())).collect();
        let stack = builder.stacks.intern(&stack);
        builder.samples.push(stack, LabelSetId::EMPTY, &[*value]);
    }
    builder.finish().unwrap()
}

pub(crate) fn profiles(values: std::ops::Range<i64>) -> impl Strategy<Value = Profile> {
    let locations = vec(vec(0_usize..6, 1..4), 1..8);
    let samples = vec((vec(0_usize..8, 0..12), values), 0..30);
    (locations, samples).prop_map(|(locations, samples)| build(&locations, &samples))
}
