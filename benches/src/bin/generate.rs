//! Writes profiles to measure with: `cargo run --release -p airflame-benches --bin generate -- --preset heap-21mb OUT.pb.gz`.
// A program for the terminal: printing is what it is for.
#![allow(clippy::print_stdout)]

use std::error::Error;
use std::fs::File;
use std::io::{self, Write};
use std::process::ExitCode;
use std::str::FromStr;

use airflame_benches::{Extreme, Kind, Sharing, Spec, Written, write, write_extreme};
use flate2::Compression;
use flate2::write::GzEncoder;

const USAGE: &str = "\
generate [OPTION…] FILE      gzipped if its name ends with .gz

  --preset NAME              what all else changes; heap-1mb if it is not said
  --extreme NAME             one of the profiles that no program writes; nothing else changes it
  --kind heap|cpu|goroutine
  --samples N  --depth N  --locations N  --functions N
  --labels PERCENT           samples with string labels
  --scattered                stacks that share nothing
  --later                    a later snapshot of the same program
  --seed N";

fn main() -> ExitCode {
    match run(std::env::args().skip(1)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("generate: {error}\n\n{USAGE}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: impl Iterator<Item = String>) -> Result<(), Box<dyn Error>> {
    let mut args = args.peekable();
    let mut spec = Spec::heap_1mb();
    let mut extreme = None;
    let mut file = None;
    while let Some(arg) = args.next() {
        let mut value = || args.next().ok_or_else(|| format!("{arg} needs a value"));
        match arg.as_str() {
            "--preset" => spec = value()?.parse()?,
            "--extreme" => extreme = Some(find_extreme(&value()?)?),
            "--kind" => spec.kind = kind(&value()?)?,
            "--samples" => spec.samples = number(&value()?)?,
            "--depth" => spec.depth = number(&value()?)?,
            "--locations" => spec.locations = number(&value()?)?,
            "--functions" => spec.functions = number(&value()?)?,
            "--labels" => spec.labels = number::<f64>(&value()?)? / 100.0,
            "--seed" => spec.seed = number(&value()?)?,
            "--scattered" => spec.sharing = Sharing::Scattered,
            "--later" => spec = spec.later(),
            name if name.starts_with("--") => return Err(format!("there is no option {name}").into()),
            name => file = Some(name.to_owned()),
        }
    }
    let name = file.ok_or("say which file to write")?;
    let out = File::create(&name).map_err(|error| format!("{name}: {error}"))?;
    let written = if name.ends_with(".gz") {
        let mut out = GzEncoder::new(out, Compression::fast());
        let written = make(&spec, extreme, &mut out)?;
        out.finish()?;
        written
    } else {
        make(&spec, extreme, out)?
    };
    let Some(written) = written else { return Ok(()) };
    let Written { samples, locations, functions, frames, bytes } = written;
    let (mean, mb) = (frames as f64 / samples.max(1) as f64, bytes as f64 / 1e6);
    println!(
        "{name}: {samples} samples of {mean:.1} frames, {locations} locations, {functions} functions, {mb:.1} MB inflated"
    );
    Ok(())
}

/// Writes what was asked for, and says how much that was; of the extreme ones there is nothing to say.
fn make(spec: &Spec, extreme: Option<Extreme>, out: impl Write) -> io::Result<Option<Written>> {
    match extreme {
        Some(extreme) => write_extreme(extreme, out).map(|()| None),
        None => write(spec, out).map(Some),
    }
}

fn find_extreme(name: &str) -> Result<Extreme, String> {
    let found = Extreme::ALL.iter().find(|(known, _)| *known == name);
    found.map(|(_, extreme)| *extreme).ok_or_else(|| format!("there is no extreme {name}"))
}

fn kind(name: &str) -> Result<Kind, String> {
    match name {
        "heap" => Ok(Kind::Heap),
        "cpu" => Ok(Kind::Cpu),
        "goroutine" => Ok(Kind::Goroutine),
        _ => Err(format!("there is no kind {name}")),
    }
}

fn number<T: FromStr>(text: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("{text} is no number here"))
}
