use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::analysis::{BitSet, Granularity, Grouping, Shape, run_unhurried};
use crate::profile::{
    Function, FunctionId, LabelSetId, Line, Location, LocationId, Mapping, ProfileBuilder, StringId,
    Symbolized, ValueType, draw_profile,
};

fn build(frames: &FrameTable, profiles: &[&Profile], max_frames: usize) -> (CallTree, StackPaths) {
    let pace = Pace::unhurried();
    run_unhurried(Box::pin(super::build(frames, profiles, max_frames, &pace)))
}

/// The tree as indented names.
fn drawn(profiles: &[&Profile], max_frames: usize) -> (String, CallTree, StackPaths) {
    let frames = FrameTable::build(profiles, Grouping::default());
    let (tree, stacks) = build(&frames, profiles, max_frames);
    let line =
        |node| format!("{}{}\n", "  ".repeat(tree.depth(node) as usize), frames.name(tree.frame(node)));
    (tree.ids().map(line).collect(), tree, stacks)
}

#[test]
fn siblings_stand_by_name() {
    let profile = draw_profile(
        "
        B  A  A  B
        Z  Z  C  Y
        .  .  D  .
    ",
    );
    let (drawn, tree, stacks) = drawn(&[&profile], MAX_FRAMES);
    insta::assert_snapshot!(drawn, @r"
    root
      A
        C
          D
        Z
      B
        Y
        Z
    ");
    assert_eq!(
        stacks.ends(0).iter().map(|&path| tree.end(path).index()).collect::<Vec<_>>(),
        [0, 7, 4, 3, 6]
    );
}

#[test]
fn profiles_share_one_tree() {
    let one = draw_profile("A  A\nB  C");
    let other = draw_profile("A  A\nC  D");
    let (drawn, tree, stacks) = drawn(&[&one, &other], MAX_FRAMES);
    assert_eq!(drawn, "root\n  A\n    B\n    C\n    D\n");
    assert_eq!(stacks.node(&tree, 0, StackId::new(2)), stacks.node(&tree, 1, StackId::new(1)));
}

/// The tree as its definition has it: the set of all paths, which sorts as a depth-first walk does.
fn paths_of(profile: &Profile, frames: &FrameTable) -> BTreeMap<Vec<String>, [bool; 2]> {
    let mut paths = BTreeMap::from([(Vec::new(), [false; 2])]);
    for stack in profile.stacks().ids() {
        let mut path = Vec::new();
        for &location in profile.stacks().get(stack).iter().rev() {
            for at in frames.frames_of(0, location) {
                path.push(frames.name(at.frame()).to_owned());
                paths.entry(path.clone()).or_default()[usize::from(at.is_inlined())] = true;
            }
        }
    }
    paths
}

fn path_to(tree: &CallTree, frames: &FrameTable, node: NodeId) -> Vec<String> {
    let mut path: Vec<String> =
        tree.path_up(node).map(|node| frames.name(tree.frame(node)).to_owned()).collect();
    path.reverse();
    path
}

/// Stacks of some 100 frames, of functions that are inlined here and there, and that begin alike.
fn any_profile() -> impl Strategy<Value = Profile> {
    any_profile_of(0)
}

/// The same, of functions whose names are counted from a number on.
fn any_profile_of(first_name: usize) -> impl Strategy<Value = Profile> {
    let stack = (prop::collection::vec(0..7_usize, 0..40), 0..70_usize, 0..9_usize);
    prop::collection::vec(stack, 1..12).prop_map(move |stacks| {
        let mut tables = ProfileBuilder::default();
        let mut name = |name: &str| tables.strings.intern(name).unwrap();
        let (kind, unit) = (name("samples"), name("count"));
        let names: Vec<StringId> =
            (0..9).map(|number| name(&format!("main.f{}", first_name + number))).collect();
        let files = ["a.go", "b.go"].map(&mut name);
        tables.header.sample_types = vec![ValueType { kind, unit }];
        tables.samples.set_column_count(1);
        let functions: Vec<FunctionId> = names
            .iter()
            .enumerate()
            .map(|(at, &name)| {
                let (system_name, filename) = (name, files[at % files.len()]);
                tables.functions.push(Function { wire_id: 1, name, system_name, filename, start_line: 0 })
            })
            .collect();
        for (row, lines) in [&[0][..], &[1], &[2, 1], &[3, 0], &[0], &[4, 5, 6], &[7, 0]].iter().enumerate() {
            let line = row as i64 / 2;
            let lines = lines.iter().map(|&at| Line { function: functions[at], line, column: 0 });
            tables.locations.push(
                Location { wire_id: 1, mapping: None, address: 0, is_folded: false },
                lines.collect::<Vec<_>>(),
            );
        }
        let mut before: Vec<LocationId> = Vec::new();
        for (stack, kept, value) in stacks {
            // From the root, as what is shared is.
            before.truncate(kept);
            before.extend(stack.into_iter().map(LocationId::new));
            let leaf_first: Vec<_> = before.iter().rev().copied().collect();
            let stack = tables.stacks.intern(&leaf_first);
            tables.samples.push(stack, LabelSetId::EMPTY, &[value as i64]);
        }
        tables.finish().unwrap()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn the_tree_is_the_set_of_all_paths(profile in any_profile()) {
        let frames = FrameTable::build(&[&profile], Grouping::default());
        let (tree, stacks) = build(&frames, &[&profile], MAX_FRAMES);
        let paths = paths_of(&profile, &frames);
        prop_assert_eq!(tree.len(), paths.len());
        let all: Vec<_> = paths.keys().collect();
        for (node, (path, &[called, inlined])) in tree.ids().zip(&paths) {
            prop_assert_eq!(&path_to(&tree, &frames, node), path);
            prop_assert_eq!(tree.depth(node) as usize, path.len());
            prop_assert_eq!((tree.is_called(node), tree.is_inlined(node)), (called, inlined));
            let end = tree.subtree_end(node).index();
            let children: Vec<_> = tree.children(node).collect();
            prop_assert!(children.iter().all(|&child| tree.parent(child) == node));
            prop_assert_eq!(tree.node(tree.subtree(node)), node);
            prop_assert!(end > node.index() && all[end - 1].starts_with(path));
            prop_assert!(all.get(end).is_none_or(|next| !next.starts_with(path)));
        }
        for stack in profile.stacks().ids() {
            let locations = profile.stacks().get(stack).iter().rev();
            let names = locations.flat_map(|&location| frames.frames_of(0, location));
            let names: Vec<String> = names.map(|at| frames.name(at.frame()).to_owned()).collect();
            prop_assert_eq!(path_to(&tree, &frames, stacks.node(&tree, 0, stack)), names);
        }
    }
}

/// The nodes of a shape with all that is known of them, and where the stacks end that are asked for.
fn told(shape: &Shape, stacks: &[Vec<StackId>]) -> (Vec<String>, Vec<Vec<NodeId>>) {
    let (tree, frames) = (shape.tree(), shape.frames());
    let node = |node| {
        let frame = tree.frame(node);
        let (ways, row) = ((tree.is_called(node), tree.is_inlined(node)), frames.row(frame));
        let about = (frame.index(), row.index(), frames.row_name(row), frames.function(frame));
        format!("{} {} {ways:?} {about:?} {:?}", tree.depth(node), frames.name(frame), tree.subtree(node))
    };
    let end = |(at, stacks): (usize, &Vec<StackId>)| {
        stacks.iter().map(|&stack| shape.stack_paths().node(tree, at, stack)).collect()
    };
    (tree.ids().map(node).collect(), stacks.iter().enumerate().map(end).collect())
}

fn shape_of(profiles: &[&Profile], grouping: Grouping) -> Shape {
    run_unhurried(Shape::of_profiles(profiles.to_vec(), grouping, &Pace::unhurried()))
}

fn merged(shapes: [&Shape; 2], profiles: [&Profile; 2]) -> Option<Shape> {
    run_unhurried(Shape::merged(shapes, profiles, &Pace::unhurried()))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    #[test]
    fn a_tree_that_is_made_of_others_is_the_one_that_would_be_built(
        (one, other) in (0..9_usize).prop_flat_map(|names| (any_profile(), any_profile_of(names))),
        dropped in prop::collection::vec(any::<bool>(), 30),
        granularity in prop::sample::select(
            [Granularity::Functions, Granularity::FileFunctions, Granularity::Files, Granularity::Lines].as_slice()
        ),
        no_inlines in any::<bool>(),
    ) {
        let grouping = Grouping { granularity, no_inlines, ..Grouping::default() };
        let shape_of = |profiles: &[&Profile]| shape_of(profiles, grouping);
        let profiles = [&one, &other];
        let all: Vec<Vec<StackId>> = profiles.map(|profile| profile.stacks().ids().collect()).into();
        let [first, second] = profiles.map(|profile| shape_of(&[profile]));
        let both = merged([&first, &second], profiles).unwrap();
        prop_assert_eq!(told(&both, &all), told(&shape_of(&profiles), &all));

        // Some of the samples, of one profile and of both: as they would be found in profiles that have no others.
        let kept: Vec<Vec<StackId>> = all
            .iter()
            .map(|ids| ids.iter().copied().filter(|id| id.index() > 0 && !dropped[id.index()]).collect())
            .collect();
        let sets: Vec<BitSet> = profiles.iter().zip(&kept).map(|(profile, kept)| {
            let mut set = BitSet::new(profile.stacks().len());
            kept.iter().for_each(|stack| set.insert(stack.index()));
            set
        }).collect();
        let left: Vec<Profile> = profiles.iter().zip(&kept).map(|(profile, kept)| {
            let mut revision = profile.revise();
            let mut stacks = crate::profile::StackTable::default();
            kept.iter().for_each(|&stack| {
                stacks.intern(profile.stacks().get(stack));
            });
            revision.stacks = stacks.into();
            revision.samples = crate::profile::SampleTable::default().into();
            revision.finish().unwrap()
        }).collect();
        let renumbered: Vec<Vec<StackId>> =
            kept.iter().map(|kept| (1..=kept.len()).map(StackId::new).collect()).collect();
        let expected = told(&shape_of(&[&left[0], &left[1]]), &renumbered);
        let both_kept = both.kept(&sets).unwrap();
        prop_assert_eq!(&told(&both_kept, &kept), &expected);
        let [first, second] = [(&first, 0), (&second, 1)].map(|(shape, at)| shape.kept(&sets[at..=at]).unwrap());
        prop_assert_eq!(&told(&first, &kept[..1]), &told(&shape_of(&[&left[0]]), &renumbered[..1]));
        let of_kept = merged([&first, &second], profiles).unwrap();
        prop_assert_eq!(&told(&of_kept, &kept), &expected);
        let nothing = both.kept(&profiles.map(|profile| BitSet::new(profile.stacks().len()))).unwrap();
        prop_assert_eq!((nothing.tree().len(), nothing.tree().path_count()), (1, 1));
    }
}

#[test]
fn what_depends_on_the_first_profile_is_not_merged() {
    let [one, other] = [draw_profile("A  A\nB  C"), draw_profile("A  A\nC  D")];
    let by = |grouping| move |profile| shape_of(&[profile], grouping);
    let [first, second] = [&one, &other].map(by(Grouping::default()));
    assert!(merged([&first, &second], [&one, &other]).is_some());
    let both = shape_of(&[&one, &other], Grouping::default());
    assert!(merged([&both, &second], [&one, &other]).is_none());
    for grouping in [
        Grouping { granularity: Granularity::Addresses, ..Grouping::default() },
        Grouping { by_object: true, ..Grouping::default() },
    ] {
        let [first, second] = [&one, &other].map(by(grouping));
        assert!(merged([&first, &second], [&one, &other]).is_none(), "{grouping:?}");
    }
    let lines = Grouping { granularity: Granularity::Lines, ..Grouping::default() };
    let by_lines = by(lines)(&other);
    assert!(merged([&first, &by_lines], [&one, &other]).is_none(), "they are grouped differently");
}

#[test]
fn trees_are_merged_where_mappings_are_named_alike() {
    let mapped = |drawing: &str, build_id: &str, file: &str| {
        let profile = draw_profile(drawing);
        let mut revision = profile.revise();
        let mut text = |text: &str| revision.strings.intern(text).unwrap();
        let (build_id, file) = (text(build_id), text(file));
        let symbolized = Symbolized::default();
        let [wire_id, start, limit, offset] = [1, 0, 0x1000, 0];
        revision.mappings.push(Mapping { wire_id, start, limit, offset, file, build_id, symbolized });
        revision.finish().unwrap()
    };
    let one = mapped("A\nB", "build 1", "/srv/app");
    let is_merged = |build_id, file| {
        let other = mapped("A\nC", build_id, file);
        let profiles = [&one, &other];
        let [first, second] = profiles.map(|profile| shape_of(&[profile], Grouping::default()));
        let both = merged([&first, &second], profiles)?;
        let stacks = profiles.map(|profile| profile.stacks().ids().collect());
        assert_eq!(told(&both, &stacks), told(&shape_of(&profiles, Grouping::default()), &stacks));
        Some(())
    };
    assert!(is_merged("build 1", "/srv/app").is_some());
    assert!(is_merged("build 2", "/srv/other").is_some(), "these are two");
    assert!(
        is_merged("build 1", "/tmp/copy").is_none(),
        "one binary has the name that the first profile has for it"
    );
}

#[test]
fn stacks_are_cut_short_where_they_would_be_too_many_frames() {
    let profile = draw_profile("A  A  A\nB  C  B\nD  .  E");
    let (drawn, tree, stacks) = drawn(&[&profile], 6);
    assert_eq!(drawn, "root\n  A\n    B\n      D\n    C\n");
    assert_eq!(stacks.cut_stacks(), 1);
    assert_eq!(stacks.node(&tree, 0, StackId::new(2)).index(), 4);
    assert_eq!(stacks.node(&tree, 0, StackId::new(3)).index(), 1);
}
