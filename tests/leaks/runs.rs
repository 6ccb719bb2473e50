//! Every run of the collection against what is expected of it.

use std::fs;
use std::path::Path;

use airflame::analysis::leaks::{Findings, SuspectKind, Verdict};

use crate::process::{File, all, collection, files, findings, is_leak, own};

/// An entry of `expect.json`.
#[derive(Debug, Default)]
struct Expected {
    run: String,
    verdict: String,
    /// Function and state; the state of a heap is empty.
    leaks: Vec<(String, String)>,
    loud: Vec<String>,
}

/// Reads the file, which has one value a line.
fn expected(root: &Path) -> Vec<Expected> {
    let text = fs::read_to_string(root.join("expect.json")).unwrap();
    let mut all: Vec<Expected> = Vec::new();
    let mut is_loud = false;
    for line in text.lines() {
        let texts: Vec<&str> = line.split('"').skip(1).step_by(2).collect();
        if line.starts_with(" \"") && line.ends_with('{') {
            all.push(Expected { run: texts[0].to_owned(), ..Expected::default() });
        }
        let Some(entry) = all.last_mut() else { continue };
        match texts.as_slice() {
            ["verdict", verdict] => entry.verdict = (*verdict).to_owned(),
            ["func", function] => entry.leaks.push(((*function).to_owned(), String::new())),
            ["state", state] => entry.leaks.last_mut().unwrap().1 = (*state).to_owned(),
            ["loud"] => is_loud = true,
            [function] if is_loud => entry.loud.push((*function).to_owned()),
            [] => is_loud = false,
            _ => {}
        }
    }
    let leaky = all.iter().find(|entry| entry.run == "leaky-rate4096").unwrap().leaks.clone();
    // "Same leaks as leaky-rate4096 at other rates".
    all.iter_mut().find(|entry| entry.run == "leaky-default").unwrap().leaks = leaky;
    all
}

fn is_heap(name: &str) -> bool {
    name.starts_with("heap-") && !name.contains("delta")
}

fn is_profile(name: &str) -> bool {
    name.starts_with("goroutine-") && name.ends_with(".pb.gz") && !name.contains("delta")
}

fn is_dump(name: &str) -> bool {
    name.starts_with("goroutine-") && name.contains("debug2")
}

/// Which leaks are not named by a suspect of a function and state, leaks only.
fn unnamed<'a>(
    findings: &Findings,
    leaks: &'a [(String, String)],
    kinds: &[SuspectKind],
) -> Vec<&'a (String, String)> {
    let is_named = |(function, state): &(String, String)| {
        findings.suspects.iter().any(|suspect| suspect.function == *function && suspect.state == *state)
    };
    let kind = |state: &str| if state.is_empty() { SuspectKind::Heap } else { SuspectKind::Goroutines };
    leaks.iter().filter(|leak| kinds.contains(&kind(&leak.1)) && !is_named(leak)).collect()
}

fn false_leaks(findings: &Findings) -> Vec<String> {
    let suspects = findings.suspects.iter().filter(|suspect| is_leak(suspect.verdict));
    suspects.map(|suspect| format!("{} [{}] {:?}", suspect.function, suspect.state, suspect.values)).collect()
}

