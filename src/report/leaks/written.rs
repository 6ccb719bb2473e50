//! The whole finding as one text, for an incident ticket or a terminal.

use super::{FindingsText, SuspectText, TestText};

/// How texts are written.
struct Writer {
    text: String,
    is_markdown: bool,
}

impl Writer {
    fn line(&mut self, parts: &[&str]) {
        for part in parts {
            self.text.push_str(part);
        }
        self.text.push('\n');
    }

    fn heading(&mut self, level: usize, title: &str) {
        let marks = if self.is_markdown { "#".repeat(level) + " " } else { String::new() };
        if !self.text.is_empty() {
            self.line(&[]);
        }
        self.line(&[&marks, title]);
        if self.is_markdown {
            self.line(&[]);
        }
    }

    /// A section with an item for each text; none where there are no texts.
    fn list<'a>(&mut self, title: &str, items: impl Iterator<Item = &'a str>) {
        let mut items = items.peekable();
        if items.peek().is_some() {
            self.heading(3, title);
        }
        for item in items {
            self.line(&["- ", item]);
        }
    }

    /// What must not be read as markup.
    fn code(&self, text: &str) -> String {
        if self.is_markdown { ["`", text, "`"].concat() } else { text.to_owned() }
    }

    fn block<'a>(&mut self, language: &str, lines: impl Iterator<Item = &'a str>) {
        if self.is_markdown {
            self.line(&[]);
            self.line(&["```", language]);
        }
        let indent = if self.is_markdown { "" } else { "    " };
        for line in lines {
            self.line(&[indent, line]);
        }
        if self.is_markdown {
            self.line(&["```"]);
        }
    }
}

/// The finding as Markdown or as plain text.
pub(super) fn written(of: &FindingsText, is_markdown: bool) -> String {
    let mut to = Writer { text: String::new(), is_markdown };
    to.heading(2, &of.title);
    to.line(&["Verdict: ", &of.verdict, "."]);
    for line in of.summary.iter().chain(&of.reasons) {
        to.line(&["- ", line]);
    }
    if !of.suspects.is_empty() {
        to.heading(3, "Suspects");
        for suspect in &of.suspects {
            write_suspect(&mut to, suspect);
        }
    }
    let tests: Vec<String> = of.tests.iter().map(test).collect();
    to.list("Why this verdict", tests.iter().map(String::as_str));
    to.list("Not leaks, though they are loud", of.loud.iter().map(String::as_str));
    to.list("Set aside as healthy", of.healthy.iter().map(String::as_str));
    let memory: Vec<String> = of.memory.iter().map(|row| [&*row.name, ": ", &*row.text].concat()).collect();
    to.list("Memory", memory.iter().map(String::as_str));
    to.list("About the data", of.notes.iter().map(String::as_str));
    if !of.advice.is_empty() {
        to.heading(3, "What to capture next");
        for (at, advice) in of.advice.iter().enumerate() {
            if at > 0 {
                to.line(&[]);
            }
            to.line(&[&advice.why]);
            to.block("sh", advice.command.lines());
        }
    }
    to.text
}

fn test(test: &TestText) -> String {
    let answer = if test.passed { " ✓ " } else { " ✗ " };
    [&*test.subject, answer, &*test.text].concat()
}

fn write_suspect(to: &mut Writer, of: &SuspectText) {
    if of.number > 1 {
        to.line(&[]);
    }
    let state = if of.state.is_empty() { String::new() } else { [" [", &*of.state, "]"].concat() };
    let name = to.code(&[&*of.short_name, &*state].concat());
    let rate = [&*of.rate, &*of.rate_range].concat();
    let growth: Vec<&str> =
        [&*of.verdict, &*rate, &*of.counts, &*of.share].into_iter().filter(|text| !text.is_empty()).collect();
    to.line(&[&of.number.to_string(), ". ", &name, ": ", &growth.join(", ")]);
    to.line(&["   ", &of.diagnosis]);
    let facts: Vec<&str> =
        of.chips.iter().map(|chip| &*chip.text).chain(of.labels.iter().map(|label| &**label)).collect();
    to.line(&["   ", &facts.join(" · ")]);
    if !of.joined.is_empty() {
        to.line(&["   With it: ", &of.joined.join("; ")]);
    }
    if let Some((function, source)) = of.stack.iter().find(|(function, _)| *function == of.function) {
        let place = to.code(&[function, " ", source].concat());
        to.line(&["   At ", &place]);
    }
    if !of.fix.is_empty() {
        let lines: Vec<String> = of.fix.iter().map(|(sign, text)| format!("{sign} {text}")).collect();
        to.block("diff", lines.iter().map(String::as_str));
    }
    if !of.confirm.is_empty() {
        to.line(&["   To confirm: ", &of.confirm]);
    }
    if !of.reference.is_empty() {
        to.line(&["   Read: ", &of.reference]);
    }
}
