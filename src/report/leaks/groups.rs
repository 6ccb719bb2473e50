//! The groups of goroutines as text for a terminal.

use super::numbers::{counted, short_name, thousands};
use crate::analysis::goroutines::{GoroutineGroup, GoroutineTable, GroupOrigin};
use crate::analysis::leaks::Catalogue;

/// The groups, largest first: own code, then the library's, and behind them what is set aside as healthy.
pub fn goroutines_text(table: &GoroutineTable, catalogue: &Catalogue) -> String {
    let counting = table.counting();
    let (first, last) = match (counting.first(), counting.last()) {
        (Some(&first), Some(&last)) => (first, last),
        // There is only what Go has proved.
        _ => (0, table.captures.len().saturating_sub(1)),
    };
    let total = |at: usize| table.captures.get(at).map_or(0, |capture| capture.total);
    let mut text = counted(total(last), "goroutine");
    if first != last {
        text.push_str(&format!(" ({:+} since {})", total(last) - total(first), table.captures[first].name));
    }
    if table.captures.get(last).is_some_and(|capture| capture.is_cut) {
        text.push_str(", or more: the dump is cut");
    }
    text.push('\n');
    let rank = |at: usize| match (catalogue.healthy(table, at), table.groups[at].origin) {
        (Some(_), _) => 2,
        (None, GroupOrigin::Own) => 0,
        _ => 1,
    };
    for (wanted, title) in [(0, ""), (1, "\nOf the library:\n"), (2, "\nSet aside as healthy:\n")] {
        let places: Vec<usize> = (0..table.groups.len()).filter(|&at| rank(at) == wanted).collect();
        if !places.is_empty() {
            text.push_str(title);
        }
        for at in places {
            let note = match (catalogue.healthy(table, at), catalogue.of_goroutines(table, at)) {
                (Some(reason), _) => reason.to_owned(),
                (None, Some(number)) => catalogue
                    .entry(number)
                    .map(|entry| format!("looks like: {}", entry.title))
                    .unwrap_or_default(),
                (None, None) => String::new(),
            };
            write_group(&mut text, &table.groups[at], [first, last], &note);
        }
    }
    text
}

fn write_group(text: &mut String, group: &GoroutineGroup, [first, last]: [usize; 2], note: &str) {
    let count = |at: usize| group.snapshots.get(at).map_or(0, |snapshot| snapshot.count);
    let mut facts = vec![thousands(count(last))];
    if first != last {
        facts.push(format!("{:+}", count(last) - count(first)));
    }
    let newest = group.snapshots.get(last);
    let states: Vec<String> = newest
        .map(|newest| newest.states.iter().map(|(state, count)| format!("[{state}] {count}")).collect())
        .unwrap_or_default();
    facts.extend((!states.is_empty()).then(|| states.join(", ")));
    let minutes = newest.and_then(|newest| newest.minutes).filter(|&minutes| minutes > 0);
    facts.extend(minutes.map(|minutes| format!("longest {}", counted(i64::from(minutes), "minute"))));
    facts.extend((group.proved() > 0).then(|| format!("{} proved leaked", thousands(group.proved()))));
    facts.extend((!note.is_empty()).then(|| note.to_owned()));
    text.push_str(&format!("\n{}\n", facts.join("  ")));
    let frames = group.frames.iter().map(|frame| ("    ", frame));
    let creator = group.creator.iter().map(|frame| ("    created by ", frame));
    for (before, frame) in frames.chain(creator) {
        let file = short_name(&frame.file);
        let source = if file.is_empty() { String::new() } else { format!("  {file}:{}", frame.line) };
        text.push_str(&format!("{before}{}{source}\n", frame.function));
    }
}
