//! Real profiles, and what `go tool pprof` printed of them.

use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};

use airflame::pprof::{Reading, open_slice_as};
use airflame::report::{flags, run};

use crate::machine::{Below, say};

/// A text of pprof and the command line that it answers.
struct Question {
    path: PathBuf,
    args: Vec<String>,
    expected: Expected,
}

enum Expected {
    Text(Vec<u8>),
    Failure,
}

/// Asks every question below `root` and says how many there were.
fn ask_all(root: &Path) -> usize {
    let mut failures = Vec::new();
    let questions = questions(root);
    let machine = Below(PathBuf::from("/"));
    for Question { path, args, expected } in &questions {
        let answer = flags::parse(args)
            .map_err(|error| error.to_string())
            .and_then(|invocation| run(&invocation, &machine).map_err(|error| error.to_string()));
        let difference = match (answer, expected) {
            (Ok(report), Expected::Text(text)) => first_difference(&report.text, text, args),
            (Err(_), Expected::Failure) => None,
            (Ok(_), Expected::Failure) => Some("pprof fails, and this does not".to_owned()),
            (Err(error), Expected::Text(_)) => Some(error),
        };
        failures.extend(difference.map(|difference| format!("{}: {difference}", path.display())));
    }
    assert!(
        failures.is_empty(),
        "{} of {} differ:\n{}",
        failures.len(),
        questions.len(),
        failures.join("\n")
    );
    questions.len()
}

/// With `-files`, rows of the same name abound, and pprof leaves those of equal flat in whatever order its map has them.
fn first_difference(ours: &[u8], theirs: &[u8], args: &[String]) -> Option<String> {
    if ours == theirs {
        return None;
    }
    let (ours, theirs) = (String::from_utf8_lossy(ours), String::from_utf8_lossy(theirs));
    let lines = |text: &str| -> Vec<String> {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        if args.iter().any(|arg| arg == "-files") {
            // What is summed up depends on the order: the rest of the row must still be the same.
            lines = lines.iter().map(|line| without_sum(line)).collect();
            lines.sort_unstable();
        }
        lines
    };
    let (ours, theirs) = (lines(&ours), lines(&theirs));
    let at = ours.iter().zip(&theirs).take_while(|(ours, theirs)| ours == theirs).count();
    let line = |lines: &[String]| lines.get(at).cloned().unwrap_or_else(|| "(the end)".to_owned());
    (ours != theirs || !args.iter().any(|arg| arg == "-files"))
        .then(|| format!("line {}\n    ours   {}\n    theirs {}", at + 1, line(&ours), line(&theirs)))
}

fn without_sum(line: &str) -> String {
    let words: Vec<&str> = line.split_whitespace().collect();
    match words.as_slice() {
        [flat, flat_share, sum, rest @ ..] if sum.ends_with('%') => {
            format!("{flat} {flat_share} {}", rest.join(" "))
        }
        _ => line.to_owned(),
    }
}

fn questions(root: &Path) -> Vec<Question> {
    let mut folders = vec![root.to_owned()];
    let mut questions = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                questions.extend(question(&path));
            }
        }
    }
    questions.sort_by(|left, right| left.path.cmp(&right.path));
    questions
}

/// The question behind `FOLDER/oracle/PROFILE/KIND.txt`, `FOLDER/oracle/legacy/FILE/raw.txt` or
/// `FOLDER/oracle/diffs/BASE..TARGET.KIND.TYPE.txt`, any of them with `.gz`.
fn question(path: &Path) -> Option<Question> {
    let file = path.file_name()?.to_str()?;
    let name = file.strip_suffix(".gz").unwrap_or(file).strip_suffix(".txt")?;
    let about = path.parent()?;
    let (oracle, is_legacy) = match about.parent()? {
        parent if parent.file_name()? == "legacy" => (parent.parent()?, true),
        parent => (parent, false),
    };
    if oracle.file_name()? != "oracle" {
        return None;
    }
    let folder = oracle.parent()?;
    let about = about.file_name()?.to_str()?;
    let (flags, target) = if about == "diffs" {
        let (base, rest) = name.split_once("..")?;
        let kind = ["diff_base", "base"].into_iter().find(|kind| rest.contains(&format!(".{kind}.")))?;
        let (target, sample_type) = rest.split_once(&format!(".{kind}."))?;
        let (base, target) = (profile_path(folder, base)?, profile_path(folder, target)?);
        let mut flags = exact(&target, sample_type);
        flags.push(format!("-{kind}={}", base.display()));
        (flags, target)
    } else {
        let target = if is_legacy { legacy_path(folder, about)? } else { profile_path(folder, about)? };
        (flags(name, &target)?, target)
    };
    let text = read(path);
    let expected = if name == "error" || text.starts_with(b"ERROR\n") {
        Expected::Failure
    } else {
        Expected::Text(text)
    };
    let args = flags.into_iter().chain([target.display().to_string()]).collect();
    Some(Question { path: path.to_owned(), args, expected })
}

