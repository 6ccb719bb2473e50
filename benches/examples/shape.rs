//! Prints how large the profiles named are once they are open: `cargo run --release -p airflame-benches --example shape -- FILE…`.
// A program for the terminal: printing is what it is for.
#![allow(clippy::print_stdout)]

use std::error::Error;
use std::time::Instant;

use airflame_engine::analysis::{Grouping, Shape, Subject};
use airflame_engine::pprof::open_slice;

fn main() -> Result<(), Box<dyn Error>> {
    for name in std::env::args().skip(1) {
        let file = std::fs::read(&name).map_err(|error| format!("{name}: {error}"))?;
        let start = Instant::now();
        let profile = open_slice(&file)?.profile;
        let opened = start.elapsed().as_secs_f64();
        let start = Instant::now();
        let shape = Shape::build(Subject::single(&profile), Grouping::default());
        let built = start.elapsed().as_secs_f64();
        let stacks = profile.stacks();
        let lines = |stack: &_| -> usize {
            stacks.get(*stack).iter().map(|&location| profile.locations().lines(location).len()).sum()
        };
        let lines: usize = profile.samples().stacks().iter().map(lines).sum();
        println!(
            "{name}: {} samples of {:.1} lines, {} stacks, {} functions, {} nodes, {} deep; opened in {opened:.2} s, tree in {built:.2} s",
            profile.samples().len(),
            lines as f64 / profile.samples().len().max(1) as f64,
            stacks.len() - 1,
            shape.frames().row_count(),
            shape.tree().len(),
            shape.tree().max_depth(),
        );
    }
    Ok(())
}
