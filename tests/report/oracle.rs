//! Questions to the pprof project's own test data, with the answers of its tool. The data are not ours: they are looked for beside the
//! project, and without them this test says that it tests nothing.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use airflame::report::{flags, run};

use crate::machine::{Below, say};

/// A question, and what the tool answered.
struct Case {
    id: String,
    args: Vec<String>,
    families: Vec<String>,
    succeeds: bool,
    text: Vec<u8>,
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/pprof-oracle")
}

fn cases(folder: &Path) -> Vec<Case> {
    let manifest = std::fs::read_to_string(folder.join("manifest.tsv")).unwrap();
    let case = |line: &str| {
        let [id, inputs, flags, status] = line.split('\t').collect::<Vec<_>>()[..] else {
            panic!("a line of the manifest has other columns: {line}");
        };
        let flags: Vec<String> = flags.split_whitespace().map(str::to_owned).collect();
        let families = flags.iter().map(|flag| flag.split('=').next().unwrap().to_owned()).collect();
        let inputs = inputs.split_whitespace().map(|input| format!("in/{input}"));
        let text = std::fs::read(folder.join(format!("out/{id}.txt"))).unwrap_or_default();
        Case {
            id: id.to_owned(),
            args: flags.into_iter().chain(inputs).collect(),
            families,
            succeeds: status == "0",
            text,
        }
    };
    manifest.lines().skip(1).map(case).collect()
}

/// What is wrong with our answer.
fn difference(case: &Case, machine: &Below) -> Option<String> {
    let ours = flags::parse(&case.args)
        .map_err(|error| error.to_string())
        .and_then(|invocation| run(&invocation, machine).map_err(|error| error.to_string()));
    match (ours, case.succeeds) {
        (Ok(report), true) if report.text == case.text => None,
        (Ok(report), true) => {
            let (ours, theirs) = (String::from_utf8_lossy(&report.text), String::from_utf8_lossy(&case.text));
            let at = ours.lines().zip(theirs.lines()).take_while(|(ours, theirs)| ours == theirs).count();
            let line = |text: &str| text.lines().nth(at).unwrap_or("(the end)").to_owned();
            Some(format!("line {}\n    ours   {}\n    theirs {}", at + 1, line(&ours), line(&theirs)))
        }
        (Ok(_), false) => Some("pprof fails, and this does not".to_owned()),
        (Err(error), true) => Some(format!("pprof does not fail, and this does: {error}")),
        (Err(_), false) => None,
    }
}

#[test]
fn answers_are_those_of_pprof() {
    let folder = folder();
    if !folder.join("manifest.tsv").is_file() {
        say(&format!(
            "SKIPPED: {} is missing; nothing was compared with pprof's own test data",
            folder.display()
        ));
        return;
    }
    let machine = Below(folder.clone());
    let mut shares: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    let mut failures = Vec::new();
    let cases = cases(&folder);
    for case in &cases {
        let difference = difference(case, &machine);
        for family in case.families.iter().map(String::as_str).chain(["all"]) {
            let (right, all) = shares.entry(family.to_owned()).or_default();
            *right += usize::from(difference.is_none());
            *all += 1;
        }
        if let Some(difference) = difference {
            failures.push(format!("{} {}: {difference}", case.id, case.args.join(" ")));
        }
    }
    for (family, (right, all)) in &shares {
        say(&format!("{family:>22} {right:>5} of {all:>5}"));
    }
    assert!(cases.len() > 1_000, "the manifest has {} cases", cases.len());
    assert!(failures.is_empty(), "{} of {} differ:\n{}", failures.len(), cases.len(), failures.join("\n"));
}
