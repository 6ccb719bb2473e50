//! The suspects in words.

use super::numbers::{amount, change, counted, percent, rate, rate_range, short_name, thousands};
use super::tests_in_words::{in_words, kind_name};
use super::{Chip, SuspectText, tone, word};
use crate::analysis::goroutines::{CaptureForm, GoroutineTable, is_standard};
use crate::analysis::leaks::{Catalogue, Entry, Findings, Guard, Suspect, SuspectKind, Verdict};

/// Shares of labels below this one do not point to anything.
const POINTS_TO: f64 = 0.5;

/// The suspects that are shown by themselves, with what is joined to them.
pub(super) fn suspects(
    findings: &Findings,
    catalogue: &Catalogue,
    table: &GoroutineTable,
) -> Vec<SuspectText> {
    let has_asked = table.captures.iter().any(|capture| capture.form == CaptureForm::LeakProfile);
    let shown = findings.suspects.iter().filter(|suspect| !suspect.is_joined);
    let text = |(suspect, number): (&Suspect, u32)| {
        let entry = suspect.signature.and_then(|number| catalogue.entry(number));
        let values = ends(suspect);
        let kind = suspect.kind;
        SuspectText {
            number,
            function: suspect.function.clone(),
            short_name: name(suspect, &findings.suspects),
            state: suspect.state.clone(),
            kind: kind_name(kind).to_owned(),
            verdict: word(suspect.verdict).to_owned(),
            tone: tone(suspect.verdict),
            title: entry.map(|entry| entry.title.clone()).unwrap_or_default(),
            diagnosis: diagnosis(suspect, entry),
            chips: chips(suspect, entry, has_asked),
            rate: match (suspect.per_hour, values) {
                (Some(growth), _) => rate(kind, growth),
                (None, [first, last]) if first != last => change(kind, (last - first) as f64),
                _ => String::new(),
            },
            rate_range: suspect.per_hour.map(|growth| rate_range(kind, growth)).unwrap_or_default(),
            counts: counts(kind, values),
            values: suspect.values.clone(),
            share: if suspect.share > 0.0 {
                percent(suspect.share) + " of the growth"
            } else {
                String::new()
            },
            fix: entry.map(|entry| fix(&entry.fix)).unwrap_or_default(),
            confirm: entry.map(|entry| entry.confirm.clone()).unwrap_or_default(),
            reference: entry.map(|entry| entry.reference.clone()).unwrap_or_default(),
            stack: suspect.stack.iter().map(|place| (place.function.clone(), place.source.clone())).collect(),
            creator: suspect.creator.clone().unwrap_or_default(),
            joined: suspect.joined.iter().filter_map(|&at| findings.suspects.get(at)).map(joined).collect(),
            labels: labels(suspect),
            tests: suspect.tests.iter().map(|test| in_words(kind, test)).collect(),
        }
    };
    shown.zip(1..).map(text).collect()
}

/// The first and the last known value.
fn ends(suspect: &Suspect) -> [i64; 2] {
    let mut known = suspect.values.iter().flatten().copied();
    let first = known.next().unwrap_or(0);
    [first, known.next_back().unwrap_or(first)]
}

fn counts(kind: SuspectKind, [first, last]: [i64; 2]) -> String {
    let noun = if kind == SuspectKind::Goroutines { " goroutines" } else { "" };
    let last_text = amount(kind, last as f64) + noun;
    if first == last { last_text } else { amount(kind, first as f64) + " → " + &last_text }
}

/// Its name, and those of the library's goroutines that come in pairs with it: `readLoop + writeLoop`.
fn name(suspect: &Suspect, all: &[Suspect]) -> String {
    let mut name = short_name(&suspect.function).to_owned();
    if !is_standard(&suspect.function) {
        return name;
    }
    for other in suspect.joined.iter().filter_map(|&at| all.get(at)) {
        let methods = (suspect.function.rsplit_once('.'), other.function.rsplit_once('.'));
        if let (Some((own, _)), Some((of, method))) = methods
            && own == of
            && other.kind == suspect.kind
        {
            name = name + " + " + method;
        }
    }
    name
}

fn joined(suspect: &Suspect) -> String {
    let mut text = short_name(&suspect.function).to_owned();
    if !suspect.state.is_empty() {
        text = text + " [" + &suspect.state + "]";
    }
    text + ", " + &counts(suspect.kind, ends(suspect))
}

