//! The reports of `go tool pprof`, in its own spelling, without Go:
//!
//! ```text
//! cargo run --release --example report -- -top -cum -sample_index=inuse_space -base=heap-1.pb.gz heap-6.pb.gz
//! ```
//!
//! And two that pprof has not, over any number of profiles, dumps, texts and archives of one process:
//!
//! ```text
//! cargo run --release --example report -- -leaks -limit=512MiB heap-*.pb.gz goroutine-*.txt
//! cargo run --release --example report -- -goroutines -json goroutine-1.txt goroutine-2.txt
//! ```
//!
//! It prints to standard output, says on standard error what is to be known beside, and exits with 2 where pprof fails.

use std::io::{self, Write as _};
use std::process::ExitCode;

use airflame::report::leaks::command;
use airflame::report::{SourceFiles, flags, run};

/// The files of this machine.
struct Machine;

impl SourceFiles for Machine {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        std::fs::read(path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => format!("open {path}: no such file or directory"),
            _ => format!("open {path}: {error}"),
        })
    }

    fn working_directory(&self) -> String {
        std::env::current_dir().map_or_else(|_| "/".to_owned(), |path| path.to_string_lossy().into_owned())
    }
}

fn main() -> ExitCode {
    let args: Vec<String> =
        std::env::args_os().skip(1).map(|arg| arg.to_string_lossy().into_owned()).collect();
    let result = match command::parse(&args) {
        Some(question) => {
            question.and_then(|question| command::run(&question, &Machine)).map_err(|error| error.to_string())
        }
        None => flags::parse(&args)
            .map_err(|error| error.to_string())
            .and_then(|invocation| run(&invocation, &Machine).map_err(|error| error.to_string())),
    };
    match result {
        Ok(report) => {
            for note in report.notes {
                eprintln!("report: {note}");
            }
            match io::stdout().write_all(&report.text) {
                // Whoever reads may stop early, as `head` does.
                Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                    eprintln!("report: writing the report: {error}");
                    ExitCode::from(2)
                }
                _ => ExitCode::SUCCESS,
            }
        }
        Err(error) => {
            eprintln!("report: {error}");
            ExitCode::from(2)
        }
    }
}
