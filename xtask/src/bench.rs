//! Measures Airflame and what people use instead, on the same files in one run, and writes `docs/benchmarks.md`.
//!
//! Each measurement is a process that was just started: a browser with an empty profile, or pprof. The repetitions go
//! round: Airflame, speedscope, pprof, and again from the start, so that a machine that gets slower does so for all.

mod files;
mod machine;
mod report;
mod subjects;
mod sums;
mod targets;

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use anyhow::{Context, Result, bail};

use self::files::BenchFile;
use self::subjects::{Run, Subject};
use self::sums::Sums;
use crate::{build, repo, setup};

/// The files of a run where none are named.
const FILES: &str = "heap-1mb,heap-21mb,scattered-21mb,heap-207mb";
/// Above this many inflated bytes the peers are measured once: they take minutes, or crash.
const LARGE: u64 = 100_000_000;

/// What the command line asks for.
#[derive(Debug)]
pub(crate) struct Options {
    /// Names of the generator's presets, with commas between.
    pub(crate) files: Option<String>,
    /// How often each is measured.
    pub(crate) repeat: Option<usize>,
    /// `airflame` leaves out the peers.
    pub(crate) only: Option<String>,
    /// Measures what lies in `dist/` as it is.
    pub(crate) no_build: bool,
    /// Where the report goes instead of `docs/benchmarks.md`.
    pub(crate) out: Option<PathBuf>,
}

/// What was measured: for each file, for each subject, all runs.
type Measured = BTreeMap<(String, Subject), Vec<Run>>;

/// Measures all and writes the report.
pub(crate) fn bench(options: &Options) -> Result<()> {
    let repeat = options.repeat.unwrap_or(5);
    let with_peers = match options.only.as_deref() {
        None => true,
        Some("airflame") => false,
        Some(other) => bail!("`--only {other}` is unknown; `--only airflame` leaves out the peers"),
    };
    if repeat == 0 {
        bail!("--repeat 0 would measure nothing");
    }
    setup::setup(setup::For::Tests)?;
    if !options.no_build {
        build::build()?;
    }
    let names = options.files.as_deref().unwrap_or(FILES).split(',');
    let files = files::generate(&names.collect::<Vec<_>>())?;
    let tools = subjects::Tools::find(with_peers)?;
    let mut measured = Measured::new();
    let load_before = machine::load();
    for round in 0..repeat {
        for file in &files {
            for subject in tools.subjects() {
                if round > 0 && subject != Subject::Airflame && file.bytes > LARGE {
                    continue;
                }
                let run = tools.measure(subject, file)?;
                println!("{} {} of {repeat}: {subject}: {}", file.name, round + 1, run.short());
                measured.entry((file.name.clone(), subject)).or_default().push(run);
            }
        }
    }
    let extremes = extremes(&tools)?;
    let report = report::Report {
        machine: machine::Machine::describe(load_before)?,
        tools: &tools,
        sums: measured.into_iter().map(|(key, runs)| (key, Sums::of(&runs))).collect(),
        files: &files,
        extremes,
        repeat,
        is_built: !options.no_build,
    };
    let text = report.markdown()?;
    let out = match &options.out {
        Some(out) => out.clone(),
        None => repo::root()?.join("docs").join("benchmarks.md"),
    };
    fs::write(&out, &text).with_context(|| format!("writing {}", out.display()))?;
    println!("\n{text}\nwritten to {}", out.display());
    Ok(())
}

/// Opens once each of the files that no program writes.
fn extremes(tools: &subjects::Tools) -> Result<Vec<(BenchFile, Run)>> {
    let files = files::generate_extremes()?;
    files.into_iter().map(|file| tools.open_only(&file).map(|run| (file, run))).collect()
}
