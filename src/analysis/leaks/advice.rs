//! What to capture next.

use super::goroutines::Goroutines;
use super::heap::Heap;
use super::thresholds::{FOR_LEAK, LOAD};
use super::{Advice, Catalogue, Guard, Note, Suspect, SuspectKind, Verdict};
use crate::analysis::goroutines::{CaptureForm, GoroutineTable};

/// The interval in seconds where none is known: some collections happen in it, and eight of it are minutes.
const USUAL: f64 = 30.0;

/// What would say more, most useful first.
pub(super) fn advice(
    heap: Option<&Heap<'_>>,
    goroutines: Option<&Goroutines>,
    suspects: &[Suspect],
    table: &GoroutineTable,
    catalogue: &Catalogue,
    notes: &[Note],
) -> Vec<Advice> {
    let mut advice = Vec::new();
    let missing = |count: usize| FOR_LEAK.saturating_sub(count) as u32;
    let seconds = |interval: Option<f64>| interval.unwrap_or(USUAL).clamp(5.0, 3600.0).round() as u32;
    let is_sure = suspects.iter().any(|suspect| suspect.verdict == Verdict::Leak);
    if let Some(heap) = heap {
        let judged = heap.judgement.snapshots[1];
        if notes.iter().any(|note| matches!(note, Note::NoCollection(_))) {
            advice.push(Advice::ForceCollection);
        }
        if missing(judged) > 0 && heap.judgement.verdict < Verdict::Leak {
            let last = heap.series.judged.last().filter(|_| judged > 1 && heap.series.has_times);
            let interval = last.map(|&last| heap.series.hours(last) * 3600.0 / (judged - 1) as f64);
            advice.push(Advice::MoreHeaps { count: missing(judged), interval: seconds(interval) });
        }
        if heap.is_undetectable {
            advice.push(Advice::LowerRate);
        }
    }
    match goroutines {
        None => advice.push(Advice::Dump),
        Some(goroutines) => {
            match goroutines.dumps {
                0 => advice.push(Advice::Dump),
                1 if !is_sure => advice.push(Advice::SecondDump),
                _ => {}
            }
            let judged = goroutines.judgement.snapshots[1];
            if missing(judged) > 0 && goroutines.judgement.verdict < Verdict::Leak && goroutines.dumps == 0 {
                advice.push(Advice::MoreGoroutines {
                    count: missing(judged),
                    interval: seconds(goroutines.interval),
                });
            }
        }
    }
    let rose = |suspect: &Suspect| {
        suspect.tests.iter().any(|test| test.guard == Guard::Load && test.value > LOAD && !test.passed)
    };
    if notes.iter().any(|note| matches!(note, Note::LoadRose(factor) if *factor > LOAD))
        || suspects.iter().any(rose)
    {
        advice.push(Advice::SteadyLoad);
    }
    let waits = |suspect: &Suspect| {
        suspect.state.starts_with("sync.Mutex") || suspect.state.starts_with("sync.RWMutex")
    };
    if suspects.iter().any(|suspect| waits(suspect) && suspect.proved == 0) {
        advice.push(Advice::MutexProfile);
    }
    let has_proof = table.captures.iter().any(|capture| capture.form == CaptureForm::LeakProfile)
        || suspects.iter().any(|suspect| suspect.proved > 0);
    if goroutines.is_some() && !has_proof {
        advice.push(Advice::LeakProfile);
    }
    let is_gone = |suspect: &Suspect| {
        let entry = suspect.signature.and_then(|number| catalogue.entry(number));
        suspect.kind == SuspectKind::Goroutines
            && suspect.labels.is_empty()
            && entry.is_some_and(|entry| entry.culprit_is_gone)
    };
    if suspects.iter().any(is_gone) {
        advice.push(Advice::Labels);
    }
    match heap {
        None => advice.push(Advice::Heap),
        Some(heap) if heap.series.snapshots.iter().all(|snapshot| snapshot.memory.is_none()) => {
            advice.push(Advice::MemStats);
        }
        Some(_) => {}
    }
    advice
}
