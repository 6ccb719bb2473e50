//! The verdict in sentences: what a page, an incident ticket and a terminal show of [`Findings`].
//!
//! ```text
//!  Findings ─► sentences, suspects, advice, notes ─► FindingsText ─► the page, as it is
//!  Catalogue ──────┘                                     ├─────────► Markdown, plain text
//!  Findings ─────────────────────────────────────────────┴─────────► JSON (natively only)
//! ```

mod advice;
#[cfg(not(target_arch = "wasm32"))]
pub mod command;
mod examined;
#[cfg(not(target_arch = "wasm32"))]
mod files;
#[cfg(not(target_arch = "wasm32"))]
mod groups;
#[cfg(not(target_arch = "wasm32"))]
mod json;
mod memory;
mod notes;
mod numbers;
mod summary;
mod suspects;
mod tests_in_words;
mod written;

pub use advice::CaptureTarget;
pub use examined::{Examined, File, examine};
#[cfg(not(target_arch = "wasm32"))]
pub use files::{OpenedFile, open_files};
#[cfg(not(target_arch = "wasm32"))]
pub use groups::goroutines_text;
#[cfg(not(target_arch = "wasm32"))]
pub use json::{goroutines_json, json, quoted};
pub use notes::notes;
pub use numbers::thousands;

use serde::{Deserialize, Serialize};

use crate::analysis::goroutines::GoroutineTable;
use crate::analysis::leaks::{Catalogue, Findings, Forecast, Judgement, Range, Verdict};

/// How alarming a verdict is, which a page shows as a colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Tone {
    /// Something leaks, for certain or likely.
    Alarm,
    /// Something may.
    Warn,
    /// Nothing does.
    Calm,
    /// Nothing can be said.
    Unknown,
}

/// All that is said of a process.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FindingsText {
    /// The verdict's word, `likely leak`.
    pub verdict: String,
    /// How alarming it is.
    pub tone: Tone,
    /// The verdict as a headline.
    pub title: String,
    /// What was seen, with its numbers, a sentence or a few each.
    pub summary: Vec<String>,
    /// Why that is judged as it is, in the same way.
    pub reasons: Vec<String>,
    /// The questions that the verdict stands on, and their answers.
    pub tests: Vec<TestText>,
    /// Heap and goroutines as series, for a chart.
    pub trends: Vec<Trend>,
    /// The suspects that are shown by themselves.
    pub suspects: Vec<SuspectText>,
    /// Functions by allocation rate and survival.
    pub quadrant: Vec<PointText>,
    /// What allocates much and keeps nothing.
    pub loud: Vec<String>,
    /// What is set aside as healthy, and why.
    pub healthy: Vec<String>,
    /// When the limit is reached.
    pub forecast: Option<ForecastText>,
    /// `runtime.MemStats` over the series.
    pub memory: Vec<MemoryText>,
    /// What to capture next.
    pub advice: Vec<AdviceText>,
    /// What to know about the data.
    pub notes: Vec<String>,
    /// All of it as Markdown, for an incident ticket.
    pub markdown: String,
}

/// A question and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TestText {
    /// `heap` or `goroutines`.
    pub subject: String,
    /// Whether it speaks for a leak.
    pub passed: bool,
    /// In words, with its numbers.
    pub text: String,
}

/// A series of values and how it grows.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Trend {
    /// `inuse_space` or `goroutines`.
    pub name: String,
    /// `bytes` or `count`.
    pub unit: String,
    /// The verdict on it alone.
    pub verdict: String,
    /// Its values by time; `None` where a snapshot has none.
    pub values: Vec<Option<i64>>,
    /// When they were taken, in nanoseconds since 1970; 0 where that is not known.
    pub times: Vec<i64>,
    /// Growth per hour: the estimate, and the ends of its interval.
    pub per_hour: Option<[f64; 3]>,
}

/// A suspect.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SuspectText {
    /// Its rank, from 1.
    pub number: u32,
    /// The function to blame, with its whole package.
    pub function: String,
    /// The same without the path of its package.
    pub short_name: String,
    /// The state of its goroutines; empty for a heap.
    pub state: String,
    /// `heap` or `goroutines`.
    pub kind: String,
    /// The verdict's word.
    pub verdict: String,
    /// How alarming it is.
    pub tone: Tone,
    /// What kind of leak it is in a few words; empty where it is of no known kind.
    pub title: String,
    /// What is wrong.
    pub diagnosis: String,
    /// Facts in a few words each, the alarming ones first.
    pub chips: Vec<Chip>,
    /// Its growth, `+552MB/h`.
    pub rate: String,
    /// The range of it with a blank before, ` (530MB to 570MB)`; empty where there is none.
    pub rate_range: String,
    /// Its first and last value, `32 → 193 goroutines`.
    pub counts: String,
    /// Its value in each snapshot.
    pub values: Vec<Option<i64>>,
    /// Which part of the growth it is; empty where nothing grew.
    pub share: String,
    /// The fix: the sign of each line (`-`, `+` or a space), and its text.
    pub fix: Vec<(char, String)>,
    /// How to confirm it.
    pub confirm: String,
    /// Where to read more.
    pub reference: String,
    /// Its stack from the leaf to the root: function, and `file:line`.
    pub stack: Vec<(String, String)>,
    /// Who started the goroutines; empty where that is not known.
    pub creator: String,
    /// What else is of the same cause.
    pub joined: Vec<String>,
    /// Its labels, `handler=/webhook (60%)`.
    pub labels: Vec<String>,
    /// The questions that its verdict stands on.
    pub tests: Vec<TestText>,
}

