//! `-raw` and `-comments` of the oracle beside the repository, which is not part of it.

use std::fs;
use std::path::PathBuf;

use airflame::analysis::with_a_mapping;
use airflame::pprof::{Reading, open_slice_as};
use airflame::profile::StringId;
use airflame::report;

#[test]
fn equals_pprof_to_the_byte() {
    let oracle = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/pprof-oracle"));
    let Ok(manifest) = fs::read_to_string(oracle.join("manifest.tsv")) else {
        eprintln!("SKIPPED: there is no oracle in {}", oracle.display());
        return;
    };
    let (mut compared, mut wrong) = (0, Vec::new());
    for case in manifest.lines() {
        let fields: Vec<&str> = case.split('\t').collect();
        let [id, input, flags @ ("-raw" | "-comments"), "0"] = fields[..] else { continue };
        if input.contains(' ') {
            continue;
        }
        let profile = open_slice_as(Reading::AsPprof, &fs::read(oracle.join("in").join(input)).unwrap());
        let profile = profile.unwrap_or_else(|error| panic!("{input}: {error}")).profile;
        // Frames that a profile says are to be dropped are dropped by another step.
        let is_pruned = profile.header().drop_frames != StringId::EMPTY && !profile.functions().is_empty();
        if flags == "-raw" && is_pruned {
            continue;
        }
        let profile = with_a_mapping(&profile);
        let text = if flags == "-raw" { report::raw(&profile) } else { report::comments(&profile) };
        compared += 1;
        // What printed nothing has no file.
        let expected = fs::read(oracle.join("out").join(format!("{id}.txt"))).unwrap_or_default();
        if text != expected {
            wrong.push(format!("{id} {input} {flags}"));
        }
    }
    assert!(compared > 20, "{compared} cases");
    assert_eq!(wrong, Vec::<String>::new());
}
