//! What must hold of every report, and between the reports and the page, which sum in two ways that share no code.

use std::collections::{BTreeMap, BTreeSet};
use std::slice::from_ref;

use airflame::analysis::{
    Base, CallGraph, FilterTexts, FrameTable, Granularity, Grouping, Inlining, LabelUnits, Measure, Shape,
    StackValues, Subject, TagTable, TopTable, Valuation, combine, total,
};
use airflame::profile::{Function, LabelSetId, Line, Location, Profile, ProfileBuilder, ValueType};
use airflame::report::{Command, NoSourceFiles, Settings, generate, prepare};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{select, subsequence};

use crate::any_profile::{self, plan};
use crate::damage::cases;
use crate::few_functions::{build, profiles};

const FIRST: Valuation = Valuation { index: 0, mean: false };

fn measured(subject: Subject<'_>, grouping: Grouping) -> (Shape, Measure) {
    let shape = Shape::build(subject, grouping);
    let measure = Measure::new(&shape, subject, &subject.metrics().unwrap()[0]);
    (shape, measure)
}

/// The graph of a report with nothing left out.
fn graph(frames: &FrameTable, profile: &Profile) -> CallGraph {
    CallGraph::build(frames, 0, profile, &StackValues::sum(profile, FIRST), None)
}

/// Flat and cum by name, as a report sums them.
fn of_report(profile: &Profile) -> BTreeMap<String, (i64, i64)> {
    let frames = FrameTable::build(&[profile], Grouping::default());
    let graph = graph(&frames, profile);
    let row = |node: &airflame::analysis::CallNode| {
        (frames.row_name(node.row).to_owned(), (node.flat.value, node.cum.value))
    };
    graph.nodes().iter().map(row).collect()
}

/// The same, as the page sums them.
fn of_page(subject: Subject<'_>) -> BTreeMap<String, (i64, i64)> {
    let (shape, measure) = measured(subject, Grouping::default());
    let mut table = TopTable::build(&shape, subject, &measure);
    table.drop_unchanged();
    let rows = table.rows().iter();
    rows.map(|row| (shape.frames().row_name(row.row).to_owned(), (row.flat(), row.cum()))).collect()
}

/// The same, sample by sample, in numbers that everything fits into.
fn exact(profile: &Profile) -> BTreeMap<String, (i128, i128)> {
    let mut rows: BTreeMap<String, (i128, i128)> = BTreeMap::new();
    for (&stack, &value) in profile.samples().stacks().iter().zip(profile.samples().values(0)) {
        let locations = profile.stacks().get(stack).iter();
        let names: Vec<&str> = locations
            .flat_map(|&location| profile.locations().lines(location))
            .map(|line| profile.text(profile.functions().name(line.function)))
            .collect();
        if let Some(&leaf) = names.first() {
            rows.entry(leaf.to_owned()).or_default().0 += i128::from(value);
        }
        for name in names.into_iter().collect::<BTreeSet<_>>() {
            rows.entry(name.to_owned()).or_default().1 += i128::from(value);
        }
    }
    rows.retain(|_, sums| *sums != (0, 0));
    rows
}

/// Σ|value|.
fn size(profile: &Profile) -> u128 {
    profile.samples().values(0).iter().map(|&value| u128::from(value.unsigned_abs())).sum()
}

fn widened(rows: &BTreeMap<String, (i64, i64)>) -> BTreeMap<String, (i128, i128)> {
    rows.iter().map(|(name, &(flat, cum))| (name.clone(), (flat.into(), cum.into()))).collect()
}

fn groupings() -> impl Strategy<Value = Grouping> {
    let granularities = vec![
        Granularity::Functions,
        Granularity::FileFunctions,
        Granularity::Files,
        Granularity::Lines,
        Granularity::Addresses,
    ];
    (select(granularities), any::<bool>()).prop_map(|(granularity, no_inlines)| Grouping {
        granularity,
        no_inlines,
        ..Grouping::default()
    })
}

/// Values at both ends of `i64`, in the middle, and anywhere.
fn extreme_profiles() -> impl Strategy<Value = Profile> {
    let value = prop_oneof![
        2 => select(vec![i64::MAX, i64::MIN, i64::MAX - 1, i64::MIN + 1, i64::MAX / 2, i64::MIN / 2]),
        1 => any::<i64>(),
        3 => -3..4_i64,
    ];
    let locations = vec(vec(0_usize..6, 1..3), 1..6);
    let samples = vec((vec(0_usize..6, 0..6), value), 0..6);
    (locations, samples).prop_map(|(locations, samples)| build(&locations, &samples))
}

