//! What is measured, and how one measurement is taken.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use super::files::BenchFile;
use crate::command::{self, command, run};
use crate::{browsers, cache, repo};

/// The release of speedscope that is measured.
const SPEEDSCOPE: &str = "1.25.0";
/// After so many seconds nobody waits any more.
const PATIENCE: u64 = 300;

/// Who opens the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Subject {
    Airflame,
    Speedscope,
    Pprof,
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Airflame => "Airflame",
            Self::Speedscope => "speedscope",
            Self::Pprof => "`go tool pprof -top`",
        })
    }
}

/// One measurement: numbers by name, and what went wrong, if something did.
#[derive(Debug, Default)]
pub(super) struct Run {
    pub(super) numbers: BTreeMap<String, f64>,
    pub(super) failed: Option<String>,
}

impl Run {
    /// Reads lines of a name, a tab and a number, and what stands behind `failed`.
    fn parse(text: &str) -> Self {
        let mut run = Self::default();
        for (name, value) in text.lines().filter_map(|line| line.split_once('\t')) {
            match value.parse::<f64>() {
                _ if name == "failed" => run.failed = Some(value.to_owned()),
                Ok(number) if number.is_finite() => drop(run.numbers.insert(name.to_owned(), number)),
                _ => {}
            }
        }
        run
    }

    /// How long it took, in a line.
    pub(super) fn short(&self) -> String {
        let shown = self.numbers.get("shown").map(|shown| format!("{:.2} s", shown / 1e3));
        let words = shown.into_iter().chain(self.failed.iter().map(|failed| format!("failed: {failed}")));
        words.collect::<Vec<_>>().join("; ")
    }
}

/// The programs that are measured and those that measure.
#[derive(Debug)]
pub(super) struct Tools {
    chromium: PathBuf,
    speedscope: Option<PathBuf>,
    pprof: Option<PathBuf>,
    /// Go's words for its version.
    go: Option<String>,
}

impl Tools {
    /// Finds them; installs speedscope.
    pub(super) fn find(with_peers: bool) -> Result<Self> {
        let chromium = browsers::locate()?.chromium;
        let (mut speedscope, mut pprof, mut go) = (None, None, None);
        if with_peers {
            speedscope = Some(install_speedscope()?);
            go = command::output(Command::new("go").arg("version"));
            // The program itself, so that what `go` does before it is not counted against it.
            pprof = command::output(Command::new("go").args(["tool", "-n", "pprof"])).map(PathBuf::from);
            if pprof.is_none() {
                println!("Go is not installed: `go tool pprof` is left out");
            }
        }
        Ok(Self { chromium, speedscope, pprof, go })
    }

    /// Those that are there.
    pub(super) fn subjects(&self) -> impl Iterator<Item = Subject> + use<> {
        let has = [true, self.speedscope.is_some(), self.pprof.is_some()];
        let all = [Subject::Airflame, Subject::Speedscope, Subject::Pprof];
        all.into_iter().zip(has).filter(|(_, has)| *has).map(|(subject, _)| subject)
    }

    /// What they say of their versions.
    pub(super) fn versions(&self) -> Result<Vec<String>> {
        let commit = command::output(&mut command("git", &["describe", "--always", "--dirty"])?);
        let mut versions = vec![format!("Airflame {}", commit.unwrap_or_default())];
        versions.extend(self.speedscope.is_some().then(|| format!("speedscope {SPEEDSCOPE}")));
        versions.extend(self.go.clone());
        versions.extend(command::output(Command::new(&self.chromium).arg("--version")));
        versions.extend(command::output(Command::new("rustc").arg("--version")));
        Ok(versions)
    }

    /// Measures once, in processes of its own.
    pub(super) fn measure(&self, subject: Subject, file: &BenchFile) -> Result<Run> {
        match (subject, &self.speedscope, &self.pprof) {
            (Subject::Speedscope, Some(page), _) => self.in_page("speedscope", page, &[&file.path]),
            (Subject::Pprof, _, Some(pprof)) => top(pprof, &file.path),
            (Subject::Airflame, ..) => {
                let files: Vec<_> = [Some(&file.path), file.later.as_ref()].into_iter().flatten().collect();
                self.in_page("airflame", &airflame()?, &files)
            }
            _ => bail!("{subject} is not installed"),
        }
    }

