//! The corpus of `fuzz/` without a fuzzer: each stored input goes through the body of its target.

use std::fs;
use std::path::{Path, PathBuf};

#[path = "../../fuzz/bodies.rs"]
#[allow(unreachable_pub, missing_docs, reason = "it is shared with a crate of its own")]
mod bodies;
mod corpus;
#[path = "../shared/damage.rs"]
#[expect(dead_code, reason = "a corpus has no number of cases")]
mod damage;
#[path = "../shared/fixtures.rs"]
#[expect(dead_code, reason = "what the tests of the decoder ask of a fixture")]
mod fixtures;
#[path = "../shared/watch.rs"]
mod watch;
#[path = "../shared/written.rs"]
mod written;

fn folder(target: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target)
}

/// Every input of a target, by name.
fn inputs(target: &str) -> Vec<(String, Vec<u8>)> {
    let mut inputs: Vec<_> = fs::read_dir(folder(target))
        .unwrap_or_else(|error| panic!("fuzz/corpus/{target}: {error}"))
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
        .collect();
    inputs.sort();
    inputs
}

fn replay(target: &str, body: fn(&[u8])) {
    let inputs = inputs(target);
    assert!(!inputs.is_empty(), "fuzz/corpus/{target} is empty");
    for (name, input) in inputs {
        eprintln!("{target}/{name}");
        watch::watched(|| body(&input)).unwrap_or_else(|broken| panic!("{target}/{name}: {broken}"));
    }
}

#[test]
fn open() {
    replay("open", bodies::open);
}

#[test]
fn report() {
    replay("report", bodies::report);
}

#[test]
fn pattern() {
    replay("pattern", bodies::pattern);
}

#[test]
fn tag_filter() {
    replay("tag_filter", bodies::tag_filter);
}

#[test]
fn archive() {
    replay("archive", bodies::archive);
}

#[test]
fn every_target_has_a_corpus_and_a_body() {
    let mut targets: Vec<String> =
        fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/fuzz_targets"))
            .unwrap()
            .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
            .collect();
    targets.sort();
    assert_eq!(targets, ["archive", "open", "pattern", "report", "tag_filter"]);
    let size: usize = targets.iter().flat_map(|target| inputs(target)).map(|(_, input)| input.len()).sum();
    assert!(size < 150_000, "the corpus has {size} bytes");
}
