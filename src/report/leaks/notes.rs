//! What is to be known of the data, in words.

use super::numbers::{counted, plain};
use crate::analysis::leaks::{Findings, Note, Subject};
use crate::units::label;

/// All notes.
pub fn notes(findings: &Findings) -> Vec<String> {
    findings.notes.iter().map(|note| in_words(note, findings)).collect()
}

fn in_words(note: &Note, findings: &Findings) -> String {
    let names = |names: &[String]| names.join(", ");
    match note {
        Note::NoCollection(count) => {
            let [taken, distinct] = findings.heap.as_ref().map_or([0, 0], |heap| heap.snapshots);
            let same = counted(*count as i64, "heap snapshot");
            format!(
                "No garbage collection happened before {same}: {taken} taken, {distinct} distinct. A heap profile changes only when a collection ends; \
                 ask for heap?gc=1."
            )
        }
        Note::Restarted(at) => {
            format!("The process was restarted before snapshot {}: only what follows is judged.", at + 1)
        }
        Note::OtherBuild(at) => {
            format!("The program was built anew before snapshot {}: only what follows is judged.", at + 1)
        }
        Note::NoTimes(subject) => {
            let what = if *subject == Subject::Heap { "heap snapshots" } else { "captures of goroutines" };
            format!("The times of the {what} are not known, or contradict what was counted: they are taken in the order of their names, and no rate per hour is told.")
        }
        Note::LoadRose(factor) => {
            format!("Traffic was rising: at the end {} times as much was allocated as at the beginning. Repeat it under steady load.", plain(*factor))
        }
        Note::DetectionLimit(bytes) => {
            format!("Growth below {} cannot be told from the chance of sampling at this rate.", label(*bytes, "bytes"))
        }
        Note::OtherPrograms(files) => {
            format!("These are of another program, and are left out: {}.", names(files))
        }
        Note::Differences(files) => {
            format!("These are differences of two snapshots, in which nothing is in use at a moment, and are left out: {}.", names(files))
        }
        Note::Cut(name) => format!("{name} ends in the middle: its counts are the least that there were."),
        Note::PastBurst => "There are far more descriptors of goroutines (runtime.malg) than goroutines: there was a burst in the past. Descriptors are never \
             given back."
            .to_owned(),
        Note::OutsideHeap(bytes) => format!(
            "Memory outside of the heap profile grew by {}: stacks of goroutines, or what the runtime has not given back.",
            label(*bytes, "bytes")
        ),
    }
}
