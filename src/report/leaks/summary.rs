//! The headline, and the reasons for it with their numbers.

use super::memory::allocates;
use super::numbers::{amount, counted, duration, percent, plain, rate, rate_range, span, thousands};
use crate::analysis::goroutines::{CaptureForm, GoroutineTable};
use crate::analysis::leaks::{Findings, Forecast, Guard, Judgement, Suspect, SuspectKind, Test, Verdict};
use crate::units::{label, utc_time};

/// The verdict as a headline.
pub(super) fn title(findings: &Findings) -> String {
    let verdict = findings.verdict();
    // Beside what leaks for certain, what is likely to leak is named, too.
    let least = verdict.min(Verdict::LikelyLeak);
    let leaks = |kind: SuspectKind| findings.suspects.iter().any(|of| of.kind == kind && of.verdict >= least);
    let is = |judgement: &Option<Judgement>| judgement.as_ref().is_some_and(|of| of.verdict >= least);
    let heap = is(&findings.heap) || leaks(SuspectKind::Heap);
    let goroutines = is(&findings.goroutines) || leaks(SuspectKind::Goroutines);
    let growing = match (heap, goroutines) {
        (true, true) => "heap and goroutines grow together",
        (true, false) => "the heap grows",
        _ => "goroutines pile up",
    };
    let of = match (findings.heap.is_some(), findings.goroutines.is_some()) {
        (true, true) => "heap and goroutines",
        (true, false) => "the heap",
        (false, true) => "goroutines",
        (false, false) => return "Nothing to judge: neither a heap nor goroutines".to_owned(),
    };
    // What is only seen once does not grow.
    let is_single =
        [&findings.heap, &findings.goroutines].into_iter().flatten().all(|of| of.snapshots[1] < 2);
    match verdict {
        Verdict::Leak => "Leak: ".to_owned() + growing,
        Verdict::LikelyLeak => "Likely leak: ".to_owned() + growing,
        Verdict::Suspect if is_single => {
            let count = findings.suspects.iter().filter(|suspect| !suspect.is_joined).count() as i64;
            counted(count, "suspect") + " in one snapshot, which cannot show growth"
        }
        Verdict::Suspect => "Suspect: ".to_owned() + growing + ", and a test or the data for one is missing",
        Verdict::WarmingUpOrStepped => "No leak seen: it grew, and then no more".to_owned(),
        Verdict::GcPressure => {
            "GC pressure, not a leak: much is allocated, and nearly nothing stays".to_owned()
        }
        Verdict::Stable => "Stable: no growth that matters in ".to_owned() + of,
        Verdict::NotEnoughData => "Not enough data on ".to_owned() + of,
    }
}

/// What was seen: of the heap, of the goroutines, and when a limit is reached.
pub(super) fn summary(findings: &Findings, table: &GoroutineTable) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(heap) = &findings.heap {
        lines.push(growth(SuspectKind::Heap, heap));
    }
    if let Some(goroutines) = &findings.goroutines {
        lines.push(growth(SuspectKind::Goroutines, goroutines));
        lines.extend(proof(goroutines, &findings.suspects, table));
    }
    lines.extend(findings.forecast.as_ref().map(forecast));
    lines
}

/// Why that is judged as it is: how the growth goes on, under what load, and the rule that follows.
pub(super) fn reasons(findings: &Findings) -> Vec<String> {
    let mut lines = Vec::new();
    if let Some(heap) = &findings.heap {
        let suspects =
            findings.suspects.iter().any(|of| of.kind == SuspectKind::Heap && of.verdict > Verdict::Suspect);
        lines.extend(course(SuspectKind::Heap, heap));
        lines.extend(rule(heap, suspects));
    }
    if let Some(goroutines) = &findings.goroutines {
        let course = course(SuspectKind::Goroutines, goroutines);
        lines.extend(course.map(|course| ["Of the goroutines: ", &course].concat()));
    }
    lines
}

/// From where to where, over how many snapshots, at which rate, and how much of that may be chance.
fn growth(kind: SuspectKind, of: &Judgement) -> String {
    let known: Vec<i64> = of.values.iter().flatten().copied().collect();
    let (Some(&first), Some(&last)) = (known.first(), known.last()) else {
        return "There is no value to judge.".to_owned();
    };
    let (name, snapshot) = match kind {
        SuspectKind::Heap => ("inuse_space", "heap snapshot"),
        SuspectKind::Goroutines => ("The number of goroutines", "capture"),
    };
    let mut text = if known.len() == 1 {
        let now = amount(kind, last as f64);
        let mut text = format!(
            "One {snapshot}: {now}{}",
            if kind == SuspectKind::Heap { " in use" } else { " goroutines" }
        );
        text.push_str(", which cannot show growth. Only a second one can.");
        text
    } else {
        let times: Vec<i64> = of.times.iter().copied().filter(|&time| time > 0).collect();
        let over = match (times.iter().min(), times.iter().max()) {
            (Some(&from), Some(&to)) if to > from => " in ".to_owned() + &duration(to.saturating_sub(from)),
            _ => String::new(),
        };
        let moves = match of.verdict {
            _ if last == first => "stays at",
            Verdict::Suspect | Verdict::LikelyLeak | Verdict::Leak if last > first => "rises",
            _ => "moves",
        };
        let between = if last == first {
            amount(kind, last as f64)
        } else {
            format!("from {} to {}", amount(kind, first as f64), amount(kind, last as f64))
        };
        let snapshots = counted(known.len() as i64, snapshot);
        format!("{name} {moves} {between} over {snapshots}{over}")
    };
    if known.len() > 1 {
        if let Some(growth) = of.per_hour {
            text.push_str(", by ");
            text.push_str(&rate(kind, growth));
            text.push_str(&rate_range(kind, growth));
        }
        text.push('.');
    }
    let noise = (of.newest.high - of.newest.low) / 2.0;
    if noise > 0.0 && of.newest.value > 0.0 {
        let share = percent(noise / of.newest.value);
        text.push_str(&format!(" Sampling makes the newest value uncertain by ±{share} (95% interval)."));
    }
    text
}

