//! What is said of real processes, and that every example in it is Go.

use std::io::Write as _;
use std::process::{Command, Stdio};

use airflame::analysis::leaks::{Block, Catalogue, Guide};
use airflame::report::leaks::command::{Question, run};

use crate::{Machine, captured};

/// The answer to a question about files of a captured service.
fn answer(folder: &str, beginnings: &[&str], question: &Question) -> Option<String> {
    let sources = captured(folder, beginnings)?;
    let report = run(&Question { sources, ..question.clone() }, &Machine).unwrap();
    assert_eq!(report.notes, Vec::<String>::new());
    let text = String::from_utf8(report.text).unwrap();
    // Where the files lie is no part of what is said.
    let path = captured(folder, &[""])?.first()?.rsplit_once('/')?.0.to_owned() + "/";
    Some(text.replace(&path, ""))
}

const EVERYTHING: [&str; 3] = ["heap-", "goroutine-", "goroutineleak-"];

#[test]
fn a_leaking_service_in_markdown() {
    let question = Question { markdown: true, limit: Some(512 << 20), ..Question::default() };
    let Some(text) = answer("leaky-default", &EVERYTHING, &question) else { return };
    for wanted in [
        "webhook.processWebhook.func1 [chan send]",
        "session.(*Store).Remember",
        "defer resp.Body.Close()",
        "limit of 512MB",
    ] {
        assert!(text.contains(wanted), "{wanted}\n{text}");
    }
    insta::assert_snapshot!(text);
}

#[test]
fn a_control_in_markdown() {
    let question = Question { markdown: true, ..Question::default() };
    let Some(text) = answer("control-rate4096", &EVERYTHING, &question) else { return };
    assert!(
        !text.contains("## Leak") && !text.contains("## Likely") && !text.contains("### Suspects"),
        "{text}"
    );
    insta::assert_snapshot!(text);
}

#[test]
fn one_snapshot_cannot_show_growth() {
    let Some(text) = answer("leaky-default", &["heap-6.pb", "goroutine-6.debug2"], &Question::default())
    else {
        return;
    };
    assert!(text.contains("which cannot show growth"), "{text}");
    let Some(text) = answer("gcpressure-default", &["heap-"], &Question::default()) else { return };
    assert!(text.contains("GC pressure, not a leak"), "{text}");
}

#[test]
fn json_has_the_documented_keys() {
    let Some(text) = answer("leaky-default", &EVERYTHING, &Question { json: true, ..Question::default() })
    else {
        return;
    };
    for key in [
        "verdict",
        "title",
        "summary",
        "heap",
        "goroutines",
        "suspects",
        "loud",
        "healthy",
        "forecast",
        "memory",
        "notes",
        "advice",
        "kind",
        "function",
        "state",
        "signature",
        "counts",
        "values",
        "per_hour",
        "share",
        "survival",
        "kept_ids",
        "proved",
        "minutes",
        "labels",
        "creator",
        "joined",
        "stack",
        "tests",
        "distinct",
    ] {
        assert!(text.contains(&format!("\"{key}\": ")), "{key}");
    }
    is_json(&text);
    let groups = Question { json: true, goroutines: true, ..Question::default() };
    let Some(text) = answer("leaky-default", &["goroutine-"], &groups) else { return };
    is_json(&text);
    let Some(text) =
        answer("leaky-default", &["goroutine-"], &Question { goroutines: true, ..Question::default() })
    else {
        return;
    };
    assert!(text.contains("looks like: A send that nobody receives"), "{text}");
    assert!(text.contains("Set aside as healthy:"), "{text}");
}

/// Brackets and quotation marks are balanced, and outside of texts stands only what JSON knows.
fn is_json(text: &str) {
    let (mut open, mut is_text, mut is_escaped) = (Vec::new(), false, false);
    for letter in text.chars() {
        match letter {
            _ if is_escaped => is_escaped = false,
            '\\' if is_text => is_escaped = true,
            '"' => is_text = !is_text,
            _ if is_text => assert!(letter >= ' '),
            '{' | '[' => open.push(letter),
            '}' => assert_eq!(open.pop(), Some('{')),
            ']' => assert_eq!(open.pop(), Some('[')),
            _ => assert!(
                " \n:,-.+0123456789eE".contains(letter) || "nulltruefalse".contains(letter),
                "{letter}"
            ),
        }
    }
    assert!(open.is_empty() && !is_text);
}

/// What `gofmt` makes of a text: it formats pieces of files too. `None` where there is no gofmt.
fn gofmt(code: &str) -> Option<Result<String, String>> {
    let beside_go = Command::new("go").args(["env", "GOROOT"]).output().ok();
    let folder =
        beside_go.map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned() + "/bin/gofmt");
    let mut gofmt = ["gofmt".to_owned()].into_iter().chain(folder).find_map(|program| {
        Command::new(program).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().ok()
    })?;
    gofmt.stdin.take().unwrap().write_all(code.as_bytes()).unwrap();
    let output = gofmt.wait_with_output().unwrap();
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    Some(if output.status.success() { Ok(text(&output.stdout)) } else { Err(text(&output.stderr)) })
}

#[test]
fn every_example_is_formatted_go() {
    for entry in Catalogue::built_in().entries() {
        for side in ['-', '+'] {
            let lines = entry.fix.lines().filter(|line| line.starts_with([' ', side]));
            let code: String = lines.map(|line| line.get(2..).unwrap_or("").to_owned() + "\n").collect();
            match gofmt(&code) {
                None => return eprintln!("SKIPPED: there is no gofmt here"),
                Some(formatted) => assert_eq!(formatted, Ok(code), "{} {side}", entry.number),
            }
        }
    }
    for section in Guide::parse(Catalogue::BUILT_IN).sections {
        for block in section.blocks {
            if let Block::Code(code) = block
                && (code.starts_with("package") || code.starts_with("func"))
            {
                assert_eq!(gofmt(&(code.clone() + "\n")), Some(Ok(code + "\n")));
            }
        }
    }
}
