//! What is generated is what was asked for, as far as a reader can tell.

use std::collections::HashSet;

use airflame_benches::{Extreme, Kind, Sharing, Spec, gzip, raw, write, write_extreme};
use airflame_engine::analysis::{Grouping, Shape, Subject};
use airflame_engine::pprof::open_slice;
use airflame_engine::profile::{FunctionId, LabelValue, Profile};

fn open(spec: &Spec) -> Profile {
    let decoded = open_slice(&gzip(spec)).unwrap();
    assert!(decoded.warnings.is_empty(), "{:?}", decoded.warnings);
    decoded.profile
}

fn nodes(profile: &Profile) -> usize {
    Shape::build(Subject::single(profile), Grouping::default()).tree().len()
}

#[test]
fn the_same_spec_makes_the_same_bytes_and_another_seed_others() {
    for (_, preset) in Spec::PRESETS {
        let spec = Spec { samples: 2_000, locations: 900, functions: 300, ..preset() };
        assert_eq!(raw(&spec), raw(&spec.clone()));
        assert_ne!(raw(&spec), raw(&spec.clone().seed(2)));
        assert_ne!(raw(&spec), raw(&spec.later()));
    }
}

#[test]
fn a_heap_has_the_counts_that_were_asked_for() {
    let spec = Spec::heap_1mb();
    let mut bytes = Vec::new();
    let written = write(&spec, &mut bytes).unwrap();
    assert_eq!(written.bytes, bytes.len() as u64);
    assert!((900_000..1_150_000).contains(&bytes.len()), "{}", bytes.len());
    let profile = open(&spec);
    assert_eq!(profile.samples().len(), spec.samples);
    assert_eq!(profile.locations().len(), spec.locations);
    assert_eq!(profile.functions().len(), spec.functions);
    let mean = written.frames as f64 / spec.samples as f64;
    assert!((mean / spec.depth as f64 - 1.0).abs() < 0.1, "{mean}");
    let types: Vec<_> = profile.header().sample_types.iter().map(|of| profile.text(of.kind)).collect();
    assert_eq!(types, ["alloc_objects", "alloc_space", "inuse_objects", "inuse_space"]);
    let inlined = profile.locations().ids().filter(|&id| profile.locations().lines(id).len() > 1).count();
    assert!((0.15..0.3).contains(&(inlined as f64 / spec.locations as f64)), "{inlined}");
}

#[test]
fn a_sample_of_a_heap_is_one_size_and_no_two_are_alike() {
    let profile = open(&Spec::heap_1mb());
    let samples = profile.samples();
    let mut met = HashSet::new();
    for (at, (&stack, &labels)) in samples.stacks().iter().zip(samples.labels()).enumerate() {
        let [label] = profile.labels().get(labels) else { panic!("one label each") };
        assert_eq!(profile.text(label.key), "bytes");
        let LabelValue::Number(size, _) = label.value else { panic!("{label:?}") };
        let [objects, space] = [0, 1].map(|column| samples.values(column)[at]);
        // Both were scaled and then rounded down: by less than one object.
        assert!(objects * size <= space && space < (objects + 1) * size, "{objects} of {size}: {space}");
        assert!(met.insert((stack, size)), "met twice");
    }
    assert!(profile.stacks().len() < samples.len() * 4 / 5, "stacks come back with other sizes");
}

/// Every stack of 34 frames brings some new nodes, but far fewer than it has frames.
#[test]
fn stacks_share_their_roots_unless_they_are_scattered() {
    let spec = Spec::heap_1mb();
    let profile = open(&spec);
    let per_stack = nodes(&profile) as f64 / profile.stacks().len() as f64;
    assert!((5.0..15.0).contains(&per_stack), "{per_stack}");
    let scattered = open(&Spec { sharing: Sharing::Scattered, depth: 26, ..spec });
    let per_stack = nodes(&scattered) as f64 / scattered.stacks().len() as f64;
    assert!(per_stack > 26.0, "{per_stack}");
}

#[test]
fn labels_are_on_as_many_samples_as_asked_for() {
    for (kind, columns) in [(Kind::Cpu, 2), (Kind::Goroutine, 1)] {
        let spec = Spec { kind, labels: 0.5, ..Spec::heap_1mb() };
        let profile = open(&spec);
        assert_eq!((profile.samples().len(), profile.header().sample_types.len()), (spec.samples, columns));
        let sets = profile.samples().labels().iter();
        let labelled = sets.filter(|&&set| profile.labels().get(set).len() == 2).count();
        let share = labelled as f64 / spec.samples as f64;
        assert!((0.4..0.6).contains(&share), "{share}");
    }
}

#[test]
fn a_later_snapshot_has_all_stacks_of_the_earlier_and_some_more() {
    let spec = Spec::heap_1mb();
    let (earlier, later) = (open(&spec), open(&spec.clone().later()));
    assert_eq!(later.samples().len(), spec.samples + spec.samples / 20);
    let stacks = |profile: &Profile| -> HashSet<Vec<u64>> {
        let addresses = |stack| {
            let locations = profile.stacks().get(stack).iter();
            locations.map(|&location| profile.locations().get(location).address).collect()
        };
        profile.samples().stacks().iter().map(|&stack| addresses(stack)).collect()
    };
    let (before, after) = (stacks(&earlier), stacks(&later));
    assert!(after.is_superset(&before) && after.len() > before.len());
    let total = |profile: &Profile, column| -> i64 { profile.samples().values(column).iter().sum() };
    assert!(total(&later, 1) > total(&earlier, 1), "what was allocated grows");
    assert_ne!(total(&later, 3), total(&earlier, 3));
}

#[test]
fn extremes_are_profiles() {
    for (name, extreme) in Extreme::ALL {
        let mut bytes = Vec::new();
        write_extreme(extreme, &mut bytes).unwrap();
        let profile = open_slice(&bytes).unwrap().profile;
        let deepest = profile.stacks().ids().map(|id| profile.stacks().get(id).len()).max();
        let name_len = profile.strings().get(profile.functions().get(FunctionId::new(0)).name).len();
        let wanted = match extreme {
            Extreme::Deep => (1, Some(1_000_000), 1, 10),
            Extreme::Labels => (100_000, Some(1), 100_001, 10),
            Extreme::Name => (1, Some(1), 1, 50_000_000),
        };
        let is = (profile.samples().len(), deepest, profile.labels().len(), name_len);
        assert_eq!(is, wanted, "{name}");
    }
}