fn find(of: &Judgement, guard: Guard) -> Option<&Test> {
    of.tests.iter().find(|test| test.guard == guard)
}

/// How the growth goes on, and under what load.
fn course(kind: SuspectKind, of: &Judgement) -> Option<String> {
    let matters = |guard| find(of, guard).is_none_or(|test| test.passed);
    if !matters(Guard::Size) || !matters(Guard::Material) {
        return None;
    }
    let mut text = String::new();
    let mut say = |test: Option<&Test>, passed: &str, failed: &str| {
        if let Some(test) = test {
            let sentence = if test.passed { passed } else { failed };
            text.push_str(if text.is_empty() { "" } else { " " });
            text.push_str(&sentence.replace("{v}", &plain(test.value)));
        }
    };
    say(
        find(of, Guard::Real),
        "The growth is {v} standard deviations of the sampling.",
        "The growth is only {v} standard deviations of the sampling, and may be chance.",
    );
    say(
        find(of, Guard::Late),
        "It has not slowed: the second half rises {v} times as fast as the first.",
        "It has slowed: the second half rises {v} times as fast as the first, as a cache does that fills.",
    );
    // The load is one for the whole process: it is told once.
    if kind == SuspectKind::Heap {
        let load = find(of, Guard::Load);
        let is_steady = load.is_some_and(|test| test.value <= test.threshold);
        let rose = "Traffic was rising: at the end {v} times as much was allocated as at the beginning.";
        let steady = "Traffic was steady: at the end {v} times as much was allocated as at the beginning.";
        let sentence = if is_steady { steady } else { rose };
        say(load, sentence, sentence);
    }
    (!text.is_empty()).then_some(text)
}

/// The rule of thumb: what grows in use under steady load leaks, and what is only allocated is pressure.
fn rule(of: &Judgement, has_suspects: bool) -> Option<String> {
    let rate = allocates(of.allocation_rate?);
    let survival = percent(of.survival?);
    Some(match of.verdict {
        Verdict::GcPressure => format!(
            "alloc_space is high ({rate}) and inuse_space is stable ({survival} of it stays): that is GC pressure, not a leak."
        ),
        _ if has_suspects => format!(
            "inuse_space grows while {rate} are allocated, of which {survival} stay: growth in use under steady load is a leak."
        ),
        _ => format!("{rate} are allocated, of which {survival} stay."),
    })
}

/// What Go proves by itself, and what it cannot see.
fn proof(of: &Judgement, suspects: &[Suspect], table: &GoroutineTable) -> Option<String> {
    let proved: i64 = suspects.iter().map(|suspect| suspect.proved).sum();
    if proved > 0 {
        let proved = thousands(proved);
        return Some(format!(
            "Go itself proves {proved} goroutines to be leaked. It cannot see leaks whose channel or lock is still referenced."
        ));
    }
    let has_asked = table.captures.iter().any(|capture| capture.form == CaptureForm::LeakProfile);
    (has_asked && of.verdict >= Verdict::Suspect).then(|| {
        "Go's goroutineleak profile is empty, which proves nothing: Go cannot see leaks whose channel or lock is still referenced, \
         as with response bodies, query results, tickers and contexts."
            .to_owned()
    })
}

/// When a limit is reached.
pub(super) fn forecast(forecast: &Forecast) -> String {
    let limit = label(forecast.limit, "bytes");
    let now = label(forecast.now, "bytes");
    let [soonest, latest] = forecast.hours;
    if soonest <= 0.0 {
        return format!("The limit of {limit} is reached: the process has {now}.");
    }
    let mut text =
        format!("At this rate a limit of {limit} is reached in {} ({now} now)", span([soonest, latest]));
    if forecast.from_nanos > 0 {
        // A limit in a thousand years is none.
        let at = |hours: f64| {
            let nanos = (hours < 1e5).then_some((hours * 3.6e12) as i64);
            nanos.and_then(|nanos| utc_time(forecast.from_nanos.saturating_add(nanos)))
        };
        if let Some(soonest) = at(soonest) {
            text.push_str(", at ");
            text.push_str(&soonest);
            if let Some(latest) = at(latest).filter(|latest| *latest != soonest) {
                text.push_str(" to ");
                text.push_str(&latest);
            }
            text.push_str(" UTC");
        }
    }
    text + "."
}