    /// Opens a file in Airflame and does nothing more.
    pub(super) fn open_only(&self, file: &BenchFile) -> Result<Run> {
        self.in_page("airflame-open", &airflame()?, &[&file.path])
    }

    fn in_page(&self, subject: &str, page: &Path, files: &[&PathBuf]) -> Result<Run> {
        let mut node = command("node", &["benches/page.mjs", subject])?;
        node.arg(page).args(files);
        node.env("AIRFLAME_CHROMIUM", &self.chromium).env("AIRFLAME_BENCH_PATIENCE", PATIENCE.to_string());
        let output = node.output().context("starting node")?;
        let mut run = Run::parse(&String::from_utf8_lossy(&output.stdout));
        if !output.status.success() && run.failed.is_none() {
            let words = String::from_utf8_lossy(&output.stderr);
            run.failed = Some(words.lines().last().unwrap_or("the driver failed").to_owned());
        }
        Ok(run)
    }
}

fn airflame() -> Result<PathBuf> {
    Ok(repo::dist()?.join("airflame.html"))
}

/// Installs the pinned release beside the other tools; gives its page.
fn install_speedscope() -> Result<PathBuf> {
    let folder = cache::tool(&format!("speedscope-{SPEEDSCOPE}"))?;
    let page = folder.join("node_modules/speedscope/dist/release/index.html");
    if !page.is_file() {
        let package = format!("speedscope@{SPEEDSCOPE}");
        std::fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
        let mut npm =
            command("npm", &["install", "--no-save", "--ignore-scripts", "--no-audit", "--prefix"])?;
        run(npm.arg(&folder).arg(package))?;
    }
    Ok(page)
}

/// Prints the table of functions, with `time` of GNU around it where that is installed: it knows the memory.
fn top(pprof: &Path, file: &Path) -> Result<Run> {
    let time = command::find("time");
    let notes = std::env::temp_dir().join(format!("airflame-bench-{}.time", std::process::id()));
    let mut pprof_top = match &time {
        Some(time) => {
            let mut timed = Command::new(time);
            timed.args(["--format", "%e %U %S %M", "--output"]).arg(&notes).arg("timeout");
            timed
        }
        None => Command::new("timeout"),
    };
    pprof_top.arg(PATIENCE.to_string()).arg(pprof).args(["-top", "-symbolize=none"]).arg(file);
    // It would look for the program that the profile is of.
    pprof_top.env("PPROF_BINARY_PATH", "/nonexistent");
    let start = Instant::now();
    let output = pprof_top.output().context("starting pprof")?;
    let mut run = Run::default();
    let elapsed = start.elapsed().as_secs_f64() * 1e3;
    if output.status.success() {
        run.numbers.insert("shown".to_owned(), elapsed);
    } else {
        run.failed = Some(match output.status.code() {
            Some(124) => format!("was not done after {PATIENCE} s"),
            _ => String::from_utf8_lossy(&output.stderr).lines().last().unwrap_or("failed").to_owned(),
        });
    }
    let noted = std::fs::read_to_string(&notes).unwrap_or_default();
    let fields: Vec<f64> =
        noted.lines().last().map_or("", |line| line).split(' ').flat_map(str::parse).collect();
    if let [_, user, system, kilobytes] = fields[..] {
        run.numbers.insert("shown_cpu".to_owned(), (user + system) * 1e3);
        run.numbers.insert("shown_resident_bytes".to_owned(), kilobytes * 1024.0);
    }
    drop(std::fs::remove_file(&notes));
    Ok(run)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_the_driver_says() {
        let run = Run::parse("shown\t1200.5\nnoise\ntree\tNaN\nfailed\tthe tab crashed\n");
        assert_eq!(run.numbers, BTreeMap::from([("shown".to_owned(), 1200.5)]));
        assert_eq!(run.short(), "1.20 s; failed: the tab crashed");
    }
}