#[test]
fn every_run_has_its_verdict() {
    let Some(root) = collection() else { return };
    let expected = expected(&root);
    assert_eq!(expected.len(), 16);
    let (mut leaks, mut none) = (0, 0);
    for entry in &expected {
        let everything = files(&root.join(&entry.run), &|_| true);
        let part = |wanted: &dyn Fn(&str) -> bool| -> Findings {
            let part: Vec<&File> = everything.iter().filter(|file| wanted(&file.name)).collect();
            findings(&part)
        };
        let parts = [
            ("all", part(&|_| true)),
            ("heaps", part(&is_heap)),
            ("profiles", part(&is_profile)),
            ("dumps", part(&is_dump)),
            ("counts", part(&|name| name.starts_with("goroutine-") && name.contains("debug1"))),
        ];
        if entry.verdict != "leak" {
            for (what, found) in &parts {
                let names = false_leaks(found);
                assert!(!is_leak(found.verdict()) && names.is_empty(), "{} {what}: {names:?}", entry.run);
                none += 1;
            }
            for function in &entry.loud {
                assert!(
                    parts[0].1.loud.iter().any(|loud| loud.function == *function),
                    "{}: {function}",
                    entry.run
                );
            }
            continue;
        }
        assert!(is_leak(parts[0].1.verdict()), "{}: {:?}", entry.run, parts[0].1.verdict());
        let both = [SuspectKind::Heap, SuspectKind::Goroutines];
        if entry.leaks.iter().any(|leak| !leak.1.is_empty()) {
            assert_eq!(
                unnamed(&parts[0].1, &entry.leaks, &both),
                [] as [&(String, String); 0],
                "{}",
                entry.run
            );
            for at in [2, 3] {
                let (what, found) = &parts[at];
                assert!(is_leak(found.goroutines.as_ref().unwrap().verdict), "{} {what}", entry.run);
                // A profile has no nil channels, and an exhausted pool is in too few of the first dumps.
                let missed = unnamed(found, &entry.leaks, &[SuspectKind::Goroutines]);
                assert!(missed.is_empty(), "{} {what}: {missed:?}", entry.run);
            }
            assert!(is_leak(parts[1].1.heap.as_ref().unwrap().verdict), "{} heaps", entry.run);
            assert!(false_leaks(&parts[1].1).iter().any(|name| name.contains("session.(*Store).Remember")));
        } else {
            let function = &entry.leaks[0].0;
            assert!(false_leaks(&parts[0].1).iter().any(|name| name.starts_with(function)), "{}", entry.run);
        }
        leaks += 1;
    }
    assert_eq!((leaks, none), (5, 55));
}

#[test]
fn too_few_snapshots_are_never_a_leak() {
    let Some(root) = collection() else { return };
    for entry in expected(&root) {
        for wanted in [is_heap, is_profile] {
            let everything = files(&root.join(&entry.run), &|name| wanted(name) && name.ends_with(".pb.gz"));
            for count in 1..everything.len() {
                let part: Vec<&File> = everything[..count].iter().collect();
                let found = findings(&part);
                let names = false_leaks(&found);
                if entry.verdict != "leak" || count < 4 {
                    assert!(
                        names.is_empty() && !is_leak(found.verdict()),
                        "{} {count}: {names:?}",
                        entry.run
                    );
                }
            }
        }
    }
}

#[test]
fn our_own_copies_have_the_verdicts_too() {
    let leaky = files(&own("leaky-rate4096"), &|_| true);
    let found = findings(&all(&leaky));
    assert_eq!(found.verdict(), Verdict::Leak);
    for (function, state) in [
        ("github.com/acme/hookrelay/internal/webhook.processWebhook.func1", "chan send"),
        ("github.com/acme/hookrelay/internal/session.(*Store).Remember", ""),
        ("github.com/acme/hookrelay/internal/audit.(*Trail).Begin", ""),
        ("net/http.(*persistConn).readLoop", "select"),
        ("github.com/acme/hookrelay/internal/store.(*Repo).Count", "select"),
    ] {
        let leak = (function.to_owned(), state.to_owned());
        let missed =
            unnamed(&found, std::slice::from_ref(&leak), &[SuspectKind::Heap, SuspectKind::Goroutines]);
        assert!(missed.is_empty(), "{missed:?}");
    }
    for (folder, is_expected) in
        [("drip-gc", true), ("reload-gc", false), ("batches-gc", false), ("churn-gc", false)]
    {
        let found = findings(&all(&files(&own("scenarios").join(folder), &|_| true)));
        assert_eq!(is_leak(found.verdict()), is_expected, "{folder}: {:?}", false_leaks(&found));
    }
}
