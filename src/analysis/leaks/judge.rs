//! All evidence to all findings.

use super::advice::advice;
use super::forecast::{forecast, memory, outside};
use super::goroutines::judge_goroutines;
use super::guards::answer;
use super::heap::judge_heap;
use super::join::join;
use super::thresholds::{BURST, BURST_OBJECTS, LOAD};
use super::{Catalogue, Evidence, Findings, Guard, Judgement, Note, Suspect, SuspectKind};

/// What is found about a process by all that there is of it.
///
/// Nothing depends on the order of the files: heaps are ordered by time, or where times are missing or contradict what was
/// allocated by name. Two captures of one moment count once.
pub fn judge(evidence: &Evidence<'_>, catalogue: &Catalogue) -> Findings {
    let mut notes = Vec::new();
    let heap = judge_heap(evidence.heaps, catalogue, &mut notes);
    let load = heap.as_ref().and_then(|heap| Some(answer(&heap.judgement.tests, Guard::Load)?.value));
    // Goroutines grow with the load too; where it is known to rise they have to outgrow it.
    let load = load.filter(|&load| load > LOAD);
    let goroutines = judge_goroutines(evidence.goroutines, catalogue, load, &mut notes);

    let mut suspects = Vec::new();
    let mut minor = Vec::new();
    if let Some(goroutines) = &goroutines {
        suspects.extend(goroutines.suspects.iter().cloned());
    }
    if let Some(heap) = &heap {
        suspects.extend(heap.suspects.iter().cloned());
        minor.extend(heap.minor.iter().filter(|minor| minor.share > 0.0).cloned());
    }
    let suspects = join(suspects, minor);

    let mut findings = Findings::default();
    if let Some(heap) = &heap {
        findings.memory = memory(&heap.series);
        notes.extend(outside(&findings.memory));
        let newest = goroutines.as_ref().map(|goroutines| goroutines.judgement.newest.value as i64);
        let [before, now] = heap.descriptors;
        let is_flat = (now - before) * 10 <= now;
        if is_flat && now >= BURST_OBJECTS && newest.is_some_and(|newest| now >= newest * BURST) {
            notes.push(Note::PastBurst);
        }
        findings.forecast = evidence.limit.and_then(|limit| forecast(limit, &heap.series, &heap.judgement));
        findings.quadrant.clone_from(&heap.quadrant);
        findings.loud.clone_from(&heap.loud);
        for point in &mut findings.quadrant {
            let is_it =
                |suspect: &Suspect| suspect.kind == SuspectKind::Heap && suspect.function == point.function;
            point.suspect = suspects.iter().position(is_it);
        }
    }
    findings.advice =
        advice(heap.as_ref(), goroutines.as_ref(), &suspects, evidence.goroutines, catalogue, &notes);
    findings.heap = heap.map(|heap| raised(heap.judgement, &suspects, SuspectKind::Heap));
    if let Some(goroutines) = goroutines {
        findings.healthy = goroutines.healthy;
        findings.goroutines = Some(raised(goroutines.judgement, &suspects, SuspectKind::Goroutines));
    }
    findings.suspects = suspects;
    findings.notes = notes;
    findings
}

/// A whole leaks if a part of it does, though the rest hides it.
fn raised(mut judgement: Judgement, suspects: &[Suspect], kind: SuspectKind) -> Judgement {
    let of_kind = suspects.iter().filter(|suspect| suspect.kind == kind);
    if let Some(most) = of_kind.map(|suspect| suspect.verdict).max() {
        judgement.verdict = judgement.verdict.max(most);
    }
    judgement
}
