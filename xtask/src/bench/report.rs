//! `docs/benchmarks.md`.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::Result;

use super::files::BenchFile;
use super::machine::Machine;
use super::subjects::{Run, Subject, Tools};
use super::sums::{Spread, Sums};
use super::targets::{Target, Targets, failures};
use crate::repo;
use crate::size::Sizes;

/// All that is reported.
#[derive(Debug)]
pub(super) struct Report<'a> {
    pub(super) machine: Machine,
    pub(super) tools: &'a Tools,
    pub(super) sums: BTreeMap<(String, Subject), Sums>,
    pub(super) files: &'a [BenchFile],
    pub(super) extremes: Vec<(BenchFile, Run)>,
    pub(super) repeat: usize,
    /// Whether what was measured was built for it.
    pub(super) is_built: bool,
}

/// The numbers of a table: what the driver calls them, and what the table does.
const STAGES: [(&str, &str); 5] = [
    ("read", "`airflame:read`"),
    ("inflate", "`airflame:inflate`"),
    ("decode", "`airflame:decode`"),
    ("tree", "`airflame:tree`"),
    ("open", "`airflame:open`"),
];
const ACTS: [(&str, &str); 7] = [
    ("metric", "`airflame:metric`"),
    ("filter", "`airflame:filter`, a focus"),
    ("unfilter", "`airflame:filter`, taken back"),
    ("diff", "`airflame:diff`, a base"),
    ("swap", "`airflame:diff`, swapped"),
    ("frame_p50", "`airflame:frame`, median"),
    ("frame_p95", "`airflame:frame`, p95"),
];
const TASKS: [(&str, &str); 6] = [
    ("shown_longest_task", "while opening"),
    ("metric_longest_task", "another metric"),
    ("filter_longest_task", "a focus"),
    ("diff_longest_task", "a base"),
    ("swap_longest_task", "swapped"),
    ("frame_longest_task", "panning and zooming"),
];

impl Report<'_> {
    /// The whole document.
    pub(super) fn markdown(&self) -> Result<String> {
        let sizes = Sizes::measure(&repo::dist()?)?;
        let mut text = format!(
            "# Benchmarks\n\nWritten by `cargo xtask bench{}`, rounds: {}.\n\n{}\n\n{}\n",
            if self.is_built { "" } else { " --no-build`, of what lay in `dist/" },
            self.repeat,
            self.machine.words(),
            self.tools.versions()?.join(" · ")
        );
        text += "\n## Targets\n\n| work | target | measured | met |\n|---|---|---|---|\n";
        let targets = Targets { sums: &self.sums, extremes: &self.extremes, sizes: &sizes };
        for Target { work, target, measured, met } in targets.all() {
            let met = met.map_or("?", |met| if met { "yes" } else { "**no**" });
            let _ = writeln!(text, "| {work} | {target} | {measured} | {met} |");
        }
        text += "\n## File chosen → first picture\n\nFor pprof: started → table printed. Median, least and most; memory is \
                 the most that was resident.\n\n\
                 | file | | time | of all runs | Airflame is faster | processor | memory | other |\n|---|---|--:|--:|--:|--:|--:|---|\n";
        for file in self.files {
            for subject in self.tools.subjects() {
                let _ = writeln!(text, "{}", self.opening(file, subject));
            }
        }
        text += "\n## Airflame, by stage and by act\n\nMedians in milliseconds.\n";
        self.table(&mut text, &[STAGES.as_slice(), &ACTS].concat(), |spread| spread.median);
        text += "\nThe longest task of the page's thread, of all runs, in milliseconds. The browser reports none below 50: 0 means that \
                 none was longer.\n";
        self.table(&mut text, &TASKS, |spread| spread.most);
        text += include_str!("method.md");
        Ok(text)
    }

    fn opening(&self, file: &BenchFile, subject: Subject) -> String {
        let key = |subject| (file.name.clone(), subject);
        let Some(sums) = self.sums.get(&key(subject)) else { return String::new() };
        let ours = self.sums.get(&key(Subject::Airflame)).and_then(|sums| sums.median("shown"));
        let (mut time, mut spread, mut ratio) = ("–".to_owned(), String::new(), String::new());
        if let Some(Spread { median, least, most, count }) = sums.get("shown") {
            time = seconds(median);
            spread = format!("{} – {}, {count}×", seconds(least), seconds(most));
            if let Some(ours) = ours.filter(|_| subject != Subject::Airflame) {
                ratio = format!("{:.1} times", median / ours);
            }
        }
        let of = |name: &str| sums.median(name);
        let other = [
            of("shown_wasm_bytes").map(|bytes| format!("wasm memory {}", megabytes(bytes))),
            of("wasm_bytes").map(|bytes| format!("{} after all acts", megabytes(bytes))),
            of("heap_bytes").map(|bytes| format!("JS heap {}", megabytes(bytes))),
            (!sums.failures.is_empty()).then(|| failures(sums)),
        ];
        format!(
            "| {} | {subject} | {time} | {spread} | {ratio} | {} | {} | {} |",
            match subject {
                Subject::Airflame => format!(
                    "**{}**, {} inflated, {} packed",
                    file.name,
                    megabytes(file.bytes as f64),
                    megabytes(file.packed as f64)
                ),
                _ => String::new(),
            },
            of("shown_cpu").map_or_else(String::new, seconds),
            of("shown_resident_bytes").map_or_else(String::new, megabytes),
            other.into_iter().flatten().collect::<Vec<_>>().join(", "),
        )
    }

    fn table(&self, text: &mut String, rows: &[(&str, &str)], of: fn(Spread) -> f64) {
        let names: Vec<_> = self.files.iter().map(|file| file.name.as_str()).collect();
        let _ = write!(text, "\n| | {} |\n|---|{}\n", names.join(" | "), "--:|".repeat(names.len()));
        for (name, label) in rows {
            let cells = names.iter().map(|file| {
                let sums = self.sums.get(&((*file).to_owned(), Subject::Airflame));
                let spread = sums.and_then(|sums| sums.get(name));
                spread.map_or_else(|| "–".to_owned(), |spread| format!("{:.1}", of(spread)))
            });
            let _ = writeln!(text, "| {label} | {} |", cells.collect::<Vec<_>>().join(" | "));
        }
    }
}

fn seconds(milliseconds: f64) -> String {
    format!("{:.2} s", milliseconds / 1e3)
}

fn megabytes(bytes: f64) -> String {
    if bytes < 1e7 { format!("{:.1} MB", bytes / 1e6) } else { format!("{:.0} MB", bytes / 1e6) }
}
