use proptest::prelude::*;

use super::*;
use crate::analysis::Granularity;
use crate::profile::{
    Function, FunctionId, LabelSetId, Line, Location, Mapping, MappingId, ProfileBuilder, StringId,
    Symbolized, ValueType,
};

/// A profile under construction, whose locations are named as they are needed.
struct Maker(ProfileBuilder);

impl Maker {
    fn new() -> Self {
        let mut builder = ProfileBuilder::default();
        let kind = builder.strings.intern("samples").unwrap();
        builder.header.sample_types.push(ValueType { kind, unit: StringId::EMPTY });
        builder.samples.set_column_count(1);
        Self(builder)
    }

    fn mapping(&mut self, file: &str, start: u64) -> MappingId {
        let file = self.0.strings.intern(file).unwrap();
        self.0.mappings.push(Mapping {
            wire_id: 0,
            start,
            limit: start + 0x5000,
            offset: 0x1000,
            file,
            build_id: StringId::EMPTY,
            symbolized: Symbolized::default(),
        })
    }

    fn function(&mut self, name: &str, file: &str, start_line: i64) -> FunctionId {
        let name = self.0.strings.intern(name).unwrap();
        let filename = self.0.strings.intern(file).unwrap();
        self.0.functions.push(Function { wire_id: 0, name, system_name: name, filename, start_line })
    }

    fn location(
        &mut self,
        address: u64,
        mapping: Option<MappingId>,
        lines: &[(FunctionId, i64)],
    ) -> LocationId {
        let location = Location { wire_id: 0, mapping, address, is_folded: false };
        let lines = lines.iter().map(|&(function, line)| Line { function, line, column: 9 });
        self.0.locations.push(location, lines)
    }

    fn finish(mut self) -> Profile {
        let stack = self.0.stacks.intern(&[]);
        self.0.samples.push(stack, LabelSetId::EMPTY, &[1]);
        self.0.finish().unwrap()
    }
}

fn build(profiles: &[&Profile], granularity: Granularity) -> FrameTable {
    FrameTable::build(profiles, Grouping { granularity, ..Grouping::default() })
}

/// The frames of every location of the first profile, a row per location.
fn drawn(profile: &Profile, granularity: Granularity) -> String {
    let frames = build(&[profile], granularity);
    let mut drawn = String::new();
    for location in profile.locations().ids() {
        let names: Vec<_> = frames
            .frames_of(0, location)
            .iter()
            .map(|at| {
                let frame = at.frame();
                let inlined = if at.is_inlined() { " (inlined)" } else { "" };
                format!("{}{inlined} in {}", frames.name(frame), frames.row_name(frames.row(frame)))
            })
            .collect();
        drawn += &names.join(" > ");
        drawn.push('\n');
    }
    drawn
}

/// Two functions of one file, one of them inlined; a function without a name; and addresses without symbols.
fn various() -> Profile {
    let mut maker = Maker::new();
    let shop = maker.mapping("/srv/bin/shop", 0x40_0000);
    let main = maker.function("main.main", "./src//main.go", 10);
    let work = maker.function("main.work", "src/main.go", 50);
    let blank = maker.function("", "", 3);
    maker.location(0x40_1000, Some(shop), &[(work, 52), (main, 12)]);
    maker.location(0x40_1080, Some(shop), &[(main, 13)]);
    maker.location(0x40_2000, Some(shop), &[(blank, 0)]);
    maker.location(0x40_3000, Some(shop), &[]);
    maker.location(0x40_4000, Some(shop), &[]);
    maker.location(0x7f00, None, &[]);
    maker.location(0, None, &[]);
    maker.finish()
}

