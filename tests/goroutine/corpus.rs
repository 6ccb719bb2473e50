//! Real texts, and what is read of them.

use std::fmt::Write as _;

use airflame::goroutine::{Dump, Goroutine, parse_slice};

use crate::fixtures::dumps;

/// How many goroutines each text has, counted by hand; and how many of them are told twice or are a thread's scheduler.
const TOTALS: [(&str, usize, usize); 20] = [
    ("ancestors", 4, 0),
    ("deadlock", 6, 0),
    ("debugstack", 2, 1),
    ("goexit-deadlock", 5, 0),
    ("goleak-testmain", 6, 0),
    ("gotest-timeout", 5, 0),
    ("httppanic.log", 1, 0),
    ("index.single", 1, 0),
    ("nested", 1, 0),
    ("nilderef.all", 6, 0),
    ("overflow", 7, 0),
    ("panic-error.all", 9, 0),
    ("repanic", 1, 0),
    ("sigquit.all", 17, 1),
    ("slog.json", 8, 1),
    ("struct", 1, 0),
    ("synctest-deadlock", 3, 0),
    ("synctest-panic", 5, 0),
    ("truncated", 32, 0),
    ("unlock", 1, 0),
];

/// One goroutine in one line.
fn told(dump: &Dump, of: usize, goroutine: &Goroutine) -> String {
    let mut line = format!("{} [{}]", goroutine.id, dump.text(goroutine.state));
    let marks = [
        (goroutine.is_leaked, "leaked"),
        (goroutine.is_scan, "scan"),
        (goroutine.is_durable, "durable"),
        (goroutine.is_locked, "locked"),
        (goroutine.is_unavailable, "unavailable"),
        (goroutine.is_cut, "cut"),
        (goroutine.is_repeated, "repeated"),
    ];
    for (_, mark) in marks.into_iter().filter(|(is, _)| *is) {
        let _ = write!(line, " {mark}");
    }
    if let Some(minutes) = goroutine.minutes {
        let _ = write!(line, " {minutes}m");
    }
    if let Some(bubble) = goroutine.bubble {
        let _ = write!(line, " bubble={bubble}");
    }
    for (key, value) in dump.labels(goroutine.labels) {
        let _ = write!(line, " {key}={value:?}");
    }
    let frames = dump.stack(goroutine.stack);
    let frame = |id| {
        let frame = dump.frame(id);
        let inlined = if frame.is_inlined { " inlined" } else { "" };
        format!("{} {}:{}{inlined}", frame.function, frame.file.rsplit('/').next().unwrap(), frame.line)
    };
    let _ = write!(line, " {} frames", frames.len());
    if let Some(elision) = dump.elision(of) {
        let _ = write!(line, " ({} left out behind {})", elision.count, elision.behind);
    }
    if let [leaf, .., root] = frames {
        let _ = write!(line, ": {} … {}", frame(*leaf), frame(*root));
    } else if let [leaf] = frames {
        let _ = write!(line, ": {}", frame(*leaf));
    }
    if let Some(creator) = goroutine.creator {
        let _ = write!(line, " < {} in {}", frame(creator), goroutine.parent);
    }
    for ancestor in dump.ancestors(of) {
        let creator = ancestor.creator.map(frame).unwrap_or_default();
        let _ = write!(line, " << {} ({} frames, {creator})", ancestor.id, dump.stack(ancestor.stack).len());
    }
    line
}

#[test]
fn every_goroutine_of_every_text_is_read() {
    let fixtures = dumps();
    for (name, all, uncounted) in TOTALS {
        let path = format!("dumps/{name}.txt");
        let fixture =
            fixtures.iter().find(|fixture| fixture.path == path).unwrap_or_else(|| panic!("{path}"));
        let dump = parse_slice(&fixture.bytes).unwrap();
        let counted = dump.counted().count();
        assert_eq!((dump.goroutines().len(), dump.goroutines().len() - counted), (all, uncounted), "{name}");
    }
    assert_eq!(fixtures.len(), TOTALS.len(), "a text has no total");
}

#[test]
fn every_text_is_read_as_it_was() {
    let mut text = String::new();
    for fixture in dumps() {
        let dump = parse_slice(&fixture.bytes).unwrap();
        let cut = dump.cut_at().map_or_else(String::new, |at| format!(", cut at {at}"));
        let _ = writeln!(text, "\n{} ({:?}{cut}, captures {:?})", fixture.path, dump.form(), dump.captures());
        for (of, goroutine) in dump.goroutines().iter().enumerate() {
            let _ = writeln!(text, "  {}", told(&dump, of, goroutine));
        }
    }
    insta::assert_snapshot!(text);
}
