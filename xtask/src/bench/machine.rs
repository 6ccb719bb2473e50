//! Where it was measured.

use std::fs;
use std::process::Command;

use anyhow::Result;

use crate::command;

/// What a reader must know to compare numbers.
#[derive(Debug)]
pub(super) struct Machine {
    processor: String,
    cores: usize,
    memory_gib: f64,
    system: String,
    /// How busy the machine was before and after.
    loads: [Option<f64>; 2],
    date: String,
}

/// How many processes wanted to run in the last minute, on average.
pub(super) fn load() -> Option<f64> {
    fs::read_to_string("/proc/loadavg").ok()?.split(' ').next()?.parse().ok()
}

impl Machine {
    pub(super) fn describe(load_before: Option<f64>) -> Result<Self> {
        let field = |file: &str, name: &str| {
            let text = fs::read_to_string(file).unwrap_or_default();
            let line = text.lines().find(|line| line.starts_with(name)).map(ToOwned::to_owned);
            line.and_then(|line| Some(line.split_once([':', '='])?.1.trim().trim_matches('"').to_owned()))
        };
        let unknown = || "unknown".to_owned();
        let kilobytes =
            field("/proc/meminfo", "MemTotal").and_then(|text| text.split(' ').next()?.parse().ok());
        let kernel = command::output(Command::new("uname").arg("-srm")).unwrap_or_else(unknown);
        Ok(Self {
            processor: field("/proc/cpuinfo", "model name").unwrap_or_else(unknown),
            cores: std::thread::available_parallelism()?.get(),
            memory_gib: kilobytes.unwrap_or(0.0) / 1_048_576.0,
            system: format!("{}, {kernel}", field("/etc/os-release", "PRETTY_NAME").unwrap_or_else(unknown)),
            loads: [load_before, load()],
            date: command::output(Command::new("date").args(["-u", "+%Y-%m-%d"])).unwrap_or_else(unknown),
        })
    }

    /// In one line.
    pub(super) fn words(&self) -> String {
        let Self { processor, cores, memory_gib, system, loads, date } = self;
        let [before, after] =
            loads.map(|load| load.map_or_else(|| "?".to_owned(), |load| format!("{load:.1}")));
        format!(
            "{date} · {processor}, {cores} cores, {memory_gib:.0} GiB · {system} · load of the last minute {before} before, \
             {after} after"
        )
    }
}
