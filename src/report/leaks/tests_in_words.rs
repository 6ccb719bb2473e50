//! The questions that a verdict stands on, and their answers in words.

use super::TestText;
use super::numbers::{amount, percent, plain};
use crate::analysis::leaks::{Findings, Guard, SuspectKind, Test};

/// How a number of a test is written.
#[derive(Clone, Copy)]
enum As {
    Plain,
    Percent,
    Amount,
}

/// What a test says if it passes and if it does not; `{v}` is what was measured, `{t}` the threshold.
fn words(guard: Guard) -> (As, &'static str, &'static str) {
    match guard {
        Guard::Distinct => (
            As::Plain,
            "{v} distinct snapshots: 6 are enough for a likely leak, 8 for a leak",
            "only {v} distinct snapshots, {t} are needed",
        ),
        Guard::Rising => (
            As::Plain,
            "it rises from snapshot to snapshot: the chance of such an order is p = {v} (up to {t} passes)",
            "no steady rise: the chance of such an order is p = {v} (up to {t} passes)",
        ),
        Guard::Real => (
            As::Plain,
            "growth is {v} standard deviations of the sampling, {t} are needed",
            "growth is {v} standard deviations of the sampling, under the {t} that are needed: it may be chance",
        ),
        Guard::Material => (
            As::Percent,
            "growth is {v} of the median, {t} are needed",
            "growth is {v} of the median, under the {t} that matter",
        ),
        Guard::Size => (
            As::Amount,
            "it grew by {v}, at least {t} are needed",
            "it grew by {v}, under the {t} that matter",
        ),
        Guard::Late => (
            As::Plain,
            "growth goes on: the second half rises {v} times as fast as the first ({t} are needed)",
            "growth slowed: the second half rises {v} times as fast as the first ({t} are needed)",
        ),
        Guard::Smooth => (
            As::Percent,
            "it hardly falls: falls are {v} of the rises (up to {t} passes)",
            "it goes up and down: falls are {v} of the rises (up to {t} passes)",
        ),
        Guard::Steps => (
            As::Percent,
            "no single step: the largest is {v} of all rises (up to {t} passes)",
            "it grew in one step, which is {v} of all rises (up to {t} passes): something was loaded, or a batch ran",
        ),
        Guard::Drift => (
            As::Plain,
            "it rises as a leak does: {v} times as straight as two of a hundred random walks",
            "it wanders: {v} times as straight as two of a hundred random walks ({t} is needed)",
        ),
        Guard::Load => (
            As::Plain,
            "the load does not explain it: allocation at the end is {v} times that at the beginning (up to {t} passes, or growth beyond it)",
            "the load rose: allocation at the end is {v} times that at the beginning (up to {t} passes)",
        ),
        Guard::Persistence => (
            As::Percent,
            "the same goroutines stay: {v} of the first dump's ids are in the last ({t} are needed)",
            "goroutines come and go: {v} of the first dump's ids are in the last ({t} are needed)",
        ),
        Guard::Survival => (
            As::Percent,
            "{v} of what it allocates stays ({t} are needed)",
            "{v} of what it allocates stays, under {t}: most of it is freed",
        ),
        Guard::Proof => (
            As::Plain,
            "Go itself proved {v} of them to be leaked",
            "Go has proved none of them to be leaked",
        ),
        Guard::Wait => (
            As::Plain,
            "the longest wait is {v} minutes ({t} are long)",
            "the longest wait is {v} minutes, under the {t} that are long",
        ),
    }
}

/// A test in words.
pub(super) fn in_words(kind: SuspectKind, test: &Test) -> TestText {
    let (style, passed, failed) = words(test.guard);
    let number = |value: f64| match style {
        As::Plain => plain(value),
        As::Percent => percent(value),
        As::Amount => amount(kind, value),
    };
    let text = if test.passed { passed } else { failed };
    TestText {
        subject: kind_name(kind).to_owned(),
        passed: test.passed,
        text: text.replace("{v}", &number(test.value)).replace("{t}", &number(test.threshold)),
    }
}

/// `heap` or `goroutines`.
pub(super) fn kind_name(kind: SuspectKind) -> &'static str {
    match kind {
        SuspectKind::Heap => "heap",
        SuspectKind::Goroutines => "goroutines",
    }
}

/// The tests of the heap, then those of the goroutines. What survives of all that a process allocates is little even where it
/// leaks, so that is told with the reasons and is no question.
pub(super) fn of_process(findings: &Findings) -> Vec<TestText> {
    let heap =
        findings.heap.iter().flat_map(|judgement| &judgement.tests).map(|test| (SuspectKind::Heap, test));
    let goroutines = findings.goroutines.iter().flat_map(|judgement| &judgement.tests);
    heap.filter(|(_, test)| test.guard != Guard::Survival)
        .chain(goroutines.map(|test| (SuspectKind::Goroutines, test)))
        .map(|(kind, test)| in_words(kind, test))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_test_says_its_numbers() {
        let guards = [
            Guard::Distinct,
            Guard::Rising,
            Guard::Real,
            Guard::Material,
            Guard::Size,
            Guard::Late,
            Guard::Smooth,
            Guard::Steps,
            Guard::Drift,
            Guard::Load,
            Guard::Persistence,
            Guard::Survival,
            Guard::Wait,
        ];
        for guard in guards {
            for passed in [true, false] {
                let test = Test { guard, value: 0.25, threshold: 3.0, passed };
                let text = in_words(SuspectKind::Goroutines, &test).text;
                assert!(!text.contains('{'), "{text}");
                let says = text.contains("0.25") || text.contains("25%") || text.contains(" 0,");
                assert!(says, "{guard:?} {text}");
            }
        }
        let test = Test { guard: Guard::Size, value: 20_971_520.0, threshold: 1_048_576.0, passed: true };
        assert_eq!(in_words(SuspectKind::Heap, &test).text, "it grew by 20MB, at least 1MB are needed");
    }
}