/// Profiles whose stacks have no function twice.
fn straight_profiles() -> impl Strategy<Value = Profile> {
    let stack = subsequence(vec![0_usize, 1, 2, 3, 4, 5], 0..=6).prop_shuffle();
    let locations: Vec<Vec<usize>> = (0..6).map(|function| vec![function]).collect();
    vec((stack, -20..100_i64), 0..20).prop_map(move |samples| build(&locations, &samples))
}

/// Filters by name, most of which leave something.
fn filters() -> impl Strategy<Value = FilterTexts> {
    let text = || {
        prop_oneof![
            4 => Just(String::new()),
            4 => select(vec!["f0", "f1|f2", "f[345]", "^f", "5$", "nothing", "."]).prop_map(str::to_owned),
        ]
    };
    (text(), text(), text(), text(), text(), text()).prop_map(
        |(focus, ignore, hide, show, show_from, prune_from)| FilterTexts {
            focus,
            ignore,
            hide,
            show,
            show_from,
            prune_from,
            ..FilterTexts::default()
        },
    )
}

fn filtered(profile: &Profile, filters: &FilterTexts) -> Profile {
    filters.compile().unwrap().apply(profile, &LabelUnits::of(profile)).profile
}

fn text(profile: &Profile, command: &Command, settings: &Settings) -> String {
    String::from_utf8(generate(profile, command, settings, &NoSourceFiles).unwrap().text).unwrap()
}

/// A report without the lines of its head that name the filters.
fn without_filters(text: &str) -> Vec<&str> {
    let names = |line: &&str| {
        let word = line.trim_start();
        word == "Active filters:"
            || ["focus=", "ignore=", "hide=", "show=", "show_from="].iter().any(|name| word.starts_with(name))
    };
    text.lines().filter(|line| !names(line)).collect()
}

