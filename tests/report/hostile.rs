//! Whatever is asked of whatever profiles, there is a report or a reason why there is none.

use airflame::pprof::encode_raw;
use airflame::report::{SourceFiles, flags, run};
use proptest::prelude::*;
use proptest::sample::{Index, select};
use proptest::strategy::ValueTree as _;
use proptest::test_runner::TestRunner;

use crate::any_profile::{self, Plan, plan};
use crate::damage::{Damage, apply, cases, damage};
use crate::fixtures;
use crate::watch::watched;
use crate::written::written;

/// The profiles of a case, by number; any other path is a source file.
struct Files(Vec<Vec<u8>>);

impl SourceFiles for Files {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        match path.strip_prefix("profile").and_then(|number| number.parse::<usize>().ok()) {
            Some(number) => self.0.get(number).cloned().ok_or_else(|| format!("open {path}: no such file")),
            None if path.len().is_multiple_of(2) => {
                Ok(b"package main\n\nfunc main() {\n\twork()\r\n}\n\n\xff\xfe\n".to_vec())
            }
            None => Err(format!("open {path}: no such file")),
        }
    }

    fn working_directory(&self) -> String {
        "/src".to_owned()
    }
}

/// Where a profile of a case comes from.
#[derive(Debug, Clone)]
enum Source {
    /// One of the tests' own, damaged a little or not at all.
    Damaged { of: Index, damages: Vec<Damage> },
    /// One that says whatever its tables can, with values up to both ends of `i64`.
    Made(Box<Plan>),
}

fn source() -> impl Strategy<Value = Source> {
    prop_oneof![
        2 => (any::<Index>(), Just(Vec::new())).prop_map(|(of, damages)| Source::Damaged { of, damages }),
        2 => (any::<Index>(), prop::collection::vec(damage(), 1..3))
            .prop_map(|(of, damages)| Source::Damaged { of, damages }),
        3 => plan().prop_map(|plan| Source::Made(Box::new(plan))),
    ]
}

/// The second profile of a case: mostly the first again, damaged, since others have no sample type in common with it.
#[derive(Debug, Clone)]
enum Second {
    Again(Vec<Damage>),
    Other(Source),
}

fn second() -> impl Strategy<Value = Second> {
    prop_oneof![
        2 => Just(Second::Again(Vec::new())),
        2 => prop::collection::vec(damage(), 1..3).prop_map(Second::Again),
        1 => source().prop_map(Second::Other),
    ]
}

fn files(first: &Source, second: &Second, originals: &[Vec<u8>]) -> Files {
    let first = bytes(first, originals);
    let second = match second {
        Second::Again(damages) => {
            let mut file = first.clone();
            for damage in damages {
                apply(&mut file, damage, originals);
            }
            file
        }
        Second::Other(source) => bytes(source, originals),
    };
    Files(vec![first, second])
}

fn bytes(source: &Source, originals: &[Vec<u8>]) -> Vec<u8> {
    match source {
        Source::Damaged { of, damages } => {
            let mut file = of.get(originals).clone();
            for damage in damages {
                apply(&mut file, damage, originals);
            }
            file
        }
        Source::Made(plan) => encode_raw(&any_profile::build(plan)),
    }
}

const COMMANDS: [&str; 12] = [
    "-top",
    "-text",
    "-tree",
    "-traces",
    "-tags",
    "-raw",
    "-comments",
    "-peek=.",
    "-peek=main|f|a",
    "-peek=(",
    "-list=.",
    "-list=main",
];

const SWITCHES: [&str; 20] = [
    "-cum",
    "-flat",
    "-functions",
    "-filefunctions",
    "-files",
    "-lines",
    "-addresses",
    "-mean",
    "-noinlines",
    "-showcolumns",
    "-drop_negative",
    "-relative_percentages",
    "-compact_labels",
    "-trim=false",
    "-all_frames",
    "-normalize",
    "-mean_delay",
    "-alloc_space",
    "-call_tree",
    "-unknown",
];

/// Patterns, ranges and lists: right ones, wrong ones, and what could be either.
const TEXTS: [&str; 36] = [
    "",
    ".",
    "main",
    "a|b",
    "^$",
    "[",
    "(",
    "a{1001}",
    "(?i)MAIN",
    r"\pL+",
    r"\Qa.b",
    "((((((((((a*)*)*)*)*)*)*)*)*)*",
    "(?P<n>x)",
    "\\",
    "é",
    "nothing has this name",
    "bytes",
    "key=value",
    "bytes=1kb:2mb",
    "1:",
    ":99999999999999999999",
    "-5ns:5h",
    "=",
    "a=b=c",
    "a,b,c",
    "=,",
    "request,thread",
    ",,",
    "1mb:1s",
    "+3",
    "kB",
    "ns",
    "auto",
    "minimum",
    "/",
    "/a:b//:",
];