/// The flags that the makers of the texts gave.
fn flags(name: &str, target: &Path) -> Option<Vec<String>> {
    const FULL: [&str; 3] = ["-nodecount=0", "-nodefraction=0", "-edgefraction=0"];
    let unit = || format!("-unit={}", units(target).pop().and_then(|(_, unit)| unit).unwrap_or("auto"));
    let words = |words: &[&str]| words.iter().map(|&word| word.to_owned()).collect::<Vec<_>>();
    Some(match name {
        "error" | "top.default" => words(&["-top"]),
        "top.cum" => words(&["-top", "-cum"]),
        "top.lines" => [words(&["-top", "-lines"]), words(&FULL)].concat(),
        "top.files" => [words(&["-top", "-files"]), words(&FULL)].concat(),
        "top.noinlines" => [words(&["-top", "-noinlines"]), words(&FULL)].concat(),
        "tags" => words(&["-tags"]),
        "raw" => words(&["-raw"]),
        "traces" => [words(&["-traces"]), vec![unit()]].concat(),
        "peek" => [words(&["-peek=."]), vec![unit()], words(&FULL)].concat(),
        _ => exact(target, name.strip_prefix("top.")?),
    })
}

/// An untrimmed `-top` in the smallest unit.
fn exact(target: &Path, sample_type: &str) -> Vec<String> {
    let unit = units(target).into_iter().find(|(kind, _)| kind == sample_type).and_then(|(_, unit)| unit);
    let mut flags = vec!["-top", "-nodecount=0", "-nodefraction=0", "-edgefraction=0"];
    let unit = unit.map(|unit| format!("-unit={unit}"));
    flags.extend(unit.as_deref());
    let sample_index = format!("-sample_index={sample_type}");
    flags.push(&sample_index);
    flags.into_iter().map(str::to_owned).collect()
}

/// The sample types of a profile, and the units that texts are printed in.
fn units(target: &Path) -> Vec<(String, Option<&'static str>)> {
    let Ok(decoded) = open_slice_as(Reading::AsPprof, &fs::read(target).unwrap()) else { return Vec::new() };
    let profile = decoded.profile;
    let types = profile.header().sample_types.iter();
    types
        .map(|of| {
            let unit = match profile.text(of.unit) {
                "bytes" => Some("B"),
                "nanoseconds" => Some("ns"),
                "microseconds" => Some("us"),
                "milliseconds" => Some("ms"),
                "kilobytes" => Some("kB"),
                _ => None,
            };
            (profile.text(of.kind).to_owned(), unit)
        })
        .collect()
}

fn profile_path(folder: &Path, stem: &str) -> Option<PathBuf> {
    let files = ["pb.gz", "pb"].iter().map(|ending| folder.join(format!("{stem}.{ending}")));
    files.chain([folder.join(stem), folder.join(format!("{stem}.bin"))]).find(|path| path.is_file())
}

fn legacy_path(folder: &Path, name: &str) -> Option<PathBuf> {
    [folder.join(name), folder.join(format!("{name}.gz"))].into_iter().find(|path| path.is_file())
}

/// A text, inflated where it is compressed.
fn read(path: &Path) -> Vec<u8> {
    let bytes = fs::read(path).unwrap();
    if path.extension().is_none_or(|ending| ending != "gz") {
        return bytes;
    }
    let mut inflated = Vec::new();
    flate2::read::MultiGzDecoder::new(bytes.as_slice()).read_to_end(&mut inflated).unwrap();
    inflated
}

#[test]
fn what_the_tests_come_with_is_reported_alike() {
    let asked = ask_all(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/profiles"));
    assert!(asked > 50, "only {asked} questions were found");
}

#[test]
fn the_whole_collection_is_reported_alike() {
    let collection = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/profiles");
    if !collection.is_dir() {
        say(&format!("SKIPPED: {} is missing; only what lies in tests/ was compared", collection.display()));
        return;
    }
    let asked = ask_all(&collection);
    say(&format!("{asked} texts of pprof, all equal"));
    assert!(asked > 1_000, "only {asked} questions were found");
}
