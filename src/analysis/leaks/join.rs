//! Suspects that are one cause.

use super::guards::answer;
use super::thresholds::{ALIKE, HELD_SHARE, KEEPS};
use super::{Guard, Suspect, SuspectKind, Verdict};
use crate::analysis::goroutines::is_standard;
use crate::analysis::sorting::sort_items;

/// Puts suspects in order and those of one cause together: what is held by goroutines is shown with them.
///
/// `minor` are functions of the heap that are no suspects by themselves; those that belong to a leak of goroutines are added.
pub(super) fn join(mut suspects: Vec<Suspect>, minor: Vec<Suspect>) -> Vec<Suspect> {
    for mut held in minor {
        let is_held = |suspect: &&Suspect| suspect.verdict > Verdict::Suspect && holds(suspect, &held);
        let keeps = held.survival.is_some_and(|survival| survival.value >= KEEPS);
        if keeps && held.share >= HELD_SHARE && suspects.iter().any(|suspect| is_held(&suspect)) {
            held.verdict = Verdict::Suspect;
            suspects.push(held);
        }
    }
    // What is held leaks as surely as what holds it, if it is there by more than chance.
    for at in 0..suspects.len() {
        let is_real = answer(&suspects[at].tests, Guard::Real).is_some_and(|test| test.passed);
        let holders = suspects.iter().filter(|holder| is_real && holds(holder, &suspects[at]));
        if let Some(most) = holders.map(|holder| holder.verdict).max() {
            suspects[at].verdict = suspects[at].verdict.max(most);
        }
    }
    sort_items(&mut suspects, &|left, right| {
        let by_growth = right.share.total_cmp(&left.share);
        let by_name = || (&left.function, &left.state).cmp(&(&right.function, &right.state));
        // What leaks for certain and what is likely to stand together: a heap seldom has the proof that goroutines have in their
        // ids, and may be where the memory goes. Then counts how much of the growth of its kind each is.
        let class = |suspect: &Suspect| suspect.verdict.min(Verdict::LikelyLeak);
        let by_verdict = || right.verdict.cmp(&left.verdict);
        class(right).cmp(&class(left)).then(by_growth).then_with(by_verdict).then_with(by_name)
    });
    // Each suspect's head: the first that it is one cause with; where that has a head itself, that one.
    let mut heads: Vec<usize> = (0..suspects.len()).collect();
    for member in 0..suspects.len() {
        let is_head = |head: &usize| {
            let (head, member) = (&suspects[*head], &suspects[member]);
            holds(head, member) || (is_pair(head, member) && rank(head) < rank(member))
        };
        if let Some(head) = (0..suspects.len()).filter(|&head| head != member).find(is_head) {
            heads[member] = head;
        }
    }
    for member in 0..suspects.len() {
        let mut head = heads[member];
        // Goroutines hold the heap and a pair has an order, so that no way is longer.
        while heads[head] != head {
            head = heads[head];
        }
        if head != member {
            suspects[member].is_joined = true;
            suspects[head].joined.push(member);
        }
    }
    suspects
}

/// Which of a pair tells more: who waits for another program only waits for its other side.
fn rank(suspect: &Suspect) -> (bool, &str, &str) {
    (suspect.state == "IO wait", &suspect.function, &suspect.state)
}

/// Whether goroutines hold what a function of the heap keeps: it runs in them or started them, or it is what the runtime or
/// the library made for them.
fn holds(goroutines: &Suspect, heap: &Suspect) -> bool {
    /// Whose goroutines a function of the library starts, which a profile does not tell.
    const STARTERS: [(&str, &str); 3] = [
        ("net/http.(*Transport).dialConn", "net/http.(*persistConn)."),
        ("net/http.(*Server).Serve", "net/http.(*conn)."),
        ("database/sql.(*Rows).initContextClose", "database/sql.(*Rows)."),
    ];
    if goroutines.kind != SuspectKind::Goroutines || heap.kind != SuspectKind::Heap {
        return false;
    }
    // Descriptors are of all goroutines, and are shown with those that leak most.
    if heap.function == "runtime.malg" {
        return goroutines.verdict > Verdict::Suspect;
    }
    if !is_standard(&heap.function) {
        let own = without_closure(&heap.function);
        let frames = goroutines.stack.iter().map(|place| place.function.as_str());
        let mut names = frames.chain(goroutines.creator.as_deref());
        // A method of the same type made what the goroutine holds; a profile does not tell who started it.
        return names.any(|name| {
            without_closure(name) == own || receiver(name).is_some_and(|of| receiver(own) == Some(of))
        });
    }
    let (first, creator) = (goroutines.stack.last(), goroutines.creator.as_deref());
    let mut functions = heap.stack.iter().map(|place| place.function.as_str());
    functions.any(|function| {
        let is_first = first.is_some_and(|place| place.function == function);
        let starts = |(starter, prefix): &(&str, &str)| {
            function == *starter && goroutines.function.starts_with(prefix)
        };
        !function.starts_with("runtime.")
            && is_standard(function)
            && (is_first || creator == Some(function) || STARTERS.iter().any(starts))
    })
}

/// Whether two piles of the library's goroutines are two sides of one thing: as many of the one as of the other, in one
/// package of it.
fn is_pair(left: &Suspect, right: &Suspect) -> bool {
    let package =
        |suspect: &Suspect| suspect.function.split_once(".(").map(|(package, _)| package.to_owned());
    let growth = |suspect: &Suspect| {
        let known = || suspect.values.iter().flatten();
        known().next_back().unwrap_or(&0) - known().next().unwrap_or(&0)
    };
    let [left_growth, right_growth] = [left, right].map(growth);
    let both = [left, right];
    both.iter().all(|suspect| suspect.kind == SuspectKind::Goroutines && is_standard(&suspect.function))
        && package(left).is_some()
        && package(left) == package(right)
        && (left_growth - right_growth).abs() as f64 <= ALIKE * left_growth.max(right_growth) as f64
}

/// The type that a method is of, with its package: `audit.(*Trail)`.
fn receiver(name: &str) -> Option<&str> {
    let start = name.find(".(*")?;
    let end = name[start..].find(')')?;
    Some(&name[..start + end])
}

/// A function without what the compiler numbers in it: `F` of `F.func1.2` and `F.gowrap1`.
fn without_closure(name: &str) -> &str {
    let mut name = name;
    while let Some((rest, last)) = name.rsplit_once('.') {
        let digits =
            last.trim_start_matches("func").trim_start_matches("gowrap").trim_start_matches("deferwrap");
        let is_number = digits.bytes().all(|letter| letter.is_ascii_digit());
        if !is_number || last.is_empty() {
            break;
        }
        name = rest;
    }
    name
}
