//! `cargo xtask`: sets up, builds, serves and tests Airflame.
//!
//! One command does everything that a newcomer or a CI machine needs, so that no document has to list steps that
//! drift. Each file is one job; `main` only reads the arguments. `docs/development.md` tells the rest.
// A program for the terminal: printing is what it is for.
#![allow(clippy::print_stdout)]

mod args;
mod bench;
mod browsers;
mod build;
mod bundle;
mod cache;
mod command;
mod csp;
mod html;
mod http;
mod npm;
mod repo;
mod serve;
mod setup;
mod size;
mod small_std;
mod steps;
mod test;
mod tools;
mod verdict_table;
mod worker_module;

use std::process::ExitCode;

use anyhow::{Result, bail};

use crate::args::Args;

const USAGE: &str = "\
cargo xtask COMMAND

  setup                        install what building and testing need: pinned tools, crates, browsers
  build                        write dist/index.html with its assets, and dist/airflame.html
  run   [--port N]             build, then serve dist/ on this machine (port 8642, or the next free one)
  serve [--port N] [--dir D] [--prefix /a/b/]
                               serve a folder as it is, by default dist/, if wished below a path
  test  [--native|--browser]   everything CI checks; or only what needs no browser; or only what needs one
  bench [--files A,B] [--repeat N] [--only airflame] [--no-build] [--out FILE]
                               measure Airflame, speedscope and pprof on the same files; writes docs/benchmarks.md
  verdict-table                simulate processes and write into docs/verdict.md how often verdicts err
  bundle                       (run by Trunk) finish the artefacts in $TRUNK_STAGING_DIR";

fn main() -> ExitCode {
    match dispatch(Args::from_env()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn dispatch(mut args: Args) -> Result<()> {
    let Some(command) = args.command() else { bail!("say what to do\n\n{USAGE}") };
    match command.as_str() {
        "setup" => {
            args.finish()?;
            setup::setup(setup::For::Tests)
        }
        "build" => {
            args.finish()?;
            setup::setup(setup::For::Build)?;
            build::build()
        }
        "run" => {
            let port = args.parsed("--port")?;
            args.finish()?;
            setup::setup(setup::For::Build)?;
            build::build()?;
            serve::serve(&serve::Options { port, ..serve::Options::default() })
        }
        "serve" => {
            let port = args.parsed("--port")?;
            let dir = args.value("--dir")?.map(Into::into);
            let prefix = args.value("--prefix")?;
            args.finish()?;
            serve::serve(&serve::Options { port, dir, prefix })
        }
        "test" => {
            let (native, browser) = (args.flag("--native"), args.flag("--browser"));
            args.finish()?;
            test::test(match (native, browser) {
                (true, false) => test::Part::Native,
                (false, true) => test::Part::Browser,
                (false, false) => test::Part::All,
                (true, true) => {
                    bail!("--native and --browser exclude each other; without either, both are run")
                }
            })
        }
        "bench" => {
            let options = bench::Options {
                files: args.value("--files")?,
                repeat: args.parsed("--repeat")?,
                only: args.value("--only")?,
                no_build: args.flag("--no-build"),
                out: args.value("--out")?.map(Into::into),
            };
            args.finish()?;
            bench::bench(&options)
        }
        "verdict-table" => {
            args.finish()?;
            verdict_table::write()
        }
        "bundle" => {
            args.finish()?;
            bundle::run_as_hook()
        }
        "help" | "--help" | "-h" => {
            println!("{USAGE}");
            Ok(())
        }
        other => bail!("there is no command `{other}`\n\n{USAGE}"),
    }
}
