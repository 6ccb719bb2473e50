//! The table of how often verdicts err, in `docs/verdict.md`.

use anyhow::Result;

use crate::command::{command, run};
use crate::repo;

/// Simulates processes and writes the table between its marks. The simulation is a test, which knows what `cargo test` knows.
pub(crate) fn write() -> Result<()> {
    let root = repo::root()?;
    let name = "simulated::table_of_rates";
    let mut simulate = command("cargo", &["test", "--test", "leaks", "--", "--ignored", "--exact", name])?;
    simulate.env("AIRFLAME_VERDICT_TABLE", root.join("docs/verdict.md"));
    run(&mut simulate)
}
