//! Steps with their times: what a long command does, why it stopped, and where its time went.

use std::time::{Duration, Instant};

use anyhow::{Context, Result};

/// The steps done so far. The table is printed when this is dropped, so also after a failure.
#[derive(Debug, Default)]
pub(crate) struct Steps(Vec<(&'static str, Duration, bool)>);

impl Steps {
    /// Does a step; its failure is the command's failure, and carries its name.
    pub(crate) fn step(&mut self, name: &'static str, work: impl FnOnce() -> Result<()>) -> Result<()> {
        println!("\n=== {name}");
        let start = Instant::now();
        let result = work();
        self.0.push((name, start.elapsed(), result.is_ok()));
        result.with_context(|| format!("the step `{name}` failed"))
    }
}

impl Drop for Steps {
    fn drop(&mut self) {
        println!();
        for (name, time, good) in &self.0 {
            println!("{} {name:<28} {:>7.1} s", if *good { "ok    " } else { "FAILED" }, time.as_secs_f64());
        }
        let total: Duration = self.0.iter().map(|step| step.1).sum();
        println!("       {:<28} {:>7.1} s", "in all", total.as_secs_f64());
    }
}