/// A fact about a suspect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Chip {
    /// In a few words.
    pub text: String,
    /// Whether it speaks for a leak.
    pub alarming: bool,
}

/// A function's place in the plot.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PointText {
    /// The function without the path of its package.
    pub name: String,
    /// Bytes allocated per second.
    pub rate: f64,
    /// Which part of that stays, within 0 and 1.
    pub survival: f64,
    /// Both in words.
    pub text: String,
    /// The number of the suspect that it is, or that it is shown with.
    pub suspect: Option<u32>,
}

/// When a limit is reached.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ForecastText {
    /// In words.
    pub text: String,
    /// The limit in bytes.
    pub limit: i64,
    /// What the process has of it now.
    pub now: i64,
    /// When that was, in nanoseconds since 1970; 0 where that is not known.
    pub from_nanos: i64,
    /// In how many hours from then, soonest to latest; infinite where it may be never.
    pub hours: [f64; 2],
}

/// A row of `runtime.MemStats`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemoryText {
    /// What it is, in words.
    pub name: String,
    /// First and last value.
    pub text: String,
    /// The value in each snapshot.
    pub values: Vec<Option<i64>>,
}

/// What to capture next.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdviceText {
    /// What it would tell.
    pub why: String,
    /// The command for a shell, or lines of Go.
    pub command: String,
}

impl FindingsText {
    /// The findings in words. `table` is what the goroutines were judged by, `target` where the next capture is to come from.
    pub fn of(
        findings: &Findings,
        catalogue: &Catalogue,
        table: &GoroutineTable,
        target: &CaptureTarget,
    ) -> Self {
        let verdict = findings.verdict();
        let mut text = Self {
            verdict: word(verdict).to_owned(),
            tone: tone(verdict),
            title: summary::title(findings),
            summary: summary::summary(findings, table),
            reasons: summary::reasons(findings),
            tests: tests_in_words::of_process(findings),
            trends: trends(findings),
            suspects: suspects::suspects(findings, catalogue, table),
            quadrant: memory::points(findings),
            loud: memory::loud(findings),
            healthy: memory::healthy(findings, catalogue, table),
            forecast: findings.forecast.as_ref().map(forecast),
            memory: memory::rows(findings),
            advice: advice::advice(findings, target),
            notes: notes::notes(findings),
            markdown: String::new(),
        };
        text.markdown = written::written(&text, true);
        text
    }

    /// All of it as plain text.
    pub fn plain(&self) -> String {
        written::written(self, false)
    }
}

/// The verdict as a word.
pub fn word(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::NotEnoughData => "not enough data",
        Verdict::Stable => "stable",
        Verdict::GcPressure => "GC pressure, not a leak",
        Verdict::WarmingUpOrStepped => "warming up or stepped",
        Verdict::Suspect => "suspect",
        Verdict::LikelyLeak => "likely leak",
        Verdict::Leak => "leak",
    }
}

fn tone(verdict: Verdict) -> Tone {
    match verdict {
        Verdict::NotEnoughData => Tone::Unknown,
        Verdict::Stable | Verdict::GcPressure | Verdict::WarmingUpOrStepped => Tone::Calm,
        Verdict::Suspect => Tone::Warn,
        Verdict::LikelyLeak | Verdict::Leak => Tone::Alarm,
    }
}

fn trends(findings: &Findings) -> Vec<Trend> {
    let trend = |name: &str, unit: &str, judgement: &Judgement| Trend {
        name: name.to_owned(),
        unit: unit.to_owned(),
        verdict: word(judgement.verdict).to_owned(),
        values: judgement.values.clone(),
        times: judgement.times.clone(),
        per_hour: judgement.per_hour.map(|Range { value, low, high }| [value, low, high]),
    };
    let heap = findings.heap.iter().map(|heap| trend("inuse_space", "bytes", heap));
    let goroutines = findings.goroutines.iter().map(|judged| trend("goroutines", "count", judged));
    heap.chain(goroutines).collect()
}

fn forecast(forecast: &Forecast) -> ForecastText {
    let Forecast { limit, now, from_nanos, hours } = *forecast;
    ForecastText { text: summary::forecast(forecast), limit, now, from_nanos, hours }
}