const TEXT_FLAGS: [&str; 18] = [
    "focus",
    "ignore",
    "hide",
    "show",
    "show_from",
    "prune_from",
    "tagfocus",
    "tagignore",
    "tagshow",
    "taghide",
    "tagroot",
    "tagleaf",
    "unit",
    "sample_index",
    "source_path",
    "trim_path",
    "add_comment",
    "buildid",
];

const NUMBER_FLAGS: [&str; 5] = ["nodecount", "divide_by", "nodefraction", "edgefraction", "sample_index"];

const NUMBERS: [&str; 17] = [
    "0",
    "1",
    "-1",
    "3",
    "1024",
    "0.5",
    "-0.1",
    "1e300",
    "1e-300",
    "-0",
    "inf",
    "NaN",
    "9223372036854775807",
    "-9223372036854775808",
    "99999999999999999999",
    "",
    "many",
];

fn flag() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => select(&SWITCHES[..]).prop_map(str::to_owned),
        4 => (select(&TEXT_FLAGS[..]), select(&TEXTS[..])).prop_map(|(flag, text)| format!("-{flag}={text}")),
        2 => (select(&NUMBER_FLAGS[..]), select(&NUMBERS[..])).prop_map(|(flag, text)| format!("-{flag}={text}")),
        1 => (select(&TEXT_FLAGS[..]), r"[a-z(\[.*+?:=,0-9\\|{}]{0,8}").prop_map(|(flag, text)| format!("-{flag}={text}")),
    ]
}

/// A command line of which nothing but the profiles' names is certain.
fn command_line() -> impl Strategy<Value = Vec<String>> {
    let base = prop_oneof![
        3 => Just(None),
        1 => Just(Some("-base=profile1")),
        2 => Just(Some("-diff_base=profile1")),
    ];
    let sources = select(vec![vec!["profile0"], vec!["profile0", "profile1"], vec!["profile0", "gone"]]);
    (select(&COMMANDS[..]), prop::collection::vec(flag(), 0..4), base, sources).prop_map(
        |(command, flags, base, sources)| {
            let words = std::iter::once(command.to_owned()).chain(flags);
            words.chain(base.map(str::to_owned)).chain(sources.into_iter().map(str::to_owned)).collect()
        },
    )
}

#[test]
fn every_command_line_is_answered() {
    let fixtures = fixtures::all().into_iter().chain(fixtures::texts());
    let fixtures = fixtures.filter(|fixture| !fixture.is_broken());
    let mut originals: Vec<Vec<u8>> =
        fixtures.map(|fixture| fixture.inflated()).filter(|file| file.len() < 30_000).collect();
    originals.extend(written().into_iter().map(|(_, file)| file));
    assert!(originals.len() > 30, "there are {} files", originals.len());
    let config = ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(cases(1.0)) };

    let strategy = (command_line(), source(), second());
    let result = TestRunner::new(config).run(&strategy, |(args, first, second)| {
        let files = files(&first, &second, &originals);
        let answer = watched(|| {
            let invocation = flags::parse(&args).map_err(|error| error.to_string())?;
            run(&invocation, &files).map_err(|error| error.to_string())
        });
        match answer.map_err(TestCaseError::fail)? {
            Ok(report) => {
                prop_assert!(report.notes.iter().all(|note| !note.is_empty()));
                prop_assert!(
                    report.text.last().is_none_or(|&byte| byte == b'\n'),
                    "the last line has no end"
                );
            }
            Err(message) => prop_assert!(!message.is_empty()),
        }
        Ok(())
    });
    result.unwrap();
    // Most of what is asked must reach a report, or little of it is tried.
    let (mut reports, mut refusals) = (0, 0);
    let mut runner = TestRunner::deterministic();
    for _ in 0..300 {
        let (args, first, second) = strategy.new_tree(&mut runner).unwrap().current();
        let files = files(&first, &second, &originals);
        match flags::parse(&args).ok().and_then(|invocation| run(&invocation, &files).ok()) {
            Some(_) => reports += 1,
            None => refusals += 1,
        }
    }
    assert!(reports > 60 && refusals > 30, "{reports} reports, {refusals} refusals");
}