#[test]
fn functions() {
    insta::assert_snapshot!(drawn(&various(), Granularity::Functions), @r"
    main.main in main.main > main.work (inlined) in main.work
    main.main in main.main
    [shop] in [shop]
    shop+0x4000 in [shop]
    shop+0x5000 in [shop]
    0x7f00 in <unknown>
    <unknown> in <unknown>
    ");
    let profile = various();
    let frames = build(&[&profile], Granularity::Functions);
    let main = frames.frames_of(0, LocationId::new(1))[0].frame();
    assert_eq!((frames.file(main), frames.line(main), frames.start_line(main)), ("src/main.go", 12, 10));
    assert_eq!((frames.object(main), frames.address(main)), ("/srv/bin/shop", 0x40_1000));
    let unsymbolized = frames.frames_of(0, LocationId::new(4))[0].frame();
    let nameless = frames.frames_of(0, LocationId::new(2))[0].frame();
    // They print the same, but the line on which the nameless function begins tells them apart, as for pprof.
    assert_ne!(frames.row(unsymbolized), frames.row(nameless));
    assert_eq!(
        frames.row_frame(frames.row(unsymbolized)),
        frames.frames_of(0, LocationId::new(3))[0].frame()
    );
    assert_eq!(frames.name(FrameId::ROOT), "root");
}

#[test]
fn other_granularities() {
    insta::assert_snapshot!(drawn(&various(), Granularity::Lines), @r"
    main.main src/main.go:12 in main.main src/main.go:12 > main.work src/main.go:52 (inlined) in main.work src/main.go:52
    main.main src/main.go:13 in main.main src/main.go:13
    [shop] in [shop]
    shop+0x4000 in [shop]
    shop+0x5000 in [shop]
    0x7f00 in <unknown>
    <unknown> in <unknown>
    ");
    insta::assert_snapshot!(drawn(&various(), Granularity::Addresses), @r"
    0000000000401000 main.main src/main.go:12:9 in 0000000000401000 main.main src/main.go:12:9 > 0000000000401000 main.work src/main.go:52:9 (inlined) in 0000000000401000 main.work src/main.go:52:9
    0000000000401080 main.main src/main.go:13:9 in 0000000000401080 main.main src/main.go:13:9
    0000000000402000 [shop] in 0000000000402000 [shop]
    0000000000403000 [shop] in 0000000000403000 [shop]
    0000000000404000 [shop] in 0000000000404000 [shop]
    0000000000007f00 <unknown> in 0000000000007f00 <unknown>
    <unknown> in <unknown>
    ");
    let profile = various();
    let files = build(&[&profile], Granularity::Files);
    let inlined = files.frames_of(0, LocationId::new(0));
    assert_eq!(files.name(inlined[0].frame()), files.name(inlined[1].frame()));
    assert_ne!(files.row(inlined[0].frame()), files.row(inlined[1].frame()), "a row for each start line");
    let file_functions = build(&[&profile], Granularity::FileFunctions);
    let main = file_functions.frames_of(0, LocationId::new(0))[0].frame();
    assert_eq!(file_functions.name(main), "main.main src/main.go");
}

#[test]
fn without_inlines_the_caller_stands_for_all() {
    let profile = various();
    let grouping = Grouping { granularity: Granularity::Lines, no_inlines: true, ..Grouping::default() };
    let frames = FrameTable::build(&[&profile], grouping);
    let kept = frames.frames_of(0, LocationId::new(0));
    assert_eq!(kept.len(), 1);
    assert_eq!(frames.name(kept[0].frame()), "main.main src/main.go:12");
}

#[test]
fn profiles_share_frames_by_text() {
    let mut maker = Maker::new();
    let other = maker.mapping("/lib/libc.so", 0x1_0000);
    let shop = maker.mapping("/srv/bin/shop", 0x90_0000);
    let work = maker.function("main.work", "src/main.go", 50);
    maker.location(0x90_1000, Some(shop), &[(work, 52)]);
    maker.location(0x90_3000, Some(shop), &[]);
    maker.location(0x1_0010, Some(other), &[]);
    let (first, second) = (various(), maker.finish());
    for granularity in [Granularity::Functions, Granularity::Lines, Granularity::Addresses] {
        let frames = build(&[&first, &second], granularity);
        let at = |profile, location, frame: usize| {
            frames.frames_of(profile, LocationId::new(location))[frame].frame()
        };
        assert_eq!(at(0, 0, 1), at(1, 0, 0), "{granularity:?}: the same function");
        assert_eq!(at(0, 3, 0), at(1, 1, 0), "{granularity:?}: the same place, loaded elsewhere");
    }
}

/// What tells a frame with a line apart, written as the documentation of [`RowKey`] has it.
fn identity(
    profile: &Profile,
    grouping: Grouping,
    mapping: Option<MappingId>,
    function: FunctionId,
) -> String {
    let function = profile.functions().get(function);
    let (name, file) = (profile.text(function.name), profile.text(function.filename));
    let object = mapping.map_or("", |id| profile.text(profile.mappings().get(id).file));
    let name = if grouping.granularity == Granularity::Files { "" } else { name };
    let file = if grouping.granularity == Granularity::Functions { "" } else { file };
    if name.is_empty() || grouping.by_object {
        format!("{name} {file} {object} {}", function.start_line)
    } else {
        format!("{name} {file}")
    }
}

proptest! {
    #[test]
    fn a_function_has_a_frame_for_each_identity(
        functions in prop::collection::vec((0..3_usize, 0..3_usize, 0..2_i64), 1..6),
        locations in prop::collection::vec(
            (prop::option::of(0..3_usize), prop::collection::vec((0..6_usize, 0..9_i64), 1..4)), 1..20),
        granularity in prop::sample::select(vec![
            Granularity::Functions, Granularity::FileFunctions, Granularity::Files]),
        by_object in any::<bool>(),
    ) {
        let mut maker = Maker::new();
        // Two of them are of one object.
        let mappings = [("/bin/a", 0x1000), ("/bin/b", 0x9000), ("/bin/a", 0x2_0000)]
            .map(|(file, start)| maker.mapping(file, start));
        let texts = ["", "a", "b"];
        let functions: Vec<_> = functions
            .into_iter()
            .map(|(name, file, line)| maker.function(texts[name], texts[file], line))
            .collect();
        for (mapping, lines) in locations {
            let lines: Vec<_> =
                lines.into_iter().map(|(at, line)| (functions[at % functions.len()], line)).collect();
            maker.location(lines.len() as u64, mapping.map(|at| mappings[at]), &lines);
        }
        let profile = maker.finish();
        let grouping = Grouping { granularity, by_object, ..Grouping::default() };
        let frames = FrameTable::build(&[&profile, &profile], grouping);
        let mut seen: Vec<(String, FrameId)> = Vec::new();
        for id in profile.locations().ids() {
            prop_assert_eq!(frames.frames_of(0, id), frames.frames_of(1, id));
            let location = profile.locations().get(id);
            for (line, at) in profile.locations().lines(id).rev().zip(frames.frames_of(0, id)) {
                let key = identity(&profile, grouping, location.mapping, line.function);
                match seen.iter().find(|(of, frame)| *of == key || *frame == at.frame()) {
                    Some(found) => prop_assert_eq!(found, &(key, at.frame())),
                    None => {
                        // What a frame says beyond its identity is of where it was seen first.
                        prop_assert_eq!(frames.line(at.frame()), line.line);
                        prop_assert_eq!(frames.address(at.frame()), location.address);
                        seen.push((key, at.frame()));
                    }
                }
            }
        }
    }
}