/// What is wrong: what the catalogue says, and where to look for a culprit that is in no dump.
fn diagnosis(suspect: &Suspect, entry: Option<&Entry>) -> String {
    let Some(entry) = entry else {
        return match suspect.kind {
            SuspectKind::Heap => "Part of what is allocated here stays, and more of it from snapshot to snapshot. Look at where it is stored, and what \
                 takes it out again."
                .to_owned(),
            SuspectKind::Goroutines => {
                "They wait here, and become more. Look at what they wait for, and who would have to end them.".to_owned()
            }
        };
    };
    let mut text = entry.diagnosis.clone();
    if entry.culprit_is_gone
        && suspect.kind == SuspectKind::Goroutines
        && is_standard(&suspect.function)
        && suspect.creator.as_deref().is_none_or(is_standard)
    {
        match suspect.labels.iter().find(|(_, _, share)| *share >= POINTS_TO) {
            Some((key, value, share)) => {
                let share = percent(*share);
                text.push_str(&format!(
                    " The label {key}={value}, which {share} of them have, points to where they come from."
                ));
            }
            None => text.push_str(
                " Nothing in the dump tells who it was: label goroutines by pprof.Do, which they inherit.",
            ),
        }
    }
    text
}

fn chips(suspect: &Suspect, entry: Option<&Entry>, has_asked: bool) -> Vec<Chip> {
    let mut chips = Vec::new();
    let mut add = |text: String, alarming: bool| chips.push(Chip { text, alarming });
    if suspect.proved > 0 {
        add("Go’s goroutineleak proves ".to_owned() + &thousands(suspect.proved), true);
    }
    if let Some([kept, first]) = suspect.kept {
        let passed = suspect.tests.iter().any(|test| test.guard == Guard::Persistence && test.passed);
        let text = match kept {
            _ if kept == first => format!("the same ids in every dump ({first} of {first})"),
            0 => format!("none of {first} ids is still there"),
            _ => format!("{kept} of {first} ids are still there"),
        };
        add(text, passed);
    }
    if suspect.kind == SuspectKind::Heap {
        if let Some(survival) = suspect.survival {
            let text = format!("keeps {} of what it allocates", percent(survival.value.clamp(0.0, 1.0)));
            add(text, survival.value >= POINTS_TO);
        }
    }
    let known: Vec<i64> = suspect.values.iter().flatten().copied().collect();
    if known.len() > 2 {
        let rises = known.windows(2).filter(|pair| pair[1] > pair[0]).count();
        let steps = known.len() - 1;
        add(format!("grows in {rises} of {steps} steps"), rises == steps);
    }
    if suspect.verdict >= Verdict::Suspect
        && suspect.kind == SuspectKind::Goroutines
        && suspect.proved == 0
        && has_asked
    {
        let is_known = entry.is_some_and(|entry| entry.seen_by_go == Some(false));
        add(
            (if is_known { "not visible to goroutineleak" } else { "not proved by goroutineleak" })
                .to_owned(),
            false,
        );
    }
    if let Some(minutes) = suspect.minutes.filter(|&minutes| minutes > 0) {
        add("oldest waits ".to_owned() + &counted(i64::from(minutes), "minute"), false);
    }
    if let Some(creator) = &suspect.creator {
        add("created by ".to_owned() + short_name(creator), false);
    }
    if suspect.kind == SuspectKind::Heap {
        let leaf = suspect.stack.first().map_or("", |place| place.function.as_str());
        if leaf != suspect.function && !leaf.is_empty() {
            add("by ".to_owned() + short_name(leaf), false);
        }
        add(amount(SuspectKind::Heap, ends(suspect)[1] as f64) + " now", false);
    }
    chips
}

fn labels(suspect: &Suspect) -> Vec<String> {
    let text = |(key, value, share): &(String, String, f64)| format!("{key}={value} ({})", percent(*share));
    suspect.labels.iter().map(text).collect()
}

/// The lines of a fix, each with its sign.
fn fix(text: &str) -> Vec<(char, String)> {
    let line = |line: &str| {
        let mut characters = line.chars();
        let sign = characters.next().unwrap_or(' ');
        let rest = characters.as_str();
        (sign, rest.strip_prefix(' ').unwrap_or(rest).to_owned())
    };
    text.lines().map(line).collect()
}
