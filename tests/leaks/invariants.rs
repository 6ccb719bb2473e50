//! What findings do not depend on.

use airflame::analysis::leaks::Findings;
use airflame::open::open_slice;
use airflame::pprof::Reading;

use crate::process::{File, all, files, findings, own};
use crate::random::Random;

/// The whole of the findings as text. Notes name files.
fn told(findings: &Findings) -> String {
    format!("{findings:?}")
}

#[test]
fn the_order_of_files_does_not_matter() {
    let files = files(&own("leaky-rate4096"), &|_| true);
    let mut mixed = all(&files);
    let first = told(&findings(&mixed));
    let mut random = Random(6);
    for _ in 0..20 {
        for at in (1..mixed.len()).rev() {
            mixed.swap(at, (random.next() * (at + 1) as f64) as usize);
        }
        assert_eq!(told(&findings(&mixed)), first);
    }
}

fn dump(name: &str, text: &str) -> File {
    let opened = open_slice(Reading::InFull, text.as_bytes()).unwrap().remove(0);
    File { name: name.to_owned(), opened }
}

fn verdicts(findings: &Findings) -> String {
    let of = |suspect: &airflame::analysis::leaks::Suspect| {
        format!(
            "{} {} {:?} {:?} {:?}\n",
            suspect.function, suspect.state, suspect.verdict, suspect.values, suspect.kept
        )
    };
    let goroutines = findings.goroutines.as_ref().unwrap();
    let suspects: String = findings.suspects.iter().map(of).collect();
    format!("{:?} {:?}\n{suspects}", goroutines.verdict, goroutines.values)
}

/// Dumps of a service whose requests of one kind never end: `leaked` of them, one main goroutine, and a few that come and go.
fn dumps(counts: &[usize], labels: &str) -> Vec<String> {
    let mut next = 100;
    let mut leaked: Vec<usize> = Vec::new();
    let mut texts = Vec::new();
    for &count in counts {
        while leaked.len() < count {
            next += 3;
            leaked.push(next);
        }
        let mut text = "goroutine 1 [chan receive]:\nmain.main()\n\t/src/main.go:10 +0x1\n\n".to_owned();
        for id in &leaked {
            text += &format!(
                "goroutine {id} [chan send]{labels}:\nmain.relay()\n\t/src/main.go:20 +0x1\ncreated by main.serve in goroutine 1\n\t/src/main.go:30 +0x1\n\n"
            );
        }
        for _ in 0..count {
            next += 1;
            text += &format!(
                "goroutine {next} [runnable]:\nmain.work()\n\t/src/main.go:40 +0x1\ncreated by main.serve in goroutine 1\n\t/src/main.go:31 +0x1\n\n"
            );
        }
        texts.push(text);
    }
    texts
}

#[test]
fn ids_tell_a_leak_from_load_that_rises_as_fast() {
    let files: Vec<File> = dumps(&[10, 20, 31, 40], "")
        .iter()
        .enumerate()
        .map(|(at, text)| dump(&format!("dump-{at}.txt"), text))
        .collect();
    let found = findings(&all(&files));
    let names: Vec<_> = found.suspects.iter().map(|suspect| suspect.function.as_str()).collect();
    assert_eq!(names, ["main.relay"], "{}", verdicts(&found));
    assert_eq!(found.verdict(), airflame::analysis::leaks::Verdict::Leak);
}

#[test]
fn labels_do_not_matter() {
    let told = |labels: &str| {
        let texts = dumps(&[10, 20, 31, 40], labels);
        let files: Vec<File> =
            texts.iter().enumerate().map(|(at, text)| dump(&format!("dump-{at}.txt"), text)).collect();
        verdicts(&findings(&all(&files)))
    };
    assert_eq!(told(" {handler: /webhook, tenant: hooli}"), told(""));
}

#[test]
fn a_dump_in_pieces_is_the_same_dump() {
    let texts = dumps(&[10, 20, 31, 40], "");
    let whole: Vec<File> =
        texts.iter().enumerate().map(|(at, text)| dump(&format!("dump-{at}.txt"), text)).collect();
    let mut pieces = Vec::new();
    for (at, text) in texts.iter().enumerate() {
        let blocks: Vec<&str> = text.split_inclusive("\n\n").collect();
        let half = blocks.len() / (at + 2);
        for (piece, blocks) in [&blocks[..half], &blocks[half..]].into_iter().enumerate() {
            pieces.push(dump(&format!("dump-{at}.{piece}.txt"), &blocks.concat()));
        }
    }
    assert_eq!(verdicts(&findings(&all(&pieces))), verdicts(&findings(&all(&whole))));
}