fn says_saturated(notes: &[String]) -> bool {
    notes.iter().any(|note| note.contains("64 bits"))
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases(0.2)) })]

    #[test]
    fn page_and_report_have_the_same_rows(profile in profiles(-50..100), grouping in groupings()) {
        let subject = Subject::single(&profile);
        let (shape, measure) = measured(subject, grouping);
        let table = TopTable::build(&shape, subject, &measure);
        let graph = graph(shape.frames(), &profile);
        let neighbours = graph.neighbours(shape.frames());
        let of_report: BTreeMap<_, _> = graph
            .nodes()
            .iter()
            .map(|node| (node.row.index(), (node.flat.value, node.cum.value, neighbours.inlining(node.row))))
            .collect();
        let of_page: BTreeMap<_, (i64, i64, Inlining)> =
            table.rows().iter().map(|row| (row.row.index(), (row.flat(), row.cum(), row.inlining))).collect();
        prop_assert_eq!(of_page, of_report);
        // A total is of sizes: where signs differ, the page takes equal samples for one, and a report of one file does not.
        if !measure.target.has_negative() {
            prop_assert_eq!(measure.total, total(&profile, FIRST).value);
        }
    }

    #[test]
    fn flat_values_are_those_of_the_samples(profile in profiles(0..100)) {
        let samples = profile.samples().stacks().iter().zip(profile.samples().values(0));
        let with_stack: i64 =
            samples.filter(|(stack, _)| !profile.stacks().get(**stack).is_empty()).map(|(_, value)| value).sum();
        let flat: i64 = of_report(&profile).values().map(|(flat, _)| flat).sum();
        prop_assert_eq!(flat, with_stack);
        prop_assert_eq!(widened(&of_report(&profile)), exact(&profile));
    }

    #[test]
    fn what_is_called_and_what_is_own_is_all(profile in straight_profiles()) {
        let frames = FrameTable::build(&[&profile], Grouping::default());
        let graph = graph(&frames, &profile);
        let neighbours = graph.neighbours(&frames);
        for node in graph.nodes() {
            let called: i64 = neighbours.callees(node.row).map(|edge| edge.weight.value).sum();
            prop_assert_eq!(node.flat.value + called, node.cum.value, "{}", frames.row_name(node.row));
            let samples = profile.samples().stacks().iter().zip(profile.samples().values(0));
            let first = |stack| profile.stacks().get(stack).last().map(|&root| {
                profile.text(profile.functions().name(profile.locations().lines(root).next().unwrap().function))
            });
            let begun: i64 = samples
                .filter(|(stack, _)| first(**stack) == Some(frames.row_name(node.row)))
                .map(|(_, value)| value)
                .sum();
            let callers: i64 = neighbours.callers(node.row).map(|edge| edge.weight.value).sum();
            prop_assert_eq!(begun + callers, node.cum.value, "{}", frames.row_name(node.row));
        }
    }

    #[test]
    fn nothing_is_left_of_a_profile_less_itself(profile in profiles(-50..100)) {
        let profiles = [profile];
        let subtracted = prepare(&profiles, &profiles, Base::Subtracted, false, false).unwrap().profile;
        prop_assert!(subtracted.samples().is_empty());
        let difference = prepare(&profiles, &profiles, Base::Diff, false, false).unwrap().profile;
        prop_assert_eq!(of_report(&difference), BTreeMap::new());
        // Percentages are still of what the base had.
        prop_assert_eq!(total(&difference, FIRST).value, total(&merged(&profiles[0]), FIRST).value);
        for command in [Command::Top, Command::Tree] {
            for profile in [&subtracted, &difference] {
                let printed = text(profile, &command, &Settings { trim: false, ..Settings::default() });
                let names = printed.split_whitespace().filter(|word| word.len() == 2 && word.starts_with('f'));
                prop_assert_eq!(names.count(), 0, "{}", printed);
            }
        }
        let sums: i128 = difference.samples().values(0).iter().map(|&value| i128::from(value)).sum();
        prop_assert_eq!(sums, 0);
    }

    #[test]
    fn page_and_report_have_the_same_differences(base in profiles(-50..100), target in profiles(-50..100)) {
        let of_page = of_page(Subject::comparison(&base, &target));
        let (targets, bases) = ([target], [base]);
        for kind in [Base::Diff, Base::Subtracted] {
            let combined = combine(&targets, &bases, kind, false).unwrap().profile;
            prop_assert_eq!(&of_report(&combined), &of_page);
        }
    }

    #[test]
    fn a_filter_may_come_first(profile in profiles(-20..100), filters in filters()) {
        let profile = prepare(&[profile], &[], Base::None, false, false).unwrap().profile;
        let after = filtered(&profile, &filters);
        let plain = Settings { trim: false, ..Settings::default() };
        let asked = Settings { filters, relative_percentages: true, ..plain.clone() };
        for command in [Command::Raw, Command::Top, Command::Tree, Command::Traces, Command::Tags] {
            let (with, without) = (text(&profile, &command, &asked), text(&after, &command, &plain));
            prop_assert_eq!(without_filters(&with), without_filters(&without), "{:?}", command);
        }
    }

    #[test]
    fn a_filter_of_the_sides_is_one_of_the_difference(
        base in profiles(-20..100), target in profiles(-20..100), filters in filters(),
    ) {
        let both = combine(from_ref(&target), from_ref(&base), Base::Diff, false).unwrap().profile;
        let (base, target) = (filtered(&base, &filters), filtered(&target, &filters));
        prop_assert_eq!(of_page(Subject::comparison(&base, &target)), of_report(&filtered(&both, &filters)));
    }

    #[test]
    fn sums_are_right_or_said_to_be_too_large(profile in extreme_profiles(), other in extreme_profiles()) {
        let fits = size(&profile) <= i64::MAX as u128;
        let exact_rows = exact(&profile);
        // The total of percentages.
        let sum = total(&profile, FIRST);
        prop_assert_eq!(!sum.saturated, fits);
        prop_assert!(sum.saturated || u128::from(sum.value.unsigned_abs()) == size(&profile));
        // The graph of a report.
        let frames = FrameTable::build(&[&profile], Grouping::default());
        let graph = graph(&frames, &profile);
        prop_assert!(!(fits && graph.saturated));
        prop_assert!(graph.saturated || widened(&of_report(&profile)) == exact_rows);
        // The page.
        let subject = Subject::single(&profile);
        let (_, measure) = measured(subject, Grouping::default());
        prop_assert!(!(fits && measure.is_saturated()));
        prop_assert!(measure.is_saturated() || widened(&of_page(subject)) == exact_rows);
        prop_assert!(measure.is_saturated() || u128::from(measure.total.unsigned_abs()) == size(&profile));
        // A comparison on the page.
        let subject = Subject::comparison(&other, &profile);
        let (_, measure) = measured(subject, Grouping::default());
        let mut change = exact_rows.clone();
        for (name, (flat, cum)) in exact(&other) {
            let row = change.entry(name).or_default();
            *row = (row.0 - flat, row.1 - cum);
        }
        change.retain(|_, sums| *sums != (0, 0));
        let both_fit = size(&profile) + size(&other) <= i64::MAX as u128;
        prop_assert!(!(both_fit && measure.is_saturated()));
        prop_assert!(measure.is_saturated() || widened(&of_page(subject)) == change);
        // A merge.
        let sources = [profile, other];
        let merged = combine(&sources, &[], Base::None, false).unwrap();
        prop_assert!(!(both_fit && merged.saturated));
        if !merged.saturated {
            let mut sum = exact(&sources[0]);
            for (name, (flat, cum)) in exact(&sources[1]) {
                let row = sum.entry(name).or_default();
                *row = (row.0 + flat, row.1 + cum);
            }
            sum.retain(|_, sums| *sums != (0, 0));
            prop_assert_eq!(exact(&merged.profile), sum);
        }
        // What a report says.
        for command in [Command::Top, Command::Tree, Command::Tags, Command::Peek(".".to_owned())] {
            if let Ok(report) = generate(&sources[0], &command, &Settings::default(), &NoSourceFiles) {
                prop_assert_eq!(says_saturated(&report.notes), !fits, "{:?}", command);
            }
        }
    }

    #[test]
    fn labels_are_summed_right_or_said_to_be_too_large(plan in plan()) {
        let profile = any_profile::build(&plan);
        let values = profile.samples().values(0);
        let table = TagTable::build(&profile, &LabelUnits::of(&profile), values, "minimum");
        let mut exact: BTreeMap<&str, i128> = BTreeMap::new();
        let mut size = 0_u128;
        for (&set, &value) in profile.samples().labels().iter().zip(values) {
            for label in profile.labels().get(set) {
                *exact.entry(profile.text(label.key)).or_default() += i128::from(value);
                size += u128::from(value.unsigned_abs());
            }
        }
        let total: BTreeMap<&str, i128> =
            table.keys.iter().map(|key| (key.key.as_str(), key.total.into())).collect();
        prop_assert!(table.saturated || total == exact);
        let all: u128 = values.iter().map(|value| u128::from(value.unsigned_abs())).sum();
        prop_assert!(!(table.saturated && size.max(all) <= i64::MAX as u128));
        for key in table.keys.iter().filter(|_| !table.saturated) {
            prop_assert_eq!(key.rows.iter().map(|row| i128::from(row.sum)).sum::<i128>(), key.total.into());
        }
    }
}

/// Half of all that fits, on a stack that calls a function from three of its own lines.
#[test]
fn a_listing_says_that_its_lines_are_too_large_together() {
    let mut builder = ProfileBuilder::default();
    let [kind, unit, name, file] =
        ["n", "count", "f", "f.go"].map(|text| builder.strings.intern(text).unwrap());
    builder.header.sample_types.push(ValueType { kind, unit });
    builder.samples.set_column_count(1);
    let function = builder.functions.push(Function {
        wire_id: 1,
        name,
        system_name: name,
        filename: file,
        start_line: 1,
    });
    let location = |wire_id| Location { wire_id, mapping: None, address: 0, is_folded: false };
    let stack: Vec<_> = (1..4)
        .map(|at| builder.locations.push(location(at), [Line { function, line: at as i64, column: 0 }]))
        .collect();
    let stack = builder.stacks.intern(&stack);
    builder.samples.push(stack, LabelSetId::EMPTY, &[i64::MAX / 2]);
    let profile = builder.finish().unwrap();
    let notes = |command| generate(&profile, &command, &Settings::default(), &NoSourceFiles).unwrap().notes;
    assert!(says_saturated(&notes(Command::List("f".to_owned()))));
    assert!(!says_saturated(&notes(Command::Top)));
}

/// The profile with equal samples as one, as it is once pprof has merged it with another.
fn merged(profile: &Profile) -> Profile {
    let nothing = build(&[vec![0]], &[]);
    combine(&[profile.clone(), nothing], &[], Base::None, false).unwrap().profile
}
